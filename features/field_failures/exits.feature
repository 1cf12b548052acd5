@field_failures
Feature: Exits never sell more than there is
  A stop and a signal that both sell, a target that stays behind when the
  position is gone: each has turned a flat account into a short one somewhere.
  All exits together take away what is held, once.

  Background:
    Given a desk with 100000 in cash
    And ACME trades at 10 from 09:31 to 09:34

  Rule: Two exits of one position sell it once

    Scenario Outline: A stop works, and <case>
      Given the strategy wants 100 ACME at 09:31
      And the strategy asks at 09:33 for a stop of 9 to sell 100 ACME
      And the strategy <second>
      And ACME trades at 8 from 09:35 to 09:40
      When the session runs
      Then the desk holds 0 ACME
      And no order is left at the broker

      Examples:
        | case                                 | second                                                |
        | a signal sells at the same open      | wants 0 ACME at 09:34                                 |
        | a second stop stands beside it       | asks at 09:33 for a stop of 8.5 to sell 100 ACME      |
        | a target stands beside it            | asks at 09:33 for a limit of 12 to sell 100 ACME      |
        | a sale only to reduce goes out       | asks at 09:34 for a market order to sell 100 ACME, only to reduce |

  Rule: What protected a position ends with it, and cannot open one

    Scenario: The position is closed, and the price falls through the old stop
      Given the strategy asks at 09:31 for a market order to buy 100 ACME, with a stop of 9, with a target of 12
      And the strategy wants 0 ACME at 09:33
      And ACME trades at 8 from 09:35 to 09:37
      And ACME trades at 13 from 09:38 to 09:40
      When the session runs
      Then the desk holds 0 ACME
      And no order is left at the broker

    Scenario: The position crosses to another strategy, and the price falls through the old stop
      Given the strategy alpha asks at 09:31 for a market order to buy 100 ACME, with a stop of 9
      And the strategy alpha wants 0 ACME at 09:34
      And the strategy omega wants 100 ACME at 09:34
      And ACME trades at 8 from 09:35 to 09:40
      When the session runs
      Then the strategy alpha holds 0 ACME
      And the strategy omega holds 100 ACME
      And no order is left at the broker

  Rule: An exit that was half done leaves a remainder, and only that is sold next

    Scenario: It is filled in part and cancelled by the broker
      Given a broker that fills nothing by itself
      And ACME trades at 10 from 09:35 to 09:40
      And the strategy wants 100 ACME at 09:31
      And the broker reports at 09:32 that order 1 bought 100 at 10
      And the strategy wants 0 ACME at 09:33
      And the broker reports at 09:35 that order 2 sold 40 at 11
      And the broker reports at 09:35 that order 2 is cancelled
      And the strategy wants 0 ACME at 09:37
      When the session runs
      Then the broker receives these orders
        | at    | side | quantity | symbol |
        | 09:31 | buy  | 100      | ACME   |
        | 09:33 | sell | 100      | ACME   |
        | 09:37 | sell | 60       | ACME   |
      And the ACME still held cost 600
      And 40 was earned on ACME, before fees
