@risk
Feature: There is always a way down
  A limit that holds back an exit makes the position larger than the limit
  would ever have allowed. An order that only takes away from what is held
  passes every limit of core, and one that crosses zero does not count as such.

  Background:
    Given a desk with 100000 in cash
    And ACME trades at 10 from 09:31 to 09:40
    And the strategy wants 100 ACME at 09:31
    And the strategy wants 200 ACME at 09:33

  Rule: An order that only reduces is held back by no limit

    Scenario Outline: A position built in two orders is closed in one, past the <rule> limit
      Given the <rule> limit is <bound>
      And the strategy wants 0 ACME at 09:35
      When the session runs
      Then the desk holds 0 ACME
      And no order is refused

      Examples:
        | rule           | bound |
        | order quantity | 100   |
        | order value    | 1000  |

    Scenario: The exit follows a price that has left the collar
      Given the price collar limit is 10%
      And ACME trades at 5 from 09:35 to 09:40
      And the strategy wants 0 ACME at 09:35
      When the session runs
      Then the desk holds 0 ACME
      And no order is refused

  Rule: An order that crosses zero is judged whole

    Scenario: Selling more than is held
      Given the order quantity limit is 100
      And the strategy wants -1 ACME at 09:35
      When the session runs
      Then the order is refused because "ORDER_QUANTITY" with limit 100 and observed 201
      And the desk holds 200 ACME
