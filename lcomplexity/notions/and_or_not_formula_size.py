"""{AND, OR, NOT} formula size, also De Morgan formula size: the fewest AND and OR gates of a formula. Leaves are one more.

Source: Khrapchenko (1971), where parity takes n^2 - 1 for n a power of two; OEIS A056287 (Cox and Healy).
"""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import NDArray

from lcomplexity.notions.formulas import formula_sizes
from lcomplexity.notions.four_variables import four_variable_table
from lcomplexity.notions.notion import Absent, Notion, beyond
from lcomplexity.notions.truth_table import on_essential_variables


@cache
def _sizes() -> NDArray[np.uint8]:
    return formula_sizes("AND, OR, NOT")


def and_or_not_formula_size(n: int, table: int) -> int | Absent:
    """Return the least number of AND and OR gates of a formula; f depends on four variables at most.

    >>> and_or_not_formula_size(4, 0x6996), and_or_not_formula_size(3, 0b11101000)         # parity; majority
    (15, 4)
    """
    m, reduced = on_essential_variables(n, table)
    return int(_sizes()[four_variable_table(m, reduced)]) if m <= 4 else beyond(m, 4, "essential variables")


AND_OR_NOT_FORMULA_SIZE = Notion(
    "and_or_not_formula_size",
    "AND/OR/NOT formula",
    r"L_{\wedge\vee\neg}",
    "the fewest AND and OR gates of a formula, NOT free",
    "Khrapchenko 1971; OEIS A056287",
    and_or_not_formula_size,
)
