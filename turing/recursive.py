"""The recursive window: a run of any machine as O(T log T) tokens at addresses fixed in advance.

Level k simulates R^k steps with a *core*; R, the *fan-out*, is a choice. Cut the tape into blocks of R^k cells: the core
knows the block where the head is at its start and, in front of it in the chain, the *frame*, that block and its two
neighbours: the head cannot leave them. With B = R^(k-1) the core is R parts, each a core of level k - 1:

    IN     3 B cells: the frame of part 1, the part block o_1 where the head is and its neighbours  (k >= 2)
    part 1
    X_1    2 (R - 1) + 3 part blocks centred on o_1: all that parts 2 .. R can reach; it is the frame of part 2
    part 2
    X_2    2 (R - 2) + 3 part blocks centred on o_2; and so on
    part R
    OUT    3 B cells centred on o_R

Part blocks count from the head's block, so o_1 is in 0 .. R-1, and a part moves the head by r in {-1, 0, 1} part
blocks. Where the head goes depends on data, where tokens stand does not: each cell token carries, beside the content,
the centre o of its window, the shift r after the part, and in which of R parts of its block the head is then (d). A reader
that does not know which of several tokens is right reads all of them; only those whose tags fit speak up.

A core of level 0 is one step, a token z of state and scanned symbols. With m tapes, each has its windows, one behind the
other, and z says what all heads scan. Packing w cells to a symbol (:mod:`turing.packed`) makes every token a block.

The whole run (:class:`RecursiveTrace`) is the *spine*: its frames are the prompt and blanks themselves, and IN is
nothing. For a run in bounded space (:class:`LoopedTrace`) a core of level K is repeated; between two rounds stand
the state, the head's place and the tape of S = R^K cells, in short a ROW.

Source: the recursion is after Schnorr's and Pippenger and Fischer's oblivious simulations; windows that are re-centred and
carry their tags are our own. With R = 4 a step costs 27/8 log2 T tokens.

>>> from turing.batch import word_array
>>> from turing.machine import Machine
>>> M = Machine.of("M", "a 1 1 L b", "a _ _ S n", "b _ 1 S h", "b 1 1 R a", start="a", accepting=["h"], rejecting=["n"])
>>> form = RecursiveTrace(M, n=1, steps=2, R=2)
>>> " ".join(form.vocabulary[i] for i in form.records(word_array(M, ["1"])).chains[0])
'z(a:1) x[0,-1,0](_) x[0,-1,0](_) x[0,-1,0](1) x[0,-1,0](_) x[0,-1,0](_) z(b:_) accept'
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from turing.errors import MachineError
from turing.machine import Machine
from turing.packed import Packed, packed
from turing.recursive_tokens import Form, RecursiveTokens, tokens_of
from turing.recursive_writer import Writer
from turing.table import absorbing
from turing.trace import VERDICTS, Answering, Ending, Prompting, Records, prompts

#: Fan-outs that can be chosen.
FAN_OUTS = range(2, 9)


class _BlockTrace:
    """What both forms have in common: the packed machine, the blocks of its input, its tokens, and prompts."""

    machine: Machine
    n: int
    R: int
    w: int
    #: Whether a chain is one run of the recursion or rounds of it.
    form: ClassVar[Form]

    @cached_property
    def packed(self) -> Packed:
        """Return the machine with w cells to a block."""
        return packed(self.machine, self.w)

    @property
    def blocks(self) -> int:
        """Return how many blocks the input fills."""
        return -(-self.n // self.w)

    @cached_property
    def tokens(self) -> RecursiveTokens:
        """Return the numbers of the tokens."""
        return tokens_of(self.machine, absorbing(self.machine), self.R, self.w, self.form)

    @cached_property
    def vocabulary(self) -> tuple[str, ...]:
        """Return the token names, in the order of their numbers."""
        return self.tokens.names(self.packed)

    @property
    def prompting(self) -> Prompting:
        """Return: bos, then the input's symbols."""
        return prompting(self.machine, self.tokens)


