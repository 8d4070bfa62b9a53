"""A training set that shows rare tokens often: some random pairs, and of many others those with the rarest token.

Weights per position learn what a token says at *its* position, so one that is rare there (the tens ``7^1`` in the third row) needs many random pairs to
be seen with all it can meet. Chains cost little to write: count how often each token occurs at each position in a pool, and take the pairs whose rarest token is rarest. Held-out pairs
stay uniform; only what is trained on is chosen.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
from numpy.typing import NDArray

from lcomplexity.experiments.arithmetic.operands import Pairs

#: Pairs whose chains are held at a time.
BLOCK = 1 << 17


def with_rare(
    pool: Pairs, contexts: Callable[[Pairs], NDArray[np.int32]], vocabulary: int, random: int, rare: int
) -> NDArray[np.int64]:
    """Return the numbers of the first ``random`` pairs of a pool and of those ``rare`` of the others whose rarest token is rarest.

    ``contexts(pairs)`` gives their prompts and chains (m, n + T), tokens 0 .. ``vocabulary`` - 1. Of equally rare ones the first are taken.

    >>> pool = Pairs(np.array([1, 1, 1, 2, 1]), np.array([5, 5, 6, 5, 5]))
    >>> with_rare(pool, lambda p: np.stack([p.a, p.b], axis=1).astype(np.int32), 7, random=1, rare=2).tolist()
    [0, 2, 3]
    """
    m = len(pool.a)
    count: NDArray[np.int64] | None = None
    for block in _blocks(m):
        found = contexts(pool.part(block.start, block.stop))
        if count is None:
            count = np.zeros((found.shape[1], vocabulary), np.int64)
        for i in range(found.shape[1]):
            count[i] += np.bincount(found[:, i], minlength=vocabulary)
    assert count is not None
    rarest: NDArray = np.full(m, np.iinfo(np.int64).max)
    for block in _blocks(m):
        found = contexts(pool.part(block.start, block.stop))
        here = rarest[block.start : block.stop]
        for i in range(found.shape[1]):
            np.minimum(here, count[i][found[:, i]], out=here)
    others = np.argsort(rarest[random:], kind="stable")[:rare] + random
    return np.concatenate([np.arange(random), np.sort(others)])


def _blocks(m: int) -> Iterator[range]:
    return (range(start, min(start + BLOCK, m)) for start in range(0, m, BLOCK))
