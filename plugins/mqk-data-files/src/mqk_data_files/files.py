"""From a path to the bytes of a regular file, uncompressed if it ends in `.gz`. What they mean is judged elsewhere.

A pipe, device or folder is refused before anything is read from it: opening one could wait for ever.
"""

from __future__ import annotations

import gzip
import os
import stat
import zlib
from typing import Final

from mqk_core.api import DataError, Problem, Where

SHOWN_MAX: Final = 200

_ADVICE: Final = {
    FileNotFoundError: "there is no such file; correct data.path",
    PermissionError: "the file may not be read; change its permissions or data.path",
    NotADirectoryError: "a part of the path is no folder; correct data.path",
}


def escaped(text: str) -> str:
    """Return a name as a message may show it: control characters escaped, cut to 200 characters."""
    clean = "".join(c if c.isprintable() else repr(c)[1:-1] for c in text[:SHOWN_MAX])
    return clean if len(text) <= SHOWN_MAX and len(clean) <= SHOWN_MAX else f"{clean[:SHOWN_MAX]}…"


def read_bytes(path: str) -> bytes:
    """Return the bytes of a regular file; of a `.gz`, what it holds.

    Raises
    ------
    DataError : the file is not there, is no regular file, may not be read, is empty, or is damaged.
    """
    try:
        raw = _read_regular(path)
    except ValueError as error:  # a NUL in the path
        raise _refused(path, "the path holds a NUL character; correct data.path") from error
    except OSError as error:
        advice = _ADVICE.get(type(error), f"the file cannot be read ({error.strerror or error}); correct data.path")
        raise _refused(path, advice) from error
    if not raw:
        raise _refused(path, "the file is empty; expected a header and a line for each bar")
    if not path.endswith(".gz"):
        return raw
    try:
        return gzip.decompress(raw)
    except (OSError, EOFError, zlib.error) as error:
        message = f"the compressed file is damaged ({error}); expected whole gzip data; fetch or compress it again"
        raise _refused(path, message) from error


def _read_regular(path: str) -> bytes:
    descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    try:
        mode = os.fstat(descriptor).st_mode
        if stat.S_ISDIR(mode):
            raise _refused(path, "this is a folder; expected a file (data=bars_folder reads folders)")
        if not stat.S_ISREG(mode):
            raise _refused(path, "this is no regular file; expected a file, not a pipe, socket or device")
        with os.fdopen(descriptor, "rb", closefd=False) as file:
            return file.read()
    finally:
        os.close(descriptor)


def _refused(path: str, message: str) -> DataError:
    return DataError([Problem(Where(file=escaped(path)), message)])
