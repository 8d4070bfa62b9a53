"""A machine as integer arrays: the view that fast engines and weight constructions share.

States and symbols are numbered in the machine's own order. The k scanned symbols of a k-tape machine are one
number in base ``G`` (number of symbols), the first tape most significant.

>>> from turing.machine import Machine
>>> M = Machine.of("M", "a 1 _ R b", "b _ _ L a", start="a")
>>> t = table(M); t.nx.tolist(), t.wr[0, 1].tolist(), t.mv[0, 1].tolist()
([[-1, 1], [0, -1]], [0], [1])
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from turing.errors import MachineError
from turing.machine import DELTA, POLICIES, Configuration, Machine, verdict
from turing.tape import Tape


@dataclass(frozen=True, eq=False)
class Table:
    """Return of :func:`table`. Shapes: ``nx`` (Q, G**k), next state or -1 where no rule applies; ``wr`` and
    ``mv`` (Q, G**k, k), symbols written and head movements in {-1, 0, 1} (0 where no rule applies, and the
    scanned symbols written back)."""

    nx: NDArray[np.int64]
    wr: NDArray[np.int64]
    mv: NDArray[np.int64]
    start: int
    blank: int


def _scanned(machine: Machine) -> NDArray[np.int64]:
    """The k symbols of each combined symbol, shape (G**k, k)."""
    k, G = machine.tapes, len(machine.alphabet)
    return np.stack(np.unravel_index(np.arange(G**k), (G,) * k), axis=-1).astype(np.int64)


def table(machine: Machine) -> Table:
    """Return the machine as read-only integer arrays (see :class:`Table`).

    >>> from turing.machine import Machine
    >>> table(Machine.of("M", "a 1 1 R a", start="a")).nx.tolist()
    [[-1, 0]]
    """
    k, Q, G = machine.tapes, len(machine.states), len(machine.alphabet)
    state = {q: i for i, q in enumerate(machine.states)}
    symbol = {s: i for i, s in enumerate(machine.alphabet)}
    nx = np.full((Q, G**k), -1, dtype=np.int64)
    wr = np.repeat(_scanned(machine)[None], Q, axis=0)
    mv = np.zeros((Q, G**k, k), dtype=np.int64)
    for rule in machine.rules:
        read = 0
        for s in rule.read:
            read = read * G + symbol[s]
        q = state[rule.state]
        nx[q, read] = state[rule.target]
        wr[q, read] = [symbol[s] for s in rule.write]
        mv[q, read] = [DELTA[m] for m in rule.move]
    for array in (nx, wr, mv):
        array.setflags(write=False)
    return Table(nx, wr, mv, state[machine.start], symbol[machine.blank])


@dataclass(frozen=True, eq=False)
class Absorbing:
    """Return of :func:`absorbing`: a table in which every stop is a state that stays put.

    ``nx`` (Q, G**k), ``wr`` and ``mv`` (Q, G**k, k) as in :class:`Table` but total: a stopped state is its own
    successor, writes back what it scans and does not move. ``states`` are the machine's, and one more (the last,
    :data:`STUCK`) if some entry is missing: where no rule applies the machine falls into it, one step later.
    ``verdicts[q]`` is the verdict of a stopped state, ``"limit"`` for one that still runs.
    """

    states: tuple[str, ...]
    verdicts: tuple[str, ...]
    nx: NDArray[np.int64]
    wr: NDArray[np.int64]
    mv: NDArray[np.int64]
    start: int
    blank: int


#: Name of the state that stands for "no rule applied" in an absorbing table.
STUCK = "(stuck)"


def absorbing(machine: Machine) -> Absorbing:
    """Return the machine as a total table (see :class:`Absorbing`).

    >>> from turing.machine import Machine
    >>> a = absorbing(Machine.of("M", "a 1 _ R a", start="a", policy="final-state"))
    >>> a.states, a.verdicts, a.nx.tolist()
    (('a', '(stuck)'), ('limit', 'reject'), [[1, 0], [1, 1]])
    """
    t = table(machine)
    halting = [i for i, q in enumerate(machine.states) if q in machine.halting]
    nx, wr, mv = t.nx.copy(), t.wr, t.mv
    nx[halting] = np.array(halting, dtype=np.int64)[:, None]
    states = machine.states
    verdicts = tuple("limit" if q not in machine.halting else _verdict(machine, q) for q in states)
    if (nx < 0).any():
        if STUCK in states:
            raise MachineError(f"{machine.name}: state name {STUCK!r} is reserved; rename the state")
        stuck = len(states)
        nx = np.concatenate([np.where(nx < 0, stuck, nx), np.full((1, nx.shape[1]), stuck)])
        wr, mv = np.concatenate([wr, wr[:1] * 0 + _scanned(machine)]), np.concatenate([mv, mv[:1] * 0])
        states, verdicts = (*states, STUCK), (*verdicts, POLICIES[machine.policy].missing)
    for array in (nx, wr, mv):
        array.setflags(write=False)
    return Absorbing(states, verdicts, nx, wr, mv, t.start, t.blank)


def _verdict(machine: Machine, state: str) -> str:
    blank = Tape(None, machine.blank, None, 0)
    said = verdict(machine, Configuration(state, (blank,) * machine.tapes))
    return "limit" if said is None else said
