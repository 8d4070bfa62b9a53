"""The recursive window: a run of any single-tape machine as O(T log T) tokens at addresses fixed in advance.

``core(k)`` runs 2^k steps inside a *frame* of 6 blocks of B = 2^(k-1) cells; the head starts in the centre, blocks 2 and
3, and so cannot leave the frame. The frame stands in the chain right before the core. With o1 = 1 or 2 (the block left of
the head's), the core is

    IN1    the 3 blocks o1 .. o1+2, the frame of the first half               3B cell tokens
    core(k-1)                                                                 B steps
    C1     (o1, r1), r1 = -1, 0, 1: how many blocks the centre has moved      1 token
    OUT1   those 3 blocks after the steps                                     3B cell tokens
    IN2    the 3 blocks o2 .. o2+2, o2 = o1 + r1, the frame of the second half
    core(k-1), C2 = (o2, r2), OUT2

The head is then in block e = o2 + 1 + r2 of the frame: the parent's centre moves by e // 2 - 1, and e mod 2 says in which
half of its new centre the head is. ``core(1)`` is two tokens W, each a step: (offset o, left cell, state and scanned
symbol, right cell). A cell token carries what it will be asked for: in IN the half of the centre where the head is, in
OUT1 the pair (o1, r1), in OUT2 the number o2.

The whole run is the *spine* run(K) with the head's place known at the start: its frames are the prompt and blanks
themselves, so IN1 is nothing and o1 = 1. Behind the last step everything that nobody reads is left out, and the verdict
follows; or, to read out the tape, run(K) is completed and its cells follow.

Source: after Schnorr's and Pippenger and Fischer's oblivious simulations; the layout is our own.

>>> from turing.batch import word_array
>>> from turing.machine import Machine
>>> M = Machine.of("M", "a 1 1 L b", "a _ _ S n", "b _ 1 S h", "b 1 1 R a", start="a", accepting=["h"], rejecting=["n"])
>>> form = RecursiveTrace(M, n=1, steps=2)
>>> " ".join(form.vocabulary[i] for i in form.records(word_array(M, ["1"])).chains[0])
'W1(_,a:1,_) W0(_,b:_,1) accept'
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from turing.errors import MachineError
from turing.machine import Machine
from turing.table import Absorbing, absorbing
from turing.trace import VERDICTS, Answering, Ending, Prompting, Records, distinct, prompts


@dataclass(frozen=True)
class RecursiveTokens:
    """Numbers of the tokens, by what they say; G symbols, Q states (a stuck one counted).

    The content of a cell is s, or G + q G + s with the head on it in state q.

    >>> t = RecursiveTokens(2, 3); t.size, t.out2(7, 3) - t.out2(0, 0), t.c1(1, -1) - t.out2(7, 3)
    (218, 31, 1)
    """

    G: int
    Q: int

    @property
    def contents(self) -> int:
        """Return the number of contents of a cell, G (Q + 1)."""
        return self.G * (self.Q + 1)

    @property
    def first_verdict(self) -> int:
        """Return the token of the first verdict; symbols come before, then bos follows."""
        return self.G

    @property
    def bos(self) -> int:
        """Return the token that opens the prompt."""
        return self.G + len(VERDICTS)

    def cell_in(self, content: int, bit: int) -> int:
        """Return the token of a cell in a frame; ``bit``: the head is in the right half of the centre."""
        return self.bos + 1 + content * 2 + bit

    def out1(self, content: int, o1: int, r1: int) -> int:
        """Return the token of a cell after a first half."""
        return self.cell_in(self.contents, 0) + content * 6 + (o1 - 1) * 3 + r1 + 1

    def out2(self, content: int, o2: int) -> int:
        """Return the token of a cell after a second half."""
        return self.out1(self.contents, 1, -1) + content * 4 + o2

    def c1(self, o1: int, r1: int) -> int:
        """Return the control token of a first half."""
        return self.out2(self.contents, 0) + (o1 - 1) * 3 + r1 + 1

    def c2(self, o2: int, r2: int) -> int:
        """Return the control token of a second half."""
        return self.c1(3, -1) + o2 * 3 + r2 + 1

    def window(self, o: int, left: int, q: int, s: int, right: int) -> int:
        """Return the token of a step: frame cells o, o+1 (the head's) and o+2."""
        G = self.G
        return self.c2(4, -1) + (((o * G + left) * self.Q + q) * G + s) * G + right

    @property
    def size(self) -> int:
        """Return the number of tokens, G + 6 + 12 G (Q + 1) + 18 + 4 Q G^3."""
        return self.window(4, 0, 0, 0, 0)


@dataclass(frozen=True)
class RecursiveTrace:
    """The chain of ``steps`` steps (at least 1) of a single-tape machine on inputs of length ``n``.

    With ``ending="tape"`` the steps are rounded up to a power of two.
    """

    machine: Machine
    n: int
    steps: int
    ending: Ending = "verdict"

    def __post_init__(self) -> None:
        if self.machine.tapes != 1:
            raise MachineError(
                f"{self.machine.name}: the recursive window is for single-tape machines, not for {self.machine.tapes}"
            )
        if self.steps < 1 or self.n < 0:
            raise MachineError(f"{self.machine.name}: {self.steps} steps, length {self.n}; give at least 1 and 0")

    @cached_property
    def table(self) -> Absorbing:
        """Return the machine as an absorbing table."""
        return absorbing(self.machine)

    @property
    def K(self) -> int:
        """Return the least K >= 1 with 2^K >= steps."""
        return max(1, (self.steps - 1).bit_length())

    @property
    def last_step(self) -> int:
        """Return the number of steps in the chain: ``steps``, or 2^K to read out the tape."""
        return self.steps if self.ending == "verdict" else 1 << self.K

    @property
    def cells(self) -> range:
        """Return the cells that are read out: all that the head can have reached, and the input's."""
        return range(-(1 << self.K), max((1 << self.K) + 1, self.n))

    @cached_property
    def tokens(self) -> RecursiveTokens:
        """Return the numbers of the tokens."""
        return RecursiveTokens(len(self.machine.alphabet), len(self.table.states))

    @cached_property
    def vocabulary(self) -> tuple[str, ...]:
        """Return the token names, in the order of their numbers."""
        alphabet, states = self.machine.alphabet, self.table.states
        contents = [*alphabet, *(f"{q}:{s}" for q in states for s in alphabet)]
        names = [*alphabet, *VERDICTS, "bos"]
        names += [f"in{bit}({c})" for c in contents for bit in (0, 1)]
        names += [f"out1[{o},{r}]({c})" for c in contents for o in (1, 2) for r in (-1, 0, 1)]
        names += [f"out2[{o}]({c})" for c in contents for o in range(4)]
        names += [f"c1[{o},{r}]" for o in (1, 2) for r in (-1, 0, 1)]
        names += [f"c2[{o},{r}]" for o in range(4) for r in (-1, 0, 1)]
        names += [
            f"W{o}({left},{q}:{s},{right})"
            for o in range(4)
            for left in alphabet
            for q in states
            for s in alphabet
            for right in alphabet
        ]
        return distinct(names)

    @property
    def length(self) -> int:
        """Return the number of tokens of every chain: :func:`run_length`, and the verdict or the cells."""
        if self.ending == "verdict":
            return run_length(self.K, self.steps) + 1
        return completed_length(self.K) + len(self.cells)

    @property
    def prompting(self) -> Prompting:
        """Return: bos, then the input's symbols."""
        codes = {s: (self.machine.alphabet.index(s),) for s in self.machine.input_alphabet}
        return Prompting((self.tokens.bos,), codes, codes, ())

    @property
    def answering(self) -> Answering:
        """Return: the verdict, or the text of the last cells."""
        if self.ending == "verdict":
            return Answering({self.tokens.first_verdict + i: v for i, v in enumerate(VERDICTS)})
        groups: dict[tuple[int, ...], str] = {(i,): s for i, s in enumerate(self.machine.alphabet)}
        return Answering({}, self.length - len(self.cells), len(self.cells), 1, groups, self.machine.blank)

    def records(self, x: NDArray[np.int64]) -> Records:
        """Return prompts and chains of inputs ``x`` (B, n) of symbol numbers."""
        chains = np.zeros((len(x), self.length), np.int64)
        for b in range(len(x)):
            run = _Run(self, x[b])
            run.spine(self.K)
            if self.ending == "verdict":
                end = VERDICTS.index(self.table.verdicts[run.state])
                run.chain.append(np.array([self.tokens.first_verdict + end]))
            else:
                run.chain.append(run.tape[self.cells.start - run.low : self.cells.stop - run.low])
            chains[b] = np.concatenate(run.chain)
        return Records(prompts(self, x), chains, np.full(len(x), self.length, np.int64))


class _Run:
    """Runs the machine on one input and writes the chain as it goes; frames are at the cells where they truly are."""

    def __init__(self, form: RecursiveTrace, x: NDArray[np.int64]) -> None:
        self.table, self.tokens, self.G = form.table, form.tokens, len(form.machine.alphabet)
        # To read out the tape, the last half is completed like any other.
        self.end = form.last_step if form.ending == "verdict" else form.last_step + 1
        self.steps = form.last_step
        self.low = -(1 << form.K)
        self.tape = np.full(max(2 << form.K, form.n) - self.low, self.table.blank, np.int64)
        self.tape[-self.low : -self.low + form.n] = x
        self.t, self.state, self.head = 0, self.table.start, 0
        self.chain: list[NDArray[np.int64]] = []

    def contents(self, first: int, count: int) -> NDArray[np.int64]:
        found = self.tape[first - self.low : first - self.low + count].copy()
        if 0 <= self.head - first < count:
            found[self.head - first] += self.G * (1 + self.state)
        return found

    def spine(self, k: int) -> None:
        frame, B = -(1 << k), 1 << (k - 1)
        if k == 1:
            self.windows(frame)
            return
        self.spine(k - 1)
        if self.end > B:
            self.second(k, 0, frame, 1)

    def core(self, k: int, t: int, frame: int) -> None:
        if k == 1:
            self.windows(frame)
            return
        B = 1 << (k - 1)
        o1 = (self.head - frame) // B - 1
        self.frame(k - 1, frame + o1 * B)
        self.core(k - 1, t, frame + o1 * B)
        if t + B < self.end:
            self.second(k, t, frame, o1)

    def frame(self, k: int, first: int) -> None:
        """The frame of core(k) that starts at cell ``first``."""
        half = (self.head - first) // (1 << (k - 1)) - 2
        self.chain.append(self.tokens.cell_in(self.contents(first, 3 << k), half))  # type: ignore[arg-type]

    def second(self, k: int, t: int, frame: int, o1: int) -> None:
        """All that follows the first half of a core(k) or run(k) that began at step ``t``."""
        B, say = 1 << (k - 1), self.tokens
        r1 = (self.head - frame) // B - o1 - 1
        self.chain.append(np.array([say.c1(o1, r1)]))
        self.chain.append(say.out1(self.contents(frame + o1 * B, 3 * B), o1, r1))  # type: ignore[arg-type]
        o2 = o1 + r1
        self.frame(k - 1, frame + o2 * B)
        self.core(k - 1, t + B, frame + o2 * B)
        if t + 2 * B < self.end:
            r2 = (self.head - frame) // B - o2 - 1
            self.chain.append(np.array([say.c2(o2, r2)]))
            self.chain.append(say.out2(self.contents(frame + o2 * B, 3 * B), o2))  # type: ignore[arg-type]

    def windows(self, frame: int) -> None:
        """Up to two steps, each told by a token and then made."""
        a = self.table
        for _ in range(min(2, self.steps - self.t)):
            at, q = self.head - self.low, self.state
            left, s, right = (int(v) for v in self.tape[at - 1 : at + 2])
            self.chain.append(np.array([self.tokens.window(self.head - frame - 1, left, q, s, right)]))
            self.tape[at] = a.wr[q, s, 0]
            self.head += int(a.mv[q, s, 0])
            self.state = int(a.nx[q, s])
            self.t += 1


def core_length(k: int) -> int:
    """Return the number of tokens of core(k), 2^k (6k - 4) - 2, for k >= 1.

    >>> [core_length(k) for k in (1, 2, 3, 4)]
    [2, 30, 110, 318]
    """
    return (1 << k) * (6 * k - 4) - 2


def run_length(k: int, steps: int) -> int:
    """Return the number of tokens of run(k) cut off behind its step number ``steps`` <= 2^k.

    >>> run_length(1, 2), run_length(2, 4), run_length(3, 5)
    (2, 17, 56)
    """
    if k == 1:
        return steps
    B = 1 << (k - 1)
    if steps <= B:
        return run_length(k - 1, steps)
    return completed_length(k - 1) + 1 + 6 * B + cut_length(k - 1, steps - B)


def cut_length(k: int, steps: int) -> int:
    """Return the number of tokens of core(k) cut off behind its step number ``steps`` <= 2^k.

    >>> cut_length(1, 1), cut_length(2, 1), cut_length(2, 4)
    (1, 7, 23)
    """
    if k == 1:
        return steps
    B = 1 << (k - 1)
    if steps <= B:
        return 3 * B + cut_length(k - 1, steps)
    return 3 * B + core_length(k - 1) + 1 + 6 * B + cut_length(k - 1, steps - B)


def completed_length(k: int) -> int:
    """Return the number of tokens of run(k) with its C2 and OUT2.

    >>> completed_length(1), completed_length(2)
    (2, 24)
    """
    if k == 1:
        return 2
    B = 1 << (k - 1)
    return completed_length(k - 1) + 2 + 9 * B + core_length(k - 1)
