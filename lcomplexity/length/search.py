"""The least number of gates for a truth table: a search from both sides, in portions, that can be written down and resumed.

For each number of tokens T in question there is a :class:`lcomplexity.length.gate_search.Walk`, which ends in a program or in
a refutation. A program brings the upper end down, a refutation brings the lower end up; when they meet the length is exact.
Work is shared out in nodes, not in seconds, so the course of a search does not depend on the machine.

First every T from the lower end on gets a fair try, until a program is found; then the two ends are worked on in turn. Programs are
also looked for on the sums of interchangeable variables, where there are fewer points.

>>> search = Search(3, 0b10010110)                                              # parity of three bits
>>> while not search.exact:
...     search.advance()
>>> search.lower, search.upper, len(search.refuted.lemmas), len(search.gates)
(2, 2, 1, 2)
"""

from __future__ import annotations

from typing import Any

from lcomplexity.errors import PredictorError
from lcomplexity.length.gate_search import Found, Walk
from lcomplexity.length.interchange import interchangeable, spread, sums
from lcomplexity.length.refutation import Lemma, Refuted, Step, fault_of, trimmed, wrong_lemma
from lcomplexity.length.separability import Separation, cube, labels_of

#: Nodes spent on the sums, and on the points, for one T before the next one is tried too.
SUMS, FAIR = 500, 4000
#: How far above the lower end programs are looked for.
AHEAD = 4
#: Tables with more variables have too many points to walk on.
MAX_VARIABLES = 12


