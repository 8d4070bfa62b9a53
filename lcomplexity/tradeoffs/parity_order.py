"""Parity of n bits by tokens that are parities of at most k earlier bits: the price list in k.

**Length.** T = max(1, ceil((n-1)/(k-1))) for k >= 2: z_1 adds up k bits, each later token the one before and k - 1 new bits; and
no fewer do, as n bits must be read, T - 1 tokens reread, and T tokens read k bits each: n + T - 1 <= T k. [proved]

**Hypotheses.** Token t chooses among the sets of at most k of the n + t - 1 bits before it, the empty set included:
sum_(i <= k) C(n+t-1, i), about n^k. A learner that goes through all of them spends that time; it is a cost of *enumeration* and no
lower bound, for without noise Gaussian elimination finds parities of any order (:mod:`lcomplexity.tradeoffs.parity_learning`).

**Samples.** From the number of hypotheses (:mod:`lcomplexity.notions.sample_bound`): logarithms, the only floats.

Source: the paper's Thm 11 (numbering of the reviews of its submission) with Theta(n/k); the exact count is ours. "At most k": with
*exactly* k bits a token, k odd and n even is impossible.

>>> [(row.k, row.T) for row in price_list(64, (2, 4, 8, 64))]
[(2, 63), (4, 21), (8, 9), (64, 1)]
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from math import comb, log

from lcomplexity.errors import PredictorError
from lcomplexity.notions.sample_bound import DELTA, EPSILON, jointly, token_by_token


@dataclass(frozen=True)
class Price:
    """What parity of n bits costs with tokens of order k: exact counts, and two sample bounds, rounded up from floats.

    ``hypotheses`` are those of the last token, which has most; ``enumerated`` is the sum over all tokens.
    """

    n: int
    k: int
    T: int
    hypotheses: int
    enumerated: int
    sample_bound_token_by_token: int
    sample_bound_jointly: int


def length(n: int, k: int) -> int:
    """Return the least number of tokens, parities of at most k bits each, that end in the parity of n >= 1 bits.

    >>> [length(64, k) for k in (2, 3, 64)], length(1, 1)
    ([63, 32, 1], 1)
    """
    if n < 1 or k < 1 or (k == 1 and n > 1):
        raise PredictorError(f"parity of {n} bits by parities of at most {k}: give n >= 1 bits and an order k >= 2")
    return 1 if n == 1 else max(1, -(-(n - 1) // (k - 1)))


def hypotheses(bits: int, k: int) -> int:
    """Return how many parities of at most k of ``bits`` bits there are.

    >>> hypotheses(4, 2), hypotheses(4, 9)
    (11, 16)
    """
    return sum(comb(bits, i) for i in range(min(bits, k) + 1))


def block_chain(n: int, k: int) -> tuple[tuple[int, ...], ...]:
    """Return the positions that each token of a shortest chain adds up; positions n, n + 1, .. are earlier tokens.

    >>> block_chain(5, 3), block_chain(4, 2)
    (((0, 1, 2), (5, 3, 4)), ((0, 1), (4, 2), (5, 3)))
    """
    tokens: list[tuple[int, ...]] = []
    first = 0
    earlier: tuple[int, ...] = ()
    for t in range(length(n, k)):
        new = tuple(range(first, min(n, first + k - len(earlier))))
        tokens.append((*earlier, *new))
        first, earlier = first + len(new), (n + t,)
    return tuple(tokens)


def price(n: int, k: int, epsilon: float, delta: float) -> Price:
    """Return the costs for one k; error ``epsilon`` and confidence 1 - ``delta`` enter the sample bounds.

    >>> price(8, 8, 0.1, 0.05).hypotheses, price(8, 2, 0.1, 0.05).hypotheses
    (256, 106)
    """
    T = length(n, k)
    counts = [hypotheses(n + t, k) for t in range(T)]
    logarithms = [log(count) for count in counts]
    return Price(
        *(n, k, T, counts[-1], sum(counts)),
        token_by_token(logarithms, epsilon, delta),
        jointly(logarithms, epsilon, delta),
    )


def price_list(n: int, orders: Iterable[int], epsilon: float = EPSILON, delta: float = DELTA) -> tuple[Price, ...]:
    """Return the costs for each of these orders k.

    >>> [row.enumerated for row in price_list(8, (2, 3, 8))]
    [483, 631, 256]
    """
    return tuple(price(n, k, epsilon, delta) for k in orders)
