@risk
Feature: Acme trades round lots only
  Acme's prime broker charges for every odd lot, more than such a trade can
  earn. An odd lot that adds risk is therefore refused before it is sent;
  leaving an odd position is always allowed.

  Background:
    Given Acme's rule with round lots of 100 shares

  Rule: An order that adds an odd lot is refused

    Scenario: An odd lot that adds risk
      When Acme's rule judges an order for 150 shares that adds risk
      Then Acme's rule refuses it because "odd lot"

    Scenario: A round lot that adds risk
      When Acme's rule judges an order for 200 shares that adds risk
      Then Acme's rule lets it pass

  Rule: An odd position can always be left

    Scenario: An odd lot that reduces risk
      When Acme's rule judges an order for 50 shares that reduces risk
      Then Acme's rule lets it pass
