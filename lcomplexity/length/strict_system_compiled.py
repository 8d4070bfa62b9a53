"""The steps of :func:`lcomplexity.length.strict_system.solve_in_python`, compiled, in 64-bit integers.

All numbers kept stay below 2^30 in size (looked at after every step), those given below 2^22, and a row has at most 32: a
product of two, or a sum of 32^2 products with a number given, stays below 2^62. A system for which that fails is handed back
unsolved. Nothing here is trusted: the caller checks answers.

>>> solve_compiled([(1, 0), (1, 1), (-1, 1)])
Solution(w=(1, 2))
>>> solve_compiled([(2**40,), (-1,)]) is None                    # too large for this code
True
"""

from __future__ import annotations

from typing import Any

import numba
import numpy as np

from lcomplexity.length.strict_system import PATIENCE, Cancellation, Rows, Solution, cancellation_of, solution_of

#: Bounds on every number kept, on those given, and on the length of a row.
LIMIT, GIVEN, MAX_COLUMNS = 1 << 30, 1 << 22, 32
SOLVED, CANCELLED, TOO_LARGE = 0, 1, 2


def solve_compiled(rows: Rows) -> Solution | Cancellation | None:
    """Return a solution or a cancellation, or ``None`` if the numbers are too large for this code.

    >>> solve_compiled([(1, 2), (-1, -2)])
    Cancellation(multipliers=((0, 1), (1, 1)))
    """
    m = len(rows[0])
    if m > MAX_COLUMNS:
        return None
    try:
        R = np.ascontiguousarray(rows, dtype=np.int64)
    except OverflowError:
        return None
    w, basis, alpha = np.zeros(m, np.int64), np.zeros(m, np.int64), np.zeros(m + 1, np.int64)
    status = strict_system(R, len(R), w, basis, alpha)
    if status == TOO_LARGE:
        return None
    if status == SOLVED:
        return solution_of(w.tolist())
    terms = [(int(alpha[m]) >> 32, int(alpha[m]) & 0xFFFFFFFF)]
    terms += [(int(b), -int(a)) for b, a in zip(basis, alpha[:m], strict=True) if b >= 0]
    return cancellation_of(terms)


@numba.njit(cache=True)
def _exchange(p: int, adjugate: Any, alpha: Any, x: Any, det: int) -> int:
    """Replace basis row p by the row with coefficients alpha / det; return the new determinant, or 0 if too large."""
    m = len(x)
    pivot = alpha[p]
    for k in range(m):
        if k != p:
            a = alpha[k]
            if a == 0 and pivot == det:
                continue
            for j in range(m):
                adjugate[k, j] = (pivot * adjugate[k, j] - a * adjugate[p, j]) // det
                if abs(adjugate[k, j]) >= LIMIT:
                    return 0
            x[k] = (pivot * x[k] - a * x[p]) // det
            if abs(x[k]) >= LIMIT:
                return 0
    if pivot < 0:
        for k in range(m):
            for j in range(m):
                adjugate[k, j] = -adjugate[k, j]
    return abs(pivot)


@numba.njit(cache=True)
def strict_system(R: Any, count: int, w: Any, basis: Any, alpha: Any) -> int:
    """Solve the first ``count`` rows of R (N, m); return SOLVED, CANCELLED or TOO_LARGE.

    SOLVED: ``w`` (m,) is a solution. CANCELLED: ``basis`` (m,) are row numbers or -1, ``alpha[:m]`` minus their multipliers,
    and ``alpha[m]`` the entering row (high 32 bits) and its multiplier (low ones).

    >>> strict_system(np.array([[1], [2]]), 2, np.zeros(1, np.int64), np.zeros(1, np.int64), np.zeros(2, np.int64))
    0
    """
    m = R.shape[1]
    adjugate = np.zeros((m, m), np.int64)
    x = np.zeros(m, np.int64)
    for k in range(m):
        adjugate[k, k] = 1
        basis[k] = -1
    det = 1
    missing = m
    for i in range(count):
        for j in range(m):
            if abs(R[i, j]) >= GIVEN:
                return TOO_LARGE
    for i in range(count):
        if missing == 0:
            break
        p = -1
        for k in range(m):
            value = 0
            for j in range(m):
                value += adjugate[k, j] * R[i, j]
            alpha[k] = value
            if abs(value) >= LIMIT:
                return TOO_LARGE
            if p < 0 and basis[k] < 0 and value != 0:
                p = k
        if p >= 0:
            det = _exchange(p, adjugate, alpha, x, det)
            if det == 0:
                return TOO_LARGE
            basis[p] = i
            missing -= 1
    for k in range(m):
        x[k] = det if basis[k] >= 0 else 0
    idle = 0
    while True:
        for j in range(m):
            w[j] = 0
            for k in range(m):
                if basis[k] >= 0:
                    w[j] += adjugate[k, j]
        lowest = det
        entering = -1
        for i in range(count):
            value = 0
            for j in range(m):
                value += w[j] * R[i, j]
            if value < lowest:
                lowest = value
                entering = i
                if idle >= PATIENCE:
                    # Least indices: the first row that is short of 1. It counts only if some row is not above 0.
                    break
        if idle >= PATIENCE and entering >= 0 and lowest > 0:
            solved = True
            for i in range(count):
                value = 0
                for j in range(m):
                    value += w[j] * R[i, j]
                if value <= 0:
                    solved = False
                    break
            if solved:
                return SOLVED
        elif lowest > 0:
            return SOLVED
        for k in range(m):
            value = 0
            for j in range(m):
                value += adjugate[k, j] * R[entering, j]
            alpha[k] = value
            if abs(value) >= LIMIT:
                return TOO_LARGE
        p = -1
        for k in range(m):
            if basis[k] >= 0 and alpha[k] > 0:
                order = 1 if p < 0 else x[p] * alpha[k] - x[k] * alpha[p]
                if order > 0 or (order == 0 and basis[k] < basis[p]):
                    p = k
        if p < 0:
            alpha[m] = (entering << 32) | det
            return CANCELLED
        idle = idle + 1 if x[p] == 0 else 0
        det = _exchange(p, adjugate, alpha, x, det)
        if det == 0:
            return TOO_LARGE
        basis[p] = entering
