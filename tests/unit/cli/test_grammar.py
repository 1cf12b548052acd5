import pytest

from mqk_core.cli.grammar import read
from mqk_core.cli.verbs import VERBS
from mqk_core.errors import UsageError


def test_no_verb_is_run():
    words = read(["+engine=x", "+mode=backtest", "a=1", "~b"])
    assert words.verb.name == "run"
    assert words.overrides == ("+engine=x", "+mode=backtest", "a=1", "~b")
    assert read([]).verb.name == "run"
    assert read(["run", "a=1"]).overrides == ("a=1",)


@pytest.mark.parametrize(
    "verb", [verb for verb in VERBS if verb.name not in ("run", "help")], ids=lambda verb: verb.name
)
def test_every_verb_is_found_by_its_words(verb):
    arguments = [f"word{number}" for number in range(len(verb.arguments))]
    words = read([*verb.words, *arguments])
    assert (words.verb, words.arguments) == (verb, tuple(arguments))


def test_flags_may_stand_anywhere():
    for line in (
        ["--json", "--config-dir", "d", "config", "show", "a=1"],
        ["config", "--json", "show", "--config-dir=d", "a=1"],
        ["config", "show", "a=1", "--config-dir", "d", "--json"],
    ):
        words = read(line)
        assert (words.verb.name, words.is_json, words.config_dir, words.overrides) == (
            "config show",
            True,
            "d",
            ("a=1",),
        )


def test_the_verb_ends_before_the_first_override():
    words = read(["replay", "runs.folder=r", "bt-1"])
    assert (words.verb.name, words.arguments, words.overrides) == ("replay", ("bt-1",), ("runs.folder=r",))


def test_a_diff_takes_quoted_overrides_as_arguments():
    words = read(["config", "diff", "bt-1", "+engine=x +mode=backtest", "runs.folder=r"])
    assert words.arguments == ("bt-1", "+engine=x +mode=backtest")
    assert words.overrides == ("runs.folder=r",)


def test_help_is_a_verb_and_a_flag():
    assert read(["help"]).is_help
    assert read(["help", "config", "show"]).arguments == ("config", "show")
    assert read(["replay", "-h"]).is_help
    assert read(["--help"]).is_help


@pytest.mark.parametrize(
    ("line", "says"),
    [
        (["cnofig", "show"], "unknown verb 'cnofig'"),
        (["verson"], "did you mean 'version'?"),
        (["config"], "mqk config is the beginning of: config show"),
        (["config", "shwo"], "did you mean 'config show'?"),
        (["config", "show", "extra"], "'extra' has no place after mqk config show"),
        (["a=1", "config", "show"], "'config' has no place after mqk run"),
        (["run", ""], "'' has no place"),
        ([""], "'' has no place"),
        (["replay"], "mqk replay needs RUN_ID"),
        (["replay", "a", "b"], "'b' has no place"),
        (["replay", "a", "seed=1"], "takes only runs.folder=DIR, found 'seed'"),
        (["replay", "a", "+runs.folder=r"], "takes only runs.folder=DIR"),
        (["replay", "a", "runs.folder=r", "runs.folder=s"], "runs.folder is given twice"),
        (["runs", "list", "a=hunter2"], "takes only runs.folder=DIR, found 'a'"),
        (["config", "diff", "a"], "mqk config diff needs B"),
        (["version", "a=hunter2"], "mqk version takes no overrides, found 'a'"),
        (["plugins", "x"], "'x' has no place after mqk plugins"),
        (["--jsn"], "unknown flag --jsn; did you mean '--json'?"),
        (["--js"], "unknown flag --js"),
        (["-j"], "unknown flag -j"),
        (["--"], "unknown flag --"),
        (["--json=1"], "--json takes no value"),
        (["--json", "--json"], "--json is given twice"),
        (["--config-dir"], "--config-dir needs a value"),
        (["--config-dir="], "--config-dir needs a value"),
        (["--config-dir", "--json"], "--config-dir needs a value"),
        (["--config-dir", "a", "--config-dir", "b"], "--config-dir is given twice"),
        (["\x1b[31m"], "unknown verb '\\x1b[31m'"),
    ],
)
def test_a_word_without_place_is_refused_by_name(line, says):
    with pytest.raises(UsageError) as caught:
        read(line)
    assert says in caught.value.message
    assert "hunter2" not in caught.value.message
