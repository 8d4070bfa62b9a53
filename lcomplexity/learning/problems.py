"""The multiclass linear problems of a dataset: one for each weight table of a wiring.

A problem's features are the pairs (slot, token found there) that occur in the data, numbered slot by slot; a sample switches on one
feature a slot. Labels are the tokens that occur as answers. A pair that does not occur has weight 0.

>>> from lcomplexity.learning.datasets import Dataset
>>> from lcomplexity.learning.wiring import dense
>>> copy = Dataset(("a", "b", "c"), np.array([[0], [2]]), np.array([[0], [2]]))
>>> p, = problems(copy, dense(1, 1))
>>> p.tokens, p.labels.tolist(), p.rows.tolist(), p.answers.tolist()
(((0, 2),), [0, 2], [[0], [1]], [0, 1])
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lcomplexity.errors import PredictorError
from lcomplexity.learning.datasets import Dataset
from lcomplexity.learning.wiring import Wiring


@dataclass(frozen=True, eq=False)
class Problem:
    """N samples of k features each: ``rows`` (N, k) features, ``answers`` (N,) numbers of labels.

    ``tokens[slot]`` are the tokens that occur in a slot, rising; the features of slot s start at ``starts[s]``. ``labels`` are
    tokens, rising, so that ties that go to the smallest label go to the smallest token. Raises :class:`PredictorError` for rows and answers
    that are not numbers of features and labels.
    """

    table: int
    tokens: tuple[tuple[int, ...], ...]
    labels: NDArray[np.int64]
    rows: NDArray[np.int32]
    answers: NDArray[np.int32]

    def __post_init__(self) -> None:
        # The compiled loops look weights up by these numbers without asking again.
        for name, shape, most in (
            ("rows", (len(self.answers), len(self.tokens)), self.features),
            ("answers", (len(self.answers),), len(self.labels)),
        ):
            array = getattr(self, name)
            if array.shape != shape or array.dtype.kind != "i":
                raise PredictorError(
                    f"problem: {name} of shape {array.shape} and type {array.dtype}; give integers of shape {shape}"
                )
            if array.size and not 0 <= int(array.min()) <= int(array.max()) < most:
                wrong = int(array.min()) if array.min() < 0 else int(array.max())
                raise PredictorError(f"problem: {name} have the number {wrong}; give 0..{most - 1}")

    @property
    def features(self) -> int:
        """Return the number of features F."""
        return sum(map(len, self.tokens))

    @property
    def starts(self) -> NDArray[np.int64]:
        """Return the number of each slot's first feature, and F at the end."""
        return np.concatenate([[0], np.cumsum([len(there) for there in self.tokens])]).astype(np.int64)


def problems(data: Dataset, wiring: Wiring) -> Iterator[Problem]:
    """Return an iterator over the problems of all tables (see :func:`problem`).

    >>> from lcomplexity.learning.wiring import dense
    >>> chains = Dataset(("a", "b"), np.array([[0], [1]]), np.array([[1, 0], [0, 1]]))
    >>> [(p.table, p.features) for p in problems(chains, dense(1, 2))]
    [(0, 2), (1, 4)]
    """
    for table in range(wiring.count):
        yield problem(data, wiring, table)


def problem(data: Dataset, wiring: Wiring, table: int) -> Problem:
    """Return the problem of one table; its samples stand by sample of the data, then by token.

    Raises :class:`PredictorError` if the wiring is for other prompts or chains.

    >>> from lcomplexity.learning.datasets import Dataset
    >>> from lcomplexity.learning.wiring import dense
    >>> chains = Dataset(("a", "b"), np.array([[0], [1]]), np.array([[1, 0], [0, 1]]))
    >>> problem(chains, dense(1, 2), 1).rows.tolist()
    [[0, 3], [1, 2]]
    """
    if (data.n, data.T) != (wiring.n, wiring.T) or not data.m:
        raise PredictorError(
            f"learning: {data.m} samples with prompts of {data.n} and chains of {data.T}; the wiring is for {wiring.n} and {wiring.T}"
        )
    return _problem(data.contexts, wiring, table, len(data.vocabulary))


def _problem(contexts: NDArray[np.int32], wiring: Wiring, table: int, size: int) -> Problem:
    tokens_of = wiring.tokens_of(table)
    k = wiring.slots_of(table)
    found = contexts[:, wiring.positions[tokens_of, :k]].reshape(-1, k)
    labels, answers = np.unique(contexts[:, wiring.n + tokens_of], return_inverse=True)
    tokens, rows, first = [], np.empty(found.shape, np.int32), 0
    for slot in range(k):
        there = np.zeros(size, bool)
        there[found[:, slot]] = True
        number = np.cumsum(there, dtype=np.int32) - 1 + first
        rows[:, slot] = number[found[:, slot]]
        tokens.append(tuple(np.flatnonzero(there).tolist()))
        first += len(tokens[-1])
    return Problem(table, tuple(tokens), labels.astype(np.int64), rows, answers.ravel().astype(np.int32))
