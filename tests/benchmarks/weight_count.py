"""How many weights of a predictor are not zero, without writing all the others down.

>>> from lcomplexity.constructions.circuit import threshold
>>> nonzero_weights(threshold((1, 1, 1), 2).predictor)                # 2 x_1 + 2 x_2 + 2 x_3 - 3; at x_1 = 0 the -3
4
"""

from __future__ import annotations

from collections import Counter, defaultdict

from lcomplexity.predictor import LinearPredictor, Rule
from lcomplexity.schedule import chunks


def all_weights(h: LinearPredictor) -> int:
    """Return the number of entries of all W_t[D, i, u], zeros included: the sum over t of (n + t) |D|^2."""
    T = h.length
    return (T * h.n + T * (T - 1) // 2) * len(h.vocabulary) ** 2


def nonzero_weights(h: LinearPredictor) -> int:
    """Return the number of entries of all W_t[D, i, u] that are not 0."""
    # Tokens of one rule whose slots coincide in the same way have equally many.
    alike: Counter[tuple[int, tuple[int, ...]]] = Counter()
    for rules, positions in chunks(h.schedule, h.n):
        for r, row in zip(rules.tolist(), positions.tolist(), strict=True):
            used = row[: h.rules[r].slots]
            alike[r, tuple(used.index(p) for p in used)] += 1
    size = len(h.vocabulary)
    return sum(times * _nonzero(h.rules[r], groups, size) for (r, groups), times in alike.items())


def _nonzero(rule: Rule, groups: tuple[int, ...], size: int) -> int:
    W: defaultdict[tuple[int, int, int], int] = defaultdict(int)
    for c in rule.coordinates:
        having = [
            [D for D in range(size) if c.values[D] == v] for v in range(1 + max(filter(None, c.values), default=0))
        ]
        for read in c.reads:
            for u, row in read.table.items():
                for v, w in row.items():
                    for D in having[v] if v < len(having) else ():
                        W[groups[read.slot], u, D] += w
    return sum(w != 0 for w in W.values())
