"""Published figures as checks that any way of computing a notion can be put to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from fractions import Fraction
from pathlib import Path

import numpy as np

from lcomplexity.notions.four_variables import TABLES, class_names

REFERENCE = Path(__file__).resolve().parents[2] / "reference" / "notions"

#: Smallest tables of the classes of four variables, and how many functions they have.
NAMES, SIZES = (a.tolist() for a in np.unique(class_names(), return_counts=True))

#: Notions of which every value is published, for the n that are.
COMPLETE = {"circuit_size", "formula_size", "circuit_depth", "dnf_size", "f2_degree"}

Way = Callable[[int, int], int | Fraction]


def lines(name: str) -> Iterator[list[str]]:
    """The rows of a reference file below its header."""
    rows = [line.split("\t") for line in (REFERENCE / name).read_text().splitlines() if not line.startswith("#")]
    yield from rows[1:]


def distribution(value: Way, n: int) -> tuple[Counter[int], Counter[int]]:
    """How many classes (by the smallest table; for four variables only), and how many functions, have each value."""
    if n < 4:
        return Counter(), Counter(int(value(n, table)) for table in range(1 << (1 << n)))
    classes: Counter[int] = Counter()
    functions: Counter[int] = Counter()
    for name, size in zip(NAMES, SIZES, strict=True):
        classes[int(value(4, name))] += 1
        functions[int(value(4, name))] += size // 2
        functions[int(value(4, name ^ (TABLES - 1)))] += size // 2
    return classes, functions


def differences(key: str, n: int, value: Way) -> list[str]:
    """Where the distribution of a notion computed this way is not the published one."""
    classes, functions = distribution(value, n)
    found, counted = [], 0
    for _, _, v, of_classes, of_functions in (row for row in lines("distributions.tsv") if row[:2] == [key, str(n)]):
        if of_classes != "-" and n == 4 and classes[int(v)] != int(of_classes):
            found.append(f"{key} {v}: {classes[int(v)]} classes, published {of_classes}")
        if of_functions != "-":
            counted += int(of_functions)
            if functions[int(v)] != int(of_functions):
                found.append(f"{key} {v}: {functions[int(v)]} functions, published {of_functions}")
    if key in COMPLETE and counted != 1 << (1 << n):
        found.append(f"{key}: the published figures are of {counted} functions")
    return found
