"""Threshold gates as rules: one binary token, 1 iff the weighted sum of the bits read reaches the threshold.

    score(1) = sum_i 2 w_i [bit_i = 1] - (2 theta - 1),   score(0) = 0

Doubling makes the sum odd, so it is never 0 and the margin is at least 1 without any promise about ties. The constant
is a read of position 0 whose table says the same for both tokens, so no token is spent on a bias.

>>> w = Wiring()
>>> w.gate({w.here(-2): 1, w.here(-1): 1}, threshold=2)        # AND of the two tokens before
>>> rules, block = w.finish()
>>> [rule.slots for rule in rules], block.length
([3], 1)
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np

from lcomplexity.predictor import Coordinate, Read, Rule
from lcomplexity.schedule import Listed


class Wire(NamedTuple):
    """A position: absolute in the context, or counted from the frame of the enclosing repetition."""

    position: int
    framed: bool


def gate_rule(weights: tuple[int, ...], threshold: int) -> Rule:
    """Return the rule of a gate; slot 0 reads position 0 for the constant, slot 1 + i the i-th input.

    >>> from lcomplexity.predictor import score_bound
    >>> score_bound(gate_rule((1, 1), 2))
    7
    """
    bias = 1 - 2 * threshold
    reads = [Read(0, {0: {0: bias}, 1: {0: bias}})]
    reads += [Read(1 + i, {1: {0: 2 * w}}) for i, w in enumerate(weights)]
    return Rule((Coordinate((None, 0), tuple(reads)),))


class Wiring:
    """Collects gates in the order of their tokens; gates of one shape share a rule.

    Several wirings may share one list of rules, so that a repeated layer and the rest of a chain do.

    >>> first = Wiring(); second = Wiring(first)
    >>> first.gate({Wire(0, False): 1}, 1); second.gate({Wire(1, False): 1}, 1)
    >>> len(second.finish()[0])
    1
    """

    def __init__(self, shared: Wiring | None = None) -> None:
        self._numbers: dict[tuple[tuple[int, ...], int], int] = {} if shared is None else shared._numbers
        self._rules: list[int] = []
        self._wires: list[list[Wire]] = []

    @property
    def count(self) -> int:
        """Return the number of gates so far."""
        return len(self._rules)

    def here(self, offset: int) -> Wire:
        """Return the position ``offset`` tokens from the next gate's own, in the current frame."""
        return Wire(self.count + offset, True)

    def gate(self, inputs: Mapping[Wire, int], threshold: int) -> None:
        """Add a gate: 1 iff the sum of weight * bit over ``inputs`` is at least ``threshold``."""
        terms = sorted(((w, wire) for wire, w in inputs.items() if w), key=lambda term: (-term[0], term[1]))
        shape = (tuple(w for w, _ in terms), threshold)
        self._rules.append(self._numbers.setdefault(shape, len(self._numbers)))
        self._wires.append([Wire(0, False), *(wire for _, wire in terms)])

    def finish(self) -> tuple[tuple[Rule, ...], Listed]:
        """Return all rules shared so far and the schedule of this wiring's gates."""
        rules = tuple(gate_rule(*shape) for shape in self._numbers)
        slots = max((len(wires) for wires in self._wires), default=1)
        positions = np.zeros((self.count, slots), np.int64)
        framed = np.zeros((self.count, slots), bool)
        for i, wires in enumerate(self._wires):
            positions[i, : len(wires)] = [w.position for w in wires]
            framed[i, : len(wires)] = [w.framed for w in wires]
        return rules, Listed(np.array(self._rules, np.int64), positions, framed)
