@strategy
Feature: A strategy can say exactly what is to be sent
  A target is not enough for whoever waits for a price. Orders with prices are
  sent as they were asked for, can be changed and taken back as long as they
  work, and go through the same gate as everything else.

  Background:
    Given a desk with 100000 in cash
    And ACME trades at 10 from 09:31 to 09:40

  Rule: An order with a price waits for it

    Scenario Outline: A <kind>
      Given the strategy asks at 09:32 for a <kind> to <side> 100 ACME
      And the bar of ACME at 09:36 opens at 10, peaks at 11, dips to 9 and closes at 10
      When the session runs
      Then these trades are booked
        | at    | side   | quantity | symbol | price   | fee |
        | 09:36 | <side> | 100      | ACME   | <price> | 0   |

      Examples:
        | kind                           | side | price |
        | limit of 9.5                   | buy  | 9.5   |
        | limit of 10.5                  | sell | 10.5  |
        | stop of 10.5                   | buy  | 10.5  |
        | stop of 9.5                    | sell | 9.5   |
        | trail of 0.5                   | sell | 9.5   |
        | trail of 5%                    | buy  | 10.5  |

  Rule: Of two orders that exclude each other only one trades

    Scenario: A breakout upwards takes the way down back
      Given the strategy asks at 09:32 for a stop of 11 to buy 100 ACME, called up
      And the strategy asks at 09:32 for a stop of 9 to sell 100 ACME, instead of up, called down
      And ACME trades at 11.5 from 09:35 to 09:36
      And ACME trades at 8.5 from 09:37 to 09:40
      When the session runs
      Then the desk holds 100 ACME
      And no order is left at the broker

  Rule: A working order can be changed and taken back, an ended one stays as it is

    Scenario: A purchase is made smaller and dearer
      Given the strategy asks at 09:32 for a limit of 8 to buy 100 ACME
      And the strategy changes the quantity of its order to 60 at 09:33
      And the strategy changes the limit of its order to 9.5 at 09:34
      And the bar of ACME at 09:36 opens at 10, peaks at 10, dips to 9 and closes at 10
      When the session runs
      Then order 1 is filled with 60 filled
      And the desk holds 60 ACME

    Scenario: It is taken back before its price comes
      Given the strategy asks at 09:32 for a limit of 9.5 to buy 100 ACME
      And the strategy takes its order back at 09:34
      And the bar of ACME at 09:36 opens at 10, peaks at 10, dips to 9 and closes at 10
      When the session runs
      Then order 1 is cancelled because "ASKED_BY_STRATEGY"
      And the desk holds 0 ACME

    Scenario: It is taken back when it has traded already
      Given the strategy asks at 09:32 for a limit of 11 to buy 100 ACME
      And the strategy takes its order back at 09:34
      When the session runs
      Then order 1 is filled with 100 filled
      And the broker is asked to cancel nothing

    Scenario: It is taken back in the very bar that wants to be flat
      Given the strategy asks at 09:32 for a limit of 9.5 to buy 100 ACME
      And the strategy takes its order back at 09:34
      And the strategy wants 0 ACME at 09:34
      When the session runs
      Then order 1 is cancelled because "ASKED_BY_STRATEGY"
      And the desk holds 0 ACME
