@portfolio
Feature: The books of the strategies add up to the account
  Who earned what is only known when every cent that moves, moves in the
  account and in the book of the one that caused it. What nobody caused belongs
  to nobody, and is not given to somebody to make the sum come out.

  Background:
    Given a desk with 100000 in cash
    And ACME closes at 10, 10, 12, 12 and 12 from 2024-03-04 on

  Rule: Fees and results are those of the strategy that traded

    Scenario: One trades much, the other little
      Given a commission of 0.1 per share
      And the strategy alpha wants 100 ACME at the close of 2024-03-04
      And the strategy omega wants -10 ACME at the close of 2024-03-05
      When the session runs
      Then the strategy alpha has earned 190
      And the strategy omega has earned -1
      And the desk is worth 100189
      And the books add up to the account

  Rule: Dividends are paid and owed book by book

    Scenario: One is long what the other is short
      Given the strategy alpha wants 100 ACME at the close of 2024-03-04
      And the strategy omega wants -40 ACME at the close of 2024-03-05
      And ACME pays 0.5 a share on 2024-03-07
      When the session runs
      Then the strategy alpha has earned 250
      And the strategy omega has earned -20
      And the desk is worth 100230
      And the books add up to the account

  Rule: A split restates every book by itself

    Scenario Outline: Two books of <held> and a split of one for two
      Given the strategy alpha wants <held> ACME at the close of 2024-03-04
      And the strategy omega wants <held> ACME at the close of 2024-03-04
      And ACME splits 1 for 2 on 2024-03-05
      When the session runs
      Then the strategy alpha holds <each> ACME
      And the strategy omega holds <each> ACME
      And the desk holds <all> ACME
      And the books add up to the account

      Examples:
        | held | each | all |
        | 100  | 50   | 100 |
        | 3    | 1    | 2   |
        | -3   | -1   | -2  |
