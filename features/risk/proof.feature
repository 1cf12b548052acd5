@risk
Feature: Limits are shown to fire
  A limit that was configured and never wired in protects nobody, and no test
  of the limit itself shows it. So orders go through the very engine that a run
  has: one just inside each bound, one just outside, and what nobody has seen
  to fire counts as not there.

  Background:
    Given a workplace with bars of ACME and BETA

  Rule: Every limit that is set is seen to fire outside its bound and to pass inside it

    Scenario Outline: A limit of <scope> is proven
      When the limits of a run with <words> are proven
      Then the limit <limit> of <scope> passes inside its bound and says "<reason>" outside
      And the proof holds

      Examples:
        | scope         | words                                          | limit    | reason   |
        | engine        | risk.rules.gross.value_max=5000                | gross    | GROSS    |
        | account       | +account.rules.net.value_max=5000              | net      | NET      |
        | strategy main | +risk.strategies.main.drawdown.fraction_max=.1 | drawdown | DRAWDOWN |

    Scenario: A limit that its settings leave open is named and fails nothing
      When the limits of a run with risk.rules.restricted.symbols=[] are proven
      Then the limit restricted of engine is said to be "not set"
      And the proof holds

    Scenario: A limit that another one hides is proven alone
      When the limits of a run with risk.rules.gross.value_max=5000 are proven
      Then of the limit position is said that "proven alone: gross holds sooner"
      And the proof holds

  Rule: A limit that nobody has seen to fire fails the proof

    Scenario: A plugin's rule that stays silent
      Given a plugin "house" with a limit "cap" that never refuses
      When the limits of a run with +risk.rules.cap.shares=3 are proven
      Then the limit cap of engine is said to be "silent"
      And the proof fails

    Scenario: A plugin's rule that brings no story
      Given a plugin "house" with a limit "cap" without a story
      When the limits of a run with +risk.rules.cap.shares=3 are proven
      Then the limit cap of engine is said to be "cannot be proven"
      And the proof fails
