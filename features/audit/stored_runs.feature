@audit
Feature: A stored run that was changed is not used
  A folder of results lies about for years, and anybody can open its files. A
  run is read back only if every file that it rests on is the one that was
  written, and the file that is not is named.

  Background:
    Given a workplace with bars of ACME and BETA
    And the backtest was run

  Rule: A changed file is refused by name

    Scenario Outline: Somebody has touched <file>
      Given one digit of <file> of the stored run is changed
      When the stored run is replayed
      Then the command ends with 3
      And its message names "<file>"

      Examples:
        | file          |
        | manifest.json |
        | config.yaml   |
        | audit.jsonl   |
