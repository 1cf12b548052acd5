@intents
Feature: Prices come to the grid towards less risk
  A price between two ticks cannot be sent. Rounded the wrong way, a purchase
  pays more than was said, and a protective stop acts later than it was asked.

  Background:
    Given a desk with 100000 in cash
    And prices move in steps of 0.05
    And ACME trades at 10 from 09:31 to 09:40

  Rule: A limit is never worse than what was asked for

    Scenario Outline: A limit to <side> at <asked>
      Given the strategy asks at 09:32 for a limit of <asked> to <side> 10 ACME
      When the session runs
      Then the broker receives these orders with their prices
        | kind  | side   | quantity | symbol | limit  | stop |
        | limit | <side> | 10       | ACME   | <sent> | 0    |

      Examples:
        | side | asked | sent  |
        | buy  | 9.04  | 9     |
        | buy  | 9.05  | 9.05  |
        | sell | 11.01 | 11.05 |
        | sell | 11.05 | 11.05 |

  Rule: The stop of an entry acts later, that of an exit sooner

    Scenario Outline: A stop of an entry to <side> at <asked>
      Given the strategy asks at 09:32 for a stop of <asked> to <side> 10 ACME
      When the session runs
      Then the broker receives these orders with their prices
        | kind | side   | quantity | symbol | limit | stop   |
        | stop | <side> | 10       | ACME   | 0     | <sent> |

      Examples:
        | side | asked | sent  |
        | buy  | 11.01 | 11.05 |
        | sell | 9.04  | 9     |

    Scenario: A stop that protects what is held
      Given the strategy asks at 09:32 for a market order to buy 10 ACME, with a stop of 9.01, with a target of 11.01
      When the session runs
      Then the broker receives these orders with their prices
        | kind   | side | quantity | symbol | limit | stop |
        | market | buy  | 10       | ACME   | 0     | 0    |
        | stop   | sell | 10       | ACME   | 0     | 9.05 |
        | limit  | sell | 10       | ACME   | 11.05 | 0    |
