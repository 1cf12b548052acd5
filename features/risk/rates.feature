@risk
Feature: Limits on how much happens
  A program that loops sends more in a minute than a person could in a year.
  How many orders leave, how often the same thing is asked for, and how often
  the broker says no are counted in market time, and what is too much stops.

  Background:
    Given a desk with 100000 in cash
    And ACME trades at 10 from 09:31 to 09:45
    And BETA trades at 20 from 09:31 to 09:45

  Rule: No more orders leave within the window than its limit; none is queued

    Scenario Outline: Three orders in three minutes, two <what> of two minutes
      Given the orders per minute limit is 2 within <window>
      And the strategy wants 10 ACME at 09:33
      And the strategy wants 20 ACME at 09:34
      And the strategy wants <target> ACME at 09:35
      When the session runs
      Then the desk holds <target> ACME
      And no order is refused

      Examples:
        | what                           | window | target |
        | at most in any window          | 2m     | 30     |
        | and a way down in a window     | 3m     | 0      |

    Scenario: The third order in a window of three minutes
      Given the orders per minute limit is 2 within 3m
      And the strategy wants 10 ACME at 09:33
      And the strategy wants 20 ACME at 09:34
      And the strategy wants 30 ACME at 09:35
      When the session runs
      Then the order is refused because "ORDERS_PER_MINUTE" with limit 2 and observed 3
      And the desk holds 20 ACME

  Rule: No more orders live at once than their limit

    Scenario: As many orders at once as may live
      Given the open orders limit is 2
      And the strategy wants 10 ACME at 09:33
      And the strategy wants 10 BETA at 09:33
      When the session runs
      Then the desk holds 10 BETA
      And no order is refused

    Scenario: One order at once more than may live
      Given the open orders limit is 1
      And the strategy wants 10 ACME at 09:33
      And the strategy wants 10 BETA at 09:33
      When the session runs
      Then the order is refused because "OPEN_ORDERS" with limit 1 and observed 2
      And the desk holds 0 BETA

  Rule: More rejects within the window than their limit end the permission to add risk

    Scenario Outline: The broker rejects <count> orders where one may be
      Given the reject storm limit is 1 within 5m
      And a broker that fills nothing by itself
      And the strategy wants 10 ACME at 09:33
      And the strategy wants <target> BETA at 09:33
      And the broker reports at 09:34 that order 1 is rejected
      And the broker reports at <later> that order 2 is rejected
      When the session runs
      Then the run is <halted>
      And the desk holds 0 ACME

      Examples:
        | count           | target | later | halted                                                          |
        | two             | 10     | 09:35 | halted because "REJECT_STORM" with limit 1 and observed 2       |
        | two far between | 10     | 09:39 | not halted                                                      |
