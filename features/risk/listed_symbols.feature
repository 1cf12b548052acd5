@risk
Feature: What may be traded, and what may not
  Some symbols must not be touched: the employer's own, those under review,
  those that nobody has checked. A list holds whatever the strategy wants, and
  never keeps anybody from leaving what is already held.

  Background:
    Given a desk with 10000 in cash
    And ACME trades at 10 from 09:31 to 09:40
    And BETA trades at 20 from 09:31 to 09:40

  Rule: A symbol that may not be traded is not entered

    Scenario: The symbol beside it is traded
      Given BETA may not be traded
      And the strategy wants 100 ACME at 09:33
      When the session runs
      Then the desk holds 100 ACME
      And no order is refused

    Scenario: The symbol on the list is refused
      Given BETA may not be traded
      And the strategy wants 100 BETA at 09:33
      When the session runs
      Then the order is refused because "RESTRICTED"
      And the broker receives no order

  Rule: Where a list says what may be traded nothing else is

    Scenario: A symbol of the list is traded
      Given nothing but ACME may be traded
      And the strategy wants 100 ACME at 09:33
      When the session runs
      Then the desk holds 100 ACME
      And no order is refused

    Scenario: A symbol that is not on the list is refused
      Given nothing but ACME may be traded
      And the strategy wants 100 BETA at 09:33
      When the session runs
      Then the order is refused because "NOT_ALLOWED"
      And the broker receives no order
