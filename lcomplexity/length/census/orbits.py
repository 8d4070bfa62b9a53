"""The NPN classes of n <= 5 variables, found by their representatives: the smallest table of each class.

All 2^n n! input transformations of a table are *walked*: each is one adjacent swap of two variables (Steinhaus, Johnson and
Trotter), or one negation of a variable (Gray), away from the one before, so a step is a few operations on one integer.
A table is a representative if no table on its walk, or complement of one, is smaller; the class has 2^(n+1) n! members
divided by the number of times the walk meets the table itself or its complement.

Few tables need a walk. Every cofactor of f can be brought to the top half of the table, where the smallest table of its class
of n - 1 variables can stand; so the top half of a representative *is* a representative of n - 1 variables, and no
cofactor has a smaller one. For n = 5 that leaves about a million tables of 2^32.

>>> representatives_in(Half.of(2), 0b00, 0, 4)                           # 0000, 0001, 0011 and the numbers of members
(array([0, 1, 3]), array([2, 8, 4]))
>>> sum(len(representatives_in(Half.of(3), int(high), 0, 16)[0]) for high in Half.of(3).highs)
14
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from lcomplexity.functions.npn import representatives

#: Tables of 2^5 bits are kept in 64-bit integers.
MAX_VARIABLES = 5


@cache
def walk(n: int) -> NDArray[np.int64]:
    """Return the steps of a walk through all 2^n n! input transformations, shape (2^n n! - 1, 3), read-only.

    A step (keep, moved, s) turns table f into (f & keep) | (f & moved) << s | (f >> s) & moved.

    >>> walk(1).tolist()                                                 # negate x_0: exchange the two entries
    [[0, 1, 1]]
    """
    swaps, negations = _swaps(n), [(g & -g).bit_length() - 1 for g in range(1, 1 << n)]
    steps = []
    for swap in [*swaps, None]:
        steps += [_negation(n, j) for j in negations]
        if swap is not None:
            steps.append(_swap(n, swap))
    array = np.array(steps, np.int64).reshape(-1, 3)
    array.setflags(write=False)
    return array


def _mask(n: int, wanted: dict[int, int]) -> int:
    """The table that is 1 where x_j = value for every (j, value)."""
    return sum(1 << i for i in range(1 << n) if all(i >> j & 1 == v for j, v in wanted.items()))


def _negation(n: int, j: int) -> tuple[int, int, int]:
    return 0, _mask(n, {j: 0}), 1 << j


def _swap(n: int, j: int) -> tuple[int, int, int]:
    """x_j with x_(j+1): points with x_j = 1, x_(j+1) = 0 move up by 2^(j+1) - 2^j."""
    moved, up = _mask(n, {j: 1, j + 1: 0}), 1 << j
    return _mask(n, {}) & ~(moved | moved << up), moved, up


def _swaps(n: int) -> list[int]:
    """Adjacent transpositions through all permutations of n things: (j, j + 1) is called j."""
    order, direction = list(range(n)), [-1] * n
    swaps: list[int] = []
    while True:
        movable = [v for i, v in enumerate(order) if 0 <= i + direction[v] < n and order[i + direction[v]] < v]
        if not movable:
            return swaps
        v = max(movable)
        i = order.index(v)
        k = i + direction[v]
        swaps.append(min(i, k))
        order[i], order[k] = order[k], order[i]
        for u in range(v + 1, n):
            direction[u] = -direction[u]


@dataclass(frozen=True, eq=False)
class Half:
    """What is known of n - 1 variables when looking for the representatives of n.

    ``below`` (2^(2^(n-1)),) gives each table its representative, ``highs`` are the representatives; ``cofactors``
    (max(n-1, 1), 2, 2^(2^(n-1))) gives the table of n - 2 variables left of a table when x_j = v.
    """

    n: int
    below: NDArray[np.int64]
    highs: NDArray[np.int64]
    cofactors: NDArray[np.int64]

    @staticmethod
    @cache
    def of(n: int) -> Half:
        """Return it for n = 1 .. 5.

        >>> Half.of(2).highs.tolist()
        [0, 1]
        """
        below = representatives(n - 1).astype(np.int64)
        tables = np.arange(len(below))
        cofactors = np.zeros((max(n - 1, 1), 2, len(below)), np.int64)
        for j in range(n - 1):
            for v in (0, 1):
                points = [i for i in range(1 << n - 1) if i >> j & 1 == v]
                for k, i in enumerate(points):
                    cofactors[j, v] |= (tables >> i & 1) << k
        highs = np.unique(below)
        for array in (below, highs, cofactors):
            array.setflags(write=False)
        return Half(n, below, highs, cofactors)


def representatives_in(half: Half, high: int, start: int, stop: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the representatives with top half ``high`` and low half in [start, stop), and the sizes of their classes.

    >>> representatives_in(Half.of(3), 0b0110, 0, 16)                    # 0110 1001 (parity), 0110 0110 is 0011 1100
    (array([105]), array([2]))
    """
    tables, sizes = np.zeros(stop - start, np.int64), np.zeros(stop - start, np.int64)
    from lcomplexity.length.census.orbits_compiled import representatives_among

    count = representatives_among(half.n, high, start, stop, half.below, half.cofactors, walk(half.n), tables, sizes)
    return tables[:count], sizes[:count]
