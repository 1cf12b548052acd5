@data
Feature: Bars are read exactly or not at all
  A price that was rounded, guessed, or taken from the wrong file becomes an
  order of the wrong size at the wrong moment, and no later check can tell.
  What a file says is therefore kept to the last digit, and a file that
  cannot be kept so is refused, with its line, before anything is decided.

  Rule: A price is kept to its last digit

    Scenario Outline: A close written <case> is kept
      Given a bar file of ACME whose close is written "<text>"
      When the bars of ACME are read
      Then the close of ACME is <price> units of 0.00000001

      Examples:
        | case                    | text          | price         |
        | with two decimals       | 10.25         | 1025000000    |
        | with zeros at the end   | 10.2500000000 | 1025000000    |
        | without decimals        | 10            | 1000000000    |
        | with every decimal used | 10.00000001   | 1000000001    |

  Rule: A price that cannot be kept is refused where it stands

    Scenario Outline: A close written <case> is refused
      Given a bar file of ACME whose close is written "<text>"
      When the bars of ACME are read
      Then reading is refused at line 2 because of "<reason>"
      And no bar is handed on

      Examples:
        | case                  | text         | reason                |
        | finer than a unit     | 10.123456789 | at most 8 decimals    |
        | with an exponent      | 1e1          | expected a number     |
        | with a separator      | 1_0          | expected a number     |
        | beyond what is held   | 92233720369  | 64 bits               |

  Rule: How bars are stored changes nothing

    Scenario Outline: Bars stored as <form> are the same bars
      Given bars of ACME stored as <form>
      When the bars of ACME are read
      Then they are the bars that a plain file holds

      Examples:
        | form       |
        | compressed |
        | Parquet    |

  Rule: Two files for one symbol are no choice

    Scenario: A plain file beside a compressed one
      Given bars of ACME stored both plain and compressed
      When the bars of ACME are read
      Then reading is refused because of "are both there"
      And no bar is handed on
