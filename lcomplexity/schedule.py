"""Schedules: which rule emits token t, and which positions of the context it reads.

The context is [x, z_<t]: position 0 is the first prompt token, position n the first generated one. A schedule is
a tree of blocks, so that one that is regular is small however long it is:

* :class:`Emit`: a run of tokens by one rule, each read moving by a fixed stride;
* :class:`Listed`: explicit rules and positions, as arrays;
* :class:`Sequence`: blocks one after another;
* :class:`Repeat`: a block several times. It opens a *frame*: positions anchored to the frame count from the first
  token of the current repetition, so that a repetition reads its own past, not the first one's.

Positions anchored to the context are absolute. Outside every ``Repeat`` the frame starts at the first generated
token. Data never decides a position: a schedule is fixed before the prompt is seen.

>>> row = Emit(rule=0, count=3, reads=(Address(-3, 1, "frame"),))     # copy the row of three before this one
>>> [positions for _, positions in flat(Repeat(2, row), n=3)]
[(0,), (1,), (2,), (3,), (4,), (5,)]
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate
from typing import Literal, NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from lcomplexity.errors import PredictorError

Anchor: TypeAlias = Literal["context", "frame"]
Block: TypeAlias = "Emit | Listed | Sequence | Repeat"


class Address(NamedTuple):
    """Where a read of an :class:`Emit` looks: ``base + stride * i`` for the i-th token of the run."""

    base: int
    stride: int = 0
    anchor: Anchor = "context"


@dataclass(frozen=True)
class Emit:
    """``count`` tokens by rule number ``rule``; slot j of the rule reads ``reads[j]``."""

    rule: int
    count: int
    reads: tuple[Address, ...]

    @property
    def length(self) -> int:
        """Return the number of tokens emitted."""
        return self.count


@dataclass(frozen=True, eq=False)
class Listed:
    """Token i by rule ``rules[i]``, slot j reading ``positions[i, j]``; shapes (m,) and (m, slots).

    ``framed[i, j]`` says whether the position counts from the frame (else from the context). A row may be longer
    than its rule's number of slots: the rest is padding and ignored. The arrays become read-only.
    """

    rules: NDArray[np.int64]
    positions: NDArray[np.int64]
    framed: NDArray[np.bool_]

    def __post_init__(self) -> None:
        if self.positions.shape != self.framed.shape or self.positions.shape[:1] != self.rules.shape:
            raise PredictorError(
                f"schedule: {self.rules.shape} rules, {self.positions.shape} positions and {self.framed.shape} "
                "anchors do not fit together; they need shapes (m,), (m, slots) and (m, slots)"
            )
        for array in (self.rules, self.positions, self.framed):
            array.setflags(write=False)

    @property
    def length(self) -> int:
        """Return the number of tokens emitted."""
        return len(self.rules)


@dataclass(frozen=True)
class Sequence:
    """Blocks one after another, in one frame."""

    blocks: tuple[Block, ...]

    @cached_property
    def starts(self) -> tuple[int, ...]:
        """Return where each block starts, counted from the start of the sequence, and its end."""
        return (0, *accumulate(block.length for block in self.blocks))

    @property
    def length(self) -> int:
        """Return the number of tokens emitted."""
        return self.starts[-1]


@dataclass(frozen=True)
class Repeat:
    """``body`` run ``times`` times, each in a frame of its own."""

    times: int
    body: Block

    @property
    def length(self) -> int:
        """Return the number of tokens emitted."""
        return self.times * self.body.length


def at(schedule: Block, t: int, n: int) -> tuple[int, tuple[int, ...]]:
    """Return the rule and the positions read by token ``t`` (from 0), after a prompt of ``n`` tokens.

    Plain and by definition; :func:`chunks` is the fast way and tested equal to it.

    >>> at(Repeat(3, Emit(7, 2, (Address(0), Address(-2, 1, "frame")))), 5, n=4)
    (7, (0, 7))
    """
    if not 0 <= t < schedule.length:
        raise PredictorError(f"schedule: token {t} of a chain of {schedule.length}; tokens are numbered from 0")
    start, frame = n, n
    while True:
        match schedule:
            case Emit(rule, _, reads):
                return rule, tuple(
                    base + stride * t + (frame if anchor == "frame" else 0) for base, stride, anchor in reads
                )
            case Listed(rules, positions, framed):
                row = [int(p) + frame * bool(f) for p, f in zip(positions[t], framed[t], strict=True)]
                return int(rules[t]), tuple(row)
            case Sequence(blocks):
                i = max(i for i, s in enumerate(schedule.starts[:-1]) if s <= t and blocks[i].length)
                start, t, schedule = start + schedule.starts[i], t - schedule.starts[i], blocks[i]
            case Repeat(_, body):
                i, t = divmod(t, body.length)
                start += i * body.length
                frame, schedule = start, body


def flat(schedule: Block, n: int) -> Iterator[tuple[int, tuple[int, ...]]]:
    """Return an iterator over (rule, positions) of every token in turn (see :func:`at`).

    >>> list(flat(Emit(0, 3, (Address(0), Address(-1, 1, "frame"))), n=2))
    [(0, (0, 1)), (0, (0, 2)), (0, (0, 3))]
    """
    return (at(schedule, t, n) for t in range(schedule.length))


class Chunk(NamedTuple):
    """Part of a flat schedule: rules (m,) and absolute positions (m, slots), padded with 0 on the right."""

    rules: NDArray[np.int64]
    positions: NDArray[np.int64]


def chunks(schedule: Block, n: int, size: int = 1 << 16) -> Iterator[Chunk]:
    """Return the flat schedule in pieces of about ``size`` tokens and at most :data:`CELLS` * ``size`` positions (but
    a :class:`Listed` block is never cut).

    >>> piece, = chunks(Repeat(2, Emit(0, 2, (Address(-2, 1, "frame"),))), n=2)
    >>> piece.positions.ravel().tolist()
    [0, 1, 2, 3]
    """
    for rules, positions, _ in _Layout(size).pieces(schedule, n, n):
        if len(rules):
            yield Chunk(rules, positions)


#: Positions laid out at once, for each token of a piece's size: bounds the memory that a few wide rules take.
CELLS = 64


def slots_of(schedule: Block) -> int:
    """Return the largest number of positions that a block lists for a token.

    >>> slots_of(Sequence((Emit(0, 1, (Address(0), Address(1))), Emit(0, 5, ()))))
    2
    """
    known: dict[int, int] = {}

    def widest(block: Block) -> int:
        # Shared blocks are looked at once.
        if id(block) not in known:
            match block:
                case Emit(_, _, reads):
                    known[id(block)] = len(reads)
                case Listed(_, positions, _):
                    known[id(block)] = positions.shape[1]
                case Sequence(blocks):
                    known[id(block)] = max((widest(part) for part in blocks), default=0)
                case Repeat(_, body):
                    known[id(block)] = widest(body)
        return known[id(block)]

    return widest(schedule)


def copies(length: int, slots: int, size: int) -> int:
    """Return how many repetitions of a body of ``length`` tokens are laid out at once: 0 if it is too large, or
    empty, to be laid out once and copied.

    >>> copies(10, 2, size=100), copies(60, 2, size=100), copies(10, 1000, size=100)
    (10, 0, 0)
    """
    cells = length * max(slots, 1)
    if not 0 < 2 * length <= size or 2 * cells > CELLS * size:
        return 0
    return min(size // length, CELLS * size // cells)


#: Rules, absolute positions, and which of the positions move when the enclosing repetition moves.
_Piece: TypeAlias = "tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.bool_]]"


class _Layout:
    """Lays out blocks as arrays. A body that is repeated, or shared, is laid out once and moved."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._bodies: dict[int, tuple[int, _Piece | None]] = {}

    def _body(self, body: Block) -> tuple[int, _Piece | None]:
        """How many copies of a body are made at once, and its arrays with the frame at position 0."""
        if id(body) not in self._bodies:
            at_once = copies(body.length, slots_of(body), self._size)
            laid_out = _join(list(self.pieces(body, 0, 0))) if at_once else None
            self._bodies[id(body)] = at_once, laid_out
        return self._bodies[id(body)]

    def pieces(self, block: Block, start: int, frame: int) -> Iterator[_Piece]:
        match block:
            case Emit(rule, count, reads):
                at_once = max(1, min(self._size, CELLS * self._size // max(len(reads), 1)))
                for first in range(0, count, at_once):
                    yield _emit_piece(rule, reads, np.arange(first, min(count, first + at_once)), frame)
            case Listed(rules, positions, framed):
                yield rules, positions + frame * framed, framed
            case Sequence(blocks):
                parts: list[_Piece] = []
                tokens = slots = 0
                for offset, part in zip(block.starts, blocks, strict=False):
                    for piece in self.pieces(part, start + offset, frame):
                        wider = max(slots, piece[1].shape[1])
                        if parts and (tokens + len(piece[0])) * wider > CELLS * self._size:
                            yield _join(parts)
                            parts, tokens, wider = [], 0, piece[1].shape[1]
                        parts.append(piece)
                        tokens, slots = tokens + len(piece[0]), wider
                        if tokens >= self._size:
                            yield _join(parts)
                            parts, tokens, slots = [], 0, 0
                if parts:
                    yield _join(parts)
            case Repeat(times, body):
                at_once, one = self._body(body)
                if one is not None:
                    for first in range(0, times, at_once):
                        yield _repeated(one, start, first, min(times, first + at_once), body.length)
                elif body.length:
                    for i in range(times):
                        here = start + i * body.length
                        for rules, positions, _ in self.pieces(body, here, here):
                            # Nothing outside relocates this piece: what is around it is longer still.
                            yield rules, positions, np.zeros(positions.shape, bool)


def _emit_piece(rule: int, reads: tuple[Address, ...], i: NDArray[np.int64], frame: int) -> _Piece:
    rules = np.full(len(i), rule, np.int64)
    if not reads:
        return rules, np.zeros((len(i), 0), np.int64), np.zeros((len(i), 0), bool)
    framed = np.array([anchor == "frame" for _, _, anchor in reads])
    base = np.array([base for base, _, _ in reads], np.int64) + frame * framed
    stride = np.array([stride for _, stride, _ in reads], np.int64)
    return rules, base + np.multiply.outer(i, stride), np.broadcast_to(framed, (len(i), len(reads)))


def _join(parts: list[_Piece]) -> _Piece:
    if len(parts) == 1:
        return parts[0]
    slots = max((positions.shape[1] for _, positions, _ in parts), default=0)

    def widened(array: NDArray) -> NDArray:
        return np.pad(array, ((0, 0), (0, slots - array.shape[1])))

    empty = np.zeros((0, slots), np.int64)
    return (
        np.concatenate([np.zeros(0, np.int64), *(rules for rules, _, _ in parts)]),
        np.concatenate([empty, *(widened(positions) for _, positions, _ in parts)]),
        np.concatenate([empty.astype(bool), *(widened(moves) for _, _, moves in parts)]),
    )


def _repeated(one: _Piece, start: int, first: int, last: int, length: int) -> _Piece:
    rules, positions, moves = one
    shifts = start + np.arange(first, last)[:, None, None] * length
    moved = positions[None] + shifts * moves[None]
    times = last - first
    return np.tile(rules, times), moved.reshape(times * len(rules), -1), np.tile(moves, (times, 1))
