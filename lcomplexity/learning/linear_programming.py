"""Empirical risk minimisation by linear programming: weights with margin 1 on every sample, or with the least sum of shortfalls.

For each table: minimise sum over samples of their shortfall, where every wrong label of sample i must stay at least 1 - shortfall_i
below the right one, and prefer small \\|\\|W\\|\\|_1. A sum of 0 means that the data are separable; the weights, in floats, are then multiplied,
rounded and *checked in integers* (:func:`rounded`). What the solver says is a proposal: separability is certified by the integers, and
inseparability can be certified by :func:`separable`, which works in integers throughout and is for small problems.

The solver is HiGHS, through scipy.

>>> from lcomplexity.learning.datasets import Dataset
>>> from lcomplexity.learning.wiring import dense
>>> xor = Dataset(("0", "1"), np.array([[0, 0], [0, 1], [1, 0], [1, 1]]), np.array([[0], [1], [1], [0]]))
>>> fit(xor, dense(2, 1))
Inexact(tables=(0,), shortfall=4.0)
>>> p, = problems(xor, dense(2, 1)); separable(p).multipliers       # 1 * each: they cancel, so there are no weights
((0, 1), (1, 1), (2, 1), (3, 1))
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lcomplexity.errors import PredictorError
from lcomplexity.learning.datasets import Dataset
from lcomplexity.learning.learned import Learned, Table
from lcomplexity.learning.problems import Problem, problems
from lcomplexity.learning.wiring import Wiring
from lcomplexity.length.strict_system import Cancellation, Solution, solve

#: Constraints times weights a sample touches: what the solver is given at most.
MAX_NONZEROS = 20_000_000
#: The weights are multiplied by these before they are rounded; the first that keeps every sample right is taken.
SCALES = (1, 2, 3, 4, 6, 8, 12, 16, 32, 64, 256, 1 << 10, 1 << 14, 1 << 20)


@dataclass(frozen=True, eq=False)
class Fitted:
    """Integer weights that are right on every sample, checked in integers."""

    learned: Learned


@dataclass(frozen=True)
class Inexact:
    """No weights that are right on every sample were found: ``tables`` fall short, by ``shortfall`` in all (the solver's word)."""

    tables: tuple[int, ...]
    shortfall: float


def fit(data: Dataset, wiring: Wiring) -> Fitted | Inexact:
    """Return weights without an error on the data, or how far the best ones fall short.

    >>> from lcomplexity.constructions.arithmetic import addition
    >>> from lcomplexity.learning.datasets import split
    >>> from lcomplexity.learning.wiring import known
    >>> c = addition(1); data = split(c, train=100, test=0, seed=0).train
    >>> found = fit(data, known(c.predictor))
    >>> np.array_equal(found.learned.decode(data.prompts), data.chains)
    True
    """
    tables, short, shortfall = [], [], 0.0
    for p in problems(data, wiring):
        weights, missing = propose(p)
        table = rounded(p, weights)
        if table is None:
            short.append(p.table)
            shortfall += missing
        else:
            tables.append(table)
    if short:
        return Inexact(tuple(short), round(shortfall, 6))
    return Fitted(Learned(data.vocabulary, wiring, tuple(tables)))


def propose(p: Problem) -> tuple[NDArray[np.float64], float]:
    """Return the solver's weights (F, L) and the sum of the samples' shortfalls.

    Raises :class:`PredictorError` for a problem of more than :data:`MAX_NONZEROS` numbers.

    >>> p = Problem(0, ((0, 1),), np.array([0, 1]), np.array([[0], [1]], np.int32), np.array([1, 0], np.int32))
    >>> propose(p)[1]
    0.0
    """
    from scipy.optimize import linprog
    from scipy.sparse import csr_matrix

    rows, answers = _different(p)
    N, k, F, L = len(rows), rows.shape[1], p.features, len(p.labels)
    if L == 1:
        return np.zeros((F, 1)), 0.0
    if N * (L - 1) * (4 * k + 1) > MAX_NONZEROS:
        raise PredictorError(
            f"linear program: table {p.table} has {N:,} different samples, {L} labels and {k} reads; "
            f"the limit is {MAX_NONZEROS:,} numbers in all: give fewer samples, or use the perceptron"
        )
    # Variables: positive and negative parts of W (each F L), then the shortfalls (N).
    at, columns, values = [], [], []
    constraint = 0
    for i in range(N):
        for label in range(L):
            if label == answers[i]:
                continue
            for f in rows[i].tolist():
                for one, sign in ((int(answers[i]), -1.0), (label, 1.0)):
                    columns += [f * L + one, F * L + f * L + one]
                    values += [sign, -sign]
            columns.append(2 * F * L + i)
            values.append(-1.0)
            at += [constraint] * (4 * k + 1)
            constraint += 1
    A = csr_matrix((values, (at, columns)), shape=(constraint, 2 * F * L + N))
    # A shortfall costs more than all the weights that could save it.
    cost = np.concatenate([np.full(2 * F * L, 1e-4), np.ones(N)])
    result = linprog(cost, A_ub=A, b_ub=-np.ones(constraint), bounds=(0, None), method="highs")
    if result.status != 0:
        raise PredictorError(f"linear program: table {p.table} was not solved: {result.message.strip()}")
    W = (result.x[: F * L] - result.x[F * L : 2 * F * L]).reshape(F, L)
    return W, round(float(result.x[2 * F * L :].sum()), 9)


def rounded(p: Problem, weights: NDArray[np.float64]) -> Table | None:
    """Return the table of the first multiple of the weights whose rounding is right on every sample, or ``None``.

    >>> p = Problem(0, ((0, 1),), np.array([0, 1]), np.array([[0], [1]], np.int32), np.array([1, 0], np.int32))
    >>> rounded(p, np.array([[0.0, 0.4], [0.4, 0.0]])).weights.tolist()          # 0.4 rounds to 0, 0.8 to 1
    [[0, 1], [1, 0]]
    """
    if not np.isfinite(weights).all() or np.abs(weights).max(initial=0) * SCALES[-1] > 2.0**50:
        return None
    for scale in SCALES:
        W = np.rint(weights * scale).astype(np.int64)
        if (winners(W, p.rows) == p.answers).all():
            return Table.of(p, W)
    return None


def winners(weights: NDArray[np.int64], rows: NDArray[np.int32]) -> NDArray[np.int64]:
    """Return the winning label of each sample, ties to the smallest, by integer weights (F, L).

    >>> winners(np.array([[0, 1], [0, 0]]), np.array([[0], [1]])).tolist()
    [1, 0]
    """
    scores: NDArray = np.zeros((len(rows), weights.shape[1]), np.int64)
    for slot in range(rows.shape[1]):
        scores += weights[rows[:, slot]]
    return scores.argmax(axis=1)


def separable(p: Problem) -> Solution | Cancellation:
    """Return integer weights (F L of them, row by row) with margin 1 on every sample, or multipliers that prove there are none.

    Rows are (sample, wrong label), samples and labels in turn. Exact, by the integer simplex method; for small problems.

    >>> p = Problem(0, ((0, 1),), np.array([0, 1]), np.array([[0], [1]], np.int32), np.array([1, 0], np.int32))
    >>> separable(p)                                                  # W[0] = (-1, 0), W[1] = (1, 0)
    Solution(w=(-1, 0, 1, 0))
    """
    L = len(p.labels)
    rows = []
    for features, y in zip(p.rows.tolist(), p.answers.tolist(), strict=True):
        for label in range(L):
            if label != y:
                row = [0] * (p.features * L)
                for f in features:
                    row[f * L + y] += 1
                    row[f * L + label] -= 1
                rows.append(row)
    return solve(rows) if rows else Solution((0,) * p.features)


def _different(p: Problem) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """Each sample once."""
    together = np.unique(np.concatenate([p.rows, p.answers[:, None]], axis=1), axis=0)
    return together[:, :-1], together[:, -1]
