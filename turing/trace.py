"""Runs as chain-of-thought tokens: prompt x and chain z over a vocabulary, with the answer that can be read off.

Two forms, each made from the configurations of a run and from nothing else:

* :class:`StepTrace`: one token per step, the state and the scanned symbol(s); for oblivious machines.
* :class:`RowTrace`: S tokens per step, the whole window of the tape, the head's cell marked with the state.

A form knows its vocabulary, how an input becomes a prompt, and how a chain becomes an answer. Nothing here knows a
weight: these chains are what a predictor has to reproduce. Runs are absorbing: a stopped machine stays as it is.

>>> from turing.batch import word_array
>>> from turing.machine import Machine
>>> flip = Machine.of("flip", "a 0 1 R a", "a 1 0 R a", "a _ _ S h", start="a", accepting=["h"])
>>> rows = RowTrace(flip, n=2, steps=3, window=(0, 3), ending="verdict")
>>> record = rows.records(word_array(flip, ["01"]))
>>> " ".join(rows.vocabulary[i] for i in record.prompts[0]), " ".join(rows.vocabulary[i] for i in record.chains[0])
('bos a:0 1 _', '1 a:1 _ 1 0 a:_ 1 0 h:_ accept')
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, NamedTuple, Protocol, TypeAlias

import numpy as np
from numpy.typing import NDArray

from turing.batch import configurations, scheduled
from turing.errors import MachineError
from turing.machine import Machine
from turing.oblivious import HeadSchedule
from turing.table import Absorbing, absorbing

#: What a chain ends with: the verdict, or the contents of the tape.
Ending: TypeAlias = Literal["verdict", "tape"]

#: Tokens that tell how a run ended; ``limit``: it has not, within the steps and cells provided.
VERDICTS = ("accept", "reject", "halt", "undefined", "limit")


class Records(NamedTuple):
    """Prompts (B, P), chains (B, T) and their lengths (B,); a chain is padded with -1 behind its length."""

    prompts: NDArray[np.int64]
    chains: NDArray[np.int64]
    lengths: NDArray[np.int64]


@dataclass(frozen=True)
class Prompting:
    """How an input becomes a prompt: ``prefix``, the tokens of each symbol (``first`` for the first one, ``rest``
    for the others), ``suffix``."""

    prefix: tuple[int, ...]
    first: Mapping[str, tuple[int, ...]]
    rest: Mapping[str, tuple[int, ...]]
    suffix: tuple[int, ...]


@dataclass(frozen=True)
class Answering:
    """How a chain becomes an answer.

    A last token in ``words`` answers by its word. Else the ``count`` groups of ``width`` tokens that start at chain
    index ``start`` are looked up in ``groups``, joined, and stripped of ``strip``.
    """

    words: Mapping[int, str]
    start: int = 0
    count: int = 0
    width: int = 1
    groups: Mapping[tuple[int, ...], str] = field(default_factory=dict)
    strip: str = ""


class TraceForm(Protocol):
    """What a construction compiles: a form of trace for one machine and one input length ``n``."""

    @property
    def machine(self) -> Machine:
        """The machine."""

    @property
    def n(self) -> int:
        """The length of the inputs."""

    @property
    def vocabulary(self) -> tuple[str, ...]:
        """The names of the tokens, in order."""

    @property
    def prompting(self) -> Prompting:
        """How inputs become prompts."""

    @property
    def answering(self) -> Answering:
        """How chains become answers."""

    @property
    def length(self) -> int:
        """The largest number of tokens in a chain."""

    def records(self, x: NDArray[np.int64]) -> Records:
        """Return prompts and chains of inputs ``x`` (B, n) of symbol numbers."""


def prompts(form: TraceForm, x: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the prompts (B, P) of inputs ``x`` (B, n) of symbol numbers.

    >>> from turing.batch import word_array
    >>> from turing.machine import Machine
    >>> flip = Machine.of("flip", "a 0 1 R a", "a 1 0 R a", "a _ _ S h", start="a", accepting=["h"])
    >>> form = RowTrace(flip, n=2, steps=3, window=(0, 3), ending="verdict")
    >>> prompts(form, word_array(flip, ["01", "11"]))[:, 0].tolist()
    [14, 14]
    """
    p, alphabet = form.prompting, form.machine.alphabet
    B = len(x)
    parts = [np.tile(np.array(p.prefix, np.int64), (B, 1))]
    for i in range(x.shape[1]):
        codes = p.first if i == 0 else p.rest
        width = len(next(iter(codes.values())))
        lookup = np.array([codes.get(s, (-1,) * width) for s in alphabet], np.int64)
        parts.append(lookup[x[:, i]])
    parts.append(np.tile(np.array(p.suffix, np.int64), (B, 1)))
    return np.concatenate(parts, axis=1)


