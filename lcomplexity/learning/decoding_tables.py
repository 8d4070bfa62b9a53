"""Compiled decoding by learned tables: the tables of all tokens in flat arrays, one loop over samples and tokens."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

import numba
import numpy as np
from numpy.typing import NDArray

from lcomplexity.learning.wiring import Wiring

if TYPE_CHECKING:
    from lcomplexity.learning.learned import Table


class FlatTables(NamedTuple):
    """``row_of[row_start[table] + slot * size + token]``: row of the weights, -1 where the token was never seen there.

    Rows of table g start at ``weight_start[g]`` and are ``width[g]`` labels long, whose tokens start at ``label_start[g]``.
    """

    size: int
    tables: NDArray[np.int64]
    positions: NDArray[np.int64]
    row_start: NDArray[np.int64]
    row_of: NDArray[np.int32]
    weight_start: NDArray[np.int64]
    weights: NDArray[np.int64]
    width: NDArray[np.int64]
    label_start: NDArray[np.int64]
    labels: NDArray[np.int64]

    @classmethod
    def of(cls, size: int, wiring: Wiring, tables: Sequence[Table]) -> FlatTables:
        """Return the flat form of the tables of a wiring over ``size`` tokens."""
        rows, row_start, begin = [], [], 0
        for table in tables:
            here = np.full((len(table.tokens), size), -1, np.int32)
            first = 0
            for slot, there in enumerate(table.tokens):
                here[slot, list(there)] = np.arange(first, first + len(there))
                first += len(there)
            row_start.append(begin)
            begin += here.size
            rows.append(here.ravel())
        width = np.array([len(table.labels) for table in tables], np.int64)
        sizes = np.array([table.weights.size for table in tables], np.int64)
        return cls(
            size,
            wiring.tables,
            wiring.positions,
            np.array(row_start, np.int64),
            np.concatenate(rows) if rows else np.zeros(0, np.int32),
            np.concatenate([[0], np.cumsum(sizes)[:-1]]).astype(np.int64),
            np.concatenate([table.weights.ravel() for table in tables]),
            width,
            np.concatenate([[0], np.cumsum(width)[:-1]]).astype(np.int64),
            np.concatenate([table.labels for table in tables]),
        )


@numba.njit(cache=True)
def decode_tables(
    flat: FlatTables, context: NDArray[np.int32], said: NDArray[np.int32], n: int, rolled_out: bool
) -> None:  # pragma: no cover - compiled
    """Return nothing; fill ``said`` (m, T) with the tokens said after ``context`` (m, n + T), which takes them up if rolled out.

    >>> decode_tables.py_func.__name__
    'decode_tables'
    """
    m, T = said.shape
    scores = np.zeros(max(flat.width), np.int64)
    # Token by token for all samples: the weights of one table at a time are what the cache holds.
    for t in range(T):
        table = flat.tables[t]
        width, first = flat.width[table], flat.weight_start[table]
        for i in range(m):
            scores[:width] = 0
            for slot in range(flat.positions.shape[1]):
                position = flat.positions[t, slot]
                if position < 0:
                    break
                row = flat.row_of[flat.row_start[table] + slot * flat.size + context[i, position]]
                if row >= 0:
                    here = first + row * width
                    scores[:width] += flat.weights[here : here + width]
            best = 0
            for label in range(1, width):
                if scores[label] > scores[best]:
                    best = label
            said[i, t] = flat.labels[flat.label_start[table] + best]
            if rolled_out:
                context[i, n + t] = said[i, t]
