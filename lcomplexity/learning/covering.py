"""Which samples to learn from: few that show, for every table, everything that can be said after each token in each slot.

A table is linear, so it has to see every pair (token found in a slot, answer) once, not every combination of tokens. :func:`covering`
chooses samples greedily until all pairs that occur in a pool are covered: first those of the rarest pair, of these the one that covers most that
is still missing. The result is a training set like any other, only not a random one.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from lcomplexity.learning.datasets import Dataset
from lcomplexity.learning.problems import problems
from lcomplexity.learning.wiring import Wiring

#: Samples compared when one that shows a rare pair is chosen.
COMPARED = 300


def covering(pool: Dataset, wiring: Wiring) -> NDArray[np.int64]:
    """Return the numbers of samples of a pool, in the order they were chosen, that show all its (table, slot, token, answer).

    >>> from lcomplexity.constructions.arithmetic import addition
    >>> from lcomplexity.learning.datasets import split
    >>> from lcomplexity.learning.wiring import known
    >>> c = addition(1); pool = split(c, train=100, test=0, seed=0).train
    >>> len(covering(pool, known(c.predictor)))                       # the first table needs all: a pair of digits is its own answer
    100
    """
    shown = _pairs(pool, wiring)
    flat = shown.ravel()
    size = int(flat.max()) + 1
    order = np.argsort(flat, kind="stable")
    starts = np.searchsorted(flat[order], np.arange(size + 1))
    missing = starts[1:] > starts[:-1]
    rarest_first = np.argsort(starts[1:] - starts[:-1], kind="stable")
    chosen: list[int] = []
    for pair in rarest_first.tolist():
        if not missing[pair]:
            continue
        candidates = np.unique(order[starts[pair] : starts[pair + 1]] // shown.shape[1])[:COMPARED]
        gains = [int(missing[np.unique(shown[i])].sum()) for i in candidates]
        best = int(candidates[int(np.argmax(gains))])
        missing[shown[best]] = False
        chosen.append(best)
    return np.array(chosen, np.int64)


def _pairs(pool: Dataset, wiring: Wiring) -> NDArray[np.int64]:
    """The numbers (m, pairs a sample) of what each sample shows."""
    parts, first = [], 0
    for p in problems(pool, wiring):
        for slot in range(p.rows.shape[1]):
            parts.append((first + p.rows[:, slot].astype(np.int64) * len(p.labels) + p.answers).reshape(pool.m, -1))
        first += p.features * len(p.labels)
    return np.concatenate(parts, axis=1)
