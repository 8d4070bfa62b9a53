"""From a text to the function it names: a family, a truth table, an expression or a circuit file.

These are the forms of the command line but one: machines are known to the command line only, as nothing here knows any.

>>> [(f.name, f.n) for f in map(function_of, ("parity:64", "0x6996:4", "x0 & ~x1"))]
[('parity:64', 64), ('0x6996:4', 4), ('x0 & ~x1', 2)]
"""

from __future__ import annotations

import re
from typing import Literal

from lcomplexity.archive import shown
from lcomplexity.errors import PredictorError
from lcomplexity.functions.boolean_function import Function
from lcomplexity.functions.circuit_files import load_circuit, split_output
from lcomplexity.functions.expressions import expression
from lcomplexity.functions.families import FAMILIES
from lcomplexity.functions.family_member import family_member
from lcomplexity.functions.truth_tables import truth_table

Form = Literal["file", "table", "family", "expression", "other"]

_TABLE = re.compile(r"0[xb][0-9a-fA-F]*(:.*)?", re.DOTALL)
_FAMILY = re.compile(r"[a-z][a-z_-]*:[^/\\]*", re.DOTALL)
#: An operator, a variable alone, or a constant: what no other form has.
_EXPRESSION = re.compile(r".*[~&^|()].*|\s*(x[0-9]+|[01])\s*", re.DOTALL)


def form_of(text: str) -> Form:
    """Return which form a text has, from its looks alone; ``other`` is what only a machine's name or file can be.

    >>> [form_of(text) for text in ("a.blif:f", "0x8:2", "parity:8", "x0 ^ x1", "1", "palindrome", "parity.tm")]
    ['file', 'table', 'family', 'expression', 'expression', 'other', 'other']
    """
    if split_output(text) is not None:
        return "file"
    if _TABLE.fullmatch(text):
        return "table"
    if _FAMILY.fullmatch(text):
        return "family"
    return "expression" if _EXPRESSION.fullmatch(text) else "other"


def function_of(text: str) -> Function:
    """Return the function that a text names; raises :class:`PredictorError` if it names none.

    >>> function_of("parity")
    Traceback (most recent call last):
        ...
    lcomplexity.errors.PredictorError: 'parity': a family needs its parameters; write parity:n
    """
    match form_of(text):
        case "file":
            path, output = split_output(text) or (text, None)
            return load_circuit(path, output)
        case "table":
            return truth_table(text)
        case "family":
            return family_member(text)
        case "expression":
            return expression(text)
        case "other":
            if text in FAMILIES:
                return family_member(text)
            raise PredictorError(
                f"{shown(text)}: this is no function; write a family (parity:8), a truth table (0x6996:4), an expression "
                f"('x0 ^ x1') or a file (.blif, .aag, .aig)"
            )
