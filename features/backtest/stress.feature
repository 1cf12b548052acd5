@backtest
Feature: A stress only ever worsens a backtest
  Before money follows a strategy, one asks whether it survives worse days:
  wider spreads, late orders, thin volume, gaps. A stress that could improve a
  single price by accident would answer the wrong question.

  Background:
    Given a desk with 100000 in cash
    And ACME trades at 10 from 09:31 to 09:40
    And the strategy wants 25 ACME at 09:31

  Rule: Under a stress of costs every price and fee is at least as bad

    Scenario: Twice the slippage and twice the spread
      Given a slippage of 10 basis points
      And a spread of 20 basis points
      And the stress "slippage x2"
      When the session runs
      Then these trades are booked
        | at    | side | quantity | symbol | price | fee |
        | 09:32 | buy  | 25       | ACME   | 10.04 | 0   |
      And the desk is worth 99999

    Scenario: Commissions times three
      Given a commission of 0.04 per share
      And a stress that multiplies commissions by 3
      When the session runs
      Then fees of 3 were paid
      And the desk is worth 99997

  Rule: A late order never meets a better price than in time

    Scenario Outline: The market <moves> before a late order arrives
      Given ACME trades at <later> from 09:33 to 09:40
      And the stress "latency high"
      When the session runs
      Then these trades are booked
        | at    | side | quantity | symbol | price  | fee |
        | 09:34 | buy  | 25       | ACME   | <paid> | 0   |
      And the desk holds 25 ACME

      Examples:
        | moves     | later | paid |
        | runs away | 12    | 12   |
        | falls     | 8     | 10   |

  Rule: In a thin market an order is filled in parts, none better than a price before it

    Scenario: A hundredth of the volume of each bar
      Given ACME trades at 11 from 09:33 to 09:33
      And ACME trades at 9 from 09:34 to 09:40
      And the stress "volume thin"
      When the session runs
      Then these trades are booked
        | at    | side | quantity | symbol | price | fee |
        | 09:32 | buy  | 10       | ACME   | 10    | 0   |
        | 09:33 | buy  | 10       | ACME   | 11    | 0   |
        | 09:34 | buy  | 5        | ACME   | 11    | 0   |
      And the desk holds 25 ACME

  Rule: A gap is against the order, whichever way it goes

    Scenario: Opens one percent away, in and out
      Given the strategy wants 0 ACME at 09:35
      And the stress "gap shock"
      When the session runs
      Then these trades are booked
        | at    | side | quantity | symbol | price | fee |
        | 09:32 | buy  | 25       | ACME   | 10.1  | 0   |
        | 09:36 | sell | 25       | ACME   | 9.9   | 0   |
      And the desk is worth 99995
