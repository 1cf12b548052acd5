@backtest
Feature: A backtest fills when a market could have filled
  A decision is made when a bar has closed, and its price is gone by then. An
  order therefore meets the next bar of its symbol, at a price that was really
  there, and an order without a next bar is not filled at all.

  Background:
    Given a desk with 100000 in cash
    And ACME trades at 10 from 09:31 to 09:32
    And the bar of ACME at 09:33 opens at 11, peaks at 14, dips to 9 and closes at 13
    And the bar of ACME at 09:34 opens at 12, peaks at 15, dips to 8 and closes at 10

  Rule: A market order meets the next bar, at the price of the rule that was chosen

    Scenario Outline: Bought and sold by the rule <rule>
      Given orders fill by the rule "<rule>"
      And the strategy wants 100 ACME at 09:32
      And the strategy wants 0 ACME at 09:33
      When the session runs
      Then these trades are booked
        | at      | side | quantity | symbol | price     | fee |
        | <bought> | buy  | 100      | ACME   | <buy at>  | 0   |
        | <sold>   | sell | 100      | ACME   | <sell at> | 0   |
      And the books agree with a plain sum over the trades

      Examples:
        | rule       | bought | buy at | sold  | sell at |
        | next open  | 09:33  | 11     | 09:34 | 12      |
        | worst case | 09:33  | 14     | 09:34 | 8       |
        | same close | 09:32  | 10     | 09:33 | 13      |

  Rule: An order without a next bar is sent and never filled

    Scenario: Decided at the last close
      Given the strategy wants 100 ACME at 09:34
      When the session runs
      Then the broker receives these orders
        | at    | side | quantity | symbol |
        | 09:34 | buy  | 100      | ACME   |
      And order 1 is accepted with 0 filled
      And the desk holds 0 ACME

  Rule: A run is worth what it holds at the last close, with nothing sold for the end

    Scenario: Still holding at the end
      Given the strategy wants 100 ACME at 09:32
      When the session runs
      Then the desk holds 100 ACME
      And the desk has 98900 in cash
      And the desk is worth 99900
