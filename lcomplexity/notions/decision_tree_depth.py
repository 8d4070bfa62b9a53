"""Decision-tree depth: how many bits of x a best adaptive reader asks for in the worst case.

Over all subcubes, from small to large: depth 0 where f is constant, else 1 + the least over free variables of the larger of
the two halves' depths.

Source: Buhrman and de Wolf, Complexity measures and decision tree complexity: a survey (2002).
"""

from __future__ import annotations

import numpy as np

from lcomplexity.notions.notion import Absent, Notion, beyond
from lcomplexity.notions.subcubes import MOST_VARIABLES, constant_subcubes


def decision_tree_depth(n: int, table: int) -> int | Absent:
    """Return the least depth of a decision tree that computes f; n <= 12.

    >>> decision_tree_depth(3, 0b11101000), decision_tree_depth(3, 0b11011000)       # majority; x_0 ? x_2 : x_1
    (3, 2)
    """
    if n > MOST_VARIABLES:
        return beyond(n, MOST_VARIABLES)
    constant = constant_subcubes(n, table)
    points = np.arange(1 << n)
    depth = np.zeros((1 << n, 1 << n), np.int8)
    for free in range(1, 1 << n):
        best = np.full(1 << n, n, np.int8)
        for j in range(n):
            if free >> j & 1:
                half = depth[free ^ 1 << j]
                np.minimum(best, 1 + np.maximum(half, half[points ^ 1 << j]), out=best)
        depth[free] = np.where(constant[free], 0, best)
    return int(depth[-1, 0])


DECISION_TREE_DEPTH = Notion(
    "decision_tree_depth",
    "tree depth",
    r"\mathrm{D}^{\mathrm{dt}}",
    "the depth of a best decision tree",
    "Buhrman and de Wolf 2002",
    decision_tree_depth,
)
