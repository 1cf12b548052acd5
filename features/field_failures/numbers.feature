@field_failures
Feature: No number of a strategy reaches the market unrounded
  A quantity that comes out of arithmetic with fractions is never quite what
  was meant. Sent as it is, it is refused, or leaves a crumb behind that nobody
  can sell. It is cut to whole lots, and selling all sells all.

  Background:
    Given a desk with 100000 in cash
    And quantities trade in lots of 0.1
    And ACME trades at 10 from 09:31 to 09:40

  Rule: A quantity is cut to whole lots, however it was computed

    Scenario Outline: A computed quantity of <computed>
      Given the strategy computes <computed> and wants that many ACME at 09:32
      When the session runs
      Then the broker receives these orders
        | at    | side | quantity | symbol |
        | 09:32 | buy  | <sent>   | ACME   |
      And the desk holds <sent> ACME

      Examples:
        | computed            | sent |
        | 0.1 + 0.2           | 0.3  |
        | 0.7 + 0.1           | 0.8  |
        | 3 * 1.1             | 3.3  |
        | 1 / 3               | 0.3  |

  Rule: Selling all leaves nothing behind

    Scenario: A position that was built in fractions
      Given the strategy computes 0.1 + 0.2 and wants that many ACME at 09:32
      And the strategy computes 0.1 + 0.2 + 0.4 and wants that many ACME at 09:34
      And the strategy wants 0 ACME at 09:36
      When the session runs
      Then the desk holds 0 ACME
      And the ACME still held cost 0
