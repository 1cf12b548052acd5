@oms
Feature: An order ends by the broker's word alone
  An order that is thought to be dead and is filled after all is a position
  that nobody watches. No order ends, and no position changes, by a guess of
  our own: only by what the broker reports.

  Background:
    Given a desk with 100000 in cash
    And ACME trades at 10 from 09:31 to 09:45
    And a broker that fills nothing by itself
    And the strategy wants 100 ACME at 09:31

  Rule: An order is what the broker last said of it

    Scenario Outline: An order that the broker reports as <report>
      Given the broker reports at 09:33 that order 1 is <report>
      When the session runs
      Then order 1 is <status> with 0 filled
      And the desk holds 0 ACME
      And there is no incident

      Examples:
        | report              | status    |
        | accepted            | accepted  |
        | rejected            | rejected  |
        | cancelled           | cancelled |
        | expired             | expired   |
        | not to be cancelled | accepted  |

    Scenario: An order of which nothing was heard still counts
      Given a broker that does not even acknowledge
      And the strategy wants 100 ACME at 09:40
      When the session runs
      Then order 1 is pending submit with 0 filled
      And the broker receives these orders
        | at    | side | quantity | symbol |
        | 09:31 | buy  | 100      | ACME   |

  Rule: Fills add up, with or without an acknowledgement before them

    Scenario: Three parts make the whole
      Given the broker reports at 09:33 that order 1 bought 30 at 10
      And the broker reports at 09:34 that order 1 bought 30 at 10.01
      And the broker reports at 09:34 that order 1 bought 40 at 10.02
      When the session runs
      Then order 1 is filled with 100 filled
      And the desk holds 100 ACME
      And the books agree with a plain sum over the trades

    Scenario: A fill comes without an acknowledgement
      Given a broker that does not even acknowledge
      And the broker reports at 09:33 that order 1 bought 40 at 10
      When the session runs
      Then order 1 is partially filled with 40 filled
      And the desk holds 40 ACME
      And there is no incident

    Scenario Outline: An order that is <report> after a part keeps the part
      Given the broker reports at 09:33 that order 1 bought 40 at 10
      And the broker reports at 09:34 that order 1 is <report>
      When the session runs
      Then order 1 is <report> with 40 filled
      And the desk holds 40 ACME
      And there is no incident

      Examples:
        | report    |
        | cancelled |
        | expired   |
        | rejected  |
