@strategy
Feature: What a strategy does not say changes nothing
  A missing word is not an order to sell. A strategy that has nothing to say
  about a symbol leaves it as it is, however long, and one that does not have
  the bars it needs is not asked at all.

  Background:
    Given a desk with 100000 in cash
    And ACME trades at 10 from 09:31 to 09:40
    And BETA trades at 20 from 09:31 to 09:40

  Rule: What a strategy does not mention stays as it is

    Scenario: A position that is never mentioned again
      Given the strategy wants 100 ACME at 09:32
      And the strategy wants 50 BETA at 09:35
      When the session runs
      Then the broker receives these orders
        | at    | side | quantity | symbol |
        | 09:32 | buy  | 100      | ACME   |
        | 09:35 | buy  | 50       | BETA   |
      And the desk holds 100 ACME
      And the strategy goes on

    Scenario: Zero is said, and not meant by silence
      Given the strategy wants 100 ACME at 09:32
      And the strategy wants 0 ACME at 09:35
      When the session runs
      Then the broker receives these orders
        | at    | side | quantity | symbol |
        | 09:32 | buy  | 100      | ACME   |
        | 09:35 | sell | 100      | ACME   |
      And the desk holds 0 ACME

  Rule: The last word of a bar counts

    Scenario: Two targets for one symbol at one close
      Given the strategy wants 100 ACME at 09:32
      And the strategy wants 40 ACME at 09:32
      When the session runs
      Then the broker receives these orders
        | at    | side | quantity | symbol |
        | 09:32 | buy  | 40       | ACME   |

  Rule: A strategy is asked when all its bars have come, not before

    Scenario Outline: A strategy that needs five closes and would trade at its <case>
      Given the strategy needs 5 closes before it can decide
      And the strategy wants 100 ACME at <at>
      When the session runs
      Then the desk holds <held> ACME
      And the strategy goes on

      Examples:
        | case         | at    | held |
        | fourth close | 09:34 | 0    |
        | fifth close  | 09:35 | 100  |
