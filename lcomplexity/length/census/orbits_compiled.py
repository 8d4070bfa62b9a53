"""The compiled part of :mod:`lcomplexity.length.census.orbits`: which tables are representatives, and of how many functions."""

from __future__ import annotations

from typing import Any

import numba


@numba.njit(cache=True)
def representatives_among(
    n: int, high: int, start: int, stop: int, below: Any, cofactors: Any, steps: Any, tables: Any, sizes: Any
) -> int:
    """Fill ``tables`` and ``sizes`` with the representatives high * 2^(2^(n-1)) + low, low in [start, stop), and the sizes of their
    classes; return how many. ``steps`` are those of ``orbits.walk``, the other arrays those of ``orbits.Half``.

    Tables have at most 32 bits and shifts are at most 16, so nothing leaves 64 bits.

    >>> import numpy as np
    >>> from lcomplexity.length.census.orbits import Half, walk
    >>> half, tables, sizes = Half.of(3), np.zeros(16, np.int64), np.zeros(16, np.int64)
    >>> representatives_among(3, 6, 0, 16, half.below, half.cofactors, walk(3), tables, sizes), int(tables[0]), int(sizes[0])
    (1, 105, 2)
    """
    half, quarter = 1 << n - 1, (1 << n - 1) >> 1
    full = (1 << (1 << n)) - 1
    count = 0
    for low in range(start, stop):
        possible = below[low] >= high
        for j in range(n - 1):
            for v in range(2):
                if possible and below[cofactors[j, v, high] << quarter | cofactors[j, v, low]] < high:
                    possible = False
        if not possible:
            continue
        f = high << half | low
        if full ^ f < f:
            continue
        g = f
        met = 1
        smallest = True
        for k in range(steps.shape[0]):
            g = (g & steps[k, 0]) | ((g & steps[k, 1]) << steps[k, 2]) | ((g >> steps[k, 2]) & steps[k, 1])
            if g < f or full ^ g < f:
                smallest = False
                break
            if g == f or full ^ g == f:
                met += 1
        if smallest:
            tables[count] = f
            sizes[count] = 2 * (steps.shape[0] + 1) // met
            count += 1
    return count
