@risk
Feature: The same thing over and over
  An intent that is asked for twice in a moment is more often a fault than a
  wish, and a strategy that enters again and again has lost its mind. The first
  is held for review; the second is disabled until a named person looks at it.

  Background:
    Given a desk with 100000 in cash
    And ACME trades at 10 from 09:31 to 09:45

  Rule: The very same intent is not asked for twice within the window

    Scenario: The same again when the window has passed
      Given look-alikes are held for 2m
      And the strategy wants 10 ACME at 09:33
      And the strategy wants 0 ACME at 09:34
      And the strategy wants 10 ACME at 09:35
      When the session runs
      Then the desk holds 10 ACME
      And no order is refused

    Scenario: The same again within the window
      Given look-alikes are held for 3m
      And the strategy wants 10 ACME at 09:33
      And the strategy wants 0 ACME at 09:34
      And the strategy wants 10 ACME at 09:35
      When the session runs
      Then the order is refused because "LOOK_ALIKE" with limit 10 and observed 10
      And the desk holds 0 ACME

  Rule: A strategy that enters a symbol too often is disabled

    Scenario: As many entries as may be
      Given the entry throttle limit is 3 within 1h
      And the strategy wants 10 ACME at 09:33
      And the strategy wants 20 ACME at 09:34
      And the strategy wants 30 ACME at 09:35
      When the session runs
      Then the desk holds 30 ACME
      And the strategy goes on

    Scenario: One entry too many
      Given the entry throttle limit is 2 within 1h
      And the strategy wants 10 ACME at 09:33
      And the strategy wants 20 ACME at 09:34
      And the strategy wants 30 ACME at 09:35
      And the strategy wants 0 ACME at 09:36
      When the session runs
      Then the order is refused because "ENTRY_THROTTLE" with limit 2 and observed 3
      And the strategy is disabled at 09:35 because "ENTRY_THROTTLE"
      And the desk holds 20 ACME
