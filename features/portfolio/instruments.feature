@portfolio
Feature: Every instrument is counted on its own terms
  A contract may be worth fifty times its price, and a coin is traded in
  fractions. Where the terms are not applied to everything (the trade, the
  position, the limit, the result), an account is wrong by that factor.

  Background:
    Given a desk with 100000 in cash
    And ACME trades at 10 from 09:31 to 09:34
    And ACME trades at 12 from 09:35 to 09:40

  Rule: A multiplier counts in trades, in worth and in profit

    Scenario: Two contracts of fifty
      Given one unit of ACME is worth 50 times its price
      And the strategy wants 2 ACME at 09:32
      When the session runs
      Then the desk has 99000 in cash
      And the desk is worth 100200
      And the books agree with the fills at their multiplier

  Rule: Limits in money count the multiplier

    Scenario Outline: An order limit of <bound> for two contracts worth 1000
      Given one unit of ACME is worth 50 times its price
      And the order value limit is <bound>
      And the strategy wants 2 ACME at 09:32
      When the session runs
      Then the desk holds <held> ACME

      Examples:
        | bound  | held |
        | 1000   | 2    |
        | 999.99 | 0    |

  Rule: Quantities may be fractions down to their lot

    Scenario Outline: A target of <target> in lots of <lot>
      Given quantities trade in lots of <lot>
      And the strategy wants <target> ACME at 09:32
      When the session runs
      Then the desk holds <held> ACME
      And the books agree with a plain sum over the trades

      Examples:
        | lot        | target     | held       |
        | 0.1        | 1.29       | 1.2        |
        | 0.00000001 | 0.12345678 | 0.12345678 |
        | 0.00000001 | -0.5       | -0.5       |

  Rule: A price in another currency than the account's is refused

    Scenario: An account in euros, and prices in dollars
      Given a workplace with bars of ACME and BETA
      When a backtest with account.currency=EUR is run
      Then the command ends with 2
      And its message names "no rate source"
      And no run was left behind
