"""What a run read besides its tape: each content beside the tape by its hash, and a list of them by the data hash.

`FOLDER/.tapes/CONTENT_HASH` holds the content's bytes; `FOLDER/.tapes/DATA_HASH` holds a line `NAME HASH` for the tape
and each other content, and these lines are what the data hash is made of. So a run's data hash leads to everything that
it read, and a file that does not have its hash is refused. Where the tape is all there is, nothing more is written.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import attrs

from mqk_core.errors import DataError, Problem, TamperedRun, Where
from mqk_core.store.tapes import FOLDER, write_beside

DATA_PREFIX: Final = "mqkdat1:"
CONTENT_PREFIX: Final = "mqkcon1:"
CONTENT_SIZE_MAX: Final = 64 * 2**20

_DATA_SEED: Final = b"mqk-data\0v1\0"
_ADDRESS: Final = re.compile(f"(?:{DATA_PREFIX}|{CONTENT_PREFIX})[0-9a-f]{{64}}")

#: (name, hash) of everything read.
Contents = Sequence[tuple[str, str]]


@attrs.frozen
class ContentFile:
    """One content beside the tape, named for what it is; `data` is its one canonical form."""

    name: str
    data: bytes

    @property
    def address(self) -> str:
        """The content's hash, by which it is filed."""
        digest = hashlib.sha256(CONTENT_PREFIX.encode() + self.name.encode() + b"\0" + self.data)
        return CONTENT_PREFIX + digest.hexdigest()


def data_hash(contents: Contents) -> str:
    """Return the hash of all contents, in whatever order they are given."""
    return DATA_PREFIX + hashlib.sha256(_DATA_SEED + _lines(contents)).hexdigest()


def save_contents(contents: Contents, files: Sequence[ContentFile], folder: Path) -> None:
    """Write the files and the list of contents below a runs folder; what is there already is verified.

    Raises
    ------
    ConfigError : the folder cannot be written to.  TamperedRun : a file that is there has other bytes.
    MqkError : writing failed, as on a full disk.
    """
    if len(contents) == 1:
        return
    for name, data in [(file.address, file.data) for file in files] + [(data_hash(contents), _lines(contents))]:
        write_beside(folder, name, data)


def load_content(folder: Path, address: str, tape_hash: str, name: str) -> bytes | None:
    """Return a content of the run whose data hash is `address`; None when the run read none of that name.

    Raises
    ------
    DataError : its list or the content is not there.  TamperedRun : their bytes are not those of their hashes.
    """
    if address == data_hash([("tape", tape_hash)]):
        return None
    path = _path(folder, address)
    listed = _read(path)
    if DATA_PREFIX + hashlib.sha256(_DATA_SEED + listed).hexdigest() != address:
        raise _tampered(path)
    found: dict[str, str] = dict(line.split(" ", 1) for line in listed.decode("ascii").splitlines())
    if found.get("tape") != tape_hash:
        raise TamperedRun(
            f"{path}: the run's data hash does not cover its tape {tape_hash[:100]}; nothing was replayed"
        )
    if name not in found:
        return None
    path = _path(folder, found[name])
    content = ContentFile(name, _read(path))
    if content.address != found[name]:
        raise _tampered(path)
    return content.data


def _lines(contents: Contents) -> bytes:
    return "".join(f"{name} {value}\n" for name, value in sorted(contents)).encode("ascii")


def _path(folder: Path, address: str) -> Path:
    if not _ADDRESS.fullmatch(address):
        raise TamperedRun(f"what a run read is named {address[:200]!r}; expected a prefix and 64 hexadecimal digits")
    return folder / FOLDER / address


def _read(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(CONTENT_SIZE_MAX)
    except FileNotFoundError as error:
        message = (
            "what the run read besides its bars is not there; pass the runs.folder that the run was written to, or run "
            "the backtest again"
        )
        raise DataError([Problem(Where(file=str(path)), message)]) from error
    except OSError as error:
        message = f"the file cannot be read ({error.strerror or error}); make it readable or run the backtest again"
        raise DataError([Problem(Where(file=str(path)), message)]) from error


def _tampered(path: Path) -> TamperedRun:
    return TamperedRun(
        f"{path}: the file's bytes do not have the hash of its name; it was changed and is not used; delete it and run "
        "the backtest again"
    )
