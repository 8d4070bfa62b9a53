"""Parity, majority and sorting as predictors: how each is made here, its inputs, and the right answers.

>>> majority = FUNCTIONS["majority"]
>>> majority.right((1, 0, 1)), majority.construction(3).predictor.length
((1,), 3)
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass

from lcomplexity.constructions.construction import Construction
from lcomplexity.constructions.parity import parity
from lcomplexity.constructions.symmetric import symmetric
from lcomplexity.constructions.tuples import tuples
from lcomplexity.programs import Program

#: Letters that are sorted.
LETTERS = "1234"


@dataclass(frozen=True)
class Function:
    """A function of words of n digits, with the construction used for it in words."""

    digits: tuple[int, ...]
    construction: Callable[[int], Construction]
    right: Callable[[tuple[int, ...]], tuple[int, ...]]

    def inputs(self, n: int, count: int, seed: int) -> list[tuple[int, ...]]:
        """Return ``count`` words drawn uniformly."""
        drawn = random.Random(f"{seed} {n}")
        return [tuple(drawn.choices(self.digits, k=n)) for _ in range(count)]


def comparators(n: int) -> list[tuple[int, int]]:
    """Return Batcher's merge exchange network on wires 0 .. n-1: (i, j) with i < j leaves the smaller value on i.

    Source: Knuth, The Art of Computer Programming 3, 5.2.2, Algorithm M.

    >>> comparators(3)
    [(0, 2), (0, 1), (1, 2)]
    """
    found = []
    top = 1 << max((n - 1).bit_length() - 1, 0)
    p = top
    while p and n > 1:
        q, r, d = top, 0, p
        while True:
            found += [(i, i + d) for i in range(n - d) if i & p == r]
            if q == p:
                break
            d, q, r = q - p, q // 2, p
        p //= 2
    return found


def sorting_program(n: int) -> Program:
    """Return the straight-line program that sorts n letters: a minimum and a maximum for each comparator.

    >>> sorting_program(3).run("312")
    ('1', '2', '3')
    """
    wires = list(range(n))
    instructions: list[tuple[Callable[..., str], tuple[int, int]]] = []
    for i, j in comparators(n):
        pair = wires[i], wires[j]
        wires[i], wires[j] = n + len(instructions), n + len(instructions) + 1
        instructions += [(min, pair), (max, pair)]
    return Program.of(LETTERS, n, instructions, wires)


FUNCTIONS = {
    "parity": Function((0, 1), parity, lambda x: (sum(x) % 2,)),
    "majority": Function(
        (0, 1),
        lambda n: symmetric([int(2 * s > n) for s in range(n + 1)]),
        lambda x: (int(2 * sum(x) > len(x)),),
    ),
    "sorting": Function(tuple(map(int, LETTERS)), lambda n: tuples(sorting_program(n)), lambda x: tuple(sorted(x))),
}
