"""Small predictors with arbitrary weights, as JSON data: every token of the context, at every position, has a weight for every token.

    {"n": 2, "a": 2, "T": 1, "weights": [[0, 1, 0, 1, 5]]}        # t, D, position, token there, weight: W_1[1, 0, 1] = 5

>>> import numpy as np
>>> from lcomplexity.decoding import decode
>>> h = predictor_of({"n": 2, "a": 2, "T": 1, "weights": [[0, 1, 0, 1, 5]]})
>>> decode(h, (1, 0)).chain, decode(h, (0, 1)).chain
((1,), (0,))
>>> record = drawn_chain(np.random.default_rng(0), n=2, a=3, T=2); record["T"], len(record["weights"]) > 0
(2, True)
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np

from lcomplexity.predictor import Coordinate, LinearPredictor, Read, Rule
from lcomplexity.programs import Gate, ThresholdCircuit
from lcomplexity.schedule import Listed
from lcomplexity.vocabulary import Vocabulary
from proofs.statement import OutsideError

#: Weights are drawn from -LARGEST .. LARGEST.
LARGEST = 3


def drawn_chain(random: np.random.Generator, *, n: int, a: int, T: int) -> dict[str, Any]:
    """Return T tokens over a letters on n tokens, weights from -3 to 3; those of 0 are left out.

    >>> drawn_chain(np.random.default_rng(0), n=1, a=2, T=1)["n"]
    1
    """
    weights = []
    for t in range(T):
        W = random.integers(-LARGEST, LARGEST + 1, size=(a, n + t, a))
        weights += [[t, int(D), int(i), int(u), int(W[D, i, u])] for D, i, u in np.argwhere(W)]
    return {"n": n, "a": a, "T": T, "weights": weights}


def predictor_of(record: dict[str, Any]) -> LinearPredictor:
    """Return the predictor of a record; weights given twice add up.

    Raises :class:`OutsideError` for numbers out of range.

    >>> predictor_of({"n": 1, "a": 2, "T": 2, "weights": []}).length
    2
    """
    n, a, T = record["n"], record["a"], record["T"]
    if n < 1 or a < 2 or T < 1:
        raise OutsideError("at least one bit, two letters and one token")
    tables: list[dict[int, dict[int, dict[int, int]]]] = [{} for _ in range(T)]
    for t, D, i, u, w in record["weights"]:
        if not (0 <= t < T and 0 <= D < a and 0 <= i < n + t and 0 <= u < a):
            raise OutsideError("a weight out of range")
        row = tables[t].setdefault(i, {}).setdefault(u, {})
        row[D] = row.get(D, 0) + w
    rules = tuple(
        Rule((Coordinate(tuple(range(a)), tuple(Read(i, of) for i, of in sorted(table.items()))),))
        for table in tables
    )
    return LinearPredictor(_letters(a), n, rules, _everything(n, T))


@lru_cache(maxsize=64)
def _letters(a: int) -> Vocabulary:
    return Vocabulary(tuple(map(str, range(a))))


@lru_cache(maxsize=256)
def _everything(n: int, T: int) -> Listed:
    """Token t reads position i through slot i, for all positions before it."""
    positions = np.zeros((T, n + T), np.int64)
    for t in range(T):
        positions[t, : n + t] = np.arange(n + t)
    return Listed(np.arange(T), positions, np.zeros(positions.shape, bool))


def drawn_gates(random: np.random.Generator, *, n: int, N: int) -> dict[str, Any]:
    """Return N threshold gates on n bits and the gates before: weights all alike, of very unequal sizes, or many of them 0.

    >>> drawn_gates(np.random.default_rng(0), n=2, N=1)["n"]
    2
    """
    gates = []
    for t in range(N):
        size = int(random.choice([1, 3, 1000]))
        kind = random.integers(4)
        weights = random.integers(-size, size + 1, size=n + t)
        if kind == 0:
            weights = np.where(random.random(n + t) < 0.5, 0, weights)
        elif kind == 1:
            weights[:n] = size
        elif kind == 2:
            weights[:n] = random.permutation(2 ** np.arange(n))[:n] if n < 60 else weights[:n]
        low, high = int(weights[weights < 0].sum()), int(weights[weights > 0].sum())
        theta = int(random.integers(low, high + 2))
        gates.append({"weights": [[i, int(w)] for i, w in enumerate(weights) if w], "theta": theta})
    return {"n": n, "gates": gates}


def circuit_of(record: dict[str, Any]) -> ThresholdCircuit:
    """Return the threshold circuit of a record.

    >>> circuit_of({"n": 2, "gates": [{"weights": [[0, 1], [1, 1]], "theta": 2}]}).run((1, 1))
    (1,)
    """
    gates = tuple(Gate(tuple((i, w) for i, w in gate["weights"]), gate["theta"]) for gate in record["gates"])
    for t, gate in enumerate(gates):
        wires = [i for i, _ in gate.weights]
        if len(set(wires)) < len(wires) or any(not 0 <= i < record["n"] + t for i in wires):
            raise OutsideError("a gate reads what is not before it, or one wire twice")
    if record["n"] < 1 or not gates:
        raise OutsideError("at least one bit and one gate")
    return ThresholdCircuit(record["n"], gates)
