import pytest

from mqk_core.config.interpolation import resolve
from mqk_core.domain.settings import SecretRef
from mqk_core.errors import Where


def run(data):
    return resolve(data, lambda path: Where(key=".".join(path)))


def test_a_reference_takes_the_value_with_its_type():
    data, problems = run({"a": {"b": 3, "c": "${a.b}", "d": "${e}"}, "e": [1, "${a.b}"]})
    assert not problems
    assert data["a"] == {"b": 3, "c": 3, "d": [1, 3]}


def test_a_reference_within_text_is_joined():
    assert run({"a": "x", "b": "${a}/y/${a}"})[0]["b"] == "x/y/x"


def test_a_secret_stays_a_reference():
    data, problems = run({"a": "${secret:env,TOKEN}", "b": "${secret:file, db/password}", "c": "${a}"})
    assert not problems
    assert data == {
        "a": SecretRef("env", "TOKEN"),
        "b": SecretRef("file", "db/password"),
        "c": SecretRef("env", "TOKEN"),
    }


@pytest.mark.parametrize(
    "text",
    [
        "${oc.env:HOME}", "${now:%Y}", "${hydra:job.name}", "${oc.decode:x}", "${a.${b}}", "\\${a}", "${.a}", "${..a}",
        "${}", "${", "${a", "x${secret:env,TOKEN}", "${secret:env,TOKEN}x", "${secret:keychain,T}",
        "${secret:env,${a}}", "${secret:env}", "${a[0]}", "${ a }",
    ],
)  # fmt: skip
def test_every_other_interpolation_is_refused(text):
    _, problems = run({"a": "1", "b": text})
    assert [problem.where.key for problem in problems] == ["b"]
    assert problems[0].message.startswith("only ${a.b} and ${secret:env,NAME}")


@pytest.mark.parametrize(
    ("data", "says"),
    [
        ({"a": "${a}"}, "refers to itself"),
        ({"a": "${b}", "b": "x${a}"}, "refers to itself"),
        ({"a": {"b": "${a}"}}, "refers to itself"),
        ({"a": "${b}"}, "names a key that is not there"),
        ({"a": "${b.c}", "b": 1}, "names a key that is not there"),
        ({"a": "x${b}", "b": 1}, "must be text itself"),
        ({"a": "???"}, "has no value yet and must be given: a=…"),
        ({"a": [{"b": "???"}]}, "must be given: a.0.b=…"),
    ],
)
def test_what_cannot_be_resolved_is_a_problem_with_its_place(data, says):
    _, problems = run(data)
    assert any(says in problem.message for problem in problems)


def test_references_cannot_multiply_text_without_end():
    data = {"a0": "x" * 100} | {f"a{n}": f"${{a{n - 1}}}" * 8 for n in range(1, 12)}
    _, problems = run(data)
    assert any("once it is resolved" in problem.message for problem in problems)


def test_references_cannot_multiply_sections_without_end():
    data = {"a0": [1, 2, 3, 4]} | {f"a{n}": [f"${{a{n - 1}}}"] * 8 for n in range(1, 9)}
    _, problems = run(data)
    assert any("more than 10000 values" in problem.message for problem in problems)
