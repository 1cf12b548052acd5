@backtest
Feature: A run that was halted still tells its story
  A run that ends early is when its records matter most. A halt is told by the
  exit code, by the summary and by a whole folder, and what is refused before
  the first bar leaves nothing that could be taken for a run.

  Background:
    Given a workplace with bars of ACME and BETA

  Rule: Data that may not be used ends a run with 3, and the folder is whole

    Scenario Outline: A bar is missing in the middle of the day, with <symbols> read
      Given the 15th bar of ACME is taken out of its file
      When a backtest with data.symbols=<symbols> is run
      Then the command ends with 3
      And the run was halted because of "<reason>" and left all nine files

      Examples:
        | symbols     | reason |
        | [ACME]      | GAP    |
        | [ACME,BETA] | STALE  |

  Rule: A loss limit ends nothing but the risk, and the run ends with 0

    Scenario: The drawdown limit is passed
      When a backtest with risk.rules.drawdown.fraction_max=0.0001 is run
      Then the command ends with 0
      And the run was halted because of "DRAWDOWN" and left all nine files

  Rule: What is refused before the first bar leaves no run

    Scenario: A file whose bars are not in order
      Given the price of ACME is changed from 14 to 0 in the 10th bar of its file
      When a backtest with seed=0 is run
      Then the command ends with 2
      And its message names "ACME.csv"
      And no run was left behind
