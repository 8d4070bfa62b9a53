"""The parts of the arithmetic experiment; each returns records, from metrics kept in a folder where a run is begun again.

* ``dense``: multiplication, every token a perceptron of its own over its whole context; nothing known but the chains;
* ``shared``: multiplication, the reads known and the weights shared by role: how few samples suffice, random or chosen (
  :mod:`~lcomplexity.learning.covering`), and whether the result is right on *all* pairs (:mod:`.exhaustion`);
* ``addition``: as ``dense``, addition;
* ``lengths``: the dense class on chains of different lengths for the same products, the paper's chain among them;
* ``constructed``: the exact predictor of the same chain, decoded on many pairs.

Held-out pairs are disjoint from training pairs; operands have exactly d digits.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from typing import Any, Literal, TypeAlias

import numpy as np

from lcomplexity.constructions.arithmetic import addition_program, multiplication, multiplication_program
from lcomplexity.experiments.arithmetic.exhaustion import exhausted
from lcomplexity.experiments.arithmetic.operands import Pairs, digits, pairs
from lcomplexity.experiments.arithmetic.paper_chain import paper_data, paper_program, without_columns
from lcomplexity.experiments.arithmetic.rare import with_rare
from lcomplexity.experiments.metrics import append, records
from lcomplexity.experiments.scales import Scale
from lcomplexity.learning.covering import covering
from lcomplexity.learning.datasets import Dataset, incomplete
from lcomplexity.learning.evaluation import errors
from lcomplexity.learning.perceptron import Trained, perceptron
from lcomplexity.learning.wiring import Wiring, by_role, dense
from lcomplexity.typed_programs import TypedProgram
from lcomplexity.verification import verify

Part: TypeAlias = Literal["dense", "shared", "addition", "lengths", "constructed"]
PARTS: tuple[Part, ...] = ("dense", "shared", "addition", "lengths", "constructed")
Say: TypeAlias = Callable[[str], None]


@dataclass(frozen=True)
class Whole:
    """How a whole chain is learnt: random pairs, rare ones (:mod:`.rare`) out of a pool, margin, passes."""

    random: int
    rare: int
    pool: int
    margin: int
    epochs: int


@dataclass(frozen=True)
class Size:
    """Digits, samples, margin and passes of every part at a scale."""

    digits: int
    dense: Whole
    addition_digits: int
    addition: Whole
    shared: tuple[int, ...]
    pool: int
    wide: int
    lengths: int
    constructed: int
    test: int


SIZES: dict[Scale, Size] = {
    "tiny": Size(
        digits=2, dense=Whole(3_000, 1_000, 6_000, 20, 20), addition_digits=3, addition=Whole(3_000, 0, 3_000, 20, 20),
        shared=(100, 300), pool=3_000, wide=2, lengths=4_000, constructed=2_000, test=1_000,
    ),
    "laptop": Size(
        digits=4, dense=Whole(700_000, 500_000, 4_000_000, 200, 2), addition_digits=8, addition=Whole(150_000, 0, 150_000, 100, 10),
        shared=(300, 1_000, 3_000, 10_000, 30_000), pool=100_000, wide=8, lengths=100_000, constructed=1_000_000, test=10_000,
    ),
    "paper": Size(
        digits=4, dense=Whole(3_000_000, 2_000_000, 20_000_000, 200, 2), addition_digits=8,
        addition=Whole(600_000, 0, 600_000, 100, 10), shared=(300, 1_000, 3_000, 10_000, 30_000, 100_000), pool=100_000, wide=8,
        lengths=1_000_000, constructed=10_000_000, test=10_000,
    ),
}  # fmt: skip


@dataclass(frozen=True)
class Run:
    """One run of the experiment: where records and checkpoints are kept (``None``: nowhere), the seed, threads, and progress."""

    scale: Scale
    seed: int
    threads: int
    folder: Path | None
    say: Say

    @property
    def size(self) -> Size:
        """Return the sizes of the run's scale."""
        return SIZES[self.scale]

    def record(self, key: dict[str, Any], make: Callable[[], dict[str, Any]]) -> dict[str, Any]:
        """Return the record with this key: kept, or made and kept."""
        key = {"scale": self.scale, "seed": self.seed, **key}
        path = None if self.folder is None else self.folder / "metrics.jsonl"
        if path is not None:
            for kept in records(path):
                if all(kept.get(name) == value for name, value in key.items()):
                    return kept
        wall, cpu = time.perf_counter(), time.process_time()
        found = {**key, "device": "cpu", "threads": self.threads, **make()}
        found |= {
            "wall_seconds": round(time.perf_counter() - wall, 2),
            "cpu_seconds": round(time.process_time() - cpu, 2),
        }
        if path is not None:
            append(path, found)
        return found