class Search:
    """The bounds known so far on the tokens of a function of ``n`` variables (at most 12) given by its table.

    ``lower`` and ``upper`` (``None``: no program yet) are what is known beforehand, from theorems. ``gates`` is the shortest
    program found here, ``refuted`` the refutation found here of ``lower - 1`` tokens; each ``None`` if there is none.
    """

    def __init__(self, n: int, table: int, lower: int = 1, upper: int | None = None) -> None:
        if not 0 <= n <= MAX_VARIABLES or table < 0 or table >> (1 << n):
            raise PredictorError(f"search: no table of {n} variables; give at most {MAX_VARIABLES}, and 2^n bits")
        self.n, self.table = n, table
        self.lower, self.upper = lower, upper
        self.gates: tuple[Separation, ...] | None = None
        self.refuted: Refuted | None = None
        self._groups = interchangeable(n, table)
        self._cube = cube(n), labels_of(n, table)
        self._sums = sums(n, table, self._groups)
        self._on_sums: dict[int, Walk] = {}
        self._on_cube: dict[int, Walk] = {}
        self._T = self.lower
        self._past = 0

    @property
    def exact(self) -> bool:
        """Return whether both ends have met."""
        return self.upper is not None and self.lower >= self.upper

    @property
    def nodes(self) -> int:
        """Return the number of nodes visited."""
        return self._past + sum(walk.nodes for walks in (self._on_sums, self._on_cube) for walk in walks.values())

    def describe(self) -> str:
        """Return one line that says where the search stands.

        >>> Search(2, 0b0110).describe()
        'at least 1 tokens; trying 1: 0 nodes'
        """
        ends = f"at least {self.lower}" if self.upper is None else f"{self.lower} to {self.upper}"
        if self.exact:
            return f"{self.lower} tokens"
        walk = self._on_cube.get(self._T)
        return f"{ends} tokens; trying {self._T}: {walk.nodes if walk else 0:,} nodes"

    def advance(self, nodes: int = 1) -> None:
        """Go on by at most so many nodes.

        >>> search = Search(2, 0b1000); search.advance(); search.lower, search.upper
        (1, 1)
        """
        if self.exact:
            return
        T = self._T = self._chosen()
        if len(self._sums[0]) < len(self._cube[0]):
            if T not in self._on_sums:
                self._on_sums[T] = Walk(*self._sums, T)
            walk = self._on_sums[T]
            if walk.nodes < SUMS:
                outcome = walk.advance(nodes)
                if isinstance(outcome, Found):
                    self._found(T, tuple(spread(gate, self.n, self._groups) for gate in outcome.gates))
                elif isinstance(outcome, Refuted):
                    # Says nothing about the function, only that there is no program on the sums.
                    walk.nodes = SUMS
                return
        if T not in self._on_cube:
            self._on_cube[T] = Walk(*self._cube, T)
        outcome = self._on_cube[T].advance(nodes)
        if isinstance(outcome, Found):
            self._found(T, outcome.gates)
        elif isinstance(outcome, Refuted):
            self._refute(T, trimmed(outcome, T, 1 << self.n))

    def _refute(self, T: int, refuted: Refuted) -> None:
        points, labels = self._cube
        fault = fault_of(refuted, T, len(points)) or wrong_lemma(refuted.lemmas, points, labels, T)
        if fault is not None:
            raise PredictorError(f"search: the refutation of {T} tokens does not hold: {fault}")
        self.lower, self.refuted = T + 1, refuted
        self._forget()

    def _found(self, T: int, gates: tuple[Separation, ...]) -> None:
        contexts = [list(p) for p in self._cube[0]]
        for gate in gates:
            for c in contexts:
                c.append(gate.label(c))
        if len(gates) != T or [c[-1] for c in contexts] != list(self._cube[1]):
            raise PredictorError(f"search: the program of {T} tokens does not compute the function")
        self.upper, self.gates = T, gates
        self._forget()

    def tighten(self, lower: int, upper: int | None) -> None:
        """Take in ends that are known from elsewhere.

        >>> search = Search(2, 0b0110); search.tighten(2, 3); search.lower, search.upper
        (2, 3)
        """
        if lower > self.lower:
            # The refutation is of fewer tokens: no longer what the lower end rests on.
            self.lower, self.refuted = lower, None
        if upper is not None and (self.upper is None or upper < self.upper):
            self.upper, self.gates = upper, None
        self._forget()

    def _forget(self) -> None:
        for walks in (self._on_sums, self._on_cube):
            top = self.lower + AHEAD if self.upper is None else self.upper - 1
            for done in set(walks) - set(range(self.lower, top + 1)):
                self._past += walks.pop(done).nodes

    def _chosen(self) -> int:
        """The number of tokens to try next."""
        spent = {T: walk.nodes for T, walk in self._on_cube.items()}
        top = self.lower + AHEAD if self.upper is None else self.upper - 1
        for T in range(self.lower, min(top, self.lower + AHEAD) + 1):
            if spent.get(T, 0) < FAIR:
                return T
        # Three times as much for the lower end, which is a question that ends.
        if spent.get(self.lower, 0) <= 3 * spent.get(top, 0):
            return self.lower
        return top

    # --- written down ------------------------------------------------------------------------------------------------

    def record(self) -> dict[str, Any]:
        """Return everything known as JSON data, what the walks under way have learned included.

        >>> Search(2, 0b0110).record()["table"]
        '0x6'
        """
        return {
            "n": self.n,
            "table": hex(self.table),
            "gates": None if self.gates is None else [[list(g.weights), g.threshold] for g in self.gates],
            "refuted": None if self.refuted is None else [self.lower - 1, _refuted_json(self.refuted)],
            "past": self._past,
            "on_sums": [[T, walk.record()] for T, walk in self._on_sums.items()],
            "on_cube": [[T, walk.record()] for T, walk in self._on_cube.items()],
        }

    @staticmethod
    def restored(record: dict[str, Any]) -> Search:
        """Return a search that knows what the one that wrote the record knew, each piece of it checked again.

        ``lower`` and ``upper`` of theorems are not in a record: give them to the search anew. Raises :class:`PredictorError` for
        what is no record, or holds something false.

        >>> Search.restored(Search(2, 0b0110).record()).advance()
        >>> Search.restored({"n": 2})
        Traceback (most recent call last):
            ...
        lcomplexity.errors.PredictorError: search: this is no record of a search (KeyError: 'table')
        """
        try:
            return Search._restored(record)
        except (KeyError, TypeError, ValueError, IndexError, AttributeError) as error:
            if isinstance(error, PredictorError):
                raise
            raise PredictorError(f"search: this is no record of a search ({type(error).__name__}: {error})") from None

    @staticmethod
    def _restored(record: dict[str, Any]) -> Search:
        search = Search(record["n"], int(record["table"], 16))
        search._past = int(record["past"])
        if record["gates"] is not None:
            gates = tuple(Separation(tuple(w), theta) for w, theta in record["gates"])
            search._found(len(gates), gates)
        if record["refuted"] is not None:
            T, refuted = record["refuted"]
            search._refute(T, _refuted_from(refuted))
        for name, walks, problem in (
            ("on_sums", search._on_sums, search._sums),
            ("on_cube", search._on_cube, search._cube),
        ):
            for T, learned in record[name]:
                walks[T] = Walk(*problem, T)
                walks[T].restore(learned)
        return search


def _refuted_json(refuted: Refuted) -> list[Any]:
    lemmas = [[lemma.gate, list(lemma.signs), [list(term) for term in lemma.terms]] for lemma in refuted.lemmas]
    return [lemmas, [[list(step.clause), list(step.hints)] for step in refuted.steps], refuted.nodes]


def _refuted_from(record: list[Any]) -> Refuted:
    lemmas, steps, nodes = record
    return Refuted(
        tuple(Lemma(gate, tuple(signs), tuple(tuple(term) for term in terms)) for gate, signs, terms in lemmas),
        tuple(Step(tuple(clause), tuple(hints)) for clause, hints in steps),
        nodes,
    )
