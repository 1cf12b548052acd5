import pytest

from mqk_core.config.overrides import Choice, Setting, leaf_paths, read_overrides

FILES = ["mqk", "engine/x", "engine/y", "mode/backtest", "risk/standard", "risk/none", "extra/a"]
SLOTS = ["risk"]


def read(*texts):
    return read_overrides(texts, FILES, SLOTS)


def problem(*texts):
    _, problems = read(*texts)
    assert problems, "nothing was refused"
    return "\n".join(str(each) for each in problems)


def test_choices_come_first_engine_before_mode():
    requests, problems = read("seed=1", "risk=none", "+mode=backtest", "+engine=x")
    assert not problems
    assert [choice.group for choice in requests.choices] == ["engine", "mode", "risk"]
    assert requests.for_hydra() == ["+engine=x", "+mode=backtest", "risk=none", "++seed=1"]


def test_a_setting_may_create_its_key_and_a_plus_is_kept():
    requests, _ = read("a.b=1", "+c=2", "++d=3", "~e.f")
    assert requests.for_hydra() == ["++a.b=1", "+c=2", "++d=3", "~e.f"]
    assert requests.settings[3] == Setting(("e", "f"), None, True, "~e.f")


def test_a_choice_is_found_by_its_group():
    requests, _ = read("+engine=y")
    assert requests.option("engine") == "y"
    assert requests.option("mode") is None
    assert requests.choices == (Choice("engine", "y", "+engine=y"),)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("foo", "an override is KEY=VALUE"),
        ("=3", "an override is KEY=VALUE"),
        ("", "an override is KEY=VALUE"),
        ("+foo", "an override is KEY=VALUE"),
        ("engine=x", "write +engine=NAME"),
        ("++engine=x", "write +engine=NAME"),
        ("+risk=none", "write risk=NAME"),
        ("~risk", "this section is required"),
        ("risk=[none]", "the name of an option is"),
        ("risk=null", "the name of an option is"),
        ("risk={rules: {}}", "the name of an option is"),
        ("+engine=../x", "the name of an option is"),
        ("+engine=x.yaml", "the name of an option is"),
        ("+engine=X", "the name of an option is"),
        ("risk=nnoe", "did you mean 'none'?"),
        ("extra=a", "this group has no place"),
        ("+extra=a", "this group has no place"),
        ("no/group=a", "no such group"),
        ("risk@other=none", "'@' in a key is refused"),
        ("hydra.run.dir=/tmp", "Hydra itself"),
        ("+hydra.run.dir=/tmp", "Hydra itself"),
        ("hydra/launcher=basic", "Hydra itself"),
        ("~hydra", "Hydra itself"),
        ("a._target_=os.system", "cannot name code"),
        ("a={b: {_target_: os.system}}", "cannot name code"),
        ("a=[{_target_: x}]", "cannot name code"),
        ("a=1,2", "found several"),
        ("a=range(1,3)", "found several"),
        ("a=glob(*)", "found several"),
        ("a=[", "the value cannot be read"),
        ("a=b=c", "the value cannot be read"),
        ("a=\x1b[31m", "the value cannot be read"),
        ("a..b=1", "a key has"),
        ("é=1", "a key has"),
        ("~a=1", "write ~KEY without a value"),
        ("a={x: 1, x: 2}", "stands twice"),
        ("a=0.1000000000000000055511151231257827", "more digits"),
        ("a=[1, 0.12345678901234567890]", "more digits"),
        ("a=" + "[" * 60 + "]" * 60, "50 levels"),
        ("a=" + "x" * 200_000, "100000 characters"),
    ],
)
def test_what_cannot_be_meant_is_refused(text, says):
    assert says in problem(text)


@pytest.mark.parametrize(
    "secret", ["hunter2=", "[hunter2", "hunter2,hunter2", "{hunter2: 1, hunter2: 2}", "\x07hunter2"]
)
def test_no_message_repeats_a_value(secret):
    assert "hunter2" not in problem(f"broker.token={secret}")


@pytest.mark.parametrize(
    "texts",
    [
        ("+engine=x", "+engine=y"),
        ("+engine=x", "+engine=x"),
        ("risk=none", "risk=none"),
        ("a.b=1", "a.b=1"),
        ("a.b=1", "++a.b=2"),
        ("a={b: 1}", "a.b=2"),
        ("a={}", "a.b=2"),
        ("~a.b", "a.b.c=1"),
        ("~a", "~a"),
    ],
)
def test_the_same_key_twice_is_refused(texts):
    assert "twice" in problem(*texts)
    assert "twice" in problem(*texts[::-1])


def test_neighbouring_keys_are_not_twice():
    _, problems = read("a.b=1", "a.bc=2", "a-b=3", "ab=4", "risk=none", "risk.x=1")
    assert not problems


def test_all_problems_come_at_once():
    assert len(read("foo", "a=[", "+engine=z", "b=1,2")[1]) == 4


def test_leaves_of_a_section_are_its_paths():
    assert list(leaf_paths(("a",), {"b": {"c": 1}, "d": [1]})) == [("a", "b", "c"), ("a", "d")]
    assert list(leaf_paths(("a",), {})) == [("a",)]
