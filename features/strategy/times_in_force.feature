@strategy
Feature: An order stands as long as it was asked to
  An order that outlives its reason trades on a thought that nobody has any
  more. Each is given its time: this open, this day, this close, or until it is
  taken back.

  Background:
    Given a desk with 100000 in cash
    And ACME trades at 10 from 15:55 to 16:00
    And ACME trades at 10 from 09:31 to 09:33 on 2024-03-05

  Rule: An order that ran out is not at the broker any more

    Scenario Outline: A limit far below that is <time>
      Given the strategy asks at 2024-03-04 for a limit of 5 to buy 100 ACME, <time>
      When the session runs
      Then order 1 ran out
      And the desk holds 0 ACME
      And no order is left at the broker

      Examples:
        | time                |
        | immediate or cancel |
        | fill or kill        |
        | at the opening      |

    Scenario: One for the day, asked for in the middle of it
      Given ACME trades at 10 from 15:55 to 16:00 on 2024-03-04
      And the strategy asks at 15:56 for a limit of 5 to buy 100 ACME, good for the day
      When the session runs
      Then order 1 ran out
      And no order is left at the broker

    Scenario: One for the day, asked for at its close, lives through the next
      Given the strategy asks at 2024-03-04 for a limit of 5 to buy 100 ACME, good for the day
      And the bar of ACME at 09:32 opens at 10, peaks at 10, dips to 4 and closes at 10
      When the session runs
      Then order 1 is filled with 100 filled
      And the desk has 99500 in cash

  Rule: An order for the open or the close trades there and nowhere else

    Scenario Outline: A market order <time>, asked for at 15:56
      Given the bar of ACME at 09:31 opens at 12, peaks at 12, dips to 10 and closes at 10
      And ACME trades at 10 from 15:55 to 15:59 on 2024-03-04
      And the bar of ACME at 16:00 opens at 10, peaks at 11, dips to 10 and closes at 11
      And the strategy asks at 15:56 for a market order to buy 100 ACME, <time>
      When the session runs
      Then the desk has <cash> in cash
      And the desk holds 100 ACME

      Examples:
        | time           | cash  |
        | at the opening | 98800 |
        | at the close   | 98900 |

  Rule: What stands until it is taken back stands

    Scenario: A limit that nobody takes back
      Given the strategy asks at 2024-03-04 for a limit of 5 to buy 100 ACME
      When the session runs
      Then order 1 is left at the broker
      And the broker is asked to cancel nothing
