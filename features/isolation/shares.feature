@isolation
Feature: Engines that share an account
  Two engines that each believe the whole account to be theirs spend it twice.
  Each therefore has a share of its own, and all shares together are no more
  than what is there; an engine without a share does not start.

  Background:
    Given a workplace with bars of ACME and BETA

  Rule: An engine trades with its own capital, which with all others' fits the account

    Scenario: Capital of exactly what the account holds
      When a backtest with account.engines={sma_cross:{capital:60000},other:{capital:40000}} is run
      Then the command ends with 0
      And the engine began with 60000

    Scenario: One cent more than the account holds
      When a backtest with account.engines={sma_cross:{capital:60000},other:{capital:40000.01}} is run
      Then the command ends with 2
      And its message names "the engines' capital is 100000.01 together, the account's cash is 100000"
      And no run was left behind

    Scenario: An engine that has no share
      When a backtest with account.engines={other:{capital:1}} is run
      Then the command ends with 2
      And its message names "engine 'sma_cross' has no share of this account"
      And no run was left behind

  Rule: Caps on exposure sum to no more than the account's

    Scenario: Caps of exactly the account's
      When a backtest with account.rules.gross.value_max=9000 account.engines={sma_cross:{capital:1000,gross_max:5000},other:{capital:1,gross_max:4000}} is run
      Then the command ends with 0
      And the engine began with 1000

    Scenario: Caps beyond the account's
      When a backtest with account.rules.gross.value_max=9000 account.engines={sma_cross:{capital:1000,gross_max:5000},other:{capital:1,gross_max:4001}} is run
      Then the command ends with 2
      And its message names "caps on gross exposure are 9001 together, the account's is 9000"
      And no run was left behind
