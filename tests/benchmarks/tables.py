"""Numbers, tables and fits as the benchmark page shows them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from math import log


def figure(value: float) -> str:
    """Return a number with three significant digits, or a whole number in full.

    >>> figure(0.0010234), figure(6.926), figure(111.6), figure(18430.0), figure(47_176_870)
    ('0.00102', '6.93', '112', '18,400', '47,176,870')
    """
    if isinstance(value, int):
        return f"{value:,}"
    rounded = float(f"{value:.3g}")
    return f"{rounded:,.0f}" if abs(rounded) >= 100 else f"{rounded:#.3g}"


def table(headers: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Return a Markdown table: texts to the left, numbers to the right.

    >>> print(table(["engine", "steps"], [["kernel", 1234]]))
    | engine | steps |
    |---|---:|
    | kernel | 1,234 |
    """
    rows = [list(row) for row in rows]
    numbers = [all(isinstance(row[i], int | float) for row in rows) for i in range(len(headers))]
    cells = [[figure(v) if isinstance(v, int | float) else str(v) for v in row] for row in rows]
    rule = "".join("---:|" if number else "---|" for number in numbers)
    lines = ["| " + " | ".join(row) + " |" for row in [list(headers), *cells]]
    return "\n".join([lines[0], "|" + rule, *lines[1:]])


def exponent(points: Sequence[tuple[float, float]]) -> float:
    """Return the slope of the least-squares line through (log x, log y): the e of y ~ x^e.

    >>> round(exponent([(1, 5), (10, 500), (100, 50_000)]), 9)
    2.0
    """
    logs = [(log(x), log(y)) for x, y in points]
    mx, my = sum(x for x, _ in logs) / len(logs), sum(y for _, y in logs) / len(logs)
    return sum((x - mx) * (y - my) for x, y in logs) / sum((x - mx) ** 2 for x, _ in logs)
