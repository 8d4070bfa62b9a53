"""The two ends of a length: a program with so many tokens, and a proof that fewer do not suffice, each with its reason.

A proof is about a *projection* of f: every variable of f is fixed to 0 or 1, or set to a variable y_j of a smaller function or to
its negation. Substituting so in a predictor's scores leaves a predictor (a weight moves to the constant, or onto y_j), so the
projected function needs no more tokens than f. Variables are named by literals: 0 and 1 are the constants, 2 + 2j is y_j, 3 + 2j
its negation.

>>> from lcomplexity.length.separability import Separation
>>> xor = upper_of_gates((Separation((1, 1), 2), Separation((1, 1, -2), 1)), 2, "by hand")
>>> xor.tokens, xor.construction.predictor.length
(2, 2)
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias

from lcomplexity.constructions.circuit import circuit
from lcomplexity.constructions.construction import Construction
from lcomplexity.length.refutation import Refuted
from lcomplexity.length.relations import Terms
from lcomplexity.length.separability import Separation
from lcomplexity.programs import Gate, ThresholdCircuit

#: For each variable of f a literal of the projected function.
Projection: TypeAlias = tuple[int, ...]


@dataclass(frozen=True)
class ByClauses:
    """A refutation by search, of the function projected."""

    projection: Projection
    refuted: Refuted


@dataclass(frozen=True)
class ByRelations:
    """Relations of the function projected that balance every first token: two tokens do not suffice."""

    projection: Projection
    relations: tuple[Terms, ...]


@dataclass(frozen=True)
class ByParity:
    """The function projected is the parity of ``m`` bits or its complement, and fixing variables makes tokens constant."""

    projection: Projection
    m: int


@dataclass(frozen=True)
class ByTheorem:
    """A theorem says so, which is named in words; there is nothing to check but its proof."""


Proof: TypeAlias = ByClauses | ByRelations | ByParity | ByTheorem


@dataclass(frozen=True)
class Lower:
    """At least ``tokens`` tokens are needed, because ``why``; ``proof`` is ``None`` for 1, which needs none."""

    tokens: int
    why: str
    proof: Proof | None = None


@dataclass(frozen=True, eq=False)
class Upper:
    """``tokens`` tokens suffice, because ``why``: the construction's predictor writes them."""

    tokens: int
    why: str
    construction: Construction


def identity(n: int) -> Projection:
    """Return the projection that leaves a function of n variables as it is.

    >>> identity(3)
    (2, 4, 6)
    """
    return tuple(2 * j + 2 for j in range(n))


def onto(variables: Sequence[int], n: int) -> Projection:
    """Return the projection of a function of n variables onto some of them, the others fixed to 0.

    >>> onto((0, 2), 3)
    (2, 0, 4)
    """
    literals = [0] * n
    for j, i in enumerate(variables):
        literals[i] = 2 * j + 2
    return tuple(literals)


def composed(outer: Projection, inner: Projection) -> Projection:
    """Return the projection by ``outer`` and then, of what is left, by ``inner``.

    >>> composed((2, 0, 5), (3, 1))                      # x_0 = y_0 = not u_0, x_2 = not y_1 = 0
    (3, 0, 0)
    """
    return tuple(v if v < 2 else inner[v // 2 - 1] ^ (v & 1) for v in outer)


def lifted(lower: Lower, outer: Projection) -> Lower:
    """Return a lower bound on a projected function as one on the function it was projected from.

    >>> lifted(Lower(2, "parity", ByParity((2, 4), 2)), (0, 2, 4)).proof
    ByParity(projection=(0, 2, 4), m=2)
    """
    match lower.proof:
        case None | ByTheorem():
            return lower
        case proof:
            return replace(lower, proof=replace(proof, projection=composed(outer, proof.projection)))


def upper_of_gates(gates: Sequence[Separation], n: int, why: str) -> Upper:
    """Return the upper bound of a program of gates over (x, z_<t).

    >>> upper_of_gates((Separation((1, 1), 2),), 2, "an AND").construction.measured()["max_weight"]
    3
    """
    made = tuple(Gate(tuple((i, w) for i, w in enumerate(gate.weights) if w), gate.threshold) for gate in gates)
    return Upper(len(gates), why, circuit(ThresholdCircuit(n, made)))


def on_all(gates: Sequence[Separation], variables: Sequence[int], n: int) -> tuple[Separation, ...]:
    """Return gates over some of n variables as gates over all of them.

    >>> on_all((Separation((1, 2), 3), Separation((1, 2, -1), 1)), (0, 2), 3)[1].weights
    (1, 0, 2, -1)
    """
    spread = []
    for gate in gates:
        weights = [0] * n
        for i, w in zip(variables, gate.weights, strict=False):
            weights[i] = w
        spread.append(Separation((*weights, *gate.weights[len(variables) :]), gate.threshold))
    return tuple(spread)
