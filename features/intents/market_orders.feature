@intents
Feature: Targets and market orders net by one rule
  A strategy may say what it wants to hold, or what it wants to trade. Both
  come to the same: what is missing after what is held and what is on its way.
  Two rules for one thing would sooner or later trade twice.

  Background:
    Given a desk with 100000 in cash
    And ACME trades at 10 from 09:31 to 09:40

  Rule: Market orders of a bar add up, and add to its target

    Scenario: Two purchases and a sale in one bar
      Given the strategy asks at 09:32 for a market order to buy 100 ACME
      And the strategy asks at 09:32 for a market order to buy 50 ACME
      And the strategy asks at 09:32 for a market order to sell 30 ACME
      When the session runs
      Then the broker receives these orders
        | at    | side | quantity | symbol |
        | 09:32 | buy  | 120      | ACME   |
      And the desk holds 120 ACME

    Scenario: A target and a purchase in one bar
      Given the strategy wants 100 ACME at 09:32
      And the strategy asks at 09:32 for a market order to buy 20 ACME
      When the session runs
      Then the broker receives these orders
        | at    | side | quantity | symbol |
        | 09:32 | buy  | 120      | ACME   |
      And the desk holds 120 ACME

  Rule: A market order adds to what is already on its way

    Scenario: A second purchase while the first still waits
      Given a broker that fills nothing by itself
      And the strategy asks at 09:32 for a market order to buy 100 ACME
      And the strategy asks at 09:34 for a market order to buy 20 ACME
      When the session runs
      Then the broker receives these orders
        | at    | side | quantity | symbol |
        | 09:32 | buy  | 100      | ACME   |
        | 09:34 | buy  | 20       | ACME   |
      And no order is refused

  Rule: Market orders of two strategies cross like their targets

    Scenario: One buys what the other sells
      Given the strategy alpha asks at 09:32 for a market order to buy 100 ACME
      And the strategy omega asks at 09:32 for a market order to sell 70 ACME
      When the session runs
      Then 70 ACME cross from omega to alpha at 10
      And the broker receives these orders
        | at    | side | quantity | symbol |
        | 09:32 | buy  | 30       | ACME   |
