import pytest
from sample_components import write_files

from mqk_core.errors import PluginError
from mqk_core.runtime.code_hash import Identity, code_hash, sources_hash

FILES = {"__init__.py": "a = 1\n", "deep/x.pxd": "cdef int f()\n", "deep/q.sql": "SELECT 1;\n", "conf/a.yaml": "a: 1\n"}


@pytest.fixture
def package(tmp_path, monkeypatch):
    """package(files): write an importable package `hashed_package` and return its hash."""
    folders = iter(range(100))

    def make(files, name="hashed_package"):
        top = tmp_path / f"site{next(folders)}"
        write_files(top / name, files)
        with monkeypatch.context() as patch:
            patch.syspath_prepend(str(top))
            return sources_hash([name])

    return make


def test_the_same_sources_elsewhere_hash_alike(package):
    assert package(FILES) == package(dict(reversed(FILES.items())))


def test_what_is_no_source_changes_nothing(package):
    more = {
        "deep/x.c": "generated",
        "deep/x.cpython-311.so": "binary",
        "__pycache__/x.py": "x",
        "deep/.hidden/x.py": "x",
        "README.md": "x",
        "a.csv.gz": "x",
    }
    assert package(FILES | more) == package(FILES)


@pytest.mark.parametrize("name", FILES)
def test_one_changed_byte_moved_or_missing_file_changes_it(package, name):
    before = package(FILES)
    assert package(FILES | {name: FILES[name] + " "}) != before
    assert (
        package(
            {other: text for other, text in FILES.items() if other != name}
            | {"__init__.py": "b", f"moved/{name}": FILES[name]}
        )
        != before
    )
    assert package({**FILES, f"new/{name}": ""}) != before


def test_a_single_module_is_hashed_too(tmp_path, monkeypatch):
    (tmp_path / "hashed_module.py").write_text("a = 1\n")
    monkeypatch.syspath_prepend(str(tmp_path))
    before = sources_hash(["hashed_module"])
    (tmp_path / "hashed_module.py").write_text("a = 2\n")
    assert sources_hash(["hashed_module"]) != before


def test_a_package_that_is_not_there_is_named():
    with pytest.raises(PluginError, match="no_such_package_anywhere cannot be found"):
        sources_hash(["no_such_package_anywhere"])


def test_the_whole_does_not_depend_on_order_and_depends_on_everything_else():
    first, second = Identity("a", "1", "x"), Identity("b", "1", "y")
    whole = code_hash([first, second])
    assert whole.startswith("mqkcod1:")
    assert whole == code_hash([second, first])
    others = [
        [first],
        [first, Identity("b", "2", "y")],
        [first, Identity("b", "1", "z")],
        [first, Identity("c", "1", "y")],
    ]
    assert len({whole, *(code_hash(each) for each in others)}) == 5
