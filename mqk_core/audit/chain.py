# cython: language_level=3, boundscheck=False, wraparound=False, initializedcheck=False
# cython: cdivision=False, annotation_typing=False, auto_pickle=False
"""The decision chain: records in blocks of 256, each block hashed onto the one before.

Blocks are counted in records, so that the chain is the same however often a run is flushed, and can go on from its last
block. The chain knows no file: lines go to `sink`. `verify` reads a whole file back and names the first bad block.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable

import attrs
import msgspec

from mqk_core.audit.record import DecisionRecord, decode, encode, header, is_header
from mqk_core.errors import TamperedRun

BLOCK_RECORDS = 256
_GENESIS = hashlib.sha256(b"mqk-decisions\0v1\0").digest()
_PREFIX = "mqkdec1:"


class Chain:
    """Takes decision records, gives lines to `sink` and, at the end, the decision hash."""

    def __init__(self, sink: Callable[[bytes], object]) -> None:
        self.sink = sink
        self.pending: list[bytes] = []
        self.link = _GENESIS
        self.records = 0
        self.blocks = 0
        sink(header())

    def add(self, record: object) -> int:
        self.pending.append(encode(record))
        self.records += 1
        if len(self.pending) == BLOCK_RECORDS:
            self._close_block()
        return 0

    def _close_block(self) -> int:
        lines = b"\n".join(self.pending) + b"\n"
        self.link = hashlib.sha256(self.link + lines).digest()
        first = self.records - len(self.pending)
        self.sink(lines + _block_line(self.blocks, first, self.records - 1, self.link))
        self.pending = []
        self.blocks += 1
        return 0

    def seal(self) -> str:
        """Close the last block and return the decision hash."""
        if self.pending:
            self._close_block()
        return _PREFIX + self.link.hex()


@attrs.frozen
class Verified:
    """A chain that holds: its records in order, and the hash that they lead to."""

    records: list[DecisionRecord]
    decision_hash: str


def verify(data: bytes, name: str = "audit.jsonl") -> Verified:
    """Read an audit file and check every block.

    Raises
    ------
    TamperedRun : a record or block line was changed, moved, added or taken away; names the first bad block.
    """
    lines = data.split(b"\n")
    if not is_header(lines[0] + b"\n") or not data.endswith(b"\n"):
        raise TamperedRun(
            f"{name}: the header or the end of the file is not as it was written; nothing after it is believed"
        )
    records: list[DecisionRecord] = []
    pending: list[bytes] = []
    link = _GENESIS
    block = 0
    for line in lines[1 : len(lines) - 1]:
        if not line.startswith(b"{"):
            pending.append(line)
            continue
        first = len(records)
        last = first + len(pending) - 1
        link = hashlib.sha256(link + b"".join([one + b"\n" for one in pending])).digest()
        if line + b"\n" != _block_line(block, first, last, link):
            raise _bad_block(name, block, first, last)
        try:
            records.extend([decode(one) for one in pending])
        except msgspec.DecodeError as error:
            raise _bad_block(name, block, first, last) from error
        pending = []
        block += 1
    if pending or not records:
        raise _bad_block(name, block, len(records), len(records) + len(pending) - 1)
    return Verified(records, _PREFIX + link.hex())


def _block_line(block: int, first: int, last: int, link: bytes) -> bytes:
    return b'{"block":%d,"first":%d,"last":%d,"sha256":"%s"}\n' % (block, first, last, link.hex().encode())


def _bad_block(name: str, block: int, first: int, last: int) -> TamperedRun:
    return TamperedRun(
        f"{name}: block {block} (records {first} to {last}) does not match its hash; it was changed after the run; "
        "nothing from it on is believed; restore the folder or run again"
    )
