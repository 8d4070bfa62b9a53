"""The multiclass perceptron, in integers: on a mistake add the sample's features to the right label, take them from the wrong one.

Three forms of one loop (``margin`` and ``average`` are its two choices):

* the perceptron: an update where the winner (ties to the smallest) is not the right label;
* with a ``margin`` g: an update also where the right label leads the best other one by less than g;
* averaged: the sum of the weight vectors after every sample seen, which are integers too.

**Mistake bound.** If some W* separates the data with margin 1 (score of the right label at least 1 above any other), then whatever the order
and the number of samples, the perceptron updates at most 2 R^2 \\|\\|W*\\|\\|_F^2 times, R^2 = k the number of features a sample switches on: each
update adds at least 1 to <W, W*> and at most 2k to \\|\\|W\\|\\|^2, as the updated score difference was not positive. (With
margin g the same argument gives (2k + 2g - 2) \\|\\|W*\\|\\|^2.) Source: Novikoff's argument, for H^lin statement 4 of docs/learning.md.

>>> from lcomplexity.constructions.arithmetic import addition
>>> from lcomplexity.learning.datasets import split
>>> from lcomplexity.learning.wiring import known
>>> c = addition(2); data = split(c, train=500, test=1, seed=0)
>>> trained = perceptron(data.train, known(c.predictor))
>>> trained.errors, trained.mistakes <= mistake_bound(c.predictor, known(c.predictor))
(0, True)
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from concurrent.futures import Executor
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Literal, TypeAlias, get_args

import numba
import numpy as np
from numpy.typing import NDArray

from lcomplexity.errors import PredictorError
from lcomplexity.learning.datasets import Dataset, check_counts
from lcomplexity.learning.kept_tables import KeptTables, TableRun
from lcomplexity.learning.learned import Learned, Table
from lcomplexity.learning.problems import Problem, problem
from lcomplexity.learning.wiring import Wiring
from lcomplexity.predictor import LinearPredictor
from lcomplexity.schedule import at

Form: TypeAlias = Literal["last", "averaged"]

#: 32-bit weights during training: no weight moves by more than 1 an update.
MAX_UPDATES = 1 << 30


@dataclass(frozen=True, eq=False)
class Trained:
    """Learned weights; ``mistakes``: updates in all; ``errors``: samples (of all tables) updated on in the last pass (0: it had
    nothing left to learn); ``epochs``: passes of the table that needed most."""

    learned: Learned
    mistakes: int
    errors: int
    epochs: int
    runs: tuple[TableRun, ...]


def perceptron(
    data: Dataset,
    wiring: Wiring,
    *,
    epochs: int = 100,
    margin: int = 0,
    form: Form = "last",
    seed: int = 0,
    executor: Executor | None = None,
    checkpoint: Path | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Trained:
    """Return what the perceptron learns of each table, in at most ``epochs`` passes; a table without updates is done.

    Samples come in an order drawn from ``seed``, a new one each pass. Tables are independent, so an ``executor`` may train several at
    once (threads do: the loop holds no lock), a folder ``checkpoint`` keeps those done for a run that is begun again, and the result is the
    same. ``progress(done, of)`` is called after each table. Raises :class:`PredictorError` for numbers that are not whole, and for another form.

    >>> from lcomplexity.constructions.parity import parity
    >>> from lcomplexity.learning.datasets import split
    >>> from lcomplexity.learning.wiring import dense
    >>> data = split(parity(3), train=8, test=0, seed=0).train
    >>> perceptron(data, dense(3, 2)).errors, perceptron(data, dense(3, 2), epochs=1).errors > 0
    (0, True)
    """
    check_counts("perceptron", epochs=epochs, margin=margin, seed=seed)
    if form not in get_args(Form):
        raise PredictorError(f"perceptron: form {form!r}; give one of {', '.join(get_args(Form))}")
    if epochs < 1:
        raise PredictorError(
            f"perceptron: {epochs} epochs, margin {margin}; give at least 1 epoch and a margin from 0"
        )
    epochs, margin, seed = int(epochs), int(margin), int(seed)
    settings = {"epochs": epochs, "margin": margin, "form": form, "seed": seed}
    kept = None if checkpoint is None else KeptTables.of(checkpoint, data, wiring, settings)
    work = partial(_train, data, wiring, epochs=epochs, margin=margin, form=form, seed=seed, kept=kept)
    runs: list[TableRun] = []
    for run in (map if executor is None else executor.map)(work, range(wiring.count)):
        runs.append(run)
        if progress is not None:
            progress(len(runs), wiring.count)
    learned = Learned(data.vocabulary, wiring, tuple(run.table for run in runs))
    return Trained(
        learned,
        sum(sum(run.updates) for run in runs),
        sum(run.updates[-1] for run in runs),
        max(len(run.updates) for run in runs),
        tuple(runs),
    )


def _train(
    data: Dataset,
    wiring: Wiring,
    table: int,
    *,
    epochs: int,
    margin: int,
    form: Form,
    seed: int,
    kept: KeptTables | None,
) -> TableRun:
    run = None if kept is None else kept.load(table)
    if run is None:
        # The problem is made here: only those in work are in memory.
        run = train_table(problem(data, wiring, table), epochs=epochs, margin=margin, form=form, seed=seed)
        if kept is not None:
            kept.save(table, run)
    return run


def train_table(problem: Problem, *, epochs: int, margin: int, form: Form, seed: int) -> TableRun:
    """Return what the perceptron learns of one problem (see :func:`perceptron`).

    >>> p = Problem(0, ((0, 1),), np.array([0, 1]), np.array([[0], [1]], np.int32), np.array([1, 0], np.int32))
    >>> run = train_table(p, epochs=10, margin=0, form="last", seed=0)
    >>> run.table.weights.tolist(), sum(run.updates)                  # one update is enough, as ties go to label 0
    ([[-1, 1], [0, 0]], 1)
    """
    N, F, L = len(problem.rows), problem.features, len(problem.labels)
    W: NDArray = np.zeros((F, L), np.int32)
    total: NDArray = np.zeros((F, L) if form == "averaged" else (0, 0), np.int64)
    rng = np.random.default_rng([seed, problem.table])
    updates: list[int] = []
    seen = 0
    for _ in range(epochs):
        order = rng.permutation(N)
        updates.append(int(train_pass(W, total, problem.rows, problem.answers, order, margin, seen)))
        seen += N
        if sum(updates) > MAX_UPDATES:
            raise PredictorError(f"perceptron: more than {MAX_UPDATES:,} updates of one table; give fewer epochs")
        if not updates[-1]:
            break
    weights = W.astype(np.int64)
    if form == "averaged":
        # An update at time s stays in the sum for the seen - s samples after it.
        weights = seen * weights - total
    return TableRun(Table.of(problem, weights), tuple(updates), N)


@numba.njit(cache=True, nogil=True)
def train_pass(
    W: NDArray[np.int32],
    total: NDArray[np.int64],
    rows: NDArray[np.int32],
    answers: NDArray[np.int32],
    order: NDArray[np.int64],
    margin: int,
    seen: int,
) -> int:  # pragma: no cover - compiled
    """Return the number of updates of one pass; ``W`` is updated, and ``total`` gets each update times the samples seen before it.

    >>> train_pass.py_func.__name__
    'train_pass'
    """
    k, L = rows.shape[1], W.shape[1]
    averaged = total.shape[0] > 0
    scores = np.zeros(L, np.int32)
    updates = 0
    for i in order:
        scores[:] = 0
        for slot in range(k):
            scores += W[rows[i, slot]]
        y = answers[i]
        # The best other label: of several the smallest.
        rival = -1
        for label in range(L):
            if label != y and (rival < 0 or scores[label] > scores[rival]):
                rival = label
        if rival >= 0:
            lead = scores[y] - scores[rival]
            # A tie is won by the smaller label.
            if lead < margin or lead < 0 or (lead == 0 and rival < y):
                for slot in range(k):
                    W[rows[i, slot], y] += 1
                    W[rows[i, slot], rival] -= 1
                    if averaged:
                        total[rows[i, slot], y] += seen
                        total[rows[i, slot], rival] -= seen
                updates += 1
        seen += 1
    return updates


def mistake_bound(h: LinearPredictor, wiring: Wiring, margin: int = 1) -> int:
    """Return (2 k + 2 margin - 2) \\|\\|W*\\|\\|_F^2 summed over the tables of a wiring; W* are the weights of ``h``, in that wiring.

    ``h``, whose margin is at least 1, separates every dataset of its own chains, so this bounds the updates of the perceptron with that
    margin (or none) on them. Raises :class:`PredictorError` if tokens that share a table need different weights.

    >>> from lcomplexity.constructions.arithmetic import addition
    >>> from lcomplexity.learning.wiring import dense, known
    >>> h = addition(1).predictor
    >>> mistake_bound(h, known(h)) < mistake_bound(h, dense(h.n, h.length))        # k is larger
    True
    """
    if (h.n, h.length) != (wiring.n, wiring.T):
        raise PredictorError(
            f"perceptron: a predictor with prompts of {h.n} and chains of {h.length}; the wiring is for {wiring.n} and {wiring.T}"
        )
    rules = np.array([at(h.schedule, t, h.n)[0] for t in range(h.length)])
    bound = 0
    for table in range(wiring.count):
        tokens, k = wiring.tokens_of(table), wiring.slots_of(table)
        # What a token found in a slot says to all labels: the same in every rule that meets it there.
        merged: dict[tuple[int, int], dict[int, int]] = {}
        for r in np.unique(rules[tokens]).tolist():
            t = int(tokens[(rules[tokens] == r).argmax()])
            for place, row in _weights(h, r, at(h.schedule, t, h.n)[1], wiring.positions[t, :k]).items():
                if merged.setdefault(place, row) != row:
                    raise PredictorError(
                        f"perceptron: the tokens of table {table} need different weights; do not share it"
                    )
        bound += (2 * k + 2 * max(margin, 1) - 2) * sum(w * w for row in merged.values() for w in row.values())
    return bound


def _weights(
    h: LinearPredictor, rule: int, positions: tuple[int, ...], wired: NDArray[np.int64]
) -> dict[tuple[int, int], dict[int, int]]:
    """What a rule gives, by (slot of the wiring, token found), to each token said; its slots are those of the wiring or among them."""
    same = tuple(wired.tolist()) == positions[: len(wired)]
    weights: defaultdict[tuple[int, int], defaultdict[int, int]] = defaultdict(lambda: defaultdict(int))
    for coordinate in h.rules[rule].coordinates:
        for read in coordinate.reads:
            slot = read.slot if same else int(np.flatnonzero(wired == positions[read.slot])[0])
            for u, row in read.table.items():
                for D, value in enumerate(coordinate.values):
                    if value is not None and row.get(value, 0):
                        weights[slot, u][D] += row[value]
    return {place: dict(row) for place, row in weights.items()}
