@backtest
Feature: Costs only ever worsen a result
  A strategy that earns a cent a share before costs loses money after them.
  Every cost is taken against the desk, rounded against the desk, and charged
  on the way in as on the way out.

  Background:
    Given a desk with 100000 in cash
    And ACME trades at 10 from 09:31 to 09:40
    And the strategy wants 100 ACME at 09:31
    And the strategy wants 0 ACME at 09:35

  Rule: Slippage moves the price against the order, to the next tick

    Scenario Outline: A slippage of <points> basis points
      Given a slippage of <points> basis points
      When the session runs
      Then these trades are booked
        | at    | side | quantity | symbol | price | fee |
        | 09:32 | buy  | 100      | ACME   | <in>  | 0   |
        | 09:36 | sell | 100      | ACME   | <out> | 0   |
      And the desk is worth <worth>

      Examples:
        | points | in    | out  | worth |
        | 0      | 10    | 10   | 100000|
        | 10     | 10.01 | 9.99 | 99998 |
        | 1      | 10.01 | 9.99 | 99998 |
        | 11     | 10.02 | 9.98 | 99996 |

  Rule: Commission is charged on every fill, rounded up

    Scenario: By the share
      Given a commission of 0.005 per share
      When the session runs
      Then fees of 1 were paid
      And the desk is worth 99999

    Scenario: By the value
      Given a commission of 2.5 basis points
      When the session runs
      Then fees of 0.5 were paid
      And the desk is worth 99999.5

    Scenario: A fraction of the last unit is rounded up
      Given ACME trades at 0.01 from 09:31 to 09:40
      And a commission of 0.00001 basis points
      When the session runs
      Then fees of 0.00000002 were paid
      And the desk is worth 99999.99999998

  Rule: A fill costs at least the minimum, however small it is

    Scenario Outline: A minimum of <least>
      Given a commission of 0.005 per share
      And a commission of at least <least> a fill
      When the session runs
      Then fees of <fees> were paid
      And the desk is worth <worth>

      Examples:
        | least | fees | worth |
        | 0.4   | 1    | 99999 |
        | 0.5   | 1    | 99999 |
        | 1     | 2    | 99998 |
