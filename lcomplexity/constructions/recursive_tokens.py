"""What the tokens of the recursive window say: tables from a token to a value, for :mod:`.recursive_window`.

A table is named by a tuple: what kind of token speaks, what it is asked, and the tags it must have to answer. A token for
which a table has no entry does not vote. Tables, reads and coordinates are made once for each name.

>>> from turing.machine import Machine
>>> from turing.recursive import RecursiveTrace
>>> M = Machine.of("M", "a 1 1 L b", "a _ _ S n", "b _ 1 S h", "b 1 1 R a", start="a", halting=["h", "n"])
>>> form = RecursiveTrace(M, n=1, steps=2, R=2)
>>> says = Says(form.packed, form.tokens)
>>> [form.vocabulary[u] for u, v in says.table(("out", "content", 2)).items() if v == 0]
['out[2,-1](_)', 'out[2,0](_)', 'out[2,1](_)']
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from lcomplexity.predictor import Coordinate, Read, vote
from turing.packed import Packed
from turing.recursive_tokens import RecursiveTokens
from turing.trace import VERDICTS

#: Name of a table.
Key = tuple[str | int, ...]
#: What a cell is asked: its content, or one symbol of its block, by index.
What = str | int

_MOVES = (-1, 0, 1)


class Says:
    """Tables and coordinates of the tokens of one machine's recursive window."""

    def __init__(self, p: Packed, tokens: RecursiveTokens) -> None:
        self._p, self.tokens = p, tokens
        self._tables: dict[Key, Mapping[int, int]] = {}
        self._reads: dict[tuple[int, Key, int], Read] = {}
        self._values: dict[tuple[str, str], tuple[int | None, ...]] = {}
        self._symbols = [p.symbols(c) for c in range(p.C)]

    def table(self, key: Key) -> Mapping[int, int]:
        """Return the table named ``key``: token -> value."""
        if key not in self._tables:
            kind, *rest = key
            self._tables[key] = dict(getattr(self, f"_{kind}")(*rest))
        return self._tables[key]

    def values(self, kind: str, name: str) -> tuple[int | None, ...]:
        """Return the value of every token in coordinate ``name`` of the tokens of kind ``kind``, or ``None``."""
        if (kind, name) not in self._values:
            found: dict[str, list[int | None]] = {}
            for token, fields in self._kind(kind):
                for field, value in fields.items():
                    found.setdefault(field, [None] * self.tokens.size)[token] = value
            for field, values in found.items():
                self._values[kind, field] = tuple(values)
        return self._values[kind, name]

    def coordinate(self, kind: str, name: str, reads: list[tuple[int, Key, int]]) -> Coordinate:
        """Return the coordinate that reads (slot, table, weight) decide."""
        for key in reads:
            if key not in self._reads:
                slot, table, weight = key
                self._reads[key] = Read(slot, vote(self.table(table), weight))
        return Coordinate(self.values(kind, name), tuple(self._reads[key] for key in reads))

    def _kind(self, kind: str) -> Iterator[tuple[int, dict[str, int]]]:
        say, cells, parts = self.tokens, range(self.tokens.C), range(self.tokens.R)
        match kind:
            case "symbol":
                yield from ((s, {"symbol": s}) for s in range(say.G))
            case "verdict":
                yield from ((say.first_verdict + v, {"verdict": v}) for v in range(len(VERDICTS)))
            case "block":
                yield from ((say.block(c), {f"s{j}": s for j, s in enumerate(self._symbols[c])}) for c in cells)
            case "in":
                yield from ((say.cell_in(c, d), {"content": c, "d": d}) for c in cells for d in parts)
            case "x":
                for c in cells:
                    for o in say.x_centres:
                        for r in _MOVES:
                            yield from ((say.x(c, o, r, d), {"content": c, "o": o, "r": r, "d": d}) for d in parts)
            case "out":
                for c in cells:
                    for o in say.out_centres:
                        yield from ((say.out(c, o, r), {"content": c, "o": o, "r": r}) for r in _MOVES)
            case "z":
                count = say.tapes * (2 * say.radius + 1)
                for q in range(say.states):
                    for scanned in range(say.scans):
                        seen = {f"s{i}": scanned // say.C ** (count - 1 - i) % say.C for i in range(count)}
                        yield say.z(q, scanned), {"state": q, **seen}
            case "state":
                yield from ((say.state(q), {"state": q}) for q in range(say.states))
            case "place":
                yield from ((say.place(d), {"d": d}) for d in parts)

    # Each method yields (token, value) for the tokens that vote.

    def _of(self, c: int, what: What) -> int:
        return c if what == "content" else self._symbols[c][int(what)]

    def _cell(self, what: What) -> Iterator[tuple[int, int]]:
        """A cell before the run; bos is a blank one."""
        yield self.tokens.bos, self._of(self._p.blank, what)
        yield from ((self.tokens.block(c), self._of(c, what)) for c in range(self.tokens.C))

    def _prompt(self) -> Iterator[tuple[int, int]]:
        """An input symbol; bos is a blank."""
        yield self.tokens.bos, self._symbols[self._p.blank][0]
        yield from ((s, s) for s in range(self.tokens.G))

    def _in(self, what: What, d: int | None = None) -> Iterator[tuple[int, int]]:
        for token, tags in self._kind("in"):
            if d in (None, tags["d"]):
                yield token, self._of(tags["content"], what)

    def _blank(self, what: What, d: int) -> Iterator[tuple[int, int]]:
        """A blank cell beside a row, if the head is in part d of it."""
        yield from ((token, self._of(self._p.blank, what)) for token, tags in self._kind("in") if tags["d"] == d)

    def _x(self, what: What, tag: str, wanted: int, d: int | None = None) -> Iterator[tuple[int, int]]:
        """``tag`` is "o" or "r"; d may be asked, too."""
        for token, tags in self._kind("x"):
            if tags[tag] == wanted and d in (None, tags["d"]):
                yield token, self._of(tags["content"], what)

    def _out(self, what: What, o: int) -> Iterator[tuple[int, int]]:
        yield from ((token, self._of(tags["content"], what)) for token, tags in self._kind("out") if tags["o"] == o)

    def _steps(self) -> Iterator[tuple[int, int, int]]:
        for q in range(self.tokens.states):
            for scanned in range(self.tokens.scans):
                yield self.tokens.z(q, scanned), q, scanned

    def _z(self, what: What, tape: int, offset: int) -> Iterator[tuple[int, int]]:
        """A step: what it leaves in the cell ``offset`` beside the head's."""
        wr = self._p.wr
        for token, q, scanned in self._steps():
            yield token, self._of(int(wr[q, scanned, tape, offset + self._p.radius]), what)

    def _state(self) -> Iterator[tuple[int, int]]:
        """The state that the next step is in."""
        yield self.tokens.bos, self._p.start
        yield from ((token, int(self._p.nx[q, scanned])) for token, q, scanned in self._steps())
        if self.tokens.form == "looped":
            yield from ((self.tokens.state(q), q) for q in range(self.tokens.states))

    def _verdict(self) -> Iterator[tuple[int, int]]:
        yield from ((token, VERDICTS.index(self._p.verdicts[q])) for token, q in self._state())

    def _d(self) -> Iterator[tuple[int, int]]:
        """A frame: in which part of the middle block the head is."""
        for kind in ("in", "x"):
            yield from ((token, tags["d"]) for token, tags in self._kind(kind))

    def _next(self) -> Iterator[tuple[int, int]]:
        """A window between parts: the centre of the next."""
        yield from ((token, tags["o"] + tags["r"]) for token, tags in self._kind("x"))

    def _moved(self, tape: int) -> Iterator[tuple[int, int]]:
        """The end of a core, OUT or a step: by how many of its blocks the head has moved."""
        R = self.tokens.R
        yield from ((token, (tags["o"] + tags["r"]) // R) for token, tags in self._kind("out"))
        yield from ((token, int(self._p.mv[q, scanned, tape])) for token, q, scanned in self._steps())

    def _place(self) -> Iterator[tuple[int, int]]:
        """The end of a core: in which part of its block the head is; or the token that hands this over."""
        yield from ((token, (tags["o"] + tags["r"]) % self.tokens.R) for token, tags in self._kind("out"))
        if self.tokens.form == "looped":
            yield from ((self.tokens.place(d), d) for d in range(self.tokens.R))

    def _zero(self) -> Iterator[tuple[int, int]]:
        """A constant, said by bos and by steps."""
        yield self.tokens.bos, 0
        yield from ((token, 0) for token, _, _ in self._steps())

    def _origin(self, d: int) -> Iterator[tuple[int, int]]:
        """A constant, said by bos: the head's place at the start."""
        yield self.tokens.bos, d
