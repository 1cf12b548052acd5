@risk
Feature: Limits on a single order
  A typing error, a wrong unit or a bad price becomes a loss in the moment the
  order is sent. Each order is therefore measured before it may leave: how many,
  how much money, and how far the price has moved since the last bar.

  Background:
    Given a desk with 100000 in cash
    And ACME trades at 10 from 09:31 to 09:40

  Rule: An order is no larger than the quantity limit

    Scenario: An order of exactly the largest quantity is sent
      Given the order quantity limit is 100
      And the strategy wants 100 ACME at 09:33
      When the session runs
      Then the broker receives these orders
        | at    | side | quantity | symbol |
        | 09:33 | buy  | 100      | ACME   |
      And no order is refused

    Scenario: An order of one share more is refused
      Given the order quantity limit is 100
      And the strategy wants 101 ACME at 09:33
      When the session runs
      Then the order is refused because "ORDER_QUANTITY" with limit 100 and observed 101
      And the broker receives no order
      And the desk holds 0 ACME
