"""A statement of the theory and the evidence for it.

A statement draws a case and checks it; evidence is the count of cases, and the first counterexample if there is one.
Every case has a random generator of its own, made from the seed, the statement's label and the case's number: the same
seed gives the same cases, in whatever order they are run.

>>> def draw(random):
...     x = int(random.integers(10))
...     return Case(size=1, counterexample=None if x < 10 else f"x = {x}")
>>> s = Statement("small", "A digit is less than ten.", "arithmetic", "sampled", draw)
>>> gather(s, examples=5, seed=1)
Evidence(label='small', status='sampled', seed=1, examples=5, size=5, failures=0, counterexample=None)
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Literal, TypeAlias
from zlib import crc32

import numpy as np

from lcomplexity.errors import PredictorError

Status: TypeAlias = Literal["exhaustive", "sampled", "symbolic", "assumed"]


@dataclass(frozen=True)
class Case:
    """One case checked: its size (tokens compared) and, if the statement fails on it, the case in words."""

    size: int
    counterexample: str | None = None


@dataclass(frozen=True)
class Statement:
    """A statement: ``words`` say it, ``source`` is where it comes from, ``status`` how far the check reaches.

    ``cases`` is the number of cases of an exhaustive statement, which are then checked in turn (``draw`` gets the
    case's number instead of a random generator).
    """

    label: str
    words: str
    source: str
    status: Status
    draw: Callable[..., Case]
    cases: int | None = None


@dataclass(frozen=True)
class Evidence:
    """What checking a statement showed; ``size`` is the number of tokens compared."""

    label: str
    status: Status
    seed: int
    examples: int = 0
    size: int = 0
    failures: int = 0
    counterexample: str | None = None


def gather(
    statement: Statement,
    *,
    examples: int | None = None,
    seconds: float | None = None,
    seed: int = 0,
    progress: Callable[[Evidence], None] | None = None,
) -> Evidence:
    """Return the evidence of ``examples`` cases, or of as many as are begun within ``seconds``.

    An exhaustive statement ends when its cases do; raises :class:`PredictorError` where nothing would end the check.
    Checking goes on after a failure, to count them.

    >>> even = Statement("even", "2 i is even.", "arithmetic", "exhaustive", lambda i: Case(1), cases=3)
    >>> gather(even).examples
    3
    """
    if examples is None and seconds is None and statement.cases is None:
        raise PredictorError(f"statement {statement.label}: its cases do not end; give examples or seconds")
    evidence = Evidence(statement.label, statement.status, seed)
    end = None if seconds is None else time.monotonic() + seconds
    while examples is None or evidence.examples < examples:
        number = evidence.examples
        if number == statement.cases or (end is not None and time.monotonic() >= end):
            break
        case = statement.draw(number if statement.cases else generator(statement, seed, number))
        failed = case.counterexample is not None
        evidence = replace(
            evidence,
            examples=number + 1,
            size=evidence.size + case.size,
            failures=evidence.failures + failed,
            counterexample=evidence.counterexample if evidence.counterexample else case.counterexample,
        )
        if progress is not None:
            progress(evidence)
    return evidence


def generator(statement: Statement, seed: int, number: int) -> np.random.Generator:
    """Return the random generator of case ``number``.

    >>> s = Statement("s", "", "", "sampled", lambda random: Case(0))
    >>> int(generator(s, 0, 3).integers(1000)) == int(generator(s, 0, 3).integers(1000))
    True
    """
    return np.random.default_rng([seed, crc32(statement.label.encode()), number])
