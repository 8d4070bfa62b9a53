"""A schedule as procedures: flat arrays that an engine runs, however long the chain is.

Every body of a :class:`lcomplexity.schedule.Repeat` becomes one procedure, however often it is called; procedure 0 is the whole
schedule. A procedure is a list of operations: emit a run of tokens, emit listed ones, or call another procedure some
times, each time in a frame of its own. Callers stand before the procedures they call.

What must hold of *all* tokens (each reads what stands before it, and how far back) is worked out here once for every
operation from the first and the last frame in which its procedure runs, so it takes as long as the schedule is large,
not as long as the chain.

>>> from lcomplexity.schedule import Address, Emit, Repeat, Sequence
>>> row = Emit(0, 3, (Address(-3, 1, "frame"),))
>>> p = procedures(Sequence((row, Repeat(10**12, row))), n=3)
>>> p.length, p.kind.tolist(), p.counts.tolist(), p.first_frame.tolist(), int(p.last_frame[1]) == 3 + 3 * 10**12
(3000000000003, [0, 2, 0], [3, 1000000000000, 3], [3, 6], True)
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from lcomplexity.errors import PredictorError
from lcomplexity.schedule import Block, Emit, Listed, Repeat, Sequence

#: Kinds of operations.
EMIT, LISTED, CALL = range(3)
#: Positions of a run laid out at once: a longer run becomes several operations.
MAX_CELLS = 1 << 22
#: Positions of a run, in size: bounded, so that sums with them fit 64 bits.
MAX_REACHED = 1 << 61


@dataclass(frozen=True, eq=False)
class Procedures:
    """Return of :func:`procedures`. Operation i: ``kind[i]``; ``what[i]`` its rule, first entry of ``listed_rules`` or
    procedure; ``counts[i]`` tokens or calls; ``slots[i]`` reads to a token, the first at ``reads[i]``; ``start[i]`` where it stands
    in its procedure. Reads of a run: ``base``, ``stride``, ``framed``; of listed tokens: ``positions``, ``positions_framed``.

    Procedure p: operations ``first[p]`` .. ``first[p + 1] - 1``, ``lengths[p]`` tokens, run first and last in the frames at
    ``first_frame[p]`` and ``last_frame[p]``. ``n`` is the length of the prompt, ``length`` of the chain.
    """

    n: int
    length: int
    kind: NDArray[np.int64]
    what: NDArray[np.int64]
    counts: NDArray[np.int64]
    slots: NDArray[np.int64]
    reads: NDArray[np.int64]
    start: NDArray[np.int64]
    base: NDArray[np.int64]
    stride: NDArray[np.int64]
    framed: NDArray[np.bool_]
    listed_rules: NDArray[np.int64]
    positions: NDArray[np.int64]
    positions_framed: NDArray[np.bool_]
    first: NDArray[np.int64]
    lengths: NDArray[np.int64]
    first_frame: NDArray[np.int64]
    last_frame: NDArray[np.int64]

    def __post_init__(self) -> None:
        for field in fields(self):
            value = getattr(self, field.name)
            if isinstance(value, np.ndarray):
                value.setflags(write=False)

    def operations(self) -> Iterator[tuple[int, int]]:
        """Return (procedure, operation) for every operation that emits tokens."""
        for p in range(len(self.lengths)):
            for i in range(self.first[p], self.first[p + 1]):
                if self.kind[i] != CALL:
                    yield p, i

    def rules_of(self, i: int) -> NDArray[np.int64]:
        """Return the rules of operation i: one for a run, else one for each token."""
        if self.kind[i] == EMIT:
            return self.what[i : i + 1]
        return self.listed_rules[self.what[i] : self.what[i] + self.counts[i]]

    def positions_of(
        self, i: int, tokens: NDArray[np.int64] | None = None
    ) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
        """Return the positions (tokens, slots) that tokens of operation i read (default: all of them), and which count from
        the frame."""
        count, slots, at = int(self.counts[i]), int(self.slots[i]), int(self.reads[i])
        if self.kind[i] == LISTED:
            shape, here = (count, slots), slice(at, at + count * slots)
            positions, framed = self.positions[here].reshape(shape), self.positions_framed[here].reshape(shape)
            return (positions, framed) if tokens is None else (positions[tokens], framed[tokens])
        tokens = np.arange(count) if tokens is None else tokens
        stride = np.multiply.outer(tokens, self.stride[at : at + slots])
        return self.base[at : at + slots] + stride, np.broadcast_to(self.framed[at : at + slots], stride.shape)

    def ends_of(self, i: int) -> NDArray[np.int64]:
        """Return tokens of operation i at which a bound on its positions need be checked: a run's first and last, since
        positions move evenly along it; of listed tokens all."""
        last = int(self.counts[i]) - 1
        return np.arange(last + 1) if self.kind[i] == LISTED else np.array([0, last])

    def meetings_of(self, i: int, slots: int) -> NDArray[np.int64]:
        """Return tokens of operation i that show every way in which its first ``slots`` positions coincide, if all count
        from the same place: where two reads of a run meet, and one token more."""
        count, at = int(self.counts[i]), int(self.reads[i])
        if self.kind[i] == LISTED:
            return np.arange(count)
        base, stride = self.base[at : at + slots], self.stride[at : at + slots]
        apart, closing = np.subtract.outer(base, base), np.subtract.outer(stride, stride)
        moving = closing != 0
        met, rest = np.divmod(-apart[moving], closing[moving])
        found = np.unique(met[(rest == 0) & (met >= 0) & (met < count)])
        others = np.setdiff1d(np.arange(min(count, len(found) + 1)), found)
        return np.concatenate([found, others[:1]])

    def calls_before(self, t: int) -> tuple[list[tuple[int, int, int, int]], int]:
        """Return where token ``t`` (0 .. length - 1) stands: for each procedure called and not ended, from the schedule
        on, (next operation, procedure, calls left with this one, frame); and the tokens done of the last one's operation.

        >>> from lcomplexity.schedule import Emit, Repeat
        >>> procedures(Repeat(5, Emit(0, 3, ())), n=2).calls_before(7)
        ([(1, 0, 1, 2), (1, 1, 3, 8)], 1)
        """
        calls: list[tuple[int, int, int, int]] = []
        procedure, left, frame = 0, 1, self.n
        while True:
            first, end = int(self.first[procedure]), int(self.first[procedure + 1])
            i = first + int(np.searchsorted(self.start[first:end], t, "right")) - 1
            t -= int(self.start[i])
            if self.kind[i] != CALL:
                return [*calls, (i, procedure, left, frame)], t
            calls.append((i + 1, procedure, left, frame))
            procedure = int(self.what[i])
            done, t = divmod(t, int(self.lengths[procedure]))
            left = int(self.counts[i]) - done
            frame += int(self.start[i]) + done * int(self.lengths[procedure])

    @cached_property
    def depth(self) -> int:
        """Return how deep procedures call each other, the schedule itself counted."""
        deepest = [1] * len(self.lengths)
        for p in reversed(range(len(self.lengths))):
            here = range(self.first[p], self.first[p + 1])
            deepest[p] += max((deepest[self.what[i]] for i in here if self.kind[i] == CALL), default=0)
        return deepest[0]

    @cached_property
    def reach(self) -> int:
        """Return how far behind itself a token reads at most; reads of the prompt are not counted.

        >>> from lcomplexity.schedule import Address, Emit, Repeat
        >>> procedures(Repeat(5, Emit(0, 3, (Address(0), Address(-6, 1, "frame")))), n=6).reach
        6
        """
        farthest = 0
        for p, i in self.operations():
            # The distance moves evenly along a run, but a read of the prompt does not count: a run that passes from the
            # prompt into the chain, in the last frame, is looked at as a whole.
            tokens = self.ends_of(i)
            positions, framed = self.positions_of(i, tokens)
            absolute = positions + framed * self.last_frame[p]
            if (absolute < self.n).any() and (absolute >= self.n).any():
                tokens = np.arange(self.counts[i])
                positions, framed = self.positions_of(i)
            last = self.last_frame[p] + self.start[i] + tokens[:, None]
            positions = positions + framed * self.last_frame[p]
            chain = positions >= self.n
            farthest = max(farthest, int((last - positions)[chain].max(initial=0)))
        return farthest

    @property
    def nbytes(self) -> int:
        """Return the size of all arrays in bytes."""
        return sum(v.nbytes for v in vars(self).values() if isinstance(v, np.ndarray))


def procedures(schedule: Block, n: int) -> Procedures:
    """Return the schedule, behind a prompt of ``n`` tokens, as procedures.

    >>> from lcomplexity.schedule import Address, Emit
    >>> procedures(Emit(5, 2, (Address(1, 1),)), n=3).base.tolist()
    [1]
    """
    flat = _Flat()
    bodies = _in_calling_order(schedule)
    number = {id(body): p for p, body in enumerate(bodies)}
    for body in bodies:
        flat.procedure(body, number)
    lengths = np.array([body.length for body in bodies], np.int64)
    first_frame, last_frame = _frames(flat, lengths, n)
    return Procedures(
        n,
        schedule.length,
        np.array(flat.kind, np.int64),
        np.array(flat.what, np.int64),
        np.array(flat.counts, np.int64),
        np.array(flat.slots, np.int64),
        np.array(flat.reads, np.int64),
        np.array(flat.start, np.int64),
        np.array(flat.base, np.int64),
        np.array(flat.stride, np.int64),
        np.array(flat.framed, np.bool_),
        np.concatenate([np.zeros(0, np.int64), *flat.listed_rules]),
        np.concatenate([np.zeros(0, np.int64), *flat.positions]),
        np.concatenate([np.zeros(0, np.bool_), *flat.positions_framed]),
        np.array([*flat.first, len(flat.kind)], np.int64),
        lengths,
        first_frame,
        last_frame,
    )


def _in_calling_order(schedule: Block) -> list[Block]:
    """The schedule and the bodies of all repeats, every caller before what it calls."""
    finished: dict[int, Block] = {}

    def visit(body: Block) -> None:
        if id(body) not in finished:
            for called in _called(body):
                visit(called)
            finished[id(body)] = body

    visit(schedule)
    return list(finished.values())[::-1]


def _called(block: Block) -> Iterator[Block]:
    match block:
        case Repeat(times, body) if times and body.length:
            yield body
        case Sequence(blocks):
            for part in blocks:
                yield from _called(part)


class _Flat:
    """The arrays in the making."""

    def __init__(self) -> None:
        self.kind, self.what, self.counts, self.slots = list[int](), list[int](), list[int](), list[int]()
        self.reads, self.start = list[int](), list[int]()
        self.base, self.stride, self.framed = list[int](), list[int](), list[bool]()
        self.listed_rules: list[NDArray[np.int64]] = []
        self.positions: list[NDArray[np.int64]] = []
        self.positions_framed: list[NDArray[np.bool_]] = []
        self.first: list[int] = []
        self._listed = self._cells = 0

    def procedure(self, body: Block, number: dict[int, int]) -> None:
        self.first.append(len(self.kind))
        self._add(body, 0, number)

    def _add(self, block: Block, at: int, number: dict[int, int]) -> None:
        if not block.length:
            return
        match block:
            case Emit(rule, count, reads):
                for base, stride, _ in reads:
                    if abs(base) + abs(stride) * count > MAX_REACHED:
                        raise PredictorError(
                            f"schedule: a run of {count} tokens reads from position {base} on in steps of {stride}; positions "
                            f"are at most {MAX_REACHED} in size"
                        )
                at_once = max(1, MAX_CELLS // max(len(reads), 1))
                for done in range(0, count, at_once):
                    self._operation(EMIT, rule, min(at_once, count - done), len(reads), len(self.base), at + done)
                    for base, stride, anchor in reads:
                        self.base.append(base + stride * done)
                        self.stride.append(stride)
                        self.framed.append(anchor == "frame")
            case Listed(rules, positions, framed):
                self._operation(LISTED, self._listed, len(rules), positions.shape[1], self._cells, at)
                self._listed += len(rules)
                self._cells += positions.size
                self.listed_rules.append(rules)
                self.positions.append(positions.ravel())
                self.positions_framed.append(framed.ravel())
            case Sequence(blocks):
                for part, start in zip(blocks, block.starts[:-1], strict=True):
                    self._add(part, at + start, number)
            case Repeat(times, body):
                self._operation(CALL, number[id(body)], times, 0, 0, at)

    def _operation(self, kind: int, what: int, count: int, slots: int, reads: int, start: int) -> None:
        self.kind.append(kind)
        self.what.append(int(what))
        self.counts.append(int(count))
        self.slots.append(slots)
        self.reads.append(reads)
        self.start.append(start)


def _frames(flat: _Flat, lengths: NDArray[np.int64], n: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The first and the last frame of every procedure, the callers' before the called one's."""
    first, last = np.full(len(lengths), -1, np.int64), np.full(len(lengths), -1, np.int64)
    first[0] = last[0] = n
    bounds = [*flat.first, len(flat.kind)]
    for p in range(len(lengths)):
        for i in range(bounds[p], bounds[p + 1]):
            if flat.kind[i] == CALL:
                q = flat.what[i]
                early = first[p] + flat.start[i]
                late = last[p] + flat.start[i] + (flat.counts[i] - 1) * lengths[q]
                first[q] = early if first[q] < 0 else min(first[q], early)
                last[q] = max(last[q], late)
    return first, last
