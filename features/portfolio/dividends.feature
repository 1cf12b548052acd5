@portfolio
Feature: Dividends go to whoever held the share before its ex-date
  The price falls by the dividend at the opening of the ex-date, so the cash
  belongs to who held the share when the day before it closed. Who was short
  owes it. A dividend that is missed makes every strategy that holds look
  worse than it is, and every one that is short look better.

  Background:
    Given a desk with 100000 in cash
    And ACME closes at 12, 12, 12, 12 and 12 from 2024-03-04 on

  Rule: A dividend is paid on what was held at the close before its ex-date, and owed on shorts

    Scenario Outline: A position that is <case>
      Given the strategy wants <held> ACME at the close of <decided>
      And the strategy wants 0 ACME at the close of <left>
      And ACME pays 0.5 a share on 2024-03-06
      When the session runs
      Then the desk has <cash> in cash
      And the desk holds 0 ACME
      And no order is refused

      Examples:
        | case                               | held | decided    | left       | cash   |
        | long over the ex-date              |  100 | 2024-03-04 | 2024-03-06 | 100050 |
        | short over the ex-date             | -100 | 2024-03-04 | 2024-03-06 |  99950 |
        | sold at the opening of the ex-date |  100 | 2024-03-04 | 2024-03-05 | 100050 |
        | bought at the opening of the day   |  100 | 2024-03-05 | 2024-03-06 | 100000 |

  Rule: Of one day, the dividend is paid on the shares that the split made

    Scenario: A split and a dividend go ex together
      Given the strategy wants 100 ACME at the close of 2024-03-04
      And ACME splits 2 for 1 on 2024-03-08
      And ACME pays 0.5 a share on 2024-03-08
      When the session runs
      Then the desk holds 200 ACME
      And the desk has 98900 in cash
      And the broker receives these orders
        | at         | side | quantity | symbol |
        | 2024-03-04 | buy  | 100      | ACME   |
