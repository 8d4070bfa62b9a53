"""The schedule of the recursive window: which tokens each token reads, as a tree of shared templates.

Positions inside a template count from its start. A :class:`_Frame` is the window a core runs in, a :class:`_Core` what
a core has left in the chain; both answer the question *where can the content of cell y stand?* with layers of candidates,
the oldest layer first (:mod:`.recursive_window` says why this is enough).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cache
from typing import Literal, NamedTuple, TypeAlias

from lcomplexity.constructions.recursive_tokens import Key, Says, What
from lcomplexity.predictor import Rule
from lcomplexity.schedule import Address, Block, Emit, Repeat, Sequence
from turing.recursive import LoopedTrace, RecursiveTrace

_MOVES = (-1, 0, 1)
#: A core in a frame of tokens, or the run from the start, whose frame is the input.
Where: TypeAlias = Literal["core", "spine"]
#: Where the prompt's first input symbol stands: behind bos.
_FIRST = Address(1)


class _Vote(NamedTuple):
    """A candidate: where it stands, how it moves along a run, what is asked of it, and with which weight."""

    address: Address
    key: Key
    weight: int = 1


#: Candidates of which at most one speaks.
_Layer: TypeAlias = list[_Vote]
#: A run of cells with the same candidates: how many, and the layers.
_Run: TypeAlias = tuple[int, list[_Layer]]


def _at(base: int, stride: int = 0) -> Address:
    return Address(base, stride, "frame")


def _weighed(layers: list[_Layer]) -> list[_Vote]:
    """All candidates, each outweighing all older layers together; the newest first."""
    votes: list[_Vote] = []
    below = 0
    for layer in layers:
        weight = below + 1
        votes = [_Vote(address, key, weight) for address, key, _ in layer] + votes
        below += weight * len(layer)
    return votes


def _moved(address: Address, by: int) -> Address:
    # Not _replace: a large schedule moves 10^5 addresses.
    return Address(address.base + by, address.stride, address.anchor)


@dataclass(frozen=True)
class _Frame:
    """The frame of a core with blocks of ``L`` cells; ``at[tape]`` is where its first cell stands.

    * "in": IN, three blocks centred on the head's;
    * "x": X_i, ``radius`` blocks beside the centre; the head is at most one block off it;
    * "row": one block, blanks beside it;
    * "input": the prompt and blanks, the head in cell 0.
    """

    kind: Literal["in", "x", "row", "input"]
    L: int
    at: tuple[int, ...]
    radius: int = 1
    #: Of "input": its number of blocks, and where they stand.
    blocks: int = 0
    place: Address = _FIRST

    def moved(self, by: int) -> _Frame:
        """The frame, seen from ``by`` tokens earlier."""
        return replace(self, at=tuple(a + by for a in self.at))

    def cells(self, tape: int, y: int, count: int, what: What) -> list[_Run]:
        """Where cells y .. y + count - 1 stand, counted from the first cell of the head's block."""
        at = self.at[tape] if self.at else 0
        match self.kind:
            case "in":
                return [(count, [[_Vote(_at(at + y + self.L, 1), ("in", what))]])]
            case "x":
                votes = [_Vote(_at(at + y + (r + self.radius) * self.L, 1), ("x", what, "r", r)) for r in _MOVES]
                return [(count, [votes])]
            case "row":
                return [(count, [[_Vote(_at(at + y, 1), ("in", what))]])]
            case "input":
                return self._input(tape, y, count, what)

    def _input(self, tape: int, y: int, count: int, what: What) -> list[_Run]:
        blocks = self.blocks if tape == 0 else 0
        runs: list[_Run] = []
        for low, high, address in (
            (y, min(y + count, 0), Address(0)),
            (max(y, 0), min(y + count, blocks), self.place._replace(base=self.place.base + max(y, 0), stride=1)),
            (max(y, blocks), y + count, Address(0)),
        ):
            if high > low:
                runs.append((high - low, [[_Vote(address, ("cell", what))]]))
        return runs

    def part(self, tape: int, y: int, count: int, what: What, B: int, R: int) -> list[_Run]:
        """Where cells y .. stand, counted from the first cell of the part block where the head is (B cells, R to a block)."""
        if self.kind == "input":
            return self.cells(tape, y, count, what)
        at = self.at[tape]
        if self.kind == "row":
            return [run for low, high in _pieces(y, count, B) for run in self._row(at, low, high - low, what, B, R)]
        votes = []
        for o in range(R):
            here = at + y + o * B
            if self.kind == "in":
                votes.append(_Vote(_at(here + self.L, 1), ("in", what, o)))
            else:
                votes += [_Vote(_at(here + (r + self.radius) * self.L, 1), ("x", what, "r", r, o)) for r in _MOVES]
        return [(count, [votes])]

    def _row(self, at: int, y: int, count: int, what: What, B: int, R: int) -> list[_Run]:
        votes = []
        for o in range(R):
            inside = 0 <= y + o * B < self.L
            votes.append(
                _Vote(_at(at + y + o * B, 1), ("in", what, o)) if inside else _Vote(_at(at), ("blank", what, o))
            )
        return [(count, [votes])]

    def centre(self, tape: int) -> _Vote:
        """Who says in which part of its block the head is."""
        return _Vote(Address(0), ("zero",)) if self.kind == "input" else _Vote(_at(self.at[tape]), ("d",))


