@field_failures
Feature: What rests overnight meets the morning as it is
  Overnight a share may split, and a price may be a day old before anybody
  trades at it again. A stop at yesterday's price of another share, or a fill
  at a close that nobody can trade at any more, is a loss or a gain that was
  none.

  Background:
    Given a desk with 100000 in cash

  Rule: Orders and stops follow a split in price and in quantity

    Scenario Outline: A <kind> at <price> before a split of two for one, and a close at <last>
      Given ACME closes at 12, 12, 6, 6 and <last> from 2024-03-04 on
      And the strategy asks at 2024-03-04 for a market order to buy 100 ACME
      And the strategy asks at 2024-03-05 for a <kind> of <price> to sell 100 ACME
      And ACME splits 2 for 1 on 2024-03-06
      When the session runs
      Then these trades are booked
        | at         | side | quantity | symbol | price  | fee |
        | 2024-03-05 | buy  | 100      | ACME   | 12     | 0   |
        | 2024-03-08 | sell | 200      | ACME   | <last> | 0   |
      And no order is left at the broker

      Examples:
        | kind  | price | last |
        | stop  | 10    | 4.5  |
        | limit | 14    | 7.5  |
        | trail | 2     | 4.5  |

    Scenario: A stop that only the old price would touch
      Given ACME closes at 12, 12, 6, 6 and 6 from 2024-03-04 on
      And the strategy asks at 2024-03-04 for a market order to buy 100 ACME, with a stop of 10
      And ACME splits 2 for 1 on 2024-03-06
      When the session runs
      Then the desk holds 200 ACME
      And order 2 is left at the broker

  Rule: An order of the evening waits for the morning's price

    Scenario: Bought after the last bar of a day
      Given ACME trades at 10 from 15:58 to 16:00
      And ACME trades at 13 from 09:31 to 09:33 on 2024-03-05
      And the strategy asks at 2024-03-04 for a market order to buy 100 ACME
      When the session runs
      Then these trades are booked
        | at    | side | quantity | symbol | price | fee |
        | 09:31 | buy  | 100      | ACME   | 13    | 0   |
      And the desk is worth 100000

    Scenario: Nothing comes after the last bar
      Given ACME trades at 10 from 15:58 to 16:00
      And the strategy asks at 2024-03-04 for a market order to buy 100 ACME
      When the session runs
      Then the desk holds 0 ACME
      And order 1 is left at the broker
