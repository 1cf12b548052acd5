"""A stored run replays to the same decisions and state; what was changed, or is not there, is named."""

import hashlib
import json
import shutil

import attrs
import msgspec
import pytest

from mqk_core.audit.chain import verify
from mqk_core.audit.record import encode as encode_record
from mqk_core.audit.record import header
from mqk_core.domain.effects import Submit
from mqk_core.runs.manifest import decode, encode


@pytest.fixture(scope="module")
def stored(shared_line, small_lines, of_file, tmp_path_factory):
    """A run that is only read: the line it was made with, its object, and its manifest."""
    path = tmp_path_factory.mktemp("bars") / "IBM_1D.csv"
    path.write_text("\n".join(small_lines))
    answer = shared_line(*of_file(path, "IBM", "1D"), "strategy.fast=3", "strategy.slow=8")
    assert answer.code == 0
    folder = shared_line.folder / answer.object["artifacts"]
    return shared_line, answer.object["run_id"], json.loads((folder / "manifest.json").read_text())


@pytest.fixture
def copy(stored, line):
    """A copy of the stored run that a test may spoil: its folder and id."""
    source, run_id, _ = stored
    shutil.copytree(source.folder / "runs", line.folder / "runs")
    return line.folder / "runs" / run_id, run_id


def test_replay_ends_in_the_same_decisions_and_state(stored):
    line, run_id, manifest = stored
    answer = line("replay", run_id)
    found = answer.object
    assert (answer.code, found["equal"], found["difference"], found["same_code"]) == (0, True, None, True)
    assert found["decision_hash"] == manifest["decision_hash"]
    assert found["state_digest"] == manifest["state_digest"]
    assert answer.err == ""


def test_replay_writes_nothing(copy, line):
    before = {path: (path.stat().st_mtime_ns, path.stat().st_size) for path in line.folder.rglob("*")}
    assert line("replay", copy[1]).code == 0
    assert {path: (path.stat().st_mtime_ns, path.stat().st_size) for path in line.folder.rglob("*")} == before


@pytest.mark.parametrize(
    "words",
    [
        ["+engine=x"],
        ["+engine=x", "fills=same_close"],
        ["+engine=x", "fills=worst_case", "costs=zero", "strategy.quantity=3000"],
        ["+engine=x", "risk.rules.drawdown.fraction_max=0.01"],
        ["+engine=x", "risk.rules.drawdown.fraction_max=0.01", "risk.on_halt=reduce"],
        ["+engine=sma_cross", "data.symbols=[AAPL,GOOG,IBM,MSFT]", "strategy.fast=1", "strategy.slow=2"],
    ],
    ids=" ".join,
)
def test_runs_of_every_kind_replay_to_the_same_end(line, words):
    answer = line(*words, "+mode=backtest", "data.start=2006-01-03", "data.end=2010-12-31")
    assert answer.code == 0, answer.err
    replayed = line("replay", answer.object["run_id"])
    assert (replayed.code, replayed.object["difference"]) == (0, None)


def test_a_halted_run_replays_to_its_halt(line, small, small_file, small_lines):
    small_file.write_text("\n".join([*small_lines[:60], *small_lines[61:]]))
    answer = line(*small)
    assert (answer.code, answer.object["halted"]) == (3, True)
    replayed = line("replay", answer.object["run_id"])
    assert (replayed.code, replayed.object["difference"]) == (0, None)


@pytest.mark.parametrize("verb", [["replay"], ["runs", "show"], ["config", "audit"]], ids=" ".join)
@pytest.mark.parametrize("name", ["manifest.json", "config.yaml", "audit.jsonl"])
@pytest.mark.parametrize("how", ["changed", "emptied", "removed", "a link"])
def test_a_run_whose_files_were_changed_is_refused_by_the_name_of_the_file(copy, line, verb, name, how):
    path = copy[0] / name
    content = path.read_bytes()
    middle = len(content) // 2
    if how == "changed":
        path.write_bytes(content[:middle] + bytes([content[middle] ^ 1]) + content[middle + 1 :])
    elif how == "emptied":
        path.write_bytes(b"")
    else:
        path.unlink()
    if how == "a link":
        (line.folder / "kept").write_bytes(content)
        path.symlink_to(line.folder / "kept")
    answer = line(*verb, copy[1])
    assert (answer.code, answer.error["code"]) == (3, "TAMPERED_RUN"), answer.out
    assert name in answer.error["message"]
    assert copy[1] in answer.error["message"]


@pytest.mark.parametrize("how", ["changed", "removed", "doubled", "moved", "cut off"])
def test_the_first_bad_block_of_records_is_named(line, how):
    run_id = line("+engine=x", "+mode=backtest").object["run_id"]
    path = line.folder / "runs" / run_id / "audit.jsonl"
    lines = path.read_text().splitlines(keepends=True)
    blocks = [number for number, text in enumerate(lines) if text.startswith('{"block"')]
    inside = blocks[2] + 5
    said = json.loads(lines[blocks[3]])
    if how == "changed":
        lines[inside] = lines[inside].replace(",", ", ", 1)
    elif how == "removed":
        del lines[inside]
    elif how == "doubled":
        lines.insert(inside, lines[inside])
    elif how == "cut off":
        del lines[blocks[2] + 1 :]
    else:
        lines[inside], lines[inside + 1] = lines[inside + 1], lines[inside]
    path.write_text("".join(lines))
    answer = line("replay", run_id)
    assert (answer.code, answer.error["code"]) == (3, "TAMPERED_RUN")
    assert "audit.jsonl" in answer.error["message"]
    assert f"block {said['block']}" in answer.error["message"]
    assert str(said["first"]) in answer.error["message"]


