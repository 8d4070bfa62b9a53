"""Pairs of numbers: different ones, so that training and held-out pairs are disjoint."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from lcomplexity.errors import PredictorError


class Pairs(NamedTuple):
    """Numbers a and b, (m,) each."""

    a: NDArray[np.int64]
    b: NDArray[np.int64]

    def part(self, start: int, stop: int) -> Pairs:
        """Return pairs ``start`` .. ``stop`` - 1."""
        return Pairs(self.a[start:stop], self.b[start:stop])


def pairs(d: int, m: int, seed: int) -> Pairs:
    """Return m different pairs of numbers of exactly d digits (the first is not 0), all sets of them equally likely, in random order.

    The first pairs are the same for every m with the same seed only if the generator draws them so; draw once and cut.

    >>> drawn = pairs(1, 81, seed=0)
    >>> len({*zip(drawn.a.tolist(), drawn.b.tolist())}), int(drawn.a.min()), int(drawn.b.max())
    (81, 1, 9)
    """
    numbers = 9 * 10 ** (d - 1)
    if m > numbers**2:
        raise PredictorError(f"arithmetic: {m:,} pairs of numbers of {d} digits asked for; there are {numbers**2:,}")
    drawn = np.random.default_rng([seed, d]).choice(numbers**2, size=m, replace=False, shuffle=True)
    return Pairs(drawn // numbers + 10 ** (d - 1), drawn % numbers + 10 ** (d - 1))


def digits(numbers: NDArray[np.int64], d: int) -> NDArray[np.int64]:
    """Return the d digits (m, d) of numbers, most significant first.

    >>> digits(np.array([47]), 3).tolist()
    [[0, 4, 7]]
    """
    return numbers[:, None] // 10 ** np.arange(d)[::-1] % 10
