@risk
Feature: Limits on a single order
  A typing error, a wrong unit or a bad price becomes a loss in the moment the
  order is sent. Each order is therefore measured before it may leave: how many,
  how much money, and how far the price has moved since the last bar.

  Background:
    Given a desk with 100000 in cash
    And ACME trades at 10 from 09:31 to 09:40

  Rule: An order is no larger than the quantity limit

    Scenario: An order of exactly the largest quantity
      Given the order quantity limit is 100
      And the strategy wants 100 ACME at 09:33
      When the session runs
      Then the desk holds 100 ACME
      And no order is refused

    Scenario: An order of one share more than the largest quantity
      Given the order quantity limit is 100
      And the strategy wants 101 ACME at 09:33
      When the session runs
      Then the order is refused because "ORDER_QUANTITY" with limit 100 and observed 101
      And the broker receives no order

  Rule: An order is worth no more than the value limit

    Scenario: An order worth exactly the largest value
      Given the order value limit is 1000
      And the strategy wants -100 ACME at 09:33
      When the session runs
      Then the desk holds -100 ACME
      And no order is refused

    Scenario: An order worth one share more than the largest value
      Given the order value limit is 1000
      And the strategy wants -101 ACME at 09:33
      When the session runs
      Then the order is refused because "ORDER_VALUE" with limit 1000 and observed 1010
      And the broker receives no order

  Rule: An order does not follow a price that has jumped

    Scenario Outline: The price moves to <price> within the collar of one tenth
      Given the price collar limit is 10%
      And ACME trades at <price> from 09:33 to 09:40
      And the strategy wants 100 ACME at 09:33
      When the session runs
      Then the desk holds 100 ACME
      And no order is refused

      Examples:
        | price |
        | 11    |
        | 9     |

    Scenario Outline: The price jumps to <price>, out of the collar of one tenth
      Given the price collar limit is 10%
      And ACME trades at <price> from 09:33 to 09:40
      And the strategy wants 100 ACME at 09:33
      When the session runs
      Then the order is refused because "PRICE_COLLAR" with limit 0.1 and observed <distance>
      And the broker receives no order

      Examples:
        | price | distance |
        | 11.01 | 0.101    |
        | 8.99  | 0.101    |
