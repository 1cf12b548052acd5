@oms
Feature: Reports that cannot be true are not believed
  A fill for an order that was never made, or on the other side of one that
  was, means that the books and the broker no longer speak of the same account.
  Nothing of it is booked, and no new risk is taken until a person has looked.

  Background:
    Given a desk with 100000 in cash
    And ACME trades at 10 from 09:31 to 09:45
    And a broker that fills nothing by itself
    And the strategy wants 100 ACME at 09:31
    And a halt keeps what is held

  Rule: A fill that contradicts its order is not booked, and halts

    Scenario Outline: An order to buy that is reported <case>
      Given the broker reports at 09:33 that order 1 <side> <quantity> at <price>
      When the session runs
      Then the run is halted because "INCONSISTENT_REPORT"
      And the incident "INCONSISTENT_REPORT" stands on order 1
      And order 1 is accepted with 0 filled
      And the desk is worth 100000

      Examples:
        | case                    | side   | quantity | price |
        | as sold                 | sold   | 50       | 10    |
        | as filled with nothing  | bought | 0        | 10    |
        | as filled for no money  | bought | 50       | 0     |

  Rule: A fill for an order that was never made is not booked, and halts

    Scenario: A fill for an order number that the engine has not given
      Given the broker reports at 09:33 that order 7 bought 50 at 10
      When the session runs
      Then the run is halted because "QUARANTINED_FILL"
      And the incident "QUARANTINED_FILL" stands on order 7
      And the desk holds 0 ACME

  Rule: A fill for an order of nobody here is quarantined, counts as exposure, and halts

    Scenario: A fill that carries another session's order id
      Given the broker reports at 09:33 a purchase of 50 at 10 for an order of "stranger"
      When the session runs
      Then the run is halted because "QUARANTINED_FILL"
      And the incident "QUARANTINED_FILL" stands on no order
      And the desk holds 0 ACME
      And up to 150 ACME may still be bought
