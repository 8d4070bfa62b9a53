"""Length beside every other notion over all functions of four bits: rank correlations, and the functions at the extremes.

A class under permuting and negating inputs and negating the output (NPN) stands as two *halves*, its smallest table and that one's
complement, with half of its functions each: length and all notions but DNF and CNF size are the same in both.

Spearman's rank correlation is a float, over classes (each counts once) and over functions (each of the 65,536 counts once).

>>> row = half(0x6996, functions=2, length=3, complemented="no")
>>> row.functions, row.length, row.values["circuit_size"], row.values["fourier_l1"]
(1, 3, 3, Fraction(1, 1))
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from lcomplexity.errors import PredictorError
from lcomplexity.notions import NOTIONS, Absent, Notion
from lcomplexity.notions.error_by_degree import symmetric_values
from lcomplexity.notions.four_variables import TABLES, class_names
from lcomplexity.notions.notion import Value

Say = Callable[[str], None]


@dataclass(frozen=True)
class Half:
    """Half of a class: a table of four variables, how many functions it stands for, their length, and the value of each notion."""

    table: int
    functions: int
    length: int
    values: Mapping[str, Value]


@dataclass(frozen=True)
class Correlation:
    """Spearman's rank correlation of a notion with length, over classes and over functions (floats; 1 is the same order)."""

    notion: Notion
    over_classes: float
    over_functions: float


@dataclass(frozen=True)
class Extremes:
    """Where a notion and length part: of the longest, those the notion calls simplest, and of the shortest, the hardest.

    ``long_but_low`` and ``short_but_high`` are tables, least first, at most three of each, with the two values of the notion.
    """

    notion: Notion
    length_low: int
    value_low: Value
    long_but_low: tuple[int, ...]
    length_high: int
    value_high: Value
    short_but_high: tuple[int, ...]


def half(name: int, functions: int, length: int, complemented: Literal["no", "yes"]) -> Half:
    """Return one half of the class with this smallest table and number of functions.

    >>> half(0x0001, functions=32, length=1, complemented="yes").values["dnf_size"]       # OR of four bits
    4
    """
    table = name if complemented == "no" else name ^ (TABLES - 1)
    found: dict[str, Value] = {}
    for notion in NOTIONS:
        value = notion.value(4, table)
        assert not isinstance(value, Absent), "every notion is there for four variables"
        found[notion.key] = value
    return Half(table, functions // 2, length, found)


def halves(lengths: Mapping[int, int], say: Say) -> tuple[Half, ...]:
    """Return both halves of every class of four variables, given the length of each class by its smallest table.

    A few seconds; ``say`` gets lines of progress. Raises :class:`PredictorError` unless there is a length for each of the 222.

    >>> halves({0x6996: 3}, lambda line: None)
    Traceback (most recent call last):
        ...
    lcomplexity.errors.PredictorError: lengths of 1 classes; there must be one for the smallest table of each of the 222 classes
    """
    names, sizes = np.unique(class_names(), return_counts=True)
    if set(lengths) != set(names.tolist()):
        raise PredictorError(
            f"lengths of {len(lengths)} classes; there must be one for the smallest table of each of the {len(names)} classes"
        )
    rows = []
    for done, (name, size) in enumerate(zip(names.tolist(), sizes.tolist(), strict=True)):
        say(f"notions of {done} of {len(names)} classes")
        rows += [half(name, size, lengths[name], "no"), half(name, size, lengths[name], "yes")]
    return tuple(rows)


def correlations(rows: Sequence[Half]) -> tuple[Correlation, ...]:
    """Return the rank correlation of every notion with length.

    >>> two = [half(0x0001, 32, 1, "no"), half(0x6996, 2, 3, "no")]
    >>> {c.notion.key: c.over_classes for c in correlations(two)}["sensitivity"]    # 4 for AND as for parity: no order
    nan
    >>> {c.notion.key: round(c.over_classes, 2) for c in correlations(two)}["fourier_l1"]       # 15/8 and 1
    -1.0
    """
    lengths = np.array([row.length for row in rows])
    functions = [row.functions for row in rows]
    found = []
    for notion in NOTIONS:
        numbers = np.array([float(row.values[notion.key]) for row in rows])
        found.append(
            Correlation(
                notion,
                _spearman(numbers, lengths),
                _spearman(np.repeat(numbers, functions), np.repeat(lengths, functions)),
            )
        )
    return tuple(found)


def _spearman(first: np.ndarray, second: np.ndarray) -> float:
    # scipy warns where one side is constant and nothing can be ranked
    if (first == first[0]).all() or (second == second[0]).all():
        return float("nan")
    from scipy.stats import spearmanr

    return float(spearmanr(first, second).statistic)


def extremes(rows: Sequence[Half]) -> tuple[Extremes, ...]:
    """Return for every notion the longest functions that it calls simplest, and the shortest that it calls hardest.

    >>> two = [half(0x0001, 32, 1, "no"), half(0x6996, 2, 3, "no")]
    >>> {e.notion.key: e.long_but_low for e in extremes(two)}["circuit_size"] == (0x6996,)
    True
    """
    longest, shortest = max(row.length for row in rows), min(row.length for row in rows)
    long_rows = [row for row in rows if row.length == longest]
    short_rows = [row for row in rows if row.length == shortest]
    found = []
    for notion in NOTIONS:
        low = min(row.values[notion.key] for row in long_rows)
        high = max(row.values[notion.key] for row in short_rows)
        found.append(
            Extremes(
                *(notion, longest, low, _tables(long_rows, notion, low)),
                *(shortest, high, _tables(short_rows, notion, high)),
            )
        )
    return tuple(found)


def _tables(rows: Sequence[Half], notion: Notion, value: Value) -> tuple[int, ...]:
    return tuple(sorted(row.table for row in rows if row.values[notion.key] == value)[:3])


def described(table: int) -> str:
    """Return a function of four bits in words, if it depends on their sum, else as a polynomial over F2.

    >>> described(0x0117), described(0x6996 ^ 0x8888)
    ('1 iff the sum of the bits is 0 or 1', 'x0 ^ x1 ^ x2 ^ x3 ^ x0 & x1')
    >>> described(0x0000), described(0xFFFF)
    ('0', '1')
    """
    from lcomplexity.functions.boolean_function import BooleanFunction
    from lcomplexity.functions.expressions import polynomial

    sums = symmetric_values(4, table)
    if sums is None or len(set(sums)) == 1:
        return polynomial(BooleanFunction(4, table))
    *most, last = (str(s) for s, value in enumerate(sums) if value)
    return f"1 iff the sum of the bits is {', '.join(most)}{' or ' if most else ''}{last}"
