@intents
Feature: Quantities are whole lots, rounded towards less risk
  Half a lot cannot be traded. Rounding up would take more risk than anybody
  decided, so a target is cut towards zero, and what is smaller than a lot is
  no order at all.

  Background:
    Given a desk with 100000 in cash
    And ACME trades at 10 from 09:31 to 09:40
    And quantities trade in lots of 10

  Rule: A target is cut to whole lots towards zero

    Scenario Outline: A target of <target> in lots of ten
      Given the strategy wants <target> ACME at 09:32
      When the session runs
      Then the desk holds <held> ACME
      And no order is refused

      Examples:
        | target | held |
        | 59     | 50   |
        | 50     | 50   |
        | -59    | -50  |
        | 59.99  | 50   |

  Rule: Less than a lot is not sent

    Scenario Outline: A dust order from <case>
      Given the strategy wants <target> ACME at 09:32
      When the session runs
      Then the broker receives no order
      And no order is refused

      Examples:
        | case       | target |
        | flat, long | 9      |
        | flat, short| -9     |
        | a fraction | 0.5    |

    Scenario: Dust beyond what is held
      Given the strategy wants 50 ACME at 09:32
      And the strategy wants 57 ACME at 09:35
      When the session runs
      Then the broker receives these orders
        | at    | side | quantity | symbol |
        | 09:32 | buy  | 50       | ACME   |
