@integrity
Feature: Every bar comes once and in order
  A feed that repeats itself or goes back in time would let a strategy see the
  same price twice, or an old one as if it were new. Nothing is sorted or
  repaired in silence: the run ends at the last bar that came as it should.

  Background:
    Given a desk with 100000 in cash
    And ACME trades at 10 from 09:31 to 09:36
    And the strategy wants 100 ACME at 09:33
    And the strategy wants 0 ACME at 09:35

  Rule: A bar that came before is not used again

    Scenario: The bar of a minute comes twice
      Given the bar of ACME at 09:32 comes again after that of 09:32
      When the session runs
      Then the data of ACME is refused because "DUPLICATE_BAR"
      And the broker receives no order

    Scenario: An old bar arrives late and rewinds nothing
      Given the bar of ACME at 09:31 comes again after that of 09:33
      When the session runs
      Then the data of ACME is refused because "OUT_OF_ORDER"
      And the broker receives these orders
        | at    | side | quantity | symbol |
        | 09:33 | buy  | 100      | ACME   |
      And the desk is worth 100000
