@lookahead
Feature: No decision knows the future
  A backtest that can see one bar ahead earns money that nobody can earn. The
  future is therefore replaced by absurd prices: whatever was decided before
  them must stand unchanged, to the last record.

  Background:
    Given a desk with 1000000 in cash
    And ACME swings between 8 and 14 from 09:31 to 11:00
    And BETA swings between 20 and 25 from 09:31 to 11:00

  Rule: Replacing the future by poison changes no decision before it

    Scenario Outline: The future after 10:15 is <case>
      Given a strategy that holds 100 while the mean of 2 closes is above that of 5
      When the session runs with its real future, and with prices of <price> after 10:15
      Then both decide the same up to 10:15, 10 times or more
      And they decide differently afterwards

      Examples:
        | case           | price  |
        | worthless      | 0.01   |
        | beyond measure | 900000 |

  Rule: A strategy decides first when it has seen all the bars that it needs

    Scenario: The first decision of a crossing is made at the close of its slow mean's last bar
      Given a strategy that holds 100 while the mean of 2 closes is above that of 5
      When the session runs
      Then the first decision is made at 09:35, for 100 ACME
