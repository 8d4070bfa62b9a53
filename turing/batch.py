"""Many runs at once: every configuration of every run inside a window of cells, as arrays.

The compiled companion of ``step`` for checking predictors on thousands of inputs; tested equal to iterating
:func:`turing.machine.step`. Stops are absorbing (see :func:`turing.table.absorbing`).

>>> from turing.machine import Machine
>>> M = Machine.of("flip", "a 0 1 R a", "a 1 0 R a", "a _ _ S h", start="a", accepting=["h"])
>>> c = configurations(M, word_array(M, ["01", "10"]), steps=3, window=(0, 3))
>>> c.states[0].tolist(), c.heads[0, :, 0].tolist(), c.tapes[0, -1, 0].tolist()
([0, 0, 0, 1], [0, 1, 2, 2], [2, 1, 0])
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any

import numba
import numpy as np
from numpy.typing import NDArray

from turing.errors import MachineError
from turing.machine import Machine, symbols
from turing.table import absorbing


def word_array(machine: Machine, words: Iterable[str | Sequence[str]]) -> NDArray[np.int64]:
    """Return inputs of one length as symbol numbers, shape (B, n); raises :class:`MachineError` for a bad one.

    >>> word_array(Machine.of("M", "a 1 0 R a", start="a"), ["10", "01"]).tolist()
    [[1, 2], [2, 1]]
    """
    number = {s: i for i, s in enumerate(machine.alphabet)}
    rows = [[number[s] for s in symbols(machine, word)] for word in words]
    if len({len(row) for row in rows}) > 1:
        raise MachineError(f"{machine.name}: inputs of different lengths cannot stand in one batch")
    return np.array(rows, dtype=np.int64).reshape(len(rows), len(rows[0]) if rows else 0)


def all_words(machine: Machine, n: int, size: int = 1 << 12) -> Iterator[NDArray[np.int64]]:
    """Return all inputs of length n as symbol numbers, in blocks of shape (at most ``size``, n).

    >>> M = Machine.of("M", "a 1 1 R a", start="a", input_alphabet="01")
    >>> [block.tolist() for block in all_words(M, 2, size=3)]
    [[[2, 2], [2, 1], [1, 2]], [[1, 1]]]
    """
    letters = [machine.alphabet.index(s) for s in machine.input_alphabet]
    block: list[tuple[int, ...]] = []
    for word in product(letters, repeat=n):
        block.append(word)
        if len(block) == size:
            yield np.array(block, dtype=np.int64).reshape(len(block), n)
            block = []
    if block:
        yield np.array(block, dtype=np.int64).reshape(len(block), n)


@dataclass(frozen=True, eq=False)
class Configurations:
    """Configurations 0 .. steps of B runs: ``states`` (B, steps+1), ``heads`` (B, steps+1, k), ``tapes``
    (B, steps+1, k, cells). A run that leaves the window freezes with its head outside it; ``inside`` (B,) says
    which did not. ``steps`` (B,) counts the transitions executed (the fall into the stuck state not counted)."""

    states: NDArray[np.int64]
    heads: NDArray[np.int64]
    tapes: NDArray[np.int64]
    inside: NDArray[np.bool_]
    steps: NDArray[np.int64]


def configurations(machine: Machine, x: NDArray[np.int64], steps: int, window: tuple[int, int]) -> Configurations:
    """Return the first ``steps`` configurations after the initial one, for inputs ``x`` (B, n) of symbol numbers,
    in the cells ``window[0] .. window[1] - 1`` (the same for every tape), which must contain cells 0 .. n-1 and 0.

    >>> M = Machine.of("M", "a 1 1 L a", "a _ 1 L a", start="a")
    >>> c = configurations(M, word_array(M, ["1"]), steps=5, window=(-2, 1)); c.inside.tolist(), c.heads[0, :, 0].tolist()
    ([False], [0, -1, -2, -3, -3, -3])
    """
    low, high = window
    if low > 0 or high < max(x.shape[1], 1):
        raise MachineError(
            f"{machine.name}: window {window} does not contain the input's cells 0..{max(x.shape[1], 1) - 1}"
        )
    if steps < 0:
        raise MachineError(f"{machine.name}: {steps} steps; a run has at least 0")
    a = absorbing(machine)
    B, k = len(x), machine.tapes
    states = np.zeros((B, steps + 1), np.int64)
    heads = np.zeros((B, steps + 1, k), np.int64)
    tapes = np.full((B, steps + 1, k, high - low), a.blank, np.int64)
    tapes[:, 0, 0, -low : -low + x.shape[1]] = x
    states[:, 0] = a.start
    inside = np.ones(B, np.bool_)
    executed = np.zeros(B, np.int64)
    running = np.array([v == "limit" for v in a.verdicts])
    stuck = len(machine.states)
    _fill(a.nx, a.wr, a.mv, running, stuck, len(machine.alphabet), low, states, heads, tapes, inside, executed)
    return Configurations(states, heads, tapes, inside, executed)


@numba.njit(cache=True)
def _fill(
    nx: Any,
    wr: Any,
    mv: Any,
    running: Any,
    stuck: int,
    G: int,
    low: int,
    states: Any,
    heads: Any,
    tapes: Any,
    inside: Any,
    executed: Any,
) -> None:
    B, rows, k, cells = tapes.shape
    for b in range(B):
        for t in range(rows - 1):
            q = states[b, t]
            tapes[b, t + 1] = tapes[b, t]
            heads[b, t + 1] = heads[b, t]
            if not inside[b] or not running[q]:
                states[b, t + 1] = q
                continue
            scanned = 0
            for i in range(k):
                scanned = scanned * G + tapes[b, t, i, heads[b, t, i] - low]
            states[b, t + 1] = nx[q, scanned]
            if nx[q, scanned] != stuck:
                executed[b] += 1
            for i in range(k):
                tapes[b, t + 1, i, heads[b, t, i] - low] = wr[q, scanned, i]
                heads[b, t + 1, i] += mv[q, scanned, i]
                if heads[b, t + 1, i] < low or heads[b, t + 1, i] >= low + cells:
                    inside[b] = False


@dataclass(frozen=True, eq=False)
class Scheduled:
    """Runs seen through given head positions: ``states`` (B, steps+1); ``scanned`` (B, steps), the combined symbols
    under the *scheduled* heads before each step; ``tapes`` (B, k, cells) at the end; ``inside`` (B,) as in
    :class:`Configurations`."""

    states: NDArray[np.int64]
    scanned: NDArray[np.int64]
    tapes: NDArray[np.int64]
    inside: NDArray[np.bool_]


def scheduled(machine: Machine, x: NDArray[np.int64], heads: NDArray[np.int64], window: tuple[int, int]) -> Scheduled:
    """Return runs on inputs ``x`` (B, n) by the machine's own moves, read at ``heads`` (steps, k), in a window that
    holds the heads and the input. The tapes of the steps between are not kept.

    >>> from turing.machine import Machine
    >>> M = Machine.of("flip", "a 0 1 R a", "a 1 0 R a", "a _ _ S h", start="a", accepting=["h"])
    >>> s = scheduled(M, word_array(M, ["01"]), np.array([[0], [1], [2]]), (0, 3)); s.scanned[0].tolist()
    [1, 2, 0]
    """
    low, high = window
    a = absorbing(machine)
    B, (steps, k) = len(x), heads.shape
    states = np.zeros((B, steps + 1), np.int64)
    states[:, 0] = a.start
    scanned = np.zeros((B, steps), np.int64)
    tapes = np.full((B, k, high - low), a.blank, np.int64)
    tapes[:, 0, -low : -low + x.shape[1]] = x
    inside = np.ones(B, np.bool_)
    running = np.array([v == "limit" for v in a.verdicts])
    _follow(a.nx, a.wr, a.mv, running, len(machine.alphabet), low, heads, states, scanned, tapes, inside)
    return Scheduled(states, scanned, tapes, inside)


@numba.njit(cache=True)
def _follow(
    nx: Any,
    wr: Any,
    mv: Any,
    running: Any,
    G: int,
    low: int,
    heads: Any,
    states: Any,
    scanned: Any,
    tapes: Any,
    inside: Any,
) -> None:
    B, k, cells = tapes.shape
    own = np.zeros(k, np.int64)
    for b in range(B):
        own[:] = -low
        for t in range(len(heads)):
            for i in range(k):
                scanned[b, t] = scanned[b, t] * G + tapes[b, i, heads[t, i] - low]
            q = states[b, t]
            states[b, t + 1] = q
            if not inside[b] or not running[q]:
                continue
            under = 0
            for i in range(k):
                under = under * G + tapes[b, i, own[i]]
            states[b, t + 1] = nx[q, under]
            for i in range(k):
                tapes[b, i, own[i]] = wr[q, under, i]
                own[i] += mv[q, under, i]
                if own[i] < 0 or own[i] >= cells:
                    inside[b] = False


@dataclass(frozen=True, eq=False)
class Extent:
    """What some runs need: ``steps`` (the longest run, its fall into the stuck state counted) and the ``window`` of
    all cells visited (and the input's own). ``halted`` says whether every run stopped within the limit."""

    steps: int
    window: tuple[int, int]
    halted: bool


def extent(machine: Machine, blocks: Iterable[NDArray[np.int64]], n: int, max_steps: int) -> Extent:
    """Return steps and cells that runs on these inputs of length n (blocks of symbol numbers) need.

    >>> M = Machine.of("M", "a 1 1 L a", "a _ _ S h", start="a", halting=["h"])
    >>> e = extent(M, all_words(M, 2), 2, max_steps=100); e.steps, e.window, e.halted
    (2, (-1, 2), True)
    """
    a = absorbing(machine)
    running = np.array([v == "limit" for v in a.verdicts])
    found = np.array([0, 0, max(n, 1), 1], np.int64)
    for x in blocks:
        _measure(a.nx, a.wr, a.mv, running, len(machine.alphabet), a.start, a.blank, x, max_steps, found)
    return Extent(int(found[0]), (int(found[1]), int(found[2])), bool(found[3]))


@numba.njit(cache=True)
def _measure(
    nx: Any, wr: Any, mv: Any, running: Any, G: int, start: int, blank: int, x: Any, max_steps: int, found: Any
) -> None:
    k, n = mv.shape[2], x.shape[1]
    reach = 64
    tapes = np.full((k, 2 * reach + n), blank, np.int64)
    heads = np.zeros(k, np.int64)
    for b in range(len(x)):
        tapes[:] = blank
        tapes[0, reach : reach + n] = x[b]
        heads[:] = reach
        q = start
        t = 0
        while running[q] and t < max_steps:
            scanned = 0
            for i in range(k):
                scanned = scanned * G + tapes[i, heads[i]]
            for i in range(k):
                tapes[i, heads[i]] = wr[q, scanned, i]
                heads[i] += mv[q, scanned, i]
                found[1] = min(found[1], heads[i] - reach)
                found[2] = max(found[2], heads[i] - reach + 1)
            q = nx[q, scanned]
            t += 1
            if heads.min() < 1 or heads.max() >= tapes.shape[1] - 1:
                wider = np.full((k, tapes.shape[1] + 2 * reach), blank, np.int64)
                wider[:, reach : reach + tapes.shape[1]] = tapes
                tapes = wider
                heads += reach
                reach *= 2
        found[0] = max(found[0], t)
        if running[q]:
            found[3] = 0
