"""Programs for functions of one weighted sum u = w . x: about 2 sqrt(changes) gates, where the value changes along u.

Write f as 0 or 1 between *changes* c_1 < c_2 < .. of u, starting from 0. Cut them into blocks of K, K even. Gates g_b = [u >= first change
of block b] say in unary which block u is in; the k-th change of that block is linear in them, so h_k = [u >= k-th change of the
block] is a gate over (x, g), for k = 1 .. K; and as K is even and h_1 >= h_2 >= .., the value is h_1 - h_2 + h_3 - .. >= 1. This is the
construction for symmetric functions (:mod:`lcomplexity.constructions.symmetric`) with weights in place of ones.

Every function is one of u = x_0 + 2 x_1 + 4 x_2 + ..; fewer changes make a shorter program, so other weights are tried.

>>> changes(3, 0b11101000, (1, 1, 1)), changes(2, 0b0110, (1, 2)), changes(2, 0b0010, (1, 1))
([2], [1, 3], None)
>>> [gate.weights for gate in gates_along((1, 1, 1), [1, 2, 3])]                              # parity of three bits
[(1, 1, 1), (1, 1, 1, -2), (1, 1, 1, -2, 0), (0, 0, 0, 0, 1, -1)]
"""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

from lcomplexity.length.separability import Separation, cube, labels_of

#: Weight vectors tried, and the largest weight among them beside powers of two.
TRIES, LARGEST = 400, 6


def changes(n: int, table: int, w: Sequence[int]) -> list[int] | None:
    """Return the values of u = w . x at which f changes, from 0 below them all; ``None`` if f is no function of u.

    >>> changes(2, 0b1111, (1, 1))
    [0]
    """
    values: dict[int, int] = {}
    for x, label in zip(cube(n), labels_of(n, table), strict=True):
        u = sum(map(int.__mul__, w, x))
        if values.setdefault(u, label) != label:
            return None
    found, before = [], 0
    for u in sorted(values):
        if values[u] != before:
            found.append(u)
            before = values[u]
    return found


def gates_along(w: Sequence[int], cuts: Sequence[int]) -> tuple[Separation, ...]:
    """Return the gates of the function of w . x that changes at ``cuts``, with the best block length.

    >>> gates_along((1, 1), [1])                                              # OR: a single change is a single gate
    (Separation(weights=(1, 1), threshold=1),)
    >>> len(gates_along((1,) * 20, range(1, 21))), len(gates_along((1,) * 20, []))
    (9, 1)
    """
    w = tuple(w)
    if len(cuts) <= 1:
        return (Separation(w, cuts[0]) if cuts else Separation((0,) * len(w), 1),)
    K = min(range(2, len(cuts) + 2, 2), key=lambda K: -(-len(cuts) // K) + K)
    beyond = sum(v for v in w if v > 0) + 1
    blocks = [[*cuts[b : b + K], *[beyond] * (K - len(cuts[b : b + K]))] for b in range(0, len(cuts), K)]
    gates = [Separation((*w, *[0] * (b - 1)), blocks[b][0]) for b in range(1, len(blocks))]
    for k in range(K):
        steps = [blocks[b - 1][k] - blocks[b][k] for b in range(1, len(blocks))]
        gates.append(Separation((*w, *steps, *[0] * k), blocks[0][k]))
    gates.append(Separation((*[0] * (len(w) + len(blocks) - 1), *[(-1) ** k for k in range(K)]), 1))
    return tuple(gates)


def by_weighted_sum(n: int, table: int) -> tuple[Separation, ...]:
    """Return gates for any function, along the best weights of some that are tried (always the same ones).

    >>> len(by_weighted_sum(3, 0b11101000))                                                     # majority
    1
    """
    random = Random(n)
    candidates = [(1,) * n, tuple(1 << j for j in range(n)), tuple(1 << (n - 1 - j) for j in range(n))]
    for _ in range(TRIES if n <= 8 else TRIES >> (n - 8)):
        powers = [1 << j for j in range(n)]
        random.shuffle(powers)
        candidates.append(tuple(random.choice((v, -v)) for v in powers))
        candidates.append(tuple(random.randint(-LARGEST, LARGEST) for _ in range(n)))
    found = [(w, cuts) for w in candidates if (cuts := changes(n, table, w)) is not None]
    w, cuts = min(found, key=lambda pair: len(pair[1]))
    return gates_along(w, cuts)
