"""Softmax regression by gradient descent: the log-loss of every table, minimised by L-BFGS, then rounded to integers.

The loss of a table is the mean over samples of -log softmax(scores)[right label], plus ``penalty`` / 2 times \\|\\|W\\|\\|^2. The minimiser is scipy's
L-BFGS. Floats end here: the weights are multiplied and rounded to integers, and ``learned`` is what decides the tokens, so what is
reported about it is exact. ``rounding_keeps`` says whether rounding left all winners on the training data as they were.

>>> from lcomplexity.constructions.arithmetic import addition
>>> from lcomplexity.learning.datasets import split
>>> from lcomplexity.learning.wiring import known
>>> c = addition(1); data = split(c, train=100, test=0, seed=0).train
>>> trained = softmax(data, known(c.predictor), iterations=200)
>>> trained.errors, trained.rounding_keeps
(0, True)
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lcomplexity.errors import PredictorError
from lcomplexity.learning.datasets import Dataset, check_counts
from lcomplexity.learning.learned import Learned, Table
from lcomplexity.learning.linear_programming import winners
from lcomplexity.learning.problems import Problem, problems
from lcomplexity.learning.wiring import Wiring

#: The largest weight becomes this integer.
LARGEST = 1 << 20


@dataclass(frozen=True, eq=False)
class Regressed:
    """Rounded weights, the mean log-loss over tables, and the samples (of all tables) that the rounded weights get wrong."""

    learned: Learned
    loss: float
    errors: int
    rounding_keeps: bool


def softmax(
    data: Dataset,
    wiring: Wiring,
    *,
    penalty: float = 1e-6,
    iterations: int = 100,
    progress: Callable[[int, int], None] | None = None,
) -> Regressed:
    """Return softmax regression of every table of a wiring, started at weights 0; ``progress(done, of)`` after each table.

    >>> from lcomplexity.learning.wiring import dense
    >>> xor = Dataset(("0", "1"), np.array([[0, 0], [0, 1], [1, 0], [1, 1]]), np.array([[0], [1], [1], [0]]))
    >>> round(softmax(xor, dense(2, 1)).loss, 4)                      # ln 2: no better than a coin
    0.6931
    """
    check_counts("softmax", iterations=iterations)
    if not 0 <= penalty < float("inf") or iterations < 1:
        raise PredictorError(
            f"softmax: penalty {penalty}, {iterations} iterations; give a penalty from 0, 1 iteration or more"
        )
    tables, losses, wrong, keeps = [], [], 0, True
    for p in problems(data, wiring):
        W, loss = minimise(p, penalty, iterations)
        largest = float(np.abs(W).max(initial=0))
        whole = np.rint(W * (LARGEST / largest if largest else 1)).astype(np.int64)
        said = winners(whole, p.rows)
        wrong += int((said != p.answers).sum())
        keeps = keeps and bool((said == _float_winners(W, p.rows)).all())
        tables.append(Table.of(p, whole))
        losses.append(loss)
        if progress is not None:
            progress(len(tables), wiring.count)
    return Regressed(Learned(data.vocabulary, wiring, tuple(tables)), float(np.mean(losses)), wrong, keeps)


def minimise(p: Problem, penalty: float, iterations: int) -> tuple[NDArray[np.float64], float]:
    """Return the weights (F, L) after at most ``iterations`` steps, and their log-loss (natural logarithm, without the penalty).

    >>> p = Problem(0, ((0, 1),), np.array([0, 1]), np.array([[0], [1]], np.int32), np.array([1, 0], np.int32))
    >>> minimise(p, 0.0, 50)[1] < 1e-3
    True
    """
    from scipy.optimize import minimize
    from scipy.sparse import csr_matrix

    N, k = p.rows.shape
    F, L = p.features, len(p.labels)
    features = csr_matrix((np.ones(N * k), p.rows.ravel(), np.arange(0, N * k + 1, k)), shape=(N, F))
    transposed = features.T.tocsr()

    def loss_of(flat: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        W = flat.reshape(F, L)
        scores = features @ W
        scores -= scores.max(axis=1, keepdims=True)
        likelihood = np.exp(scores)
        sums = likelihood.sum(axis=1, keepdims=True)
        loss = float((np.log(sums[:, 0]) - scores[np.arange(N), p.answers]).mean())
        likelihood /= sums
        likelihood[np.arange(N), p.answers] -= 1
        gradient = transposed @ likelihood / N + penalty * W
        return loss + penalty / 2 * float((W * W).sum()), gradient.ravel()

    found = minimize(loss_of, np.zeros(F * L), jac=True, method="L-BFGS-B", options={"maxiter": iterations}).x
    W = found.reshape(F, L)
    return W, loss_of(found)[0] - penalty / 2 * float((W * W).sum())


def _float_winners(W: NDArray[np.float64], rows: NDArray[np.int32]) -> NDArray[np.int64]:
    scores = np.zeros((len(rows), W.shape[1]))
    for slot in range(rows.shape[1]):
        scores += W[rows[:, slot]]
    return scores.argmax(axis=1)
