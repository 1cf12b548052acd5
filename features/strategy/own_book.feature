@strategy
Feature: A strategy has a book of its own
  Strategies on one account must not stumble over each other. Each sees what it
  holds and what it has asked for, decides by that alone, and cannot touch what
  belongs to another.

  Background:
    Given a desk with 100000 in cash
    And ACME trades at 10 from 09:31 to 09:40

  Rule: A strategy sees its own positions and orders, and nothing of another's

    Scenario: Two strategies in one symbol
      Given the strategy alpha wants 100 ACME at 09:32
      And the strategy omega wants -30 ACME at 09:33
      And the strategy omega asks at 09:34 for a limit of 12 to sell 5 ACME
      And the strategy alpha looks at its book at 09:35
      And the strategy omega looks at its book at 09:35
      When the session runs
      Then the strategy alpha sees "100 ACME" at 09:35
      And the strategy omega sees "-30 ACME; limit to sell 5 ACME limit 12" at 09:35

    Scenario: What is working is no position yet
      Given a broker that fills nothing by itself
      And the strategy alpha wants 100 ACME at 09:32
      And the strategy alpha looks at its book at 09:35
      When the session runs
      Then the strategy alpha sees "nothing" at 09:35

    Scenario: What crossed is seen like any other trade
      Given the strategy alpha wants 100 ACME at 09:32
      And the strategy omega wants -100 ACME at 09:32
      And the strategy omega looks at its book at 09:33
      When the session runs
      Then the strategy omega sees "-100 ACME" at 09:33
      And the broker receives no order

  Rule: A strategy moves its own position, and no other

    Scenario: One goes flat, the other stays
      Given the strategy alpha wants 100 ACME at 09:32
      And the strategy omega wants 50 ACME at 09:32
      And the strategy alpha wants 0 ACME at 09:35
      When the session runs
      Then the strategy alpha holds 0 ACME
      And the strategy omega holds 50 ACME
      And the desk holds 50 ACME

    Scenario: One's stop leaves the other's shares alone
      Given the strategy alpha asks at 09:32 for a market order to buy 100 ACME, with a stop of 9
      And the strategy omega wants 50 ACME at 09:32
      And ACME trades at 8 from 09:36 to 09:40
      When the session runs
      Then the strategy alpha holds 0 ACME
      And the strategy omega holds 50 ACME
      And the strategy omega has earned -100
