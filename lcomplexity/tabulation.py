"""The engine ``tabulated``: winners looked up in tables, made from the scores by enumerating all that can be read.

Two tokens that say the same in a slot are one *class*. Two kinds of tables, both for rules that are products
(:mod:`lcomplexity.compiled_rules`):

* a *joint* table, if few combinations of classes exist: each combination is scored, exactly, and its winner written down;
* else an *automaton* for each coordinate. It takes the reads one by one; its state is the exact vector of sums so far. As
  soon as a value leads by more than all later reads could change, whatever they are, it is decided.

A table has no answer where the margin is below 1, or where sums so far name several values and none is decided (tokens that
contradict each other, which the constructions rule out): the engine then scores that token. So an answer of a table is the
argmax, with margin at least 1, for *every* context: enumeration is its proof.

>>> from lcomplexity.compiled_rules import compiled
>>> from lcomplexity.constructions.circuit import threshold
>>> rules = threshold((1, 1), 2).predictor.rules                     # 2 (x_1 + x_2) - 3 >= 0
>>> tabulated(rules, compiled(rules, 2)).joint.tolist()              # for x = 00, 01, 10, 11
[0, 0, 0, 1]
"""

from __future__ import annotations

from typing import NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from lcomplexity.compiled_rules import CompiledRules, Integers
from lcomplexity.predictor import Rule

#: Kinds of rules: scored, with a joint table, with automata.
SCORED, JOINT, AUTOMATA = range(3)

#: Entries of a joint table, and sums worked out for it; entries of the automata of one coordinate.
MAX_JOINT = 1 << 16
MAX_SUMS = 1 << 22
MAX_AUTOMATON = 1 << 20


class Tables(NamedTuple):
    """Return of :func:`tabulated`. ``classes[row * size + u]`` is the class of token u in class table ``row``.

    Joint: what token u says in slot j of rule r is ``classes[class_rows[first_class[r] + j] + u]``; the winner is
    ``joint[first_joint[r] + sum of these]``, -1: none. Automata: ``start[c]`` is the first state of
    coordinate c; from state s, a token with class k by class table ``read_classes[e]`` leads to ``following[s + k]``: the next
    state, or -1: no answer, or -2 - v: value v is decided.
    """

    kind: Integers
    first_class: Integers
    class_rows: Integers
    first_joint: Integers
    joint: Integers
    start: Integers
    read_classes: Integers
    following: NDArray[np.int32]
    classes: NDArray


def tabulated(rules: tuple[Rule, ...], c: CompiledRules) -> Tables:
    """Return the tables of rules whose compiled form is ``c``.

    >>> from lcomplexity.compiled_rules import compiled
    >>> from lcomplexity.constructions.circuit import threshold
    >>> rules = threshold((1,) * 40, 20).predictor.rules                # 2^40 combinations: no joint table
    >>> tabulated(rules, compiled(rules, 2)).kind.tolist() == [AUTOMATA]
    True
    """
    maker = _Maker(c)
    for r in range(len(rules)):
        maker.add(r)
    return maker.tables()


