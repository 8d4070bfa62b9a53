"""The file of a census: one line a class, block by block, so that a run stopped anywhere goes on from there.

    lcomplexity census, format 1: n = 3, vocabulary 2
    # table  functions  T  tokens before the last
    0x00 2 1
    0x01 16 1
    ...
    # block 0x0 0 16: 6 classes, crc32 bc6b4d81
    ...
    0x69 2 2 0x17
    # block 0x6 0 16: 1 classes, crc32 e6c4ba00
    # complete: 14 classes

A block is appended in one piece when it is done, closed by a line that counts it and sums it up. What follows the last such
line is a block that was being written when the run stopped, and is dropped. Anything else that does not fit is an error that
names the line: a file is continued as it is, or not at all.
"""

from __future__ import annotations

import os
import zlib
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from lcomplexity.errors import PredictorError
from lcomplexity.length.census.blocks import Block, Decided

COLUMNS = "# table  functions  T  tokens before the last\n"


def head(n: int) -> str:
    """Return the first two lines of the file of n variables.

    >>> print(head(3), end="")
    lcomplexity census, format 1: n = 3, vocabulary 2
    # table  functions  T  tokens before the last
    """
    return f"lcomplexity census, format 1: n = {n}, vocabulary 2\n{COLUMNS}"


def block_text(block: Block, decided: Decided) -> str:
    """Return a block as it stands in the file.

    >>> from lcomplexity.length.census.blocks import blocks, done
    >>> print(block_text(blocks(3)[3], done(blocks(3)[3])), end="")
    0x69 2 2 0x17
    # block 0x6 0 16: 1 classes, crc32 e6c4ba00
    """
    digits = max(1, (1 << block.n) // 4)
    lines = "".join(
        " ".join((f"0x{table:0{digits}x}", str(size), str(T), *(f"0x{z:0{digits}x}" for z in tokens))) + "\n"
        for table, size, T, tokens in decided.rows()
    )
    return lines + _foot(block, len(decided.tables), lines)


def _foot(block: Block, count: int, lines: str) -> str:
    crc = zlib.crc32(lines.encode())
    return f"# block 0x{block.high:x} {block.start} {block.stop}: {count} classes, crc32 {crc:08x}\n"


def _complete(count: int) -> str:
    return f"# complete: {count} classes\n"


class Journal:
    """A file to which blocks are appended in order. ``parts`` are the blocks it holds.

    Made by :func:`opened`; closed by ``with``.
    """

    def __init__(self, path: Path, n: int, parts: list[Decided]) -> None:
        self.path, self.n, self.parts = path, n, parts
        self._file = path.open("a", encoding="ascii", newline="\n")

    def append(self, block: Block, decided: Decided) -> None:
        """Write a block, and have the system keep it."""
        self._write(block_text(block, decided))
        self.parts.append(decided)

    def finish(self) -> None:
        """Write that all blocks are there."""
        self._write(_complete(sum(len(p.tables) for p in self.parts)))

    def _write(self, text: str) -> None:
        try:
            self._file.write(text)
            self._file.flush()
            os.fsync(self._file.fileno())
        except OSError as error:
            raise PredictorError(f"{self.path}: cannot be written ({error.strerror}); run again to go on") from None

    def __enter__(self) -> Journal:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()


def opened(path: Path, n: int, blocks: Sequence[Block]) -> tuple[Journal, bool]:
    """Return the journal at ``path``, made if it is not there, and whether it is complete; cuts off a block half written.

    Raises :class:`PredictorError` if the file is of another census or damaged.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     journal, complete = opened(Path(folder) / "classes-2.txt", 2, [])
    ...     with journal:
    ...         print(complete)
    False
    """
    try:
        if not path.exists() or path.stat().st_size < len(head(n)):
            if path.exists() and not head(n).startswith(path.read_text("ascii", errors="replace")):
                raise _foreign(path, n)
            path.write_text(head(n), encoding="ascii", newline="\n")
            return Journal(path, n, []), False
        with path.open(encoding="ascii", errors="replace", newline="\n") as file:
            parts, length, complete = _read(path, n, blocks, file.read())
        os.truncate(path, length)
    except OSError as error:
        raise PredictorError(f"{path}: {error.strerror}; give a folder that can be written") from None
    return Journal(path, n, parts), complete


def _foreign(path: Path, n: int) -> PredictorError:
    return PredictorError(f"{path}: not the census of {n} variables; give another folder or remove the file")


def _read(path: Path, n: int, blocks: Sequence[Block], text: str) -> tuple[list[Decided], int, bool]:
    """The blocks in the text, the length of what holds them, and whether it says that it is complete."""
    if not text.startswith(head(n)):
        raise _foreign(path, n)
    parts: list[Decided] = []
    kept = start = len(head(n))
    number = 2
    while (at := text.find("\n# ", start - 1)) >= 0 and (end := text.find("\n", at + 1)) >= 0:
        lines, foot = text[start : at + 1], text[at + 1 : end + 1]
        number += lines.count("\n") + 1
        if len(parts) == len(blocks):
            if foot != _complete(sum(len(p.tables) for p in parts)) or lines or end + 1 != len(text):
                raise PredictorError(
                    f"{path}:{number}: something follows the last block; remove the file to start again"
                )
            return parts, end + 1, True
        if foot != _foot(blocks[len(parts)], lines.count("\n"), lines):
            raise PredictorError(f"{path}:{number}: the block above is damaged; remove the file to start again")
        parts.append(_parsed(lines))
        kept = start = end + 1
    return parts, kept, False


def _parsed(lines: str) -> Decided:
    rows = [line.split() for line in lines.splitlines()]
    tokens = [[int(z, 16) for z in row[3:]] + [0] * (6 - len(row)) for row in rows]
    return Decided(
        np.array([int(row[0], 16) for row in rows], np.int64),
        np.array([int(row[1]) for row in rows], np.int64),
        np.array([int(row[2]) for row in rows], np.int64),
        np.array(tokens, np.int64).reshape(-1, 3),
    )
