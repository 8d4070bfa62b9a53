"""Variables that a function treats alike, and the fewer points that are left when only their sums are looked at.

Two variables are interchangeable if swapping them, or swapping each with the other's negation, leaves f as it is. That is an
equivalence, so the variables fall into groups; f depends on x through one sum for each group (a variable that takes part
negated counts 1 - x_j). Gates over these sums are gates over x with equal weights in each group, so programs found on the
sums are programs for f. (The converse is not claimed: a shorter program might treat the group's variables differently.)

>>> groups = interchangeable(3, 0b11101000)                                    # majority
>>> groups
(((0, 1), (1, 1), (2, 1)),)
>>> sums(3, 0b11101000, groups)
(((0,), (1,), (2,), (3,)), (0, 0, 1, 1))
"""

from __future__ import annotations

from typing import TypeAlias

from lcomplexity.functions.boolean_function import mask
from lcomplexity.length.separability import Separation, cube, labels_of

#: Groups of (variable, sign): sign 1 counts x_j, sign -1 counts 1 - x_j.
Groups: TypeAlias = tuple[tuple[tuple[int, int], ...], ...]


def interchangeable(n: int, table: int) -> Groups:
    """Return the groups of a function's interchangeable variables, each in order, its first variable with sign 1.

    >>> interchangeable(2, 0b0010), interchangeable(2, 0b1010)                # x_0 and not x_1; x_0 alone
    ((((0, 1), (1, -1)),), (((0, 1),), ((1, 1),)))
    """
    groups: list[list[tuple[int, int]]] = []
    for j in range(n):
        for group in groups:
            i, _ = group[0]
            sign = _exchange(n, table, i, j)
            if sign:
                group.append((j, sign))
                break
        else:
            groups.append([(j, 1)])
    return tuple(tuple(group) for group in groups)


def _exchange(n: int, table: int, i: int, j: int) -> int:
    """1 if x_i and x_j may be swapped, -1 if x_i and 1 - x_j may, 0 if neither; i < j."""
    xi, xj = mask(n, i), mask(n, j)
    # Point p with x_i = 1, x_j = 0 goes to p + 2^j - 2^i; with both 0, to p + 2^j + 2^i.
    if (table & xi & ~xj) << (1 << j) - (1 << i) == table & xj & ~xi:
        return 1
    return -1 if (table & ~xi & ~xj) << (1 << j) + (1 << i) == table & xi & xj else 0


def sums(n: int, table: int, groups: Groups) -> tuple[tuple[tuple[int, ...], ...], tuple[int, ...]]:
    """Return the points of sums, one coordinate for each group, and their labels.

    >>> sums(2, 0b0010, interchangeable(2, 0b0010))
    (((1,), (2,), (0,)), (0, 1, 0))
    """
    labels = {}
    for x, label in zip(cube(n), labels_of(n, table), strict=True):
        labels[tuple(sum(x[j] if sign > 0 else 1 - x[j] for j, sign in group) for group in groups)] = label
    return tuple(labels), tuple(labels.values())


def spread(gate: Separation, n: int, groups: Groups) -> Separation:
    """Return a gate over sums (and earlier tokens) as the gate over x (and earlier tokens) that it is.

    >>> spread(Separation((1,), 2), 2, interchangeable(2, 0b0010))               # x_0 + 1 - x_1 >= 2
    Separation(weights=(1, -1), threshold=1)
    """
    weights, threshold = [0] * n, gate.threshold
    for group, w in zip(groups, gate.weights, strict=False):
        for j, sign in group:
            weights[j] = sign * w
            threshold -= w if sign < 0 else 0
    return Separation((*weights, *gate.weights[len(groups) :]), threshold)
