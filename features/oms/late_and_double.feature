@oms
Feature: Late, double and impossible reports
  Brokers repeat themselves, overtake themselves and make mistakes. What really
  happened is booked, however late; what was booked before is not booked again;
  and what cannot be ends the permission to add risk.

  Background:
    Given a desk with 100000 in cash
    And ACME trades at 10 from 09:31 to 09:45
    And a broker that fills nothing by itself
    And the strategy wants 100 ACME at 09:31

  Rule: One execution is booked once

    Scenario: The same execution is reported twice
      Given the broker reports at 09:33 that order 1 bought 60 at 10
      And the broker sends that report again at 09:35
      When the session runs
      Then order 1 is partially filled with 60 filled
      And the desk holds 60 ACME
      And there is no incident

    Scenario: The same execution comes with another price
      Given the broker reports at 09:33 that order 1 bought 60 at 10
      And the broker sends that report again at 09:35, now at a price of 11
      When the session runs
      Then the run is halted because "EXECUTION_CONFLICT"
      And the incident "EXECUTION_CONFLICT" stands on order 1
      And order 1 is partially filled with 60 filled
      And the desk holds 60 ACME

  Rule: A fill after the end is booked, and stays an incident

    Scenario Outline: A fill after the order was <report>
      Given the broker reports at 09:33 that order 1 is <report>
      And the broker reports at 09:35 that order 1 bought 100 at 10
      When the session runs
      Then order 1 is <report> with 100 filled
      And the incident "LATE_FILL" stands on order 1
      And the desk holds 100 ACME
      And the run is not halted

      Examples:
        | report    |
        | cancelled |
        | expired   |
        | rejected  |

  Rule: A fill beyond the order is booked, and halts

    Scenario: Ten shares too many
      Given the broker reports at 09:33 that order 1 bought 110 at 10
      And the strategy wants 200 ACME at 09:40
      When the session runs
      Then the run is halted because "OVERFILL" with limit 100 and observed 110
      And the incident "OVERFILL" stands on order 1
      And the desk holds 110 ACME

    Scenario: A second full fill after a cancelled order's first
      Given the broker reports at 09:33 that order 1 is cancelled
      And the broker reports at 09:35 that order 1 bought 110 at 10
      When the session runs
      Then the incidents "LATE_FILL" and "OVERFILL" stand on order 1
      And the run is halted because "OVERFILL"
