@oms
Feature: Brokers that tell totals in place of executions
  After a lost connection a broker often says only how much was filled in all.
  That is real and must be held at once; the executions that explain it come
  later, and must not be booked on top of it.

  Background:
    Given a desk with 100000 in cash
    And ACME trades at 10 from 09:31 to 09:45
    And a broker that fills nothing by itself
    And order 1 is to buy 100 ACME at 10, asked for at 09:31

  Rule: A total is held at once, and executions take its place

    Scenario: A total without any execution
      Given the broker sums up at 09:33 that order 1 is working with 60 bought at 10
      When the session runs
      Then order 1 is partially filled with 60 filled
      And the desk holds 60 ACME
      And there is no incident

    Scenario: The executions come afterwards, at prices of their own
      Given the broker sums up at 09:33 that order 1 is working with 60 bought at 10
      And the broker reports at 09:34 that order 1 bought 40 at 9
      And the broker reports at 09:35 that order 1 bought 20 at 8
      When the session runs
      Then the desk holds 60 ACME
      And the desk has 99480 in cash

    Scenario: A total that is behind takes nothing away
      Given the broker reports at 09:33 that order 1 bought 60 at 10
      And the broker sums up at 09:34 that order 1 is working with 40 bought at 10
      When the session runs
      Then the desk holds 60 ACME
      And there is no incident

  Rule: An order that is called filled with too little is no end, and is asked about

    Scenario: Filled, the broker says, with one share missing
      Given the broker sums up at 09:33 that order 1 is filled with 99 bought at 10
      When the session runs
      Then order 1 is partially filled with 99 filled
      And the incident "INCONSISTENT_REPORT" stands on order 1
      And the broker is asked about order 1 once
      And the run is not halted

    Scenario: The missing share follows
      Given the broker sums up at 09:33 that order 1 is filled with 99 bought at 10
      And the broker sums up at 09:34 that order 1 is filled with 100 bought at 10
      When the session runs
      Then order 1 is filled with 100 filled
      And the desk holds 100 ACME
