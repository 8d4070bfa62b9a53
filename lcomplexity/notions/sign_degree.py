"""Threshold degree, also sign degree: the least degree of a real polynomial that has the sign of (-1)^f at every point.

There is one of degree d exactly if (-1)^f can be approximated by one with an error below 1: exact, in rationals. It is at most 1
exactly if f is one linear token. (Not to be mistaken for the degree over R: AND of four bits has threshold degree 1.)

Source: Minsky and Papert, Perceptrons (1969), there the order; Aspnes, Beigel, Furst and Rudich (1994).
"""

from __future__ import annotations

from lcomplexity.notions.error_by_degree import MOST_VARIABLES, error_by_degree, within_reach
from lcomplexity.notions.notion import Absent, Notion, beyond
from lcomplexity.notions.truth_table import essential_variables


def sign_degree(n: int, table: int) -> int | Absent:
    """Return the threshold degree of f; f depends on 6 variables at most, or is symmetric.

    >>> sign_degree(4, 0x8000), sign_degree(3, 0b11101000), sign_degree(3, 0b10010110)    # AND; majority; parity
    (1, 1, 3)
    """
    if not within_reach(n, table):
        return beyond(
            len(essential_variables(n, table)), MOST_VARIABLES, "essential variables, and for symmetric functions"
        )
    return next(d for d in range(n + 1) if error_by_degree(n, table, d) < 1)


SIGN_DEGREE = Notion(
    "sign_degree",
    "threshold degree",
    r"\deg_{\pm}",
    "the least degree of a real polynomial with the sign of (-1)^f everywhere",
    "Minsky and Papert 1969; Aspnes et al. 1994",
    sign_degree,
)
