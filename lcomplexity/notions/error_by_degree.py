"""How well real polynomials of each degree approximate (-1)^f uniformly: what threshold and approximate degree are read off.

If f depends on the sum of its bits only, averaging a polynomial over all permutations leaves a polynomial of the sum (Minsky
and Papert 1969), so n + 1 points do for 2^n.
"""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache
from math import comb

import numpy as np

from lcomplexity.notions.truth_table import on_essential_variables, values, weights
from lcomplexity.notions.uniform_approximation import best_approximation, parities

#: 2^6 points and up to 2^6 monomials are a second's work; functions of the sum alone go as far as tables do.
MOST_VARIABLES = 6


def symmetric_values(n: int, table: int) -> tuple[int, ...] | None:
    """Return f at a point of sum 0, 1, .., n if f depends on the sum only, else None.

    >>> symmetric_values(3, 0b11101000), symmetric_values(2, 0b1010)
    ((0, 0, 1, 1), None)
    """
    f, sums = values(n, table), weights(n)
    first = tuple(int(f[(1 << s) - 1]) for s in range(n + 1))
    return first if (f == np.array(first)[sums]).all() else None


def within_reach(n: int, table: int) -> bool:
    """Does f depend on at most 6 variables, or is it symmetric in those it depends on?

    >>> within_reach(16, (1 << (1 << 16)) - 2)             # OR of 16 variables
    True
    """
    m, reduced = on_essential_variables(n, table)
    return m <= MOST_VARIABLES or symmetric_values(m, reduced) is not None


def error_by_degree(n: int, table: int, degree: int) -> Fraction:
    """Return the least max_x |(-1)^f(x) - p(x)| over real polynomials p of this degree; f must be :func:`within_reach`.

    >>> [error_by_degree(4, 0x8000, d) for d in range(5)]                 # AND of four bits
    [Fraction(1, 1), Fraction(3, 4), Fraction(1, 3), Fraction(1, 8), Fraction(0, 1)]
    """
    m, reduced = on_essential_variables(n, table)
    # f and its complement have the same errors
    return _error(m, min(reduced, reduced ^ ((1 << (1 << m)) - 1)), degree)


@lru_cache(maxsize=1 << 12)
def _error(n: int, table: int, degree: int) -> Fraction:
    symmetric = symmetric_values(n, table)
    if symmetric is not None:
        features = np.array([[comb(s, i) for s in range(n + 1)] for i in range(min(degree, n) + 1)], np.int64)
        return best_approximation(features, 1 - 2 * np.array(symmetric)).error
    return best_approximation(parities(n, min(degree, n)), 1 - 2 * values(n, table).astype(np.int64)).error
