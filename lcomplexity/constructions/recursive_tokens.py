"""What the tokens of the recursive window say: tables from a token to a value, for :mod:`.recursive_window`.

A table is named by a tuple, so that equal reads share one rule. A token for which a table has no entry does not vote.

>>> from turing.machine import Machine
>>> from turing.recursive import RecursiveTrace
>>> M = Machine.of("M", "a 1 1 L b", "a _ _ S n", "b _ 1 S h", "b 1 1 R a", start="a", halting=["h", "n"])
>>> says = Says(RecursiveTrace(M, n=1, steps=2))
>>> form = says.form
>>> [form.vocabulary[u] for u, v in says.table(("c1", "o2")).items() if v == 0]
['c1[1,-1]']
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property

from lcomplexity.predictor import Coordinate, Read, vote
from turing.recursive import RecursiveTrace
from turing.trace import VERDICTS

#: Name of a table: what kind of token it reads, what it asks for, and on which condition.
Key = tuple[str | int, ...]


class Says:
    """Tables and coordinates of the tokens of one trace form.

    A value of a cell is its content number; of a window token's centre q G + s.
    """

    def __init__(self, form: RecursiveTrace) -> None:
        self.form = form
        self._tables: dict[Key, Mapping[int, int]] = {}

    def table(self, key: Key) -> Mapping[int, int]:
        """Return the table named ``key``: token -> value."""
        if key not in self._tables:
            kind, *rest = key
            self._tables[key] = dict(getattr(self, f"_{kind}")(*rest))
        return self._tables[key]

    def values(self, kind: str, name: str) -> tuple[int | None, ...]:
        """Return the value of every token in coordinate ``name`` of the tokens of kind ``kind``, or ``None``."""
        found: list[int | None] = [None] * self.form.tokens.size
        for token, fields in self._kinds[kind]:
            found[token] = fields[name]
        return tuple(found)

    def coordinate(self, kind: str, name: str, reads: list[tuple[int, Key, int]]) -> Coordinate:
        """Return the coordinate that reads (slot, table, weight) decide."""
        return Coordinate(
            self.values(kind, name), tuple(Read(slot, vote(self.table(key), w)) for slot, key, w in reads)
        )

    @cached_property
    def _kinds(self) -> Mapping[str, list[tuple[int, dict[str, int]]]]:
        say, G, Q = self.form.tokens, self.form.tokens.G, self.form.tokens.Q
        contents, signs = range(say.contents), (-1, 0, 1)
        return {
            "symbol": [(s, {"symbol": s}) for s in range(G)],
            "verdict": [(say.first_verdict + v, {"verdict": v}) for v in range(len(VERDICTS))],
            "in": [(say.cell_in(c, b), {"content": c, "half": b}) for c in contents for b in (0, 1)],
            "out1": [
                (say.out1(c, o, r), {"content": c, "o1": o, "r1": r}) for c in contents for o in (1, 2) for r in signs
            ],
            "out2": [(say.out2(c, o), {"content": c, "o2": o}) for c in contents for o in range(4)],
            "c1": [(say.c1(o, r), {"o1": o, "r1": r}) for o in (1, 2) for r in signs],
            "c2": [(say.c2(o, r), {"o2": o, "r2": r}) for o in range(4) for r in signs],
            "w": [
                (say.window(o, left, q, s, right), {"o": o, "left": left, "centre": q * G + s, "right": right})
                for o in range(4)
                for left in range(G)
                for q in range(Q)
                for s in range(G)
                for right in range(G)
            ],
        }

    # Each method yields (token, value) for the tokens that vote; "" is no condition.

    def _prompt(self, what: str) -> Iterator[tuple[int, int]]:
        """The prompt: the content of a cell (bos is blank), the centre at the start, or the constant o1 = 1."""
        a, G = self.form.table, self.form.tokens.G
        for token, s in [*((s, s) for s in range(G)), (self.form.tokens.bos, a.blank)]:
            yield token, {"content": s, "symbol": s, "start": a.start * G + s, "one": 1}[what]

    def _in(self, what: str, half: int | str = "") -> Iterator[tuple[int, int]]:
        """A cell of a frame: its content, the symbol there, the centre there, or o1."""
        for token, fields in self._kinds["in"]:
            if half in ("", fields["half"]):
                yield from self._of_content(token, fields["content"], what, fields["half"] + 1)

    def _out1(self, what: str, tag: str, wanted: int) -> Iterator[tuple[int, int]]:
        for token, fields in self._kinds["out1"]:
            if fields[tag] == wanted:
                yield from self._of_content(token, fields["content"], what, 0)

    def _out2(self, what: str, wanted: int) -> Iterator[tuple[int, int]]:
        for token, fields in self._kinds["out2"]:
            if fields["o2"] == wanted:
                yield from self._of_content(token, fields["content"], what, 0)

    def _of_content(self, token: int, content: int, what: str, o1: int) -> Iterator[tuple[int, int]]:
        G = self.form.tokens.G
        if what == "content":
            yield token, content
        elif what == "symbol":
            yield token, content % G
        elif what == "centre" and content >= G:
            yield token, content - G
        elif what == "o1":
            yield token, o1

    def _c1(self, what: str) -> Iterator[tuple[int, int]]:
        for token, fields in self._kinds["c1"]:
            yield token, {**fields, "o2": fields["o1"] + fields["r1"]}[what]

    def _c2(self, what: str) -> Iterator[tuple[int, int]]:
        for token, fields in self._kinds["c2"]:
            yield token, fields[what]

    def _end(self, level: int, what: str) -> Iterator[tuple[int, int]]:
        """The end of a core, C2 or at level 1 the second W: how far its centre moved, and the head's new half."""
        for token, fields in self._kinds["c2" if level else "w"]:
            e = fields["o2"] + 1 + fields["r2"] if level else fields["o"] + 1 + self._after(fields)[1]
            if 0 <= e <= 5:
                yield token, e // 2 - 1 if what == "moved" else e % 2

    def _after(self, w: dict[str, int]) -> tuple[int, int, int]:
        """State, move and symbol written by the step of a window token."""
        a, (q, s) = self.form.table, divmod(w["centre"], self.form.tokens.G)
        return int(a.nx[q, s]), int(a.mv[q, s, 0]), int(a.wr[q, s, 0])

    def _w(self, what: str) -> Iterator[tuple[int, int]]:
        """A step: what the next step finds (sides it has not seen are not voted for), or the verdict after it."""
        G, a = self.form.tokens.G, self.form.table
        for token, w in self._kinds["w"]:
            q, move, written = self._after(w)
            if what == "o" and 0 <= w["o"] + move <= 3:
                yield token, w["o"] + move
            elif what == "verdict":
                yield token, VERDICTS.index(a.verdicts[q])
            elif what == "centre":
                yield token, q * G + {-1: w["left"], 0: written, 1: w["right"]}[move]
            elif what == "left" and move != -1:
                yield token, written if move else w["left"]
            elif what == "right" and move != 1:
                yield token, written if move else w["right"]

    def _cell(self, what: str, p: int) -> Iterator[tuple[int, int]]:
        """A step: what it leaves in cell p of its frame, if that is among the cells it saw."""
        G = self.form.tokens.G
        for token, w in self._kinds["w"]:
            q, move, written = self._after(w)
            seen = {0: w["left"], 1: written, 2: w["right"]}
            at = p - w["o"]
            if at in seen:
                symbol = seen[at]
                yield token, G * (1 + q) + symbol if at == 1 + move and what == "content" else symbol