def state_token(a: Absorbing, machine: Machine, q: int, scanned: int) -> str:
    """Return the name of the token "state q scans this": ``q:s``, with commas between the symbols of several tapes.

    >>> M = Machine.of("M", "a 1 1 R a", start="a")
    >>> state_token(absorbing(M), M, 0, 1)
    'a:1'
    """
    G, k = len(machine.alphabet), machine.tapes
    digits = [machine.alphabet[scanned // G**i % G] for i in reversed(range(k))]
    return f"{a.states[q]}:{','.join(digits)}"


@dataclass(frozen=True)
class StepTrace:
    """One token per step: ``(state, scanned symbols)``, then the verdict, then, for ``ending="tape"``, the cells.

    For a machine that is oblivious on length ``n`` with head schedule ``schedule``. A run that has stopped keeps
    its state and reads what stands under the scheduled heads. Token numbers: ``q * G**k + scanned``, then the G
    symbols, then :data:`VERDICTS`, then ``bos``. The chain has ``steps + 1`` tokens, and ``len(cells)`` more for
    ``ending="tape"``: the cells of ``output_tape`` that the runs can have written, and the input's.
    """

    machine: Machine
    schedule: HeadSchedule
    ending: Ending = "verdict"
    output_tape: int = 0

    def __post_init__(self) -> None:
        if not 0 <= self.output_tape < self.machine.tapes:
            raise MachineError(f"{self.machine.name}: output tape {self.output_tape} of {self.machine.tapes}")

    @property
    def n(self) -> int:
        """Return the length of the inputs."""
        return self.schedule.n

    @property
    def steps(self) -> int:
        """Return the number of steps of machine time covered."""
        return self.schedule.steps

    @property
    def table(self) -> Absorbing:
        """Return the machine as an absorbing table."""
        return absorbing(self.machine)

    @property
    def combined(self) -> int:
        """Return the number of combinations of scanned symbols, G**k."""
        return int(len(self.machine.alphabet) ** self.machine.tapes)

    @property
    def vocabulary(self) -> tuple[str, ...]:
        """Return the token names: (state, symbols) pairs, symbols, verdicts, bos."""
        a = self.table
        pairs = [state_token(a, self.machine, q, s) for q in range(len(a.states)) for s in range(self.combined)]
        return distinct([*pairs, *self.machine.alphabet, *VERDICTS, "bos"])

    @property
    def first_symbol(self) -> int:
        """Return the token of symbol 0; the others follow."""
        return len(self.table.states) * self.combined

    @property
    def first_verdict(self) -> int:
        """Return the token of the first verdict; the others follow."""
        return self.first_symbol + len(self.machine.alphabet)

    @property
    def bos(self) -> int:
        """Return the token that opens every prompt."""
        return self.first_verdict + len(VERDICTS)

    @property
    def cells(self) -> range:
        """Return the cells of the output tape that are read out."""
        heads = self.schedule.heads[:, self.output_tape]
        low, high = int(heads.min(initial=0)), int(heads.max(initial=-1)) + 1
        return range(low, max(high, self.n) if self.output_tape == 0 else high)

    @property
    def length(self) -> int:
        """Return the number of tokens of every chain."""
        return self.steps + 1 + (len(self.cells) if self.ending == "tape" else 0)

    @property
    def prompting(self) -> Prompting:
        """Return: bos, then the input's symbols."""
        codes = {s: (self.first_symbol + self.machine.alphabet.index(s),) for s in self.machine.input_alphabet}
        return Prompting((self.bos,), codes, codes, ())

    @property
    def answering(self) -> Answering:
        """Return: the word of the last token, or the text of the last cells."""
        if self.ending == "verdict":
            return Answering({self.first_verdict + i: v for i, v in enumerate(VERDICTS)})
        codes: dict[tuple[int, ...], str] = {(self.first_symbol + i,): s for i, s in enumerate(self.machine.alphabet)}
        return Answering({}, self.steps + 1, len(self.cells), 1, codes, self.machine.blank)

    def records(self, x: NDArray[np.int64]) -> Records:
        """Return prompts and chains of inputs ``x`` (B, n) of symbol numbers."""
        heads = self.schedule.heads
        # A head stands at most one cell beyond the scheduled ones, behind the last step.
        low = int(min(heads.min(initial=0), 0)) - 1
        high = int(max(heads.max(initial=0), self.n)) + 2
        c = scheduled(self.machine, x, heads, (low, high))
        verdicts = np.array([VERDICTS.index(v) for v in self.table.verdicts])
        parts = [
            c.states[:, :-1] * self.combined + c.scanned,
            self.first_verdict + verdicts[c.states[:, -1:]],
        ]
        if self.ending == "tape":
            span = self.cells
            parts.append(self.first_symbol + c.tapes[:, self.output_tape, span.start - low : span.stop - low])
        chains = np.concatenate(parts, axis=1)
        return Records(prompts(self, x), chains, np.full(len(x), self.length, np.int64))


@dataclass(frozen=True)
class RowTrace:
    """The window of the tape, cell by cell, once per step; the head's cell is the token ``(state, symbol)``.

    Single tape, cells ``window[0] .. window[1]-1``. The prompt is ``bos`` and row 0 (the input), the chain row 1,
    row 2, ... With ``ending="verdict"`` the token behind the first stopped head is the verdict and the chain ends
    there; otherwise it has ``rows`` rows, and the last one is the tape. With ``rows_end="marked"`` every row ends in
    a separator ``#``, and the chain ends in ``limit`` where a head is about to leave the window, or just has.
    Token numbers: G symbols, then ``G + q * G + s`` for (q, s), then :data:`VERDICTS`, ``bos`` and ``#``.
    """

    machine: Machine
    n: int
    steps: int
    window: tuple[int, int]
    ending: Ending = "verdict"
    rows_end: Literal["plain", "marked"] = "plain"

    def __post_init__(self) -> None:
        if self.machine.tapes != 1:
            raise MachineError(
                f"{self.machine.name}: rows are traces of single-tape machines, not of {self.machine.tapes}"
            )
        if self.window[0] > 0 or self.window[1] < max(1, self.n):
            raise MachineError(f"{self.machine.name}: window {self.window} does not hold an input of length {self.n}")
        if self.steps < 0:
            raise MachineError(f"{self.machine.name}: {self.steps} steps; a chain of rows covers at least 0")
        if self.rows_end == "marked" and self.ending == "tape" and self.window[0] == 0 and self._leaves_at_once():
            raise MachineError(
                f"{self.machine.name}: the head can leave the window {self.window} on the left with its first step, "
                "before a separator can say so; let the window start at cell -1"
            )

    def _leaves_at_once(self) -> bool:
        a, alphabet = self.table, self.machine.alphabet
        first = self.machine.input_alphabet if self.n else (self.machine.blank,)
        return any(int(a.mv[a.start, alphabet.index(s), 0]) == -1 for s in first)

    @property
    def table(self) -> Absorbing:
        """Return the machine as an absorbing table."""
        return absorbing(self.machine)

    @property
    def S(self) -> int:
        """Return the number of cells in the window."""
        return self.window[1] - self.window[0]

    @property
    def period(self) -> int:
        """Return the number of tokens per row: S, and one more for a separator."""
        return self.S + (self.rows_end == "marked")

    @property
    def rows(self) -> int:
        """Return the number of rows behind the prompt's: one per step, at least one."""
        return max(self.steps, 1)

    @property
    def vocabulary(self) -> tuple[str, ...]:
        """Return the token names: symbols, heads, verdicts, bos, and # for marked rows."""
        a = self.table
        heads = [
            state_token(a, self.machine, q, s)
            for q in range(len(a.states))
            for s in range(len(self.machine.alphabet))
        ]
        mark = ["#"] if self.rows_end == "marked" else []
        return distinct([*self.machine.alphabet, *heads, *VERDICTS, "bos", *mark])

    @property
    def first_verdict(self) -> int:
        """Return the token of the first verdict; the others follow, then bos, then #."""
        return len(self.machine.alphabet) * (1 + len(self.table.states))

    @property
    def length(self) -> int:
        """Return the largest number of tokens: the rows, and one token for a verdict behind the last of them."""
        return self.rows * self.period + (self.ending == "verdict")

    def head(self, q: int, s: int) -> int:
        """Return the token of a head in state number q on symbol number s."""
        return len(self.machine.alphabet) * (1 + q) + s

    @property
    def prompting(self) -> Prompting:
        """Return: bos, the cells left of the input, the input with the head on its first cell, the cells right."""
        number = {s: i for i, s in enumerate(self.machine.alphabet)}
        blank, start = number[self.machine.blank], self.table.start
        low, high = self.window
        bos = self.first_verdict + len(VERDICTS)
        mark = (bos + 1,) if self.rows_end == "marked" else ()
        first = {s: (self.head(start, number[s]),) for s in self.machine.input_alphabet}
        rest = {s: (number[s],) for s in self.machine.input_alphabet}
        right = (blank,) * (high - self.n) if self.n else (self.head(start, blank),) + (blank,) * (high - 1)
        return Prompting((bos,) + (blank,) * -low, first, rest, right + mark)

    @property
    def answering(self) -> Answering:
        """Return: the verdict that ends the chain (``limit`` if none does), or the text of the last row."""
        verdicts = {self.first_verdict + i: v for i, v in enumerate(VERDICTS)}
        G, a = len(self.machine.alphabet), self.table
        cells: dict[tuple[int, ...], str] = {(i,): s for i, s in enumerate(self.machine.alphabet)}
        if self.ending == "verdict":
            return Answering(verdicts | dict.fromkeys(range(self.first_verdict), "limit"))
        cells |= {(self.head(q, s),): self.machine.alphabet[s] for q in range(len(a.states)) for s in range(G)}
        return Answering(verdicts, self.length - self.period, self.S, 1, cells, self.machine.blank)

    def records(self, x: NDArray[np.int64]) -> Records:
        """Return prompts and chains of inputs ``x`` (B, n) of symbol numbers."""
        a, G, B = self.table, len(self.machine.alphabet), len(x)
        c = configurations(self.machine, x, self.rows + 1, self.window)
        rows = np.full((B, self.rows + 1, self.period), self.first_verdict + len(VERDICTS) + 1, np.int64)
        rows[:, :, : self.S] = c.tapes[:, 1:, 0]
        where = c.heads[:, 1:, 0] - self.window[0]
        inside = (where >= 0) & (where < self.S)
        cell = np.clip(where, 0, self.S - 1)[:, :, None]
        scanned = np.take_along_axis(rows, cell, axis=2)[:, :, 0]
        marked = np.where(inside, G * (1 + c.states[:, 1:]) + scanned, scanned)
        np.put_along_axis(rows, cell, marked[:, :, None], axis=2)
        if self.rows_end == "marked":
            rows[:, :, self.S] = np.where(
                _leaving(self, c.states, c.heads[:, :, 0], c.tapes[:, :, 0]),
                self.first_verdict + VERDICTS.index("limit"),
                rows[:, :, self.S],
            )
        elif not c.inside.all():
            b = int(np.argmin(c.inside))
            word = "".join(self.machine.alphabet[s] for s in x[b])
            raise MachineError(
                f"{self.machine.name}: on input {word!r} the head leaves the window {self.window} within {self.steps} "
                "steps; widen it or mark the ends of the rows"
            )
        chains = rows.reshape(B, -1)[:, : self.length].copy()
        lengths = np.full(B, self.length, np.int64)
        ends = np.zeros(len(self.vocabulary), bool)
        if self.ending == "verdict":
            # The token behind a stopped head is its verdict.
            stopped = [q for q, v in enumerate(a.verdicts) if v != "limit"]
            verdict_of = np.full(len(self.vocabulary), -1, np.int64)
            for q in stopped:
                verdict_of[G * (1 + q) : G * (2 + q)] = self.first_verdict + VERDICTS.index(a.verdicts[q])
            # In a window of one cell that includes the prompt's head.
            said = verdict_of[np.concatenate([prompts(self, x)[:, -1:], chains[:, :-1]], axis=1)]
            chains = np.where(said >= 0, said, chains)
        ends[self.first_verdict : self.first_verdict + len(VERDICTS)] = True
        found = ends[chains]
        lengths = np.where(found.any(axis=1), found.argmax(axis=1) + 1, lengths)
        chains[np.arange(self.length) >= lengths[:, None]] = -1
        return Records(prompts(self, x), chains, lengths)


def _leaving(
    form: RowTrace, states: NDArray[np.int64], heads: NDArray[np.int64], tapes: NDArray[np.int64]
) -> NDArray[np.bool_]:
    """For each row 1.. : the head has just left at the right end, or is about to leave at the left end."""
    low, high = form.window
    right = (heads[:, 1:] >= high) & (heads[:, :-1] < high)
    at_left = heads[:, 1:] == low
    going = form.table.mv[states[:, 1:], tapes[:, 1:, 0], 0] == -1
    return right | (at_left & going)


def distinct(names: list[str]) -> tuple[str, ...]:
    """Return token names that can be told apart and read: spaces made visible, and an apostrophe added to a name that
    looks like an earlier one (a machine's own symbols and states may look like other tokens).

    >>> distinct(["bos", "a: ", "bos"])
    ('bos', 'a:␣', "bos'")
    """
    seen: dict[str, None] = {}
    for name in names:
        name = name.replace(" ", "␣")
        while name in seen:
            name += "'"
        seen[name] = None
    return tuple(seen)
