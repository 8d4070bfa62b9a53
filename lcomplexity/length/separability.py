"""Is a labelling of integer points a threshold function? Exact: integer weights, or a relation that rules them out.

A *separation* is integers w, theta with w . p >= theta exactly on the points labelled 1. A *relation* is positive integer
multipliers lambda with

    sum over points labelled 1 of lambda_p (1, p)  =  sum over points labelled 0 of lambda_p (1, p);

it proves that there is no separation: add up w . p >= theta, and w . p <= theta - 1, with these multipliers. One of the two
always exists (Gordan). Points may be labelled in part: give only the labelled ones. Labels that are all alike are separated
by weights 0.

>>> square = [(0, 0), (1, 0), (0, 1), (1, 1)]
>>> separate(square, [0, 0, 0, 1])
Separation(weights=(1, 1), threshold=2)
>>> separate(square, [0, 1, 1, 0])                                          # (1,0) + (0,1) = (0,0) + (1,1)
Relation(multipliers=((0, 1), (1, 1), (2, 1), (3, 1)))
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import TypeAlias

import numpy as np

from lcomplexity.errors import PredictorError
from lcomplexity.length.strict_system import Solution, solve

Point: TypeAlias = Sequence[int]

#: Scales tried when weights are brought down; from so many points on, sums are taken in 64 bits, where they fit.
MAX_SCALE, MANY = 64, 64


@dataclass(frozen=True)
class Separation:
    """Label 1 iff sum of weight * coordinate is at least ``threshold``."""

    weights: tuple[int, ...]
    threshold: int

    def label(self, p: Point) -> int:
        """Return the label of a point.

        >>> Separation((1, 1), 2).label((1, 0))
        0
        """
        return int(sum(map(int.__mul__, self.weights, p)) >= self.threshold)


@dataclass(frozen=True)
class Relation:
    """Positive integer ``multipliers`` (number of the point, multiplier), by number, that balance the two labels."""

    multipliers: tuple[tuple[int, int], ...]


def cube(n: int) -> tuple[tuple[int, ...], ...]:
    """Return the 2^n points of n bits, in the order of truth tables: x_j is bit j of the point's number.

    >>> cube(2)
    ((0, 0), (1, 0), (0, 1), (1, 1))
    """
    return tuple(tuple(i >> j & 1 for j in range(n)) for i in range(1 << n))


def labels_of(n: int, table: int) -> tuple[int, ...]:
    """Return the labels of the points of :func:`cube` by a truth table.

    >>> labels_of(2, 0b0110)
    (0, 1, 1, 0)
    """
    return tuple(map(int, reversed(f"{table:0{1 << n}b}")))


def table_of(labels: Sequence[int]) -> int:
    """Return the truth table with these labels: the inverse of :func:`labels_of`.

    >>> table_of((0, 1, 1, 0))
    6
    """
    return int("".join(map(str, reversed(labels))), 2)


def separate(points: Sequence[Point], labels: Sequence[int]) -> Separation | Relation:
    """Return a separation of the points by their labels (0 or 1), or a relation; with weights brought down (see
    :func:`small`) and a relation whose points are as few as possible: dropping any one leaves a separable rest.

    Raises :class:`PredictorError` for no points, points of different dimensions, or labels that do not fit.

    >>> separate([(0,), (1,), (2,)], [1, 0, 1])
    Relation(multipliers=((0, 1), (1, 2), (2, 1)))
    """
    if len(points) != len(labels) or not set(labels) <= {0, 1}:
        raise PredictorError(
            f"separability: {len(points)} points with {len(labels)} labels; give each a label 0 or 1"
        )
    answer = solve([(1, *p) if y else (-1, *(-v for v in p)) for p, y in zip(points, labels, strict=True)])
    if isinstance(answer, Solution):
        return small(points, labels, answer.w[1:])
    return Relation(answer.multipliers)


def is_separation(points: Sequence[Point], labels: Sequence[int], found: Separation) -> bool:
    """Return whether every point has its label by ``found``, in unbounded integers.

    >>> is_separation([(0,), (1,)], [1, 0], Separation((-1,), 0))
    True
    """
    return all(found.label(p) == y for p, y in zip(points, labels, strict=True))


def is_relation(points: Sequence[Point], labels: Sequence[int], found: Relation) -> bool:
    """Return whether ``found`` balances the labels of the points, in unbounded integers.

    >>> is_relation([(0,), (1,), (2,)], [1, 0, 1], Relation(((0, 1), (1, 1), (2, 1))))
    False
    """
    total = [0] * (1 + len(points[0]))
    for i, factor in found.multipliers:
        sign = factor if labels[i] else -factor
        total = [a + sign * v for a, v in zip(total, (1, *points[i]), strict=True)]
    return bool(found.multipliers) and all(factor > 0 for _, factor in found.multipliers) and not any(total)


def small(points: Sequence[Point], labels: Sequence[int], weights: Sequence[int]) -> Separation:
    """Return a separation with weights no larger than the given ones, which must separate with some threshold.

    First all are scaled down together as far as rounding allows; then one weight at a time goes to 0, to half or down by 1, or two
    of them down by 1, as long as some threshold is left: cheap, and often but not always the least sum of sizes. The
    threshold is the smallest in size that fits.

    >>> small([(0, 0), (1, 0), (0, 1), (1, 1)], [0, 0, 0, 1], (7, 5))
    Separation(weights=(1, 1), threshold=2)
    """
    w = [int(v) for v in weights]
    ones = [p for p, y in zip(points, labels, strict=True) if y]
    zeros = [p for p, y in zip(points, labels, strict=True) if not y]
    if not ones or not zeros:
        return Separation((0,) * len(w), 0 if ones else 1)

    sums = _sums(ones, w), _sums(zeros, w)

    def fits(v: Sequence[int]) -> bool:
        return min(sums[0](v)) > max(sums[1](v))

    if not fits(w):
        raise PredictorError(f"separability: the weights {tuple(weights)} do not separate the labels")
    largest = max(map(abs, w))
    for size in range(1, min(largest, MAX_SCALE)):
        scaled = [(2 * v * size + largest) // (2 * largest) for v in w]
        if fits(scaled):
            w = scaled
            break
    while (better := next((v for v in _lower(w) if fits(v)), None)) is not None:
        w = better
    first, last = max(sums[1](w)) + 1, min(sums[0](w))
    return Separation(tuple(w), min(max(0, first), last))


def _sums(points: Sequence[Point], largest: Sequence[int]) -> Callable[[Sequence[int]], Sequence[int]]:
    """A function from weights no larger than these to the weighted sums of the points, exact."""
    size = max(abs(v) for p in points for v in p)
    if len(points) > MANY and sum(map(abs, largest)) * max(size, 1) < 2**62:
        P = np.array(points, np.int64)
        return lambda v: (P @ np.array(v, np.int64)).tolist()
    return lambda v: [sum(map(int.__mul__, v, p)) for p in points]


def _lower(w: Sequence[int]) -> Iterator[list[int]]:
    """Weights a little smaller: one of them, the largest first, or two."""
    order = sorted((i for i in range(len(w)) if w[i]), key=lambda i: -abs(w[i]))
    towards = {i: w[i] - (1 if w[i] > 0 else -1) for i in order}
    for i in order:
        for target in dict.fromkeys((0, w[i] // 2 if w[i] > 0 else -(-w[i] // 2), towards[i])):
            yield [target if j == i else v for j, v in enumerate(w)]
    for i, k in combinations(order, 2):
        yield [towards[j] if j in (i, k) else v for j, v in enumerate(w)]
