@risk
Feature: Limits on what the book may become
  Orders that are harmless alone can add up to a position that nobody wanted.
  Each order is judged by the book as it would be at its worst: what is held,
  what still works at the broker, and what is asked for now.

  Background:
    Given a desk with 1000 in cash
    And ACME trades at 10 from 09:31 to 09:40
    And BETA trades at 20 from 09:31 to 09:40

  Rule: A position stays within its limit, working orders at their worst

    Scenario: A position of exactly the limit
      Given the position limit is 100
      And the strategy wants 100 ACME at 09:33
      When the session runs
      Then the desk holds 100 ACME
      And no order is refused

    Scenario: A position of one share beyond the limit
      Given the position limit is 100
      And the strategy wants -101 ACME at 09:33
      When the session runs
      Then the order is refused because "POSITION" with limit 100 and observed 101
      And the desk holds 0 ACME
      And the broker receives no order

    Scenario Outline: An order for 60 that still works counts as if it were filled, when the target becomes <target>
      Given the position limit is 100
      And a broker that fills nothing by itself
      And the strategy wants 60 ACME at 09:33
      And the strategy wants <target> ACME at 09:35
      When the session runs
      Then the order is refused because "POSITION" with limit 100 and observed 120
      And the broker receives these orders
        | at    | side | quantity | symbol |
        | 09:33 | buy  | 60       | ACME   |

      Examples:
        | target |
        | 120    |
        | -60    |

  Rule: Gross exposure over all symbols stays within its limit

    Scenario: Gross exposure of exactly the limit
      Given the gross limit is 1500
      And the strategy wants 50 ACME at 09:33
      And the strategy wants -50 BETA at 09:34
      When the session runs
      Then the desk holds -50 BETA
      And no order is refused

    Scenario: Gross exposure of one share beyond the limit
      Given the gross limit is 1500
      And the strategy wants 50 ACME at 09:33
      And the strategy wants -51 BETA at 09:34
      When the session runs
      Then the order is refused because "GROSS" with limit 1500 and observed 1520
      And the desk holds 0 BETA

  Rule: Gross exposure stays within its multiple of equity

    Scenario: Exactly twice the equity
      Given the leverage limit is 2
      And the strategy wants 200 ACME at 09:33
      When the session runs
      Then the desk holds 200 ACME
      And no order is refused

    Scenario: One share beyond twice the equity
      Given the leverage limit is 2
      And the strategy wants 201 ACME at 09:33
      When the session runs
      Then the order is refused because "LEVERAGE" with limit 2 and observed 2.01
      And the broker receives no order
