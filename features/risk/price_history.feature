@risk
Feature: A price is judged by what came before it
  Ten small moves in a row pass every check on a single bar, and a price that
  has not moved for an hour passes it too. The drift of the last bars and the
  age of the price have limits of their own.

  Background:
    Given a desk with 100000 in cash
    And ACME trades at 10 from 09:31 to 09:32
    And ACME trades at 12 from 09:33 to 09:34

  Rule: A price stays within its fraction of the lowest and highest close of the last bars

    Scenario Outline: The price drifts to <price>, still within three tenths
      Given the rolling collar limit is 30% over 5 bars
      And ACME trades at <price> from 09:35 to 09:40
      And the strategy wants 100 ACME at 09:35
      When the session runs
      Then the desk holds 100 ACME
      And no order is refused

      Examples:
        | price |
        | 13    |
        | 8.40  |

    Scenario Outline: The price drifts to <price>, beyond three tenths
      Given the rolling collar limit is 30% over 5 bars
      And ACME trades at <price> from 09:35 to 09:40
      And the strategy wants 100 ACME at 09:35
      When the session runs
      Then the order is refused because "ROLLING_COLLAR" with limit 0.3 and observed <distance>
      And the broker receives no order

      Examples:
        | price | distance |
        | 13.01 | 0.301    |
        | 8.34  | 0.305    |

    Scenario: Closes older than the last bars are forgotten
      Given the rolling collar limit is 30% over 5 bars
      And ACME trades at 14 from 09:35 to 09:45
      And the strategy wants 100 ACME at 09:37
      When the session runs
      Then the desk holds 100 ACME
      And no order is refused

  Rule: A price older than its limit is no price to trade at

    Scenario Outline: An order <after> bars after the last close
      Given 5 missing bars in a row are tolerated
      And the stale reference limit is 2
      And ACME trades at 12 from 09:35 to 09:45
      And BETA trades at 20 from 09:31 to 09:45
      And BETA is silent from 09:35 to 09:38
      And the strategy wants 10 BETA at <at>
      When the session runs
      Then the order is <answered>
      And the desk holds <held> BETA

      Examples:
        | after | at    | answered                                                     | held |
        | two   | 09:36 | not refused                                                  | 10   |
        | three | 09:37 | refused because "STALE_REFERENCE" with limit 2 and observed 3 | 0    |
