@strategy
Feature: A strategy that breaks is stopped, and nothing else
  Code fails. A strategy that has failed no longer knows what it wants, so it
  is asked no more and what it still has waiting is called back. What it holds
  stays: selling it would be a decision that nobody made.

  Background:
    Given a desk with 100000 in cash
    And ACME trades at 10 from 09:31 to 09:40
    And the strategy wants 100 ACME at 09:32
    And the strategy wants 300 ACME at 09:36

  Rule: A strategy that breaks its contract is disabled

    Scenario Outline: A strategy that <conduct>
      Given the strategy breaks at 09:35: it <conduct>
      When the session runs
      Then the strategy is disabled at 09:35 because "STRATEGY_FAILED"
      And the broker receives these orders
        | at    | side | quantity | symbol |
        | 09:32 | buy  | 100      | ACME   |
      And the desk holds 100 ACME

      Examples:
        | conduct                     |
        | raises                      |
        | wants what is no number     |
        | wants a symbol without data |
        | keeps a note in itself      |

    Scenario: What it asked for in the bar that broke it is forgotten
      Given the strategy breaks at 09:32: it raises
      When the session runs
      Then the strategy is disabled at 09:32 because "STRATEGY_FAILED"
      And the broker receives no order

  Rule: What a broken strategy has waiting is called back

    Scenario: An entry that the broker has not filled
      Given a broker that fills nothing by itself
      And the strategy breaks at 09:34: it raises
      When the session runs
      Then the strategy is disabled at 09:34 because "STRATEGY_FAILED"
      And the broker is asked to cancel order 1
      And the desk holds 0 ACME
