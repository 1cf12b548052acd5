@risk
Feature: An exit is not held back by an entry that still waits
  An order that was sent and not answered may still fill. Closing a position
  then means two things at once: to sell what is held, and to undo what may yet
  be bought. The first is an exit, and must go out whatever becomes of the other;
  the entry is taken back, and what is taken back is not sold as well.

  Background:
    Given a desk with 100000 in cash
    And ACME trades at 10 from 09:31 to 09:45
    And a broker that fills nothing by itself
    And the strategy wants 100 ACME at 09:31
    And the broker reports at 09:32 that order 1 bought 100 at 10
    And the strategy wants 150 ACME at 09:33
    And the strategy wants 0 ACME at 09:35

  Rule: What is held can be sold, whatever still works on the other side

    Scenario: Past the limit of one order, were it one order
      Given the order quantity limit is 100
      When the session runs
      Then no order is refused
      And the broker receives these orders
        | at    | side | quantity | symbol |
        | 09:31 | buy  | 100      | ACME   |
        | 09:33 | buy  | 50       | ACME   |
        | 09:35 | sell | 100      | ACME   |
      And the broker is asked to cancel order 2

    Scenario: After a halt, while the cancel of the entry is not yet confirmed
      Given the daily loss limit is 0.05%
      And ACME trades at 9 from 09:34 to 09:45
      And a halt keeps what is held
      When the session runs
      Then no order is refused
      And the broker receives these orders
        | at    | side | quantity | symbol |
        | 09:31 | buy  | 100      | ACME   |
        | 09:33 | buy  | 50       | ACME   |
        | 09:35 | sell | 100      | ACME   |
