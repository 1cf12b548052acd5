@backtest
Feature: What is not known of a share's splits and dividends is said
  A split that nobody told the backtest of looks like a loss of half the money,
  and an untold dividend like a fall. Prices alone cannot show which shares had
  none. So every share counts as unknown until a file names it, the results
  say which ones are, and who wants to be strict can refuse or forbid them.

  Background:
    Given a workplace with bars of ACME and BETA
    And a file "acme.csv" that says
      """
      symbol,ex_date,kind,value
      ACME,2020-01-02,split,2
      """
    And a file "both.csv" that says
      """
      kind,symbol,value,ex_date
      split,ACME,2,2020-01-02
      none,BETA,0,2020-01-02
      """

  Rule: The results name every share of which nothing is known

    Scenario: A share that the file does not name
      When a backtest with data.actions=conf/acme.csv is run
      Then the command ends with 0
      And it traded ACME, BETA and refused nothing
      And its results state that "corporate actions unknown: prices of BETA are taken as they are"

    Scenario: A backtest without a file
      When a backtest with data.unknown_actions=state is run
      Then the command ends with 0
      And it traded ACME, BETA and refused nothing
      And its results state that "no corporate actions: prices are taken as they are"

    Scenario: A file that names every share
      When a backtest with data.actions=conf/both.csv is run
      Then the command ends with 0
      And it traded ACME, BETA and refused nothing
      And its results state no limitation

  Rule: Where the unknown is refused, no run is made of it

    Scenario: A share is unknown and unknown ones are refused
      When a backtest with data.actions=conf/acme.csv data.unknown_actions=refuse is run
      Then the command ends with 3
      And its message names "ACTIONS_UNKNOWN: nothing is known of splits and dividends of BETA"
      And no run was left behind

  Rule: Where the unknown is forbidden, no position in it is opened

    Scenario: A share is unknown and entries in unknown ones are forbidden
      When a backtest with data.actions=conf/acme.csv data.unknown_actions=forbid is run
      Then the command ends with 0
      And it refused orders because "ACTIONS_UNKNOWN" and traded ACME alone
