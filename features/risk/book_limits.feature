@risk
Feature: Limits on what the book may become
  Gross exposure does not see that everything leans one way, that one symbol
  carries it all, or that a position has turned short. Each of these has ended
  firms, and each has a limit of its own, judged before the order leaves.

  Background:
    Given a desk with 10000 in cash
    And ACME trades at 10 from 09:31 to 09:40
    And BETA trades at 20 from 09:31 to 09:40

  Rule: Longs exceed shorts, and shorts longs, by no more than the net limit

    Scenario Outline: A position of <held> ACME at the net limit
      Given the net limit is 1000
      And the strategy wants <held> ACME at 09:33
      When the session runs
      Then the desk holds <held> ACME
      And no order is refused

      Examples:
        | held |
        | 100  |
        | -100 |

    Scenario: A position of one share beyond the net limit
      Given the net limit is 1000
      And the strategy wants -101 ACME at 09:33
      When the session runs
      Then the order is refused because "NET" with limit 1000 and observed 1010
      And the broker receives no order

    Scenario: A short beside a long of the same worth leaves the net where it is
      Given the net limit is 1000
      And the strategy wants 100 ACME at 09:33
      And the strategy wants -50 BETA at 09:35
      When the session runs
      Then the desk holds -50 BETA
      And no order is refused

  Rule: One symbol stays within its multiple of equity

    Scenario: A symbol of exactly half the equity
      Given the concentration limit is 0.5
      And the strategy wants 500 ACME at 09:33
      When the session runs
      Then the desk holds 500 ACME
      And no order is refused

    Scenario: A symbol of one share beyond half the equity
      Given the concentration limit is 0.5
      And the strategy wants 501 ACME at 09:33
      When the session runs
      Then the order is refused because "CONCENTRATION" with limit 0.5 and observed 0.501
      And the broker receives no order

  Rule: Where short positions are not allowed no position falls below zero

    Scenario: All that is held is sold
      Given short positions are not allowed
      And the strategy wants 100 ACME at 09:33
      And the strategy wants 0 ACME at 09:35
      When the session runs
      Then the desk holds 0 ACME
      And no order is refused

    Scenario: One share more than is held is not sold
      Given short positions are not allowed
      And the strategy wants 100 ACME at 09:33
      And the strategy wants -1 ACME at 09:35
      When the session runs
      Then the order is refused because "SHORT" with limit 0 and observed 1
      And the desk holds 100 ACME
