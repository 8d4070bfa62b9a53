"""Clauses that learn: unit propagation, conflict analysis and backjumping, with a replayable reason for every clause learned.

The usual core of a satisfiability solver (Marques-Silva and Sakallah; two watched literals and activities as in Chaff), kept
small, in which clauses can come in at any time, from whoever looks at the assignment. A literal is a variable's number, 1, 2, ..,
or minus it. Every clause has a number; a learned one lists as hints the clauses from which it follows by unit propagation, in
order.

>>> c = Clauses(2)
>>> [c.add((1, 2)), c.add((1, -2)), c.add((-1, 2)), c.add((-1, -2))]
[0, 1, 2, 3]
>>> c.settle(), c.contradictory                                                 # nothing is forced yet
(True, False)
>>> c.decide(1); c.settle(), c.contradictory, c.learned[-1]
(False, True, ((), (5, 4, 1)))
"""

from __future__ import annotations

from collections.abc import Sequence

#: What a conflict adds to the activity of its variables; activities are halved after so many conflicts.
_BUMP, _HALVED_AFTER = 1 << 16, 64


class Clauses:
    """Clauses over ``variables`` variables, and the current assignment: decisions, and what follows from them.

    ``learned`` lists (clause, hints) for each learned clause; ``numbers[i]`` is the number of learned clause i.
    """

    def __init__(self, variables: int) -> None:
        #: 1 if the variable is true, -1 if false, 0 if open; index 0 is not used.
        self.value = [0] * (variables + 1)
        self.contradictory = False
        self.learned: list[tuple[tuple[int, ...], tuple[int, ...]]] = []
        self.numbers: list[int] = []
        self.activity = [0] * (variables + 1)
        self._conflicts = 0
        self._clauses: list[list[int]] = []
        self._watchers: dict[int, list[int]] = {}
        self._trail: list[int] = []
        self._limits: list[int] = []
        self._level = [0] * (variables + 1)
        self._reason = [-1] * (variables + 1)
        # The number of the unit clause for a variable assigned once and for all.
        self._unit = [-1] * (variables + 1)
        self._done = 0
        self._pending: list[int] = []

    # --- what the owner does -----------------------------------------------------------------------------------------

    def add(self, clause: Sequence[int]) -> int:
        """Add a clause without repeated literals and return its number; :meth:`settle` draws the conclusions.

        >>> c = Clauses(1); c.add((1,)), c.settle(), c.value[1]
        (0, True, 1)
        """
        return self._attach(list(clause))

    def add_learned(self, clause: Sequence[int], hints: Sequence[int]) -> int:
        """Add a clause that was learned before, with its hints, and return its number.

        >>> c = Clauses(1); c.add((1,)); c.add_learned((1,), (0,)), c.learned
        0
        (1, [((1,), (0,))])
        """
        number = self._note(tuple(clause), list(hints))
        self._watch(number)
        return number

    def recall(self, number: int) -> None:
        """Have the next :meth:`settle` look at a clause that was added before.

        >>> c = Clauses(1); c.recall(c.add((1,))); c.settle()
        True
        """
        for literal in self._clauses[number][:2]:
            self._watchers[literal].remove(number)
        self._watch(number)

    def decide(self, literal: int) -> None:
        """Make an open literal true, as a decision.

        >>> c = Clauses(1); c.decide(-1); c.value[1]
        -1
        """
        self._limits.append(len(self._trail))
        self._assign(literal, -1)

    def settle(self) -> bool:
        """Draw the conclusions of all clauses and decisions, and return whether no decision had to be taken back.

        A conflict is analysed, its clause learned, and the decisions behind it are taken back; a conflict without
        decisions makes the clauses :attr:`contradictory`, and the last clause learned is empty.

        >>> c = Clauses(2); c.add((-1, 2)); c.decide(1); c.settle(), c.value[2]
        0
        (True, 1)
        """
        smooth = True
        while not self.contradictory:
            conflict = self._propagate()
            if conflict is None:
                break
            smooth = False
            self._learn(conflict)
        return smooth

    def forget_decisions(self) -> None:
        """Take all decisions back; what follows without them stays.

        >>> c = Clauses(1); c.decide(1); c.forget_decisions(); c.value[1]
        0
        """
        self._back(0)

    # --- assignment --------------------------------------------------------------------------------------------------

    def _true(self, literal: int) -> int:
        return self.value[literal] if literal > 0 else -self.value[-literal]

    def _assign(self, literal: int, reason: int) -> None:
        x = abs(literal)
        self.value[x] = 1 if literal > 0 else -1
        self._level[x] = len(self._limits)
        self._reason[x] = reason
        self._trail.append(literal)
        if not self._limits:
            # For good: its unit clause follows from the reason and the unit clauses of the other literals.
            clause = self._clauses[reason]
            self._unit[x] = (
                reason
                if len(clause) == 1
                else self._note((literal,), [*(self._unit[abs(v)] for v in clause if v != literal), reason])
            )

    def _back(self, level: int) -> None:
        if len(self._limits) <= level:
            return
        start = self._limits[level]
        for literal in self._trail[start:]:
            self.value[abs(literal)] = 0
        del self._trail[start:]
        del self._limits[level:]
        self._done = min(self._done, start)

    # --- clauses -----------------------------------------------------------------------------------------------------

    def _note(self, clause: tuple[int, ...], hints: list[int]) -> int:
        """Number a clause that follows, without watching it."""
        self._clauses.append(list(clause))
        self.learned.append((clause, tuple(hints)))
        self.numbers.append(len(self._clauses) - 1)
        return len(self._clauses) - 1

    def _attach(self, clause: list[int]) -> int:
        number = len(self._clauses)
        self._clauses.append(clause)
        self._watch(number)
        return number

    def _watch(self, number: int) -> None:
        clause = self._clauses[number]
        # True and open literals first, then the false ones that will be open again soonest.
        clause.sort(key=lambda v: -self._level[abs(v)] if self._true(v) < 0 else -len(self._trail) - 1)
        for literal in clause[:2]:
            self._watchers.setdefault(literal, []).append(number)
        if len(clause) < 2 or self._true(clause[1]) < 0:
            self._pending.append(number)

    def _propagate(self) -> int | None:
        """Assign what follows; return the number of a clause that is false."""
        while self._pending:
            number = self._pending.pop()
            clause = self._clauses[number]
            if not clause or self._true(clause[0]) < 0:
                self._pending.clear()
                return number
            if self.value[abs(clause[0])] == 0:
                self._assign(clause[0], number)
        value, clauses, watchers = self.value, self._clauses, self._watchers
        while self._done < len(self._trail):
            false = -self._trail[self._done]
            self._done += 1
            watching, kept = watchers.get(false, []), list[int]()
            for i, number in enumerate(watching):
                clause = clauses[number]
                if len(clause) == 1:
                    watchers[false] = kept + watching[i:]
                    return number
                if clause[0] == false:
                    clause[0], clause[1] = clause[1], false
                first = clause[0]
                state = value[first] if first > 0 else -value[-first]
                if state > 0:
                    kept.append(number)
                    continue
                for j in range(2, len(clause)):
                    literal = clause[j]
                    if (value[literal] if literal > 0 else -value[-literal]) >= 0:
                        clause[1], clause[j] = literal, false
                        watchers.setdefault(literal, []).append(number)
                        break
                else:
                    kept.append(number)
                    if state < 0:
                        watchers[false] = kept + watching[i + 1 :]
                        return number
                    self._assign(first, number)
            watchers[false] = kept
        return None

    def _learn(self, conflict: int) -> None:
        """Learn from a false clause, go back, and assign what the new clause then forces."""
        top = max((self._level[abs(v)] for v in self._clauses[conflict]), default=0)
        self._back(top)
        hints, clause, seen = [conflict], [], set[int]()
        open_here, at, literals = 0, len(self._trail), self._clauses[conflict]
        units = list[int]()
        pivot = 0
        while True:
            for literal in literals:
                x = abs(literal)
                if literal == pivot or x in seen:
                    continue
                seen.add(x)
                if self._level[x] == 0:
                    units.append(self._unit[x])
                    continue
                self.activity[x] += _BUMP
                if self._level[x] == top:
                    open_here += 1
                else:
                    clause.append(literal)
            if top == 0 or open_here == 0:
                break
            at -= 1
            while abs(self._trail[at]) not in seen:
                at -= 1
            pivot = self._trail[at]
            open_here -= 1
            if open_here == 0:
                clause.insert(0, -pivot)
                break
            reason = self._reason[abs(pivot)]
            hints.append(reason)
            literals = self._clauses[reason]
        self._conflicts += 1
        if self._conflicts % _HALVED_AFTER == 0:
            self.activity = [a >> 1 for a in self.activity]
        if len(hints) == 1 and clause and not units:
            number = conflict
        else:
            number = self._note(tuple(clause), units + hints[::-1])
        if not clause:
            self.contradictory = True
            return
        self._back(max((self._level[abs(v)] for v in clause[1:]), default=0))
        if number == conflict:
            self.recall(number)
        else:
            self._watch(number)
