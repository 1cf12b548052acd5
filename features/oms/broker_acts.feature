@oms
Feature: What a broker does by itself
  Brokers restate orders at splits and renewals, end them for the day, and sell
  out accounts that lack margin. What they did is so; it is adopted, told, and
  where it was no order of ours, no new risk is taken.

  Background:
    Given a desk with 100000 in cash
    And ACME trades at 10 from 09:31 to 09:45
    And a broker that fills nothing by itself
    And a halt keeps what is held
    And order 1 is to buy 100 ACME at 10, asked for at 09:31

  Rule: A restated order is adopted in the order of the broker's own changes

    Scenario: The later change is heard of first
      Given the broker restates order 1 to 60 at 09:34, as its change 2
      And the broker restates order 1 to 80 at 09:35, as its change 1
      When the session runs
      Then order 1 is accepted with 0 filled
      And up to 60 ACME may still be bought
      And the incident "RESTATED" stands on order 1
      And the run is not halted

    Scenario: An order that was filled is restated upwards
      Given the broker reports at 09:33 that order 1 bought 100 at 10
      And the broker restates order 1 to 200 at 09:34, as its change 1
      When the session runs
      Then order 1 is partially filled with 100 filled
      And up to 100 ACME may still be bought

  Rule: Done for the day ends what lives for a day, and only rests what stands until cancelled

    Scenario Outline: Done for the day as <word>
      Given order 1 lives as <word>
      And the broker reports at 09:34 that order 1 is done for the day
      When the session runs
      Then order 1 is <status> with 0 filled
      And order 1 shows as "<shown>"
      And up to <left> ACME may still be bought

      Examples:
        | word | status   | shown        | left |
        | day  | expired  | expired      | 0    |
        | opg  | expired  | expired      | 0    |
        | gtc  | accepted | done for day | 100  |

  Rule: A trade that nobody here ordered is booked to no strategy, and halts

    Scenario: A trade by hand on the same account
      Given the broker reports at 09:34 that 30 ACME were sold at 11 by nobody here
      When the session runs
      Then the run is halted because "EXTERNAL_FILL"
      And the incident "EXTERNAL_FILL" stands on no order
      And the desk holds -30 ACME
      And the desk has 100330 in cash

    Scenario: The account is sold out
      Given the broker reports at 09:33 that order 1 bought 40 at 10
      And the broker reports at 09:34 that order 1 is cancelled
      And the broker liquidates 40 ACME at 09:35 for 9
      When the session runs
      Then the run is halted because "LIQUIDATION"
      And order 1 is cancelled with 40 filled
      And the desk holds 0 ACME
      And the desk has 99960 in cash
