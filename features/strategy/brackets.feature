@strategy
Feature: An entry brings its own exits
  Whoever enters first and thinks of the stop later is unprotected in between.
  An entry may bring a stop and a target: they sleep until it is filled, they
  only ever take away, and one ends the other.

  Background:
    Given a desk with 100000 in cash
    And ACME trades at 10 from 09:31 to 09:34
    And the strategy asks at 09:32 for a market order to buy 100 ACME, with a stop of 9, with a target of 12

  Rule: Exits sleep until their entry is filled

    Scenario: An entry that never fills
      Given the strategy asks at 09:32 for a limit of 5 to buy 100 ACME, with a stop of 4, with a target of 9
      And ACME trades at 8 from 09:35 to 09:40
      When the session runs
      Then the desk holds 0 ACME
      And these trades are booked
        | at    | side | quantity | symbol | price | fee |
        | 09:33 | buy  | 100      | ACME   | 10    | 0   |
        | 09:35 | sell | 100      | ACME   | 8     | 0   |

  Rule: One exit ends the other

    Scenario Outline: The <exit> is reached
      Given ACME trades at <price> from 09:35 to 09:40
      When the session runs
      Then these trades are booked
        | at    | side | quantity | symbol | price   | fee |
        | 09:33 | buy  | 100      | ACME   | 10      | 0   |
        | 09:35 | sell | 100      | ACME   | <price> | 0   |
      And no order is left at the broker
      And the desk holds 0 ACME

      Examples:
        | exit   | price |
        | stop   | 8.5   |
        | target | 12.5  |

  Rule: What an exit has left to guard ends with the position

    Scenario: The strategy sells by itself
      Given the strategy wants 0 ACME at 09:33
      And ACME trades at 8.5 from 09:35 to 09:40
      When the session runs
      Then these trades are booked
        | at    | side | quantity | symbol | price | fee |
        | 09:33 | buy  | 100      | ACME   | 10    | 0   |
        | 09:34 | sell | 100      | ACME   | 10    | 0   |
      And no order is left at the broker
      And the desk holds 0 ACME

    Scenario: The stop itself may trail
      Given ACME trades at 10 from 09:31 to 09:34
      And BETA trades at 10 from 09:31 to 09:34
      And BETA trades at 14 from 09:35 to 09:36
      And BETA trades at 13 from 09:37 to 09:40
      And ACME trades at 10 from 09:35 to 09:40
      And the strategy asks at 09:32 for a market order to buy 50 BETA, with a trail of 1
      When the session runs
      Then these trades are booked
        | at    | side | quantity | symbol | price | fee |
        | 09:33 | buy  | 100      | ACME   | 10    | 0   |
        | 09:33 | buy  | 50       | BETA   | 10    | 0   |
        | 09:37 | sell | 50       | BETA   | 13    | 0   |
      And the desk holds 0 BETA
