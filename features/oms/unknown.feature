@oms
Feature: Orders that may or may not have arrived
  A submit whose answer was lost is the most dangerous order of all: sent again
  it may trade twice, forgotten it may trade unseen. It counts in full, and only
  evidence ends the doubt.

  Background:
    Given a desk with 100000 in cash
    And ACME trades at 10 from 09:31 to 09:45
    And a broker that does not even acknowledge
    And order 1 is to buy 100 ACME at 9, asked for at 09:31
    And nothing is heard by 09:32 of whether order 1 arrived

  Rule: An order in doubt counts as full exposure, and the broker is asked about it

    Scenario: Nothing more is heard
      When the session runs
      Then order 1 is unknown with 0 filled
      And the broker is asked about order 1 once
      And up to 100 ACME may still be bought

    Scenario: A limit counts the order in doubt
      Given the position limit is 120
      And order 2 is to buy 30 ACME at 9, asked for at 09:35
      When the session runs
      Then the order is refused because "POSITION" with limit 120 and observed 130

  Rule: Only evidence ends the doubt

    Scenario Outline: The doubt ends when the order is <report>
      Given the broker reports at 09:34 that order 1 is <report>
      When the session runs
      Then order 1 is <status> with 0 filled
      And there is no incident

      Examples:
        | report               | status         |
        | accepted             | accepted       |
        | rejected             | rejected       |
        | cancelled            | cancelled      |
        | expired              | expired        |
        | nowhere to be found  | pending submit |

    Scenario: A fill ends the doubt
      Given the broker reports at 09:34 that order 1 bought 30 at 9
      When the session runs
      Then order 1 is partially filled with 30 filled
      And up to 70 ACME may still be bought

    Scenario: The broker finds it when asked
      Given the broker sums up at 09:34 that order 1 is working with 30 bought at 9
      When the session runs
      Then order 1 is partially filled with 30 filled
      And the desk holds 30 ACME

  Rule: What was acknowledged and is not known any more stays in doubt, and halts

    Scenario: An acknowledged order vanishes
      Given the broker reports at 09:33 that order 1 is accepted
      And the broker reports at 09:35 that order 1 is nowhere to be found
      When the session runs
      Then the run is halted because "VANISHED"
      And the incident "VANISHED" stands on order 1
      And order 1 is unknown with 0 filled
      And up to 100 ACME may still be bought
