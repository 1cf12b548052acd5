"""What may lie at the top, and what no file may hold: registries, this or that machine's folders, binaries."""

import re

from source_tree import ROOT, carried_files, report

TOP_LEVEL = {
    ".ci", ".gitignore", "CHANGELOG.md", "Makefile", "README.md", "conf", "constraints.txt", "docs", "features",
    "migrations", "mqk_core", "plugins", "pyproject.toml", "requirements-dev.txt", "requirements.txt", "tests",
}  # fmt: skip
#: Written in pieces, so that this file does not hold what it looks for.
FORBIDDEN = re.compile(
    "|".join(
        [
            "pypi" + r"\.org", "python" + r"hosted\.", "index" + "-url", "extra" + "-index", "trusted" + "-host",
            "npm" + r"js\.", "crates" + r"\.io", "deb" + r"\.debian", "/opt" + r"/(pypi|wheels)",
            "/work" + r"/(main|shared|\.)", r"\." + "library/",
        ]
    )
)  # fmt: skip
BINARY = {".so", ".c", ".o", ".pyc", ".whl", ".pyd", ".db", ".sqlite"}
BYTES_MAX = 1_000_000


def test_the_top_level_holds_only_what_the_layout_names():
    report([f"{name}: not in the layout" for name in sorted({file.parts[0] for file in carried_files()} - TOP_LEVEL)])


def test_no_lock_file_is_carried():
    report([str(file) for file in carried_files() if file.name in ("uv.lock", "poetry.lock", "Pipfile.lock")])


def test_no_file_names_a_registry_or_a_machine():
    complaints = []
    for file in carried_files():
        content = (ROOT / file).read_bytes()
        if b"\0" in content or file.suffix in (".gz", ".parquet"):
            continue
        for number, line in enumerate(content.decode("utf-8").splitlines(), 1):
            if found := FORBIDDEN.search(line):
                complaints.append(f"{file}:{number}: names {found[0]!r}")
    report(complaints)


def test_no_binary_or_large_file_is_carried():
    report(
        [
            f"{file}: {(ROOT / file).stat().st_size} bytes"
            for file in carried_files()
            if file.suffix in BINARY or (ROOT / file).stat().st_size > BYTES_MAX
        ]
    )


def test_text_files_end_with_one_newline_and_hold_no_tabs_or_carriage_returns():
    complaints = []
    for file in carried_files():
        if file.suffix not in (".py", ".pxd", ".md", ".toml", ".yaml", ".feature", ".txt"):
            continue
        text = (ROOT / file).read_bytes()
        if text and (not text.endswith(b"\n") or text.endswith(b"\n\n")):
            complaints.append(f"{file}: does not end with exactly one newline")
        if b"\r" in text or (b"\t" in text and file.parts[0] != "tests"):
            complaints.append(f"{file}: holds a tab or a carriage return")
    report(complaints)
