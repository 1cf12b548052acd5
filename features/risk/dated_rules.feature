@risk
Feature: Rules of regulators hold by date and by kind of account
  What an account may do is not ours to choose, and it changes: a rule that
  held for twenty years is repealed on a given day. Such rules stand in dated
  rows, so that a run of any year is held to what held then.

  Background:
    Given a desk with 10000 in cash
    And ACME trades at 10 from 09:31 to 09:50

  Rule: A margin account of little equity makes no more day trades than its row allows

    Scenario Outline: A third round trip on one day, <when>
      Given until <date> a margin account below <equity> may make 2 day trades in 5 days
      And the strategy goes in and out of 10 ACME 2 times from 09:33 on
      And the strategy wants 10 ACME at 09:40
      When the session runs
      Then the desk holds 10 ACME
      And no order is refused

      Examples:
        | when                            | date       | equity |
        | when the equity is enough       | 2026-06-03 | 10000  |
        | after the rule was repealed     | 2024-03-03 | 25000  |

    Scenario: A third round trip on one day of an account with too little equity
      Given until 2026-06-03 a margin account below 25000 may make 2 day trades in 5 days
      And the strategy goes in and out of 10 ACME 2 times from 09:33 on
      And the strategy wants 10 ACME at 09:40
      When the session runs
      Then the order is refused because "DAY_TRADES" with limit 2 and observed 3
      And the desk holds 0 ACME

    Scenario: What was opened before can still be closed
      Given until 2026-06-03 a margin account below 25000 may make 1 day trades in 5 days
      And the strategy wants 10 ACME at 09:33
      And the strategy wants 0 ACME at 09:35
      When the session runs
      Then the desk holds 0 ACME
      And no order is refused

  Rule: An account carries the multiple of its equity that the row of the day allows

    Scenario Outline: As much as a <kind> account may carry
      Given until 2026-06-03 a <kind> account carries <ratio> times its equity
      And the strategy wants <held> ACME at 09:33
      When the session runs
      Then the desk holds <held> ACME
      And no order is refused

      Examples:
        | kind   | ratio | held |
        | cash   | 1     | 1000 |
        | margin | 2     | 2000 |

    Scenario: One share more than a margin account may carry
      Given until 2026-06-03 a margin account carries 2 times its equity
      And the strategy wants 2001 ACME at 09:33
      When the session runs
      Then the order is refused because "MARGIN" with limit 2 and observed 2.001
      And the broker receives no order

    Scenario: A day that no row speaks of
      Given until 2024-03-03 a margin account carries 2 times its equity
      And the strategy wants 1 ACME at 09:33
      When the session runs
      Then the order is refused because "NO_MARGIN_ROW"
      And the broker receives no order
