import sys
from importlib import metadata
from types import ModuleType

import attrs
import pytest
from sample_components import Nothing, component, write_files

from mqk_core.errors import PluginError
from mqk_core.hookspecs import Component, ScenarioPack, hookimpl
from mqk_core.runtime.plugins import find, load


def returning(answer):
    """A function without arguments that returns `answer`."""
    return lambda: answer


def module(name, **hooks):
    """A module that implements hooks, each returning a given list."""
    made = ModuleType(name)
    for hook, answer in hooks.items():
        setattr(made, hook, hookimpl(returning(answer)))
    return made


@pytest.fixture
def site(tmp_path, monkeypatch):
    """site(dist, text, plugin=…, files=…): install a distribution whose one package implements hooks by `text`."""
    monkeypatch.syspath_prepend(str(tmp_path))
    installed = set()

    def install(dist, text, plugin=None, package=None, files=None, entry=None, version="1.0", has_record=True):
        package = package or dist.replace("-", "_")
        imports = "from mqk_core.hookspecs import *\nfrom mqk_core.hookspecs import hookimpl\n"
        write_files(tmp_path / package, {"__init__.py": imports + text, **(files or {})})
        info = {
            "METADATA": f"Metadata-Version: 2.1\nName: {dist}\nVersion: {version}\n",
            "entry_points.txt": f"[mqk]\n{plugin or package} = {entry or package}\n",
            "top_level.txt": f"{package}\n",
        }
        write_files(tmp_path / f"{package}-{version}.dist-info", info | ({"RECORD": ""} if has_record else {}))
        installed.add(package)
        return metadata.PathDistribution(tmp_path / f"{package}-{version}.dist-info")

    yield install
    for name in [name for name in sys.modules if name.split(".")[0] in installed]:
        del sys.modules[name]


def core(**hooks):
    return module("core", **hooks)


def refusal(distributions, builtin=None):
    with pytest.raises(PluginError) as caught:
        load(distributions, builtin or core())
    assert caught.value.exit_code == 2
    return caught.value.message


CONFIG = "import attrs\n@attrs.frozen\nclass C:\n    n: int = 1\n@hookimpl\n"


def test_core_comes_first_and_plugins_follow_by_name(site):
    second = site("acme-two", CONFIG + "def mqk_strategies():\n    return [Component('two', C, C)]\n")
    first = site(
        "acme-one", CONFIG + "def mqk_strategies():\n    return (Component(n, C, C) for n in ['one', 'uno'])\n"
    )
    loaded = load([second, first], core(mqk_fill_models=[component("next_open", Nothing)]))
    assert [each.name for each in loaded.loaded] == ["mqk_core", "acme_one", "acme_two"]
    assert list(loaded.registry) == [
        ("fills", "next_open"),
        ("strategy", "one"),
        ("strategy", "two"),
        ("strategy", "uno"),
    ]
    assert loaded.registry["strategy", "two"].plugin == "acme_two"
    assert [(each.name, each.version) for each in loaded.identities] == [
        ("acme-one", "1.0"),
        ("acme-two", "1.0"),
        ("mqk", loaded.loaded[0].version),
    ]


def test_the_real_core_loads_through_the_same_door():
    loaded = load([])
    assert ("strategy", "sma_cross") in loaded.registry
    assert loaded.config_packages == ("mqk_conf",)
    assert loaded.code_hash.startswith("mqkcod1:")


def test_config_packages_and_scenarios_are_collected(site):
    text = (
        "@hookimpl\ndef mqk_config_packages():\n    return ['acme.conf']\n"
        "@hookimpl\ndef mqk_scenarios():\n    return [ScenarioPack('acme.features', ('acme.steps',))]\n"
    )
    acme = site("acme", text, files={"conf/__init__.py": "", "conf/strategy/a.yaml": "kind: a\n"})
    loaded = load([acme], core(mqk_config_packages=["mqk_conf"]))
    assert loaded.config_packages == ("mqk_conf", "acme.conf")
    assert loaded.scenario_packs == (("acme", ScenarioPack("acme.features", ("acme.steps",))),)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("raise RuntimeError('broken')", "plugin 'acme' of acme 1.0 cannot be imported: RuntimeError: broken"),
        ("import sys; sys.exit(0)", "cannot be imported: SystemExit: 0"),
        ("import no_such_module_anywhere", "cannot be imported: ModuleNotFoundError"),
        ("def (", "cannot be imported: SyntaxError"),
        (
            "@hookimpl\ndef mqk_stratgies(): return []",
            "plugin 'acme' of acme 1.0 implements a hook that does not exist",
        ),
        ("@hookimpl\ndef mqk_strategies(extra): return []", "cannot be registered"),
        ("@hookimpl(wrapper=True)\ndef mqk_strategies():\n    return (yield)", "mqk_strategies is a wrapper"),
        ("@hookimpl(hookwrapper=True)\ndef mqk_strategies():\n    yield", "mqk_strategies is a wrapper"),
        ("@hookimpl\ndef mqk_strategies(): return None", "must return a list, found NoneType"),
        ("@hookimpl\ndef mqk_strategies(): return 'abc'", "must return a list, found str"),
        ("@hookimpl\ndef mqk_strategies(): return {'a': 1}", "must return a list, found dict"),
        ("@hookimpl\ndef mqk_strategies(): return [3]", "must return a list of Component, found int"),
        ("@hookimpl\ndef mqk_strategies(): 1 / 0", "mqk_strategies raised ZeroDivisionError"),
        ("@hookimpl\ndef mqk_strategies():\n    yield 1 / 0", "mqk_strategies raised ZeroDivisionError"),
        ("@hookimpl\ndef mqk_config_packages(): return [3]", "must return names of packages, found int"),
        ("@hookimpl\ndef mqk_config_packages(): return ['acme.nowhere']", "'acme.nowhere' cannot be imported"),
        ("@hookimpl\ndef mqk_scenarios(): return ['acme']", "must return a list of ScenarioPack, found str"),
        (CONFIG + "def mqk_strategies(): return [Component('a', C, C)] * 2", "offers the strategy 'a' twice"),
    ],
)
def test_what_a_plugin_does_wrong_ends_the_start_and_names_it(site, text, says):
    message = refusal([site("acme", text)])
    assert says in message
    assert "plugin 'acme' of acme 1.0" in message


