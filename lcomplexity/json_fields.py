"""Values of a JSON text, checked one by one: what is not of the expected kind is one line that names its place.

Integers are exact: a JSON number up to 2^53 - 1 in size, which every reader gets right, else a text such as
``"-0x10000000000000000"`` (hexadecimal, because reading decimals of any length takes quadratic time).

>>> integer_field(integer_json(-(2**64)), "weight"), integer_field(7, "weight", 0, 9)
(-18446744073709551616, 7)
>>> integer_field(12, "blocks[3].rule", 0, 9)
Traceback (most recent call last):
    ...
lcomplexity.errors.PredictorError: blocks[3].rule is 12; it must be an integer in 0..9
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from lcomplexity.archive import shown
from lcomplexity.errors import PredictorError

#: The largest integer that is written as a JSON number.
LARGEST_NUMBER = 2**53 - 1

_HEXADECIMAL = re.compile(r"-?0x[1-9a-f][0-9a-f]*")
_MAX_DEPTH = 16
_MAX_BITS = 8192


def integer_json(value: int) -> int | str:
    """Return an integer as it is written in JSON: a number, or a text if it is large.

    >>> integer_json(5), integer_json(2**60)
    (5, '0x1000000000000000')
    """
    value = int(value)
    return value if abs(value) <= LARGEST_NUMBER else hex(value)


def integer_field(value: Any, place: str, low: int | None = None, high: int | None = None) -> int:
    """Return the integer that :func:`integer_json` wrote, in ``low .. high`` (both included; ``None``: no bound).

    >>> integer_field("0x10000000000000000", "weight") == 2**64
    True
    """
    if isinstance(value, str) and _HEXADECIMAL.fullmatch(value):
        found = int(value, 16)
    elif isinstance(value, int) and not isinstance(value, bool):
        found = value
    else:
        raise PredictorError(f"{place} is {shown(value)}; it must be an integer")
    if (low is not None and found < low) or (high is not None and found > high):
        span = (
            f"in {low}..{high}"
            if low is not None and high is not None
            else f">= {low}"
            if high is None
            else f"<= {high}"
        )
        raise PredictorError(f"{place} is {shown(value)}; it must be an integer {span}")
    return found


def text_field(value: Any, place: str) -> str:
    """Return a text of whole Unicode characters.

    >>> text_field("parity", "construction")
    'parity'
    """
    if not isinstance(value, str):
        raise PredictorError(f"{place} is {shown(value)}; it must be a text")
    try:
        value.encode("utf-8")
    except UnicodeEncodeError:
        raise PredictorError(f"{place} is {shown(value)}, with half a surrogate pair; use Unicode text") from None
    return value


def list_field(value: Any, place: str) -> list[Any]:
    """Return a list.

    >>> list_field([1, 2], "stop")
    [1, 2]
    """
    if not isinstance(value, list):
        raise PredictorError(f"{place} is {shown(value)}; it must be a list")
    return value


def row_field(value: Any, place: str, length: int) -> list[Any]:
    """Return a list of the given length.

    >>> row_field([0, "a"], "words[0]", 2)
    [0, 'a']
    """
    if not isinstance(value, list) or len(value) != length:
        raise PredictorError(f"{place} is {shown(value)}; it must be a list of {length}")
    return value


def integers_field(value: Any, place: str, low: int, high: int) -> tuple[int, ...]:
    """Return a list of integers in ``low .. high`` as a tuple.

    >>> integers_field([0, 1], "interface.prefix", 0, 1)
    (0, 1)
    """
    return tuple(integer_field(item, f"{place}[{i}]", low, high) for i, item in enumerate(list_field(value, place)))


def object_field(value: Any, place: str, names: tuple[str, ...] | None = None) -> dict[str, Any]:
    """Return an object, with exactly the given names if any are given.

    >>> object_field({"times": 3, "body": 0}, "blocks[1]", ("times", "body"))
    {'times': 3, 'body': 0}
    """
    if not isinstance(value, dict):
        raise PredictorError(f"{place} is {shown(value)}; it must be an object")
    if names is not None:
        for name in names:
            if name not in value:
                raise PredictorError(f"{place} has no {name!r}; its names are {', '.join(names)}")
        for name in value:
            if name not in names:
                raise PredictorError(f"{place} has {shown(name)}; its names are {', '.join(names)}")
    for name in value:
        text_field(name, f"a name in {place}")
    return value


def frozen_json(value: Any, place: str) -> Any:
    """Return JSON data as values that cannot change: objects as read-only mappings, lists as tuples.

    Raises :class:`PredictorError` for what JSON cannot hold exactly.

    >>> frozen_json({"inputs": [1, 2]}, "verification")["inputs"]
    (1, 2)
    >>> frozen_json({"seed": float("nan")}, "verification")
    Traceback (most recent call last):
        ...
    lcomplexity.errors.PredictorError: verification.seed is nan; numbers must be finite
    """
    return _frozen(value, place, 0)


def _frozen(value: Any, place: str, depth: int) -> Any:
    if depth > _MAX_DEPTH:
        raise PredictorError(f"{place[:60]} is nested more than {_MAX_DEPTH} deep; flatten it")
    match value:
        case None | bool():
            return value
        case str():
            return text_field(value, place)
        case int():
            if value.bit_length() > _MAX_BITS:
                raise PredictorError(f"{place} has {value.bit_length()} bits; write an integer so large as a text")
            return value
        case float():
            if not math.isfinite(value):
                raise PredictorError(f"{place} is {value}; numbers must be finite")
            return value
        case list() | tuple():
            return tuple(_frozen(item, f"{place}[{i}]", depth + 1) for i, item in enumerate(value))
        case Mapping():
            return MappingProxyType(
                {text_field(n, f"a name in {place}"): _frozen(v, f"{place}.{n}", depth + 1) for n, v in value.items()}
            )
        case _:
            raise PredictorError(f"{place} is {type(value).__name__}; use text, numbers, lists and objects")
