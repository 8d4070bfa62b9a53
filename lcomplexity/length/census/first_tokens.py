"""The first tokens of programs: threshold functions of x, one of each pair of complements, and what they balance.

>>> FirstTokens.of(2).tables.tolist()                                    # of 14, those that are 0 at (1, 1)
[0, 1, 2, 3, 4, 5, 7]
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from lcomplexity.length.census.by_definition import separable
from lcomplexity.length.census.orbits import MAX_VARIABLES
from lcomplexity.length.census.parallelograms import parallelograms


@dataclass(frozen=True, eq=False)
class FirstTokens:
    """The threshold functions of n variables that are 0 at the last point, and what they balance.

    ``tables`` (K,); ``unbalanced`` (parallelograms, ceil(K/64)): bit k of a row says that ``tables[k]`` does not balance it.
    """

    n: int
    tables: NDArray[np.int64]
    corners: NDArray[np.int64]
    unbalanced: NDArray[np.int64]

    @staticmethod
    @cache
    def of(n: int) -> FirstTokens:
        """Return them for n = 1 .. 5: 2, 7, 52, 941, 47,286 functions.

        >>> FirstTokens.of(2).tables.tolist(), FirstTokens.of(2).unbalanced.tolist()
        ([0, 1, 2, 3, 4, 5, 7], [[86]])
        """
        tables = _tables(n)
        corners = parallelograms(n)
        values = (tables[None, :] >> np.arange(1 << n)[:, None] & 1).astype(np.int8)
        unbalanced = np.zeros((len(corners), -(-len(tables) // 64) * 64), np.uint8)
        for row, (a, b, c, d) in zip(unbalanced, corners, strict=True):
            row[: len(tables)] = values[a] + values[b] != values[c] + values[d]
        packed = np.packbits(unbalanced, axis=1, bitorder="little").view("<i8").astype(np.int64)
        for array in (tables, packed):
            array.setflags(write=False)
        return FirstTokens(n, tables, corners, packed)


def _tables(n: int) -> NDArray[np.int64]:
    half = 1 << ((1 << n) - 1)
    if n < MAX_VARIABLES:
        # Few tables split no parallelogram; for each of them separability decides.
        every = np.arange(half)
        for a, b, c, d in parallelograms(n):
            at_a, at_b, at_c, at_d = (every >> p & 1 for p in (a, b, c, d))
            every = every[(at_a != at_b) | (at_c != at_d) | (at_a == at_c)]
        return np.array([table for table in every.tolist() if separable(n, (), table)], np.int64)
    # Walked by compiled code.
    from lcomplexity.length.threshold_functions import threshold_functions

    walked = threshold_functions(n).astype(np.int64)
    return walked[walked < half]