def part(name: Part, run: Run) -> list[dict[str, Any]]:
    """Return the records of one part of the experiment.

    >>> quiet = Run("tiny", seed=0, threads=1, folder=None, say=lambda line: None)
    >>> found, = part("constructed", quiet)
    >>> found["pairs"], found["wrong"], found["margin"]
    (2000, 0, 1)
    """
    made = {
        "dense": _dense,
        "shared": _shared,
        "addition": _addition,
        "lengths": _lengths,
        "constructed": _constructed,
    }
    return made[name](run)


def chains_of(program: TypedProgram, d: int, e: int, numbers: Pairs) -> Dataset:
    """Return the chains of a program of :mod:`lcomplexity.constructions.arithmetic` on pairs of numbers of d and e digits.

    >>> data = chains_of(multiplication_program(1, 1), 1, 1, Pairs(np.array([7]), np.array([8])))
    >>> " ".join(data.vocabulary[i] for i in data.chains[0])
    '7x8 6+0 5^0 5 6'
    """
    sign = np.zeros((len(numbers.a), 1), np.int64)
    values = np.concatenate([digits(numbers.a, d), sign, digits(numbers.b, e), sign], axis=1)
    prompts = program.prompts(values)
    return Dataset(program.vocabulary, prompts, program.chains(prompts))


def _trained(run: Run, data: Dataset, wiring: Wiring, margin: int, epochs: int, what: str) -> Trained:
    with ThreadPoolExecutor(run.threads) as executor:
        return perceptron(
            data,
            wiring,
            margin=margin,
            epochs=epochs,
            seed=run.seed,
            executor=executor,
            checkpoint=None if run.folder is None else run.folder / "tables",
            progress=lambda done, of: run.say(f"{what}: {done} of {of} tables"),
        )


def _measured(trained: Trained, test: Dataset, answer: slice) -> dict[str, Any]:
    wrong = errors(trained.learned, test, answer)
    return {
        "mistakes": trained.mistakes,
        "train_errors": trained.errors,
        "passes": trained.epochs,
        "tested": wrong.m,
        "chains_wrong": wrong.sequences,
        "answers_wrong": wrong.answers,
    }


def _whole(program: TypedProgram, d: int, how: Whole, run: Run, name: str) -> dict[str, Any]:
    m = how.random + how.rare
    key = {"part": name, "digits": d, "m": m, **asdict(how), "class": "dense"}

    def make() -> dict[str, Any]:
        run.say(f"{name}: drawing {how.pool:,} pairs")
        drawn = pairs(d, how.pool + run.size.test, run.seed)
        pool = drawn.part(run.size.test, len(drawn.a))
        if how.rare:
            run.say(f"{name}: looking for rare tokens in {how.pool:,} chains")
            size = len(program.vocabulary)
            chosen = with_rare(pool, lambda some: chains_of(program, d, d, some).contexts, size, how.random, how.rare)
            pool = Pairs(pool.a[chosen], pool.b[chosen])
        train = chains_of(program, d, d, pool)
        test = chains_of(program, d, d, drawn.part(0, run.size.test))
        trained = _trained(run, train, dense(train.n, train.T), how.margin, how.epochs, name)
        found = _measured(trained, test, slice(*program.answer))
        return {"T": train.T, "vocabulary": len(train.vocabulary), "weights": trained.learned.entries(), **found}

    return run.record(key, make)


def _dense(run: Run) -> list[dict[str, Any]]:
    d = run.size.digits
    return [_whole(multiplication_program(d, d), d, run.size.dense, run, "dense")]


def _addition(run: Run) -> list[dict[str, Any]]:
    d = run.size.addition_digits
    return [_whole(addition_program(d), d, run.size.addition, run, "addition")]


def _shared(run: Run) -> list[dict[str, Any]]:
    return [record for d in dict.fromkeys((run.size.digits, run.size.wide)) for record in _shared_of(run, d)]


