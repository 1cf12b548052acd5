"""Reading runs back: the list of a folder, and one run whose files hold together.

`manifest.json`, `config.yaml` and `audit.jsonl` are checked against each other before anything of them is handed out;
the other artifacts when they are asked for. Nothing here writes.
"""

from __future__ import annotations

import difflib
import hashlib
import os
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final, cast

import attrs

from mqk_core.domain.events import TapeEnd
from mqk_core.domain.money import to_text
from mqk_core.domain.value import Value
from mqk_core.errors import MqkError, TamperedRun, UsageError
from mqk_core.runs import history
from mqk_core.runs.folder import RUN_ID_PATTERN, folder_refused, read_regular, reason_of
from mqk_core.runs.manifest import MANIFEST_SIZE_MAX, Manifest, decode
from mqk_core.runs.text import printable

_NEAR_MAX: Final = 5
_WRITTEN_ID: Final = re.compile(r"[a-z]+-[0-9a-f]{24}")


@attrs.frozen
class RunSummary:
    """One line of `runs list`. A run whose manifest cannot be relied upon has no manifest and says why."""

    run_id: str
    manifest: Manifest | None
    problem: str | None = None


@attrs.frozen(eq=False)
class StoredRun:
    """A run whose manifest, configuration and audit agree. `records` are the decision records, oldest first."""

    run_id: str
    path: Path
    manifest: Manifest
    config_yaml: str
    audit: bytes
    records: Sequence[Value]

    def artifact(self, name: str) -> bytes:
        """Return another file of the run.

        Raises
        ------
        TamperedRun : its bytes are not those that the manifest names.
        """
        return _expected(self.path, name, self.manifest)


def list_runs(folder: Path) -> list[RunSummary]:
    """Return the runs of a folder by id; none when the folder does not exist. Only manifests are read.

    A folder under a run's name that lacks its manifest is listed as one that cannot be relied upon.

    Raises
    ------
    UsageError : the folder cannot be read (code RUNS_FOLDER).
    """
    return [_summary(folder / name) for name in _names(folder) if _is_run(folder / name)]


def read_run(folder: Path, run_id: str) -> StoredRun:
    """Return a stored run, checked.

    Raises
    ------
    UsageError : there is no such run (code UNKNOWN_RUN), or the folder cannot be read.
    TamperedRun : a file was changed; the message names it, and of the audit the first bad block of records.
    """
    path = _find(folder, run_id)
    manifest = _manifest(path)
    config = _expected(path, "config.yaml", manifest)
    audit = _bytes(path, "audit.jsonl")
    records = _verified(audit, manifest)
    try:
        config_yaml = config.decode("utf-8")
    except UnicodeDecodeError as error:
        raise TamperedRun(f"run {run_id}: config.yaml is no UTF-8 text; expected what mqk wrote") from error
    return StoredRun(run_id, path, manifest, config_yaml, audit, records)


def _names(folder: Path) -> list[str]:
    try:
        return sorted(
            entry.name for entry in folder.iterdir() if RUN_ID_PATTERN.fullmatch(entry.name) and entry.is_dir()
        )
    except FileNotFoundError:
        return []
    except (OSError, ValueError) as error:
        raise folder_refused(
            f"cannot read {printable(str(folder))} ({reason_of(error)}); expected a folder of runs; "
            "pass runs.folder=DIR"
        ) from error


def _is_run(path: Path) -> bool:
    # Other folders may lie beside the runs.
    return _WRITTEN_ID.fullmatch(path.name) is not None or os.path.lexists(path / "manifest.json")


def _find(folder: Path, run_id: str) -> Path:
    names = _names(folder)
    if run_id in names:
        return folder / run_id
    raise UsageError(
        f"run {printable(run_id)}: not in {printable(str(folder))}; {_suggestion(run_id, names)}",
        code="UNKNOWN_RUN",
    )


