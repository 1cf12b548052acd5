@config
Feature: A key that nothing reads is refused
  A setting that is accepted and then ignored looks like a limit and is none.
  Whatever a person sets must be read by the part it belongs to while that is
  built, in every mode.

  Background:
    Given a workplace with bars of ACME and BETA

  Rule: A key that is known but not read ends the start

    Scenario: A strategy that ignores its own setting
      Given a plugin "forgetful" that offers the strategy "idle"
      When a backtest with strategy=idle +strategy.length=7 is run
      Then the command ends with 2
      And its message names "strategy.length"
      And no run was left behind
