"""A machine whose symbols are blocks of w cells and whose steps are w steps of the given machine.

For w = 1 it is the machine itself, as an absorbing table. For w > 1 (single tape) a state is (state, position in the
block), and w steps that begin in a block end in it or beside it, so one packed step reads and writes three blocks:
the *radius* is 1. This is the linear speed-up of the textbooks, with the price in symbols, C = G^w.

What a packed step scans is one number: the blocks -radius .. radius around each head, base C, the first tape's first
block most significant.

>>> from turing.machine import Machine
>>> p = packed(Machine.of("M", "a 1 _ R a", "a _ _ S h", start="a", halting=["h"]), 2)
>>> p.C, p.radius, p.nx.shape, p.symbols(2)
(4, 1, (4, 64), (1, 0))
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from turing.errors import MachineError
from turing.machine import Machine
from turing.table import absorbing

#: Entries of a table: (states) x (scanned combinations).
MAX_TABLE = 1 << 22


@dataclass(frozen=True, eq=False)
class Packed:
    """Return of :func:`packed`. Shapes, with Q states, m tapes, z = 2 radius + 1 blocks scanned on each:

    ``nx`` (Q, C^(m z)), ``wr`` (Q, C^(m z), m, z), ``mv`` (Q, C^(m z), m). ``verdicts[q]`` as in
    :class:`turing.table.Absorbing`; ``start`` is the state of a head at cell 0, the first of block 0.
    """

    machine: Machine
    w: int
    C: int
    radius: int
    states: tuple[str, ...]
    verdicts: tuple[str, ...]
    nx: NDArray[np.int64]
    wr: NDArray[np.int64]
    mv: NDArray[np.int64]
    start: int
    blank: int

    @property
    def seen(self) -> int:
        """Return how many blocks a step scans on each tape."""
        return 2 * self.radius + 1

    def symbols(self, block: int) -> tuple[int, ...]:
        """Return the w symbols of a block, by number."""
        G = len(self.machine.alphabet)
        return tuple(block // G**i % G for i in reversed(range(self.w)))

    def blocks(self, x: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return words (B, n) of symbol numbers as (B, ceil(n / w)) blocks, blanks behind the last symbol."""
        G, missing = len(self.machine.alphabet), -x.shape[1] % self.w
        blank = self.machine.alphabet.index(self.machine.blank)
        cells = np.pad(x, ((0, 0), (0, missing)), constant_values=blank).reshape(len(x), -1, self.w)
        return cells @ G ** np.arange(self.w)[::-1]

    def name(self, block: int) -> str:
        """Return the symbols of a block as a name."""
        names = [self.machine.alphabet[s] for s in self.symbols(block)]
        return "".join(names) if all(len(s) == 1 for s in self.machine.alphabet) else ",".join(names)


def packed(machine: Machine, w: int = 1) -> Packed:
    """Return the machine with ``w`` >= 1 cells to a symbol and ``w`` steps to a step; several tapes need w = 1.

    Raises :class:`MachineError` if the table would have more than :data:`MAX_TABLE` entries.

    >>> from turing.machine import Machine
    >>> M = Machine.of("M", "a 1 _ R a", "a _ _ S h", start="a", halting=["h"])
    >>> p = packed(M, 2)                                   # state a, first cell, blocks __ 11 1_ around the head
    >>> p.states[p.nx[0, 0 * 16 + 3 * 4 + 2]], p.wr[0, 14, 0].tolist(), int(p.mv[0, 14, 0])
    ('a+0', [0, 0, 2], 1)
    """
    if w < 1 or (w > 1 and machine.tapes > 1):
        raise MachineError(f"{machine.name}: {w} cells to a symbol; give 1, or more for a machine with one tape")
    a, m, G = absorbing(machine), machine.tapes, len(machine.alphabet)
    radius = 0 if w == 1 else 1
    entries = len(a.states) * w * G ** min(w * m * (2 * radius + 1), 64)
    if entries > MAX_TABLE:
        raise MachineError(f"{machine.name}: a table of {entries} entries is too large (at most {MAX_TABLE})")
    if w == 1:
        return Packed(machine, 1, G, 0, a.states, a.verdicts, a.nx, a.wr[..., None], a.mv, a.start, a.blank)
    Q, C = len(a.states), G**w
    states, cells = _all(Q, w, G)
    q, at = states // w, w + states % w
    rows = np.arange(len(q))
    for _ in range(w):
        s = cells[rows, at]
        cells[rows, at] = a.wr[q, s, 0]
        q, at = a.nx[q, s], at + a.mv[q, s, 0]
    wr = (cells.reshape(len(q), 1, 3, w) @ G ** np.arange(w)[::-1]).reshape(Q * w, C**3, 1, 3)
    nx = (q * w + at % w).reshape(Q * w, C**3)
    mv = (at // w - 1).reshape(Q * w, C**3, 1)
    for array in (nx, wr, mv):
        array.setflags(write=False)
    names = tuple(f"{q}+{i}" for q in a.states for i in range(w))
    verdicts = tuple(v for v in a.verdicts for _ in range(w))
    blank = sum(a.blank * G**i for i in range(w))
    return Packed(machine, w, C, 1, names, verdicts, nx, wr, mv, a.start * w, blank)


def _all(Q: int, w: int, G: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Every (state, three blocks) in order: state numbers (N,) and cells (N, 3 w)."""
    count = G ** (3 * w)
    scanned = np.arange(count)
    cells = np.stack([scanned // G**i % G for i in reversed(range(3 * w))], axis=1)
    return np.repeat(np.arange(Q * w), count), np.tile(cells, (Q * w, 1))
