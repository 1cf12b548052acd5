@risk
Feature: What an operator asked for outlives the process
  A stop that a restart forgets is no stop. Whatever an operator halted,
  reduced, disabled or began to close is so in the next process too, until a
  person says otherwise.

  Background:
    Given a desk with 100000 in cash
    And ACME trades at 10 from 09:31 to 09:45
    And the strategy wants 100 ACME at 09:31

  Rule: A restart keeps a stop

    Scenario Outline: The desk was <asks> before the process ended
      Given the operator <word> the desk at 09:33 because "rumours"
      And the process ends at 09:34 and another goes on from its snapshot
      And the strategy wants 150 ACME at 09:36
      When the session runs
      Then the order is refused because "<reason>"
      And the desk holds 100 ACME

      Examples:
        | asks    | word    | reason   |
        | halted  | halts   | HALTED   |
        | killed  | kills   | HALTED   |
        | reduced | reduces | REDUCING |

    Scenario: A flatten goes on where the former process ended
      Given the operator flattens the desk at 09:33 because "go home"
      And the process ends at 09:33 and another goes on from its snapshot
      And the strategy wants 150 ACME at 09:36
      When the session runs
      Then the desk holds 0 ACME
      And the broker receives these orders
        | at    | side | quantity | symbol |
        | 09:31 | buy  | 100      | ACME   |
        | 09:33 | sell | 100      | ACME   |

    Scenario: A desk without a stop goes on as if nothing had happened
      Given the process ends at 09:34 and another goes on from its snapshot
      And the strategy wants 150 ACME at 09:36
      When the session runs
      Then the desk holds 150 ACME
      And no order is refused

  Rule: A disabled strategy is silent until it is enabled by name

    Scenario: Disabled, and the process ends
      Given the operator disables the strategy main at 09:33 because "losing"
      And the process ends at 09:34 and another goes on from its snapshot
      And the strategy wants 150 ACME at 09:36
      When the session runs
      Then the strategy main is disabled because "OPERATOR"
      And the desk holds 100 ACME
      And no order is refused

    Scenario: Enabled again
      Given the operator disables the strategy main at 09:33 because "losing"
      And the operator enables the strategy main at 09:35 because "mended"
      And the strategy wants 150 ACME at 09:36
      When the session runs
      Then the desk holds 150 ACME
