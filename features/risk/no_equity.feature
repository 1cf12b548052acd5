@risk
Feature: Without equity there is no risk to take
  A multiple of nothing is nothing, and a multiple of a debt is no number at
  all. An account that has lost everything may sell what it has; it may not
  buy, however small the order.

  Background:
    Given a desk with 1000 in cash
    And the leverage limit is 2
    And ACME trades at 10 from 09:31 to 09:34
    And the strategy wants 200 ACME at 09:31

  Rule: Equity of zero or below carries no new risk

    Scenario Outline: One share more after the price fell to <price>
      Given ACME trades at <price> from 09:35 to 09:40
      And the strategy wants 201 ACME at 09:36
      When the session runs
      Then the order is refused because "EQUITY_NOT_POSITIVE" with limit 0 and observed <equity>
      And the desk is worth <equity>

      Examples:
        | price | equity |
        | 5     | 0      |
        | 4     | -200   |

  Rule: Without equity what is held can still be sold

    Scenario: Everything is sold after the price fell to five
      Given ACME trades at 5 from 09:35 to 09:40
      And the strategy wants 0 ACME at 09:36
      When the session runs
      Then the desk holds 0 ACME
      And no order is refused
