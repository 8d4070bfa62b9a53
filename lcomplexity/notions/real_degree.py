"""Degree over the reals: of the only multilinear polynomial with real coefficients that is f on {0, 1}^n.

Source: Nisan and Szegedy, On the degree of Boolean functions as real polynomials (1994). The zero function has degree 0 here.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from lcomplexity.notions.notion import Notion
from lcomplexity.notions.truth_table import values, weights


def real_coefficients(n: int, table: int) -> NDArray[np.int64]:
    """Return the coefficient of the product of x_j, j in S, for every S, a set of bits: they are integers. Shape (2^n,).

    >>> real_coefficients(2, 0b0110).tolist()              # x_0 + x_1 - 2 x_0 x_1
    [0, 1, 1, -2]
    """
    c = values(n, table).astype(np.int64)
    for j in range(n):
        halves = c.reshape(-1, 2, 1 << j)
        halves[:, 1] -= halves[:, 0]
    return c


def real_degree(n: int, table: int) -> int:
    """Return the degree of f as a real polynomial, 0 for constants.

    >>> real_degree(3, 0b10010110), real_degree(3, 0b11011000)            # parity; x_0 ? x_2 : x_1
    (3, 2)
    """
    return int(np.where(real_coefficients(n, table) != 0, weights(n), 0).max())


REAL_DEGREE = Notion(
    "real_degree",
    "degree over R",
    r"\deg",
    "the degree of f as a multilinear real polynomial",
    "Nisan and Szegedy 1994",
    real_degree,
)
