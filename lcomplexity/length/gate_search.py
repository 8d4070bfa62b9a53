"""Do T gates suffice for a labelling of points? A complete search: the gates, or a refutation that can be replayed.

Token t is a threshold gate of (p, z_1 .. z_(t-1)), and z_T must be the label of every point p. The unknowns are the bits z_s(p)
for s < T, and the signs of the weights that tokens t < T give earlier ones (see :mod:`lcomplexity.length.refutation`, which also says
what a lemma is).

**Best case.** A bit that is not decided yet is given to each gate that reads it at the value that helps: for a positive weight,
the label of the point. If even so a gate's labels cannot be separated, the relation that says so is a lemma.

**A node.** The gates are separated from the last to the first. Each separation found tells which undecided bits it needs at their
best value, and lets the others fall either way (those of small weight first); the bits needed are *wanted*, and are the labels
of the earlier gates. If every gate can be separated, that is a program. If one cannot, its lemma is a clause on decided and
wanted bits: it goes to the clauses (:mod:`lcomplexity.length.clause_learning`), and unless it decides something at once, one
of its wanted bits is decided to be the other way.

The course depends on the order in which points enter the linear systems, and its length varies with it, so the points are
shuffled now and then, and the decisions taken back; what has been learned is kept.

>>> from lcomplexity.length.separability import cube
>>> walk = Walk(cube(2), (0, 1, 1, 0), 2)                                             # XOR by two gates
>>> found = walk.advance(100)
>>> [gate.label(p) for p in cube(2) for gate in found.gates[:1]], found.gates[1].weights[2] > 0
([1, 1, 1, 0], True)
>>> Walk(cube(2), (0, 1, 1, 0), 1).advance(1).lemmas
(Lemma(gate=1, signs=(), terms=((0, 1, 0), (1, 1, 1), (2, 1, 1), (3, 1, 0))),)
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lcomplexity.errors import PredictorError
from lcomplexity.length.clause_learning import Clauses
from lcomplexity.length.refutation import (
    OPEN,
    Lemma,
    Refuted,
    Step,
    bits_of,
    clause_of,
    sign_variable,
    step_fault,
    variable,
    wrong_lemma,
)
from lcomplexity.length.separability import Point, Separation, small
from lcomplexity.length.strict_system import Cancellation, solve

#: Nodes before the points are shuffled for the first time.
SHUFFLE_AFTER = 500


@dataclass(frozen=True)
class Found:
    """Gates over (p, z_1, .., z_(t-1)) whose last one labels every point as asked; ``nodes`` of the search."""

    gates: tuple[Separation, ...]
    nodes: int


class Walk:
    """A search for T gates that goes on in portions, and can be written down in between.

    Its course follows from its arguments. Raises :class:`PredictorError` if points, labels (0 or 1) and T >= 1 do not fit
    together.
    """

    def __init__(self, points: Sequence[Point], labels: Sequence[int], T: int) -> None:
        if T < 1 or not points or len(points) != len(labels) or not set(labels) <= {0, 1}:
            raise PredictorError(
                f"gate search: {T} gates, {len(points)} points, {len(labels)} labels; give at least one gate and point, "
                "and each point a label 0 or 1"
            )
        self.T, self.N = T, len(points)
        self.points = [tuple(map(int, p)) for p in points]
        self.nodes = 0
        self._P = np.array([(1, *p) for p in self.points], np.int64)
        self._f = np.array(labels, np.int64)
        self._order = np.arange(self.N)
        self._until_shuffle = SHUFFLE_AFTER
        self._shuffles = 0
        self._signs = [(t, s) for t in range(2, T) for s in range(1, t)]
        self._clauses = Clauses((T - 1) * self.N + len(self._signs))
        self._lemmas: dict[Lemma, int] = {}

    def advance(self, nodes: int) -> Found | Refuted | None:
        """Return the outcome if it is reached within so many nodes more, else ``None``.

        >>> from lcomplexity.length.separability import cube
        >>> walk = Walk(cube(3), (0, 1, 1, 0, 1, 0, 0, 1), 1)
        >>> walk.advance(0) is None, isinstance(walk.advance(1), Refuted)
        (True, True)
        """
        for _ in range(nodes):
            outcome = self._visit()
            if outcome is not None:
                return outcome
        return None

    def _visit(self) -> Found | Refuted | None:
        clauses = self._clauses
        self.nodes += 1
        self._until_shuffle -= 1
        if self._until_shuffle < 0:
            self._shuffle(self._shuffles + 1)
            clauses.forget_decisions()
            clauses.settle()
        self._decide_signs()
        if clauses.contradictory:
            return self._refuted()
        lemma = self._separate()
        if isinstance(lemma, Found):
            return lemma
        if lemma in self._lemmas:
            clauses.recall(self._lemmas[lemma])
        else:
            self._lemmas[lemma] = clauses.add(clause_of(lemma, self.T, self.N))
        if clauses.settle():
            open_ones = [
                -x if bit else x
                for s, p, bit in bits_of(lemma, self.T)
                for x in (variable(self.N, s, p),)
                if not clauses.value[x]
            ]
            if open_ones and not any(self._holds(literal) for literal in clause_of(lemma, self.T, self.N)):
                clauses.decide(max(open_ones, key=lambda literal: clauses.activity[abs(literal)]))
                clauses.settle()
        return self._refuted() if clauses.contradictory else None

    def _shuffle(self, number: int) -> None:
        self._shuffles = number
        self._until_shuffle = SHUFFLE_AFTER * (1 + number // 4)
        order = list(range(self.N))
        Random(number).shuffle(order)
        self._order = np.array(order, np.int64)

    def _holds(self, literal: int) -> bool:
        return (self._clauses.value[abs(literal)] > 0) == (literal > 0) and self._clauses.value[abs(literal)] != 0

    def _decide_signs(self) -> None:
        for t, s in self._signs:
            x = sign_variable(self.T, self.N, t, s)
            while not self._clauses.contradictory and not self._clauses.value[x]:
                self._clauses.decide(x)
                self._clauses.settle()

    def _refuted(self) -> Refuted:
        number = {old: new for new, old in enumerate([*self._lemmas.values(), *self._clauses.numbers])}
        steps = [Step(tuple(sorted(c)), tuple(number[h] for h in hints)) for c, hints in self._clauses.learned]
        return Refuted(tuple(self._lemmas), tuple(steps), self.nodes)

    def record(self) -> dict[str, Any]:
        """Return what has been learned, as JSON data.

        >>> from lcomplexity.length.separability import cube
        >>> Walk(cube(2), (0, 1, 1, 0), 1).record()
        {'nodes': 0, 'shuffles': 0, 'clauses': []}
        """
        clauses: list[tuple[int, list[Any]]] = [
            (number, [lemma.gate, list(lemma.signs), [list(term) for term in lemma.terms]])
            for lemma, number in self._lemmas.items()
        ]
        learned = zip(self._clauses.numbers, self._clauses.learned, strict=True)
        clauses += [(number, [list(clause), list(hints)]) for number, (clause, hints) in learned]
        return {"nodes": self.nodes, "shuffles": self._shuffles, "clauses": [c for _, c in sorted(clauses)]}

    def restore(self, record: dict[str, Any]) -> None:
        """Take up, in a new walk of the same points, labels and T, what another one has learned.

        The course is not the same from there on, but nothing learned is lost. Raises :class:`PredictorError` if something in
        the record is false.

        >>> from lcomplexity.length.separability import cube
        >>> parity = (0, 1, 1, 0, 1, 0, 0, 1); first = Walk(cube(3), parity, 1)
        >>> first.advance(1) == first.advance(0); second = Walk(cube(3), parity, 1); second.restore(first.record())
        False
        >>> second.advance(1).lemmas == first.advance(1).lemmas
        True
        """
        self.nodes = record["nodes"]
        if record["shuffles"]:
            self._shuffle(record["shuffles"])
        clauses = list[tuple[int, ...]]()
        for entry in record["clauses"]:
            if len(entry) == 3:
                gate, signs, terms = entry
                lemma = Lemma(gate, tuple(signs), tuple(tuple(term) for term in terms))
                if wrong_lemma([lemma], self.points, self._f.tolist(), self.T):
                    raise PredictorError("gate search: a lemma that was written down does not hold")
                clauses.append(clause_of(lemma, self.T, self.N))
                self._lemmas[lemma] = self._clauses.add(clauses[-1])
            else:
                clause, hints = tuple(entry[0]), entry[1]
                if step_fault(clause, hints, clauses) is not None:
                    raise PredictorError("gate search: a clause that was written down does not follow")
                clauses.append(clause)
                self._clauses.add_learned(clause, hints)
        self._clauses.settle()

    def _separate(self) -> Lemma | Found:
        """Separate the gates from the last to the first: all of them, or the lemma of the first that cannot be."""
        value = np.array(self._clauses.value, np.int64)
        decided = value[1 : 1 + (self.T - 1) * self.N].reshape(self.T - 1, self.N)
        bits = np.where(decided == 0, OPEN, decided > 0)
        found: list[NDArray[np.int64]] = []
        for t in range(self.T, 0, -1):
            at = self._order if t == self.T else self._order[bits[t - 1, self._order] != OPEN]
            y = self._f[at] if t == self.T else bits[t - 1, at]
            signs = np.array(
                [1 if t == self.T else value[sign_variable(self.T, self.N, t, s)] for s in range(1, t)], np.int64
            )
            columns = self._P.shape[1] + len(signs)
            if len(at) == 0:
                found.append(np.zeros(columns, np.int64))
                continue
            best = np.where(signs[:, None] > 0, y, 1 - y)
            known = bits[: t - 1, at]
            values = np.where(known == OPEN, best, known)
            rows = np.zeros((len(at) + len(signs), columns), np.int64)
            rows[: len(at), : self._P.shape[1]] = self._P[at]
            rows[: len(at), self._P.shape[1] :] = values.T
            rows[: len(at)] *= np.where(y == 1, 1, -1)[:, None]
            for i, sign in enumerate(signs):
                rows[len(at) + i, self._P.shape[1] + i] = sign
            answer = solve(rows)
            if isinstance(answer, Cancellation):
                named = np.where(values == best, OPEN, values)
                terms = [
                    (int(at[i]), factor, int(y[i]), *named[:, i].tolist())
                    for i, factor in answer.multipliers
                    if i < len(at)
                ]
                return Lemma(t, tuple(signs.tolist()), tuple(terms))
            w = np.array(answer.w, np.int64)
            found.append(w)
            # Open bits may fall the bad way as long as the score stays right, those of small weight first.
            slack, sizes = rows[: len(at)] @ w, np.abs(w[self._P.shape[1] :])
            for s in np.argsort(sizes, kind="stable"):
                loose = (known[s] == OPEN) & (slack > sizes[s])
                slack -= np.where(loose, sizes[s], 0)
                wanted = (known[s] == OPEN) & ~loose
                bits[s, at[wanted]] = best[s, wanted]
        return Found(self._program(found[::-1]), self.nodes)

    def _program(self, weights: list[NDArray[np.int64]]) -> tuple[Separation, ...]:
        """The gates in order, each with its weights brought down for what it really labels; checked on all points."""
        contexts = [list(p) for p in self.points]
        gates = []
        for t, w in enumerate(weights, start=1):
            numbers = w.tolist()
            labels = [int(sum(map(int.__mul__, numbers, (1, *c))) > 0) for c in contexts]
            if t == self.T and labels != self._f.tolist():
                raise AssertionError("gate search: the gates found do not give the labels")
            gates.append(small(contexts, labels, numbers[1:]))
            for c, label in zip(contexts, labels, strict=True):
                c.append(label)
        return tuple(gates)
