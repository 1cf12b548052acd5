@backtest
Feature: The same run leaves the same bytes
  A result that cannot be had again is an anecdote. Whoever runs the same
  configuration on the same bars gets the same files, byte for byte, and one
  changed price is another run.

  Background:
    Given a workplace with bars of ACME and BETA
    And the backtest was run

  Rule: The same identity gives the same files, wherever and however it is run

    Scenario: In another process and folder, with the symbols in another order
      When it is run again elsewhere, by another process, with its symbols in another order
      Then both runs left the same nine files, byte for byte

  Rule: One changed value of one bar is another run

    Scenario: A price that differs by the last digit
      Given the price of ACME is changed from 12 to 12.00000001 in the 28th bar of its file
      When it is run again
      Then the two runs are not the same run

  Rule: A stored run can be run again from what it left

    Scenario: It decides the same
      When the stored run is replayed
      Then the command ends with 0
