"""What a notion of complexity is here: a number for each Boolean function, with the words that say which one.

>>> from lcomplexity.notions.sensitivity import SENSITIVITY
>>> SENSITIVITY.key, SENSITIVITY.value(2, 0b1000)
('sensitivity', 2)
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from typing import TypeAlias

#: Every notion in the registry is an integer or an exact rational.
Value: TypeAlias = int | Fraction


@dataclass(frozen=True)
class Absent:
    """A notion that is not computed for a function, and why."""

    reason: str


@dataclass(frozen=True)
class Notion:
    """A notion of complexity: its key in JSON and CSV, a heading, LaTeX, what it counts, where that is from, and the function.

    ``value(n, table)`` returns the exact number or :class:`Absent`; it raises :class:`PredictorError` for what is no table.
    """

    key: str
    heading: str
    latex: str
    definition: str
    source: str
    value: Callable[[int, int], Value | Absent]


def beyond(n: int, most: int, variables: str = "variables") -> Absent:
    """Return why nothing is computed for n variables, ``most`` being the largest number it is computed for.

    >>> beyond(7, 5).reason
    'computed for at most 5 variables; this has 7'
    """
    return Absent(f"computed for at most {most} {variables}; this has {n}")
