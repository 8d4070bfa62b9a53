"""Tokens that depend on the input through its sum: linear scores in s = x_1 + .. + x_n and in earlier tokens.

A token that says in which of several intervals an integer quantity lies is one linear argmax: with
r = sum of coefficient * token and cut points theta_1 <= theta_2 <= .., the scores

    score(v) = 2 v r - sum_{i <= v} (2 theta_i - 1)

have score(v) - score(v-1) = 2 (r - theta_v) + 1, odd, and positive iff r >= theta_v. So the winner is the number of
cut points that are at most r, and the margin is at least 1.

The cut points may depend on one earlier token: it then carries them, as it would carry a constant.

>>> rule = interval_rule(terms=[{1: 1}, {1: 1}], cuts=[(1, 2)] * 3)         # z = x_1 + x_2 over tokens 0, 1, 2
>>> rule.slots, dict(rule.coordinates[0].reads[1].table[1])
(3, {1: 2, 2: 4})
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from lcomplexity.predictor import Coordinate, Read, Rule

#: For each token u: how much it adds to the quantity that is cut into intervals.
Term = Mapping[int, int]


def interval_rule(terms: Sequence[Term], cuts: Sequence[Sequence[int]]) -> Rule:
    """Return the rule whose token is the number of cut points at or below r = sum of ``terms[i][token at slot 1+i]``.

    ``cuts[u]``, one for each token u of the vocabulary and all equally long, are the cut points when slot 0 finds u.
    Tokens 0 .. len(cuts[0]) compete; there must be that many. If there are others, which score 0, the competitors get
    1 more each: token 0 alone would tie with them.

    >>> rule = interval_rule(terms=[{1: 1}], cuts=[(1,), (1,)])                  # one bit, copied
    >>> [(c.values, len(c.reads)) for c in rule.coordinates]
    [((0, 1), 2)]
    """
    size, count = len(cuts), len(cuts[0])
    lift = int(count + 1 < size)
    constants: dict[int, dict[int, int]] = {}
    for u, thetas in enumerate(cuts):
        total = lift
        constants[u] = {0: lift}
        for v, theta in enumerate(thetas, start=1):
            total -= 2 * theta - 1
            constants[u][v] = total
    reads = [Read(0, constants)]
    for i, term in enumerate(terms):
        reads.append(Read(1 + i, {u: {v: 2 * v * c for v in range(1, count + 1)} for u, c in term.items()}))
    values = tuple(D if count >= D else None for D in range(size))
    return Rule((Coordinate(values, tuple(reads)),))
