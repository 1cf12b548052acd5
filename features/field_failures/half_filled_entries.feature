@field_failures
Feature: A half filled entry is protected for what it bought
  Where an entry fills in part, its stop must stand for that part: not for what
  was asked for, which would sell short, and not for nothing, which an order of
  zero shares has been somewhere.

  Background:
    Given a desk with 100000 in cash
    And the exchange fills at most 4% of a bar's volume
    And ACME trades at 10 from 09:31 to 09:33
    And the strategy asks at 09:32 for a limit of 10.5 to buy 100 ACME, with a stop of 9, with a target of 12

  Rule: The stop of a part sells that part

    Scenario: The price falls when 40 of 100 are bought
      Given ACME trades at 8 from 09:34 to 09:40
      And the strategy takes its order back at 09:33
      When the session runs
      Then the desk holds 0 ACME
      And these trades are booked
        | at    | side | quantity | symbol | price | fee |
        | 09:33 | buy  | 40       | ACME   | 10    | 0   |
        | 09:34 | sell | 40       | ACME   | 8     | 0   |
      And no order is left at the broker

    Scenario: The entry is filled in three parts before the price falls
      Given ACME trades at 10 from 09:34 to 09:35
      And ACME trades at 8 from 09:36 to 09:40
      When the session runs
      Then the desk holds 0 ACME
      And these trades are booked
        | at    | side | quantity | symbol | price | fee |
        | 09:33 | buy  | 40       | ACME   | 10    | 0   |
        | 09:34 | buy  | 40       | ACME   | 10    | 0   |
        | 09:35 | buy  | 20       | ACME   | 10    | 0   |
        | 09:36 | sell | 40       | ACME   | 8     | 0   |
        | 09:37 | sell | 40       | ACME   | 8     | 0   |
        | 09:38 | sell | 20       | ACME   | 8     | 0   |
      And no order is left at the broker
