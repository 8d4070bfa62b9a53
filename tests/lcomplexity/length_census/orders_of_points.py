"""A second way to the census, sharing nothing with the first: orders of the points instead of separability.

The weights of a gate of n inputs may be taken generic: no two points have equal sums. Up to negating and permuting inputs
they are w_0 > w_1 > .. > 0, and what matters is the order in which they put the 2^n points: there are 1, 1, 2, 14, 516 such
orders for n = 1 .. 5 (OEIS A009997). They are the cells into which the hyperplanes w . v = 0, v in {-1, 0, 1}^n, cut the cone
w_0 >= w_1 >= .. >= 0; a cell is kept by its extreme rays, and cut by the double description method, in integers.

* Threshold functions: 1 on a final piece of an order.
* T <= 2: f = [w . x + c g >= theta] is a final piece of one order where g = 0 and another where g = 1. So in some order f is 0
  on an initial piece, 1 on a final piece, and a threshold function between (g or its complement); f itself tells where the
  pieces end: at its first 1 and its last 0.
"""

from __future__ import annotations

import itertools
import math
from typing import Any

import numba
import numpy as np
from numpy.typing import NDArray

from lcomplexity.functions.boolean_function import BooleanFunction
from lcomplexity.functions.npn import orbit

Ray = tuple[int, ...]


def weights_of_orders(n: int) -> list[Ray]:
    """Return weights w_0 > .. > 0, an inner point of each cell."""
    rays = [tuple([1] * k + [0] * (n - k)) for k in range(1, n + 1)]
    facets = [tuple(1 if i == k else -1 if i == k + 1 else 0 for i in range(n)) for k in range(n)]
    cells = [(rays, facets)]
    for v in itertools.product((-1, 0, 1), repeat=n):
        if next((c for c in v if c), 0) > 0:
            cells = [piece for cell in cells for piece in cut(*cell, v)]
    return [tuple(map(sum, zip(*rays, strict=True))) for rays, _ in cells]


def dot(a: Ray, b: Ray) -> int:
    return sum(map(int.__mul__, a, b))


def cut(rays: list[Ray], facets: list[Ray], v: Ray) -> list[tuple[list[Ray], list[Ray]]]:
    """Return the cone, or its two parts if v . w takes both signs inside."""
    side = [dot(ray, v) for ray in rays]
    if min(side) >= 0 or max(side) <= 0:
        return [(rays, facets)]
    tight = [frozenset(i for i, f in enumerate(facets) if dot(ray, f) == 0) for ray in rays]
    new = set()
    for i, j in itertools.product(range(len(rays)), repeat=2):
        if side[i] > 0 > side[j]:
            common = tight[i] & tight[j]
            # Neighbours: no third ray is tight wherever both are.
            if not any(common <= tight[k] for k in range(len(rays)) if k not in (i, j)):
                z = tuple(side[i] * b - side[j] * a for a, b in zip(rays[i], rays[j], strict=True))
                new.add(tuple(c // math.gcd(*z) for c in z))
    above = [ray for ray, s in zip(rays, side, strict=True) if s >= 0] + list(new)
    below = [ray for ray, s in zip(rays, side, strict=True) if s <= 0] + list(new)
    return [(above, [*facets, v]), (below, [*facets, tuple(-c for c in v)])]


def orders(n: int) -> NDArray[np.int64]:
    """Return the orders, shape (count, 2^n): points by increasing sum."""
    found = []
    for w in weights_of_orders(n):
        sums = [sum(w[j] for j in range(n) if i >> j & 1) for i in range(1 << n)]
        assert len(set(sums)) == 1 << n
        found.append(sorted(range(1 << n), key=sums.__getitem__))
    return np.array(found, np.int64)


def threshold_tables(n: int) -> NDArray[np.int64]:
    """Return the threshold functions: the classes of the final pieces of orders."""
    pieces = {sum(1 << int(p) for p in order[k:]) for order in orders(n) for k in range((1 << n) + 1)}
    found: set[int] = set()
    for table in pieces:
        if table not in found:
            found.update(orbit(BooleanFunction(n, table)).tolist())
    return np.array(sorted(found), np.int64)


def two_tokens(n: int) -> NDArray[np.uint32]:
    """Return a bit for each table below 2^(2^n - 1), set if a member of its class or a complement is f of the second point above.

    The set is not closed under negating and permuting inputs: look up whole orbits. For n = 5 it takes 256 MB.
    """
    bits = np.zeros(max(1, (1 << (1 << n)) >> 6), np.uint32)
    _mark(n, orders(n), threshold_tables(n), bits)
    return bits


@numba.njit
def _mark(n: int, orders: Any, tables: Any, bits: Any) -> None:
    N = 1 << n
    full = (1 << N) - 1
    chosen = np.empty(len(tables), np.int64)
    for order in orders:
        for i in range(N + 1):
            final = 0
            for k in range(i, N):
                final |= 1 << order[k]
            low = min(final, full ^ final)
            bits[low >> 5] |= np.uint32(1 << (low & 31))
        for i in range(N):
            count = 0
            for g in tables:
                if g >> order[i] & 1:
                    chosen[count] = g
                    count += 1
            middle = 1 << order[i]
            for j in range(i + 1, N):
                middle |= 1 << order[j]
                final = 0
                for k in range(j + 1, N):
                    final |= 1 << order[k]
                for g in chosen[:count]:
                    if not g >> order[j] & 1:
                        f = (g & middle) | final
                        low = min(f, full ^ f)
                        bits[low >> 5] |= np.uint32(1 << (low & 31))


@numba.njit
def marked(n: int, tables: Any, steps: Any, bits: Any) -> Any:
    """Return for each table whether some member of its class is marked; ``steps`` walk through the transformations."""
    full = (1 << (1 << n)) - 1
    found = np.zeros(len(tables), np.bool_)
    for t in range(len(tables)):
        f = tables[t]
        for k in range(len(steps) + 1):
            if k:
                f = (
                    (f & steps[k - 1, 0])
                    | ((f & steps[k - 1, 1]) << steps[k - 1, 2])
                    | ((f >> steps[k - 1, 2]) & steps[k - 1, 1])
                )
            low = min(f, full ^ f)
            if bits[low >> 5] >> (low & 31) & 1:
                found[t] = True
                break
    return found


@numba.njit
def left_by_lemma_2(tables: Any, corners: Any, unbalanced: Any) -> Any:
    """Return for each table whether some first token balances no parallelogram that it splits."""
    found = np.zeros(len(tables), np.bool_)
    for t in range(len(tables)):
        f = tables[t]
        alive = np.full(unbalanced.shape[1], -1, np.int64)
        for k in range(len(corners)):
            a, b, c, d = corners[k]
            if f >> a & 1 == f >> b & 1 and f >> c & 1 == f >> d & 1 and f >> a & 1 != f >> c & 1:
                alive &= unbalanced[k]
        found[t] = (alive != 0).any()
    return found
