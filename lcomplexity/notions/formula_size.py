"""Formula size L(f): the fewest two-input gates, of all kinds, of a formula for f; NOT is free. Leaves are one more.

Source: Knuth, TAOCP 4A, 7.1.2.
"""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import NDArray

from lcomplexity.notions.formulas import formula_sizes
from lcomplexity.notions.four_variables import four_variable_table
from lcomplexity.notions.notion import Absent, Notion, beyond
from lcomplexity.notions.read_once import is_read_once
from lcomplexity.notions.truth_table import on_essential_variables


@cache
def _sizes() -> NDArray[np.uint8]:
    return formula_sizes("all two-input gates")


def formula_size(n: int, table: int) -> int | Absent:
    """Return the least number of gates of a formula; f depends on four variables at most, or is read-once.

    >>> formula_size(4, 0x6996), formula_size(3, 0b11101000)              # parity; majority
    (3, 4)
    """
    m, reduced = on_essential_variables(n, table)
    if m <= 4:
        return int(_sizes()[four_variable_table(m, reduced)])
    if is_read_once(m, reduced):
        return m - 1
    return beyond(m, 4, "essential variables, and for read-once functions")


FORMULA_SIZE = Notion(
    "formula_size",
    "formula L",
    r"L",
    "the fewest two-input gates of any kind of a formula, NOT free",
    "Knuth 7.1.2",
    formula_size,
)
