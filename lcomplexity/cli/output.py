"""Where results go: text or JSON on standard output, files written whole or not at all, progress on a terminal."""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any


def say(args: argparse.Namespace, record: Mapping[str, Any], text: str) -> None:
    """Print ``record`` as one JSON object if asked for, else ``text``.

    >>> say(argparse.Namespace(json=True), {"T": 3}, "3 tokens")
    {"T": 3}
    """
    printed((json_text(record) if args.json else text) + "\n")


def printed(text: str) -> None:
    """Write a text to standard output; raise :class:`PredictorError` if it takes none, as on a full disk.

    >>> printed("one line\\n")
    one line
    """
    if sys.stdout is None:
        from lcomplexity.errors import PredictorError

        raise PredictorError("standard output is closed; open it, or write to a file")
    _on_standard_output(lambda: sys.stdout.write(text))


def flush() -> None:
    """Hand on what was written to standard output; raise :class:`PredictorError` if it cannot be."""
    # Closed, it has been given nothing.
    if sys.stdout is not None:
        _on_standard_output(lambda: sys.stdout.flush())


def _on_standard_output(act: Callable[[], object]) -> None:
    from lcomplexity.errors import PredictorError

    try:
        act()
    except BrokenPipeError:
        raise
    except OSError as error:
        discard()
        raise PredictorError(
            f"standard output cannot be written ({error.strerror}); make room, or send it elsewhere"
        ) from None


def discard() -> None:
    """Let standard output lead nowhere: what is left in it would be written, and complained about, at exit."""
    # One that is no file has nothing left.
    with suppress(OSError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


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


def ending_in(*endings: str) -> Callable[[str], str]:
    """Return the type of an option that names a file to write, which must end in one of these.

    >>> ending_in(".svg", ".tex")("parity.svg")
    'parity.svg'
    >>> ending_in(".svg", ".tex")("parity.pdf")
    Traceback (most recent call last):
        ...
    argparse.ArgumentTypeError: 'parity.pdf' does not end in .svg or .tex
    """

    def path(text: str) -> str:
        if (fault := wrong_ending(file_path(text), endings)) is not None:
            raise argparse.ArgumentTypeError(f"{text!r} {fault}")
        return text

    return path


def wrong_ending(path: str, endings: Sequence[str]) -> str | None:
    """Return what is wrong with the ending of a file's name, or ``None``.

    >>> wrong_ending("parity.yaml", (".morphett", ".tm")), wrong_ending("parity.tm", (".morphett", ".tm"))
    ('does not end in .morphett or .tm', None)
    """
    if Path(path).suffix in endings:
        return None
    *most, last = endings
    return f"does not end in {', '.join(most)}{' or ' if most else ''}{last}"


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


def refuse_replacing(path: str | None, *others: str | None) -> None:
    """Return nothing; raise :class:`PredictorError` if the file to write is one of these others, which the command reads or writes too.

    ``None`` stands for no file, and ``-`` is none. A file is recognised under another name and through links.

    >>> refuse_replacing("own.npz", "own.tm", None)
    >>> refuse_replacing("own.tm", "./own.tm")
    Traceback (most recent call last):
        ...
    lcomplexity.errors.PredictorError: own.tm: is the same file as ./own.tm, which it would replace; give another name
    """
    from lcomplexity.errors import PredictorError

    for other in others:
        if path not in (None, "-") and other is not None and _same_file(str(path), other):
            same = "the input" if other == path else f"the same file as {other}"
            raise PredictorError(f"{path}: is {same}, which it would replace; give another name")


def _same_file(one: str, other: str) -> bool:
    try:
        return os.path.samefile(one, other)
    except OSError:
        # One of them is not there yet.
        return os.path.realpath(one) == os.path.realpath(other)


def saved(path: str) -> str:
    """Return the line that says that a file was written, and how large it is.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     file = Path(folder, "f"); _ = file.write_text("12"); saved(str(file)).replace(folder, "DIR")
    'saved: DIR/f (2 bytes)'
    """
    return f"saved: {path} ({Path(path).stat().st_size:,} bytes)"


def besides(others: int) -> str:
    """Return what is said of the records of earlier runs that a report holds too.

    >>> besides(1), besides(0)
    (', with 1 record of other runs there', '')
    """
    return f", with {others} record{'s' if others > 1 else ''} of other runs there" if others else ""


def write(path: str | None, text: str) -> None:
    """Write a text to a file, whole or not at all, or to standard output if ``path`` is ``None`` or ``-``.

    >>> write(None, "one line\\n")
    one line
    """
    if path in (None, "-"):
        printed(text)
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
