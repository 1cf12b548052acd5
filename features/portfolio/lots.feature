@portfolio
Feature: What was bought first is sold first
  Profit depends on which shares were sold. The first ones bought are the first
  ones sold, and the cost of every lot is the cash that was really paid, so
  that profit taken and cost left always add up to the cash that moved.

  Background:
    Given a desk with 100000 in cash
    And ACME trades at 10 from 09:31 to 09:32
    And ACME trades at 12 from 09:33 to 09:34
    And ACME trades at 13 from 09:35 to 09:40

  Rule: A sale closes the oldest lots first

    Scenario: The first lot and half of the second are sold
      Given the strategy wants 100 ACME at 09:31
      And the strategy wants 200 ACME at 09:33
      And the strategy wants 50 ACME at 09:35
      When the session runs
      Then 350 was earned on ACME, before fees
      And the ACME still held cost 600
      And the desk holds 50 ACME

    Scenario: A short position is bought back, oldest first
      Given the strategy wants -100 ACME at 09:31
      And the strategy wants -200 ACME at 09:33
      And the strategy wants -100 ACME at 09:35
      When the session runs
      Then -300 was earned on ACME, before fees
      And the ACME still held cost -1200
      And the desk holds -100 ACME

    Scenario: A sale through zero closes every lot and opens one
      Given the strategy wants 100 ACME at 09:31
      And the strategy wants -50 ACME at 09:35
      When the session runs
      Then 300 was earned on ACME, before fees
      And the ACME still held cost -650
      And the desk holds -50 ACME

  Rule: No fraction of a cent is lost in a division

    Scenario: A third of an odd amount
      Given a broker that fills nothing by itself
      And the strategy wants 3 ACME at 09:31
      And the broker reports at 09:32 that order 1 bought 3 at 3.33333333
      And the strategy wants 2 ACME at 09:33
      And the broker reports at 09:34 that order 2 sold 1 at 3.33333334
      When the session runs
      Then 0.00000001 was earned on ACME, before fees
      And the ACME still held cost 6.66666666
      And the books agree with a plain sum over the trades
