"""One function's notions side by side, as a record that goes into JSON, CSV, LaTeX or a table.

Values are integers or rationals. Where a notion is not computed the record says why. The sample bound is the only number that
comes from floats (logarithms, rounded up).

>>> row = compared("majority:3", 3, 0b11101000, Length(1, 1))
>>> row.values["circuit_size"], row.values["total_influence"], row.sample_bound, row.absent
(4, Fraction(3, 2), 77, {})
>>> as_record(row)["total_influence"], as_record(row)["length"]
('3/2', 1)
"""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from lcomplexity.notions import NOTIONS, Absent
from lcomplexity.notions.notion import Value
from lcomplexity.notions.sample_bound import DELTA, EPSILON, sample_bound


@dataclass(frozen=True)
class Length:
    """The proved interval of the number of binary tokens; ``upper`` is None where no predictor is known."""

    lower: int
    upper: int | None

    @property
    def exact(self) -> int | None:
        """Return the length if both ends meet, else None."""
        return self.upper if self.lower == self.upper else None


@dataclass(frozen=True)
class Comparison:
    """A function with its length, the notions computed for it, and the reasons why others are not, by key."""

    function: str
    n: int
    length: Length
    sample_bound: int | None
    values: Mapping[str, Value]
    absent: Mapping[str, str]


def compared(function: str, n: int, table: int | None, length: Length) -> Comparison:
    """Return the notions of a function; without a table (``None``: too many variables) only its length and sample bound.

    >>> compared("parity:64", 64, None, Length(7, 7)).absent["sensitivity"]
    'computed from the truth table, which 64 variables have no room for'
    """
    values: dict[str, Value] = {}
    absent: dict[str, str] = {}
    for notion in NOTIONS:
        if table is None:
            absent[notion.key] = f"computed from the truth table, which {n} variables have no room for"
            continue
        match notion.value(n, table):
            case Absent(reason):
                absent[notion.key] = reason
            case value:
                values[notion.key] = value
    bound = None if length.upper is None else sample_bound(n, length.upper, EPSILON, DELTA)
    return Comparison(function, n, length, bound, values, absent)


def as_record(row: Comparison) -> dict[str, Any]:
    """Return the record: a key for each notion, None where it is absent, rationals that are no integers as text "p/q".

    >>> row = compared("x0", 1, 0b10, Length(1, 1))
    >>> [as_record(row)[key] for key in ("function", "n", "length", "length_lower", "sensitivity", "fourier_l1")]
    ['x0', 1, 1, 1, 1, 1]
    """
    record: dict[str, Any] = {"function": row.function, "n": row.n, "length": row.length.exact}
    record |= {"length_lower": row.length.lower, "length_upper": row.length.upper, "sample_bound": row.sample_bound}
    record |= {notion.key: plain(row.values.get(notion.key)) for notion in NOTIONS}
    return record | {"absent": dict(row.absent)}


def plain(value: Value | None) -> int | str | None:
    """Return an integer as it is, another rational as text.

    >>> plain(Fraction(4, 2)), plain(Fraction(3, 2)), plain(None)
    (2, '3/2', None)
    """
    if value is None:
        return None
    return int(value) if value == int(value) else str(value)


def as_csv(rows: Sequence[Comparison]) -> str:
    """Return CSV with a header and a line for each function; what is absent is empty.

    >>> as_csv([compared("x0", 1, 0b10, Length(1, 1))]).splitlines()[1][:14]
    'x0,1,1,1,1,44,'
    """
    out = io.StringIO()
    keys = [key for key in as_record(rows[0]) if key != "absent"]
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(keys)
    for row in rows:
        record = as_record(row)
        writer.writerow(["" if record[key] is None else record[key] for key in keys])
    return out.getvalue()


def as_cells(rows: Sequence[Comparison]) -> list[tuple[str, ...]]:
    """Return a table with a line for each notion and a column for each function; what is absent is a hyphen.

    >>> for line in as_cells([compared("x0", 1, 0b10, Length(1, 1))])[:4]: print(line)
    ('', 'x0')
    ('variables n', '1')
    ('length T', '1')
    ('sample bound', '44')
    """
    lines = [("", *(row.function for row in rows)), ("variables n", *(str(row.n) for row in rows))]
    lines.append(("length T", *(shown_length(row.length) for row in rows)))
    lines.append(("sample bound", *("-" if row.sample_bound is None else str(row.sample_bound) for row in rows)))
    for notion in NOTIONS:
        lines.append((notion.heading, *(_cell(row, notion.key) for row in rows)))
    return lines


def _cell(row: Comparison, key: str) -> str:
    return str(plain(row.values[key])) if key in row.values else "-"


def shown_length(length: Length) -> str:
    """Return the length, or the interval that is proved.

    >>> shown_length(Length(2, 2)), shown_length(Length(2, 4)), shown_length(Length(2, None))
    ('2', '2..4', '>= 2')
    """
    if length.upper is None:
        return f">= {length.lower}"
    return str(length.upper) if length.exact is not None else f"{length.lower}..{length.upper}"


def as_latex(rows: Sequence[Comparison]) -> str:
    r"""Return a LaTeX tabular with a line for each notion and a column for each function.

    >>> print(as_latex([compared("x0", 1, 0b10, Length(1, 1))]).splitlines()[4])
    length & $T$ & $1$ \\
    """
    lines = [r"\begin{tabular}{ll" + "r" * len(rows) + "}", r"\hline"]
    lines.append(" & ".join(["notion", "", *(rf"\texttt{{{_latex(row.function)}}}" for row in rows)]) + r" \\")
    lines.append(r"\hline")
    lines.append(" & ".join(["length", "$T$", *(f"${_latex_length(row.length)}$" for row in rows)]) + r" \\")
    for notion in NOTIONS:
        cells = (_latex_value(row.values.get(notion.key)) for row in rows)
        lines.append(" & ".join([_latex(notion.heading), f"${notion.latex}$", *cells]) + r" \\")
    return "\n".join([*lines, r"\hline", r"\end{tabular}"]) + "\n"


def _latex_value(value: Value | None) -> str:
    if value is None:
        return "--"
    p, q = Fraction(value).as_integer_ratio()
    return f"${p}$" if q == 1 else rf"$\frac{{{p}}}{{{q}}}$"


def _latex_length(length: Length) -> str:
    return shown_length(length).replace(">=", r"\ge").replace("..", r"\ldots ")


_ESCAPES = {"\\": r"\textbackslash{}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}"}
_ESCAPES |= {c: "\\" + c for c in "&%$#_{}"}


def _latex(text: str) -> str:
    return "".join(_ESCAPES.get(c, c) for c in text)
