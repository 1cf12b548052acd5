@oms
Feature: Executions that are taken back or corrected
  An exchange may cancel or correct a trade hours later. The books then hold
  the reverse beside the trade, never an edited past, whichever of the two is
  heard of first.

  Background:
    Given a desk with 100000 in cash
    And ACME trades at 10 from 09:31 to 09:45
    And a broker that fills nothing by itself
    And order 1 is to buy 100 ACME at 10, asked for at 09:31
    And the broker reports at 09:33 that order 1 bought 40 at 10

  Rule: A trade that is taken back leaves neither shares nor money

    Scenario Outline: The bust of a trade is heard of <when>
      Given the broker takes execution 1 of order 1 back at <at>
      When the session runs
      Then order 1 is accepted with 0 filled
      And the desk holds 0 ACME
      And the desk has 100000 in cash
      And there is no incident

      Examples:
        | when               | at    |
        | after the trade    | 09:35 |
        | before the trade   | 09:32 |

    Scenario: A bust that is told twice takes back once
      Given the broker reports at 09:34 that order 1 bought 10 at 10
      And the broker takes execution 1 of order 1 back at 09:35
      And the broker takes execution 1 of order 1 back at 09:36
      When the session runs
      Then order 1 is partially filled with 10 filled
      And the desk holds 10 ACME

    Scenario: A filled order works again
      Given the broker reports at 09:34 that order 1 bought 60 at 10
      And the broker takes execution 2 of order 1 back at 09:35
      When the session runs
      Then order 1 is partially filled with 40 filled
      And up to 60 ACME may still be bought
      And the broker is asked about order 1 once

    Scenario: A cancelled order stays cancelled
      Given the broker reports at 09:34 that order 1 is cancelled
      And the broker takes execution 1 of order 1 back at 09:35
      When the session runs
      Then order 1 is cancelled with 0 filled
      And the desk holds 0 ACME

  Rule: A correction holds in place of what it corrects

    Scenario: Fewer shares at a lower price
      Given the broker corrects execution 1 of order 1 at 09:35 to 30 at 9
      When the session runs
      Then the desk holds 30 ACME
      And the desk has 99730 in cash
      And there is no incident

  Rule: A bust of what nobody knows halts

    Scenario: Asked for, the broker insists
      Given the broker insists at 09:35 that execution 7 of order 1 never stood
      When the session runs
      Then the run is halted because "UNMATCHED_BUST"
      And the incident "UNMATCHED_BUST" stands on order 1
      And the desk holds 40 ACME
