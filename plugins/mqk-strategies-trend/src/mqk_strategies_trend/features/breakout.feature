@strategy
Feature: A breakout buys strength and sells weakness
  A trend follower lives from a few long moves and pays for many short ones. It
  must be in when prices leave their channel upwards, out when they leave it
  downwards, and quiet in between: every needless trade costs.

  Background:
    Given a desk with 100000 in cash
    And a breakout of 4 closes up and 2 closes down, of 100 shares

  Rule: It buys at the highest close of its channel

    Scenario: A new high
      Given ACME closes at 10, 11, 10, 12, 12.5 and 13 from 2024-03-04 on
      When the session runs
      Then the broker receives these orders
        | at         | side | quantity | symbol |
        | 2024-03-07 | buy  | 100      | ACME   |
      And the desk holds 100 ACME

    Scenario: A high before the channel is full
      Given ACME closes at 10, 11, 12 and 11.5 from 2024-03-04 on
      When the session runs
      Then the broker receives no order

  Rule: It sells at the lowest close of its shorter channel

    Scenario: Two closes are enough to leave
      Given ACME closes at 10, 11, 10, 12, 12.5, 12 and 12 from 2024-03-04 on
      When the session runs
      Then the broker receives these orders
        | at         | side | quantity | symbol |
        | 2024-03-07 | buy  | 100      | ACME   |
        | 2024-03-11 | sell | 100      | ACME   |
      And the desk holds 0 ACME

  Rule: Between its channels it says nothing

    Scenario: A close that is highest and lowest at once
      Given ACME closes at 10, 10, 10, 10, 10 and 10 from 2024-03-04 on
      When the session runs
      Then the broker receives no order
      And the strategy goes on
