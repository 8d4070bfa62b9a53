"""Runs as chains of *bits*: the traces that threshold circuits write, gate by gate.

* :class:`StepBits` (d0): the step tokens of an oblivious machine, one-hot: Q G^k bits a step.
* :class:`RowBits` (d1): the rows of the tape, one-hot: S G (Q+1) bits a step; any single-tape machine.
* :class:`CompactBits` (d2): per cell G symbol bits, one arrival bit and G head bits, and Q G bits for the pair
  (state, scanned symbol): S (2G+1) + Q G bits a step; any single-tape machine.

The prompt is one constant bit 1 and G one-hot bits for each input symbol. A chain ends with one bit "accepted"
(``ending="verdict"``) or with the one-hot bits of the tape.

>>> from turing.machine import Machine
>>> from turing.batch import word_array
>>> flip = Machine.of("flip", "a 0 1 R a", "a 1 0 R a", "a _ _ S h", start="a", accepting=["h"])
>>> form = RowBits(flip, n=1, steps=2, window=(0, 2))
>>> record = form.records(word_array(flip, ["1"])); record.chains.shape[1], 2 * 2 * 3 * (2 + 1) + 1
(37, 37)
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from turing.batch import Configurations, configurations
from turing.errors import MachineError
from turing.machine import Machine
from turing.oblivious import HeadSchedule
from turing.table import Absorbing, absorbing
from turing.trace import VERDICTS, Answering, Ending, Prompting, Records, StepTrace, prompts

#: The vocabulary of every form in this module.
BITS = ("0", "1")


def _prompting(machine: Machine) -> Prompting:
    G = len(machine.alphabet)
    codes = {s: tuple(int(i == machine.alphabet.index(s)) for i in range(G)) for s in machine.input_alphabet}
    return Prompting((1,), codes, codes, ())


def _symbol_groups(machine: Machine) -> Mapping[tuple[int, ...], str]:
    G = len(machine.alphabet)
    return {tuple(int(i == j) for i in range(G)): s for j, s in enumerate(machine.alphabet)}


def _accepted(a: Absorbing, states: NDArray[np.int64]) -> NDArray[np.int64]:
    """One bit for each final state: accepted or not, shape (B, 1)."""
    return np.array([int(v == "accept") for v in a.verdicts])[states][:, None]


#: How a last bit is read.
ACCEPTED = {0: "not accepted", 1: "accept"}


def _all(form: StepBits | RowBits | CompactBits, x: NDArray[np.int64], chains: NDArray[np.int64]) -> Records:
    return Records(prompts(form, x), chains, np.full(len(x), form.length, np.int64))


@dataclass(frozen=True)
class StepBits:
    """d0: the chain of a :class:`~turing.trace.StepTrace`, each step token as Q G^k one-hot bits.

    Then one bit, or G bits for each cell of the output tape.
    """

    trace: StepTrace

    @property
    def machine(self) -> Machine:
        """Return the machine."""
        return self.trace.machine

    @property
    def n(self) -> int:
        """Return the length of the inputs."""
        return self.trace.n

    @property
    def schedule(self) -> HeadSchedule:
        """Return the head schedule."""
        return self.trace.schedule

    @property
    def ending(self) -> Ending:
        """Return what the chain ends with."""
        return self.trace.ending

    @property
    def vocabulary(self) -> tuple[str, ...]:
        """Return the two bits."""
        return BITS

    @property
    def per_step(self) -> int:
        """Return the number of bits per step, Q G^k (a stuck state counted in Q)."""
        return len(self.trace.table.states) * self.trace.combined

    @property
    def length(self) -> int:
        """Return the number of bits of every chain."""
        last = len(self.machine.alphabet) * len(self.trace.cells) if self.ending == "tape" else 1
        return self.trace.steps * self.per_step + last

    @property
    def prompting(self) -> Prompting:
        """Return: the constant bit, then one-hot symbols."""
        return _prompting(self.machine)

    @property
    def answering(self) -> Answering:
        """Return how the last bits are read."""
        if self.ending == "verdict":
            return Answering(ACCEPTED)
        G, cells = len(self.machine.alphabet), len(self.trace.cells)
        groups = _symbol_groups(self.machine)
        return Answering({}, self.length - G * cells, cells, G, groups, self.machine.blank)

    def records(self, x: NDArray[np.int64]) -> Records:
        """Return prompts and chains of inputs ``x`` (B, n) of symbol numbers."""
        form = self.trace
        chains = form.records(x).chains
        steps = np.eye(self.per_step, dtype=np.int64)[chains[:, : form.steps]].reshape(len(x), -1)
        if self.ending == "tape":
            symbols = chains[:, form.steps + 1 :] - form.first_symbol
            last = np.eye(len(self.machine.alphabet), dtype=np.int64)[symbols].reshape(len(x), -1)
        else:
            accept = form.first_verdict + VERDICTS.index("accept")
            last = (chains[:, form.steps] == accept).astype(np.int64)[:, None]
        return _all(self, x, np.concatenate([steps, last], axis=1))


@dataclass(frozen=True)
class _WindowBits:
    """What d1 and d2 share: ``steps`` >= 1 steps of a single-tape machine on inputs of length ``n``, in the cells ``window``
    (low, high exclusive; the input's cells among them)."""

    machine: Machine
    n: int
    steps: int
    window: tuple[int, int]
    ending: Ending = "verdict"

    def __post_init__(self) -> None:
        name, (low, high) = self.machine.name, self.window
        if self.machine.tapes != 1:
            raise MachineError(
                f"{name}: bits by cells are traces of single-tape machines, not of {self.machine.tapes}"
            )
        if low > 0 or high < max(1, self.n):
            raise MachineError(f"{name}: window {self.window} does not hold an input of length {self.n}")
        if self.steps < 1:
            raise MachineError(f"{name}: {self.steps} steps; a chain of bits covers at least 1")

    @property
    def table(self) -> Absorbing:
        """Return the machine as an absorbing table."""
        return absorbing(self.machine)

    @property
    def S(self) -> int:
        """Return the number of cells in the window."""
        return self.window[1] - self.window[0]

    @property
    def vocabulary(self) -> tuple[str, ...]:
        """Return the two bits."""
        return BITS

    @property
    def prompting(self) -> Prompting:
        """Return: the constant bit, then one-hot symbols."""
        return _prompting(self.machine)


@dataclass(frozen=True)
class RowBits(_WindowBits):
    """d1: configurations 0 .. steps-1 as rows of S cells; a cell is G symbol bits and Q G head bits, one-hot.

    With ``ending="tape"`` configuration ``steps`` follows as one more row, else the bit "accepted". Raises
    :class:`MachineError` on an input whose run leaves the window.
    """

    @property
    def per_cell(self) -> int:
        """Return the number of bits per cell, G (Q + 1)."""
        return len(self.machine.alphabet) * (len(self.table.states) + 1)

    @property
    def length(self) -> int:
        """Return the number of bits of every chain."""
        if self.ending == "tape":
            return (self.steps + 1) * self.S * self.per_cell
        return self.steps * self.S * self.per_cell + 1

    @property
    def answering(self) -> Answering:
        """Return how the last bits are read: a cell is a symbol, with or without the head."""
        if self.ending == "verdict":
            return Answering(ACCEPTED)
        alphabet, width = self.machine.alphabet, self.per_cell
        groups = {tuple(int(i == j) for i in range(width)): alphabet[j % len(alphabet)] for j in range(width)}
        start = self.steps * self.S * width
        return Answering({}, start, self.S, width, groups, self.machine.blank)

    def records(self, x: NDArray[np.int64]) -> Records:
        """Return prompts and chains of inputs ``x`` (B, n) of symbol numbers."""
        c, G = _inside(self, x), len(self.machine.alphabet)
        cell = (c.heads[:, :, 0] - self.window[0])[:, :, None]
        rows = c.tapes[:, :, 0].copy()
        scanned = np.take_along_axis(rows, cell, axis=2)
        np.put_along_axis(rows, cell, G * (1 + c.states[:, :, None]) + scanned, axis=2)
        bits = np.eye(self.per_cell, dtype=np.int64)[rows].reshape(len(x), -1)
        if self.ending == "verdict":
            bits = np.concatenate([bits[:, : self.length - 1], _accepted(self.table, c.states[:, -1])], axis=1)
        return _all(self, x, bits)


@dataclass(frozen=True)
class CompactBits(_WindowBits):
    """d2: for each configuration 0 .. steps-1, in this order, with cells left to right:

    * per cell: G bits ``symbol`` (the head's cell included), then one bit ``arrival``: the head was on this cell or
      beside it one step before, and this cell is not left of where its move took it (at configuration 0: it stands
      here);
    * per cell: G bits ``head``: the head is here and scans s;
    * Q G bits ``pair``: state q scans s.

    With ``ending="tape"`` the G symbol bits of each cell of configuration ``steps`` follow, else the bit
    "accepted". Raises :class:`MachineError` on an input whose run leaves the window.
    """

    @property
    def per_step(self) -> int:
        """Return the number of bits per step, S (2G + 1) + Q G."""
        G = len(self.machine.alphabet)
        return self.S * (2 * G + 1) + len(self.table.states) * G

    @property
    def length(self) -> int:
        """Return the number of bits of every chain."""
        last = self.S * len(self.machine.alphabet) if self.ending == "tape" else 1
        return self.steps * self.per_step + last

    @property
    def answering(self) -> Answering:
        """Return how the last bits are read."""
        if self.ending == "verdict":
            return Answering(ACCEPTED)
        groups = _symbol_groups(self.machine)
        return Answering(
            {}, self.steps * self.per_step, self.S, len(self.machine.alphabet), groups, self.machine.blank
        )

    def records(self, x: NDArray[np.int64]) -> Records:
        """Return prompts and chains of inputs ``x`` (B, n) of symbol numbers."""
        c, B, G, S = _inside(self, x), len(x), len(self.machine.alphabet), self.S
        symbol = np.eye(G, dtype=np.int64)[c.tapes[:, :, 0]]
        cell = c.heads[:, :, 0] - self.window[0]
        here = np.eye(S, dtype=np.int64)[cell]
        scanned = np.take_along_axis(c.tapes[:, :, 0], cell[:, :, None], axis=2)[:, :, 0]
        move = cell[:, 1:] - cell[:, :-1]
        offset = np.arange(S) - cell[:, :-1, None]
        arrival = here.copy()
        arrival[:, 1:] = (np.abs(offset) <= 1) & (offset >= move[:, :, None])
        pair = np.eye(len(self.table.states) * G, dtype=np.int64)[c.states * G + scanned]
        parts = [
            np.concatenate([symbol, arrival[:, :, :, None]], axis=3).reshape(B, self.steps + 1, -1),
            (here[:, :, :, None] * symbol).reshape(B, self.steps + 1, -1),
            pair,
        ]
        bits = np.concatenate(parts, axis=2)[:, : self.steps].reshape(B, -1)
        if self.ending == "verdict":
            return _all(self, x, np.concatenate([bits, _accepted(self.table, c.states[:, -1])], axis=1))
        return _all(self, x, np.concatenate([bits, symbol[:, -1].reshape(B, -1)], axis=1))


def _inside(form: _WindowBits, x: NDArray[np.int64]) -> Configurations:
    c = configurations(form.machine, x, form.steps, form.window)
    if not c.inside.all():
        word = "".join(form.machine.alphabet[s] for s in x[int(np.argmin(c.inside))])
        raise MachineError(
            f"{form.machine.name}: on input {word!r} the head leaves the window {form.window} within {form.steps} "
            "steps; widen it"
        )
    return c
