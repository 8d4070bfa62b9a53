"""Where in a chain the configurations of a machine stand: what has to be known to read them back from tokens.

A predictor file names its machine but does not hold it, so the machine is given, and the layout follows from the construction's
name and numbers. A machine whose token names are not the file's is refused: it is another one.

Layouts (``form``):

* ``steps``: a token in ``first .. first + count - 1`` says state and scanned cells, ``w`` machine steps after the one before
  (oblivious, recursive; w > 1 for packed cells); tokens from ``verdict`` on say how the run ended;
* ``rows``: rows of ``period`` tokens, S of them cells from cell ``low`` on; row 0 is in the prompt (sliding);
* ``bit-steps``: ``count`` one-hot bits for each step (circuit d0);
* ``bit-rows``: ``S`` cells of one-hot bits for each configuration (circuit d1); the head starts at cell 0;
* ``bit-compact``: symbol, arrival, head and pair bits (circuit d2).

>>> from lcomplexity.constructions.sliding_window import sliding_window
>>> from lcomplexity.predictor_file import stored
>>> from turing.zoo import zoo
>>> M = zoo("parity").machine
>>> layout_of(stored(sliding_window(M, 2, 3, (-1, 3))), M)
Layout(form='rows', first=0, count=0, w=1, verdict=0, period=4, S=4, low=-1, configurations=5)
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np

from lcomplexity.errors import PredictorError
from lcomplexity.predictor_file import StoredPredictor
from turing.machine import Machine
from turing.oblivious import HeadSchedule
from turing.packed import packed
from turing.recursive_tokens import tokens_of
from turing.table import absorbing
from turing.trace import RowTrace, StepTrace

Form: TypeAlias = Literal["steps", "rows", "bit-steps", "bit-rows", "bit-compact"]


@dataclass(frozen=True)
class Layout:
    """How configurations are written in a chain; the module says which fields a form uses (the others are 0)."""

    form: Form
    first: int = 0
    count: int = 0
    w: int = 1
    verdict: int = 0
    period: int = 0
    S: int = 0
    low: int = 0
    #: Configurations that are written at most.
    configurations: int = 0


def layout_of(stored: StoredPredictor, machine: Machine) -> Layout:
    """Return the layout of the chains of a predictor that was built from ``machine``.

    Raises :class:`PredictorError` if the construction is not one from a machine, or not from this one.

    >>> from lcomplexity.constructions.parity import parity
    >>> from lcomplexity.predictor_file import stored
    >>> from turing.zoo import zoo
    >>> layout_of(stored(parity(3)), zoo("parity").machine)
    Traceback (most recent call last):
        ...
    lcomplexity.errors.PredictorError: view: a predictor by construction 'parity' was not built from a machine; leave the machine out
    """
    name, values = stored.construction, stored.values
    a, G, k = absorbing(machine), len(machine.alphabet), machine.tapes
    Q, GK = len(a.states), G**k
    S, steps = values.get("S", 0), values.get("steps", 0)
    if name == "oblivious":
        none = HeadSchedule(stored.input_length, np.zeros((0, k), np.int64), "abstract")
        trace = StepTrace(machine, none)
        _check(stored, machine, trace.vocabulary)
        return Layout("steps", 0, Q * GK, 1, trace.first_verdict, configurations=steps)
    if name == "sliding":
        return _rows(stored, machine, S)
    if name == "recursive":
        return _recursive(stored, machine)
    if not name.startswith("circuit-"):
        raise PredictorError(
            f"view: a predictor by construction {name!r} was not built from a machine; leave the machine out"
        )
    if (values.get("Q", Q), values.get("G", G)) != (Q, G) or (name != "circuit-steps" and k != 1):
        raise PredictorError(_other(stored, machine))
    T = stored.predictor.length
    if name == "circuit-steps":
        return Layout("bit-steps", 0, Q * GK, configurations=min(steps, T // (Q * GK)))
    per_row = S * G * (Q + 1)
    if name == "circuit-rows" and per_row:
        return Layout("bit-rows", S=S, configurations=T // per_row)
    per_step = S * (2 * G + 1) + Q * G
    return Layout("bit-compact", S=S, configurations=min(steps, T // per_step))


def _rows(stored: StoredPredictor, machine: Machine, S: int) -> Layout:
    period, low = stored.predictor.n - 1, 1 - len(stored.interface.prefix)
    window = (low, low + S)
    if machine.tapes != 1 or S not in (period, period - 1) or low > 0 or window[1] < max(1, stored.input_length):
        raise PredictorError(_other(stored, machine))
    # One more cell, so that no form can be refused for a head that leaves at once: names do not depend on it.
    trace = RowTrace(
        machine,
        stored.input_length,
        1,
        (low - 1, window[1]),
        "verdict",
        "plain" if period == S else "marked",
    )
    _check(stored, machine, trace.vocabulary)
    return Layout("rows", period=period, S=S, low=low, configurations=1 + -(-stored.predictor.length // period))


def _recursive(stored: StoredPredictor, machine: Machine) -> Layout:
    values, G = stored.values, len(machine.alphabet)
    C, w = values.get("C", 0), 1
    while G**w < C:
        w += 1
    R = values.get("R", 0)
    if G**w != C or not 2 <= R <= 8 or (w > 1 and machine.tapes > 1):
        raise PredictorError(_other(stored, machine))
    tokens = tokens_of(machine, absorbing(machine), R, w, "looped" if "rounds" in values else "whole")
    if tokens.size != len(stored.predictor.vocabulary):
        raise PredictorError(_other(stored, machine))
    _check(stored, machine, tokens.names(packed(machine, w)))
    first = tokens.z(0, 0)
    return Layout(
        "steps",
        first,
        tokens.z(tokens.states, 0) - first,
        w,
        tokens.first_verdict,
        configurations=stored.predictor.length,
    )


def _check(stored: StoredPredictor, machine: Machine, names: tuple[str, ...]) -> None:
    if stored.predictor.vocabulary.tokens != names:
        raise PredictorError(_other(stored, machine))


def _other(stored: StoredPredictor, machine: Machine) -> str:
    return (
        f"view: the predictor was built from another machine than {machine.name!r} ({stored.provenance}); give the one it was "
        "built from with --machine"
    )