def _shared_of(run: Run, d: int) -> list[dict[str, Any]]:
    size, program = run.size, multiplication_program(d, d)
    wiring = by_role(program)
    drawn = pairs(d, size.pool + size.test, run.seed)
    pool = chains_of(program, d, d, drawn.part(size.test, len(drawn.a)))
    test = chains_of(program, d, d, drawn.part(0, size.test))

    def learnt(train: Dataset) -> tuple[Trained, dict[str, Any]]:
        trained = _trained(run, train, wiring, 5, 1000, f"shared, {d} digits, {train.m:,} samples")
        measured = _measured(trained, test, slice(*program.answer))
        return trained, {"m": train.m, "T": train.T, "weights": trained.learned.entries(), **measured}

    def covered() -> dict[str, Any]:
        run.say(f"shared, {d} digits: choosing samples")
        chosen = covering(pool, wiring)
        trained, record = learnt(Dataset(pool.vocabulary, pool.prompts[chosen], pool.chains[chosen]))
        # More pairs than 10^8 are too many to be run.
        return record | (_on_all_pairs(run, program, trained, d) if d <= 4 else {})

    key = {"part": "shared", "digits": d, "margin": 5, "class": "shared"}
    found = [
        run.record({**key, "choice": "random", "asked": m}, partial(lambda m: learnt(pool.first(m))[1], m))
        for m in size.shared
    ]
    return [*found, run.record({**key, "choice": "covering", "asked": 0}, covered)]


def _on_all_pairs(run: Run, program: TypedProgram, trained: Trained, d: int) -> dict[str, Any]:
    def values(numbers: np.ndarray) -> np.ndarray:
        sign = np.zeros((len(numbers), 1), np.int64)
        return np.concatenate([digits(numbers // 10**d, d), sign, digits(numbers % 10**d, d), sign], axis=1)

    everything = 10 ** (2 * d)
    all_of = exhausted(
        program,
        trained.learned,
        values,
        everything,
        lambda done: run.say(f"shared: {done:,} of {everything:,} pairs"),
    )
    return {"all_pairs": all_of.inputs, "combinations": all_of.combinations, "combinations_wrong": all_of.wrong}


def _lengths(run: Run) -> list[dict[str, Any]]:
    size, d = run.size, run.size.digits
    drawn = pairs(d, size.lengths + size.test, run.seed)
    program, paper = multiplication_program(d, d), paper_program(d, d)
    ours = chains_of(program, d, d, drawn)
    roles = [i.role for i in program.instructions]

    def without(*dropped: str) -> Dataset:
        return incomplete(ours, tuple(t for t, role in enumerate(roles) if role not in dropped))

    def papers() -> Dataset:
        return paper_data(paper, drawn.a, drawn.b, d, d)

    chains: dict[str, Callable[[], Dataset]] = {
        "answer alone": lambda: without("factors", "units", "tens", "addends", "carried"),
        "products of digits": lambda: without("units", "tens", "addends", "carried"),
        "rows": lambda: without("addends", "carried"),
        "rows, pairs to add": lambda: without("carried"),
        "rows, sums without pairs": lambda: without("addends"),
        "everything": lambda: ours,
        "paper's chain": lambda: without_columns(paper, papers()),
        "paper's chain with columns": papers,
    }
    found = []
    for name, data_of in chains.items():
        key = {
            "part": "lengths",
            "digits": d,
            "chain": name,
            "m": size.lengths,
            "margin": 20,
            "epochs": 5,
            "class": "dense",
        }

        def make(name: str = name, data_of: Callable[[], Dataset] = data_of) -> dict[str, Any]:
            run.say(f"lengths: {name}")
            data = data_of()
            test = data.first(size.test)
            train = Dataset(data.vocabulary, data.prompts[size.test :], data.chains[size.test :])
            trained = _trained(run, train, dense(data.n, data.T), 20, 5, f"lengths, {name}")
            return {"T": data.T, "vocabulary": len(data.vocabulary), **_measured(trained, test, slice(-2 * d, None))}

        found.append(run.record(key, make))
    return found


def _constructed(run: Run) -> list[dict[str, Any]]:
    size, found = run.size, []
    d = size.digits
    key = {"part": "constructed", "digits": d, "pairs": size.constructed}

    def make() -> dict[str, Any]:
        construction = multiplication(d, d)
        x = np.random.default_rng(run.seed).integers(0, 10, (size.constructed, 2 * d))
        checked = verify(construction, domain=x, progress=lambda v: run.say(f"constructed: {v.inputs:,} pairs"))
        return {
            "T": construction.predictor.length,
            "vocabulary": len(construction.predictor.vocabulary),
            "wrong": checked.failures,
            "tokens": checked.tokens,
            "margin": checked.min_margin,
        }

    found.append(run.record(key, make))
    return found


def threads() -> int:
    """Return the number of processors that may be used.

    >>> threads() >= 1
    True
    """
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
