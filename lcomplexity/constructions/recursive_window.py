"""Construction (b): any single-tape machine in O(T log T) tokens.

The chain is that of :mod:`turing.recursive`: where a token stands depends on (steps, n) alone, and what it copies from
there is chosen among a few candidates by a *self-addressed multiplexer* (Lemma M): every candidate token carries the
information that says whether it is meant, and votes only if it is; candidates of higher priority have weight 4, 2, 1.

    IN1[x]   content: frame[B + x] if it says half 0, frame[2B + x] if it says half 1;     half: from the last C2 below
    IN2[x]   content: OUT1[x + rB] if it says r1 = r (2), else the frame beside it (1);    half: likewise
    OUT[p]   content: below, OUT2[p - o b] if it says o (4), OUT1[p - o b] if it says o (2), IN[p] (1);  tag: from C1, C2
    C1       o1 from the frame's half, r1 from the C2 below;     C2   o2 from C1, r2 from the C2 below
    W        o, centre and sides from the frame; the second step: centre and o from the first, a side from whoever has it

At most one candidate of each priority is meant, so the highest wins its coordinate by at least 1: margin >= 1. On the
spine a frame is the prompt itself or, where no input stands, bos (which votes for the blank).

The schedule is a tree: one template for each level and each distance to the control tokens before it, relocated; K^2 / 2
templates serve 2^K steps.

Source: after Schnorr's and Pippenger and Fischer's oblivious simulations; layout, weights and counts are our own.

>>> from turing.zoo import zoo
>>> c = recursive_window(zoo("repeated_word").machine, 3, steps=8)
>>> from lcomplexity.decoding import decode
>>> d = decode(c.predictor, c.interface.prompt("0#0")); c.interface.answer(d.chain), len(d.chain), min(d.margins)
('accept', 73, 1)
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import NamedTuple, TypeAlias

from lcomplexity.constructions.claims import Claims
from lcomplexity.constructions.construction import Construction
from lcomplexity.constructions.machine_interface import construction_of
from lcomplexity.constructions.recursive_tokens import Key, Says
from lcomplexity.predictor import LinearPredictor, Rule
from lcomplexity.schedule import Address, Anchor, Block, Emit, Repeat, Sequence
from lcomplexity.vocabulary import Vocabulary
from turing.machine import Machine
from turing.recursive import RecursiveTrace, run_length
from turing.trace import VERDICTS, Ending


def recursive_window(machine: Machine, n: int, steps: int, ending: Ending = "verdict") -> Construction:
    """Return construction (b) for ``steps`` >= 1 steps on inputs of length ``n``; to read out the tape the steps are
    rounded up to a power of two, and the caller has checked that all runs have stopped by then.

    >>> from turing.zoo import zoo
    >>> recursive_window(zoo("bb3").machine, 0, steps=21).predictor.length
    472
    """
    form = RecursiveTrace(machine, n, steps, ending)
    writer = _Writer(form)
    schedule = writer.whole_run()
    h = LinearPredictor(Vocabulary(form.vocabulary), n + 1, writer.rules(), schedule)
    G, Q = len(machine.alphabet), len(form.table.states)
    # A run cut off before 2^K steps is a shorter chain, counted by a recurrence.
    length = "2**K*(6*K - 10) - K + 12" if form.steps == 1 << form.K else "run + 1"
    if ending == "tape":
        length = "2**K*(6*K - 7) + 4 + cells"
    claims = Claims(
        {
            "K": form.K,
            "G": G,
            "Q": Q,
            "steps": form.steps,
            "cells": len(form.cells),
            "run": run_length(form.K, form.steps),
        },
        length=("==", length),
        vocabulary=("==", f"G + {len(VERDICTS) + 1} + 12*G*(Q + 1) + 18 + 4*Q*G**3"),
        reads=("<=", "7"),
        max_weight=("<=", "7"),
        margin=(">=", "1"),
    )
    return construction_of("recursive", form, h, claims)


class _Vote(NamedTuple):
    """A candidate: where it stands, how it moves along a run, what is asked of it, and with which weight."""

    address: Address
    key: Key
    weight: int = 1


#: A run of tokens that have the same candidates: how many, and the candidates for their content.
_Run: TypeAlias = tuple[int, list[_Vote]]


class _Pieces(NamedTuple):
    """Where the parts of a core stand; positions count from ``origin`` (an anchor)."""

    level: int
    #: Candidates for the content of ``count`` frame cells from p on.
    frame: Callable[[int, int], list[_Run]]
    #: The two window tokens at level 1, OUT1 and OUT2 above; -1 where a run was cut off before.
    first: int
    second: int
    #: The values o1 can have.
    offsets: tuple[int, ...]
    anchor: Anchor
    #: The last end of a core of level 1, 2, .., ``level``.
    ends: tuple[int, ...]
    length: int
    #: The last window token.
    last: int


class _Writer:
    """Emits the token groups of :class:`turing.recursive.RecursiveTrace`; rules are shared by what they read."""

    def __init__(self, form: RecursiveTrace) -> None:
        self.form, self.says = form, Says(form)
        self._numbers: dict[tuple[object, ...], int] = {}
        self._rules: list[Rule] = []
        self._cores: dict[tuple[int, tuple[int, ...], int], tuple[Block, _Pieces]] = {}

    def rules(self) -> tuple[Rule, ...]:
        return tuple(self._rules)

    def emit(self, kind: str, count: int, coordinates: dict[str, list[_Vote]]) -> Emit:
        """A run of tokens of one kind; one slot for each place read."""
        places = list(dict.fromkeys(v.address for votes in coordinates.values() for v in votes))
        reads = {
            name: [(places.index(v.address), v.key, v.weight) for v in votes] for name, votes in coordinates.items()
        }
        key = (kind, *((name, *read) for name, read in reads.items()))
        if key not in self._numbers:
            self._numbers[key] = len(self._rules)
            self._rules.append(Rule(tuple(self.says.coordinate(kind, name, r) for name, r in reads.items())))
        return Emit(self._numbers[key], count, tuple(places))

    def tagged(self, kind: str, runs: Iterable[_Run], tags: dict[str, list[_Vote]]) -> list[Block]:
        """Cells with content from ``runs``, and tags that are the same for all."""
        return [self.emit(kind, count, {"content": votes, **tags}) for count, votes in runs]

    # --- where contents come from ---

    def prompt(self, first: int, count: int, what: str = "content") -> list[_Run]:
        """Cells ``first`` .. of the tape before the run: blank, input, blank."""
        n, runs = self.form.n, []
        for low, high, address in (
            (first, min(first + count, 0), Address(0)),
            (max(first, 0), min(first + count, n), Address(1 + max(first, 0), 1)),
            (max(first, n), first + count, Address(0)),
        ):
            if high > low:
                runs.append((high - low, [_Vote(address, ("prompt", what))]))
        return runs

    def merged(self, child: _Pieces, what: str = "content") -> list[_Run]:
        """The frame of a completed core, cell by cell: second half, first half, what stood there before."""
        b = 1 << (child.level - 1)
        runs: list[_Run] = []
        for block in range(6):
            over: list[_Vote] = []
            if child.level == 1:
                over.append(_Vote(Address(child.second, 0, child.anchor), ("cell", what, block), 4))
                over.append(_Vote(Address(child.first, 0, child.anchor), ("cell", what, block), 2))
            else:
                for o in range(max(block - 2, 0), min(block, 3) + 1):
                    over.append(_Vote(Address(child.second + (block - o) * b, 1, child.anchor), ("out2", what, o), 4))
                for o in child.offsets:
                    if 0 <= block - o <= 2:
                        place = Address(child.first + (block - o) * b, 1, child.anchor)
                        over.append(_Vote(place, ("out1", what, "o1", o), 2))
            at = 0
            for count, below in child.frame(block * b, b):
                shifted = [v._replace(address=_along(v.address, at)) for v in over]
                below = [v._replace(key=(v.key[0], what)) for v in below]
                runs.append((count, shifted + below))
                at += count
        return runs

    # --- the groups ---

    def core(self, k: int, before: tuple[int, ...], steps: int) -> tuple[Block, _Pieces]:
        """core(k) cut off behind ``steps`` (2^k + 1: completed), in a frame of its own. ``before`` are the last ends of
        the levels below, counted from its start."""
        key = (k, before, steps)
        if key not in self._cores:
            self._cores[key] = self._core(k, before, steps) if k > 1 else self._windows(steps)
        return self._cores[key]

    def _core(self, k: int, before: tuple[int, ...], steps: int) -> tuple[Block, _Pieces]:
        B = 1 << (k - 1)

        def halves(first: int) -> list[_Vote]:
            """Frame cell ``first`` if o1 = 1, the one a block further if o1 = 2."""
            return [_Vote(Address(first + h * B - 6 * B, 1, "frame"), ("in", "content", h)) for h in (0, 1)]

        def frame(p: int, count: int) -> list[_Run]:
            return [(count, [_Vote(Address(p - 6 * B, 1, "frame"), ("in", "content"))])]

        parts: list[Block] = self.tagged("in", [(3 * B, halves(B))], {"half": [self._end(k - 1, before[-1])]})
        start = 3 * B
        child, inner = self.core(k - 1, tuple(e - start for e in before[:-1]), min(steps, B + 1))
        parts.append(Repeat(1, child))
        o1 = [_Vote(Address(-6 * B, 0, "frame"), ("in", "o1"))]
        sides = [(B, halves(0)), (B, []), (B, halves(4 * B))]
        return self._second(k, parts, start, inner, steps, o1, sides, frame, (1, 2), "frame", 0)

    def _windows(self, steps: int) -> tuple[Block, _Pieces]:
        def cell(p: int, what: str) -> list[_Vote]:
            return [_Vote(Address(p + h - 6, 0, "frame"), ("in", what, h)) for h in (0, 1)]

        def frame(p: int, count: int) -> list[_Run]:
            return [(count, [_Vote(Address(p - 6, 1, "frame"), ("in", "content"))])]

        first = {
            "o": [_Vote(Address(-6, 0, "frame"), ("in", "o1"))],
            "left": cell(1, "symbol"),
            "centre": cell(2, "centre"),
            "right": cell(3, "symbol"),
        }
        parts = self._two_steps(first, cell(0, "symbol"), cell(4, "symbol"), Address(0, 0, "frame"), steps)
        pieces = _Pieces(1, frame, 0, 1, (1, 2), "frame", (1,), len(parts), len(parts) - 1)
        return Sequence(tuple(parts)), pieces

    def _two_steps(
        self, first: dict[str, list[_Vote]], left: list[_Vote], right: list[_Vote], place: Address, steps: int
    ) -> list[Block]:
        parts: list[Block] = [self.emit("w", 1, first)]
        if steps > 1:
            second = {
                "o": [_Vote(place, ("w", "o"))],
                "left": [_Vote(place, ("w", "left"), 2), *left],
                "centre": [_Vote(place, ("w", "centre"))],
                "right": [_Vote(place, ("w", "right"), 2), *right],
            }
            parts.append(self.emit("w", 1, second))
        return parts

    def _end(self, level: int, position: int, what: str = "half", anchor: Anchor = "frame") -> _Vote:
        return _Vote(Address(position, 0, anchor), ("end", int(level > 1), what))

    def _second(
        self,
        k: int,
        parts: list[Block],
        start: int,
        inner: _Pieces,
        steps: int,
        o1: list[_Vote],
        sides: list[_Run],
        frame: Callable[[int, int], list[_Run]],
        offsets: tuple[int, ...],
        anchor: Anchor,
        origin: int,
    ) -> tuple[Block, _Pieces]:
        """All that follows the first half; ``start`` is where that half begins, ``origin`` where the core does."""
        B = 1 << (k - 1)
        first = _shifted(inner, start, anchor)
        here = start + inner.length
        if steps <= B:
            return Sequence(tuple(parts)), _Pieces(k, frame, -1, -1, offsets, anchor, (), here - origin, first.last)
        c1, out1, in2 = here, here + 1, here + 1 + 3 * B
        below = first.ends[-1]
        parts.append(self.emit("c1", 1, {"o1": o1, "r1": [self._end(k - 1, below, "moved", anchor)]}))
        tags = {name: [_Vote(Address(c1, 0, anchor), ("c1", name))] for name in ("o1", "r1")}
        parts += self.tagged("out1", self.merged(first), tags)
        half = {"half": [self._end(k - 1, below, "half", anchor)]}
        at = 0
        for count, beside in sides:
            moved = [
                _Vote(Address(out1 + at + r * B, 1, anchor), ("out1", "content", "r1", r), 2)
                for r in (-1, 0, 1)
                if 0 <= at + r * B < 3 * B
            ]
            parts += self.tagged("in", [(count, moved + beside)], half)
            at += count
        start2 = in2 + 3 * B
        ends = tuple(e - start2 for e in first.ends[:-1])
        child, inner2 = self.core(k - 1, ends, min(steps - B, B + 1))
        parts.append(Repeat(1, child))
        second = _shifted(inner2, start2, anchor)
        c2 = start2 + inner2.length
        if steps <= 2 * B:
            return Sequence(tuple(parts)), _Pieces(k, frame, out1, -1, offsets, anchor, (), c2 - origin, second.last)
        o2 = [_Vote(Address(c1, 0, anchor), ("c1", "o2"))]
        parts.append(self.emit("c2", 1, {"o2": o2, "r2": [self._end(k - 1, second.ends[-1], "moved", anchor)]}))
        parts += self.tagged("out2", self.merged(second), {"o2": [_Vote(Address(c2, 0, anchor), ("c2", "o2"))]})
        pieces = _Pieces(
            k, frame, out1, c2 + 1, offsets, anchor, (*second.ends, c2), c2 + 1 + 3 * B - origin, second.last
        )
        return Sequence(tuple(parts)), pieces

    def spine(self, k: int, steps: int) -> tuple[list[Block], _Pieces]:
        """run(k) cut off behind ``steps``, at absolute positions."""
        n, B = self.form.n, 1 << (k - 1)
        origin = n + 1

        def frame(p: int, count: int) -> list[_Run]:
            return self.prompt(p - (1 << k), count)

        def cell(at: int, what: str) -> list[_Vote]:
            return self.prompt(at, 1, what)[0][1]

        if k == 1:
            sides = {"left": cell(-1, "content"), "centre": cell(0, "start"), "right": cell(1, "content")}
            first = {"o": [_Vote(Address(0), ("prompt", "one"))], **sides}
            parts = self._two_steps(first, cell(-2, "content"), cell(2, "content"), Address(origin), steps)
            last = origin + len(parts) - 1
            return parts, _Pieces(1, frame, origin, origin + 1, (1,), "context", (last,), len(parts), last)
        parts, inner = self.spine(k - 1, min(steps, B + 1))
        if steps <= B:
            return parts, inner
        relative = _shifted(inner, -origin, "context")
        beside = [*frame(0, B), (B, list[_Vote]()), *frame(4 * B, B)]
        block, pieces = self._second(
            k,
            [],
            origin,
            relative,
            steps,
            [_Vote(Address(0), ("prompt", "one"))],
            beside,
            frame,
            (1,),
            "context",
            origin,
        )
        return [*parts, block], pieces

    def whole_run(self) -> Block:
        """The chain: the spine, and the verdict or the cells."""
        form = self.form
        completed = form.ending == "tape"
        parts, pieces = self.spine(form.K, form.last_step + completed)
        if completed:
            cells = form.cells
            inside = range(len(range(cells.start, min(cells.stop, 2 << form.K))))
            runs = _first(self.merged(pieces, "symbol"), len(inside))
            runs += self.prompt(cells.start + len(inside), len(cells) - len(inside), "symbol")
            parts += [self.emit("symbol", count, {"symbol": votes}) for count, votes in runs]
        else:
            parts.append(self.emit("verdict", 1, {"verdict": [_Vote(Address(pieces.last), ("w", "verdict"))]}))
        return Sequence(tuple(parts))


def _along(address: Address, i: int) -> Address:
    return address._replace(base=address.base + address.stride * i)


def _first(runs: list[_Run], count: int) -> list[_Run]:
    """The first ``count`` tokens of some runs."""
    found = []
    for length, votes in runs:
        if count > 0:
            found.append((min(length, count), votes))
        count -= length
    return found


def _shifted(pieces: _Pieces, by: int, anchor: Anchor) -> _Pieces:
    """The pieces of a core seen from outside: its start is at ``by``."""

    def frame(p: int, count: int) -> list[_Run]:
        return [
            (
                length,
                [
                    v._replace(address=Address(v.address.base + by, v.address.stride, anchor))
                    if v.address.anchor == "frame"
                    else v
                    for v in votes
                ],
            )
            for length, votes in pieces.frame(p, count)
        ]

    return pieces._replace(
        frame=frame,
        first=pieces.first + by,
        second=pieces.second + by,
        anchor=anchor,
        ends=tuple(e + by for e in pieces.ends),
        last=pieces.last + by,
    )
