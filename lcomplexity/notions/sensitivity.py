"""Sensitivity: how many single bits of x change f(x), for the worst x.

Source: Cook, Dwork and Reischuk (1986); Buhrman and de Wolf, Complexity measures and decision tree complexity (2002).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from lcomplexity.notions.notion import Notion
from lcomplexity.notions.truth_table import values


def sensitive_bits(n: int, table: int) -> NDArray[np.int64]:
    """Return for each x how many j have f(x) != f(x with bit j changed). Shape (2^n,).

    >>> sensitive_bits(2, 0b1000).tolist()                 # AND
    [0, 1, 1, 2]
    """
    f, points = values(n, table), np.arange(1 << n)
    return sum((f != f[points ^ 1 << j] for j in range(n)), start=np.zeros(1 << n, np.int64))


def sensitivity(n: int, table: int) -> int:
    """Return the most bits that x is sensitive to.

    >>> sensitivity(3, 0b11101000), sensitivity(3, 0b10010110)            # majority; parity
    (2, 3)
    """
    return int(sensitive_bits(n, table).max())


SENSITIVITY = Notion(
    "sensitivity",
    "sensitivity",
    r"\mathrm{s}",
    "the most single bits of an x that change f(x)",
    "Cook, Dwork and Reischuk 1986",
    sensitivity,
)
