"""Durations and references to secrets: what is read, and what is refused."""

from __future__ import annotations

import pytest

from mqk_core.domain.settings import Duration, SecretRef


@pytest.mark.parametrize(
    ("text", "ns"),
    [("250ms", 250 * 10**6), ("2s", 2 * 10**9), ("5m", 300 * 10**9), ("1h", 3600 * 10**9), ("7ns", 7), ("0d", 0)],
)
def test_a_duration_is_a_number_and_a_unit(text, ns):
    assert Duration.parse(text).ns == ns


@pytest.mark.parametrize("text", ["", "5", "m", "-5m", "1.5s", "5 m", "5M", "5m\n", "٣s", "1" * 19 + "ns"])
def test_what_is_no_duration_is_refused(text):
    with pytest.raises(ValueError, match="want a duration"):
        Duration.parse(text)


def test_durations_are_ordered_by_length():
    assert Duration.parse("59s") < Duration.parse("1m") < Duration.parse("61s")


@pytest.mark.parametrize(
    ("text", "scheme", "name"),
    [("secret:env,API_KEY", "env", "API_KEY"), ("secret:file,keys/a.txt", "file", "keys/a.txt")],
)
def test_a_secret_is_named_never_held(text, scheme, name):
    found = SecretRef.parse(text.replace(",", ":"))
    assert (found.scheme, found.name) == (scheme, name)


@pytest.mark.parametrize(
    "text", ["hunter2", "secret:env:", "secret:vault:A", "secret:env:A B", "env:A", "secret:env:A\n"]
)
def test_a_literal_secret_is_refused_and_not_repeated(text):
    with pytest.raises(ValueError, match="a literal secret is refused") as refused:
        SecretRef.parse(text)
    assert "hunter2" not in str(refused.value)
