"""What is learnt: a construction whose chains are the data, the inputs it promises, and the classes to learn it in.

>>> task = arithmetic_task("add", 2)
>>> task.construction.predictor.length, [len(set(wiring_of(task, which).tables.tolist())) for which in CLASSES]
(7, [7, 7, 4])
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

from lcomplexity.constructions.arithmetic import (
    addition,
    addition_program,
    multiplication,
    multiplication_program,
)
from lcomplexity.constructions.construction import Construction
from lcomplexity.constructions.parity import parity
from lcomplexity.errors import PredictorError
from lcomplexity.learning.datasets import Split, check_counts, dataset, split
from lcomplexity.learning.wiring import Wiring, by_role, dense, known, per_position
from lcomplexity.typed_programs import TypedProgram

#: What is known before learning: nothing (``dense``); who reads what (``position``); that, and which tokens share weights (``shared``).
Class: TypeAlias = Literal["dense", "position", "shared"]
CLASSES: tuple[Class, ...] = ("dense", "position", "shared")


@dataclass(frozen=True, eq=False)
class Task:
    """A construction to be learnt; ``domain`` (N, n) are the inputs promised, ``None``: all; ``answer`` the tokens that answer."""

    name: str
    construction: Construction
    answer: slice = field(default_factory=lambda: slice(-1, None))
    program: TypedProgram | None = None
    domain: NDArray[np.int64] | None = None

    def split(self, train: int, test: int, seed: int) -> Split:
        """Return a training and a test set without a common input (see :func:`~lcomplexity.learning.datasets.split`)."""
        if self.domain is None:
            return split(self.construction, train=train, test=test, seed=seed)
        check_counts(self.name, train=train, test=test, seed=seed)
        if train + test > len(self.domain):
            raise PredictorError(
                f"{self.name}: train {train} and test {test} are {train + test} different inputs, {len(self.domain)} are promised; "
                "give fewer"
            )
        inputs = self.domain[np.random.default_rng(seed).permutation(len(self.domain))]
        return Split(
            dataset(self.construction, inputs[test : test + train]), dataset(self.construction, inputs[:test])
        )

    @property
    def inputs(self) -> int:
        """Return how many inputs there are."""
        if self.domain is not None:
            return len(self.domain)
        return len(self.construction.symbols) ** self.construction.input_length


def arithmetic_task(operation: Literal["add", "multiply"], d: int) -> Task:
    """Return the task of adding or multiplying two numbers of d digits, leading zeros allowed.

    >>> arithmetic_task("multiply", 4).construction.predictor.length
    86
    """
    if operation == "add":
        program, construction = addition_program(d), addition(d)
    else:
        program, construction = multiplication_program(d, d), multiplication(d, d)
    return Task(f"{operation}:{d}", construction, slice(*program.answer), program)


def short_parity_task(n: int) -> Task:
    """Return the task of parity by its shortest binary chain, the bits of the sum.

    >>> short_parity_task(32).construction.predictor.length
    6
    """
    return Task(f"short-parity:{n}", parity(n))


def wiring_of(task: Task, which: Class) -> Wiring:
    """Return the wiring of a class for the task's whole chains.

    >>> wiring_of(short_parity_task(4), "dense").positions.shape
    (3, 6)
    """
    h = task.construction.predictor
    if which == "dense":
        return dense(h.n, h.length)
    shared = known(h) if task.program is None else by_role(task.program)
    return shared if which == "shared" else per_position(shared)
