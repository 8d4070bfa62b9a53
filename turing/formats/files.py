"""Reading a machine file into text: bounded, and refused with one line if it is not a text file."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from turing.errors import MachineError
from turing.formats.faults import fault

#: Largest machine file read, in bytes.
MAX_BYTES = 1 << 20


def read_text(path: str | os.PathLike[str]) -> str:
    """Return the text of a machine file: UTF-8, a byte order mark dropped, line ends as ``\\n``.

    The size is asked before anything is read, and at most :data:`MAX_BYTES` bytes are read. Raises
    :class:`MachineError` for a file that is missing, unreadable, not a regular file, too large, or not text.

    >>> read_text("no-such-file.tm")
    Traceback (most recent call last):
        ...
    turing.errors.MachineError: no-such-file.tm: there is no such file; check the name
    """
    source = os.fspath(path)
    try:
        status = os.stat(path)
        if not stat.S_ISREG(status.st_mode):
            kind = "a directory" if stat.S_ISDIR(status.st_mode) else "not a regular file"
            raise fault(source, None, f"this is {kind}; give the name of a machine file")
        if status.st_size > MAX_BYTES:
            raise _too_large(source, f"{status.st_size} bytes")
        with Path(path).open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except FileNotFoundError:
        raise fault(source, None, "there is no such file; check the name") from None
    except MachineError:
        raise
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        raise fault(source, None, f"the file cannot be read ({reason}); check its name and permissions") from None
    if len(data) > MAX_BYTES:
        raise _too_large(source, f"more than {MAX_BYTES} bytes")
    return decoded(data, source)


def _too_large(source: str, size: str) -> MachineError:
    return fault(source, None, f"the file has {size}; a machine file has at most {MAX_BYTES}")


def decoded(data: bytes, source: str) -> str:
    """Return the bytes as text with ``\\n`` line ends; raise :class:`MachineError` if they are not UTF-8 text.

    >>> decoded(b"\\xef\\xbb\\xbfa\\r\\nb", "m.tm")
    'a\\nb'
    """
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        byte = data[error.start]
        raise fault(source, line, f"byte 0x{byte:02x} is not UTF-8 text; save the file as UTF-8") from None
    return normalised(text, source)


def normalised(text: str, source: str) -> str:
    """Return the text without byte order mark and with ``\\n`` line ends; refuse NUL characters and emptiness.

    >>> normalised("a\\rb", "m.tm")
    'a\\nb'
    """
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    if len(text) > MAX_BYTES:
        raise _too_large(source, f"{len(text)} characters")
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        raise fault(source, line, "there is a NUL character; this is not a text file")
    if not text.strip():
        raise fault(source, None, "it is empty; a machine was expected")
    return text
