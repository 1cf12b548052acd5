@intents
Feature: Only what is missing is traded
  A strategy says what it wants to hold, again and again. What is traded is the
  target less what is held and less what is already on its way, so that a
  repeated word never becomes a second order.

  Background:
    Given a desk with 100000 in cash
    And ACME trades at 10 from 09:31 to 09:40

  Rule: A trade is the target less the position less what is working

    Scenario: A repeated signal adds nothing to a position
      Given the strategy wants 100 ACME at 09:32
      And the strategy wants 100 ACME at 09:33
      And the strategy wants 100 ACME at 09:36
      When the session runs
      Then the broker receives these orders
        | at    | side | quantity | symbol |
        | 09:32 | buy  | 100      | ACME   |
      And the desk holds 100 ACME

    Scenario: A repeated signal adds nothing to an order that still waits
      Given a broker that fills nothing by itself
      And the strategy wants 100 ACME at 09:32
      And the strategy wants 100 ACME at 09:36
      When the session runs
      Then the broker receives these orders
        | at    | side | quantity | symbol |
        | 09:32 | buy  | 100      | ACME   |

    Scenario: What was filled and what still waits both count
      Given a broker that fills nothing by itself
      And the strategy wants 100 ACME at 09:32
      And the broker reports at 09:34 that order 1 bought 40 at 10
      And the strategy wants 130 ACME at 09:36
      When the session runs
      Then the broker receives these orders
        | at    | side | quantity | symbol |
        | 09:32 | buy  | 100      | ACME   |
        | 09:36 | buy  | 30       | ACME   |
      And the desk holds 40 ACME

    Scenario: What a cancelled order left open is missing again
      Given a broker that fills nothing by itself
      And the strategy wants 100 ACME at 09:32
      And the broker reports at 09:34 that order 1 bought 40 at 10
      And the broker reports at 09:34 that order 1 is cancelled
      And the strategy wants 100 ACME at 09:36
      When the session runs
      Then the broker receives these orders
        | at    | side | quantity | symbol |
        | 09:32 | buy  | 100      | ACME   |
        | 09:36 | buy  | 60       | ACME   |

    Scenario Outline: From a position of 100 to a target of <target>
      Given the strategy wants 100 ACME at 09:32
      And the strategy wants <target> ACME at 09:35
      When the session runs
      Then the broker receives these orders
        | at    | side   | quantity   | symbol |
        | 09:32 | buy    | 100        | ACME   |
        | 09:35 | <side> | <quantity> | ACME   |
      And the desk holds <target> ACME

      Examples:
        | target | side | quantity |
        | 160    | buy  | 60       |
        | 40     | sell | 60       |
        | 0      | sell | 100      |
        | -50    | sell | 150      |
