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
from numpy.typing import ArrayLike, NDArray

from lcomplexity.decoding import whole_numbers
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
            here = self.weights[first : first + len(there)]
            # Not of absolute values: that of -2^63 does not fit 64 bits.
            bound += max(int(here.max(initial=0)), -int(here.min(initial=0)))
            first += len(there)
        return bound


@dataclass(frozen=True, eq=False)
class Learned:
    """Tables for a wiring, over tokens named by ``vocabulary``.

    Raises :class:`PredictorError` if a table does not fit the wiring or the vocabulary, or a score might not fit 64 bits.

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
        for number, table in enumerate(self.tables):
            _check(table, number, self.wiring.slots_of(number), len(self.vocabulary))
        bound = max(table.score_bound for table in self.tables)
        if bound >= 1 << 62:
            raise PredictorError(f"learned: scores up to {bound} do not fit 64 bits; train for fewer epochs")

    def decode(self, prompts: ArrayLike) -> NDArray[np.int64]:
        """Return the chains (m, T) that the learned predictor writes after prompts (m, n).

        Raises :class:`PredictorError` for prompts of another shape, or with tokens outside the vocabulary.
        """
        return self._run(prompts, None)

    def teacher_forced(self, prompts: ArrayLike, chains: ArrayLike) -> NDArray[np.int64]:
        """Return the tokens (m, T) said after the *true* chains' (m, T) beginnings.

        Raises :class:`PredictorError` for prompts or chains of another shape, or with tokens outside the vocabulary.
        """
        return self._run(prompts, chains)

    def _run(self, prompts: ArrayLike, chains: ArrayLike | None) -> NDArray[np.int64]:
        x = self._tokens("prompts", prompts, self.wiring.n)
        context: NDArray = np.zeros((len(x), self.wiring.n + self.wiring.T), np.int32)
        context[:, : self.wiring.n] = x
        said = np.zeros((len(x), self.wiring.T), np.int32)
        if chains is not None:
            z = self._tokens("chains", chains, self.wiring.T)
            if len(z) != len(x):
                raise PredictorError(f"learned: {len(x)} prompts and {len(z)} chains; give one chain a prompt")
            context[:, self.wiring.n :] = z
        decode_tables(self._flat, context, said, self.wiring.n, chains is None)
        return said.astype(np.int64)

    def _tokens(self, what: str, given: ArrayLike, width: int) -> NDArray[np.int64]:
        """Rows of tokens that the compiled loop may look up: it would read any memory that a token points to."""
        rows = whole_numbers(f"learned: {what}", given)
        if rows.ndim != 2 or rows.shape[1] != width:
            raise PredictorError(f"learned: {what} of shape {rows.shape}; give rows of {width} tokens")
        bad = rows[(rows < 0) | (rows >= len(self.vocabulary))]
        if bad.size:
            raise PredictorError(f"learned: token {bad[0]} is not in the vocabulary of {len(self.vocabulary)}")
        return rows

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


def _check(table: Table, number: int, slots: int, size: int) -> None:
    """Raise unless a table has weights for ``slots`` slots over ``size`` tokens."""
    if len(table.tokens) != slots:
        raise PredictorError(
            f"learned: table {number} has {len(table.tokens)} slots; its tokens read {slots} positions"
        )
    F, L = sum(map(len, table.tokens)), len(table.labels)
    if table.weights.shape != (F, L) or table.weights.dtype.kind != "i" or not L:
        raise PredictorError(
            f"learned: table {number} has weights of shape {table.weights.shape} and type {table.weights.dtype}; give integers, "
            f"a row for each of {F} features and a column for each of {L} labels (at least 1)"
        )
    for D in (u for there in (*table.tokens, table.labels.tolist()) if there for u in (min(there), max(there))):
        if not 0 <= D < size:
            raise PredictorError(
                f"learned: table {number} speaks of token {D}; it is not in the vocabulary of {size}"
            )


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