@dataclass(frozen=True)
class RecursiveTrace(_BlockTrace):
    """The chain of at least ``steps`` >= 1 steps of a machine on inputs of length ``n``, with fan-out ``R`` and ``w`` cells
    to a block.

    Steps are rounded up to whole blocks' steps (w), and with ``ending="tape"`` to whole parts of the highest level.
    ``ending="tape"`` reads out tape ``output_tape``.
    """

    machine: Machine
    n: int
    steps: int
    ending: Ending = "verdict"
    output_tape: int = 0
    R: int = 4
    w: int = 1
    form: ClassVar[Form] = "whole"

    def __post_init__(self) -> None:
        _check(self.machine, self.n, self.steps, self.output_tape, self.R, self.w)

    @property
    def block_steps(self) -> int:
        """Return the number of step tokens: steps of the packed machine, rounded up as the ending needs it."""
        if self.ending == "tape":
            return self.parts * self.R ** (self.K - 1)
        return -(-self.steps // self.w)

    @property
    def K(self) -> int:
        """Return the highest level: the least K >= 1 with R^K >= steps of the packed machine."""
        K = 1
        while self.R**K * self.w < self.steps:
            K += 1
        return K

    @property
    def parts(self) -> int:
        """Return how many parts of level K - 1 the run has."""
        return -(-self.steps // (self.w * self.R ** (self.K - 1)))

    @property
    def cells(self) -> range:
        """Return the blocks that are read out: all that the head can have reached, and the input's."""
        return range(-self.block_steps, max(self.block_steps + 1, self.blocks))

    @property
    def length(self) -> int:
        """Return the number of tokens of every chain: the packed input, :func:`run_length`, and the verdict or the cells."""
        m, input_blocks = self.machine.tapes, self.blocks if self.w > 1 else 0
        if self.ending == "verdict":
            return input_blocks + run_length(self.R, m, self.K, self.block_steps) + 1
        return input_blocks + completed_length(self.R, m, self.K, self.parts) + len(self.cells) * self.w

    @property
    def answering(self) -> Answering:
        """Return: the verdict, or the text of the last cells."""
        return answering(self.machine, self.tokens, self.ending, self.length, len(self.cells) * self.w)

    def records(self, x: NDArray[np.int64]) -> Records:
        """Return prompts and chains of inputs ``x`` (B, n) of symbol numbers."""
        return joined(self, x)

    def stream(self, x: NDArray[np.int64], buffer: int = 0) -> Iterator[NDArray[np.int64]]:
        """Return the chain of one input (n,) in pieces, of about ``buffer`` tokens (0: a million)."""
        p, say = self.packed, self.tokens
        blocks = p.blocks(x[None])[0]
        if self.w > 1:
            yield say.block(0) + blocks
        low = -(self.R**self.K)
        tapes = np.full((self.machine.tapes, max(-2 * low, self.blocks) - low), p.blank, np.int64)
        tapes[0, -low : -low + len(blocks)] = blocks
        run = Writer(p, say, tapes, low, buffer)
        if self.ending == "verdict":
            yield from run.run(self.K, self.block_steps)
            yield np.array([say.first_verdict + VERDICTS.index(p.verdicts[run.state])])
        else:
            yield from run.completed_run(self.K, self.parts)
            yield symbols_of(p, run.tapes[self.output_tape, self.cells.start - low : self.cells.stop - low])


@dataclass(frozen=True)
class LoopedTrace(_BlockTrace):
    """The chain of at least ``steps`` >= 1 steps on inputs of length ``n`` of a machine whose heads stay in the cells
    ``window`` (low, high exclusive; the input's cells among them): the caller has shown that they do.

    The tape has S = R^K blocks, the least power that holds the window; every round is S steps of the packed machine.
    """

    machine: Machine
    n: int
    steps: int
    window: tuple[int, int]
    ending: Ending = "verdict"
    output_tape: int = 0
    R: int = 4
    w: int = 1
    form: ClassVar[Form] = "looped"

    def __post_init__(self) -> None:
        _check(self.machine, self.n, self.steps, self.output_tape, self.R, self.w)
        low, high = self.window
        if low > 0 or high < max(self.n, 1):
            raise MachineError(
                f"{self.machine.name}: cells {low} .. {high - 1} do not hold the head at cell 0 and an input of length "
                f"{self.n}; give a window that does"
            )

    @property
    def first(self) -> int:
        """Return the number of the first block of the row; a packed step looks at the blocks beside the head's, too."""
        return self.window[0] // self.w

    @property
    def K(self) -> int:
        """Return the level of a round: the least K >= 1 so that R^K blocks hold the window."""
        K = 1
        while -(-self.window[1] // self.w) - self.first > self.R**K:
            K += 1
        return K

    @property
    def S(self) -> int:
        """Return the number of blocks of the row, R^K."""
        return int(self.R**self.K)

    @property
    def rounds(self) -> int:
        """Return how many rounds of S block steps there are."""
        return -(-self.steps // (self.S * self.w))

    @property
    def head_length(self) -> int:
        """Return the number of tokens between a core and the rows: the state, and the head's place at levels 1 .. K - 1."""
        return 1 + self.machine.tapes * (self.K - 1)

    @property
    def round_length(self) -> int:
        """Return the number of tokens of a round: core(K), state and places, and the rows."""
        m = self.machine.tapes
        return core_length(self.R, m, self.K) + self.head_length + m * self.S

    @property
    def length(self) -> int:
        """Return the number of tokens of every chain."""
        input_blocks = self.blocks if self.w > 1 else 0
        ending = 1 if self.ending == "verdict" else self.S * self.w
        before = input_blocks + self.head_length + self.machine.tapes * self.S
        return before + self.rounds * self.round_length + ending

    @property
    def answering(self) -> Answering:
        """Return: the verdict, or the text of the last cells."""
        return answering(self.machine, self.tokens, self.ending, self.length, self.S * self.w)

    def records(self, x: NDArray[np.int64]) -> Records:
        """Return prompts and chains of inputs ``x`` (B, n) of symbol numbers."""
        return joined(self, x)

    def stream(self, x: NDArray[np.int64], buffer: int = 0) -> Iterator[NDArray[np.int64]]:
        """Return the chain of one input (n,) in pieces, of about ``buffer`` tokens (0: a million)."""
        p, say, S = self.packed, self.tokens, self.S
        blocks = p.blocks(x[None])[0]
        if self.w > 1:
            yield say.block(0) + blocks
        tapes = np.full((self.machine.tapes, 3 * S), p.blank, np.int64)
        tapes[0, S - self.first : S - self.first + len(blocks)] = blocks
        run = Writer(p, say, tapes, -S, buffer)
        run.heads[:] = -self.first
        yield self._head_and_rows(run)
        for _ in range(self.rounds):
            yield from run.core(self.K)
            yield self._head_and_rows(run)
        if self.ending == "verdict":
            yield np.array([say.first_verdict + VERDICTS.index(p.verdicts[run.state])])
        else:
            yield symbols_of(p, run.tapes[self.output_tape, S : 2 * S])

    def _head_and_rows(self, run: Writer) -> NDArray[np.int64]:
        say, R, S = self.tokens, self.R, self.S
        if run.heads.min() < 0 or run.heads.max() >= S:
            raise MachineError(f"{self.machine.name}: a head leaves the cells {self.window}; give a larger window")
        head = [say.state(run.state)]
        head += [say.place(int(h) // R ** (k - 1) % R) for h in run.heads for k in range(1, self.K)]
        rows = run.tapes[:, S : 2 * S] * R + say.cell_in(0, 0) + run.heads[:, None] // (S // R)
        return np.concatenate([np.array(head), rows.ravel()])


def _check(machine: Machine, n: int, steps: int, output_tape: int, R: int, w: int) -> None:
    if steps < 1 or n < 0:
        raise MachineError(f"{machine.name}: {steps} steps, length {n}; give at least 1 and 0")
    if w < 1:
        raise MachineError(f"{machine.name}: {w} cells to a token; give at least 1")
    if R not in FAN_OUTS:
        raise MachineError(f"{machine.name}: fan-out {R} is out of range; give 2 to {FAN_OUTS.stop - 1}")
    if not 0 <= output_tape < machine.tapes:
        raise MachineError(f"{machine.name}: output tape {output_tape} of {machine.tapes}")


def prompting(machine: Machine, tokens: RecursiveTokens) -> Prompting:
    """Return how an input becomes a prompt: bos, then its symbols.

    >>> M = Machine.of("M", "a 1 _ R a", "a _ _ S h", start="a", halting=["h"])
    >>> prompting(M, RecursiveTrace(M, n=1, steps=2).tokens).prefix
    (7,)
    """
    codes = {s: (machine.alphabet.index(s),) for s in machine.input_alphabet}
    return Prompting((tokens.bos,), codes, codes, ())


def answering(machine: Machine, tokens: RecursiveTokens, ending: Ending, length: int, cells: int) -> Answering:
    """Return how a chain of ``length`` tokens becomes an answer: the verdict, or the text of its last ``cells`` tokens.

    >>> M = Machine.of("M", "a 1 _ R a", "a _ _ S h", start="a", halting=["h"])
    >>> answering(M, RecursiveTrace(M, n=1, steps=2).tokens, "tape", 20, 5).start
    15
    """
    if ending == "verdict":
        return Answering({tokens.first_verdict + i: v for i, v in enumerate(VERDICTS)})
    groups: dict[tuple[int, ...], str] = {(i,): s for i, s in enumerate(machine.alphabet)}
    return Answering({}, length - cells, cells, 1, groups, machine.blank)


def symbols_of(p: Packed, blocks: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the cells' symbols of some blocks, one after another.

    >>> M = Machine.of("M", "a 1 _ R a", "a _ _ S h", start="a", halting=["h"])
    >>> symbols_of(packed(M, 2), np.array([2, 3])).tolist()
    [1, 0, 1, 1]
    """
    G = len(p.machine.alphabet)
    return (blocks[:, None] // G ** np.arange(p.w)[::-1] % G).ravel()


def joined(form: RecursiveTrace | LoopedTrace, x: NDArray[np.int64]) -> Records:
    """Return prompts and whole chains of inputs ``x`` (B, n) of symbol numbers.

    >>> M = Machine.of("M", "a 1 _ R a", "a _ _ S h", start="a", halting=["h"])
    >>> joined(RecursiveTrace(M, n=1, steps=2), np.array([[1]])).lengths.tolist()
    [8]
    """
    chains = np.zeros((len(x), form.length), np.int64)
    for b in range(len(x)):
        chains[b] = np.concatenate(list(form.stream(x[b], buffer=form.length + 16)))
    return Records(prompts(form, x), chains, np.full(len(x), form.length, np.int64))


@lru_cache(maxsize=4096)
def core_length(R: int, m: int, k: int) -> int:
    """Return the number of tokens of a completed core(k) with m tapes: R^k steps, and m R^k ((R + 2) k + 3 (k - 1) / R)
    cells if k >= 1.

    >>> [core_length(4, 1, k) for k in range(4)], core_length(2, 3, 2)
    ([1, 28, 220, 1312], 118)
    """
    if k == 0:
        return 1
    return cut_length(R, m, k, R**k) + sum(3 * m * R ** (j - 1) for j in range(1, k + 1))


@lru_cache(maxsize=4096)
def cut_length(R: int, m: int, k: int, steps: int) -> int:
    """Return the number of tokens of core(k) cut off behind its step number ``steps``, 1 .. R^k.

    >>> [cut_length(4, 1, 1, steps) for steps in (1, 2, 3, 4)], cut_length(4, 1, 2, 1)
    ([1, 7, 15, 25], 13)
    """
    if k == 0:
        return 1
    B = R ** (k - 1)
    return (3 * m * B if k > 1 else 0) + _parts_length(R, m, k, steps) + _first_part(R, m, k, steps)


def _first_part(R: int, m: int, k: int, steps: int) -> int:
    B = R ** (k - 1)
    return cut_length(R, m, k - 1, steps) if steps <= B else core_length(R, m, k - 1)


def _parts_length(R: int, m: int, k: int, steps: int) -> int:
    """All windows of a level but IN and OUT, and its parts but the first."""
    B = R ** (k - 1)
    c = -(-steps // B)
    if c == 1:
        return 0
    windows = sum(2 * (c - i) + 3 for i in range(1, c))
    return m * B * windows + (c - 2) * core_length(R, m, k - 1) + cut_length(R, m, k - 1, steps - (c - 1) * B)


@lru_cache(maxsize=4096)
def run_length(R: int, m: int, K: int, steps: int) -> int:
    """Return the number of tokens of a whole run cut off behind its step number ``steps``, 1 .. R^K.

    >>> run_length(4, 1, 1, 4), run_length(4, 1, 2, 16), run_length(2, 1, 2, 4)
    (25, 193, 27)
    """
    if K == 0:
        return 1
    B = R ** (K - 1)
    if steps <= B:
        return run_length(R, m, K - 1, steps)
    return completed_length(R, m, K - 1, R) + _parts_length(R, m, K, steps)


@lru_cache(maxsize=4096)
def completed_length(R: int, m: int, K: int, parts: int) -> int:
    """Return the number of tokens of a whole run of ``parts`` R^(K - 1) steps, with OUT.

    >>> completed_length(4, 1, 1, 4), completed_length(4, 1, 2, 4), completed_length(4, 1, 1, 1)
    (28, 208, 4)
    """
    if K == 0:
        return 1
    B = R ** (K - 1)
    windows = sum(2 * (parts - i) + 3 for i in range(1, parts + 1))
    return completed_length(R, m, K - 1, R) + m * B * windows + (parts - 1) * core_length(R, m, K - 1)
