from __future__ import annotations

import hashlib
import json
import os

import attrs
import pytest

from mqk_core.domain.effects import Halt
from mqk_core.domain.events import TapeEnd
from mqk_core.domain.money import SCALE
from mqk_core.errors import TamperedRun, UsageError
from mqk_core.runs.artifacts import build
from mqk_core.runs.folder import write
from mqk_core.runs.stored import list_runs, read_run
from mqk_core.runs.text import canonical_json_bytes


@pytest.fixture
def made(mini):
    return build(mini.finished_run())


@pytest.fixture
def runs(tmp_path, made):
    write(tmp_path, made.manifest.run_id, made.files)
    return tmp_path


def forge(path, **changes):
    """Change the manifest as one would who knows how its seal is made."""
    content = {**json.loads((path / "manifest.json").read_bytes()), **changes}
    for name in content["artifacts"]:
        content["artifacts"][name] = hashlib.sha256((path / name).read_bytes()).hexdigest()
    content.pop("manifest_sha256")
    digest = hashlib.sha256(b"mqk-manifest\0v1\0" + canonical_json_bytes(content)).hexdigest()
    text = json.dumps({**content, "manifest_sha256": digest}, sort_keys=True, indent=2) + "\n"
    (path / "manifest.json").write_text(text)


def test_a_stored_run_is_read_as_it_was_written(runs, made, mini):
    stored = read_run(runs, made.manifest.run_id)
    assert attrs.evolve(stored.manifest, manifest_sha256="") == made.manifest
    assert stored.config_yaml == "engine: x\nmode: backtest\n"
    assert list(stored.records) == list(mini.finished_run().records)
    assert stored.artifact("trades.csv") == made.files["trades.csv"]


