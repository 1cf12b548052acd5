@integrity
Feature: Missing bars end a run
  An average over bars that are not there is not the average of the market. A
  gap is measured by the exchange's own calendar, so that nights and holidays
  are none, and past the tolerance the run ends and names what is missing.

  Background:
    Given a desk with 100000 in cash

  Rule: A gap inside a session is measured in bars

    Scenario: One missing minute with no tolerance
      Given ACME trades at 10 from 09:31 to 09:40
      And ACME is silent from 09:35 to 09:35
      And the strategy wants 100 ACME at 09:38
      When the session runs
      Then the data of ACME is refused because "GAP" with 1 bars missing
      And nothing after 09:36 is used
      And the broker receives no order

    Scenario: As many missing minutes as are tolerated
      Given ACME trades at 10 from 09:31 to 09:40
      And 2 missing bars in a row are tolerated
      And ACME is silent from 09:35 to 09:36
      And the strategy wants 100 ACME at 09:38
      When the session runs
      Then every bar is used
      And the desk holds 100 ACME

    Scenario: One missing minute more than is tolerated
      Given ACME trades at 10 from 09:31 to 09:40
      And 2 missing bars in a row are tolerated
      And ACME is silent from 09:35 to 09:37
      And the strategy wants 100 ACME at 09:39
      When the session runs
      Then the data of ACME is refused because "GAP" with 3 bars missing
      And the broker receives no order

  Rule: Nights, weekends, holidays and half days are no gap

    Scenario Outline: From the last minute before <case> to the first after it
      Given ACME trades at 10 from <close> to <close> on <date>
      And ACME trades at 10 from 09:31 to 09:33 on <next>
      And the strategy wants 100 ACME at 09:31
      When the session runs
      Then every bar is used
      And the desk holds 100 ACME

      Examples:
        | case                  | date       | close | next       |
        | a night               | 2024-03-04 | 16:00 | 2024-03-05 |
        | a weekend             | 2024-03-08 | 16:00 | 2024-03-11 |
        | a holiday             | 2024-03-28 | 16:00 | 2024-04-01 |
        | the clocks going ahead| 2024-03-08 | 16:00 | 2024-03-11 |
        | a half day's evening  | 2024-07-03 | 13:00 | 2024-07-05 |

    Scenario: The first minute of a day is missing
      Given ACME trades at 10 from 15:59 to 16:00 on 2024-03-04
      And ACME trades at 10 from 09:32 to 09:35 on 2024-03-05
      And the strategy wants 100 ACME at 09:34
      When the session runs
      Then the data of ACME is refused because "GAP" with 1 bars missing
      And the broker receives no order
