@backtest
Feature: What is borrowed costs money every night
  A strategy that is short, or buys with money it does not have, pays for it by
  the calendar day. A backtest that forgets this flatters whoever holds longest.

  Background:
    Given a desk with 10000 in cash
    And ACME closes at 10, 10, 10, 10, 10, 10, 10 and 10 from 2024-03-04 on

  Rule: A short position pays its rate for every calendar day it is held over

    Scenario Outline: Short <over>
      Given a short position costs 365 basis points a year
      And the strategy wants -1000 ACME at the close of <in>
      And the strategy wants 0 ACME at the close of <out>
      When the session runs
      Then <paid> was charged for borrow
      And the desk is worth <worth>

      Examples:
        | over           | in         | out        | paid | worth |
        | one night      | 2024-03-04 | 2024-03-05 | 1    | 9999  |
        | three nights   | 2024-03-04 | 2024-03-07 | 3    | 9997  |
        | a weekend      | 2024-03-07 | 2024-03-08 | 3    | 9997  |

  Rule: A debt pays its rate for every calendar day it stands

    Scenario Outline: In debt <over>
      Given a debt costs 365 basis points a year
      And the strategy wants 2000 ACME at the close of <in>
      And the strategy wants 0 ACME at the close of <out>
      When the session runs
      Then <paid> was charged for financing
      And the desk is worth <worth>

      Examples:
        | over           | in         | out        | paid   | worth     |
        | one night      | 2024-03-04 | 2024-03-05 | 1      | 9999      |
        | a weekend      | 2024-03-07 | 2024-03-08 | 3      | 9997      |
        | two nights     | 2024-03-04 | 2024-03-06 | 2.0001 | 9997.9999 |

  Rule: What is held with own money costs nothing to carry

    Scenario: Long within the cash, at both rates
      Given a short position costs 365 basis points a year
      And a debt costs 365 basis points a year
      And the strategy wants 1000 ACME at the close of 2024-03-04
      When the session runs
      Then nothing was charged for carrying the account
      And the desk is worth 10000
