from importlib.resources import files

import pytest
from sample_components import write_files

from mqk_core.config.layers import Mark, folder_root, key_is_plain, package_root, parse_layer, plain_data, read_layers
from mqk_core.errors import ConfigError


def test_every_key_and_item_has_its_place():
    layer, problems = parse_layer("a: 1\nb:\n  c: [x, {d: 2}]\n", "f.yaml")
    assert not problems
    assert layer.marks == (
        Mark(("a",), 1, 1, True),
        Mark(("b",), 2, 1, False),
        Mark(("b", "c"), 3, 3, True),
        Mark(("b", "c", "0"), 3, 7, True),
        Mark(("b", "c", "1"), 3, 10, True),
        Mark(("b", "c", "1", "d"), 3, 11, True),
    )


def test_the_defaults_list_is_kept_apart_and_names_the_slots():
    layer, _ = parse_layer("defaults:\n  - a: x\n  - b: y\n  - _self_\nseed: 1\n", "mqk.yaml", is_global=True)
    assert layer.defaults == (("a: x", 2, 5), ("b: y", 3, 5), ("_self_", 4, 5))
    assert layer.slots == ("a", "b")
    assert [mark.path for mark in layer.marks] == [("seed",)]


@pytest.mark.parametrize("text", ["", "# only a comment\n", "---\n"])
def test_an_empty_file_is_an_empty_layer(text):
    layer, problems = parse_layer(text, "f.yaml")
    assert (layer.marks, problems) == ((), [])


@pytest.mark.parametrize(
    "text",
    [
        "a: [",
        "a: 'x",
        "a: b: c",
        "a: 1\na: 2",
        "a: !!set {x}",
        "a: !x y",
        "? [a]\n: 1",
        "a: *nowhere",
        "a: 1\n---\nb: 2",
        "%YAML 9\n",
        "3",
        "\t",
    ],
)
def test_no_message_about_syntax_repeats_the_file(text):
    _, problems = parse_layer(f"{text}\n# hunter2\n", "f.yaml")
    assert problems
    assert all(str(problem).startswith("f.yaml") for problem in problems)
    assert "hunter2" not in "".join(map(str, problems))


def test_roots_are_read_once_in_order_and_hidden_files_are_not(tmp_path):
    write_files(
        tmp_path, {"b/two.yaml": "a: 1", "b/one.yaml": "a: 1", ".git/x.yaml": "[", "b/.x.yaml": "[", "note.md": "["}
    )
    assert sorted(read_layers([folder_root(str(tmp_path))])) == ["b/one", "b/two"]


def test_a_folder_that_is_no_configuration_is_refused_before_it_is_read_whole(tmp_path):
    write_files(tmp_path, {f"d/{number}.yaml": "" for number in range(2_001)})
    with pytest.raises(ConfigError, match="more than 2000 files"):
        read_layers([folder_root(str(tmp_path))])


def test_a_folder_that_holds_itself_ends(tmp_path):
    (tmp_path / "loop").symlink_to(tmp_path, target_is_directory=True)
    with pytest.raises(ConfigError, match="8 levels"):
        read_layers([folder_root(str(tmp_path))])


def test_settings_of_hydra_cannot_be_shipped(tmp_path):
    write_files(tmp_path, {"hydra/launcher/mine.yaml": "a: 1"})
    with pytest.raises(ConfigError, match="settings of Hydra itself are refused"):
        read_layers([folder_root(str(tmp_path))])


def test_core_is_called_as_its_folder():
    root = package_root("mqk_conf")
    assert (root.label, root.address) == ("conf", "pkg://mqk_conf")
    assert files("mqk_conf").joinpath("mqk.yaml").is_file()


@pytest.mark.parametrize(
    ("key", "is_plain"),
    [
        ("a", True),
        ("BRK.B", True),
        ("a-b", True),
        ("1", True),
        ("", False),
        (".a", False),
        ("a b", False),
        ("é", False),
        ("a" * 65, False),
    ],
)
def test_keys_are_short_ascii(key, is_plain):
    assert key_is_plain(key) is is_plain


def test_plain_data_of_an_accepted_text():
    assert plain_data("a: [1, '2011-03-23']\n") == {"a": [1, "2011-03-23"]}
