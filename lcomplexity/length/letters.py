"""Vocabularies of more than two letters: T = 1 and T = 2 told apart, and programs of two tokens.

With a letters the prompt is still bits and the last token is 0 or 1, but the tokens between may be any letter. One token is
enough exactly for threshold functions, as with two letters: only 0 and 1 may win, and their scores differ by a linear function.
Two tokens with weights S(x) and a table for the first one are

    f(x) = [ w . x + c(z_1) >= 0 ],         z_1 = argmax of a linear functions of x.

Here z_1 is looked for among the functions that say in which of a intervals u = v . x lies: for each v of a list, and each choice
of a - 1 cut points, whether labels can be separated on (x, which interval) is decided exactly. In particular a letters are enough
for any f that changes at most a - 1 times along some u. (A first token of another kind may do where none of these does, so not to
find one proves nothing.)

>>> found = two_tokens(4, 0x6996, 3)                                          # parity of four bits: sums 0, 1-2, 3-4
>>> found.v, found.cuts, found.last.weights[:4]
((1, 1, 1, 1), (1, 3), (-1, -1, -1, -1))
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations, product

import numpy as np
from numpy.typing import NDArray

from lcomplexity.constructions.circuit import bit_interface
from lcomplexity.constructions.claims import Claims
from lcomplexity.constructions.construction import Construction, Expected
from lcomplexity.constructions.counting import interval_rule
from lcomplexity.length.separability import Relation, Separation, cube, labels_of, separate
from lcomplexity.length.weighted_sums import changes
from lcomplexity.predictor import LinearPredictor
from lcomplexity.schedule import Listed
from lcomplexity.vocabulary import Vocabulary

#: Separability problems looked at before the search for a first token gives up.
TRIES = 4000


@dataclass(frozen=True)
class TwoTokens:
    """z_1 is the number of ``cuts`` at or below v . x; z_2 is ``last`` over (x, for each letter: whether z_1 is it)."""

    v: tuple[int, ...]
    cuts: tuple[int, ...]
    last: Separation


def two_tokens(n: int, table: int, a: int) -> TwoTokens | None:
    """Return a program of two tokens over a letters, or ``None`` if none of the first tokens tried serves.

    >>> two_tokens(3, 0b10010110, 4).cuts                                    # each change of parity has its letter
    (1, 2, 3)
    """
    points = cube(n)
    left = TRIES // max(1, len(points) >> 5)
    for v in _directions(n):
        cuts = changes(n, table, v)
        if cuts is not None and len(cuts) < a:
            return by_runs(v, cuts, a)
    for v in _directions(n):
        sums = [sum(map(int.__mul__, v, x)) for x in points]
        for chosen in combinations(sorted(set(sums))[1:], min(a - 1, len(set(sums)) - 1)):
            left -= 1
            if left < 0:
                return None
            found = _with_cuts(n, table, v, chosen, a)
            if found is not None:
                return found
    return None


def by_runs(v: Sequence[int], cuts: Sequence[int], a: int) -> TwoTokens:
    """Return the program whose first token says after how many of the changes ``cuts`` v . x lies; there are fewer than a.

    >>> by_runs((1, 1), (1, 2), 3).last                                       # XOR: 1 in run 1
    Separation(weights=(0, 0, 0, 1, 0), threshold=1)
    """
    return TwoTokens(tuple(v), tuple(cuts), Separation((*[0] * len(v), *(u % 2 for u in range(a))), 1))


def _directions(n: int) -> list[tuple[int, ...]]:
    """Weights -1, 0, 1 with the first one positive, those of most variables first; then powers of two."""
    signs = [v for v in product((1, 0, -1), repeat=min(n, 6)) if next((s for s in v if s), 0) > 0]
    signs.sort(key=lambda v: -sum(map(abs, v)))
    small = [(*v, *[v[-1]] * (n - len(v))) for v in signs]
    return [*small, tuple(1 << j for j in range(n)), tuple(1 << j for j in reversed(range(n)))]


def _with_cuts(n: int, table: int, v: tuple[int, ...], cuts: tuple[int, ...], a: int) -> TwoTokens | None:
    points = []
    for x in cube(n):
        z = sum(sum(map(int.__mul__, v, x)) >= c for c in cuts)
        points.append((*x, *(int(z == letter) for letter in range(a))))
    found = separate(points, labels_of(n, table))
    return None if isinstance(found, Relation) else TwoTokens(v, tuple(cuts), found)


def two_token_construction(program: TwoTokens, n: int, a: int) -> Construction:
    """Return the predictor of a two-token program, with its claims.

    >>> c = two_token_construction(two_tokens(4, 0x6996, 3), 4, 3); c.predictor.length, len(c.predictor.vocabulary)
    (2, 3)
    """
    bits = [{1: w} for w in program.v]
    first = interval_rule(bits, [program.cuts] * a)
    inputs, by_letter = program.last.weights[:n], program.last.weights[n:]
    second = interval_rule([{1: w} for w in inputs], [(program.last.threshold - c,) for c in by_letter])
    positions = np.zeros((2, n + 1), np.int64)
    positions[:, 1:] = np.arange(n)
    positions[1, 0] = n
    schedule = Listed(np.arange(2), positions, np.zeros(positions.shape, bool))
    h = LinearPredictor(Vocabulary(tuple(str(u) for u in range(a))), n, (first, second), schedule)

    def expected(x: NDArray[np.int64]) -> Expected:
        z = (x @ np.array(program.v)[:, None] >= np.array(program.cuts)).sum(axis=1)
        s = x @ np.array(inputs) + np.array(by_letter)[z]
        chain = np.stack([z, s >= program.last.threshold], axis=1).astype(np.int64)
        return Expected(x, chain, np.full(len(x), 2, np.int64))

    size = max(abs(w) for w in (*program.v, *program.cuts, *program.last.weights, program.last.threshold))
    claims = Claims(
        {"n": n, "a": a, "w": size},
        length=("==", "2"),
        vocabulary=("==", "a"),
        reads=("==", "n + 1"),
        max_weight=("<=", "2*a*(a + 1)*(w + 1) + 2*a*w"),
        margin=(">=", "1"),
    )
    source = f"an interval of a weighted sum of {n} bits, then a threshold that depends on it"
    return Construction("two-tokens", h, bit_interface(n, 2), claims, n, (0, 1), expected, source)
