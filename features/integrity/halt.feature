@integrity
Feature: Bad data ends the permission to add risk
  When prices can no longer be believed, an order that still waits at the
  broker was decided by data that nobody trusts any more. What would add risk
  is called back; what is held is left for a person to judge.

  Background:
    Given a desk with 100000 in cash
    And ACME trades at 10 from 09:31 to 09:40
    And ACME is silent from 09:35 to 09:35
    And a broker that fills nothing by itself
    And the strategy wants 100 ACME at 09:32

  Rule: Working entries are cancelled when the data fails

    Scenario: An entry that still waits
      When the session runs
      Then the data of ACME is refused because "GAP"
      And the broker is asked to cancel order 1

    Scenario: An entry that was filled before
      Given the broker reports at 09:33 that order 1 bought 100 at 10
      When the session runs
      Then the data of ACME is refused because "GAP"
      And the broker is asked to cancel nothing
      And the desk holds 100 ACME
