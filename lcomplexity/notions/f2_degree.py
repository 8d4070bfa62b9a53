"""Degree over F2, also algebraic degree: of the only multilinear polynomial over the field of two elements that is f.

Source: Zhegalkin (1927). The zero function has degree 0 here.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from lcomplexity.notions.notion import Notion
from lcomplexity.notions.truth_table import values, weights


def f2_coefficients(n: int, table: int) -> NDArray[np.uint8]:
    """Return the coefficient of the product of x_j, j in S, for every S, a set of bits. Shape (2^n,).

    >>> f2_coefficients(2, 0b1110).tolist()                # OR: x_0 + x_1 + x_0 x_1
    [0, 1, 1, 1]
    """
    c = values(n, table).copy()
    for j in range(n):
        halves = c.reshape(-1, 2, 1 << j)
        halves[:, 1] ^= halves[:, 0]
    return c


def f2_degree(n: int, table: int) -> int:
    """Return the degree of f as a polynomial over F2, 0 for constants.

    >>> f2_degree(3, 0b10010110), f2_degree(3, 0b11101000)                # parity; majority
    (1, 2)
    """
    return int(np.where(f2_coefficients(n, table) != 0, weights(n), 0).max())


F2_DEGREE = Notion(
    "f2_degree",
    "degree over F2",
    r"\deg_2",
    "the degree of f as a polynomial over the field of two elements",
    "Zhegalkin 1927",
    f2_degree,
)
