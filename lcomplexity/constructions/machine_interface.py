"""The bridge's small change: a trace form of :mod:`turing` as what a construction needs on the predictor's side."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from lcomplexity.constructions.claims import Claims
from lcomplexity.constructions.construction import Construction, Expected
from lcomplexity.interface import Interface
from lcomplexity.predictor import LinearPredictor
from turing.trace import TraceForm


def construction_of(name: str, form: TraceForm, h: LinearPredictor, claims: Claims) -> Construction:
    """Return predictor ``h`` as the construction that has to write the traces of ``form``.

    >>> from turing.zoo import zoo
    >>> from lcomplexity.constructions.oblivious import oblivious
    >>> c = oblivious(zoo("parity").machine, 3)
    >>> c.interface.prompt("101") == tuple(c.expected(np.array([[2, 1, 2]])).prompts[0]) or c.input_length
    3
    """
    p, a = form.prompting, form.answering
    interface = Interface(p.prefix, p.first, p.rest, p.suffix, a.words, a.start, a.count, a.width, a.groups, a.strip)

    def expected(x: NDArray[np.int64]) -> Expected:
        return Expected(*form.records(x))

    letters = tuple(form.machine.alphabet.index(s) for s in form.machine.input_alphabet)
    source = f"machine {form.machine.name}, inputs of length {form.n}"
    return Construction(name, h, interface, claims, form.n, letters, expected, source)
