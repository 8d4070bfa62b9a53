"""Proofs that three tokens do not suffice, written down: odd covers, one of which each first token balances.

By lemma 3 of :mod:`.parallelograms` it takes a list of odd covers (an odd number of parallelograms that f splits, every point in an
even number of them) such that each threshold function of x balances all of one of them. (That two tokens do not suffice needs
single parallelograms: :mod:`lcomplexity.length.relations`.)

The list is short because one cover rules out many first tokens. Covers are chosen greedily, each ruling out as many of those left
as one can find: take some first tokens that are left, and eliminate over GF(2) the parallelograms that each balances, those
that most others balance first, in a few shuffled orders (the seed is the table).

>>> masks = [0b1111, 0b110011, 0b111100, 0b1010101]                          # three even ones that cover evenly, and another
>>> odd_cover(masks)
[0, 1, 2]
"""

from __future__ import annotations

import random
from typing import TypeAlias

import numpy as np

from lcomplexity.errors import PredictorError
from lcomplexity.length.census.first_tokens import FirstTokens
from lcomplexity.length.census.parallelograms import splits

Parallelogram: TypeAlias = tuple[int, int, int, int]
Cover: TypeAlias = tuple[Parallelogram, ...]

#: First tokens looked at for the next odd cover, and orders tried for each.
SAMPLE, ORDERS = 3, 12


def odd_covers(n: int, table: int) -> tuple[Cover, ...]:
    """Return odd covers that prove that the function of n = 1 .. 5 variables needs at least 4 tokens; some seconds.

    Raises :class:`PredictorError` if lemma 3 does not prove it.

    >>> odd_covers(4, 0x6996)
    Traceback (most recent call last):
        ...
    lcomplexity.errors.PredictorError: 0x6996:4: no odd covers show that it needs 4 tokens
    """
    first = FirstTokens.of(n)
    split = [k for k, corners in enumerate(first.corners) if splits(table, corners)]
    parallelograms = [tuple(first.corners[k].tolist()) for k in split]
    masks = [sum(1 << p for p in corners) for corners in parallelograms]
    unbalanced = np.unpackbits(first.unbalanced[split].view(np.uint8), axis=1, bitorder="little")
    # Which first tokens balance which parallelograms; those ruled out are dropped.
    balanced = unbalanced[:, : len(first.tables)] == 0
    shuffle = random.Random(table)
    chosen: list[Cover] = []
    while (left := balanced.shape[1]) > 0:
        popular = balanced.mean(axis=1)
        best: tuple[int, list[int]] = (0, [])
        for g in sorted({shuffle.randrange(left) for _ in range(SAMPLE)}):
            candidates = np.flatnonzero(balanced[:, g]).tolist()
            for _ in range(ORDERS):
                candidates.sort(key=lambda k: shuffle.random() * 0.3 - popular[k])
                cover = odd_cover([masks[k] for k in candidates])
                if cover is None:
                    raise PredictorError(f"{table:#x}:{n}: no odd covers show that it needs 4 tokens")
                members = [candidates[i] for i in cover]
                best = max(best, (int(balanced[members].all(axis=0).sum()), members))
        chosen.append(tuple(sorted(parallelograms[k] for k in best[1])))
        balanced = balanced[:, ~balanced[best[1]].all(axis=0)]
    return tuple(chosen)


def odd_cover(masks: list[int]) -> list[int] | None:
    """Return the numbers of an odd number of masks whose XOR is 0, early ones preferred, or ``None`` if there are none.

    >>> odd_cover([0b011, 0b110, 0b111, 0b101]), odd_cover([0b11, 0b11])
    ([0, 1, 3], None)
    """
    # (mask, 1 at bit 0) and the numbers of the masks it is the sum of, as bits.
    basis: list[tuple[int, int]] = []
    for i, mask in enumerate(masks):
        rest, used = mask << 1 | 1, 1 << i
        for vector, members in basis:
            if rest ^ vector < rest:
                rest, used = rest ^ vector, used ^ members
        if rest == 1:
            return [k for k in range(i + 1) if used >> k & 1]
        if rest:
            basis.append((rest, used))
    return None
