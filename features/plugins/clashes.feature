@plugins
Feature: Plugins that clash stop the start
  Two parts under one name, or a file that hides another, would let the order
  of installation decide what trades. Nothing starts until one of the two is
  gone, and both are named.

  Background:
    Given a workplace with bars of ACME and BETA

  Rule: A name is offered once

    Scenario: Two plugins with one strategy
      Given a plugin "first_house" that offers the strategy "dip"
      And a plugin "second_house" that offers the strategy "dip"
      When what is installed is listed
      Then mqk does not start, and names "first_house" and "second_house"

    Scenario: A plugin with a strategy of core's name
      Given a plugin "first_house" that offers the strategy "sma_cross"
      When what is installed is listed
      Then mqk does not start, and names "first_house" and "mqk_core"

    Scenario: Two plugins with names of their own
      Given a plugin "first_house" that offers the strategy "dip"
      And a plugin "second_house" that offers the strategy "peak"
      When what is installed is listed
      Then mqk starts, and lists "second_house"

  Rule: A file of configuration hides no other

    Scenario: A plugin that ships a file of core
      Given a plugin "first_house" that ships the configuration "risk/standard.yaml"
      When what is installed is listed
      Then mqk does not start, and names "first_house" and "risk/standard.yaml"

  Rule: A plugin that cannot be used whole is not used at all

    Scenario: What it needs is missing
      Given a plugin "first_house" that needs "abacus_of_old", which is not installed
      When what is installed is listed
      Then mqk does not start, and names "first_house" and "abacus_of_old"

    Scenario: It implements a hook that does not exist
      Given a plugin "first_house" that implements the hook "mqk_risk_rulez"
      When what is installed is listed
      Then mqk does not start, and names "first_house" and "mqk_risk_rulez"

  Rule: A plugin cannot answer for core's promises

    Scenario: It redefines a step of core
      Given a plugin "first_house" whose steps define anew that "the run is not halted"
      When the promises tagged "own" are run
      Then mqk does not start, and names "first_house" and "mqk_core.testing.steps.desk"

    Scenario: It takes the folder of core's promises
      Given a plugin "first_house" that names the folder of core's promises as its own
      When the promises tagged "risk" are run
      Then mqk does not start, and names "first_house" and "core"
