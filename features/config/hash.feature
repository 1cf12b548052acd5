@config
Feature: One configuration, one hash
  A result can be trusted only with what it was asked for. The hash of a
  configuration is that of its meaning: the same values give the same hash,
  however they were written, and one changed value gives another.

  Background:
    Given a workplace with bars of ACME and BETA

  Rule: The same values have the same hash

    Scenario Outline: Two runs that differ only in <what>
      When a run with <first> is compared with one with <second>
      Then both have the same hash

      Examples:
        | what                      | first                             | second                            |
        | zeros at the end          | account.cash=5000                 | account.cash=5000.00              |
        | the order of the words    | account.cash=5000 strategy.fast=1 | strategy.fast=1 account.cash=5000 |
        | a default written out     | strategy.fast=2                   | seed=0                            |
        | the order of symbols      | data.symbols=[ACME,BETA]          | data.symbols=[BETA,ACME]          |
        | where the bars lie        | data.path=bars                    | data.path=elsewhere               |
        | where the results go      | runs.folder=one                   | runs.folder=two                   |

  Rule: Another value has another hash

    Scenario Outline: Two runs that differ in <what>
      When a run with <first> is compared with one with <second>
      Then each has a hash of its own

      Examples:
        | what                   | first                                 | second                                |
        | the last decimal       | account.cash=5000                     | account.cash=5000.00000001            |
        | a strategy's setting   | strategy.fast=1                       | strategy.fast=2                       |
        | one limit              | risk.rules.drawdown.fraction_max=0.30 | risk.rules.drawdown.fraction_max=0.31 |
        | one limit less         | seed=0                                | ~risk.rules.drawdown                  |
        | the symbols            | data.symbols=[ACME]                   | data.symbols=[ACME,BETA]              |
        | the fill model         | fills=next_open                       | fills=worst_case                      |
