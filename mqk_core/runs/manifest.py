"""The manifest of a run: what it was made of, what came out, and the hashes of everything beside it.

No wall-clock time, no path and no host stands in it: the same identity gives the same bytes on any machine. The file
has exactly one form, so that any changed byte is found: it must decode, encode to itself, hash to its
`manifest_sha256`, and its `run_id` must follow from its identity. `stored.py` holds the rest of the folder against it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any, Final

import attrs
import msgspec

from mqk_core.errors import TamperedRun, UsageError
from mqk_core.runs.text import canonical_json_bytes, json_bytes, printable

MANIFEST_VERSION: Final = 1
MANIFEST_SIZE_MAX: Final = 16 * 2**20
_RUN_ID_PREFIX: Final = b"mqk-run\0v1\0"
_MANIFEST_PREFIX: Final = b"mqk-manifest\0v1\0"
_RUN_ID_START: Final = "bt-"
_RUN_ID_DIGITS: Final = 24


@attrs.frozen(kw_only=True)
class Identity:
    """What a backtest is: the same identity is the same run.

    `code` gives the hash of each distribution behind `code_hash`; `policy_hash` and `tape_hash` follow from what
    `config_hash` and `data_hash` cover.
    """

    config_hash: str
    policy_hash: str
    code_hash: str
    code: Mapping[str, str]
    data_hash: str
    tape_hash: str
    calendar_hash: str
    seed: int


@attrs.frozen(kw_only=True)
class Assumptions:
    """What the numbers rest on: the fill model, the cost model with its values, and sentences on what is left out.

    `venue` is how the account and the exchange serve orders, `stress` what they were made worse by: only what differs
    from no stress. Empty, the two are not written, as manifests without them have it.
    """

    fills: str
    costs: Mapping[str, str]
    limitations: tuple[str, ...] = ()
    venue: Mapping[str, str] = attrs.field(factory=dict)
    stress: Mapping[str, str] = attrs.field(factory=dict)


@attrs.frozen(kw_only=True)
class CountedRows:
    """Rows that were skipped and counted: why, how many, and the first of them as (symbol, number of the data row)."""

    reason: str
    count: int
    first: tuple[tuple[str, int], ...] = ()


@attrs.frozen(kw_only=True)
class Manifest:
    """The content of `manifest.json`. Times are RFC 3339 text, `final_equity` exact decimal text.

    `bars` counts the rows that the engine took, over all symbols; `artifacts` maps every other file of the folder to
    the sha256 of its bytes.
    """

    version: int = MANIFEST_VERSION
    run_id: str
    identity: Identity
    engine: str
    mode: str
    symbols: tuple[str, ...]
    timeframe: str
    first_bar: str | None
    last_bar: str | None
    bars: int
    steps: int
    orders: int
    fills: int
    refusals: Mapping[str, int]
    final_equity: str
    max_drawdown: float
    halted: bool
    halt_reason: str | None
    decision_hash: str
    state_digest: str
    assumptions: Assumptions
    bad_rows: tuple[CountedRows, ...]
    artifacts: Mapping[str, str]
    manifest_sha256: str = ""


def run_id(identity: Identity) -> str:
    """Return the id of a backtest, from its configuration, code, data, calendar and seed."""
    named = {
        "calendar_hash": identity.calendar_hash,
        "code_hash": identity.code_hash,
        "config_hash": identity.config_hash,
        "data_hash": identity.data_hash,
        "seed": identity.seed,
    }
    digest = hashlib.sha256(_RUN_ID_PREFIX + canonical_json_bytes(named)).hexdigest()
    return f"{_RUN_ID_START}{digest[:_RUN_ID_DIGITS]}"


def encode(manifest: Manifest) -> bytes:
    """Return the bytes of `manifest.json`, sealed with their own hash."""
    content = msgspec.to_builtins(manifest)
    said = content["assumptions"]
    content["assumptions"] = {name: each for name, each in said.items() if each or name not in ("venue", "stress")}
    content["manifest_sha256"] = _own_hash(content)
    return json_bytes(content)


def decode(data: bytes) -> Manifest:
    """Return the manifest that these bytes hold.

    Raises
    ------
    TamperedRun : the bytes are not exactly what `encode` writes, or the run id does not follow from the identity.
    UsageError : another version of mqk wrote them.
    """
    try:
        content = msgspec.json.decode(data)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise _tampered(f"is no JSON document ({printable(str(error))})") from error
    if not isinstance(content, dict):
        raise _tampered("holds no JSON object")
    _check_version(content)
    if content.get("manifest_sha256") != _own_hash(content):
        raise _tampered("does not hash to its own manifest_sha256")
    try:
        manifest = msgspec.convert(content, Manifest)
    except msgspec.ValidationError as error:
        raise _tampered(f"does not have the fields of a manifest ({printable(str(error))})") from error
    if encode(manifest) != data:
        raise _tampered("is not written as mqk writes it (fields, order, spaces or numbers differ)")
    is_backtest = manifest.mode == "backtest" or manifest.run_id.startswith(_RUN_ID_START)
    if is_backtest and manifest.run_id != run_id(manifest.identity):
        raise _tampered(f"claims {printable(manifest.run_id)}, but its identity gives {run_id(manifest.identity)}")
    return manifest


def summary(manifest: Manifest) -> dict[str, Any]:
    """Return a run's object as `--json` prints it, without `run_seconds` and `artifacts`: no artifact may hold them."""
    return {
        "run_id": manifest.run_id,
        "config_hash": manifest.identity.config_hash,
        "code_hash": manifest.identity.code_hash,
        "data_hash": manifest.identity.data_hash,
        "bars": manifest.bars,
        "orders": manifest.orders,
        "fills": manifest.fills,
        "final_equity": manifest.final_equity,
        "max_drawdown": manifest.max_drawdown,
        "halted": manifest.halted,
        "halt_reason": manifest.halt_reason,
    }


def _own_hash(content: Mapping[str, object]) -> str:
    named = {name: value for name, value in content.items() if name != "manifest_sha256"}
    try:
        text = canonical_json_bytes(named)
    except RecursionError as error:
        raise _tampered("is nested deeper than a manifest") from error
    return hashlib.sha256(_MANIFEST_PREFIX + text).hexdigest()


def _check_version(content: Mapping[str, object]) -> None:
    version = content.get("version")
    if isinstance(version, int) and not isinstance(version, bool) and version > MANIFEST_VERSION:
        raise UsageError(
            f"manifest.json: version {version}; expected at most version {MANIFEST_VERSION}; nothing was read; "
            "use the mqk that wrote the run",
            code="RUN_VERSION",
        )


def _tampered(what: str) -> TamperedRun:
    return TamperedRun(f"manifest.json: {what}; it was changed after the run; nothing in it can be relied upon")
