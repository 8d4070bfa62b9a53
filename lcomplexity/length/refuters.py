"""Refuters: given any predictor that is too short, an input on which it is wrong. Lower bounds as programs.

**Parity.** Whether letter u beats letter v is the sign of a linear function of the free variables. Fix the half of them (rounded up) whose
weights are largest in size: if u wins with them at their best and the rest at its worst, set them so, and u always wins; if
not, set them at their worst, and v always wins, for the rest moves the sum by no more than they do. So a - 1 comparisons, each leaving
at least floor(m/2) of m variables, make a token constant; at the last token one comparison, of 0 and 1, is enough, for the loser is
never written, and as long as a variable is free some input has that parity. With two letters that refutes every predictor
of at most floor(log2 n) tokens on n bits. (A comparison that does not depend on the free variables costs none of them.)

**Inner product** mod 2 of x and y, k bits each. On a rectangle A x B the scores' difference is s(x) + r(y). Split A into halves of small
and large s, B into halves of small and large r; if the largest small ones together let v win, v wins on small x small, else
u wins on large x large. A rectangle with \\|A\\| \\|B\\| > 2^k on which the inner product is constant does not exist (Lindsey), so less than k/2
tokens of two letters are refuted.

>>> from lcomplexity.constructions.circuit import threshold
>>> from lcomplexity.decoding import decode
>>> guess = threshold((2, -1, 3), 2).predictor
>>> x = refute_parity(guess); x, decode(guess, x).chain[-1], sum(x) % 2
((0, 1, 0), 0, 1)
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from lcomplexity.errors import PredictorError
from lcomplexity.length.separability import Relation, separate
from lcomplexity.predictor import LinearPredictor, weights

#: Bits of each vector of an inner product whose rectangles are held as lists.
MAX_VECTOR = 12


def refute_parity(h: LinearPredictor) -> tuple[int, ...] | None:
    """Return bits x on which the predictor's last token is not the parity of x, or ``None`` if variables run out before.

    Never ``None`` for a predictor of T >= 1 tokens over a letters with (a - 1)(T - 1) + 1 <= floor(log2 n). The prompt must be
    the bits themselves, and no token may end the chain early.

    >>> from lcomplexity.constructions.parity import parity
    >>> refute_parity(parity(6).predictor) is None                                       # it is right
    True
    """
    _plain(h)
    fixed: dict[int, int] = {}
    free = list(range(h.n))
    chain: list[int] = []
    for t in range(h.length):
        W = weights(h, t)
        alive = list(range(len(h.vocabulary))) if t + 1 < h.length else [0, 1]
        while len(alive) > 1:
            u, v = alive[:2]
            D = W[u] - W[v]
            constant = sum(D[i, 0] for i in free) + sum(D[i, bit] for i, bit in fixed.items())
            constant += sum(D[h.n + s, z] for s, z in enumerate(chain))
            slopes = {i: D[i, 1] - D[i, 0] for i in free}
            # u wins a tie, being the smaller letter.
            if constant + sum(min(0, s) for s in slopes.values()) >= 0:
                alive.remove(v)
                continue
            if constant + sum(max(0, s) for s in slopes.values()) < 0:
                alive.remove(u)
                continue
            heavy = sorted(free, key=lambda i: -abs(slopes[i]))[: -(-len(free) // 2)]
            worst = sum(min(0, slopes[i]) for i in free if i not in heavy)
            wins = constant + sum(max(0, slopes[i]) for i in heavy) + worst >= 0
            alive.remove(v if wins else u)
            for i in heavy:
                fixed[i] = int((slopes[i] > 0) == wins)
            free = [i for i in free if i not in fixed]
            if not free:
                return None
        chain.append(alive[0])
    # The other one of 0 and 1 is never written; give the free variables that parity.
    x = [fixed.get(i, 0) for i in range(h.n)]
    x[free[0]] = (1 - chain[-1] - sum(x)) % 2
    return tuple(x)


def refute_inner_product(h: LinearPredictor) -> tuple[int, ...] | None:
    """Return bits (x, y) on which the last token is not the inner product of x and y mod 2, or ``None`` if none was found.

    Never ``None`` for a predictor of T >= 1 tokens over a letters with ((a - 1)(T - 1) + 1) * 2 < k, where k = n/2 <= 12.

    >>> from lcomplexity.constructions.circuit import threshold
    >>> refute_inner_product(threshold((1, 0, 1, 1, 0, 1), 3).predictor)
    (0, 1, 0, 0, 1, 0)
    """
    _plain(h)
    k = h.n // 2
    if h.n != 2 * k or not 1 <= k <= MAX_VECTOR:
        raise PredictorError(
            f"inner product: a predictor of {h.n} bits; give two vectors of 1 to {MAX_VECTOR} bits each"
        )
    cube = (np.arange(1 << k)[:, None] >> np.arange(k)) & 1
    sides = [cube.astype(object), cube.astype(object)]
    chain: list[int] = []
    for t in range(h.length):
        W = weights(h, t)
        alive = list(range(len(h.vocabulary))) if t + 1 < h.length else [0, 1]
        while len(alive) > 1:
            u, v = alive[:2]
            D = W[u] - W[v]
            constant = sum(D[h.n + s, z] for s, z in enumerate(chain))
            scores = [_side(D[i * k : (i + 1) * k], side) for i, side in enumerate(sides)]
            lows, highs = [], []
            for s, side in zip(scores, sides, strict=True):
                order = sorted(range(len(side)), key=lambda i, s=s: s[i])  # type: ignore[misc]
                lows.append(order[: -(-len(order) // 2)])
                highs.append(order[len(order) // 2 :])
            top = constant + sum(s[low[-1]] for s, low in zip(scores, lows, strict=True))
            keep = lows if top < 0 else highs
            if constant + sum(min(s) for s in scores) >= 0 or constant + sum(max(s) for s in scores) < 0:
                keep = [list(range(len(side))) for side in sides]
                top = constant + sum(max(s) for s in scores)
            alive.remove(u if top < 0 else v)
            sides = [side[sorted(rows)] for side, rows in zip(sides, keep, strict=True)]
        chain.append(alive[0])
    return _other_value(sides, 1 - chain[-1])


def _side(D: NDArray[np.object_], rows: NDArray[np.object_]) -> list[int]:
    """For each row of bits what the positions of one vector add to a difference of scores."""
    return [int(v) for v in D[:, 0].sum() + rows @ (D[:, 1] - D[:, 0])]


def _other_value(sides: Sequence[NDArray[np.object_]], value: int) -> tuple[int, ...] | None:
    """A pair from a rectangle with this inner product, if there is one."""
    for x in sides[0]:
        products = (sides[1] @ x) % 2
        for y in sides[1][products == value][:1]:
            return (*(int(b) for b in x), *(int(b) for b in y))
    return None


def _plain(h: LinearPredictor) -> None:
    if h.length < 1 or h.stop:
        raise PredictorError("refuter: give a predictor of at least one token, and without stop tokens")


def cancelling_contexts(
    contexts: Sequence[Sequence[str]], labels: Sequence[str]
) -> tuple[tuple[tuple[str, ...], ...], tuple[tuple[str, ...], ...]] | None:
    """Return contexts of each of two labels, repeated as often as they count, that add up to the same; ``None`` if none do.

    If some do, no linear token (one-hot embedding, any vocabulary, any weights) has these labels on these contexts: its
    scores' difference would have to be positive on one side and not on the other, but sums to the same. If none do, a linear
    token exists. The contexts are equally long lists of tokens, the labels two texts.

    >>> contexts = [("0", "1", "0"), ("1", "0", "1"), ("0", "0", "1"), ("1", "1", "0")]      # what a head at b reads next
    >>> first, second = cancelling_contexts(contexts, ["1", "1", "0", "0"]); len(first) + len(second)
    4
    """
    kinds = sorted(set(labels))
    if len(kinds) != 2 or len(contexts) != len(labels) or len({len(c) for c in contexts}) != 1:
        raise PredictorError("contexts: give equally long contexts, each with one of two labels")
    places = sorted({(i, token) for c in contexts for i, token in enumerate(c)})
    points = [tuple(int(c[i] == token) for i, token in places) for c in contexts]
    found = separate(points, [kinds.index(label) for label in labels])
    if not isinstance(found, Relation):
        return None
    sides: tuple[list[tuple[str, ...]], list[tuple[str, ...]]] = ([], [])
    for p, factor in found.multipliers:
        sides[kinds.index(labels[p])].extend([tuple(contexts[p])] * factor)
    return tuple(sides[0]), tuple(sides[1])
