"""All threshold functions of given points: the labelings that one gate can give them, walked depth first and exactly.

The points are labelled in turn. A weight vector that separates the labels so far gives the next point one of its labels for
nothing; whether the other is possible too is a strict system, solved exactly. On the points of the cube {0,1}^n these are the
threshold functions of n variables (OEIS A000609); on the points (x, g(x)) they are what a second token can be.

>>> [len(threshold_functions(n)) for n in (1, 2, 3)]
[4, 14, 104]
>>> labelings([(0,), (1,), (2,)]).tolist()                         # bit i is the label of point i: not 010, 101
[0, 1, 3, 4, 6, 7]
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numba
import numpy as np
from numpy.typing import NDArray

from lcomplexity.errors import PredictorError
from lcomplexity.length.separability import Point, cube
from lcomplexity.length.strict_system_compiled import GIVEN, MAX_COLUMNS, SOLVED, TOO_LARGE, strict_system

MAX_POINTS = 64


def threshold_functions(n: int) -> NDArray[np.uint64]:
    """Return the truth tables of all threshold functions of n <= 6 variables in increasing order, shape (count,).

    n = 5 takes seconds, n = 6 (15,028,134 tables) many minutes.

    >>> threshold_functions(1).tolist()
    [0, 1, 2, 3]
    """
    if not 0 <= n <= 6:
        raise PredictorError(f"threshold functions: {n} variables; tables of 64 bits hold 0 to 6")
    return labelings(cube(n))


def labelings(points: Sequence[Point]) -> NDArray[np.uint64]:
    """Return the separable labelings of at most 64 points, bit i for point i, in increasing order, shape (count,).

    >>> labelings([(0,), (0,)]).tolist()                                # the same point twice
    [0, 3]
    """
    if not 1 <= len(points) <= MAX_POINTS or any(len(p) != len(points[0]) for p in points):
        raise PredictorError(f"labelings: {len(points)} points; give 1 to {MAX_POINTS} of one dimension")
    if len(points[0]) + 1 > MAX_COLUMNS or any(abs(v) >= GIVEN for p in points for v in p):
        raise PredictorError(
            f"labelings: points of {len(points[0])} coordinates; at most {MAX_COLUMNS - 1}, below 2^22"
        )
    P = np.array([(1, *p) for p in points], np.int64)
    # Only labelings with point 0 labelled 0 are walked: the others are their complements.
    room = 1 << 12
    while True:
        found = np.zeros(room, np.uint64)
        count = _walk(P, found)
        if count < 0:
            raise PredictorError("labelings: the numbers leave 64 bits; give points with smaller coordinates")
        if count <= room:
            break
        room = max(count, 2 * room)
    half = found[:count]
    everything = np.uint64((1 << len(points)) - 1)
    return np.sort(np.concatenate([half, half ^ everything]))


@numba.njit(cache=True)
def _walk(P: Any, found: Any) -> int:
    """Write the labelings with point 0 labelled 0 to ``found`` as far as it goes; return their number, or -1."""
    N, m = P.shape
    R = np.zeros((N, m), np.int64)
    weights = np.zeros((N + 1, m), np.int64)
    # todo[k]: the label of point k still to be tried, or -1; w of the prefix is weights[k].
    todo = np.full(N, -1, np.int64)
    w, basis, alpha = np.zeros(m, np.int64), np.zeros(m, np.int64), np.zeros(m + 1, np.int64)
    for j in range(m):
        R[0, j] = -P[0, j]
    status = strict_system(R, 1, w, basis, alpha)
    if status == TOO_LARGE:
        return -1
    weights[1] = w
    table = np.uint64(0)
    count, k = 0, 1
    one = np.uint64(1)
    while True:
        if k == N:
            if count < len(found):
                found[count] = table
            count += 1
        else:
            value = 0
            for j in range(m):
                value += weights[k, j] * P[k, j]
            if value != 0:
                label = 1 if value > 0 else 0
                todo[k] = 1 - label
                weights[k + 1] = weights[k]
                for j in range(m):
                    R[k, j] = P[k, j] if label else -P[k, j]
                if label:
                    table |= one << np.uint64(k)
                k += 1
                continue
            todo[k] = 2
            k += 1
        # Back to the last point with a label to try, until one is possible.
        while True:
            k -= 1
            while k > 0 and todo[k] < 0:
                table &= ~(one << np.uint64(k))
                k -= 1
            if k == 0:
                return count
            table &= ~(one << np.uint64(k))
            # todo 2: both labels, 1 first.
            label = 1 if todo[k] == 2 else todo[k]
            todo[k] = 0 if todo[k] == 2 else -1
            for j in range(m):
                R[k, j] = P[k, j] if label else -P[k, j]
            status = strict_system(R, k + 1, w, basis, alpha)
            if status == TOO_LARGE:
                return -1
            if status == SOLVED:
                weights[k + 1] = w
                if label:
                    table |= one << np.uint64(k)
                k += 1
                break
            k += 1
