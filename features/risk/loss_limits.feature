@risk
Feature: Limits on loss
  A loss limit that waits for the next order sleeps while the money goes. Daily
  loss and drawdown are looked at with every new mark, and end the permission
  to take risk in the moment the mark says so.

  Background:
    Given a desk with 10000 in cash
    And ACME trades at 10 from 09:31 to 09:34
    And the strategy wants 100 ACME at 09:31

  Rule: The loss of a day stays within its fraction of the equity at its begin

    Scenario: A loss of exactly the limit
      Given the daily loss limit is 5%
      And ACME trades at 5 from 09:35 to 09:38
      When the session runs
      Then the run is not halted
      And the desk holds 100 ACME

    Scenario: A loss of one cent a share beyond the limit
      Given the daily loss limit is 5%
      And ACME trades at 4.99 from 09:35 to 09:38
      When the session runs
      Then the run is halted because "DAILY_LOSS" with limit 500 and observed 501
      And the run is halted at 09:35
      And the broker receives these orders
        | at    | side | quantity | symbol |
        | 09:31 | buy  | 100      | ACME   |
        | 09:35 | sell | 100      | ACME   |
      And the desk holds 0 ACME

    Scenario: Each day begins anew
      Given the daily loss limit is 5%
      And ACME closes at 10, 10, 6, 2 and 1 from 2024-03-04 on
      And the strategy wants 100 ACME at the close of 2024-03-04
      When the session runs
      Then the run is not halted
      And the desk is worth 9100

  Rule: The fall below the highest equity stays within its fraction of it

    Scenario: A fall of exactly the limit
      Given the drawdown limit is 10%
      And ACME trades at 20 from 09:35 to 09:35
      And ACME trades at 9 from 09:36 to 09:38
      When the session runs
      Then the run is not halted
      And the desk is worth 9900

    Scenario: A fall of one cent a share beyond the limit
      Given the drawdown limit is 10%
      And ACME trades at 20 from 09:35 to 09:35
      And ACME trades at 8.99 from 09:36 to 09:38
      When the session runs
      Then the run is halted because "DRAWDOWN" with limit 1100 and observed 1101
      And the run is halted at 09:36
      And the desk holds 0 ACME

    Scenario: The highest equity of an earlier day still counts
      Given the drawdown limit is 10%
      And ACME closes at 10, 10, 20, 15 and 8.99 from 2024-03-04 on
      And the strategy wants 100 ACME at the close of 2024-03-04
      When the session runs
      Then the run is halted because "DRAWDOWN" with limit 1100 and observed 1101
      And the run is halted at 2024-03-08
