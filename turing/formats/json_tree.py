"""JSON as Python values: depth bounded before parsing, repeated keys kept for the reader to refuse."""

from __future__ import annotations

import json
import re
from typing import Any

from turing.formats.faults import fault, shown

#: Deepest nesting read; a machine needs six levels.
MAX_DEPTH = 16
#: The longest number read, in digits.
MAX_DIGITS = 9

_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*+"|[\[\]{}]|\n', re.DOTALL)


class Repeating(dict[str, Any]):
    """An object in which a key stands twice; ``key``, ``first`` and ``second`` tell which, and its two values.

    >>> found = parse('{"a": 1, "a": 2}', "m.json"); found.key, found.first, found.second
    ('a', 1, 2)
    """

    key: str
    first: Any
    second: Any


def parse(text: str, source: str) -> Any:
    """Return the value of a JSON text. Raises :class:`MachineError` with the line for text that is not JSON or is
    nested deeper than :data:`MAX_DEPTH`. An object in which a key stands twice is a :class:`Repeating`.

    >>> parse('{"a": [1]}', "m.json")
    {'a': [1]}
    """
    _check_depth(text, source)

    def number(digits: str) -> int:
        if len(digits) > MAX_DIGITS:
            raise fault(source, None, f"number {shown(digits)} has {len(digits)} digits; give at most {MAX_DIGITS}")
        return int(digits)

    def entries(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found = dict(pairs)
        if len(found) == len(pairs):
            return found
        repeating = Repeating(found)
        seen: dict[str, Any] = {}
        for key, value in pairs:
            if key in seen:
                repeating.key, repeating.first, repeating.second = key, seen[key], value
                break
            seen[key] = value
        return repeating

    try:
        return json.loads(text, object_pairs_hook=entries, parse_int=number)
    except json.JSONDecodeError as error:
        raise fault(source, error.lineno, f"this is not JSON: {error.msg} (column {error.colno})") from None


def _check_depth(text: str, source: str) -> None:
    depth, line = 0, 1
    for token in _TOKEN.finditer(text):
        sign = token[0]
        if sign in "[{":
            depth += 1
        elif sign in "]}":
            depth -= 1
        else:
            line += sign.count("\n")
        if depth > MAX_DEPTH:
            raise fault(source, line, f"nested deeper than {MAX_DEPTH} levels; a machine needs six")
