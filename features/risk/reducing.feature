@risk
Feature: Only reductions, until the operator says otherwise
  Before news, or while something is looked at, a desk may leave but not enter.
  Nothing has failed: the word that began it also ends it, and neither survives
  into a stop that somebody gave for another reason.

  Background:
    Given a desk with 100000 in cash
    And ACME trades at 10 from 09:31 to 09:45
    And the strategy wants 100 ACME at 09:31

  Rule: While only reductions pass, entries are refused and exits are not

    Scenario Outline: A reducing desk that would <what>
      Given the operator reduces the desk at 09:33 because "news at ten"
      And the strategy wants <target> ACME at 09:35
      When the session runs
      Then the desk holds <held> ACME
      And only reductions pass because "news at ten"
      And the run is not halted

      Examples:
        | what                 | target | held |
        | buy more             | 150    | 100  |
        | sell a part          | 40     | 40   |
        | sell all             | 0      | 0    |
        | cross through zero   | -20    | 100  |

    Scenario: Entries that wait at the broker are cancelled
      Given order 2 is to buy 50 ACME at 9, asked for at 09:32
      And the operator reduces the desk at 09:34 because "news at ten"
      When the session runs
      Then the broker is asked to cancel the orders 2
      And the desk holds 100 ACME

  Rule: The operator resumes what the operator reduced, and no halt

    Scenario: Resumed, the next entry passes
      Given the operator reduces the desk at 09:33 because "news at ten"
      And the operator resumes the desk at 09:36 because "it is over"
      And the strategy wants 150 ACME at 09:37
      When the session runs
      Then the desk holds 150 ACME
      And no order is refused

    Scenario: A halt is not resumed
      Given the operator halts the desk at 09:33 because "rumours"
      And the operator resumes the desk at 09:36 because "it is over"
      And the strategy wants 150 ACME at 09:37
      When the session runs
      Then the order is refused because "HALTED"
      And the desk holds 100 ACME
