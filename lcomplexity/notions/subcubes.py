"""On which subcubes a Boolean function is constant: what certificates, decision trees and prime implicants are made of."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from lcomplexity.notions.truth_table import values

#: Subcubes are tabulated for at most this many variables (2^24 entries).
MOST_VARIABLES = 12


def constant_subcubes(n: int, table: int) -> NDArray[np.bool_]:
    """Return entry (F, x): is f constant on the subcube through x in which the variables in F, a set of bits, are free?

    Shape (2^n, 2^n), n <= 12.

    >>> constant_subcubes(2, 0b1000)[0b01].tolist()        # x_0 free: constant where x_1 = 0
    [True, True, False, False]
    """
    f = values(n, table)
    points = np.arange(1 << n)
    constant = np.zeros((1 << n, 1 << n), bool)
    constant[0] = True
    for free in range(1, 1 << n):
        j = free & -free
        half, other = constant[free ^ j], points ^ j
        constant[free] = half & half[other] & (f == f[other])
    return constant