@attrs.define
class Mutable:
    n: int = 1


@attrs.frozen
class Kinded:
    kind: str = "a"


@attrs.frozen
class Private:
    _n: int = 1


@attrs.frozen
class Placeless:
    n: int = attrs.field(metadata={"identity": False})


@attrs.frozen
class Unresolved:
    n: "NoSuchTypeAnywhere" = 1  # noqa: F821


@attrs.define
class NeedsValue:
    n: int


@pytest.mark.parametrize(
    ("hook", "offered", "says"),
    [
        ("mqk_strategies", component("Bad Name", Nothing), "the name must be small letters"),
        ("mqk_strategies", component("a", Mutable), "config must be a frozen attrs class"),
        ("mqk_strategies", component("a", dict), "config must be a frozen attrs class"),
        ("mqk_strategies", component("a", Nothing()), "config must be a frozen attrs class"),
        ("mqk_strategies", component("a", Kinded), "field 'kind' of Kinded cannot be a key"),
        ("mqk_strategies", component("a", Private), "field '_n' of Private cannot be a key"),
        ("mqk_strategies", component("a", Placeless), "must be text or have a default"),
        ("mqk_strategies", component("a", Unresolved), "the type of a field of Unresolved cannot be found"),
        ("mqk_strategies", Component("a", Nothing, None), "build must be callable"),
        ("mqk_strategies", component("a", Nothing, modes=frozenset({"sandbox"})), "modes must be some of backtest"),
        ("mqk_strategies", component("a", Nothing, modes=frozenset()), "modes must be some of backtest"),
        ("mqk_strategies", component("a", Nothing, state=NeedsValue), "field 'n' of NeedsValue needs a default"),
        ("mqk_strategies", component("a", Nothing, state=dict), "state must be an attrs class"),
        ("mqk_brokers", component("a", Nothing, state=Mutable), "only a strategy declares a state"),
        ("mqk_data_providers", component("a", Nothing), "config must extend api.BarsConfig"),
    ],
)
def test_a_component_that_breaks_its_contract_is_refused(hook, offered, says):
    assert says in refusal([], core(**{hook: [offered]}))


def test_the_same_component_twice_names_both_sides(site):
    text = CONFIG + "def mqk_strategies(): return [Component('same', C, C)]\n"
    message = refusal([site("acme-one", text), site("acme-two", text)])
    assert message == "strategy 'same' is offered by both 'acme_one' and 'acme_two'; uninstall one"
    message = refusal([site("acme-one", text)], core(mqk_strategies=[component("same", Nothing)]))
    assert message == "strategy 'same' is offered by both 'mqk_core' and 'acme_one'; uninstall one"


def test_one_name_may_stand_for_two_kinds(site):
    text = CONFIG + "def mqk_strategies(): return [Component('same', C, C)]\n"
    assert len(load([site("acme", text)], core(mqk_brokers=[component("same", Nothing)])).registry) == 2


def test_the_same_entry_point_of_two_distributions_is_refused_before_either_is_imported(site):
    explode = "raise RuntimeError('imported')"
    message = refusal([site("acme-one", explode, plugin="acme"), site("acme-two", explode, plugin="acme")])
    assert message.startswith(
        "two distributions bring a plugin 'acme': plugin 'acme' of acme-one 1.0 and plugin 'acme'"
    )


@pytest.mark.parametrize(("plugin", "entry"), [("mqk_core", "acme"), ("Acme", "acme"), ("acme", "acme:thing")])
def test_an_entry_point_that_cannot_stand_is_refused(site, plugin, entry):
    assert "plugin" in refusal([site("acme", "", plugin=plugin, entry=entry)])


def test_the_same_configuration_file_from_two_packages_names_both(site):
    text = "@hookimpl\ndef mqk_config_packages():\n    return [__name__ + '.conf']\n"
    files = {"conf/__init__.py": "", "conf/strategy/same.yaml": "kind: same\n"}
    message = refusal([site("acme-one", text, files=files), site("acme-two", text, files=files)])
    assert message == (
        "strategy/same.yaml is shipped by both acme_one.conf and acme_two.conf; one would hide the other "
        "(plugins 'acme_one' and 'acme_two')"
    )
    files = {"conf/__init__.py": "", "conf/mqk.yaml": ""}
    message = refusal([site("acme-one", text, files=files)], core(mqk_config_packages=["mqk_conf"]))
    assert "mqk.yaml is shipped by both mqk_conf and acme_one.conf" in message


def test_one_configuration_package_has_one_owner(site):
    files = {"conf/__init__.py": ""}
    site("shared", "", files=files)
    text = "@hookimpl\ndef mqk_config_packages():\n    return ['shared.conf']\n"
    message = refusal([site("acme-one", text), site("acme-two", text)])
    assert "shared.conf is named by 'acme_one' and 'acme_two'" in message


def test_an_editable_install_that_is_listed_twice_counts_once(site):
    installed = site("Acme.Two", "", package="acme_two", version="1.0")
    beside = site("acme-two", "", package="acme_two", version="0.9", has_record=False)
    for listing in ([installed, beside], [beside, installed]):
        (found,) = find(listing)
        assert (found.distribution, found.version) == ("Acme.Two", "1.0")
