"""Is there a w with r . w > 0 for every row r of an integer matrix? Exact: w, or the multipliers that rule it out.

By Gordan's theorem exactly one of the two exists: a w, or non-negative multipliers, not all zero, with
sum_i lambda_i r_i = 0. The method is the simplex method in integers (Edmonds' integer-preserving elimination): a basis of
rows r_b is kept as the integer matrix det * B^-1, every division in an update is exact, and the rule of least indices takes
over where steps have length zero, so it ends. It maximises sum lambda subject to sum lambda_i r_i = the sum of the first
basis: an unbounded ray is a cancellation (among linearly independent rows and one more, hence of *minimal* support), and a
basis whose w satisfies every row is a solution.

Small systems are solved here in Python's integers; larger ones by the same steps compiled
(:mod:`lcomplexity.length.strict_system_compiled`), which stop and hand the system back if a number might leave 64 bits.
Whatever the answer, it is checked against the rows in Python's integers before it is returned.

>>> solve([(1, 0), (1, 1), (-1, 1)])
Solution(w=(1, 2))
>>> solve([(1, 0), (1, 2), (-1, -1)])                     # 1 * r_0 + 1 * r_1 + 2 * r_2 = 0
Cancellation(multipliers=((0, 1), (1, 1), (2, 2)))
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import gcd
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from lcomplexity.errors import PredictorError

#: Integers of any size in lists, or an array (N, m) of 64-bit ones.
Rows: TypeAlias = Sequence[Sequence[int]] | NDArray[np.int64]

#: Systems with at least this many numbers are solved by compiled code.
COMPILED_FROM = 200
#: Steps of length zero in a row before the rule of least indices takes over.
PATIENCE = 8


@dataclass(frozen=True)
class Solution:
    """Integers w, without a common divisor, with r . w >= 1 for every row."""

    w: tuple[int, ...]


@dataclass(frozen=True)
class Cancellation:
    """Positive integer ``multipliers`` (row number, multiplier), by row, whose combination of rows is zero."""

    multipliers: tuple[tuple[int, int], ...]


def solve(rows: Rows) -> Solution | Cancellation:
    """Return a solution of r . w > 0 for all rows, or a cancellation, which proves that there is none.

    Rows are integers, equally many in each; raises :class:`PredictorError` for no rows or rows of different lengths.

    >>> solve([(0, 0)])
    Cancellation(multipliers=((0, 1),))
    """
    if len(rows) == 0 or (not isinstance(rows, np.ndarray) and any(len(row) != len(rows[0]) for row in rows)):
        raise PredictorError("strict system: give at least one row, all equally long")
    found = None
    if len(rows) * len(rows[0]) >= COMPILED_FROM:
        from lcomplexity.length.strict_system_compiled import solve_compiled

        found = solve_compiled(rows)
    if found is None:
        found = solve_in_python(_lists(rows))
    fault = fault_of(rows, found)
    if fault is not None:
        raise AssertionError(f"strict system: {fault}")
    return found


def _lists(rows: Rows) -> Sequence[Sequence[int]]:
    # Not numpy's integers, which wrap.
    return rows.tolist() if isinstance(rows, np.ndarray) else rows


def fault_of(rows: Rows, answer: Solution | Cancellation) -> str | None:
    """Return what is wrong with an answer, in words, or ``None``: the check in unbounded integers.

    >>> fault_of([(1, 0), (-1, 1)], Solution((1, 1)))
    'row 1 gives 0'
    >>> fault_of([(1,), (-2,)], Cancellation(((0, 1), (1, 1))))
    'the combination is (-1,), not zero'
    """
    match answer:
        case Solution(w):
            if isinstance(rows, np.ndarray) and sum(map(abs, w)) * int(abs(rows).max()) < 2**62:
                # No sum leaves 64 bits.
                low = int((values := rows @ np.array(w, np.int64)).argmin())
                return None if values[low] > 0 else f"row {low} gives {values[low]}"
            for i, row in enumerate(_lists(rows)):
                value = sum(a * b for a, b in zip(row, w, strict=True))
                if value <= 0:
                    return f"row {i} gives {value}"
        case Cancellation(multipliers):
            total = [0] * len(rows[0])
            for i, factor in multipliers:
                if factor <= 0:
                    return f"the multiplier of row {i} is {factor}"
                total = [a + factor * int(b) for a, b in zip(total, rows[i], strict=True)]
            if any(total) or not multipliers:
                return f"the combination is {tuple(total)}, not zero"
    return None


def solution_of(numbers: Sequence[int]) -> Solution:
    """Return a solution divided by its common divisor.

    >>> solution_of([4, -6])
    Solution(w=(2, -3))
    """
    divisor = gcd(*numbers) or 1
    return Solution(tuple(int(v) // divisor for v in numbers))


def cancellation_of(terms: Sequence[tuple[int, int]]) -> Cancellation:
    """Return a cancellation with zero multipliers dropped, divided by the common divisor, and sorted by row.

    >>> cancellation_of([(3, 4), (1, 2), (2, 0)])
    Cancellation(multipliers=((1, 1), (3, 2)))
    """
    divisor = gcd(*(factor for _, factor in terms)) or 1
    return Cancellation(tuple(sorted((int(i), int(factor) // divisor) for i, factor in terms if factor)))


def solve_in_python(rows: Sequence[Sequence[int]]) -> Solution | Cancellation:
    """Return what :func:`solve` does, in Python's integers whatever their size, unchecked.

    >>> solve_in_python([(2**80,), (-1,)]).multipliers[1] == (1, 2**80)
    True
    """
    m = len(rows[0])
    # adjugate[k] . r is det times the coefficient of basis row k in r; basis[k] < 0: a unit vector, not yet a row.
    adjugate = [[int(i == k) for i in range(m)] for k in range(m)]
    basis, det = [-1] * m, 1

    def coefficients(row: Sequence[int]) -> list[int]:
        return [sum(map(int.__mul__, line, row)) for line in adjugate]

    def exchange(p: int, alpha: list[int], x: list[int], det: int) -> int:
        pivot, line, value = alpha[p], adjugate[p], x[p]
        for k in range(m):
            if k != p:
                a = alpha[k]
                adjugate[k] = [(pivot * u - a * v) // det for u, v in zip(adjugate[k], line, strict=True)]
                x[k] = (pivot * x[k] - a * value) // det
        if pivot < 0:
            for k in range(m):
                adjugate[k] = [-u for u in adjugate[k]]
        return abs(pivot)

    unused = [0] * m
    for i, row in enumerate(rows):
        if min(basis) >= 0:
            break
        alpha = coefficients(row)
        p = next((k for k in range(m) if basis[k] < 0 and alpha[k]), None)
        if p is not None:
            det = exchange(p, alpha, unused, det)
            basis[p] = i
    # Unit vectors that stay have coefficient 0 in every row.
    used = [k for k in range(m) if basis[k] >= 0]
    x = [det if basis[k] >= 0 else 0 for k in range(m)]
    idle = 0
    while True:
        w = [sum(column) for column in zip(*(adjugate[k] for k in used), strict=True)] if used else [0] * m
        values = [sum(map(int.__mul__, w, row)) for row in rows]
        lowest = min(values)
        if lowest > 0:
            return solution_of(w)
        # Least indices: the first row that is short of 1 (= det here), the first basis row among ties.
        entering = values.index(lowest) if idle < PATIENCE else next(i for i, v in enumerate(values) if v < det)
        alpha = coefficients(rows[entering])
        p = -1
        for k in used:
            if alpha[k] > 0:
                order = 1 if p < 0 else x[p] * alpha[k] - x[k] * alpha[p]
                if order > 0 or (order == 0 and basis[k] < basis[p]):
                    p = k
        if p < 0:
            return cancellation_of([(entering, det), *((basis[k], -alpha[k]) for k in used)])
        idle = idle + 1 if x[p] == 0 else 0
        det = exchange(p, alpha, x, det)
        basis[p] = entering
