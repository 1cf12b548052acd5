from mqk_core.config.layers import Layer, Mark
from mqk_core.config.overrides import Setting
from mqk_core.config.provenance import Composed, Origins, as_written
from mqk_core.errors import Where


def layer(label, *marks):
    return Layer(label, tuple(Mark(path, line, 1, whole) for line, (path, whole) in enumerate(marks, 1)), (), ())


def files(origins, *path):
    return [where.file for where in origins.places.get(path, [])]


def test_the_last_place_holds_and_the_earlier_are_kept():
    origins = Origins()
    origins.add_layer(layer("a", (("x",), True)), ("p",))
    origins.add_layer(layer("b", (("p", "x"), True)), ())
    origins.add_setting(Setting(("p", "x"), 3, False, ""))
    assert files(origins, "p", "x") == ["a", "b", "command line"]


def test_a_list_that_replaces_a_list_leaves_no_place_of_its_items():
    origins = Origins()
    origins.add_layer(layer("a", (("x",), True), (("x", "0"), True), (("x", "1"), True)), ())
    origins.add_setting(Setting(("x",), ["A", 3], False, ""))
    assert files(origins, "x", "1") == []
    assert Composed({}, {path: tuple(found) for path, found in origins.places.items()}).origin(("x", "1")) == Where(
        "command line", key="x.1"
    )


def test_a_scalar_that_becomes_a_section_gives_up_its_place():
    origins = Origins()
    origins.add_layer(layer("a", (("x",), True)), ())
    origins.add_setting(Setting(("x", "y"), 1, False, ""))
    assert files(origins, "x") == []
    assert files(origins, "x", "y") == ["command line"]


def test_a_section_set_whole_places_its_leaves():
    origins = Origins()
    origins.add_layer(layer("a", (("x",), False), (("x", "y"), True)), ())
    origins.add_setting(Setting(("x",), {"y": 1, "z": {"w": 2}}, False, ""))
    assert files(origins, "x", "y") == ["a", "command line"]
    assert files(origins, "x", "z", "w") == ["command line"]


def test_what_is_deleted_is_remembered_with_its_places():
    origins = Origins()
    origins.add_layer(layer("a", (("x",), False), (("x", "y"), True), (("xy",), True)), ())
    origins.add_setting(Setting(("x",), None, True, ""))
    assert list(origins.places) == [("xy",)]
    assert [where.line for where in origins.deleted[("x",)]] == [1, 2]


def test_a_key_without_place_takes_that_of_a_child_or_of_its_section():
    composed = Composed({"a": {}}, {("a", "b", "c"): (Where("f", 3, 1),)})
    assert composed.origin(("a", "b")) == Where("f", 3, 1, "a.b")
    assert composed.origin(("a", "b", "c", "d")) == Where("f", 3, 1, "a.b.c.d")
    assert composed.origin(("z",)) == Where(key="z")
    assert not composed.is_set(("a", "b"))


def test_a_path_of_the_main_strategy_is_written_with_the_sugar():
    assert as_written(("strategies", "main", "fast")) == ("strategy", "fast")
    assert as_written(("strategies", "other")) == ("strategies", "other")
    assert Composed({"strategies": {}}, {}).written(("strategies", "main")) == ("strategies", "main")
