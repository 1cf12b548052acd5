@oms
Feature: Requests and fills that cross each other
  Between a request and its answer the market goes on. A fill that beats a
  cancel, or a change that beats a fill, is ordinary life: nothing of it may be
  lost, booked twice, or taken for an error that stops the desk.

  Background:
    Given a desk with 100000 in cash
    And ACME trades at 10 from 09:31 to 09:45
    And a broker that fills nothing by itself
    And order 1 is to buy 100 ACME at 9, asked for at 09:31

  Rule: A fill does not answer a cancel, and an answer after the end changes nothing

    Scenario: The order is filled before its cancel arrives
      Given the strategy takes order 1 back at 09:33
      And the broker reports at 09:34 that order 1 bought 100 at 9
      And the broker reports at 09:35 that order 1 is not to be cancelled
      When the session runs
      Then order 1 is filled with 100 filled
      And the desk holds 100 ACME
      And there is no incident

    Scenario: A part comes between the cancel and its answer
      Given the strategy takes order 1 back at 09:33
      And the broker reports at 09:34 that order 1 bought 40 at 9
      And the broker reports at 09:35 that order 1 is cancelled
      When the session runs
      Then order 1 is cancelled with 40 filled
      And there is no incident

    Scenario: A cancel that nothing is heard of stays asked for
      Given the strategy takes order 1 back at 09:33
      And the broker reports at 09:34 that order 1 bought 40 at 9
      And the strategy takes order 1 back at 09:36
      When the session runs
      Then order 1 shows as "pending cancel"
      And the broker is asked to cancel order 1

    Scenario: A cancel was sent for a change that is refused
      Given the strategy changes order 1 to 150 at 09:33
      And the strategy takes order 1 back at 09:34
      And the broker reports at 09:35 that change 1 of order 1 is refused
      And the broker reports at 09:36 that order 1 is cancelled
      When the session runs
      Then order 1 is cancelled with 0 filled
      And the broker is asked for a cancel of these in turn: 1.1, 1

  Rule: The old order's cancel is half of a change, not the end of the chain

    Scenario Outline: The old order is cancelled <when> the word of the change
      Given the strategy changes order 1 to 150 at 09:33
      And the broker reports at <cancel> that order 1 is cancelled
      And the broker reports at 09:35 that change 1 of order 1 is made
      And the broker reports at 09:40 that change 1 of order 1 bought 150 at 9
      When the session runs
      Then order 1 is filled with 150 filled
      And there is no incident

      Examples:
        | when   | cancel |
        | before | 09:34  |
        | after  | 09:36  |

  Rule: A change that is granted after the end makes the changed order the one that works

    Scenario Outline: A change is granted after the order was <end>
      Given the strategy changes order 1 to 150 at 09:33
      And the broker reports at 09:34 that order 1 <end>
      And the broker reports at 09:35 that change 1 of order 1 is made
      When the session runs
      Then order 1 is <status> with <filled> filled
      And up to <left> ACME may still be bought
      And there is no incident

      Examples:
        | end             | status           | filled | left |
        | bought 100 at 9 | partially filled | 100    | 50   |
        | is expired      | accepted         | 0      | 150  |
