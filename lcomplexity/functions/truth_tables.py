"""Truth tables as text: ``0x6996:4``, or the same in binary, ``0b0110100110010110:4``.

The number before the colon is the table, the number after it n, so that entry i of the table, the value at x with
x_j = bit j of i, is bit i of the number: the **last** digit holds the values at 0 .. 3 (the last binary digit that at 0).

>>> truth_table("0x6996:4") == truth_table("0b0110100110010110:4")
True
>>> truth_table("0x8:2").value((1, 1)), truth_table("0x8:2").value((0, 0))
(1, 0)
"""

from __future__ import annotations

import re

from lcomplexity.archive import shown
from lcomplexity.errors import PredictorError
from lcomplexity.functions.boolean_function import MAX_VARIABLES, BooleanFunction

_FORM = re.compile(r"(?:0x(?P<hex>[0-9a-fA-F]+)|0b(?P<bin>[01]+))(?::(?P<n>[0-9]+))?")


def truth_table(text: str) -> BooleanFunction:
    """Return the function of a truth table written as hexadecimal or binary number, colon, number of variables.

    >>> truth_table("0x6996")
    Traceback (most recent call last):
        ...
    lcomplexity.errors.PredictorError: '0x6996': the number of variables is missing; write 0x6996:4
    """
    found = _FORM.fullmatch(text)
    if found is None:
        raise PredictorError(
            f"{shown(text)}: this is no truth table; write it in hexadecimal or binary with its number of variables, "
            f"as in 0x6996:4 or 0b0110:2"
        )
    digits = found["hex"] or found["bin"]
    bits_a_digit = 4 if found["hex"] else 1
    if found["n"] is None:
        n = max(0, (len(digits) * bits_a_digit - 1).bit_length())
        example = f"{text}:{n}" if n <= 6 else "the number of variables after a colon, as in 0x6996:4"
        raise PredictorError(f"{shown(text)}: the number of variables is missing; write {example}")
    if len(found["n"]) > 9 or int(found["n"]) > MAX_VARIABLES:
        raise PredictorError(
            f"{shown(text)}: {shown(found['n'])[1:-1]} variables; a truth table has at most {MAX_VARIABLES}"
        )
    n = int(found["n"])
    # Counted before the number is made; zeros in front are harmless.
    significant = digits.lstrip("0")
    if len(significant) > max(1, (1 << n) // bits_a_digit) or int(significant or "0", 16 if found["hex"] else 2) >> (
        1 << n
    ):
        raise PredictorError(
            f"{shown(text)}: the table does not fit {n} variables; {1 << n} bits are {_digits(n, bits_a_digit)}"
        )
    return BooleanFunction(n, int(significant or "0", 16 if found["hex"] else 2))


def _digits(n: int, bits_a_digit: int) -> str:
    if bits_a_digit == 1:
        return f"{1 << n} binary digits"
    return f"{(1 << n) // 4} hexadecimal digits" if n >= 2 else f"a number below {1 << (1 << n)}"
