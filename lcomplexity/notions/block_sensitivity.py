"""Block sensitivity: how many disjoint blocks of bits of x change f(x) when flipped, for the worst x.

For every x at once: the most disjoint sensitive blocks inside a set S of variables is the larger of what S without its first
variable gives, and 1 + what is left of S after a sensitive block with that variable. There are 3^n pairs of sets.

Source: Nisan, CREW PRAMs and decision trees (1991).
"""

from __future__ import annotations

import numpy as np

from lcomplexity.notions.notion import Absent, Notion, beyond
from lcomplexity.notions.truth_table import values

#: 3^10 = 59,049 vectors of 1,024 points.
MOST_VARIABLES = 10


def block_sensitivity(n: int, table: int) -> int | Absent:
    """Return the most disjoint blocks that an x is sensitive to; n <= 10.

    For the sum of 4 bits lying in {2}, 0000 is changed by flipping {x_0, x_1} and by flipping {x_2, x_3}:

    >>> two_of_four = sum(1 << x for x in range(16) if x.bit_count() == 2)
    >>> block_sensitivity(4, two_of_four), block_sensitivity(3, 0b11101000)            # 1100 has four; majority
    (4, 2)
    """
    if n > MOST_VARIABLES:
        return beyond(n, MOST_VARIABLES)
    f, points = values(n, table), np.arange(1 << n)
    most = np.zeros((1 << n, 1 << n), np.int8)
    for S in range(1, 1 << n):
        first = S & -S
        rest = S ^ first
        best = most[rest].copy()
        others = rest
        while True:
            block = first | others
            np.maximum(best, most[S ^ block] + (f != f[points ^ block]), out=best)
            if not others:
                break
            others = (others - 1) & rest
        most[S] = best
    return int(most[-1].max())


BLOCK_SENSITIVITY = Notion(
    "block_sensitivity",
    "block sensitivity",
    r"\mathrm{bs}",
    "the most disjoint blocks of bits of an x that change f(x) when flipped",
    "Nisan 1991",
    block_sensitivity,
)
