"""The compiled engine: a loop over flat tables, in machine code, for any number of tapes.

Tapes are arrays of symbol numbers around the heads; column 0 stands at an absolute cell kept in unbounded
integers. A head moves at most one cell a step, so a batch of as many steps as the nearest end is cells away needs
no bounds check. Near an end the arrays are rebuilt around what is written on them.

>>> from turing.machine import Machine, initial
>>> M = Machine.of("M", "a _ 1 L a", start="a")
>>> c, executed = advance(M, initial(M, ""), 100_000); c.heads, executed
((-100000,), 100000)
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NamedTuple, TypeVar

import numba
import numpy as np
from numpy.typing import NDArray

from turing.engines import kernel
from turing.errors import MachineError
from turing.machine import Configuration, Machine
from turing.table import table
from turing.tape import Side, Tape

#: The most entries a transition table may have here: states times symbols to the power of the tapes.
MAX_ENTRIES = 1 << 20

#: A search for a period looks at tapes far wider than a configuration may be: it never makes one of them.
MAX_SEARCH_CELLS = 1 << 27

#: Steps between two returns to Python, where an interrupt is heard: about a second.
BATCH = 1 << 28

#: Cells to spare beyond what is written when arrays are rebuilt, and the room below which they are.
SPARE = 4096
MARGIN = 64

#: How a compiled loop ended.
RAN, STOPPED, FULL, RETURNED = 0, 1, 2, 3

#: In ``nx``, no rule.
NO_RULE = np.uint64(2**64 - 1)

_Loop = TypeVar("_Loop", bound=Callable[..., Any])


def _compiled(loop: _Loop) -> _Loop:
    """Return the loop compiled on first call, kept on disk where a place for it can be found."""
    try:
        return numba.njit(cache=True, nogil=True)(loop)
    except RuntimeError:
        return numba.njit(nogil=True)(loop)


class _Program(NamedTuple):
    """Flat tables over (state * G**k + scanned symbols): ``nx`` is the next state, times G**k."""

    nx: NDArray[np.uint64]
    wr: NDArray[Any]
    mv: NDArray[np.uint64]
    symbols: int
    reads: int


@dataclass
class _Arrays:
    """Tapes as rows of ``cells``, with ``heads`` as columns; column 0 of row i is cell ``origins[i]``."""

    cells: NDArray[Any]
    heads: NDArray[np.uint64]
    origins: list[int]


def fits(machine: Machine) -> bool:
    """Return whether the machine's transition table is small enough for this engine.

    >>> from turing.machine import Machine
    >>> fits(Machine.of("M", "a _ 1 R a", start="a"))
    True
    """
    return len(machine.states) * len(machine.alphabet) ** machine.tapes * machine.tapes <= MAX_ENTRIES


def advance(machine: Machine, configuration: Configuration, steps: int) -> tuple[Configuration, int]:
    """Return the configuration after up to ``steps`` transitions, and how many were executed.

    Means what :func:`turing.engines.kernel.advance` means. Raises :class:`MachineError` if the machine's table
    or a tape is too large.

    >>> from turing.machine import Machine, initial
    >>> M = Machine.of("M", "a _ 1 R a", "a 1 1 S done", start="a", accepting=["done"])
    >>> advance(M, initial(M, "1"), 9)[1]
    1
    """
    program = _program(machine)
    arrays = _arrays(machine, program, configuration.tapes)
    blank = machine.alphabet.index(machine.blank)
    state = np.uint64(machine.states.index(configuration.state) * program.reads)
    executed, end = 0, RAN
    while executed < steps and end != STOPPED:
        if _room(arrays) < MARGIN:
            widths = _recentre(arrays, [arrays.cells], [arrays.heads], blank)[1]
            for i, width in enumerate(widths):
                kernel.bounded(machine, i, width, executed)
        state, ran, end = _batch(program, arrays, state, min(steps - executed, BATCH))
        executed += int(ran)
    return _configuration(machine, program, arrays, int(state), executed), executed


def period(machine: Machine, configuration: Configuration, within: int) -> int | None:
    """Return the least p, 1 <= p <= ``within``, such that p steps lead back to this configuration, or ``None``.

    Means what :func:`turing.engines.kernel.period` means. Beside the tapes it keeps what they were and the
    number of cells that differ, so that a step costs the same however long the tapes are.

    >>> from turing.machine import Machine, initial
    >>> M = Machine.of("M", "a _ _ R b", "b _ _ L a", start="a")
    >>> period(M, initial(M, ""), 1_000_000)
    2
    """
    program = _program(machine)
    arrays = _arrays(machine, program, configuration.tapes)
    blank = machine.alphabet.index(machine.blank)
    home_state = state = np.uint64(machine.states.index(configuration.state) * program.reads)
    saved, home = arrays.cells.copy(), arrays.heads.copy()
    differing, elapsed = 0, 0
    while elapsed < within:
        if _room(arrays) < MARGIN:
            (arrays.cells, saved), widths = _recentre(arrays, [arrays.cells, saved], [arrays.heads, home], blank)
            if sum(widths) > MAX_SEARCH_CELLS:
                raise MachineError(
                    f"{machine.name}: no decision whether the machine loops: tapes hold {sum(widths)} cells "
                    f"{elapsed} steps past the limit; at most {MAX_SEARCH_CELLS}; lower the step limit"
                )
        left = min(within - elapsed, BATCH)
        state, ran, differing, end = _seek(
            arrays.cells, saved, arrays.heads, home, state, home_state, differing,
            program.nx, program.wr, program.mv, np.uint64(program.symbols), left,
        )  # fmt: skip
        state = np.uint64(state)
        elapsed += int(ran)
        if end == RETURNED:
            return elapsed
        if end == STOPPED or _farthest(arrays.heads, home) > within - elapsed:
            return None
    return None


# --- between configurations and arrays -----------------------------------------------------------------------


def _program(machine: Machine) -> _Program:
    if not fits(machine):
        raise MachineError(
            f"{machine.name}: {len(machine.states)} states, {len(machine.alphabet)} symbols and {machine.tapes} "
            f"tape(s) make a table of more than {MAX_ENTRIES} entries; use engine 'kernel'"
        )
    t = table(machine)
    reads = t.nx.shape[1]
    nx = np.where(t.nx < 0, NO_RULE, (t.nx * reads).astype(np.uint64)).reshape(-1)
    kind = np.uint8 if len(machine.alphabet) <= 256 else np.uint32
    wr = t.wr.reshape(-1, machine.tapes).astype(kind)
    mv = t.mv.reshape(-1, machine.tapes).astype(np.uint64)
    return _Program(nx, wr, mv, len(machine.alphabet), reads)


def _arrays(machine: Machine, program: _Program, tapes: tuple[Tape, ...]) -> _Arrays:
    number = {s: i for i, s in enumerate(machine.alphabet)}
    lefts = [_listed(tape.left) for tape in tapes]
    rows = [
        [number[s] for s in (*reversed(left), tape.symbol, *_listed(tape.right))]
        for left, tape in zip(lefts, tapes, strict=True)
    ]
    cells = np.full((len(rows), max(map(len, rows)) + 2 * SPARE), number[machine.blank], dtype=program.wr.dtype)
    for i, row in enumerate(rows):
        cells[i, SPARE : SPARE + len(row)] = row
    heads = np.array([SPARE + len(left) for left in lefts], dtype=np.uint64)
    origins = [tape.head - int(column) for tape, column in zip(tapes, heads, strict=True)]
    return _Arrays(cells, heads, origins)


def _listed(side: Side) -> list[str]:
    found = []
    while side is not None:
        found.append(side[0])
        side = side[1]
    return found


def _configuration(machine: Machine, program: _Program, arrays: _Arrays, state: int, executed: int) -> Configuration:
    blank = machine.alphabet.index(machine.blank)
    tapes: list[Tape] = []
    for row, column, origin in zip(arrays.cells, arrays.heads, arrays.origins, strict=True):
        head = int(column)
        low, high = _window(row != blank, [head])
        kernel.bounded(machine, len(tapes), high - low + 1, executed)
        tapes.append(
            Tape(
                _linked(machine, row[low:head]),
                machine.alphabet[row[head]],
                _linked(machine, row[head + 1 : high + 1][::-1]),
                origin + head,
            )
        )
    return Configuration(machine.states[state // program.reads], tuple(tapes))


def _linked(machine: Machine, far_to_near: NDArray[Any]) -> Side:
    side: Side = None
    for symbol in far_to_near.tolist():
        side = (machine.alphabet[symbol], side)
    return side


def _window(written: NDArray[np.bool_], columns: list[int]) -> tuple[int, int]:
    """Return the first and last column that is written or among ``columns``."""
    low, high = min(columns), max(columns)
    if written.any():
        low = min(low, int(written.argmax()))
        high = max(high, len(written) - 1 - int(written[::-1].argmax()))
    return low, high


def _room(arrays: _Arrays) -> int:
    last = arrays.cells.shape[1] - 1
    return min(min(int(h), last - int(h)) for h in arrays.heads)


def _farthest(heads: NDArray[np.uint64], home: NDArray[np.uint64]) -> int:
    return max(abs(int(a) - int(b)) for a, b in zip(heads, home, strict=True))


def _recentre(
    arrays: _Arrays, layers: list[NDArray[Any]], pointers: list[NDArray[np.uint64]], blank: int
) -> tuple[list[NDArray[Any]], list[int]]:
    """Return the layers rebuilt with room on both sides of what is used, and the width used on each tape.

    ``pointers`` are columns that must stay inside, and move along with the origins. ``arrays.cells`` becomes
    the first layer.
    """
    windows = [
        _window(np.logical_or.reduce([layer[i] != blank for layer in layers]), [int(p[i]) for p in pointers])
        for i in range(len(arrays.origins))
    ]
    widths = [high - low + 1 for low, high in windows]
    total = 2 * max(widths) + 2 * SPARE
    rebuilt = [np.full((len(windows), total), blank, dtype=layer.dtype) for layer in layers]
    for i, ((low, high), width) in enumerate(zip(windows, widths, strict=True)):
        start = (total - width) // 2
        for old, new in zip(layers, rebuilt, strict=True):
            new[i, start : start + width] = old[i, low : high + 1]
        for p in pointers:
            p[i] = int(p[i]) - low + start
        arrays.origins[i] += low - start
    arrays.cells = rebuilt[0]
    return rebuilt, widths


def _batch(program: _Program, arrays: _Arrays, state: np.uint64, steps: int) -> tuple[np.uint64, int, int]:
    if len(arrays.origins) > 1:
        state, ran, end = _many(
            arrays.cells, arrays.heads, state, program.nx, program.wr, program.mv, np.uint64(program.symbols), steps
        )
        return np.uint64(state), ran, end
    head, state, ran, end = _one(
        arrays.cells[0], arrays.heads[0], state, program.nx, program.wr[:, 0].copy(), program.mv[:, 0].copy(), steps
    )
    arrays.heads[0] = head
    # A loop's unsigned result arrives as a plain integer, which would be taken for a signed one next time.
    return np.uint64(state), ran, end


# --- the loops -----------------------------------------------------------------------------------------------
#
# Indices are unsigned: numba would otherwise test each one for being negative. Movements are unsigned too and
# wrap around on purpose: adding 2**64 - 1 is moving left.


@_compiled
def _one(tape: Any, head: Any, state: Any, nx: Any, wr: Any, mv: Any, steps: Any) -> Any:
    """Return head, state, steps executed and how it ended, for one tape."""
    last = np.uint64(tape.shape[0] - 1)
    left = np.int64(steps)
    while left > 0:
        room = np.int64(min(head, last - head))
        if room < MARGIN:
            return head, state, steps - left, FULL
        batch = min(room, left)
        for i in range(batch):
            entry = state + np.uint64(tape[head])
            following = nx[entry]
            if following == NO_RULE:
                return head, state, steps - left + i, STOPPED
            tape[head] = wr[entry]
            head += mv[entry]
            state = following
        left -= batch
    return head, state, steps, RAN


@_compiled
def _many(cells: Any, heads: Any, state: Any, nx: Any, wr: Any, mv: Any, symbols: Any, steps: Any) -> Any:
    """Return state, steps executed and how it ended, for any number of tapes; moves ``heads``."""
    last = np.uint64(cells.shape[1] - 1)
    left = np.int64(steps)
    while left > 0:
        room = left
        for j in range(heads.shape[0]):
            room = min(room, np.int64(min(heads[j], last - heads[j])))
        if room < MARGIN and room < left:
            return state, steps - left, FULL
        for i in range(room):
            read = np.uint64(0)
            for j in range(heads.shape[0]):
                read = read * symbols + np.uint64(cells[j, heads[j]])
            entry = state + read
            following = nx[entry]
            if following == NO_RULE:
                return state, steps - left + i, STOPPED
            for j in range(heads.shape[0]):
                cells[j, heads[j]] = wr[entry, j]
                heads[j] += mv[entry, j]
            state = following
        left -= room
    return state, steps, RAN


@_compiled
def _seek(
    cells: Any,
    saved: Any,
    heads: Any,
    home: Any,
    state: Any,
    home_state: Any,
    differing: Any,
    nx: Any,
    wr: Any,
    mv: Any,
    symbols: Any,
    steps: Any,
) -> Any:
    """Return state, steps executed, cells that differ from ``saved`` and how it ended; moves ``heads``."""
    last = np.uint64(cells.shape[1] - 1)
    for i in range(steps):
        read = np.uint64(0)
        room = last
        for j in range(heads.shape[0]):
            room = min(room, min(heads[j], last - heads[j]))
            read = read * symbols + np.uint64(cells[j, heads[j]])
        if room < np.uint64(2):
            return state, i, differing, FULL
        entry = state + read
        following = nx[entry]
        if following == NO_RULE:
            return state, i, differing, STOPPED
        away = 0
        for j in range(heads.shape[0]):
            column = heads[j]
            differing -= cells[j, column] != saved[j, column]
            cells[j, column] = wr[entry, j]
            differing += cells[j, column] != saved[j, column]
            heads[j] = column + mv[entry, j]
            away += heads[j] != home[j]
        state = following
        if differing == 0 and away == 0 and state == home_state:
            return state, i + 1, differing, RETURNED
    return state, steps, differing, RAN
