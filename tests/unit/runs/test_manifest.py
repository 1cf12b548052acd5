from __future__ import annotations

import hashlib
import json
from pathlib import Path

import attrs
import pytest

from mqk_core.errors import TamperedRun, UsageError
from mqk_core.runs.artifacts import build
from mqk_core.runs.manifest import CountedRows, decode, encode, run_id, summary
from mqk_core.runs.text import canonical_json_bytes

GOLDEN = Path(__file__).parents[2] / "golden" / "run_manifest.json"


@pytest.fixture
def manifest(mini):
    counted = CountedRows(reason="IMPOSSIBLE_PRICE", count=2, first=(("SPY", 3), ("SPY", 9)))
    return build(mini.finished_run(bad_rows=(counted,))).manifest


def resealed(data, **changes):
    """What a forger would write who knows how the seal is made."""
    content = {**json.loads(data), **changes}
    content.pop("manifest_sha256")
    digest = hashlib.sha256(b"mqk-manifest\0v1\0" + canonical_json_bytes(content)).hexdigest()
    return json.dumps({**content, "manifest_sha256": digest}, sort_keys=True, indent=2).encode() + b"\n"


def test_the_run_id_of_a_fixed_identity_never_moves(mini):
    assert run_id(mini.IDENTITY) == "bt-0ab90052fe796985c14eb942"


@pytest.mark.parametrize("field", ["config_hash", "code_hash", "data_hash", "calendar_hash"])
def test_another_hash_is_another_run(mini, field):
    assert run_id(attrs.evolve(mini.IDENTITY, **{field: "other"})) != run_id(mini.IDENTITY)


def test_another_seed_is_another_run(mini):
    assert run_id(attrs.evolve(mini.IDENTITY, seed=1)) != run_id(mini.IDENTITY)


def test_hashes_that_change_places_are_another_run(mini):
    identity = mini.IDENTITY
    swapped = attrs.evolve(identity, config_hash=identity.code_hash, code_hash=identity.config_hash)
    assert run_id(swapped) != run_id(identity)


def test_the_bytes_of_a_fixed_manifest_never_move(manifest):
    assert encode(attrs.evolve(manifest, artifacts={"config.yaml": "00"})) == GOLDEN.read_bytes()


def test_a_manifest_without_venue_and_stress_is_written_and_read_as_before(manifest):
    content = json.loads(encode(manifest))
    assert set(content["assumptions"]) == {"fills", "costs", "limitations"}
    assert decode(encode(manifest)).assumptions.venue == {}


def test_venue_and_stress_are_kept(manifest):
    said = attrs.evolve(manifest.assumptions, venue={"latency_bars": "2"}, stress={"gap_bps": "5"})
    found = decode(encode(attrs.evolve(manifest, assumptions=said))).assumptions
    assert (found.venue, found.stress) == ({"latency_bars": "2"}, {"gap_bps": "5"})


def test_a_manifest_decodes_to_what_was_encoded(manifest):
    data = encode(manifest)
    assert encode(decode(data)) == data
    assert attrs.evolve(decode(data), manifest_sha256="") == manifest


def test_the_order_of_dicts_changes_no_byte(manifest):
    backwards = dict(reversed(manifest.artifacts.items()))
    assert encode(attrs.evolve(manifest, artifacts=backwards)) == encode(manifest)


@pytest.mark.parametrize(
    "change",
    [
        lambda data: data.replace(b'"fills": 2', b'"fills": 3'),
        lambda data: data.replace(b"  ", b"\t"),
        lambda data: data + b"\n",
        lambda data: b"\xef\xbb\xbf" + data,
        lambda data: data[:-20],
        lambda data: b"",
        lambda data: b"[]",
        lambda data: b"\xff\xfe{}",
        lambda data: b"[" * 100_000,
        lambda data: data.replace(b'"steps": 5', b'"steps": 5,\n  "steps": 5'),
    ],
)
def test_any_changed_byte_is_found(manifest, change):
    data = encode(manifest)
    assert change(data) != data
    with pytest.raises(TamperedRun, match=r"manifest\.json"):
        decode(change(data))


@pytest.mark.parametrize(
    "changes",
    [
        {"identity": {"config_hash": "x"}},
        {"mode": "paper"},
        {"run_id": "bt-000000000000000000000000"},
        {"bars": "5"},
        {"bars": True},
        {"note": "hello"},
        {"halted": None},
        {"version": "1"},
    ],
)
def test_a_resealed_manifest_is_found_when_its_parts_do_not_fit(manifest, changes):
    data = encode(manifest)
    if changes == {"mode": "paper"}:
        changes = {"mode": "paper", "identity": {**json.loads(data)["identity"], "seed": 1}}
    with pytest.raises(TamperedRun, match=r"manifest\.json"):
        decode(resealed(data, **changes))


def test_a_changed_value_breaks_the_seal(manifest):
    with pytest.raises(TamperedRun, match="does not hash to its own manifest_sha256"):
        decode(encode(manifest).replace(b'"final_equity": "980"', b'"final_equity": "990"'))


def test_a_manifest_of_a_later_version_says_so(manifest):
    with pytest.raises(UsageError, match="version 2; expected at most version 1") as caught:
        decode(resealed(encode(manifest), version=2))
    assert caught.value.code == "RUN_VERSION"


def test_the_object_of_a_run_has_the_keys_of_the_contract(manifest):
    assert summary(manifest) == {
        "run_id": manifest.run_id,
        "config_hash": "mqkcfg1:aa",
        "code_hash": "mqkcod1:cc",
        "data_hash": "mqkdat1:dd",
        "bars": 5,
        "orders": 2,
        "fills": 2,
        "final_equity": "980",
        "max_drawdown": pytest.approx(30 / 1010, rel=1e-11),
        "halted": False,
        "halt_reason": None,
    }
