@oms
Feature: An order that is changed is one order
  A change of an order is a chain of orders at the broker, and a fill may belong
  to any of them. Whoever counts them one by one buys twice, or believes dead
  what still works.

  Background:
    Given a desk with 100000 in cash
    And ACME trades at 10 from 09:31 to 09:45
    And a broker that fills nothing by itself
    And order 1 is to buy 100 ACME at 9, asked for at 09:31
    And the strategy changes order 1 to 150 at 09:33

  Rule: What is filled counts for the whole chain

    Scenario: Parts before, during and after a change
      Given the broker reports at 09:32 that order 1 bought 40 at 9
      And the broker reports at 09:34 that order 1 bought 20 at 9
      And the broker reports at 09:35 that change 1 of order 1 is made
      And the broker reports at 09:36 that change 1 of order 1 bought 30 at 9
      When the session runs
      Then order 1 is partially filled with 90 filled
      And up to 60 ACME may still be bought
      And the broker is asked for these changes
        | from then on | before | quantity |
        | 1.1          | 1      | 150      |

    Scenario: A fill of the changed order comes before the word that it was changed
      Given the broker reports at 09:34 that change 1 of order 1 bought 150 at 9
      And the broker reports at 09:35 that change 1 of order 1 is made
      When the session runs
      Then order 1 is filled with 150 filled
      And there is no incident

  Rule: A change that is not answered counts at the larger of the two

    Scenario: Nothing is heard of a change upwards
      When the session runs
      Then order 1 is accepted with 0 filled
      And order 1 shows as "pending replace"
      And up to 150 ACME may still be bought

    Scenario: A refused change leaves the order as it was
      Given the broker reports at 09:34 that change 1 of order 1 is refused
      When the session runs
      Then order 1 is accepted with 0 filled
      And up to 100 ACME may still be bought

  Rule: Several changes may be asked for at once, and be answered in any order

    Scenario: The second answer comes first
      Given the strategy changes order 1 to 120 at 09:34
      And the broker reports at 09:35 that change 2 of order 1 is made
      And the broker reports at 09:36 that change 1 of order 1 is made
      When the session runs
      Then order 1 is accepted with 0 filled
      And up to 120 ACME may still be bought

  Rule: A change below what is filled is never sent, and one that was overtaken is an overfill

    Scenario: The strategy asks for less than it has
      Given the broker reports at 09:32 that order 1 bought 60 at 9
      And the strategy changes order 1 to 50 at 09:40
      And the broker reports at 09:34 that change 1 of order 1 is refused
      When the session runs
      Then the order is refused because "REPLACE_REFUSED" with limit 60 and observed 50
      And order 1 is partially filled with 60 filled
