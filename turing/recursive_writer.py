"""Writes the chains of the recursive window by running the machine: what :mod:`turing.recursive` specifies, compiled.

One loop with an explicit stack, so that it can stop when a buffer is full and go on later: a chain of any length is
written in memory that does not grow with it. The machine's tapes stand where they truly are; windows are cut out of
them.

>>> Writer.__name__
'Writer'
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numba
import numpy as np
from numpy.typing import NDArray

from turing.packed import Packed
from turing.recursive_tokens import RecursiveTokens

#: Columns of a stack row, before the columns of the tapes (origin, centre and shift of each).
_LEVEL, _STEPS, _COMPLETED, _PARTS, _DONE, _SPINE, _TAPES = range(7)

#: Least number of tokens written at a time.
_BUFFER = 1 << 20


class Writer:
    """Runs a packed machine on one input, and writes its tokens.

    ``tapes`` (m, cells) hold the blocks from ``low`` on; the head of every tape starts at cell 0.
    """

    def __init__(self, p: Packed, tokens: RecursiveTokens, tapes: NDArray[np.int64], low: int, buffer: int = 0):
        self._p, self._tokens = p, tokens
        self.tapes, self.low = tapes, low
        self.heads = np.zeros(len(tapes), np.int64)
        self._scalars = np.array([p.start, 0, low], np.int64)
        say = tokens
        self._numbers = np.array(
            [say.cell_in(0, 0), say.x(0, 0, 0, 0), say.out(0, 0, 0), say.z(0, 0), say.R, p.radius, say.C, say.scans],
            np.int64,
        )
        self._strides = np.array([say.x(1, 0, 0, 0) - say.x(0, 0, 0, 0), say.out(1, 0, 0) - say.out(0, 0, 0)])
        self._tables = np.ascontiguousarray(p.nx), np.ascontiguousarray(p.wr), np.ascontiguousarray(p.mv)
        self._buffer = buffer

    @property
    def state(self) -> int:
        """Return the state of the machine."""
        return int(self._scalars[0])

    def run(self, level: int, steps: int) -> Iterator[NDArray[np.int64]]:
        """Return pieces of a run of ``steps`` <= R^level steps from the start, cut behind the last step."""
        return self._pieces(level, steps, 0, 1)

    def completed_run(self, level: int, parts: int) -> Iterator[NDArray[np.int64]]:
        """Return pieces of a run of ``parts`` R^(level - 1) steps, with what is written after its last part."""
        return self._pieces(level, parts * self._tokens.R ** max(level - 1, 0), 1, 1)

    def core(self, level: int) -> Iterator[NDArray[np.int64]]:
        """Return pieces of a completed core of R^level steps from wherever the heads are."""
        return self._pieces(level, self._tokens.R**level, 1, 0)

    def _pieces(self, level: int, steps: int, completed: int, spine: int) -> Iterator[NDArray[np.int64]]:
        R, m = self._tokens.R, len(self.tapes)
        stack = np.zeros((level + 2, _TAPES + 3 * m), np.int64)
        stack[0, :_TAPES] = level, steps, completed, 0, 0, spine
        # No window is wider than 2 R + 1 parts.
        widest = m * (2 * R + 1) * R ** max(level - 1, 0)
        out = np.zeros(max(_BUFFER if not self._buffer else self._buffer, 2 * widest + 8), np.int64)
        depth = 1
        while depth:
            depth, count = _write(
                stack, depth, self.tapes, self.heads, self._scalars, self._numbers, self._strides, *self._tables, out,
                len(out) - widest - 4,
            )  # fmt: skip
            yield out[:count].copy()


@numba.njit(cache=True)
def _write(
    stack: Any,
    depth: int,
    tapes: Any,
    heads: Any,
    scalars: Any,
    numbers: Any,
    strides: Any,
    nx: Any,
    wr: Any,
    mv: Any,
    out: Any,
    full: int,
) -> tuple[int, int]:
    """Go on until the stack is empty or ``out`` holds more than ``full`` tokens; return depth and tokens."""
    first_in, first_x, first_out, first_z, R, radius, C, scans = numbers
    m, low, at = tapes.shape[0], scalars[2], 0
    while depth and at <= full:
        row = stack[depth - 1]
        level = row[_LEVEL]
        if level == 0:
            scanned = 0
            for j in range(m):
                for i in range(-radius, radius + 1):
                    scanned = scanned * C + tapes[j, heads[j] + i - low]
            q = scalars[0]
            out[at] = first_z + q * scans + scanned
            at += 1
            for j in range(m):
                for i in range(-radius, radius + 1):
                    tapes[j, heads[j] + i - low] = wr[q, scanned, j, i + radius]
                heads[j] += mv[q, scanned, j]
            scalars[0] = nx[q, scanned]
            depth -= 1
            continue
        B = R ** (level - 1)
        part = max(B // R, 1)
        if row[_DONE] == 0:
            row[_PARTS] = (min(row[_STEPS], B * R) + B - 1) // B
            for j in range(m):
                origin = heads[j] // (B * R) * (B * R)
                o = (heads[j] - origin) // B
                row[_TAPES + 3 * j], row[_TAPES + 3 * j + 1] = origin, o
                if level > 1 and not row[_SPINE]:
                    d = heads[j] // part % R
                    for y in range(origin + (o - 1) * B, origin + (o + 2) * B):
                        out[at] = first_in + tapes[j, y - low] * R + d
                        at += 1
        else:
            last = row[_DONE] == row[_PARTS]
            if last and not row[_COMPLETED]:
                depth -= 1
                continue
            for j in range(m):
                origin, o = row[_TAPES + 3 * j], row[_TAPES + 3 * j + 1]
                r = (heads[j] - origin) // B - o
                d = heads[j] // part % R if level > 1 else 0
                radius_in_parts = 1 if last else 1 + row[_PARTS] - row[_DONE]
                for y in range(origin + (o - radius_in_parts) * B, origin + (o + radius_in_parts + 1) * B):
                    c = tapes[j, y - low]
                    if last:
                        out[at] = first_out + c * strides[1] + o * 3 + r
                    else:
                        out[at] = first_x + c * strides[0] + (o * 3 + r) * R + d
                    at += 1
                row[_TAPES + 3 * j + 1] = o + r
            if last:
                depth -= 1
                continue
        # The next part: cut like this one if it is the last, else completed.
        child = stack[depth]
        is_last = row[_DONE] + 1 == row[_PARTS]
        child[:] = 0
        child[_LEVEL] = level - 1
        child[_STEPS] = row[_STEPS] - row[_DONE] * B if is_last else B
        child[_COMPLETED] = 1 if not is_last else row[_COMPLETED]
        child[_SPINE] = 1 if row[_SPINE] and row[_DONE] == 0 else 0
        row[_DONE] += 1
        depth += 1
    return depth, at
