@oms
Feature: A broker that cannot find what it should cancel
  "Not open" may mean filled, cancelled long ago, or not yet arrived. Whoever
  takes it for an end loses sight of a live order; whoever asks again without
  end floods the broker in the worst moment.

  Background:
    Given a desk with 100000 in cash
    And ACME trades at 10 from 09:31 to 09:45
    And a broker that fills nothing by itself
    And order 1 is to buy 100 ACME at 9, asked for at 09:31
    And the strategy takes order 1 back at 09:33

  Rule: An order that is said not to be open stays as it is until the broker is asked

    Scenario: Not open, and nothing more is heard
      Given the broker reports at 09:34 that order 1 is not open
      When the session runs
      Then order 1 is accepted with 0 filled
      And the broker is asked about order 1 once
      And up to 100 ACME may still be bought

    Scenario: Not open, because it had been filled
      Given the broker reports at 09:34 that order 1 is not open
      And the broker sums up at 09:35 that order 1 is filled with 100 bought at 9
      When the session runs
      Then order 1 is filled with 100 filled
      And the desk holds 100 ACME
      And there is no incident

    Scenario: Not open, and open after all
      Given the broker reports at 09:34 that order 1 is not open
      And the broker sums up at 09:35 that order 1 is working with 0 bought at 0
      When the session runs
      Then the broker is asked to cancel the orders 1 and 1
      And order 1 shows as "pending cancel"

  Rule: A refused cancel leaves the order working, and may be asked for again

    Scenario: Refused once, then granted
      Given the broker reports at 09:34 that order 1 is not to be cancelled
      And the strategy takes order 1 back at 09:36
      And the broker reports at 09:37 that order 1 is cancelled
      When the session runs
      Then order 1 is cancelled with 0 filled
      And the broker is asked to cancel the orders 1 and 1

  Rule: A cancel that nobody asked for is asked about

    Scenario: The broker says that a cancel is on its way
      Given order 2 is to buy 50 ACME at 8, asked for at 09:32
      And the broker reports at 09:34 that order 2 is about to be cancelled
      When the session runs
      Then order 2 is accepted with 0 filled
      And order 2 shows as "pending cancel"
      And the broker is asked about order 2 once
