@risk
Feature: A new strategy begins small
  The first days of a strategy show what its author did not think of. Until it
  has traded on enough days its orders and positions are held to tighter caps,
  so that what goes wrong goes wrong in small.

  Background:
    Given a desk with 100000 in cash
    And ACME trades at 10 from 09:31 to 09:45
    And for 5 days a new strategy sends 2 orders a day of 1000 and holds 1500

  Rule: Until it has traded on enough days a strategy keeps to the caps on newcomers

    Scenario Outline: A newcomer that holds <first> and then <second>, within all caps
      Given the strategy has traded on 4 days before
      And the strategy wants <first> ACME at 09:33
      And the strategy wants <second> ACME at 09:35
      When the session runs
      Then the desk holds <second> ACME
      And no order is refused

      Examples:
        | first | second |
        | 100   | 150    |
        | -50   | -150   |

    Scenario Outline: A newcomer that holds <first>, <second> and <third> asks for too much
      Given the strategy has traded on 4 days before
      And the strategy wants <first> ACME at 09:33
      And the strategy wants <second> ACME at 09:35
      And the strategy wants <third> ACME at 09:37
      When the session runs
      Then the order is refused because "<reason>" with limit <limit> and observed <observed>
      And the desk holds <left> ACME

      Examples:
        | first | second | third | reason          | limit | observed | left |
        | 101   | 0      | 0     | CANARY_VALUE    | 1000  | 1010     | 0    |
        | 100   | 151    | 100   | CANARY_POSITION | 1500  | 1510     | 100  |
        | 10    | 20     | 30    | CANARY_ORDERS   | 2     | 3        | 20   |

    Scenario: A strategy that is no newcomer any more
      Given the strategy has traded on 5 days before
      And the strategy wants 1000 ACME at 09:33
      When the session runs
      Then the desk holds 1000 ACME
      And no order is refused
