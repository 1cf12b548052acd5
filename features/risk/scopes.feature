@risk
Feature: A limit holds the engine, the account, or one strategy
  The owner of the account, the desk that runs an engine and the author of a
  strategy each have a limit in mind. All of them hold at once; whoever set the
  tightest decides, and a strategy's own limits never reach beyond it.

  Background:
    Given a desk with 10000 in cash
    And ACME trades at 10 from 09:31 to 09:40

  Rule: The tightest limit holds, whoever set it

    Scenario Outline: The tightest is that of <whom>
      Given the position limit is <engine>
      And the account is held to a position limit of <account>
      And the strategy is held to a position limit of <strategy>
      And the strategy wants 100 ACME at 09:33
      When the session runs
      Then the order is refused because "POSITION" with limit 99 and observed 100
      And the limit that refused is "<name>"
      And the broker receives no order

      Examples:
        | whom         | engine | account | strategy | name             |
        | the engine   | 99     | 100     | 100      | position         |
        | the account  | 100    | 99      | 100      | account.position |
        | the strategy | 100    | 100     | 99       | main.position    |

    Scenario: Exactly at all three limits
      Given the position limit is 100
      And the account is held to a position limit of 100
      And the strategy is held to a position limit of 100
      And the strategy wants 100 ACME at 09:33
      When the session runs
      Then the desk holds 100 ACME
      And no order is refused

  Rule: A strategy's loss beyond its own limit disables it and halts nothing

    Scenario: A loss of one cent a share beyond the strategy's limit
      Given the strategy is held to a daily loss limit of 5%
      And the strategy wants 100 ACME at 09:31
      And ACME trades at 4.99 from 09:35 to 09:40
      When the session runs
      Then the strategy is disabled at 09:35 because "DAILY_LOSS"
      And the run is not halted
      And the desk holds 100 ACME
