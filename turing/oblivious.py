"""Is a machine oblivious on inputs of length n? Decided by checking, never assumed.

A machine is *oblivious on length n* if one sequence of head positions serves all inputs of length n: every run is at
``heads[t]`` before its step t for as long as it has not stopped. (Where the heads of a stopped run stand matters to
nobody, so runs may stop at different times, and the move into a halting state is free.)

Two ways to decide:

* *abstract*: run once on **sets** of states and of symbols per cell. If at every step all combinations that go on
  agree on the move, the schedule is proved for all inputs of length n, however many there are. The sets lose what
  state and cells know of each other, so a disagreement proves nothing.
* *exhaustive*: run every input.

>>> from turing.machine import Machine
>>> flip = Machine.of("flip", "a 0 1 R a", "a 1 0 R a", "a _ _ S h", start="a", halting=["h"])
>>> s = head_schedule(flip, 40); s.proof, s.steps, s.heads[:3, 0].tolist()
('abstract', 41, [0, 1, 2])
>>> turn = Machine.of("turn", "a 0 0 R b", "a 1 1 L b", "a _ _ S h", "b 0 0 S h", "b 1 1 S h", "b _ _ S h",
...                   start="a", halting=["h"])
>>> no = head_schedule(turn, 2); no.step, no.inputs
(1, (('0', '0'), ('1', '0')))
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any

import numba
import numpy as np
from numpy.typing import NDArray

from turing.batch import all_words, word_array
from turing.errors import MachineError
from turing.machine import Machine
from turing.table import absorbing

#: At most this many inputs are run one by one.
EXHAUSTIVE_LIMIT = 1 << 16

#: For so many steps every input is run, whether some run goes on or not.
FIRST_STEPS = 1024


@dataclass(frozen=True, eq=False)
class HeadSchedule:
    """Oblivious on length ``n``: ``heads`` (steps, k) are the positions before each step; every run has stopped
    after ``steps`` steps, unless ``steps`` was asked for. ``proof`` is ``"abstract"`` or ``"exhaustive"``."""

    n: int
    heads: NDArray[np.int64]
    proof: str

    @property
    def steps(self) -> int:
        """Return the number of steps scheduled."""
        return len(self.heads)


@dataclass(frozen=True)
class NotOblivious:
    """Two inputs of length ``n`` whose runs, both going on, have their heads apart before step ``step`` (from 0)."""

    n: int
    step: int
    inputs: tuple[tuple[str, ...], tuple[str, ...]]


@dataclass(frozen=True)
class Undecided:
    """Neither proved nor refuted; ``reason`` says what stood in the way."""

    n: int
    reason: str


def head_schedule(
    machine: Machine,
    n: int,
    *,
    steps: int | None = None,
    max_steps: int = 1_000_000,
    domain: Sequence[str] | None = None,
) -> HeadSchedule | NotOblivious | Undecided:
    """Return whether the machine is oblivious on inputs of length ``n``, with the schedule or a counterexample.

    ``steps`` schedules exactly that many steps; without it the schedule is as long as the longest run, which must
    stop within ``max_steps``. ``domain`` restricts the inputs to the words given (then all of them are run).

    >>> walk = Machine.of("walk", "a 1 1 R a", "a _ _ R a", start="a")
    >>> head_schedule(walk, 2, max_steps=100)
    Undecided(n=2, reason='some run does not stop within 100 steps')
    >>> head_schedule(walk, 2, steps=3).heads.ravel().tolist()
    [0, 1, 2]
    """
    if n < 0 or max_steps < 0 or (steps is not None and steps < 0):
        wanted = max_steps if steps is None else steps
        raise MachineError(f"{machine.name}: length {n} and steps {wanted} must not be negative")
    limit = max_steps if steps is None else steps
    letters = len(machine.input_alphabet)
    # The power is taken only where it is small: for a long input it would be a number of thousands of digits.
    if domain is None and letters > 1 and (n > EXHAUSTIVE_LIMIT.bit_length() or letters**n > EXHAUSTIVE_LIMIT):
        found = _abstract(machine, n, limit, steps)
        if isinstance(found, str):
            return Undecided(n, f"{found}, and {letters}^{n} inputs are too many to run one by one")
        return _schedule(machine, n, found, steps, "abstract")
    if domain is None:
        # The abstract schedule may be longer than any run; where all inputs can be run, theirs is exact.
        blocks = list(all_words(machine, n))
        if not blocks:
            return Undecided(n, "there are no inputs of this length")
    else:
        blocks = [word_array(machine, domain)]
        if not len(blocks[0]):
            return Undecided(n, "there are no inputs in the domain given")
        if blocks[0].shape[1] != n:
            raise MachineError(f"{machine.name}: the domain's words have length {blocks[0].shape[1]}, not {n}")
    return _exhaustive(machine, n, np.concatenate(blocks), steps, limit)


def _schedule(machine: Machine, n: int, heads: list[tuple[int, ...]], steps: int | None, proof: str) -> HeadSchedule:
    schedule = np.array(heads, np.int64).reshape(len(heads), machine.tapes)
    if steps is not None and len(schedule) < steps:
        # All runs have stopped: the heads stay.
        last = schedule[-1:] if len(schedule) else np.zeros((1, machine.tapes), np.int64)
        schedule = np.concatenate([schedule, np.repeat(last, steps - len(schedule), axis=0)])
    schedule.setflags(write=False)
    return HeadSchedule(n, schedule, proof)


def _abstract(machine: Machine, n: int, limit: int, wanted: int | None) -> list[tuple[int, ...]] | str:
    """The schedule by collecting semantics, or why it failed."""
    a, k, G = absorbing(machine), machine.tapes, len(machine.alphabet)
    letters = frozenset(machine.alphabet.index(s) for s in machine.input_alphabet)
    tapes: list[dict[int, frozenset[int]]] = [{} for _ in range(k)]
    tapes[0] = dict.fromkeys(range(n), letters)
    blank: frozenset[int] = frozenset({a.blank})
    states = {a.start} if a.verdicts[a.start] == "limit" else set()
    heads = (0,) * k
    schedule: list[tuple[int, ...]] = []
    while states:
        if len(schedule) == limit:
            return f"not shown to stop within {limit} steps" if wanted is None else schedule
        schedule.append(heads)
        under = [tape.get(h, blank) for tape, h in zip(tapes, heads, strict=True)]
        moves: set[tuple[int, ...]] = set()
        following: set[int] = set()
        written: list[set[int]] = [set() for _ in range(k)]
        for q, scanned in product(sorted(states), product(*(sorted(s) for s in under))):
            combined = 0
            for s in scanned:
                combined = combined * G + s
            # What a stopping run leaves on the tape, no going run reads.
            if a.verdicts[a.nx[q, combined]] == "limit":
                following.add(int(a.nx[q, combined]))
                moves.add(tuple(a.mv[q, combined].tolist()))
                for i in range(k):
                    written[i].add(int(a.wr[q, combined, i]))
        if len(moves) > 1:
            return f"on sets of symbols the moves differ at step {len(schedule)}"
        states = following
        if states:
            for tape, h, symbols_there in zip(tapes, heads, written, strict=True):
                tape[h] = frozenset(symbols_there)
            heads = tuple(h + d for h, d in zip(heads, next(iter(moves)), strict=True))
    return schedule


def _exhaustive(
    machine: Machine, n: int, x: NDArray[np.int64], steps: int | None, limit: int
) -> HeadSchedule | NotOblivious | Undecided:
    a = absorbing(machine)
    running = np.array([v == "limit" for v in a.verdicts])
    size = min(limit, FIRST_STEPS)
    while True:
        # Behind the first steps, one run that goes on settles that this size is too small, or the limit is.
        hasty = size > FIRST_STEPS and (size < limit or steps is None)
        # by[t] is the first input that reached step t, and so fixed heads[t].
        heads, by = np.zeros((size, machine.tapes), np.int64), np.full(size, -1, np.int64)
        b, t = _compare(a.nx, a.wr, a.mv, running, len(machine.alphabet), a.start, a.blank, x, heads, by, hasty)
        if b >= 0:
            words = [tuple(machine.alphabet[s] for s in x[i]) for i in (by[t], b)]
            return NotOblivious(n, int(t), (words[0], words[1]))
        reached = int((by >= 0).sum())
        if reached < size or size == limit:
            break
        size = min(limit, 4 * size)
    if steps is None and t == 1:
        return Undecided(n, f"some run does not stop within {limit} steps")
    rows = [tuple(row) for row in heads[:reached].tolist()]
    return _schedule(machine, n, rows, steps, "exhaustive")


@numba.njit(cache=True)
def _compare(
    nx: Any, wr: Any, mv: Any, running: Any, G: int, start: int, blank: int, x: Any, heads: Any, by: Any, hasty: Any
) -> tuple[int, int]:
    """Run every input along ``heads``, extending it; return (input, step) of the first conflict, or (-1, 1) if some
    run goes on behind the last step and (-1, 0) if none does. If ``hasty``, the first run that goes on is the last."""
    size, k = heads.shape
    n = x.shape[1]
    middle = size
    beyond = 0
    tapes = np.full((k, 2 * size + n + 2), blank, np.int64)
    now = np.zeros(k, np.int64)
    for b in range(len(x)):
        tapes[:] = blank
        tapes[0, middle : middle + n] = x[b]
        now[:] = 0
        q = start
        for t in range(size):
            if not running[q]:
                break
            if by[t] < 0:
                by[t] = b
                heads[t] = now
            elif (heads[t] != now).any():
                return b, t
            scanned = 0
            for i in range(k):
                scanned = scanned * G + tapes[i, middle + now[i]]
            for i in range(k):
                tapes[i, middle + now[i]] = wr[q, scanned, i]
                now[i] += mv[q, scanned, i]
            q = nx[q, scanned]
        if running[q]:
            beyond = 1
            if hasty:
                break
    return -1, beyond
