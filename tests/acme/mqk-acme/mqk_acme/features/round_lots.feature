@risk
Feature: Acme trades round lots only
  Acme's prime broker charges for every odd lot, more than such a trade can
  earn. An odd lot that adds risk is therefore refused before it is sent;
  leaving an odd position is always allowed.

  Background:
    Given a desk with 100000 in cash
    And ACME trades at 10 from 09:31 to 09:40
    And Acme's rule with round lots of 100 shares

  Rule: An order that adds an odd lot is refused

    Scenario: An odd lot that adds risk
      Given the strategy wants 150 ACME at 09:32
      When the session runs
      Then the order is refused because "odd lot" with limit 100 and observed 50
      And the broker receives no order

    Scenario: A round lot that adds risk
      Given the strategy wants 200 ACME at 09:32
      When the session runs
      Then no order is refused
      And the desk holds 200 ACME

  Rule: An odd position can always be left

    Scenario: An odd lot that reduces risk
      Given the strategy wants 200 ACME at 09:32
      And the strategy wants 150 ACME at 09:35
      When the session runs
      Then no order is refused
      And the desk holds 150 ACME
