@portfolio
Feature: Money and shares are conserved
  Cash that appears or vanishes in the books hides a loss or invents a profit.
  Whatever is traded, cash plus holdings equals what there was at the start,
  plus what prices gave and less what was paid in fees, to the last unit.

  Background:
    Given a desk with 100000 in cash
    And ACME trades at 10 from 09:31 to 09:33
    And ACME trades at 12.34 from 09:34 to 09:36
    And ACME trades at 7.77 from 09:37 to 09:45
    And a commission of 0.005 per share

  Rule: Cash plus holdings agree with a plain sum over the trades

    Scenario Outline: A book that <case>
      Given the strategy wants <first> ACME at 09:31
      And the strategy wants <second> ACME at 09:34
      And the strategy wants <third> ACME at 09:38
      When the session runs
      Then the books agree with a plain sum over the trades
      And fees of <fees> were paid
      And the desk holds <third> ACME

      Examples:
        | case                     | first | second | third | fees |
        | grows                    | 100   | 200    | 300   | 1.5  |
        | is closed in parts       | 300   | 100    | 0     | 3    |
        | goes short               | -100  | -300   | -50   | 2.75 |
        | crosses zero twice       | 100   | -100   | 100   | 2.5  |

  Rule: A round trip leaves only profit and fees

    Scenario: Bought at 10 and sold at 12.34
      Given the strategy wants 100 ACME at 09:31
      And the strategy wants 0 ACME at 09:34
      When the session runs
      Then the desk has 100233 in cash
      And 234 was earned on ACME, before fees
      And fees of 1 were paid
      And the desk is worth 100233
