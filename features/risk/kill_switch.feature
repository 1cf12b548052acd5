@risk
Feature: The operator's stops do exactly what they say
  In a bad moment nobody reads a manual. A halt takes no protection away, a kill
  leaves no order behind, and only a flatten sells; each of them at once, and
  none of them is taken back by the desk itself.

  Background:
    Given a desk with 100000 in cash
    And ACME trades at 10 from 09:31 to 09:45
    And order 1 is to buy 100 ACME at 11, asked for at 09:31
    And order 2 is a stop to sell 100 ACME at 8, asked for at 09:33
    And order 3 is to buy 50 ACME at 9, asked for at 09:33

  Rule: A halt cancels entries and keeps protective stops and positions

    Scenario: Halted in the middle of the session
      Given the operator halts the desk at 09:35 because "rumours"
      When the session runs
      Then the run is halted because "OPERATOR"
      And the run is halted at 09:35
      And the broker is asked to cancel the orders 3
      And order 2 is accepted with 0 filled
      And the desk holds 100 ACME

    Scenario: The protective stop still acts after the halt
      Given the operator halts the desk at 09:35 because "rumours"
      And ACME trades at 7 from 09:40 to 09:45
      When the session runs
      Then order 2 is filled with 100 filled
      And the desk holds 0 ACME

    Scenario: A halted desk refuses the next entry
      Given the operator halts the desk at 09:35 because "rumours"
      And order 4 is to buy 10 ACME at 9, asked for at 09:37
      When the session runs
      Then the order is refused because "HALTED"
      And the broker is asked to cancel the orders 3

  Rule: A kill cancels everything and keeps positions

    Scenario: Killed in the middle of the session
      Given the operator kills the desk at 09:35 because "runaway"
      When the session runs
      Then the run is halted because "OPERATOR"
      And the broker is asked to cancel the orders 2 and 3
      And order 2 is cancelled with 0 filled
      And the desk holds 100 ACME

  Rule: A flatten cancels everything and closes what is held

    Scenario: Flattened in the middle of the session
      Given the operator flattens the desk at 09:35 because "go home"
      When the session runs
      Then the broker is asked to cancel the orders 2 and 3
      And the broker receives these orders
        | at    | side | quantity | symbol |
        | 09:31 | buy  | 100      | ACME   |
        | 09:33 | sell | 100      | ACME   |
        | 09:33 | buy  | 50       | ACME   |
        | 09:35 | sell | 100      | ACME   |
      And the desk holds 0 ACME

    Scenario: Asked for twice, it sells once
      Given the operator flattens the desk at 09:35 because "go home"
      And the operator flattens the desk at 09:35 because "go home!"
      When the session runs
      Then order 4 is filled with 100 filled
      And the desk holds 0 ACME

    Scenario: A kill after it keeps what is left
      Given the operator flattens the desk at 09:35 because "go home"
      And the operator kills the desk at 09:35 because "stop"
      When the session runs
      Then the broker is asked to cancel the orders 2, 3 and 4
      And the desk holds 100 ACME
