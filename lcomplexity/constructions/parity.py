"""Parity of n bits in floor(log2 n) + 1 binary tokens, and in 1 + ceil(log_a((n+1)/2)) tokens over a letters.

With j = ceil(log_a((n+1)/2)), token t = 1..j is the digit floor(r / (2 a^(j-t))) of the sum s = x_1 + .. + x_n, where r is
what the digits before leave of s. All blocks have even size, so after j digits r is 0 or 1 and is the parity: token
j + 1. Each token is an interval of a linear quantity (:mod:`lcomplexity.constructions.counting`). For a = 2 these are
the bits of s, most significant first.

Source: the paper's theorem that parity has length complexity O(log n) (Thm 10 in the numbering of the public reviews of
its submission); the exact count and the form over a letters are ours. For a = 2 it is optimal, for a >= 3 that is open.

>>> c = parity(100); c.predictor.length, c.claims.expression("length")
(7, floor(log(n)/log(2)) + 1)
>>> parity(100, vocabulary=8).predictor.length
3
>>> from lcomplexity.decoding import decode
>>> decode(parity(6).predictor, (1, 0, 1, 1, 0, 1)).chain              # the sum is 4: 100 in binary
(1, 0, 0)
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from lcomplexity.constructions.circuit import bit_interface
from lcomplexity.constructions.claims import Claims
from lcomplexity.constructions.construction import Construction, Expected
from lcomplexity.constructions.counting import interval_rule
from lcomplexity.errors import PredictorError
from lcomplexity.predictor import LinearPredictor
from lcomplexity.schedule import Listed
from lcomplexity.vocabulary import Vocabulary


def block_sizes(n: int, a: int) -> tuple[int, ...]:
    """Return the sizes 2 a^(j-1), .., 2a, 2 of the intervals that the digits narrow the sum to.

    >>> block_sizes(100, 2), block_sizes(100, 8), block_sizes(1, 2)
    ((64, 32, 16, 8, 4, 2), (16, 2), ())
    """
    sizes = []
    size = 2
    while size < n + 1:
        sizes.append(size)
        size *= a
    return tuple(reversed(sizes))


def parity(n: int, vocabulary: int = 2) -> Construction:
    """Return the predictor of x_1 + .. + x_n mod 2 over tokens 0 .. ``vocabulary``-1 (at least 2), n >= 1.

    >>> [parity(n).predictor.length for n in (1, 2, 3, 4, 7, 8, 1000)]
    [1, 2, 2, 3, 3, 4, 10]
    """
    if n < 1 or vocabulary < 2:
        raise PredictorError(f"parity: {n} bits over {vocabulary} letters; it needs at least 1 bit and 2 letters")
    a, sizes = vocabulary, block_sizes(n, vocabulary)
    bits = [{1: 1}] * n
    rules = []
    for t, size in enumerate([*sizes, 1]):
        digits = [{u: -u * earlier for u in range(1, a)} for earlier in sizes[:t]]
        cuts = [v * size for v in range(1, a)] if t < len(sizes) else [1]
        rules.append(interval_rule(bits + digits, [cuts] * a))
    T = len(rules)
    # Slot 0 is the constant, slots 1 .. n + t the context in order.
    positions = np.zeros((T, n + T), np.int64)
    for t in range(T):
        positions[t, 1 : n + t + 1] = np.arange(n + t)
    schedule = Listed(np.arange(T), positions, np.zeros(positions.shape, bool))
    h = LinearPredictor(Vocabulary(tuple(str(v) for v in range(a))), n, tuple(rules), schedule)

    def expected(x: NDArray[np.int64]) -> Expected:
        rest = x.sum(axis=1)
        chain = []
        for size in (*sizes, 1):
            digit, rest = np.divmod(rest, size)
            chain.append(digit)
        return Expected(x, np.stack(chain, axis=1), np.full(len(x), T, np.int64))

    claims = Claims(
        {"n": n, "a": a},
        length=("==", "floor(log(n, 2)) + 1" if a == 2 else "1 + ceiling(log((n + 1)/2, a))"),
        vocabulary=("==", "a"),
        # The constant, the bits, and the digits before.
        reads=("==", "n + floor(log(n, 2)) + 1" if a == 2 else "n + ceiling(log((n + 1)/2, a)) + 1"),
        # Sizes are at most n; a digit weighs 2 v u size, the constant v (v + 1) size, and shares position 0 with x_1.
        max_weight=("<=", "2*a*(a - 1)*n + 2*a"),
        margin=(">=", "1"),
    )
    interface = bit_interface(n, T)
    source = f"parity of {n} bits over {a} letters"
    return Construction("parity", h, interface, claims, n, (0, 1), expected, source)
