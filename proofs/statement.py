"""A statement of the theory, a case of it, and the evidence for it.

A statement *draws* instances and *checks* them. An instance is JSON data (numbers, texts, lists, dictionaries with fixed keys), so
that one that refutes the statement can be made smaller (:mod:`proofs.shrinking`), saved and run again. Every instance is drawn by a
random generator of its own, made from the seed, the statement's label and the instance's number: evidence is a function of
these three, in whatever order, process or portion the instances are looked at.

A check that cannot fail shows nothing: ``broken`` holds the same check on a wrong object (a wrong weight, a missing token, a bound
lowered by one), and each of these must find a counterexample (:mod:`proofs.audit`).

>>> def check(x):
...     return Case(size=1, counterexample=None if x < 10 else f"x = {x}")
>>> s = statement(label="small", words="A digit is less than ten.", check=check, draw=lambda random: int(random.integers(10)))
>>> e = gather(s, examples=5, seed=1); e.examples, e.size, e.failures, e.reach
(5, 5, 0, 'sampled')
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Any, Literal, TypeAlias
from zlib import crc32

import numpy as np

from lcomplexity.errors import PredictorError
from turing.errors import MachineError

Status: TypeAlias = Literal["exhaustive", "sampled", "symbolic", "assumed"]
#: JSON data.
Instance: TypeAlias = Any
#: Of a feature: a number, a name, or several names.
Value: TypeAlias = int | str | tuple[str, ...]
Histogram: TypeAlias = Mapping[str, Mapping[str, int]]


class OutsideError(PredictorError):
    """An instance that the statement says nothing about; a drawn one never is, one made smaller may be."""


@dataclass(frozen=True)
class Case:
    """One instance checked: its ``size`` (tokens, or values, compared), the counterexample in words if it is one, the smallest
    margin seen, and the features it covers, such as the number of states of its machine."""

    size: int
    counterexample: str | None = None
    margin: int | None = None
    features: Mapping[str, Value] = field(default_factory=dict)


Check: TypeAlias = Callable[[Instance], Case]


@dataclass(frozen=True)
class Statement:
    """A statement: ``words`` and ``latex`` say it, ``place`` is where it stands in the paper, with the source of the numbering,
    ``hypotheses`` what it supposes, ``status`` how far the check reaches, ``uses`` the labels of the statements it builds on, and
    ``code`` the functions and classes of this project that it is about: the check, if there is one, enters each of them.

    ``cases`` is the number of instances of an exhaustive or symbolic statement, which are then checked in turn (``draw`` gets
    the instance's number instead of a random generator). ``block`` instances are checked at a time in a long run, and a
    minute's plan has ``blocks`` of them (:mod:`proofs.runs`). An assumed statement has neither ``draw`` nor ``check``.
    """

    label: str
    group: str
    words: str
    latex: str
    place: str
    hypotheses: str
    status: Status
    uses: tuple[str, ...]
    code: tuple[str, ...]
    check: Check | None
    draw: Callable[[Any], Instance] | None
    cases: int | None
    broken: Mapping[str, Check]
    block: int
    blocks: int


def statement(
    *,
    label: str,
    words: str,
    group: str = "",
    latex: str = "",
    place: str = "",
    hypotheses: str = "none",
    status: Status = "sampled",
    uses: Iterable[str] = (),
    code: Iterable[str] = (),
    check: Check | None = None,
    draw: Callable[[Any], Instance] | None = None,
    cases: int | None = None,
    broken: Mapping[str, Check] | None = None,
    block: int = 100,
    blocks: int = 1,
) -> Statement:
    """Return a statement; what is not given is empty, and found missing by :mod:`proofs.audit` once it is registered.

    >>> statement(label="s", words="Nothing.").status
    'sampled'
    """
    wrong = MappingProxyType(dict(broken or {}))
    many = (tuple(uses), tuple(code), check, draw, cases, wrong, block, blocks)
    return Statement(label, group, words, latex, place, hypotheses, status, *many)


@dataclass(frozen=True)
class Evidence:
    """What checking instances of a statement showed.

    ``of`` is the number of instances there are, if they end; ``size`` what was compared, ``largest`` in one instance; ``margin`` the
    smallest seen; ``features`` how often each value of a feature occurred; ``first`` the number of the first failing
    instance, ``counterexample`` what it is in words.
    """

    label: str
    status: Status
    seed: int
    of: int | None = None
    examples: int = 0
    size: int = 0
    largest: int = 0
    failures: int = 0
    margin: int | None = None
    features: Histogram = field(default_factory=dict)
    first: int | None = None
    counterexample: str | None = None

    @property
    def reach(self) -> str:
        """Return the status, with ``(cut)`` behind it if there are more instances than were checked."""
        return self.status if self.of is None or self.examples == self.of else f"{self.status} (cut)"


class Generators:
    """The random generators of a statement's instances for one seed: number ``i`` is a counter-based generator (Philox) with seed and
    label as its key that starts at counter i * 2^64, so all are independent and each is found at once.

    >>> s = statement(label="s", words="")
    >>> first = [int(Generators(s, 0).at(i).integers(1000)) for i in (3, 4, 3)]; first[0] == first[2] != first[1]
    True
    """

    def __init__(self, of: Statement, seed: int) -> None:
        key = np.array([seed, crc32(of.label.encode())], np.uint64)
        self._bits = np.random.Philox(key=key)
        self._start: Any = self._bits.state
        self._generator = np.random.Generator(self._bits)

    def at(self, number: int) -> np.random.Generator:
        """Return the generator of instance ``number``, at its start; it is the same object each time."""
        # The state of a generator that nothing was drawn from: no numbers left over in its buffers.
        self._start["state"]["counter"][:] = (0, number, 0, 0)
        self._bits.state = self._start
        return self._generator


def instance_of(of: Statement, seed: int, number: int) -> Instance:
    """Return instance ``number`` of a statement that has a check.

    >>> instance_of(statement(label="s", words="", draw=lambda number: number, cases=9), 0, 4)
    4
    """
    if of.draw is None:
        raise PredictorError(f"statement {of.label}: it is {of.status}; it has no instances")
    return of.draw(number if of.cases is not None else Generators(of, seed).at(number))


def checked(check: Check, instance: Instance) -> Case:
    """Return the case of an instance; a check that ends with an error of this project found a counterexample.

    >>> def refusing(instance):
    ...     raise PredictorError("no such thing")
    >>> checked(refusing, 0).counterexample
    'PredictorError: no such thing'
    """
    try:
        return check(instance)
    except (PredictorError, MachineError) as error:
        return Case(0, f"{type(error).__name__}: {error}")


def examined(of: Statement, seed: int, numbers: Iterable[int]) -> Evidence:
    """Return the evidence of the instances with these numbers, in increasing order.

    >>> even = statement(label="even", words="2 i is even.", check=lambda i: Case(1), draw=lambda i: i, cases=3)
    >>> examined(even, 0, range(3)).examples
    3
    """
    assert of.check is not None and of.draw is not None
    generators = Generators(of, seed)
    evidence = Evidence(of.label, of.status, seed, of.cases)
    size = largest = count = failures = 0
    margin: int | None = None
    features: dict[str, dict[str, int]] = {}
    for number in numbers:
        case = checked(of.check, of.draw(number if of.cases is not None else generators.at(number)))
        count, size, largest = count + 1, size + case.size, max(largest, case.size)
        if case.margin is not None:
            margin = case.margin if margin is None else min(margin, case.margin)
        for name, value in case.features.items():
            row = features.setdefault(name, {})
            for one in value if isinstance(value, tuple) else (str(value),):
                row[one] = row.get(one, 0) + 1
        if case.counterexample is not None:
            failures += 1
            if evidence.first is None:
                evidence = replace(evidence, first=number, counterexample=case.counterexample)
    return replace(
        evidence,
        examples=count,
        size=size,
        largest=largest,
        failures=failures,
        margin=margin,
        features=features,
    )


def merged(a: Evidence, b: Evidence) -> Evidence:
    """Return the evidence of both, which must be for one statement and seed, on different instances.

    >>> s = statement(label="s", words="", check=lambda i: Case(i), draw=lambda i: i, cases=9)
    >>> merged(examined(s, 0, range(3)), examined(s, 0, range(3, 9))) == examined(s, 0, range(9))
    True
    """
    margins = [m for m in (a.margin, b.margin) if m is not None]
    features: dict[str, dict[str, int]] = {name: dict(row) for name, row in a.features.items()}
    for name, row in b.features.items():
        mine = features.setdefault(name, {})
        for value, count in row.items():
            mine[value] = mine.get(value, 0) + count
    failing = [e for e in (a, b) if e.first is not None]
    earlier = min(failing, key=lambda e: e.first or 0, default=a)
    return replace(
        a,
        examples=a.examples + b.examples,
        size=a.size + b.size,
        largest=max(a.largest, b.largest),
        failures=a.failures + b.failures,
        margin=min(margins, default=None),
        features=features,
        first=earlier.first,
        counterexample=earlier.counterexample,
    )


def gather(
    of: Statement,
    *,
    examples: int | None = None,
    seconds: float | None = None,
    seed: int = 0,
    progress: Callable[[Evidence], None] | None = None,
) -> Evidence:
    """Return the evidence of ``examples`` instances, or of as many as are begun within ``seconds``, one after another.

    An exhaustive statement ends when its instances do; raises :class:`PredictorError` where nothing would end the check.
    Checking goes on after a failure, to count them.

    >>> even = statement(label="even", words="2 i is even.", status="exhaustive", check=lambda i: Case(1), draw=lambda i: i, cases=3)
    >>> gather(even).examples, gather(even).reach, gather(even, examples=2).reach
    (3, 'exhaustive', 'exhaustive (cut)')
    """
    if of.check is None:
        raise PredictorError(f"statement {of.label}: it is {of.status}; there is nothing to check")
    if examples is None and seconds is None and of.cases is None:
        raise PredictorError(f"statement {of.label}: its cases do not end; give examples or seconds")
    evidence = Evidence(of.label, of.status, seed, of.cases)
    end = None if seconds is None else time.monotonic() + seconds
    while examples is None or evidence.examples < examples:
        number = evidence.examples
        if number == of.cases or (end is not None and time.monotonic() >= end):
            break
        evidence = merged(evidence, examined(of, seed, [number]))
        if progress is not None:
            progress(evidence)
    return evidence
