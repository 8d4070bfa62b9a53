"""Where results go: text or JSON on standard output, files written whole or not at all, progress on a terminal."""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Mapping, Sequence
from typing import Any


def say(args: argparse.Namespace, record: Mapping[str, Any], text: str) -> None:
    """Print ``record`` as one JSON object if asked for, else ``text``.

    >>> say(argparse.Namespace(json=True), {"T": 3}, "3 tokens")
    {"T": 3}
    """
    print(json.dumps(record, ensure_ascii=False) if args.json else text)


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
