"""Every stable code has a sentence; a plugin's own code explains itself."""

from __future__ import annotations

from mqk_core.domain import reasons

CODES = {name: value for name, value in vars(reasons).items() if name.isupper() and isinstance(value, str)}


def test_every_code_has_one_sentence_of_its_own():
    assert set(CODES.values()) == set(reasons.EXPLANATIONS)
    assert len(set(reasons.EXPLANATIONS.values())) == len(reasons.EXPLANATIONS)


def test_codes_are_upper_case_words():
    assert all(code == code.upper() and code.replace("_", "").isalpha() for code in CODES.values())


def test_a_code_of_a_plugin_explains_itself_by_its_name():
    assert reasons.explain("ODD_LOT") == "odd lot"
    assert reasons.explain("GAP") == "bars are missing"