class _Maker:
    def __init__(self, c: CompiledRules) -> None:
        self.c = c
        self._classes: dict[tuple[object, ...], int] = {}
        self._contents: dict[bytes, int] = {}
        self._class_tables: list[Integers] = []
        self._kinds = list[int]()
        self._first_class, self._class_rows = list[int](), list[int]()
        self._first_joint, self._joint = list[int](), [np.zeros(0, np.int64)]
        self._joint_length = 0
        self._start, self._read_classes = np.zeros(len(c.values), np.int64), np.zeros(len(c.read_slots), np.int64)
        self._following: list[int] = []
        self._automata: dict[tuple[object, ...], _Automaton | None] = {}

    def tables(self) -> Tables:
        classes = np.concatenate([np.zeros(0, np.int64), *self._class_tables])
        narrow = np.uint16 if self.c.size <= 1 << 16 else np.uint32
        return Tables(
            np.array(self._kinds, np.int64),
            np.array(self._first_class, np.int64),
            np.array(self._class_rows, np.int64),
            np.array(self._first_joint, np.int64),
            np.concatenate(self._joint),
            self._start,
            self._read_classes,
            np.array(self._following, np.int32),
            classes.astype(narrow),
        )

    def add(self, r: int) -> None:
        c = self.c
        self._first_class.append(len(self._class_rows))
        self._first_joint.append(self._joint_length)
        kind = SCORED
        if c.product[r] and 0 < c.slots[r] <= 62:
            if self._add_joint(r):
                kind = JOINT
            elif all(
                self._add_automaton(k, bool(c.silent[r])) for k in range(c.coordinates[r], c.coordinates[r + 1])
            ):
                kind = AUTOMATA
        self._kinds.append(kind)

    # --- what a token says ---

    def _entries(self, e: int, u: int) -> list[tuple[int, int]]:
        c = self.c
        row = c.read_tables[e] * c.size + u
        here = slice(c.rows[row], c.rows[row + 1])
        return list(zip(c.entry_values[here].tolist(), c.entry_weights[here].tolist(), strict=True))

    def _class_table(self, reads: tuple[int, ...]) -> tuple[int, list[int]]:
        """The number of the class table for what a token says through these reads, and one token of each class."""
        c = self.c
        key = tuple((int(c.read_tables[e])) for e in reads)
        if key not in self._classes:
            # Tokens with nothing to say are most of them; they are one class, and not looked at one by one.
            heard = np.zeros(c.size, np.bool_)
            for e in reads:
                rows = c.rows[c.read_tables[e] * c.size : (c.read_tables[e] + 1) * c.size + 1]
                heard |= np.diff(rows) > 0
            found: dict[object, int] = {}
            of_token = np.zeros(c.size, np.int64)
            if not heard.all():
                found[tuple(() for _ in reads)] = 0
            for u in np.flatnonzero(heard):
                said = tuple(tuple(self._entries(e, int(u))) for e in reads)
                of_token[u] = found.setdefault(said, len(found))
            self._classes[key] = self._kept(of_token)
        number = self._classes[key]
        _, first = np.unique(self._class_tables[number], return_index=True)
        return number, [int(u) for u in first]

    def _kept(self, table: Integers) -> int:
        """The number of a class table. Equal ones are one: it stays in the processor's cache."""
        content = table.tobytes()
        if content not in self._contents:
            self._contents[content] = len(self._class_tables)
            self._class_tables.append(table)
        return self._contents[content]

    # --- joint tables ---

    def _add_joint(self, r: int) -> bool:
        c = self.c
        coordinates = range(c.coordinates[r], c.coordinates[r + 1])
        by_slot: list[list[int]] = [[] for _ in range(c.slots[r])]
        for k in coordinates:
            for e in range(c.reads[k], c.reads[k + 1]):
                by_slot[c.read_slots[e]].append(e)
        if len(by_slot) > 8:
            return False
        tables = [self._class_table(tuple(reads)) for reads in by_slot]
        dims = [len(representatives) for _, representatives in tables]
        combinations = int(np.prod(dims, dtype=object))
        if combinations > MAX_JOINT or combinations * int(c.values[coordinates].sum()) > MAX_SUMS:
            return False
        total, margin, index = np.zeros(dims, np.int64), np.full(dims, 2**62), np.zeros(dims, np.int64)
        for k in coordinates:
            S = np.zeros((*dims, c.values[k]), np.int64)
            for e in range(c.reads[k], c.reads[k + 1]):
                slot = c.read_slots[e]
                said = np.zeros((dims[slot], c.values[k]), np.int64)
                for j, u in enumerate(tables[slot][1]):
                    for v, w in self._entries(e, u):
                        said[j, v] += w
                S += said.reshape([dims[slot] if j == slot else 1 for j in range(len(dims))] + [int(c.values[k])])
            best = S.argmax(axis=-1)
            top = np.take_along_axis(S, best[..., None], -1)[..., 0]
            if c.values[k] > 1:
                np.put_along_axis(S, best[..., None], -(2**62), -1)
                margin = np.minimum(margin, top - S.max(axis=-1))
            total, index = total + top, index * c.values[k] + best
        winner = c.combined[c.first_combined[r] + index]
        if c.silent[r]:
            silent_wins = total < 0
            margin = np.where(silent_wins, -total if c.silent[r] == 1 else 0, np.minimum(margin, total))
            winner = np.where(silent_wins, c.first_silent[r], winner)
        self._joint.append(np.where(margin >= 1, winner, -1).ravel())
        self._joint_length += winner.size
        weight = winner.size
        for (number, _), dim in zip(tables, dims, strict=True):
            # Classes times the combinations of the slots behind: a sum is then the place in the joint table.
            weight //= dim
            self._class_rows.append(self._kept(self._class_tables[number] * weight) * c.size)
        return True

    # --- automata ---

    def _add_automaton(self, k: int, beside_silent: bool) -> bool:
        c = self.c
        reads = range(c.reads[k], c.reads[k + 1])
        key = (int(c.value_rows[k]), beside_silent, *(int(c.read_tables[e]) for e in reads))
        if key not in self._automata:
            # Where some tokens always score 0, a value has to beat that, too.
            self._automata[key] = self._automaton(list(reads), int(c.values[k]), int(beside_silent))
        automaton = self._automata[key]
        if automaton is None:
            return False
        self._start[k] = automaton.start
        self._read_classes[reads.start : reads.stop] = automaton.classes
        return True

    def _automaton(self, reads: list[int], values: int, silent: int) -> _Automaton | None:
        """The automaton of one coordinate with so many values; ``None``: too large."""
        if not reads:
            # Decided, or without an answer, before anything is read.
            return _Automaton(_next((), [], 0, values, silent, {}), [])
        said = []
        for e in reads:
            number, representatives = self._class_table((e,))
            said.append((number, [self._entries(e, u) for u in representatives]))
        # How much later reads can still move one value against another.
        rest = [0]
        for _, rows in said[::-1]:
            weights = [w for row in rows for _, w in row] + [0]
            rest.append(rest[-1] + max(weights) - min(weights))
        rest = rest[::-1]
        start, made = len(self._following), list[int]()
        states: list[_Sums] = [()]
        for i, (_, rows) in enumerate(said):
            if len(made) + len(states) * len(rows) > MAX_AUTOMATON:
                return None
            after: dict[_Sums, int] = {}
            numbers = [_next(state, row, rest[i + 1], values, silent, after) for state in states for row in rows]
            # States of the next read follow these; each has a row of as many entries as that read has classes.
            behind = start + len(made) + len(numbers)
            width = len(said[i + 1][1]) if i + 1 < len(said) else 0
            made += [behind + s * width if s >= 0 else s for s in numbers]
            states = list(after)
        self._following += made
        return _Automaton(start, [number for number, _ in said])


