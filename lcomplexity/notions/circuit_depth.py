"""Depth D(f): the most gates on a path, in a best circuit of two-input gates of all kinds; NOT is free.

Source: Knuth, TAOCP 4A, 7.1.2.
"""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import NDArray

from lcomplexity.notions.formulas import depths
from lcomplexity.notions.four_variables import four_variable_table
from lcomplexity.notions.notion import Absent, Notion, beyond
from lcomplexity.notions.truth_table import on_essential_variables


@cache
def _depths() -> NDArray[np.uint8]:
    return depths("all two-input gates")


def circuit_depth(n: int, table: int) -> int | Absent:
    """Return the least depth of a circuit; f depends on four variables at most.

    >>> circuit_depth(4, 0x6996), circuit_depth(3, 0b11101000)            # parity; majority
    (2, 3)
    """
    m, reduced = on_essential_variables(n, table)
    return int(_depths()[four_variable_table(m, reduced)]) if m <= 4 else beyond(m, 4, "essential variables")


CIRCUIT_DEPTH = Notion(
    "circuit_depth",
    "depth D",
    r"D",
    "the least depth of a circuit of two-input gates of any kind, NOT free",
    "Knuth 7.1.2",
    circuit_depth,
)
