@risk
Feature: What cannot be counted or priced is refused
  A limit that is compared with a number nobody has is no limit. Where a price
  is missing or an amount is beyond any that can be held, the answer is a
  refusal: not zero, not a guess, and no end of the run.

  Background:
    Given a desk with 100000 in cash
    And ACME trades at 10 from 09:31 to 09:40

  Rule: An amount beyond any that is held is refused

    Scenario Outline: A target beyond all measure from <case>
      Given the strategy wants <first> ACME at 09:32
      And the strategy wants <target> ACME at 09:35
      When the session runs
      Then the order is refused because "AMOUNT_OVERFLOW"
      And the desk holds <first> ACME
      And the strategy goes on

      Examples:
        | case             | first | target      |
        | a long position  | 100   | 90000000000 |
        | a short position | -100  | 92233720368 |

  Rule: A symbol without a price is not traded

    Scenario: A target before the first bar of its symbol
      Given BETA trades at 20 from 09:35 to 09:40
      And the strategy wants 100 BETA at 09:33
      And the strategy wants 50 BETA at 09:37
      When the session runs
      Then the order is refused because "NO_PRICE"
      And the desk holds 50 BETA
