@portfolio
Feature: Splits and dividends make nobody richer or poorer
  A split changes how many shares there are, not what they are worth, and a
  dividend turns a part of the price into cash. Whoever overlooks one sees a
  loss or a profit that was none, and keeps orders at prices of another share.

  Background:
    Given a desk with 100000 in cash

  Rule: A split changes the number of shares, and neither the wealth nor the order book

    Scenario Outline: A position that <case> a split
      Given ACME closes at 12, 12, 12, <after> and <after> from 2024-03-04 on
      And the strategy wants <held> ACME at the close of 2024-03-04
      And ACME splits <new> for <old> on 2024-03-07
      When the session runs
      Then the desk holds <then> ACME
      And the desk has <cash> in cash
      And the desk is worth 100000
      And the broker receives these orders
        | at         | side   | quantity | symbol |
        | 2024-03-04 | <side> | <size>   | ACME   |

      Examples:
        | case                           | held | side | size | new | old | after | then | cash   |
        | grows by                       |  100 | buy  |  100 |   4 |   1 |     3 |  400 |  98800 |
        | is short and grows by          | -100 | sell |  100 |   4 |   1 |     3 | -400 | 101200 |
        | shrinks by                     |  100 | buy  |  100 |   1 |   2 |    24 |   50 |  98800 |
        | leaves half a share after      |  101 | buy  |  101 |   1 |   2 |    24 |   50 |  98800 |
        | owes half a share after        | -101 | sell |  101 |   1 |   2 |    24 |  -50 | 101200 |
        | is all a fraction after        |    1 | buy  |    1 |   1 |   2 |    24 |    0 | 100000 |

  Rule: Orders follow a split in quantity, and in price where they have one

    Scenario: A purchase and a sale that are on their way when the share splits
      Given ACME closes at 12, 12, 6, 6, 2 and 2 from 2024-03-04 on
      And the strategy wants 100 ACME at the close of 2024-03-05
      And ACME splits 2 for 1 on 2024-03-06
      And the strategy wants 0 ACME at the close of 2024-03-07
      And ACME splits 3 for 1 on 2024-03-08
      When the session runs
      Then these trades are booked
        | at         | side | quantity | symbol | price | fee |
        | 2024-03-06 | buy  | 200      | ACME   | 6     | 0   |
        | 2024-03-08 | sell | 600      | ACME   | 2     | 0   |
      And the desk has 100000 in cash
      And the desk holds 0 ACME
      And the run is not halted

    Scenario Outline: A resting <kind> to <side>
      Given ACME closes at 12, 12, 6, 6 and <last> from 2024-03-04 on
      And an exchange that holds a <kind> to <side> 100 ACME at <price>
      And ACME splits 2 for 1 on 2024-03-06
      When the exchange goes through all bars
      Then it <does> 200 ACME at <last> on 2024-03-08

      Examples:
        | kind  | side | price | last | does  |
        | limit | sell |    14 |  7.5 | sells |
        | limit | buy  |    10 |  4.5 | buys  |
        | stop  | sell |    10 |  4.5 | sells |
        | stop  | buy  |    14 |  7.5 | buys  |

    Scenario: A stop that only the split would touch
      Given ACME closes at 12, 12, 6, 6 and 6 from 2024-03-04 on
      And an exchange that holds a stop to sell 100 ACME at 10
      And ACME splits 2 for 1 on 2024-03-06
      When the exchange goes through all bars
      Then it fills nothing
