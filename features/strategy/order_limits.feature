@strategy
Feature: No order goes around the gate
  An order that names its price is judged like any other: at its worst, with
  all that is working. A change is a new order in disguise, and the exit of a
  bracket must be free to act whatever the limits say.

  Background:
    Given a desk with 100000 in cash
    And ACME trades at 10 from 09:31 to 09:40
    And the position limit is 100

  Rule: What could be filled counts, whatever its price

    Scenario: Two purchases that may both fill
      Given the strategy asks at 09:32 for a limit of 9 to buy 60 ACME
      And the strategy asks at 09:33 for a limit of 8 to buy 60 ACME
      When the session runs
      Then the order is refused because "POSITION" with limit 100 and observed 120
      And the broker receives these orders with their prices
        | kind  | side | quantity | symbol | limit | stop |
        | limit | buy  | 60       | ACME   | 9     | 0    |

  Rule: A change is judged by what it makes of the order

    Scenario Outline: A purchase of 60 that would become one of <quantity>
      Given the strategy asks at 09:32 for a limit of 9 to buy 60 ACME
      And the strategy changes the quantity of its order to <quantity> at 09:34
      When the session runs
      Then the limit of 9 stands for <stands> at the broker

      Examples:
        | quantity | stands |
        | 100      | 100    |
        | 101      | 60     |

  Rule: Exits pass whatever the limits are

    Scenario: A bracket as large as the position may be
      Given the strategy asks at 09:32 for a market order to buy 100 ACME, with a stop of 9, with a target of 12
      And ACME trades at 8 from 09:36 to 09:40
      When the session runs
      Then no order is refused
      And the desk holds 0 ACME

  Rule: An order that only reduces never opens a position

    Scenario: There is nothing to take away
      Given the strategy asks at 09:32 for a limit of 11 to sell 10 ACME, only to reduce
      When the session runs
      Then the order is refused because "NOTHING_TO_REDUCE"
      And the broker receives no order

    Scenario: There is less than was asked for
      Given the strategy wants 40 ACME at 09:32
      And the strategy asks at 09:34 for a limit of 11 to sell 90 ACME, only to reduce
      And ACME trades at 12 from 09:36 to 09:40
      When the session runs
      Then the desk holds 0 ACME
      And no order is left at the broker
