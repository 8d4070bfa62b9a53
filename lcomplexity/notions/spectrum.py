"""The Fourier spectrum of F = (-1)^f: its correlations with all parities, as integers out of 2^n."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from lcomplexity.notions.truth_table import values


def spectrum(n: int, table: int) -> NDArray[np.int64]:
    """Return 2^n times the Fourier coefficients: sum over x of (-1)^(f(x) + sum of x_j, j in S), for every S. Shape (2^n,).

    >>> spectrum(2, 0b1000).tolist()                       # AND: (1 + chi_0 + chi_1 - chi_01) / 2
    [2, 2, 2, -2]
    """
    w = 1 - 2 * values(n, table).astype(np.int64)
    for j in range(n):
        halves = w.reshape(-1, 2, 1 << j)
        first, second = halves[:, 0].copy(), halves[:, 1].copy()
        halves[:, 0], halves[:, 1] = first + second, first - second
    return w
