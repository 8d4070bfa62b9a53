"""The bridge's small change: a trace form of :mod:`turing` as what a construction needs on the predictor's side."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import numpy as np
from numpy.typing import NDArray

from lcomplexity.constructions.claims import Claims
from lcomplexity.constructions.construction import Construction, Expected
from lcomplexity.interface import Interface
from lcomplexity.predictor import LinearPredictor
from turing.recursive import LoopedTrace, RecursiveTrace
from turing.trace import TraceForm, prompts


def interface_of(form: TraceForm) -> Interface:
    """Return how a trace form turns inputs into prompts and chains into answers.

    >>> from turing.machine import Machine
    >>> from turing.trace import RowTrace
    >>> M = Machine.of("M", "a 1 1 R a", "a _ _ S h", start="a", accepting=["h"])
    >>> interface_of(RowTrace(M, n=2, steps=3, window=(0, 3))).prompt("11")
    (11, 3, 1, 0)
    """
    p, a = form.prompting, form.answering
    return Interface(p.prefix, p.first, p.rest, p.suffix, a.words, a.start, a.count, a.width, a.groups, a.strip)


def construction_of(name: str, form: TraceForm, h: LinearPredictor, claims: Claims) -> Construction:
    """Return predictor ``h`` as the construction that has to write the traces of ``form``.

    >>> from turing.machine import Machine
    >>> from lcomplexity.constructions.oblivious import oblivious
    >>> c = oblivious(Machine.of("M", "a 1 1 R a", "a _ _ S h", start="a", halting=["h"]), 2)
    >>> c.interface.prompt("11") == tuple(c.expected(np.array([[1, 1]])).prompts[0].tolist())
    True
    """

    def expected(x: NDArray[np.int64]) -> Expected:
        return Expected(*form.records(x))

    letters = tuple(form.machine.alphabet.index(s) for s in form.machine.input_alphabet)
    source = f"machine {form.machine.name}, inputs of length {form.n}"
    stream = partial(_streamed, form) if isinstance(form, RecursiveTrace | LoopedTrace) else None
    return Construction(name, h, interface_of(form), claims, form.n, letters, expected, source, stream)


def _streamed(
    form: RecursiveTrace | LoopedTrace, x: NDArray[np.int64]
) -> tuple[tuple[int, ...], Iterator[NDArray[np.int64]]]:
    (prompt,) = prompts(form, x[None]).tolist()
    return tuple(prompt), form.stream(x)
