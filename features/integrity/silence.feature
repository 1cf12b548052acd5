@integrity
Feature: A single mute symbol is noticed
  A feed can die for one symbol while all others go on. A strategy would then
  hold a position whose price no longer moves, and see no danger. Silence is
  therefore measured for each symbol, against the newest bar of any.

  Background:
    Given a desk with 100000 in cash
    And ACME trades at 10 from 09:31 to 09:40
    And BETA trades at 20 from 09:31 to 09:40
    And the strategy wants 100 ACME at 09:37

  Rule: A symbol that falls silent past the tolerance ends the run

    Scenario: One symbol goes mute while the other trades
      Given BETA is silent from 09:35 to 09:40
      When the session runs
      Then the data of BETA is refused because "STALE" with 1 bars missing
      And nothing after 09:35 is used
      And the broker receives no order

    Scenario: A silence as long as is tolerated
      Given 2 missing bars in a row are tolerated
      And BETA is silent from 09:35 to 09:36
      When the session runs
      Then every bar is used
      And the desk holds 100 ACME

    Scenario: A silence one bar longer than is tolerated
      Given 2 missing bars in a row are tolerated
      And BETA is silent from 09:34 to 09:36
      When the session runs
      Then the data of BETA is refused because "STALE" with 3 bars missing
      And the broker receives no order
