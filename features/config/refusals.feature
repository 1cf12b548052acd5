@config
Feature: What a configuration cannot say
  A misspelt limit that is silently ignored is no limit. Everything that is
  unknown, unread, of the wrong kind, secret or code is refused with its place
  before anything is built, and a secret is never repeated to anybody.

  Background:
    Given a workplace with bars of ACME and BETA

  Rule: An unknown key is refused with its place and the nearest that is known

    Scenario Outline: A misspelt key, <what>
      When a configuration with <words> is asked for
      Then it is refused at "command line", saying "<text>"

      Examples:
        | what                  | words                                    | text                           |
        | in a limit            | +risk.rules.drawdown.fraction_mx=0.1     | did you mean 'fraction_max'    |
        | in a strategy         | +strategy.fats=3                         | did you mean 'fast'            |
        | of a whole limit      | +risk.rules.drawdwon.fraction_max=0.1    | did you mean 'drawdown'        |
        | of another mode       | +broker.slippage_bps=3                   | unknown key                    |

    Scenario: A misspelt key in a file
      Given a file "engine/own.yaml" that says
        """
        # @package _global_
        defaults:
          - override /strategy: sma_cross
        account:
          cassh: 5
        """
      When a configuration with +engine=own is asked for
      Then it is refused at "engine/own.yaml:5:3", saying "did you mean 'cash'"

  Rule: A value of the wrong kind or beyond its bounds is refused

    Scenario Outline: A value that is <what>
      When a configuration with <words> is asked for
      Then it is refused at "command line", saying "<text>"

      Examples:
        | what                | words                                  | text                   |
        | no number           | account.cash=plenty                    | expected a decimal     |
        | below zero          | account.cash=-1                        | 0                      |
        | no limit at all     | risk.rules.drawdown.fraction_max=0     | above 0                |
        | a mean without bars | strategy.fast=0                        | at least 1             |
        | a mode of later     | +mode=live                             | backtest               |
        | a stress that helps | stress.slippage_factor=0.5             | at least 1             |

  Rule: A configuration cannot name code, and cannot read the environment

    Scenario Outline: A value that would <what>
      When a configuration with <words> is asked for
      Then it is refused at "command line", saying "<text>"

      Examples:
        | what                    | words                            | text            |
        | call a function         | +strategy._target_=os.system     | cannot name code|
        | read the environment    | 'data.path=${oc.env:HOME}'       | may stand here  |
        | set Hydra itself        | hydra.run.dir=elsewhere          | refused         |
