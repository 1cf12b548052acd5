@backtest
Feature: A fill pays half the spread, and more in a wild bar
  Nobody buys at the middle of bid and ask, and a bar that swings far is one in
  which an order arrives late. Both are paid on the way in and on the way out,
  on top of each other, and rounded against the desk once.

  Background:
    Given a desk with 100000 in cash
    And ACME trades at 10 from 09:31 to 09:40
    And the bar of ACME at 09:32 opens at 10, peaks at 10.5, dips to 9.5 and closes at 10
    And the strategy wants 100 ACME at 09:31
    And the strategy wants 0 ACME at 09:35

  Rule: Half of the spread is against every fill, to the next tick

    Scenario Outline: A spread of <points> basis points
      Given a spread of <points> basis points
      When the session runs
      Then these trades are booked
        | at    | side | quantity | symbol | price | fee |
        | 09:32 | buy  | 100      | ACME   | <in>  | 0   |
        | 09:36 | sell | 100      | ACME   | <out> | 0   |
      And the desk is worth <worth>

      Examples:
        | points | in    | out  | worth |
        | 20     | 10.01 | 9.99 | 99998 |
        | 1      | 10.01 | 9.99 | 99998 |
        | 60     | 10.03 | 9.97 | 99994 |

    Scenario: Spread and slippage that make one tick together
      Given a spread of 8 basis points
      And a slippage of 4 basis points
      When the session runs
      Then the desk is worth 99998

  Rule: Slippage takes its share of the range of the bar that fills

    Scenario: A bar that swings by one, and a flat one
      Given slippage takes 10% of a bar's range
      When the session runs
      Then these trades are booked
        | at    | side | quantity | symbol | price | fee |
        | 09:32 | buy  | 100      | ACME   | 10.1  | 0   |
        | 09:36 | sell | 100      | ACME   | 10    | 0   |
      And the desk is worth 99990

  Rule: Slippage takes no more than its cap, and the spread comes on top

    Scenario Outline: A cap of 50 basis points <with>
      Given slippage takes 10% of a bar's range
      And slippage takes at most 50 basis points
      And a spread of <points> basis points
      When the session runs
      Then these trades are booked
        | at    | side | quantity | symbol | price | fee |
        | 09:32 | buy  | 100      | ACME   | <in>  | 0   |
        | 09:36 | sell | 100      | ACME   | <out> | 0   |
      And the desk is worth <worth>

      Examples:
        | with             | points | in    | out  | worth |
        | and no spread    | 0      | 10.05 | 10   | 99995 |
        | under a spread   | 20     | 10.06 | 9.99 | 99993 |
