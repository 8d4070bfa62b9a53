"""Length against vocabulary: parity of n bits over a letters, between a proved lower bound and the construction.

**Upper.** 1 + ceil(log_a((n+1)/2)) tokens (:func:`lcomplexity.constructions.parity.parity`). [proved]

**Lower.** Fixing the ceil(m/2) variables of largest weight makes one comparison of two letters constant and leaves floor(m/2) free; a - 1
comparisons make a token constant. The last token only has to decide between the answers 0 and 1, which takes one comparison.
So T tokens do for n bits only if floor(n / 2^((a-1)(T-1))) <= 1. [proved] The bounds meet for a = 2; for a >= 3 the truth between them
is open. With 2^n letters one token can hold all of x, so a length says nothing without its vocabulary.

>>> [(row.a, row.lower, row.upper) for row in by_vocabulary(64, (2, 3, 4, 33))]
[(2, 7, 7), (3, 4, 5), (4, 3, 4), (33, 2, 2)]
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from lcomplexity.constructions.parity import block_sizes
from lcomplexity.errors import PredictorError


@dataclass(frozen=True)
class LengthOverLetters:
    """Over ``a`` letters parity of n bits takes at least ``lower`` and at most ``upper`` tokens."""

    n: int
    a: int
    lower: int
    upper: int


def lower_bound(n: int, a: int) -> int:
    """Return a number of tokens over a letters that parity of n bits cannot do with fewer than.

    >>> [lower_bound(n, 2) for n in (1, 2, 3, 4, 64)], lower_bound(2, 99)
    ([1, 2, 2, 3, 7], 2)
    """
    if n < 1 or a < 2:
        raise PredictorError(f"parity: {n} bits over {a} letters; it needs at least 1 bit and 2 letters")
    T, free = 1, n
    while free > 1:
        T, free = T + 1, free >> (a - 1)
    return T


def by_vocabulary(n: int, letters: Iterable[int]) -> tuple[LengthOverLetters, ...]:
    """Return lower and upper bounds for each number of letters.

    >>> by_vocabulary(3, [2])
    (LengthOverLetters(n=3, a=2, lower=2, upper=2),)
    """
    return tuple(LengthOverLetters(n, a, lower_bound(n, a), 1 + len(block_sizes(n, a))) for a in letters)


def telling_letters(n: int) -> tuple[int, ...]:
    """Return 2, 3, .. with those left out that shorten nothing, up to the first where two tokens do.

    >>> telling_letters(64)
    (2, 3, 4, 6, 33)
    """
    chosen: list[int] = []
    best = 0
    for a in range(2, max(3, n // 2 + 3)):
        T = 1 + len(block_sizes(n, a))
        if best != T:
            chosen.append(a)
            best = T
        if T <= 2:
            break
    return tuple(chosen)
