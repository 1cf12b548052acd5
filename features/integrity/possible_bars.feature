@integrity
Feature: A bar that cannot be true is never used
  A price below zero, a high under the close, or a bar from outside trading
  hours comes from a broken feed. A decision on it trades real money on a
  fiction, so the run ends at the last bar that could be believed.

  Background:
    Given a desk with 100000 in cash
    And ACME trades at 10 from 09:31 to 09:36
    And the strategy wants 100 ACME at 09:34

  Rule: Prices are above zero, the low is lowest and the high is highest

    Scenario Outline: A bar <case> ends the run before it
      Given the bar of ACME at 09:34 opens at <open>, peaks at <high>, dips to <low> and closes at <close>
      When the session runs
      Then the data of ACME is refused because "IMPOSSIBLE_PRICE"
      And nothing after 09:34 is used
      And the broker receives no order
      And the desk is worth 100000

      Examples:
        | case                           | open | high | low | close |
        | with a low above its open      | 10   | 12   | 11  | 12    |
        | with a low above its close     | 12   | 12   | 11  | 10    |
        | with a high below its close    | 10   | 11   | 9   | 12    |
        | with a high below its open     | 12   | 11   | 9   | 10    |
        | with a price of zero           | 0    | 10   | 0   | 10    |
        | with a price below zero        | -1   | 10   | -1  | 10    |

    Scenario: A bar that touches its own extremes is used
      Given the bar of ACME at 09:34 opens at 9, peaks at 11, dips to 9 and closes at 11
      When the session runs
      Then every bar is used
      And the broker receives these orders
        | at    | side | quantity | symbol |
        | 09:34 | buy  | 100      | ACME   |

  Rule: A bar closes where the schedule has one

    Scenario Outline: A bar that closes <case> ends the run
      Given ACME trades at 10 from <at> to <at> on <date>
      When the session runs
      Then the data of ACME is refused because "OFF_CALENDAR"
      And the desk holds 100 ACME

      Examples:
        | case                       | at    | date       |
        | after the session          | 16:01 | 2024-03-04 |
        | at the opening itself      | 09:30 | 2024-03-05 |
        | on a Saturday              | 10:00 | 2024-03-09 |
        | on a holiday               | 10:00 | 2024-03-29 |
        | after a half day's close   | 13:01 | 2024-07-03 |