@dataclass(frozen=True)
class _Inner:
    """The frame of a first part that has none of its own: that of the level above, in which the head's part block (B
    cells, R to a block) is still to be found."""

    outer: _Frame
    B: int
    R: int

    def moved(self, by: int) -> _Inner:
        """The frame, seen from ``by`` tokens earlier."""
        return replace(self, outer=self.outer.moved(by))

    def cells(self, tape: int, y: int, count: int, what: What) -> list[_Run]:
        """Where cells y .. y + count - 1 stand, counted from the first cell of the head's part block."""
        return self.outer.part(tape, y, count, what, self.B, self.R)


def _pieces(y: int, count: int, B: int) -> Iterable[tuple[int, int]]:
    """The interval y .. y + count cut at the multiples of B."""
    while count > 0:
        length = min(count, B - y % B)
        yield y, y + length
        y, count = y + length, count - length


@dataclass(frozen=True)
class _Core:
    """What a core of ``level`` has left; positions count from its start.

    ``x[i][tape]`` and ``out[tape]`` are where the windows start, ``parts`` how many parts there were, ``centres`` how many
    values o_1 can have. ``steps_at`` is the last step token, ``ends[j][tape]`` a token of the last OUT of level j + 1.
    """

    level: int
    frame: _Frame | _Inner
    steps_at: int
    length: int
    seen: int = 1
    parts: int = 0
    centres: int = 1
    B: int = 0
    x: tuple[tuple[int, ...], ...] = ()
    out: tuple[int, ...] = ()
    ends: tuple[tuple[int, ...], ...] = ()

    def moved(self, by: int) -> _Core:
        """The core, seen from ``by`` tokens before its start."""

        def shifted(rows: tuple[tuple[int, ...], ...]) -> tuple[tuple[int, ...], ...]:
            return tuple(tuple(p + by for p in row) for row in rows)

        return replace(
            self,
            frame=self.frame.moved(by),
            steps_at=self.steps_at + by,
            x=shifted(self.x),
            out=tuple(p + by for p in self.out),
            ends=shifted(self.ends),
        )

    def cells(self, tape: int, y: int, count: int, what: What) -> list[_Run]:
        """Where cells y .. stand after the core, counted from the first cell of the block where the head was before."""
        if self.level == 0:
            return [run for i in range(y, y + count) for run in self._beside(tape, i, what)]
        return [run for low, high in _pieces(y, count, self.B) for run in self._in_part(tape, low, high - low, what)]

    def _beside(self, tape: int, y: int, what: What) -> list[_Run]:
        if 2 * abs(y) < self.seen:
            return [(1, [[_Vote(_at(self.steps_at), ("z", what, tape, y))]])]
        return self.frame.cells(tape, y, 1, what)

    def _in_part(self, tape: int, y: int, count: int, what: What) -> list[_Run]:
        B, c = self.B, self.parts
        asked = _asked(self.centres, c, y // B)
        layers: list[_Layer] = []
        for i, centres in asked.windows:
            window, name = (self.x[i - 1], ("x", what, "o")) if i < c else (self.out, ("out", what))
            # The first cell of a window of this radius is in block o - radius.
            at_block_0 = window[tape] + y + (1 + c - i) * B
            layers.append([_Vote(_at(at_block_0 - o * B, 1), (*name, o)) for o in centres])
        if not asked.frame:
            return [(count, layers)]
        runs, at = [], 0
        for length, oldest in self.frame.cells(tape, y, count, what):
            runs.append((length, oldest + [[_along(v, at) for v in layer] for layer in layers]))
            at += length
        return runs


class _Asked(NamedTuple):
    """Which windows are asked about a block: (i, centres) for X_i, and OUT as the last; and whether the frame is."""

    windows: tuple[tuple[int, tuple[int, ...]], ...]
    frame: bool


@cache
def _asked(first_centres: int, parts: int, block: int) -> _Asked:
    """Who can show part block ``block`` of a core whose o_1 has ``first_centres`` values; the oldest window first."""
    windows = []
    for i in range(1, parts + 1):
        radius = 1 + parts - i
        centres = range(-(i - 1), first_centres + i - 1)
        # Nearer to the centre, the next window shows the cell whichever way it is shifted.
        asked = tuple(o for o in centres if radius - 2 < abs(block - o) <= radius)
        if asked:
            windows.append((i, asked))
    return _Asked(tuple(windows), any(abs(block - o) > parts for o in range(first_centres)))


def _along(vote: _Vote, i: int) -> _Vote:
    return _Vote(_moved(vote.address, vote.address.stride * i), vote.key, vote.weight)


class _Before(NamedTuple):
    """The last tokens that know, counted from the start of a core: the state, and per level and tape the head's place."""

    state: Address
    places: tuple[tuple[int, ...], ...] = ()

    def moved(self, by: int) -> _Before:
        state = _moved(self.state, by) if self.state.anchor == "frame" else self.state
        return _Before(state, tuple(tuple(p + by for p in row) for row in self.places))


class _Scribe:
    """Collects tokens one after another; ``here`` is where the next one stands, counted from the start."""

    def __init__(self, writer: _Writer) -> None:
        self._writer = writer
        self.blocks: list[Block] = []
        self.here = 0

    def emit(self, kind: str, count: int, coordinates: dict[str, list[_Vote]]) -> int:
        """A run of tokens of one kind; return where it starts."""
        return self.add(self._writer.emitted(kind, count, coordinates))

    def window(self, kind: str, runs: Iterable[_Run], tags: dict[str, list[_Vote]]) -> int:
        """Cells with content from ``runs``, and tags that are the same for all."""
        start = self.here
        for count, layers in runs:
            self.emit(kind, count, {"content": _weighed(layers), **tags})
        return start

    def add(self, block: Block) -> int:
        """A block; return where it starts."""
        start = self.here
        self.blocks.append(block)
        self.here += block.length
        return start


class _Writer:
    """Makes the rules and templates; rules are shared by what they read."""

    def __init__(self, form: RecursiveTrace | LoopedTrace) -> None:
        self.form, self.says = form, Says(form.packed, form.tokens)
        self.R, self.tapes, self.seen = form.R, range(form.machine.tapes), form.packed.seen
        self._numbers: dict[tuple[object, ...], int] = {}
        self.rules: list[Rule] = []
        self._templates: dict[tuple[object, ...], tuple[Block, _Core]] = {}

    def emitted(self, kind: str, count: int, coordinates: dict[str, list[_Vote]]) -> Emit:
        """A run of tokens; one slot for each place read."""
        slots: dict[Address, int] = {}
        reads = {
            name: [(slots.setdefault(address, len(slots)), key, weight) for address, key, weight in votes]
            for name, votes in coordinates.items()
        }
        key = (kind, *((name, *read) for name, read in reads.items()))
        if key not in self._numbers:
            self._numbers[key] = len(self.rules)
            self.rules.append(Rule(tuple(self.says.coordinate(kind, name, r) for name, r in reads.items())))
        return Emit(self._numbers[key], count, tuple(slots))

    # --- one step ---

    def step(self, to: _Scribe, frame: _Frame | _Inner, before: _Before) -> _Core:
        """A core of level 0."""
        coordinates = {"state": [_Vote(before.state, ("state",))]}
        radius = self.seen // 2
        for tape in self.tapes:
            for i in range(-radius, radius + 1):
                ((_, layers),) = frame.cells(tape, i, 1, "content")
                coordinates[f"s{tape * self.seen + i + radius}"] = _weighed(layers)
        at = to.emit("z", 1, coordinates)
        return _Core(0, frame, at, 1, self.seen)

    # --- a level ---

    def core(self, k: int, before: _Before, steps: int, frame: _Frame, ending: str) -> tuple[Block, _Core]:
        """core(k) for ``steps`` steps; ``ending``: "cut" behind the last one, or "completed"."""
        key = (k, before, steps, frame, ending)
        if key not in self._templates:
            to = _Scribe(self)
            core = self.level(to, k, before, steps, frame, ending, "core")
            self._templates[key] = Sequence(tuple(to.blocks)), core
        return self._templates[key]

    def level(
        self, to: _Scribe, k: int, before: _Before, steps: int, frame: _Frame, ending: str, where: Where
    ) -> _Core:
        """All of core(k), k >= 1, or of run(k) on the spine."""
        start, R, B = to.here, self.R, self.R ** (k - 1)
        parts = -(-steps // B)
        child_frame = frame
        first = (min(steps, B), ending if parts == 1 else "completed")
        if where == "spine":
            # run(k - 1): its frame is the input's, and the head in cell 0.
            child = self.run(to, k - 1, *first)
        elif k == 1:
            child = self.step(to, _Inner(frame, B, R), before)
        else:
            at = []
            for tape in self.tapes:
                d = [_Vote(_at(before.places[k - 2][tape]), ("place",))]
                at.append(to.window("in", frame.part(tape, -B, 3 * B, "content", B, R), {"d": d}))
            child_frame = _Frame("in", B, tuple(at))
            child = self.call(to, k - 1, before._replace(places=before.places[: k - 2]), *first, child_frame)
        x: list[tuple[int, ...]] = []
        for i in range(1, parts):
            windows = []
            for tape in self.tapes:
                runs = self._window(tape, i, parts, B, frame, x, child)
                windows.append(to.window("x", runs, self._tags(tape, k, frame, x, child)))
            x.append(tuple(windows))
            last = i == parts - 1
            rest = steps - i * B if last else B
            now = _Before(_at(child.steps_at), child.ends)
            radius = 1 + parts - i
            child_frame = _Frame("x", B, tuple(windows), radius)
            if k == 1:
                child = self.step(to, child_frame, now)
            else:
                child = self.call(
                    to,
                    k - 1,
                    now._replace(places=now.places[: k - 2]),
                    rest,
                    ending if last else "completed",
                    child_frame,
                )
        out: list[int] = []
        if ending == "completed":
            for tape in self.tapes:
                tags = self._tags(tape, k, frame, x, child)
                del tags["d"]
                out.append(to.window("out", child.cells(tape, -B, 3 * B, "content"), tags))
        return _Core(
            k,
            frame,
            child.steps_at,
            to.here - start,
            self.seen,
            parts,
            1 if where == "spine" else R,
            B,
            tuple(x),
            tuple(out),
            (*child.ends[: k - 1], tuple(out)),
        )

    def call(self, to: _Scribe, k: int, before: _Before, steps: int, ending: str, frame: _Frame) -> _Core:
        """core(k) as a template of its own."""
        block, core = self.core(k, before.moved(-to.here), steps, frame.moved(-to.here), ending)
        return core.moved(to.add(Repeat(1, block)))

    def _window(
        self, tape: int, i: int, parts: int, B: int, frame: _Frame, x: list[tuple[int, ...]], child: _Core
    ) -> list[_Run]:
        """X_i: what part i has left, and beside it what stood there before, counted from part block o_i."""
        radius = 1 + parts - i

        def beside(y: int, count: int) -> list[_Run]:
            if i == 1:
                return frame.part(tape, y, count, "content", B, self.R)
            before = x[-1][tape] + y + (radius + 1) * B
            return [(count, [[_Vote(_at(before + r * B, 1), ("x", "content", "r", r)) for r in _MOVES]])]

        width = (radius - 1) * B
        middle = child.cells(tape, -B, 3 * B, "content")
        return [*beside(-radius * B, width), *middle, *beside(2 * B, width)]

    def _tags(
        self, tape: int, k: int, frame: _Frame, x: list[tuple[int, ...]], child: _Core
    ) -> dict[str, list[_Vote]]:
        """Centre, shift and place after a part."""
        end = _at(child.out[tape] if k > 1 else child.steps_at)
        return {
            "o": [_Vote(_at(x[-1][tape]), ("next",)) if x else frame.centre(tape)],
            "r": [_Vote(end, ("moved", tape))],
            "d": [_Vote(end, ("place",) if k > 1 else ("zero",))],
        }

    # --- the whole run ---

    def run(self, to: _Scribe, k: int, steps: int, ending: str) -> _Core:
        """run(k) for ``steps`` steps from the start, on the spine: at its own place in the chain, not a template."""
        form = self.form
        assert isinstance(form, RecursiveTrace)
        place = _FIRST if form.w == 1 else _at(0)
        frame = _Frame("input", self.R**k, (), blocks=form.blocks, place=place)
        start = _Before(Address(0))
        return self.step(to, frame, start) if k == 0 else self.level(to, k, start, steps, frame, ending, "spine")

    def packed_input(self, to: _Scribe) -> None:
        """The input as blocks, if a token is more than a cell."""
        form = self.form
        if form.w == 1:
            return
        for i in range(form.blocks):
            reads = {
                f"s{j}": [_Vote(Address(1 + i * form.w + j if i * form.w + j < form.n else 0), ("prompt",))]
                for j in range(form.w)
            }
            to.emit("block", 1, reads)

    def readout(self, to: _Scribe, core: _Core | _Frame, cells: range, tape: int) -> None:
        """The symbols of some cells, one token each."""
        if self.form.w == 1:
            for count, layers in core.cells(tape, cells.start, len(cells), 0):
                to.emit("symbol", count, {"symbol": _weighed(layers)})
            return
        # The symbols of a block stand in adjacent tokens: a run is a block, and a table for each symbol.
        for y in cells:
            for j in range(self.form.w):
                ((_, layers),) = core.cells(tape, y, 1, j)
                to.emit("symbol", 1, {"symbol": _weighed(layers)})


def whole_schedule(form: RecursiveTrace) -> tuple[tuple[Rule, ...], Block]:
    """Return rules and schedule of a whole run.

    >>> from turing.zoo import zoo
    >>> rules, schedule = whole_schedule(RecursiveTrace(zoo("parity").machine, 4, 6)); schedule.length
    56
    """
    writer = _Writer(form)
    to = _Scribe(writer)
    writer.packed_input(to)
    steps = form.block_steps
    core = writer.run(to, form.K, steps, "cut" if form.ending == "verdict" else "completed")
    if form.ending == "verdict":
        to.emit("verdict", 1, {"verdict": [_Vote(_at(core.steps_at), ("verdict",))]})
    else:
        writer.readout(to, core, form.cells, form.output_tape)
    return tuple(writer.rules), Sequence(tuple(to.blocks))


def looped_schedule(form: LoopedTrace) -> tuple[tuple[Rule, ...], Block]:
    """Return rules and schedule of a run in rounds.

    >>> from turing.zoo import zoo
    >>> rules, schedule = looped_schedule(LoopedTrace(zoo("parity").machine, 4, 6, (0, 6))); schedule.length
    257
    """
    writer, m, S, K = _Writer(form), form.machine.tapes, form.S, form.K
    to = _Scribe(writer)
    writer.packed_input(to)
    _initial_head_and_rows(writer, to)
    # A round begins behind the rows: state, places level by level for each tape, rows.
    first_place = -(m * S + m * (K - 1))
    before = _Before(
        _at(first_place - 1),
        tuple(tuple(first_place + tape * (K - 1) + j for tape in range(m)) for j in range(K - 1)),
    )
    row = _Frame("row", S, tuple(-(m - tape) * S for tape in range(m)))
    body = _Scribe(writer)
    core = writer.level(body, K, before, S, row, "completed", "core")
    body.emit("state", 1, {"state": [_Vote(_at(core.steps_at), ("state",))]})
    for tape in range(m):
        for j in range(K - 1):
            body.emit("place", 1, {"d": [_Vote(_at(core.ends[j][tape]), ("place",))]})
    for tape in range(m):
        d = [_Vote(_at(core.out[tape]), ("place",))]
        body.window("in", core.cells(tape, 0, S, "content"), {"d": d})
    to.add(Repeat(form.rounds, Sequence(tuple(body.blocks))))
    end = to.here - m * S - m * (K - 1) - 1
    if form.ending == "verdict":
        to.emit("verdict", 1, {"verdict": [_Vote(_at(end), ("verdict",))]})
    else:
        rows = _Frame("row", S, tuple(to.here - (m - tape) * S for tape in range(m)))
        writer.readout(to, rows, range(S), form.output_tape)
    return tuple(writer.rules), Sequence(tuple(to.blocks))


def _initial_head_and_rows(writer: _Writer, to: _Scribe) -> None:
    """What stands before the first round: the start state, and heads and tapes as the prompt has them."""
    form = writer.form
    assert isinstance(form, LoopedTrace)
    R, head = form.R, -form.first
    to.emit("state", 1, {"state": [_Vote(Address(0), ("state",))]})
    for _ in writer.tapes:
        for k in range(1, form.K):
            to.emit("place", 1, {"d": [_Vote(Address(0), ("origin", head // R ** (k - 1) % R))]})
    place = _FIRST if form.w == 1 else _at(0)
    frame = _Frame("input", form.S, (), blocks=form.blocks, place=place)
    d = [_Vote(Address(0), ("origin", head // (form.S // R)))]
    for tape in writer.tapes:
        to.window("in", frame.cells(tape, form.first, form.S, "content"), {"d": d})
