@config
Feature: A secret is named, never written
  What is written into a configuration ends in a log, a mail or a stored run. A
  configuration may say where a secret is to be found; the secret itself is
  refused, and repeated to nobody, not even in the refusal.

  Background:
    Given a workplace with bars of ACME and BETA
    And a broker that needs a secret token

  Rule: A literal secret is refused and not repeated

    Scenario: A token pasted onto the command line
      When a configuration with broker=vault broker.token=hunter2abc is asked for
      Then it is refused at "broker.token", saying "a secret itself is refused"
      And "hunter2abc" is written nowhere in the refusal

  Rule: Where a secret is found is part of what was asked for

    Scenario: Two places
      When a run with broker=vault is compared with one with broker=vault 'broker.token=${secret:env,OTHER_TOKEN}'
      Then each has a hash of its own
