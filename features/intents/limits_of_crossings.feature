@intents
Feature: What crosses is judged by the strategy's own limits
  A crossing changes nothing of the account, so the account's limits have
  nothing to say. It changes what a strategy holds, and a limit that a crossing
  could walk around would be none.

  Background:
    Given a desk with 100000 in cash
    And ACME trades at 10 from 09:31 to 09:40

  Rule: A strategy's own limit counts what it would get from another's book

    Scenario Outline: A position limit of <bound> for one that wants 100
      Given the strategy omega is held to a position limit of <bound>
      And the strategy alpha wants 100 ACME at 09:32
      And the strategy omega wants -100 ACME at 09:32
      When the session runs
      Then the strategy omega holds <held> ACME
      And the strategy alpha holds 100 ACME
      And the desk holds <account> ACME

      Examples:
        | bound | held | account |
        | 100   | -100 | 0       |
        | 99    | 0    | 100     |

  Rule: The account's limits do not stand in the way of what the account does not feel

    Scenario: Two books that are each larger than the account may be
      Given the position limit is 50
      And the strategy alpha wants 100 ACME at 09:32
      And the strategy omega wants -100 ACME at 09:32
      When the session runs
      Then 100 ACME cross from omega to alpha at 10
      And no order is refused
      And the desk holds 0 ACME

  Rule: While halted only what closes on both sides crosses

    Scenario Outline: After a halt, <case>
      Given a halt keeps what is held
      And the daily loss limit is 0.5%
      And ACME trades at 4 from 09:35 to 09:40
      And the strategy alpha wants 200 ACME at 09:32
      And the strategy omega wants -100 ACME at 09:32
      And the strategy alpha wants <first> ACME at 09:36
      And the strategy omega wants <second> ACME at 09:36
      When the session runs
      Then the run is halted because "DAILY_LOSS"
      And the strategy alpha holds <first> ACME
      And the strategy omega holds <left> ACME

      Examples:
        | case                      | first | second | left |
        | both close                | 0     | 0      | 0    |
        | both give up half         | 150   | -50    | -50  |
        | one would turn around     | 100   | 50     | -100 |
