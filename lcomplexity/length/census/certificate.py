"""Certificates of the census: for one function, tokens that compute it and a proof that fewer do not.

A certificate is a JSON object of the kind ``length`` that proofs/checker.py reads: function, vocabulary, lower, upper, proof and
program. The proof is what lemmas 1 to 3 of :mod:`.parallelograms` need:

* T = 1: none;
* T = 2: ``clauses``, a single one: a parallelogram that f splits;
* T = 3: ``relations``: parallelograms that f splits, one of which each threshold function balances;
* T = 4: ``odd covers``: a list of them, one of which each threshold function balances. This kind of proof is checked by
  :mod:`.odd_cover_check`, which uses nothing but the standard library either.

>>> c = certificate(2, 0b0110)
>>> c["program"]                                                           # [1, x_0, x_1], and token 1
[[[1, -1, -1]], [[2, -1, -1, -2]]]
>>> c["proof"]["data"]                                                     # points 0 + 3 = 1 + 2, labels 0 and 1
[[[1, [], [[0, 1, 0], [3, 1, 0], [1, 1, 1], [2, 1, 1]]]], []]
"""

from __future__ import annotations

import json
from typing import Any

from lcomplexity.errors import PredictorError
from lcomplexity.length.census.odd_covers import odd_covers
from lcomplexity.length.census.orbits import MAX_VARIABLES
from lcomplexity.length.census.parallelograms import parallelograms, splits
from lcomplexity.length.census.shortest import shortest
from lcomplexity.length.relations import covering_relations
from lcomplexity.length.separability import Separation, cube, labels_of, separate


def certificate(n: int, table: int) -> dict[str, Any]:
    """Return the certificate of a function of n = 1 .. 5 variables, exact both ways.

    Takes milliseconds, and some seconds for n = 5 and T = 4. Raises :class:`PredictorError` for another n or a table too long.

    >>> c = certificate(3, 0xE8); c["lower"], c["upper"], c["proof"]
    (1, 1, None)
    """
    if not 1 <= n <= MAX_VARIABLES:
        raise PredictorError(f"census certificate: n = {n}; it is for 1 to {MAX_VARIABLES} variables")
    if not 0 <= table < 1 << (1 << n):
        raise PredictorError(f"census certificate: table {table:#x} is not one of {n} variables, 0 to 2^{1 << n} - 1")
    T, tokens = shortest(n, table)
    return {
        "kind": "length",
        "function": {"n": n, "table": f"0x{table:0{max(1, (1 << n) // 4)}x}"},
        "vocabulary": 2,
        "lower": T,
        "upper": T,
        "proof": _proof(n, table, T),
        # Token 1 scores bias + weights . (x, tokens before), token 0 scores 0 and wins ties.
        "program": [[[1 - gate.threshold, *gate.weights]] for gate in gates_of(n, (*tokens, table))],
    }


def _proof(n: int, table: int, T: int) -> dict[str, Any] | None:
    data: Any
    match T:
        case 1:
            return None
        case 2:
            corners = next(corners for corners in parallelograms(n).tolist() if splits(table, corners))
            by, data = "clauses", [[[1, [], [[p, 1, table >> p & 1] for p in corners]]], []]
        case 3:
            by, data = "relations", covering_relations(n, table)
        case _:
            by, data = "odd covers", odd_covers(n, table)
    if data is None:
        raise PredictorError(f"{table:#x}:{n}: parallelograms do not show that it needs {T} tokens")
    if T > 2:
        data = [[list(part) for part in entry] for entry in data]
    return {"by": by, "projection": None, "data": data}


def gates_of(n: int, tables: tuple[int, ...]) -> tuple[Separation, ...]:
    """Return gates with small integer weights for tokens given by their tables, each a threshold function of x and those before.

    >>> gates_of(2, (0b0001, 0b0110))
    (Separation(weights=(-1, -1), threshold=0), Separation(weights=(-1, -1, -2), threshold=-1))
    """
    contexts = [list(x) for x in cube(n)]
    gates = []
    for table in tables:
        labels = labels_of(n, table)
        gate = separate(contexts, labels)
        if not isinstance(gate, Separation):
            raise PredictorError(f"{table:#x}:{n}: no threshold function of x and the tokens before it")
        gates.append(gate)
        for context, label in zip(contexts, labels, strict=True):
            context.append(label)
    return tuple(gates)


def certificate_line(n: int, table: int) -> str:
    """Return the certificate as one line of JSON.

    >>> certificate_line(1, 0b10)[:72]
    '{"kind":"length","function":{"n":1,"table":"0x2"},"vocabulary":2,"lower"'
    """
    return json.dumps(certificate(n, table), separators=(",", ":"))
