@audit
Feature: Evidence that was changed is found
  A record of what was decided is worth nothing if it can be rewritten after a
  loss. Every record hangs on all before it: whoever changes, removes, moves or
  cuts off one is found, and the first block that is no longer true is named.

  Background:
    Given a desk with 100000 in cash
    And ACME trades at 10 from 09:31 to 16:00
    And a strategy that goes in and out of 100 ACME at every bar
    And the session was run

  Rule: Evidence as it was written is believed

    Scenario: Nobody has touched it
      When its evidence is read as it was written
      Then the evidence is believed, and leads to the same decision hash
      And every trade leads back through its order to an intent of the strategy

  Rule: Whatever is done to a record is found in the block that holds it

    Scenario Outline: A record of block <block> is <change>
      When record <record> of its evidence is <change>
      Then the evidence is refused from block <block> on

      Examples:
        | record | change                  | block |
        | 300    | edited                  | 1     |
        | 0      | edited                  | 0     |
        | 300    | deleted                 | 1     |
        | 600    | written twice           | 2     |
        | 600    | exchanged with the next | 2     |
        | 600    | made the last           | 2     |
        | 1030   | edited                  | 4     |
        | 255    | exchanged with the next | 0     |
