"""OBDD size: the nodes of a smallest ordered binary decision diagram, over all orders of the variables, terminals counted.

From the bottom up, over sets B of variables that are read last: what f becomes when the other variables are fixed is one of
several functions of B; how these 2^(n-|B|) subfunctions fall together does not depend on the order within B. Reading variable
i just above B takes one node for each different pair of unequal subfunctions. So the least size is a shortest path through
the 2^n sets (Friedman and Supowit 1990).

Counted are decision nodes and the terminals that occur, as in Knuth's B(f): a constant has size 1, a variable 3. There are no
complemented edges.

Source: Friedman and Supowit (1990); Knuth, TAOCP 4A, 7.1.4.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from lcomplexity.notions.notion import Absent, Notion, beyond
from lcomplexity.notions.truth_table import values

#: 2^10 sets of variables, ten steps each.
MOST_VARIABLES = 10


def obdd_size(n: int, table: int) -> int | Absent:
    """Return the least number of nodes, terminals included, of an OBDD for f under any order; n <= 10.

    >>> obdd_size(2, 0b1000), obdd_size(3, 0b10010110), obdd_size(2, 0)   # AND; parity; a constant
    (4, 7, 1)
    """
    if n > MOST_VARIABLES:
        return beyond(n, MOST_VARIABLES)
    f = values(n, table).astype(np.int64)
    # of a set B: which subfunctions fall together, over the settings of the variables not in B in increasing order
    together: dict[int, NDArray[np.int64]] = {0: f}
    least = {0: len(np.unique(f))}
    for B in sorted(range(1, 1 << n), key=int.bit_count):
        above = [j for j in range(n) if B >> j & 1]
        candidates = []
        for i in above:
            nodes, merged = _read(together[B ^ 1 << i], i, B, n)
            candidates.append(least[B ^ 1 << i] + nodes)
        together[B] = merged
        least[B] = min(candidates)
    return least[(1 << n) - 1]


def _read(together: NDArray[np.int64], i: int, B: int, n: int) -> tuple[int, NDArray[np.int64]]:
    """The nodes that read variable i above B without i, and how the subfunctions of B then fall together."""
    # variables outside B that come before i, in the order in which the settings are numbered
    low = sum(1 for j in range(i) if not B >> j & 1)
    pairs = together.reshape(-1, 2, 1 << low)
    first, second = pairs[:, 0].ravel(), pairs[:, 1].ravel()
    kinds, merged = np.unique(first * (together.max() + 1) + second, return_inverse=True)
    return int(np.count_nonzero(kinds // (together.max() + 1) != kinds % (together.max() + 1))), merged


OBDD_SIZE = Notion(
    "obdd_size",
    "OBDD size",
    r"B_{\min}",
    "the nodes of a smallest ordered binary decision diagram over all orders, terminals counted",
    "Friedman and Supowit 1990; Knuth 7.1.4",
    obdd_size,
)
