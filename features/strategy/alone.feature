@strategy
Feature: One strategy that is stopped stops no other
  An account with several strategies must survive any of them. The one that
  breaks, or that a limit of its own ends, is asked no more and its entries are
  taken back; what it holds stays, and the rest goes on as if nothing were.

  Background:
    Given a desk with 100000 in cash
    And ACME trades at 10 from 09:31 to 09:40
    And the strategy omega wants 50 ACME at 09:32
    And the strategy omega wants 80 ACME at 09:37

  Rule: A strategy that breaks is disabled, the others go on

    Scenario Outline: It <conduct>
      Given the strategy alpha wants 100 ACME at 09:32
      And the strategy alpha wants 300 ACME at 09:36
      And the strategy alpha breaks at 09:35: it <conduct>
      When the session runs
      Then the strategy alpha is disabled at 09:35 because "STRATEGY_FAILED"
      And the strategy omega goes on
      And the strategy alpha holds 100 ACME
      And the strategy omega holds 80 ACME

      Examples:
        | conduct                                   |
        | raises                                    |
        | asks for an order with a stop and a trail |
        | asks for an order of no quantity          |

    Scenario: Its entries are taken back, its stop is not
      Given the strategy alpha asks at 09:32 for a market order to buy 100 ACME, with a stop of 9
      And the strategy alpha asks at 09:33 for a limit of 8 to buy 100 ACME
      And the strategy alpha breaks at 09:35: it raises
      And ACME trades at 7 from 09:36 to 09:40
      When the session runs
      Then order 4 is cancelled because "STRATEGY_FAILED"
      And the strategy alpha holds 0 ACME
      And the strategy omega holds 80 ACME

  Rule: A strategy that floods is disabled, the others go on

    Scenario: One entry more than it may make
      Given the strategy alpha may enter 2 times within 10m
      And the strategy alpha asks at 09:32 for a limit of 9 to buy 10 ACME
      And the strategy alpha asks at 09:33 for a limit of 8 to buy 10 ACME
      And the strategy alpha asks at 09:34 for a limit of 7 to buy 10 ACME
      And the strategy alpha asks at 09:34 for a limit of 6 to buy 10 ACME
      When the session runs
      Then the order of alpha is refused because "ENTRY_THROTTLE"
      And the strategy alpha is disabled at 09:34 because "ENTRY_THROTTLE"
      And the strategy omega goes on
      And the strategy omega holds 80 ACME

  Rule: A strategy that a limit of its own ends keeps what it holds

    Scenario: Its loss passes what it may lose
      Given the strategy alpha is held to a drawdown limit of 0.2%
      And the strategy alpha wants 100 ACME at 09:32
      And the strategy alpha wants 200 ACME at 09:37
      And ACME trades at 7 from 09:35 to 09:40
      When the session runs
      Then the strategy alpha is disabled at 09:35 because "DRAWDOWN"
      And the strategy alpha holds 100 ACME
      And the strategy omega holds 80 ACME
      And the run is not halted