@pytest.mark.parametrize("name", ["manifest.json", "config.yaml", "audit.jsonl"])
def test_every_changed_byte_of_the_evidence_is_found(runs, made, name):
    path = runs / made.manifest.run_id / name
    data = path.read_bytes()
    for place in range(0, len(data), max(1, len(data) // 200)):
        path.write_bytes(data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :])
        with pytest.raises(TamperedRun, match=name.replace(".", r"\.")) as caught:
            read_run(runs, made.manifest.run_id)
        assert caught.value.exit_code == 3


@pytest.mark.parametrize("name", ["manifest.json", "config.yaml", "audit.jsonl"])
@pytest.mark.parametrize("change", ["missing", "empty", "cut", "longer", "pipe", "link", "folder"])
def test_evidence_that_is_no_longer_a_file_as_written_is_named(runs, made, tmp_path, name, change):
    path = runs / made.manifest.run_id / name
    data = path.read_bytes()
    path.unlink()
    if change == "pipe":
        os.mkfifo(path)
    elif change == "link":
        (tmp_path / "same").write_bytes(data)
        path.symlink_to(tmp_path / "same")
    elif change == "folder":
        path.mkdir()
    elif change != "missing":
        path.write_bytes({"empty": b"", "cut": data[: len(data) // 2], "longer": data + data}[change])
    with pytest.raises(TamperedRun, match=name.replace(".", r"\.")):
        read_run(runs, made.manifest.run_id)


def test_the_first_bad_block_of_records_is_named(mini, tmp_path):
    records = list(mini.finished_run().records)
    many = [records[0], *(record for order in range(1, 400) for record in (mini.submit(order, 1),)), records[-1]]
    made = build(mini.finished_run(records=many, cash=980 * SCALE))
    path = write(tmp_path, made.manifest.run_id, made.files).path / "audit.jsonl"
    data = path.read_bytes()
    path.write_bytes(data.replace(b'"submit",1,', b'"submit",2,'))
    with pytest.raises(TamperedRun, match=r"audit\.jsonl: block 0 \(records 0 to 255\)"):
        read_run(tmp_path, made.manifest.run_id)
    place = data.rindex(b"market")
    path.write_bytes(data[:place] + b"margin" + data[place + 6 :])
    with pytest.raises(TamperedRun, match=r"audit\.jsonl: block 1 \(records 256 to 400\)"):
        read_run(tmp_path, made.manifest.run_id)


@pytest.mark.parametrize(
    ("claim", "value"),
    [
        ("orders", 3),
        ("fills", 1),
        ("final_equity", "2000000"),
        ("refusals", {"POSITION": 1}),
        ("decision_hash", "mqkdec1:00"),
        ("state_digest", "mqksta1:00"),
        ("bars", 4),
    ],
)
def test_a_forged_claim_is_held_against_the_records(runs, made, claim, value):
    forge(runs / made.manifest.run_id, **{claim: value})
    with pytest.raises(TamperedRun, match=f"disagree on {claim}"):
        read_run(runs, made.manifest.run_id)


def test_a_halt_that_the_manifest_denies_is_found(mini, tmp_path):
    records = list(mini.finished_run().records)
    halt = Halt(5, mini.close_ns(4), "risk", "DRAWDOWN", "main", 1, 2)
    halted = mini.finished_run(records=[*records[:-1], halt, records[-1]], halted=True, halt_reason="drawdown")
    path = write(tmp_path, build(halted).manifest.run_id, build(halted).files).path
    assert read_run(tmp_path, path.name).manifest.halted
    forge(path, halted=False)
    with pytest.raises(TamperedRun, match="disagree on halted"):
        read_run(tmp_path, path.name)


def test_a_forged_audit_does_not_end_in_the_decision_hash_of_the_run(runs, made, mini):
    path = runs / made.manifest.run_id
    richer = [*mini.finished_run().records[:-1], TapeEnd(5, mini.close_ns(4), 5000 * SCALE, "mqksta1:99")]
    (path / "audit.jsonl").write_bytes(mini.audit_of(richer)[0])
    with pytest.raises(TamperedRun, match=r"audit\.jsonl and manifest\.json disagree on decision_hash"):
        read_run(runs, made.manifest.run_id)
    forge(path)
    with pytest.raises(TamperedRun, match="disagree on decision_hash"):
        read_run(runs, made.manifest.run_id)


def test_a_run_under_another_id_is_refused(runs, made):
    (runs / made.manifest.run_id).rename(runs / "bt-renamed")
    with pytest.raises(TamperedRun, match=f"belongs to {made.manifest.run_id}"):
        read_run(runs, "bt-renamed")


def test_a_changed_table_is_refused_when_it_is_asked_for(runs, made):
    (runs / made.manifest.run_id / "trades.csv").write_bytes(b"status\n")
    stored = read_run(runs, made.manifest.run_id)
    with pytest.raises(TamperedRun, match=r"trades\.csv was changed"):
        stored.artifact("trades.csv")
    assert stored.artifact("fills.csv") == made.files["fills.csv"]


def test_a_folder_lists_its_runs_and_nothing_else(runs, made):
    for name in (".tapes", ".tmp-0123456789abcdef", "Not a run", "notes"):
        (runs / name).mkdir()
    (runs / "a-file").write_bytes(b"")
    broken = "bt-ffffffffffffffffffffffff"
    (runs / broken).mkdir()
    (runs / "renamed").mkdir()
    (runs / "renamed" / "manifest.json").write_bytes(made.files["manifest.json"])
    listed = list_runs(runs)
    assert [run.run_id for run in listed] == [made.manifest.run_id, broken, "renamed"]
    assert listed[0].problem is None
    assert listed[0].manifest.final_equity == "980"
    assert listed[1].manifest is None
    assert listed[1].problem.startswith(f"run {broken}: manifest.json cannot be read")
    assert "belongs to" in listed[2].problem


def test_a_folder_that_is_not_there_has_no_runs_and_one_that_is_no_folder_is_refused(tmp_path):
    assert list_runs(tmp_path / "none") == []
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(UsageError, match="cannot read") as caught:
        list_runs(tmp_path / "file")
    assert caught.value.exit_code == 2


@pytest.mark.parametrize(
    "run_id", ["", "..", "../other", "/etc", ".tapes", "bt-\x1b[31m", "BT-1", "x" * 1000, "bt-\0", "bt-\ud800"]
)
def test_what_is_no_run_is_unknown_and_never_a_path(runs, run_id):
    (runs / ".tapes").mkdir()
    with pytest.raises(UsageError, match=r"^run .*: not in ") as caught:
        read_run(runs, run_id)
    assert (caught.value.code, caught.value.exit_code) == ("UNKNOWN_RUN", 2)
    assert caught.value.message.isprintable()
    assert len(caught.value.message) < 1000


def test_an_unknown_run_is_met_with_the_nearest(runs, made):
    run_id = made.manifest.run_id
    for asked in (run_id[:8], run_id[:-1], run_id[:10] + "0" + run_id[11:]):
        with pytest.raises(UsageError, match=rf"did you mean {run_id}\?"):
            read_run(runs, asked)
    with pytest.raises(UsageError, match="mqk runs list"):
        read_run(runs, "zzzz")
    with pytest.raises(UsageError, match="there are no runs in it"):
        read_run(runs / "none", run_id)
