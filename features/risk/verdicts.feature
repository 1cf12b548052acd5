@risk
Feature: Rules can only tighten
  Rules come from core and from plugins, written by different people, loaded in
  any order. Their verdicts join by the worst, so that no rule can undo
  another's refusal, and a rule that fails or says nothing has refused.

  Background:
    Given a desk with 100000 in cash
    And ACME trades at 10 from 09:31 to 09:40
    And the strategy wants 100 ACME at 09:33

  Rule: The worst verdict stands, whatever the names and number of rules

    Scenario Outline: A rule "<first>" that passes beside a rule "<second>" that refuses
      Given a rule "<first>" that passes everything
      And a rule "<second>" that refuses everything
      When the session runs
      Then the order is refused because "OWN_RULE"
      And the broker receives no order

      Examples:
        | first | second |
        | a     | z      |
        | z     | a      |

    Scenario Outline: A rule "<first>" that refuses beside a rule "<second>" that halts
      Given a rule "<first>" that refuses everything
      And a rule "<second>" that halts on everything
      When the session runs
      Then the order is refused because "OWN_HALT"
      And the run is halted because "OWN_HALT"
      And the broker receives no order

      Examples:
        | first | second |
        | a     | z      |
        | z     | a      |

  Rule: A rule that fails or answers nothing has refused

    Scenario Outline: A rule that <conduct>
      Given a rule "own" that <conduct>
      When the session runs
      Then the order is refused because "<reason>"
      And the broker receives no order

      Examples:
        | conduct         | reason                        |
        | raises an error | RULE_FAILED:ZeroDivisionError |
        | answers nothing | RULE_SILENT                   |
        | answers yes     | RULE_SILENT                   |

  Rule: A monitor that fails or answers nothing ends the permission to add risk

    Scenario Outline: A monitor that <conduct> at the marks
      Given a monitor "own" that <conduct>
      When the session runs
      Then the run is halted because "<reason>"
      And the run is halted at 09:31
      And the broker receives no order

      Examples:
        | conduct         | reason                        |
        | raises an error | RULE_FAILED:ZeroDivisionError |
        | answers nothing | RULE_SILENT                   |
