"""Where results go: text or JSON on standard output, files written whole or not at all, progress on a terminal."""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from collections.abc import Mapping, Sequence
from typing import Any


def say(args: argparse.Namespace, record: Mapping[str, Any], text: str) -> None:
    """Print ``record`` as one JSON object if asked for, else ``text``.

    >>> say(argparse.Namespace(json=True), {"T": 3}, "3 tokens")
    {"T": 3}
    """
    print(json_text(record) if args.json else text)


def json_text(record: Mapping[str, Any]) -> str:
    """Return a record as JSON on one line; a file name that is no Unicode text has its bytes escaped.

    >>> json_text({"T": 3, "blank": "␣"}), json_text({"file": "\\udcff.npz"})
    ('{"T": 3, "blank": "␣"}', '{"file": "\\\\udcff.npz"}')
    """
    text = json.dumps(record, ensure_ascii=False)
    return json.dumps(record) if any("\ud800" <= c <= "\udfff" for c in text) else text


def file_path(text: str) -> str:
    """Return the path of a file to write, an option that must not be empty (``-`` is standard output).

    >>> file_path("parity.npz")
    'parity.npz'
    """
    if not text:
        raise argparse.ArgumentTypeError("'' is not the name of a file")
    return text


def refuse_unwritable(path: str | None) -> None:
    """Return nothing; raise :class:`PredictorError` if no file can be written at this path (``None``: none will be).

    Looked at before long work, so that it is not done in vain.

    >>> refuse_unwritable("no such folder/parity.npz")
    Traceback (most recent call last):
        ...
    lcomplexity.errors.PredictorError: no such folder/parity.npz: cannot be written (there is no folder 'no such folder'); give a path in an existing folder
    """
    from lcomplexity.errors import PredictorError

    if path is None:
        return
    target = os.path.realpath(path)
    folder = os.path.dirname(target)
    if path == "-":
        what = "a predictor is no text for standard output"
    elif not os.path.isdir(folder):
        what = f"there is no folder {os.path.dirname(path)!r}"
    elif os.path.exists(target) and not os.path.isfile(target):
        what = "it is not a regular file"
    elif not os.access(folder, os.W_OK | os.X_OK):
        what = "its folder allows no new files"
    else:
        return
    raise PredictorError(f"{path}: cannot be written ({what}); give a path in an existing folder")


def write(path: str | None, text: str) -> None:
    """Write a text to a file, whole or not at all, or to standard output if ``path`` is ``None`` or ``-``.

    >>> write(None, "one line\\n")
    one line
    """
    if path in (None, "-"):
        sys.stdout.write(text)
        return
    from lcomplexity.archive import write_bytes
    from lcomplexity.errors import PredictorError

    assert path is not None
    try:
        write_bytes(path, text.encode())
    except UnicodeEncodeError:
        raise PredictorError(f"{path}: the machine's name or text is not Unicode; rename its file") from None
    except PredictorError as error:
        raise PredictorError(f"{path}: {error}") from None


def columns(rows: Sequence[tuple[str, ...]]) -> str:
    """Return rows as aligned columns.

    >>> print(columns([("T", "9"), ("reads", "2")]))
    T      9
    reads  2
    """
    widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]))] if rows else []
    return "\n".join("  ".join(cell.ljust(w) for cell, w in zip(row, widths, strict=True)).rstrip() for row in rows)


class Progress:
    """A line that is redrawn on a terminal, once the work has taken a second; silent elsewhere.

    >>> with Progress() as line:
    ...     line("12 of 100 inputs")
    """

    def __init__(self) -> None:
        self._next = time.monotonic() + 1
        self._drawn = 0

    def __call__(self, text: str) -> None:
        """Show ``text``, at most five times a second."""
        if sys.stderr.isatty() and time.monotonic() >= self._next:
            self._next = time.monotonic() + 0.2
            sys.stderr.write("\r" + text.ljust(self._drawn))
            sys.stderr.flush()
            self._drawn = len(text)

    def __enter__(self) -> Progress:
        return self

    def __exit__(self, *_: object) -> None:
        if self._drawn:
            sys.stderr.write("\r" + " " * self._drawn + "\r")