#: Sums so far that are not 0, value by value.
_Sums: TypeAlias = tuple[tuple[int, int], ...]


class _Automaton(NamedTuple):
    """Where its first state stands, and the class table of each read."""

    start: int
    classes: list[int]


def _next(
    state: _Sums,
    said: list[tuple[int, int]],
    rest: int,
    values: int,
    silent: int,
    after: dict[_Sums, int],
) -> int:
    """What a state becomes: the number of a state in ``after``, -1 for no answer, or -2 - v if value v is decided.

    ``rest`` bounds what the later reads can still move a value against any other.
    """
    sums = dict(state)
    for v, w in said:
        sums[v] = sums.get(v, 0) + w
    sums = {v: s for v, s in sums.items() if s}
    ranked = sorted(sums, key=lambda v: -sums[v])
    unnamed = values + silent - len(sums)
    others = [sums[v] for v in ranked[1:]] + [0] * (unnamed > 0)
    if ranked and (not others or sums[ranked[0]] - max(others) > rest):
        return -2 - ranked[0]
    if unnamed == 1 and not silent and (not ranked or -sums[ranked[0]] > rest):
        return -2 - min(set(range(values)) - set(sums))
    if len(sums) > 1 or not rest:
        return -1
    return after.setdefault(tuple(sums.items()), len(after))
