"""The tokens of the recursive window: their numbers, and their names (for :mod:`turing.recursive`).

A *cell* token carries a cell's content c (of a packed machine: a block of w cells) and what it will be asked for:

    in[d](c)        a frame; d: in which part of the middle block the head is, 0 .. R-1
    x[o,r,d](c)     written between two parts; the window is centred on block o, the head is in block o + r, part d of it
    out[o,r](c)     written after the last part; the window is centred on block o, the head is in block o + r

A *step* token z(q:s) says state and scanned symbols. A looped run hands over state and place of the head between its
rounds: state(q) and place(d).

>>> t = RecursiveTokens(G=2, R=4, tapes=1, C=2, radius=0, states=3, w=1, form="whole")
>>> t.size, t.cell_in(1, 3), t.x(0, -2, -1, 0)
(274, 15, 16)
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from turing.machine import Machine
from turing.packed import Packed
from turing.table import Absorbing
from turing.trace import VERDICTS, distinct

Form = Literal["whole", "looped"]


@dataclass(frozen=True)
class RecursiveTokens:
    """Numbers of the tokens: ``G`` symbols, verdicts, bos, ``C`` blocks if w > 1, then in, x, out, z, state, place."""

    G: int
    R: int
    tapes: int
    C: int
    radius: int
    states: int
    w: int
    form: Form

    @property
    def scans(self) -> int:
        """Return the number of combinations that a step can scan, C^(tapes (2 radius + 1))."""
        return int(self.C ** (self.tapes * (2 * self.radius + 1)))

    @property
    def first_verdict(self) -> int:
        """Return the token of the first verdict; the machine's symbols come before."""
        return self.G

    @property
    def bos(self) -> int:
        """Return the token that opens the prompt; it also stands for a blank cell."""
        return self.G + len(VERDICTS)

    def block(self, c: int) -> int:
        """Return the token of a block of the input; without packing that is the input symbol itself."""
        return c if self.w == 1 else self.bos + 1 + c

    def cell_in(self, c: int, d: int) -> int:
        """Return the token of a cell in a frame."""
        return self.bos + 1 + (self.C if self.w > 1 else 0) + c * self.R + d

    @property
    def x_centres(self) -> range:
        """Return the blocks on which a window between parts can be centred."""
        return range(-(self.R - 2), 2 * self.R - 2)

    @property
    def out_centres(self) -> range:
        """Return the blocks on which the window after the last part can be centred."""
        return range(-(self.R - 1), 2 * self.R - 1)

    def x(self, c: int, o: int, r: int, d: int) -> int:
        """Return the token of a cell between two parts."""
        tag = ((o - self.x_centres.start) * 3 + r + 1) * self.R + d
        return self.cell_in(self.C, 0) + c * (len(self.x_centres) * 3 * self.R) + tag

    def out(self, c: int, o: int, r: int) -> int:
        """Return the token of a cell after the last part."""
        tag = (o - self.out_centres.start) * 3 + r + 1
        return self.x(self.C, self.x_centres.start, -1, 0) + c * (len(self.out_centres) * 3) + tag

    def z(self, q: int, scanned: int) -> int:
        """Return the token of a step."""
        return self.out(self.C, self.out_centres.start, -1) + q * self.scans + scanned

    def state(self, q: int) -> int:
        """Return the token that hands over the state."""
        return self.z(self.states, 0) + q

    def place(self, d: int) -> int:
        """Return the token that hands over the place of the head, one of R parts."""
        return self.state(self.states) + d

    @property
    def size(self) -> int:
        """Return the number of tokens."""
        return self.z(self.states, 0) if self.form == "whole" else self.place(self.R)

    def names(self, p: Packed) -> tuple[str, ...]:
        """Return the names of all tokens in order."""
        return distinct(list(self._names(p)))

    def _names(self, p: Packed) -> Iterator[str]:
        yield from (*p.machine.alphabet, *VERDICTS, "bos")
        cells = [p.name(c) for c in range(self.C)]
        if self.w > 1:
            yield from (f"[{c}]" for c in cells)
        parts, moves = range(self.R), (-1, 0, 1)
        yield from (f"in[{d}]({c})" for c in cells for d in parts)
        yield from (f"x[{o},{r},{d}]({c})" for c in cells for o in self.x_centres for r in moves for d in parts)
        yield from (f"out[{o},{r}]({c})" for c in cells for o in self.out_centres for r in moves)
        for q in p.states:
            yield from (f"z({q}:{self._scanned(cells, scanned)})" for scanned in range(self.scans))
        if self.form == "looped":
            yield from (f"state({q})" for q in p.states)
            yield from (f"place({d})" for d in parts)

    def _scanned(self, cells: list[str], scanned: int) -> str:
        count = self.tapes * (2 * self.radius + 1)
        return ",".join(cells[scanned // self.C**i % self.C] for i in reversed(range(count)))


def tokens_of(machine: Machine, a: Absorbing, R: int, w: int, form: Form) -> RecursiveTokens:
    """Return the tokens for a machine with absorbing table ``a``, R parts to a level and w cells to a block.

    >>> from turing.table import absorbing
    >>> M = Machine.of("M", "a 1 _ R a", "a _ _ S h", start="a", halting=["h"])
    >>> tokens_of(M, absorbing(M), 2, 2, "looped").size
    378
    """
    G, radius = len(machine.alphabet), min(w - 1, 1)
    return RecursiveTokens(G, R, machine.tapes, G**w, radius, len(a.states) * w, w, form)
