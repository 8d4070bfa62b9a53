"""Approximate degree: the least degree of a real polynomial that is within 1/3 of f in {0, 1} at every point.

An error of e for f is one of 2e for (-1)^f. The error is an exact rational, so 1/3 itself counts: AND of four bits has an error
of just 1/3 for (-1)^f at degree 2, hence 1/6 for f.

Source: Nisan and Szegedy, On the degree of Boolean functions as real polynomials (1994), with error 1/3.
"""

from __future__ import annotations

from fractions import Fraction

from lcomplexity.notions.error_by_degree import MOST_VARIABLES, error_by_degree, within_reach
from lcomplexity.notions.notion import Absent, Notion, beyond
from lcomplexity.notions.truth_table import essential_variables

#: The error allowed, for f in {0, 1}.
EPSILON = Fraction(1, 3)


def approximate_degree(n: int, table: int) -> int | Absent:
    """Return the least degree of a polynomial within 1/3 of f; f depends on 6 variables at most, or is symmetric.

    >>> approximate_degree(4, 0x8000), approximate_degree(3, 0b10010110)  # AND; parity
    (2, 3)
    """
    if not within_reach(n, table):
        return beyond(
            len(essential_variables(n, table)), MOST_VARIABLES, "essential variables, and for symmetric functions"
        )
    return next(d for d in range(n + 1) if error_by_degree(n, table, d) <= 2 * EPSILON)


APPROXIMATE_DEGREE = Notion(
    "approximate_degree",
    "approximate degree",
    r"\widetilde{\deg}_{1/3}",
    "the least degree of a real polynomial within 1/3 of f in {0, 1} everywhere",
    "Nisan and Szegedy 1994",
    approximate_degree,
)
