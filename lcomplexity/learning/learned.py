"""What a learner returns: integer weights for every table of a wiring, decoded exactly, and made a `LinearPredictor` where that is small.

A table gives score sum over slots of ``weights[feature of the token found there]`` to its labels; tokens that are no labels of the table
are never said. As a member of H^lin: they get nothing, while every label gets, from any token in the first slot, a constant that
lifts it above 0 (:func:`linear_predictor`).

Decoding here is compiled and works on the arrays; it is tested equal to the decoder of the `LinearPredictor`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lcomplexity.errors import PredictorError
from lcomplexity.learning.decoding_tables import FlatTables, decode_tables
from lcomplexity.learning.problems import Problem
from lcomplexity.learning.wiring import Wiring
from lcomplexity.predictor import Coordinate, LinearPredictor, Read, Rule
from lcomplexity.schedule import Listed
from lcomplexity.vocabulary import Vocabulary

#: Weights that are not 0, at most, of a predictor made from learned tables: rules hold them as dictionaries.
MAX_ENTRIES = 5_000_000


@dataclass(frozen=True, eq=False)
class Table:
    """Weights (F, L) of the features of a problem for its labels, 64-bit integers."""

    tokens: tuple[tuple[int, ...], ...]
    labels: NDArray[np.int64]
    weights: NDArray[np.int64]

    @classmethod
    def of(cls, problem: Problem, weights: NDArray[np.int64]) -> Table:
        """Return the table of a problem."""
        weights = np.ascontiguousarray(weights, np.int64)
        weights.setflags(write=False)
        return cls(problem.tokens, problem.labels, weights)

    @property
    def score_bound(self) -> int:
        """Return a bound on \\|score\\|: the sum over slots of the largest \\|weight\\|, an unbounded integer."""
        bound, first = 0, 0
        for there in self.tokens:
            bound += int(np.abs(self.weights[first : first + len(there)]).max(initial=0))
            first += len(there)
        return bound


@dataclass(frozen=True, eq=False)
class Learned:
    """Tables for a wiring, over tokens named by ``vocabulary``.

    Raises :class:`PredictorError` if a score might not fit 64 bits.

    >>> from lcomplexity.constructions.arithmetic import addition
    >>> from lcomplexity.learning.datasets import split
    >>> from lcomplexity.learning.perceptron import perceptron
    >>> from lcomplexity.learning.wiring import known
    >>> c = addition(1); data = split(c, train=90, test=10, seed=0)
    >>> learned = perceptron(data.train, known(c.predictor)).learned
    >>> np.array_equal(learned.decode(data.train.prompts), data.train.chains)
    True
    """

    vocabulary: tuple[str, ...]
    wiring: Wiring
    tables: Sequence[Table]

    def __post_init__(self) -> None:
        if len(self.tables) != self.wiring.count:
            raise PredictorError(f"learned: {len(self.tables)} tables for a wiring of {self.wiring.count}")
        bound = max(table.score_bound for table in self.tables)
        if bound >= 1 << 62:
            raise PredictorError(f"learned: scores up to {bound} do not fit 64 bits; train for fewer epochs")

    def decode(self, prompts: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return the chains (m, T) that the learned predictor writes after prompts (m, n)."""
        return self._run(prompts, None)

    def teacher_forced(self, prompts: NDArray[np.int64], chains: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return the tokens (m, T) said after the *true* chains' beginnings."""
        return self._run(prompts, chains)

    def _run(self, prompts: NDArray[np.int64], chains: NDArray[np.int64] | None) -> NDArray[np.int64]:
        prompts = np.asarray(prompts)
        if prompts.ndim != 2 or prompts.shape[1] != self.wiring.n:
            raise PredictorError(f"learned: prompts of shape {prompts.shape}; give rows of {self.wiring.n} tokens")
        context: NDArray = np.zeros((len(prompts), self.wiring.n + self.wiring.T), np.int32)
        context[:, : self.wiring.n] = prompts
        said = np.zeros((len(prompts), self.wiring.T), np.int32)
        if chains is not None:
            context[:, self.wiring.n :] = chains
        decode_tables(self._flat, context, said, self.wiring.n, chains is None)
        return said.astype(np.int64)

    @property
    def _flat(self) -> FlatTables:
        return FlatTables.of(len(self.vocabulary), self.wiring, self.tables)

    def entries(self) -> int:
        """Return the number of weights that are not 0."""
        return sum(int(np.count_nonzero(table.weights)) for table in self.tables)

    def linear_predictor(self) -> LinearPredictor:
        """Return the member of H^lin that says the same tokens, whatever the context.

        Raises :class:`PredictorError` for more than :data:`MAX_ENTRIES` weights.
        """
        size = len(self.vocabulary)
        if self.entries() + size * sum(len(t.labels) for t in self.tables) > MAX_ENTRIES:
            raise PredictorError(
                f"learned: {self.entries():,} weights and their constants; a predictor is made of at most {MAX_ENTRIES:,}"
            )
        rules = tuple(_rule(table, size) for table in self.tables)
        positions = np.where(self.wiring.positions < 0, 0, self.wiring.positions)
        schedule = Listed(self.wiring.tables, positions, np.zeros(positions.shape, bool))
        return LinearPredictor(Vocabulary(self.vocabulary), self.wiring.n, rules, schedule)


def _rule(table: Table, size: int) -> Rule:
    """The labels' weights, and in the first slot the constant that no sum of weights can undo."""
    labels = [int(D) for D in table.labels]
    lift = table.score_bound + 1
    values: list[int | None] = [None] * size
    for number, D in enumerate(labels):
        values[D] = number
    reads, first = [], 0
    for slot, there in enumerate(table.tokens):
        rows: dict[int, dict[int, int]] = {
            u: {L: int(w) for L, w in enumerate(table.weights[first + i]) if w} for i, u in enumerate(there)
        }
        if slot == 0:
            rows = {u: {L: lift + rows.get(u, {}).get(L, 0) for L in range(len(labels))} for u in range(size)}
        reads.append(Read(slot, rows))
        first += len(there)
    return Rule((Coordinate(tuple(values), tuple(reads)),))
