@risk
Feature: After a halt there is only the way down
  A halt that also locked the exits would turn a loss limit into a trap. Once
  halted, nothing passes that adds risk, everything passes that takes some
  away, and the run never takes the permission back by itself.

  Background:
    Given a desk with 10000 in cash
    And ACME trades at 10 from 09:31 to 09:34
    And ACME trades at 4 from 09:35 to 09:37
    And ACME trades at 10 from 09:38 to 09:45
    And the daily loss limit is 5%
    And the strategy wants 100 ACME at 09:31

  Rule: A halted run refuses what adds risk, even when the loss is made good

    Scenario Outline: A halted strategy that would <what>
      Given a halt keeps what is held
      And the strategy wants <target> ACME at 09:40
      When the session runs
      Then the order is refused because "HALTED"
      And the broker receives these orders
        | at    | side | quantity | symbol |
        | 09:31 | buy  | 100      | ACME   |
      And the desk holds 100 ACME

      Examples:
        | what                 | target |
        | buy more             | 101    |
        | cross through zero   | -1     |

  Rule: A halted run lets pass what takes risk away

    Scenario Outline: A halted strategy that sells down to <target>
      Given a halt keeps what is held
      And the strategy wants <target> ACME at 09:40
      When the session runs
      Then the desk holds <target> ACME
      And no order is refused

      Examples:
        | target |
        | 40     |
        | 0      |

  Rule: A halt that flattens sells what is held, once, and never more

    Scenario: The position is closed at the next bar
      Given the strategy wants 100 ACME at 09:40
      When the session runs
      Then the run is halted because "DAILY_LOSS" with limit 500 and observed 600
      And the broker receives these orders
        | at    | side | quantity | symbol |
        | 09:31 | buy  | 100      | ACME   |
        | 09:35 | sell | 100      | ACME   |
      And the desk holds 0 ACME

    Scenario: A short position is bought back
      Given the strategy wants -200 ACME at 09:31
      And ACME trades at 13 from 09:34 to 09:45
      When the session runs
      Then the run is halted because "DAILY_LOSS" with limit 500 and observed 600
      And the broker receives these orders
        | at    | side | quantity | symbol |
        | 09:31 | sell | 200      | ACME   |
        | 09:34 | buy  | 200      | ACME   |
