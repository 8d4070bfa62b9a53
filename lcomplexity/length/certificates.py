"""Certificates: what is claimed and why, as JSON that a small independent program checks (docs/certificates.md).

Numbers in them are integers of any size, in full. A program is written over plain features: for each token, and each letter but
0, a row of weights over [1, x, for each earlier token: is it letter 1, .., is it letter a-1]; letter 0 scores 0 and wins ties.

>>> from lcomplexity.functions import function_of
>>> from lcomplexity.length.complexity import length_complexity
>>> c = length_certificate(length_complexity(function_of("parity:3")))
>>> c["function"], c["proof"]
({'n': 3, 'symmetric': '0101'}, {'by': 'parity', 'projection': [2, 4, 6], 'data': [3, 1]})
>>> c["program"]                                                       # x_1 + x_2 + x_3 >= 2; the sum less twice that >= 1
[[[-1, 1, 1, 1]], [[0, 1, 1, 1, -2]]]
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from lcomplexity.errors import PredictorError
from lcomplexity.functions.boolean_function import MAX_VARIABLES, Function
from lcomplexity.functions.family_member import FamilyMember
from lcomplexity.length.bounds import ByClauses, ByParity, ByRelations, ByTheorem, Lower
from lcomplexity.length.complexity import Length
from lcomplexity.length.refutation import Refuted
from lcomplexity.predictor import LinearPredictor, weights


def length_certificate(answer: Length) -> dict[str, Any]:
    """Return the certificate of both ends of a length.

    Raises :class:`PredictorError` where there is none: for a function that is neither symmetric nor small enough for a table,
    and for a lower end that rests on a theorem the checker does not know.

    >>> from lcomplexity.functions import function_of
    >>> from lcomplexity.length.complexity import length_complexity
    >>> length_certificate(length_complexity(function_of("equality:40")))
    Traceback (most recent call last):
        ...
    lcomplexity.errors.PredictorError: equality:40: no certificate: its 2^80 inputs cannot be tried, and it is not symmetric
    """
    f = answer.function
    return {
        "kind": "length",
        "function": function_json(f),
        "vocabulary": answer.vocabulary,
        "lower": answer.lower.tokens,
        "upper": answer.upper.tokens,
        "proof": proof_json(f, answer.lower, answer.vocabulary),
        "program": program_json(answer.upper.construction.predictor, answer.vocabulary),
    }


def mistake_certificate(f: Function, program: LinearPredictor, x: Sequence[int]) -> dict[str, Any]:
    """Return the certificate that a program's last token on input x is not f(x).

    >>> from lcomplexity.constructions.circuit import threshold
    >>> from lcomplexity.functions import function_of
    >>> mistake_certificate(function_of("parity:2"), threshold((1, 1), 1).predictor, (1, 1))["input"]
    [1, 1]
    """
    a = len(program.vocabulary)
    return {
        "kind": "mistake",
        "function": function_json(f),
        "vocabulary": a,
        "program": program_json(program, a),
        "input": list(x),
    }


def contexts_certificate(first: Sequence[Sequence[str]], second: Sequence[Sequence[str]]) -> dict[str, Any]:
    """Return the certificate that no linear token has one label on the first contexts and another on the second ones.

    >>> contexts_certificate([["0", "1"], ["1", "0"]], [["0", "0"], ["1", "1"]])["kind"]
    'contexts'
    """
    return {"kind": "contexts", "sides": [[list(c) for c in side] for side in (first, second)]}


def function_json(f: Function) -> dict[str, Any]:
    """Return a function as a certificate names it: values on sums, or a table.

    >>> from lcomplexity.functions import function_of
    >>> function_json(function_of("x0 & x1"))
    {'n': 2, 'table': '0x8'}
    """
    F = f.symmetric_values() if isinstance(f, FamilyMember) else None
    if F is not None:
        return {"n": f.n, "symmetric": "".join(map(str, F))}
    if f.n > MAX_VARIABLES:
        raise PredictorError(f"{f.name}: no certificate: its 2^{f.n} inputs cannot be tried, and it is not symmetric")
    return {"n": f.n, "table": f.tabulated().name.partition(":")[0]}


def program_json(h: LinearPredictor, a: int) -> list[list[list[int]]]:
    """Return a predictor of at most a letters as rows of weights over features (see the module).

    >>> from lcomplexity.constructions.circuit import threshold
    >>> program_json(threshold((2, -1), 1).predictor, 2), program_json(threshold((1,), 1).predictor, 3)
    ([[[0, 2, -1]]], [[[0, 1], [-1, 0]]])
    """
    letters = len(h.vocabulary)
    program = []
    for t in range(h.length):
        W = weights(h, t)
        difference = W - W[0]
        rows = []
        for letter in range(1, a):
            if letter >= letters:
                # Never the best: letter 0 scores 0.
                rows.append([-1, *[0] * (h.n + t * (a - 1))])
                continue
            S = difference[letter]
            row = [int(S[:, 0].sum()), *(int(S[i, 1] - S[i, 0]) for i in range(h.n))]
            for s in range(h.n, h.n + t):
                row += [int(S[s, u] - S[s, 0]) if u < letters else 0 for u in range(1, a)]
            rows.append(row)
        program.append(rows if letters > 2 else [_halved(rows[0]), *rows[1:]])
    return program


def _halved(row: list[int]) -> list[int]:
    """A row that is positive where ``row`` is, half as large if all weights but the constant are even."""
    if row[0] % 2 and not any(w % 2 for w in row[1:]):
        # 2 k + 1 > 0 iff k + 1 > 0.
        return [(row[0] + 1) // 2, *(w // 2 for w in row[1:])]
    return row


def proof_json(f: Function, lower: Lower, a: int) -> dict[str, Any] | None:
    """Return the proof of a lower bound on a function over a letters, or ``None`` for a bound of 1.

    >>> from lcomplexity.functions import function_of
    >>> proof_json(function_of("parity:9"), Lower(2, "", ByParity((2, 4, 0, 0, 0, 0, 0, 0, 0), 2)), 2)["data"]
    [2, 1]
    """
    data: Any
    match lower.proof:
        case None:
            return None
        case ByTheorem():
            raise PredictorError(
                f"{f.name}: no certificate of the lower bound {lower.tokens}: {lower.why}, which is a theorem"
            )
        case ByClauses(projection, refuted):
            by, data = "clauses", clauses_json(refuted)
        case ByRelations(projection, relations):
            by, data = "relations", [[list(term) for term in terms] for terms in relations]
        case ByParity(projection, m):
            by, data = "parity", [m]
            for t in range(1, lower.tokens):
                # The last token needs one halving only.
                data.append(data[-1] >> (a - 1 if t < lower.tokens - 1 else 1))
    return {"by": by, "projection": list(projection), "data": data}


def clauses_json(refuted: Refuted) -> list[Any]:
    """Return a refutation as lemmas (token, signs, terms) and steps (clause, hints).

    >>> from lcomplexity.length.refutation import Lemma
    >>> clauses_json(Refuted((Lemma(1, (), ((0, 1, 1), (1, 1, 0))),), (), 1))
    [[[1, [], [[0, 1, 1], [1, 1, 0]]]], []]
    """
    lemmas = [[lemma.gate, list(lemma.signs), [list(term) for term in lemma.terms]] for lemma in refuted.lemmas]
    return [lemmas, [[list(step.clause), list(step.hints)] for step in refuted.steps]]


def text_of(certificate: Mapping[str, Any]) -> str:
    """Return the certificate as JSON text, one line for each of its parts and each entry of a long one.

    >>> print(text_of({"kind": "mistake", "input": [1, 0]}), end="")
    {"kind": "mistake",
     "input": [1, 0]}
    """
    parts = []
    for name, value in certificate.items():
        text = json.dumps(value)
        if len(text) > 110 and isinstance(value, dict):
            inside = (f"{json.dumps(key)}: {_lines(v, 2)}" for key, v in value.items())
            text = "{" + ",\n  ".join(inside) + "}"
        elif len(text) > 110:
            text = _lines(value, 1)
        parts.append(f"{json.dumps(name)}: {text}")
    return "{" + ",\n ".join(parts) + "}\n"


def _lines(value: Any, depth: int) -> str:
    """A list with a line for each entry if it is long, lists in lists of two down to the third level likewise."""
    text = json.dumps(value)
    if len(text) <= 110 or not isinstance(value, list) or depth > 3 or not all(isinstance(v, list) for v in value):
        return text
    return "[" + (",\n" + " " * (depth + 1)).join(_lines(v, depth + 1) for v in value) + "]"