def test_a_run_under_another_name_is_refused(copy, line):
    other = copy[0].with_name("bt-000000000000000000000000")
    copy[0].rename(other)
    answer = line("replay", other.name)
    assert (answer.code, answer.error["code"]) == (3, "TAMPERED_RUN")


def test_a_tape_that_is_not_there_is_named_with_what_to_pass(copy, line, stored):
    tape = line.folder / "runs" / ".tapes" / stored[2]["identity"]["tape_hash"]
    tape.unlink()
    answer = line("replay", copy[1])
    assert answer.code == 2
    assert tape.name in answer.error["message"]
    assert "runs.folder" in answer.error["message"]


@pytest.mark.parametrize("how", ["changed", "emptied", "cut"])
def test_a_tape_that_was_changed_is_refused(copy, line, stored, how):
    tape = line.folder / "runs" / ".tapes" / stored[2]["identity"]["tape_hash"]
    content = tape.read_bytes()
    tape.chmod(0o600)
    tape.write_bytes({"changed": content[:-1] + b"\x7f", "emptied": b"", "cut": content[:-8]}[how])
    answer = line("replay", copy[1])
    assert answer.code == 3
    assert tape.name in answer.error["message"]


def test_a_tape_is_written_again_where_it_is_missing(copy, line, stored, small_lines, of_file, tmp_path):
    path = tmp_path / "IBM_1D.csv"
    path.write_text("\n".join(small_lines))
    tape = line.folder / "runs" / ".tapes" / stored[2]["identity"]["tape_hash"]
    content = tape.read_bytes()
    tape.unlink()
    assert line(*of_file(path, "IBM", "1D"), "strategy.fast=3", "strategy.slow=8").code == 0
    assert tape.read_bytes() == content


def test_a_run_that_is_not_there_is_unknown(line, copy):
    for run_id in ("bt-0", "../runs", copy[1][:-1], copy[1].upper(), ".tapes", "a\x1b[31m", ""):
        answer = line("replay", run_id)
        assert (answer.code, answer.error["code"]) == (2, "UNKNOWN_RUN"), run_id
        assert "\x1b" not in answer.err
    assert copy[1] in line("replay", copy[1][:-1]).error["message"]


def test_other_code_is_warned_of_and_what_it_decides_otherwise_is_named(copy, line, copied_tree):
    changed = copied_tree(compiled=True)
    strategy = changed.top / "mqk_core" / "strategy" / "sma_cross.py"
    text = strategy.read_text()
    assert "if self.fast.is_above(self.slow) else 0" in text
    strategy.write_text(
        text.replace("if self.fast.is_above(self.slow) else 0", "if self.slow.is_above(self.fast) else 0")
    )
    answer = changed.run(line, "replay", copy[1], "--json")
    assert answer.code == 3, answer.err
    assert "was made by other code" in answer.err
    assert (answer.object["equal"], answer.object["same_code"]) == (False, False)
    assert answer.object["difference"].startswith("record ")


def test_other_code_that_decides_the_same_is_only_warned_of(copy, line, copied_tree):
    changed = copied_tree(compiled=True)
    strategy = changed.top / "mqk_core" / "strategy" / "sma_cross.py"
    strategy.write_text(strategy.read_text() + "\n# another text\n")
    answer = changed.run(line, "replay", copy[1], "--json")
    assert (answer.code, answer.object["equal"], answer.object["same_code"]) == (0, True, False)
    assert "was made by other code" in answer.err


def chained(records):
    """Build the audit file of some encoded records, and its hash: blocks of 256, each hashed onto the one before."""
    link, lines = hashlib.sha256(b"mqk-decisions\0v1\0").digest(), header()
    for block, first in enumerate(range(0, len(records), 256)):
        part = b"".join(record + b"\n" for record in records[first : first + 256])
        link = hashlib.sha256(link + part).digest()
        last = min(first + 256, len(records)) - 1
        said = {"block": block, "first": first, "last": last, "sha256": link.hex()}
        lines += part + json.dumps(said, separators=(",", ":")).encode() + b"\n"
    return lines, "mqkdec1:" + link.hex()


def test_the_chain_can_be_built_again_by_hand(copy):
    content = (copy[0] / "audit.jsonl").read_bytes()
    manifest = json.loads((copy[0] / "manifest.json").read_text())
    records = [line for line in content.splitlines() if line.startswith(b"[")]
    assert chained(records) == (content, manifest["decision_hash"])


def test_a_forged_decision_whose_hashes_were_all_made_to_fit_is_found_by_replay(copy, line):
    path, run_id = copy
    records = verify((path / "audit.jsonl").read_bytes()).records
    place = next(number for number, record in enumerate(records) if isinstance(record, Submit))
    records[place] = msgspec.structs.replace(records[place], effect="reduce")
    audit, decision_hash = chained([encode_record(record) for record in records])
    manifest = decode((path / "manifest.json").read_bytes())
    artifacts = {**manifest.artifacts, "audit.jsonl": hashlib.sha256(audit).hexdigest()}
    (path / "audit.jsonl").write_bytes(audit)
    forged = attrs.evolve(manifest, artifacts=artifacts, decision_hash=decision_hash)
    (path / "manifest.json").write_bytes(encode(forged))
    assert line("runs", "show", run_id).code == 0
    answer = line("replay", run_id)
    assert (answer.code, answer.object["equal"]) == (3, False)
    assert answer.object["difference"].startswith(f"record {place}: expected")
