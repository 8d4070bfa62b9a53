"""The least number of gates of a circuit for every function of four variables, by going through all Boolean chains.

1. *Levels.* All sets of r = 1, 2, .. functions that are the gates of a chain (:mod:`lcomplexity.notions.chain_walk`) are listed,
   one for each orbit under permuting and negating inputs, together with which gates are read by others. A shortest chain
   repeats no function and has no gate that is constant or a variable, so it is among them.
2. *Completion.* Above a level (6 for AND, OR, NOT, 5 for all gates) the remaining gates are added in every way, with two
   prunings. In a shortest chain every gate but the last is read, and each gate uses up at most one unread gate more than it
   makes: R gates, r of them there, leave at most R - r + 1 unread. Of two neighbours of which the second does not read the
   first only the increasing order is taken; the lexicographically least order of the added gates has no other.

What no chain of at most R gates ends in needs more than R, so the numbers are exact by exhaustion. A chain for each class goes with
them: it is checked by evaluating it. The four classes that no nine gates of AND, OR, NOT compute are not searched for with ten:
chains for them are given below (three found by hand from cofactors and substitutions, one by a solver, given its first gates).

>>> text = chain_text((0x8888, 0x8080), "AND, OR, NOT"); text
'0&1 2&4'
>>> [hex(f) for f in functions_of(text)]
['0x8888', '0x8080']
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lcomplexity.notions.chain_walk import KINDS, complete, gate, moved_normal_tables, one_more_gate
from lcomplexity.notions.four_variables import INPUTS, UNKNOWN, Basis, class_names, input_actions

#: How many kinds of gates a basis has, and up to which number of gates sets are listed.
_KINDS: dict[Basis, int] = {"all two-input gates": 5, "AND, OR, NOT": 4}
_LISTED: dict[Basis, int] = {"all two-input gates": 5, "AND, OR, NOT": 6}

#: Chains that save the last, longest walk; what they compute is found by evaluating them.
GIVEN: dict[Basis, tuple[str, ...]] = {
    "all two-input gates": (),
    "AND, OR, NOT": (
        "0|1 0&1 2>3 2<3 4>6 6|7 5<9 8>10 8<10 11|12",
        "1>2 1<2 4|5 3<6 3>6 7|8 0>9 4|8 0<11 10|12",
        "1>2 1<2 4|5 3<6 3>6 7|8 0<9 4<9 0>11 10|12",
        "2>3 2<3 0>1 0<1 6|7 4&8 4|8 1>5 10|11 9<12",
    ),
}

#: Room for the longest chains noted.
_MOST_GATES = 15

#: Sets that are completed, and rows of sets that are made, between two lines of progress.
_SETS_AT_A_TIME = 2_000
_ROWS_AT_A_TIME = 1_000_000

Say = Callable[[str], None]


@dataclass(frozen=True, eq=False)
class CircuitSizes:
    """``gates``: for every table of four variables the least number of gates, shape (65536,). ``chains``: for the smallest
    table of each class the gates of a shortest chain, each following from earlier ones; the last is it or its complement."""

    gates: NDArray[np.uint8]
    chains: dict[int, tuple[int, ...]]


def circuit_sizes(basis: Basis, say: Say) -> CircuitSizes:
    """Return the circuit size of every function of four variables over a basis, by exhaustion; ``say`` gets progress lines.

    All two-input gates take 20 seconds, AND, OR, NOT about 5 minutes of one core. A deep test does both:

    >>> found = circuit_sizes("all two-input gates", print)                             # doctest: +SKIP
    >>> int(found.gates[0x6996]), chain_text(found.chains[0x6996], "all two-input gates")        # doctest: +SKIP
    (3, '2^3 0^1 4^5')
    """
    return sizes_up_to(basis, _MOST_GATES, _LISTED[basis], say)


def sizes_up_to(basis: Basis, most: int, listed: int, say: Say) -> CircuitSizes:
    """Return the circuit sizes up to ``most`` gates, UNKNOWN above; sets are listed up to ``listed`` gates.

    The result does not depend on ``listed``, only time and memory do.

    >>> found = sizes_up_to("all two-input gates", most=2, listed=1, say=lambda line: None)
    >>> int(found.gates[0x8080]), int(found.gates[0x6996]) == UNKNOWN                   # AND of three bits; parity of four
    (2, True)
    """
    search = _Search(basis, say)
    sets = np.zeros((1, 0), np.int64)
    for R in range(1, most + 1):
        if listed >= R:
            sets = search.next_level(sets)
            search.note_level(sets, R)
        else:
            search.note_given(R)
            if search.unknown:
                search.complete(sets, R)
        if not search.unknown:
            break
    return search.result()


class _Search:
    """Numbers of gates of the normal functions found so far, and a chain for each."""

    def __init__(self, basis: Basis, say: Say) -> None:
        self._basis, self._say = basis, say
        self._kinds, self._moved = _KINDS[basis], moved_normal_tables()
        self._inputs, self._names = np.array(INPUTS), class_names()
        self._gates = np.full(1 << 15, UNKNOWN, np.uint8)
        self._chains = np.zeros((1 << 15, _MOST_GATES), np.int64)
        self._gates[[0, *(x >> 1 for x in INPUTS)]] = 0
        self._close()

    @property
    def unknown(self) -> int:
        return int((self._gates == UNKNOWN).sum())

    def next_level(self, sets: NDArray[np.int64]) -> NDArray[np.int64]:
        """All sets with one gate more, one for each orbit."""
        r = sets.shape[1]
        grown = (r + 4) * (r + 3) // 2 * self._kinds
        at_a_time = max(1, _ROWS_AT_A_TIME // grown)
        parts = []
        for start in range(0, len(sets), at_a_time):
            part = sets[start : start + at_a_time]
            new = np.zeros((len(part) * grown, r + 1), np.int64)
            made = one_more_gate(part, self._kinds, self._inputs, self._moved, new)
            parts.append(np.unique(new[:made].astype(np.uint16), axis=0))
            self._say(f"{self._basis}: {r + 1} gates, {start:,} of {len(sets):,} sets")
        return np.unique(np.concatenate(parts), axis=0).astype(np.int64)

    def note_level(self, sets: NDArray[np.int64], R: int) -> None:
        """Note the functions that are in a set of R gates and were in no smaller one."""
        functions = sets & ~1
        fresh = self._gates[functions >> 1] == UNKNOWN
        for s in np.flatnonzero(fresh.any(axis=1)):
            for f in functions[s][fresh[s]]:
                if self._gates[f >> 1] == UNKNOWN:
                    self._gates[f >> 1] = R
                    self._chains[f >> 1, :R] = functions[s]
        self._close()

    def note_given(self, R: int) -> None:
        """Note the given chains of R gates that end in a function not known."""
        for chain in map(functions_of, GIVEN[self._basis]):
            if len(chain) == R and self._gates[chain[-1] >> 1] == UNKNOWN:
                self._gates[chain[-1] >> 1] = R
                self._chains[chain[-1] >> 1, :R] = chain
        self._close()

    def complete(self, sets: NDArray[np.int64], R: int) -> None:
        """Note the functions that a chain of R gates ends in and no shorter one; ends early once all functions are known."""
        r = sets.shape[1]
        unread = (sets & 1 == 0).sum(axis=1)
        candidates = sets[unread <= R - r + 1]
        for start in range(0, len(candidates), _SETS_AT_A_TIME):
            part = candidates[start : start + _SETS_AT_A_TIME]
            if complete(part, R - r, self._kinds, self._inputs, self._gates, self._chains):
                self._close()
            self._say(
                f"{self._basis}: {R} gates, {start:,} of {len(candidates):,} sets, {self.unknown:,} functions left"
            )
            if not self.unknown:
                return

    def _close(self) -> None:
        """Give every function of a class the least number known of one in it."""
        known = np.full(1 << 16, UNKNOWN, np.uint8)
        np.minimum.at(known, self._names[::2], self._gates)
        self._gates[:] = known[self._names[::2]]

    def result(self) -> CircuitSizes:
        normal = np.repeat(self._gates, 2)
        gates = np.where(np.arange(1 << 16) & 1, normal[::-1], normal)
        chains = {}
        for name in np.unique(self._names).tolist():
            members = np.flatnonzero(self._names[::2] == name)
            noted = members[self._chains[members, 0] > 0]
            chain = self._chains[noted[0], : gates[name]].tolist() if len(noted) else []
            chains[name] = _moved_to(name, 2 * int(noted[0]), chain, self._basis) if len(noted) else ()
        gates.setflags(write=False)
        return CircuitSizes(gates, chains)


def _moved_to(name: int, f: int, chain: list[int], basis: Basis) -> tuple[int, ...]:
    """The chain for f, moved by the action on inputs that takes f to ``name`` or its complement, f's cone in order."""
    actions = input_actions()
    t = int(np.flatnonzero((actions[:, f] == name) | (actions[:, f] == name ^ 0xFFFF))[0])
    moved = [int(actions[t, g]) for g in chain]
    last = name if not name & 1 else name ^ 0xFFFF
    rest = {g if not g & 1 else g ^ 0xFFFF for g in moved} - {last}
    ordered: list[int] = []
    while rest:
        ready = next(g for g in sorted(rest) if _step(g, ordered, basis) is not None)
        ordered.append(ready)
        rest.remove(ready)
    return (*ordered, last)


