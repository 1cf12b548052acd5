@isolation
Feature: What one strategy does counts for nothing in another's limits
  A limit of one strategy that another's orders could use up would stop the
  careful one for what the careless one did. What all do together is the
  account's matter, and its limits see every book.

  Background:
    Given a desk with 100000 in cash
    And ACME trades at 10 from 09:31 to 09:40

  Rule: A strategy's limit counts its own book and its own orders alone

    Scenario: Another holds what would fill the limit
      Given the strategy alpha is held to a position limit of 100
      And the strategy omega wants 500 ACME at 09:32
      And the strategy alpha wants 100 ACME at 09:34
      When the session runs
      Then no order is refused
      And the strategy alpha holds 100 ACME
      And the desk holds 600 ACME

    Scenario: Another is short what the strategy wants to hold
      Given the strategy alpha is held to a position limit of 100
      And the strategy omega wants -500 ACME at 09:32
      And the strategy alpha wants 101 ACME at 09:34
      When the session runs
      Then the order of alpha is refused because "POSITION"
      And the strategy alpha holds 0 ACME

  Rule: The account's limit counts all books together

    Scenario Outline: One holds 60 and another wants <wanted>
      Given the position limit is 100
      And the strategy alpha wants 60 ACME at 09:32
      And the strategy omega wants <wanted> ACME at 09:34
      When the session runs
      Then the desk holds <account> ACME
      And the strategy omega holds <held> ACME

      Examples:
        | wanted | account | held |
        | 40     | 100     | 40   |
        | 41     | 60      | 0    |
        | -160   | -100    | -160 |

  Rule: A loss of one strategy ends that one alone

    Scenario: One loses more than it may, another has won as much
      Given the strategy alpha is held to a drawdown limit of 0.1%
      And ACME trades at 7 from 09:35 to 09:40
      And the strategy alpha wants 100 ACME at 09:32
      And the strategy omega wants -100 ACME at 09:32
      When the session runs
      Then the strategy alpha is disabled at 09:35 because "DRAWDOWN"
      And the strategy omega goes on
      And the run is not halted
