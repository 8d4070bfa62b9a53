"""One two-way infinite tape with its head, as an immutable value.

Cells are numbered by integers and the head's position is absolute. Both sides are linked lists, so that a step shares
all but one cell with the tape before it.

>>> t = tape_of({0: "a", 1: "b"}, head=0, blank="_")
>>> t = written_and_moved(t, "c", "R", "_"); t.symbol, t.head, t
('b', 1, Tape('c [b]', head=1))
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

#: One side of a tape, nearest cell first.
Side: TypeAlias = "tuple[str, Side] | None"


@dataclass(frozen=True, slots=True, eq=False)
class Tape:
    """A two-way infinite tape with its head: cells left of the head, the scanned symbol, cells right of it.

    Neither side ends in a blank, so equal tapes have equal parts.
    """

    left: Side
    symbol: str
    right: Side
    head: int

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Tape):
            return NotImplemented
        if (self.head, self.symbol) != (other.head, other.symbol):
            return False
        # Not tuple equality: it would recurse as deep as the tape is long.
        return _same(self.left, other.left) and _same(self.right, other.right)

    def __hash__(self) -> int:
        return hash((self.head, self.symbol))

    # Neither recurses: a tape is a linked list as long as what was written.
    def __repr__(self) -> str:
        left, right = _nearest(self.left, 20), _nearest(self.right, 20)
        more = ("" if len(left) < 20 else ".."), ("" if len(right) < 20 else "..")
        shown = f"{more[0]}{' '.join(reversed(left))} [{self.symbol}] {' '.join(right)}{more[1]}".strip()
        return f"Tape({shown!r}, head={self.head})"

    def __reduce__(self) -> tuple[object, ...]:
        return _rebuilt, (tuple(_nearest(self.left)), self.symbol, tuple(_nearest(self.right)), self.head)


def _nearest(side: Side, count: int | None = None) -> list[str]:
    found: list[str] = []
    while side is not None and (count is None or len(found) < count):
        found.append(side[0])
        side = side[1]
    return found


def _rebuilt(left: Sequence[str], symbol: str, right: Sequence[str], head: int) -> Tape:
    sides: list[Side] = []
    for cells_of_side in (left, right):
        side: Side = None
        for s in reversed(cells_of_side):
            side = (s, side)
        sides.append(side)
    return Tape(sides[0], symbol, sides[1], head)


def _same(a: Side, b: Side) -> bool:
    while a is not None and b is not None:
        if a is b:
            return True
        if a[0] != b[0]:
            return False
        a, b = a[1], b[1]
    return a is b


def _push(symbol: str, side: Side, blank: str) -> Side:
    return None if side is None and symbol == blank else (symbol, side)


def written_and_moved(tape: Tape, symbol: str, move: str, blank: str) -> Tape:
    """Return the tape with ``symbol`` written and the head moved by ``move`` (``L``, ``R`` or ``S``).

    >>> written_and_moved(tape_of({}, 0, "_"), "1", "L", "_")
    Tape('[_] 1', head=-1)
    """
    if move == "L":
        scanned, left = tape.left if tape.left is not None else (blank, None)
        return Tape(left, scanned, _push(symbol, tape.right, blank), tape.head - 1)
    if move == "R":
        scanned, right = tape.right if tape.right is not None else (blank, None)
        return Tape(_push(symbol, tape.left, blank), scanned, right, tape.head + 1)
    return Tape(tape.left, symbol, tape.right, tape.head)


def tape_of(cells: Mapping[int, str], head: int, blank: str) -> Tape:
    """Return the tape with these cells (blank elsewhere) and the head at cell ``head``.

    >>> tape_of({0: "a", 2: "b"}, 1, "_").right
    ('b', None)
    """
    written = [i for i, s in cells.items() if s != blank]
    left: Side = None
    for i in range(min(written, default=head), head):
        left = _push(cells.get(i, blank), left, blank)
    right: Side = None
    for i in range(max(written, default=head), head, -1):
        right = _push(cells.get(i, blank), right, blank)
    return Tape(left, cells.get(head, blank), right, head)
