"""Total influence, also average sensitivity: how many single bits change f(x), on average over x.

It is the sum of |S| times the squared Fourier coefficient at S.

Source: Kahn, Kalai and Linial, The influence of variables on Boolean functions (1988).
"""

from __future__ import annotations

from fractions import Fraction

from lcomplexity.notions.notion import Notion
from lcomplexity.notions.sensitivity import sensitive_bits


def total_influence(n: int, table: int) -> Fraction:
    """Return the average over x of the number of bits that change f(x), an exact rational from 0 to n.

    >>> total_influence(2, 0b1000), total_influence(3, 0b11101000)        # AND; majority
    (Fraction(1, 1), Fraction(3, 2))
    """
    return Fraction(int(sensitive_bits(n, table).sum()), 1 << n)


TOTAL_INFLUENCE = Notion(
    "total_influence",
    "total influence",
    r"\mathrm{I}",
    "the average number of single bits that change f(x)",
    "Kahn, Kalai and Linial 1988",
    total_influence,
)