def _step(f: int, before: Sequence[int], basis: Basis) -> tuple[int, str, int] | None:
    """How f follows by a gate of the basis from two of the variables and the functions before, or None."""
    pool = [*INPUTS, *before]
    for i in range(len(pool)):
        for j in range(i):
            for kind, sign in enumerate(KINDS[: _KINDS[basis]]):
                if gate(kind, pool[j], pool[i]) == f:
                    return j, sign, i
    return None


def chain_text(functions: Sequence[int], basis: Basis) -> str:
    """Return how each function follows from two of x_0 .. x_3 (numbers 0 .. 3) and the functions before it (4, 5, ..).

    ``<`` is ~a & b, ``>`` is a & ~b. ValueError if one does not follow by a gate of the basis.

    >>> chain_text((0x6666,), "AND, OR, NOT")
    Traceback (most recent call last):
        ...
    ValueError: gate 4, 0x6666, follows from no two before it by a gate of AND, OR, NOT
    >>> chain_text((), "AND, OR, NOT")
    '-'
    """
    steps: list[str] = []
    for t, f in enumerate(functions):
        step = _step(f, functions[:t], basis)
        if step is None:
            raise ValueError(f"gate {4 + t}, {f:#x}, follows from no two before it by a gate of {basis}")
        steps.append("{}{}{}".format(*step))
    return " ".join(steps) or "-"


def functions_of(text: str) -> tuple[int, ...]:
    """Return the tables of the gates of a chain written by :func:`chain_text`.

    >>> functions_of("0^1 2^4 3^5") == (0x6666, 0x9696 ^ 0, 0x6996 ^ 0)
    True
    >>> functions_of("-")
    ()
    """
    pool = list(INPUTS)
    for step in [] if text == "-" else text.split():
        found = re.fullmatch(r"(\d+)([&><|^])(\d+)", step)
        if found is None or max(int(found[1]), int(found[3])) >= len(pool):
            raise ValueError(f"{step!r}: a step is two earlier numbers around one of {KINDS}")
        pool.append(gate(KINDS.index(found[2]), pool[int(found[1])], pool[int(found[3])]))
    return tuple(pool[4:])
