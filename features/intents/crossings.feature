@intents
Feature: Opposite targets of two strategies cross inside
  Two strategies that trade with each other through the market pay twice for
  what neither needed it for, and an own order meets an own order. What they
  want of each other goes from book to book at the next open, and only what is
  left over is traded.

  Background:
    Given a desk with 100000 in cash
    And ACME trades at 10 from 09:31 to 09:32
    And ACME trades at 12 from 09:33 to 09:40
    And a commission of 0.01 per share

  Rule: The netted part crosses at the next open, free of cost

    Scenario: One wants more than the other gives
      Given the strategy alpha wants 100 ACME at 09:32
      And the strategy omega wants -40 ACME at 09:32
      When the session runs
      Then 40 ACME cross from omega to alpha at 12
      And these trades are booked
        | at    | side | quantity | symbol | price | fee |
        | 09:33 | buy  | 60       | ACME   | 12    | 0.6 |
      And the strategy alpha holds 100 ACME
      And the strategy omega holds -40 ACME
      And the books add up to the account

    Scenario: Both want the same of each other
      Given the strategy alpha wants 100 ACME at 09:32
      And the strategy omega wants -100 ACME at 09:32
      When the session runs
      Then 100 ACME cross from omega to alpha at 12
      And the broker receives no order
      And the desk has 100000 in cash
      And the desk holds 0 ACME

    Scenario: Long meets long, and nobody gives
      Given the strategy alpha wants 100 ACME at 09:32
      And the strategy omega wants 40 ACME at 09:32
      When the session runs
      Then nothing crosses
      And the desk holds 140 ACME

  Rule: What is agreed to cross is on its way, and is not wanted again

    Scenario: The same wishes before the next open of a silent symbol
      Given 9 missing bars in a row are tolerated
      And BETA trades at 20 from 09:31 to 09:40
      And ACME is silent from 09:33 to 09:35
      And the strategy alpha wants 100 ACME at 09:32
      And the strategy omega wants -100 ACME at 09:32
      And the strategy alpha wants 100 ACME at 09:34
      And the strategy omega wants -100 ACME at 09:34
      When the session runs
      Then 100 ACME cross from omega to alpha at 12
      And the broker receives no order
      And the strategy alpha holds 100 ACME

  Rule: Each book keeps its own result

    Scenario: What one gave up is what the other gained
      Given ACME trades at 15 from 09:35 to 09:40
      And the strategy alpha wants 100 ACME at 09:32
      And the strategy omega wants -100 ACME at 09:32
      When the session runs
      Then the strategy alpha has earned 300
      And the strategy omega has earned -300
      And the desk is worth 100000
