"""Learning curves: errors against the number of samples, each point beside the bounds that speak of it.

A point trains on the first m samples of a training set and counts both errors on one test set, disjoint from it. Points are independent
and kept as records, one JSON object a line; a run that is begun again computes only what is missing. Seeds draw the data and the
order of training.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from pathlib import Path
from time import process_time
from typing import Any, Literal, TypeAlias

from lcomplexity.errors import PredictorError
from lcomplexity.experiments.metrics import append, records
from lcomplexity.learning.datasets import Dataset, answer_only, incomplete, noisy
from lcomplexity.learning.evaluation import errors
from lcomplexity.learning.learned import Learned
from lcomplexity.learning.linear_programming import Fitted, fit
from lcomplexity.learning.perceptron import mistake_bound, perceptron
from lcomplexity.learning.sample_bounds import memorising_error
from lcomplexity.learning.softmax import softmax
from lcomplexity.learning.tasks import Class, Task, wiring_of
from lcomplexity.learning.wiring import Wiring, dense

Learner: TypeAlias = Literal["perceptron", "averaged", "lp", "softmax"]
#: Whole chains, their last token alone, or every k-th token of the chain (``every:k``).
Chain: TypeAlias = str


@dataclass(frozen=True)
class Setting:
    """What a curve is of, besides its task."""

    which: Class = "dense"
    learner: Learner = "perceptron"
    chain: Chain = "whole"
    noise: float = 0.0
    margin: int = 1
    epochs: int = 200


def variant(data: Dataset, chain: Chain) -> Dataset:
    """Return the dataset with whole chains, ``answer`` alone, or ``every:k``-th token, counted back from the last.

    >>> import numpy as np
    >>> data = Dataset(("0", "1"), np.array([[0]]), np.array([[0, 1, 0, 1, 1]]))
    >>> variant(data, "answer").chains.tolist(), variant(data, "every:2").chains.tolist()
    ([[1]], [[0, 0, 1]])
    """
    if chain == "whole":
        return data
    if chain == "answer":
        return answer_only(data)
    name, _, step = chain.partition(":")
    if name != "every" or not step.isdecimal() or not int(step):
        raise PredictorError(f"learn: chain {chain!r}; give whole, answer or every:k")
    return incomplete(data, tuple(sorted(range(data.T - 1, -1, -int(step)))))


def curve(
    task: Task,
    setting: Setting,
    *,
    samples: Sequence[int],
    test: int,
    seeds: Sequence[int],
    metrics: Path | None = None,
    executor: Executor | None = None,
    progress: Callable[[dict[str, Any]], None] | None = None,
) -> Iterator[dict[str, Any]]:
    """Return an iterator over the records of all points, in the order of seeds, then samples.

    Points found in the file ``metrics`` are not computed again; new ones are added to it. Raises :class:`PredictorError` for a class
    that the variant of the chain cannot have: what reads a token that is left out is not known.

    >>> from lcomplexity.learning.tasks import arithmetic_task
    >>> point, = curve(arithmetic_task("add", 1), Setting("shared"), samples=[90], test=10, seeds=[0])
    >>> point["T"], point["train_errors"], point["mistakes"] <= point["mistake_bound"]
    (4, 0, True)
    """
    if not samples or min(samples) < 1 or test < 1 or not seeds:
        raise PredictorError("learn: give at least one number of samples from 1, one test sample and one seed")
    if setting.which != "dense" and setting.chain != "whole":
        raise PredictorError(
            f"learn: class {setting.which!r} knows who reads what in whole chains; with chain {setting.chain!r} use dense"
        )
    done = {} if metrics is None else {_key(record): record for record in records(metrics)}
    for seed in seeds:
        drawn = None
        for m in sorted(samples):
            head = _head(task, setting, m, test, seed)
            record = done.get(_key(head))
            if record is None:
                if drawn is None:
                    train, tested = task.split(max(samples), test, seed)
                    train = noisy(train, setting.noise, seed) if setting.noise else train
                    drawn = variant(train, setting.chain), variant(tested, setting.chain)
                record = head | _point(task, setting, drawn[0].first(m), drawn[1], seed, executor)
                if metrics is not None:
                    append(metrics, record)
            if progress is not None:
                progress(record)
            yield record


_KEY = ("task", "class", "learner", "chain", "noise", "margin", "epochs", "m", "test", "seed")


def _head(task: Task, setting: Setting, m: int, test: int, seed: int) -> dict[str, Any]:
    return {
        "task": task.name,
        "class": setting.which,
        "learner": setting.learner,
        "chain": setting.chain,
        "noise": setting.noise,
        "margin": setting.margin,
        "epochs": setting.epochs,
        "m": m,
        "test": test,
        "seed": seed,
    }


def _key(record: dict[str, Any]) -> tuple[Any, ...]:
    return tuple(record.get(name) for name in _KEY)


def _point(
    task: Task, setting: Setting, train: Dataset, test: Dataset, seed: int, executor: Executor | None
) -> dict[str, Any]:
    wiring = wiring_of(task, setting.which) if setting.chain == "whole" else dense(train.n, train.T)
    start = process_time()
    learned, found = _trained(task, setting, train, wiring, seed, executor)
    seconds = process_time() - start
    record: dict[str, Any] = {"T": train.T, "vocabulary": len(train.vocabulary), "tables": wiring.count, **found}
    if learned is None:
        return record | {"ar_error": None, "last_error": None, "answer_error": None, "cpu_seconds": seconds}
    answer = task.answer if setting.chain == "whole" else slice(-1, None)
    wrong = errors(learned, test, answer)
    return record | {
        "ar_error": float(wrong.ar_error),
        "last_error": float(wrong.last_error),
        "answer_error": float(wrong.answer_error),
        "cpu_seconds": seconds,
    }


def _trained(
    task: Task, setting: Setting, train: Dataset, wiring: Wiring, seed: int, executor: Executor | None
) -> tuple[Learned | None, dict[str, Any]]:
    if setting.learner in ("perceptron", "averaged"):
        trained = perceptron(
            train,
            wiring,
            epochs=setting.epochs,
            margin=setting.margin,
            form="averaged" if setting.learner == "averaged" else "last",
            seed=seed,
            executor=executor,
        )
        found: dict[str, Any] = {
            "mistakes": trained.mistakes,
            "train_errors": trained.errors,
            "passes": trained.epochs,
        }
        # The bound speaks of data that the true predictor separates.
        if setting.chain == "whole" and not setting.noise:
            found["mistake_bound"] = mistake_bound(task.construction.predictor, wiring, setting.margin)
        return trained.learned, found
    if setting.learner == "lp":
        fitted = fit(train, wiring)
        if isinstance(fitted, Fitted):
            return fitted.learned, {"train_errors": 0}
        return None, {"train_errors": None, "tables_short": len(fitted.tables), "shortfall": fitted.shortfall}
    regressed = softmax(train, wiring, iterations=setting.epochs)
    return regressed.learned, {
        "train_errors": regressed.errors,
        "loss": round(regressed.loss, 6),
        "rounding_keeps": regressed.rounding_keeps,
    }


def learnt(
    task: Task, setting: Setting, *, m: int, samples: int, test: int, seed: int, executor: Executor | None = None
) -> Learned:
    """Return what is learnt from the first m of ``samples`` training samples, as at a point of :func:`curve`, trained anew.

    Raises :class:`PredictorError` if the learner found no weights.

    >>> from lcomplexity.learning.tasks import arithmetic_task
    >>> learnt(arithmetic_task("add", 1), Setting("shared"), m=90, samples=90, test=10, seed=0).wiring.T
    4
    """
    train, _ = task.split(samples, test, seed)
    train = variant(noisy(train, setting.noise, seed) if setting.noise else train, setting.chain).first(m)
    wiring = wiring_of(task, setting.which) if setting.chain == "whole" else dense(train.n, train.T)
    learned, found = _trained(task, setting, train, wiring, seed, executor)
    if learned is None:
        raise PredictorError(
            f"{task.name}: no weights are right on the {m:,} samples; {found['tables_short']} tables fall short"
        )
    return learned


def reference(task: Task, m: int) -> dict[str, float]:
    """Return lines to draw beside a curve at m samples, by label; only those that apply to the task.

    A machine under (a): the bound on the expected AR error of a learner that memorises transitions. Any task: what is left if whole inputs
    are looked up, 1 - m / inputs.

    >>> from lcomplexity.learning.tasks import arithmetic_task
    >>> sorted(reference(arithmetic_task("add", 1), 50))
    ['lookup of whole inputs']
    """
    found = {"lookup of whole inputs": max(0.0, 1 - m / task.inputs)}
    values = task.construction.claims.values
    if task.construction.name == "oblivious" and {"Q", "G"} <= set(values):
        found["memorised transitions"] = memorising_error(values["Q"], values["G"] ** values.get("k", 1), m)
    return found
