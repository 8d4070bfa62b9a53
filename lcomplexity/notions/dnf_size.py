"""DNF size: the fewest terms of a disjunction of conjunctions of literals that is f.

Source: Quine, The problem of simplifying truth functions (1952).
"""

from __future__ import annotations

from lcomplexity.notions.notion import Absent, Notion, beyond
from lcomplexity.notions.prime_cover import MOST_VARIABLES, least_cover
from lcomplexity.notions.truth_table import on_essential_variables


def dnf_size(n: int, table: int) -> int | Absent:
    """Return the fewest terms of a DNF of f: 0 for the constant 0, 1 for the constant 1; f may depend on 5 variables.

    >>> dnf_size(2, 0b1110), dnf_size(3, 0b10010110)                      # OR; parity
    (2, 4)
    """
    n, table = on_essential_variables(n, table)
    return least_cover(n, table) if n <= MOST_VARIABLES else beyond(n, MOST_VARIABLES, "essential variables")


DNF_SIZE = Notion(
    "dnf_size",
    "DNF terms",
    r"\mathrm{DNF}",
    "the fewest terms of a disjunctive normal form",
    "Quine 1952",
    dnf_size,
)