def _suggestion(run_id: str, names: Sequence[str]) -> str:
    near = [name for name in names if run_id and name.startswith(run_id)]
    near = near or difflib.get_close_matches(run_id[:64], names, n=_NEAR_MAX)
    if near:
        more = f" … and {len(near) - _NEAR_MAX} more" if len(near) > _NEAR_MAX else ""
        return f"did you mean {', '.join(near[:_NEAR_MAX])}{more}?"
    if names:
        return 'see "mqk runs list", or pass runs.folder=DIR'
    return "there are no runs in it; pass runs.folder=DIR"


def _summary(path: Path) -> RunSummary:
    try:
        return RunSummary(path.name, _manifest(path))
    except MqkError as error:
        return RunSummary(path.name, None, error.message)


def _manifest(path: Path) -> Manifest:
    try:
        manifest = decode(_bytes(path, "manifest.json", size_max=MANIFEST_SIZE_MAX))
    except TamperedRun as error:
        raise TamperedRun(f"run {path.name}: {error.message.removeprefix(f'run {path.name}: ')}") from error
    if manifest.run_id != path.name:
        raise TamperedRun(
            f"run {path.name}: manifest.json belongs to {printable(manifest.run_id)}; expected that of its folder; "
            "the folder or the file was renamed after the run"
        )
    return manifest


def _bytes(path: Path, name: str, size_max: int | None = None) -> bytes:
    try:
        data = read_regular(path / name, size_max)
    except OSError as error:
        raise TamperedRun(
            f"run {path.name}: {name} cannot be read ({reason_of(error)}); expected the nine files of a run; "
            "the run cannot be relied upon"
        ) from error
    if data is None:
        raise TamperedRun(f"run {path.name}: {name} is larger than any that mqk writes; it was changed after the run")
    return data


def _expected(path: Path, name: str, manifest: Manifest) -> bytes:
    data = _bytes(path, name)
    expected, found = manifest.artifacts.get(name), hashlib.sha256(data).hexdigest()
    if found != expected:
        raise TamperedRun(
            f"run {path.name}: {name} was changed after the run; expected sha256 {expected}, found {found}; "
            "run the same command again in another runs.folder to see what it gave"
        )
    return data


def _verified(audit: bytes, manifest: Manifest) -> Sequence[Value]:
    from mqk_core.audit.chain import verify

    try:
        verified = verify(audit)
    except TamperedRun as error:
        raise TamperedRun(f"run {manifest.run_id}: {error.message}") from error
    records = cast(Sequence[Value], verified.records)
    if not isinstance(records[-1], TapeEnd):
        cut = audit.count(b'\n{"block":')
        raise TamperedRun(
            f"run {manifest.run_id}: audit.jsonl ends before the run: block {cut} (records {len(records)} and on) was "
            "cut off after the run; restore the folder or run again"
        )
    for name, claimed, found in (
        ("decision_hash", manifest.decision_hash, verified.decision_hash),
        ("sha256", manifest.artifacts.get("audit.jsonl"), hashlib.sha256(audit).hexdigest()),
        *_claims(history.read(records), manifest),
    ):
        if claimed != found:
            raise TamperedRun(
                f"run {manifest.run_id}: audit.jsonl and manifest.json disagree on {name}; manifest.json says "
                f"{printable(str(claimed))}, the records give {printable(str(found))}; one was changed after the run"
            )
    return records


def _claims(told: history.History, manifest: Manifest) -> Iterator[tuple[str, object, object]]:
    # What the manifest claims about the run beside what its records tell.
    yield "orders", manifest.orders, len(told.orders)
    yield "fills", manifest.fills, told.fills
    yield "refusals", dict(manifest.refusals), told.refusals
    if told.is_halted:
        yield "halted", manifest.halted, True
    if told.end is not None:
        yield "bars", manifest.bars, told.end.row
        yield "state_digest", manifest.state_digest, told.end.digest
        yield "final_equity", manifest.final_equity, to_text(told.end.equity)
