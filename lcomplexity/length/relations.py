"""Why two tokens do not suffice, as a short list of relations: each first token is balanced by one of them.

A relation of f, sum over true points of lambda (1, x) = sum over false points of lambda (1, x), also rules out that f is a
threshold function of (x, g) if it *balances* g: if the weighted sums of g on both sides agree too. And a g for which
g(a) = g(b) /= g(c) = g(d) while a + b = c + d is no threshold function (it is 2-summable). So two tokens do not suffice if every
other g is balanced by some relation on the list, which takes no search to believe.

The list is put together greedily from the relations a + b = c + d that f itself splits, on which g is looked at bit by bit. That
may fail where longer relations are needed; :mod:`lcomplexity.length.gate_search` always gives a proof.

>>> covering_relations(4, 0x6996)[0]                                     # parity of four bits, by the points' numbers
((0, 1), (1, 1), (2, 1), (3, 1))
>>> covering_relations(3, 0x96) is None                                  # two tokens do suffice
True
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from itertools import combinations
from typing import TypeAlias

#: (point, multiplier), by point.
Terms: TypeAlias = tuple[tuple[int, int], ...]

MAX_VARIABLES = 5


def squares(n: int) -> Iterator[tuple[int, int, int, int]]:
    """Return the (a, b, c, d) with a + b = c + d and a < b, c < d, a < c, all four different points of n bits.

    >>> list(squares(2))
    [(0, 3, 1, 2)]
    """
    pairs: dict[tuple[int, int], list[tuple[int, int]]] = {}
    for a, b in combinations(range(1 << n), 2):
        # Equal sums: equal ands and equal ors.
        pairs.setdefault((a & b, a | b), []).append((a, b))
    for group in pairs.values():
        for first, second in combinations(group, 2):
            yield (*first, *second)


@cache
def not_2_summable(n: int) -> tuple[int, ...]:
    """Return the tables of the functions of n <= 5 variables that are 0 at point 0 and split no square, in order.

    For n <= 8 these are the threshold functions (Muroga); here it only matters that all of those are among them.

    >>> [2 * len(not_2_summable(n)) for n in (1, 2, 3, 4)]
    [4, 14, 104, 1882]
    """
    ending: list[list[tuple[int, int, int]]] = [[] for _ in range(1 << n)]
    for a, b, c, d in squares(n):
        last = max(a, b, c, d)
        p, q, r = (b, c, d) if a == last else (a, c, d) if b == last else (d, a, b) if c == last else (c, a, b)
        ending[last].append((1 << p, 1 << q, 1 << r))
    found = [0]
    for p in range(1, 1 << n):
        longer = []
        for g in found:
            for bit in (0, 1):
                # The partner has this bit too, the others both the other one.
                if all((g & q > 0) != bit or (g & r > 0) == bit or (g & s > 0) == bit for q, r, s in ending[p]):
                    longer.append(g | bit << p)
        found = longer
    return tuple(sorted(found))


def covering_relations(n: int, table: int) -> tuple[Terms, ...] | None:
    """Return relations of a function of n <= 5 variables that balance every g, or ``None`` if the squares do not.

    >>> len(covering_relations(4, 0x6996))
    6
    """
    if n > MAX_VARIABLES:
        return None
    candidates = not_2_summable(n)
    split = [
        (a, b, c, d)
        for a, b, c, d in squares(n)
        if table >> a & 1 == table >> b & 1 != table >> c & 1 == table >> d & 1
    ]
    columns = _columns(n)
    everything = (1 << len(candidates)) - 1
    balanced = {square: _balanced(columns, everything, square) for square in split}
    left, chosen = everything, []
    while left:
        best = max(split, key=lambda square: (balanced[square] & left).bit_count(), default=None)
        if best is None or not balanced[best] & left:
            return None
        left &= ~balanced[best]
        chosen.append(best)
    # What a later choice made superfluous goes.
    for square in list(chosen):
        rest = [other for other in chosen if other != square]
        union = 0
        for other in rest:
            union |= balanced[other]
        if union == everything:
            chosen = rest
    return tuple(tuple((p, 1) for p in sorted(square)) for square in sorted(chosen))


@cache
def _columns(n: int) -> tuple[int, ...]:
    """For each point the functions of :func:`not_2_summable` that are 1 there, bit k for function k."""
    columns = []
    for p in range(1 << n):
        columns.append(int("".join(str(g >> p & 1) for g in reversed(not_2_summable(n))), 2))
    return tuple(columns)


def _balanced(columns: tuple[int, ...], everything: int, square: tuple[int, int, int, int]) -> int:
    """The functions g with g(a) + g(b) = g(c) + g(d)."""
    a, b, c, d = (columns[p] for p in square)
    # Sums of two bits agree if both their xors and their ands do.
    return everything & ~((a ^ b ^ c ^ d) | ((a & b) ^ (c & d)))
