import pytest

from mqk_core.config.references import number_is_kept, refuse_reference


@pytest.mark.parametrize(
    ("text", "is_kept"),
    [
        ("0.1", True),
        ("0.100", True),
        ("1_000.5", True),
        ("1e-3", True),
        ("0.12345678901234567", False),
        ("0.1000000000000000055511151231257827", False),
        ("123456789.123456789", False),
        ("1e400", True),
        ("9007199254740993", True),
        ("-1_000", True),
        ("9" * 1_001, False),
        ("100000000000000000001e-3", False),
        ("abc", True),
        ("12:30:00.5", True),
        ("._", True),
        ("", True),
    ],
)
def test_a_number_that_a_float_changes_is_seen(text, is_kept):
    assert number_is_kept(text) is is_kept


@pytest.mark.parametrize(
    "text", ["", "plain", "$", "{a}", "${a}", "x${a.b}y${c}", "${secret:env,A}", "${secret:file, a/b.c}"]
)
def test_plain_text_and_the_two_references_may_stand(text):
    assert refuse_reference(text) is None


@pytest.mark.parametrize(
    "text", ["${", "${a", "${oc.env:HOME}", "\\${a}", "${a}${now:}", "x${secret:env,A}", "${${a}}"]
)
def test_any_other_reference_is_refused_without_being_repeated(text):
    refusal = refuse_reference(text)
    assert refusal is not None
    assert text in ("${", "${a") or text not in refusal
