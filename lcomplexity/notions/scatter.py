"""A scatter of length against each notion, as SVG: one small panel a notion, the area of a disc says how many classes it stands for.

>>> from lcomplexity.notions.against_length import half
>>> text = scatter([half(0x0001, 32, 1, "no"), half(0x6996, 2, 3, "no")])
>>> text.startswith("<svg "), text.count("<circle"), "threshold degree" in text
(True, 38, True)
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from fractions import Fraction
from math import isnan, sqrt
from xml.sax.saxutils import escape

from lcomplexity.notions.against_length import Correlation, Half, correlations
from lcomplexity.notions.notion import Value

#: Panels in a row; sizes in pixels.
_ACROSS, _WIDTH, _HEIGHT, _MARGIN = 4, 230, 170, 44
#: The largest disc's radius.
_RADIUS = 14.0

_STYLE = (
    "text{font-family:sans-serif;font-size:11px;fill:#333}.title{font-size:12px;font-weight:bold}"
    ".axis{stroke:#999;stroke-width:1}.grid{stroke:#eee;stroke-width:1}circle{fill:#3465a4;fill-opacity:.55;stroke:#1d3b63}"
)


def scatter(rows: Sequence[Half]) -> str:
    """Return the SVG of length (upwards) against every notion (to the right), with rank correlations over classes.

    Both halves of a class count as half a class. The picture is about 1,000 pixels wide.

    >>> from lcomplexity.notions.against_length import half
    >>> "<title>2: 1/2 classes, 1 functions</title>" in scatter([half(0x6996, 2, 2, "no")])     # at T = 2
    True
    """
    found = correlations(rows)
    down = -(-len(found) // _ACROSS)
    width, height = _ACROSS * _WIDTH + 20, down * (_HEIGHT + 30) + 40
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}">',
        f"<style>{_STYLE}</style>",
        f'<rect width="{width}" height="{height}" fill="white"/>',
        '<text class="title" x="12" y="20">Length T against other notions, over all functions of four bits</text>',
        f'<text x="{width - 12}" y="20" text-anchor="end">area: number of NPN classes; rho: Spearman, over classes</text>',
    ]
    for i, c in enumerate(found):
        x, y = 10 + i % _ACROSS * _WIDTH, 34 + i // _ACROSS * (_HEIGHT + 30)
        parts.append(f'<g transform="translate({x},{y})">{_panel(rows, c)}</g>')
    parts.append("</svg>")
    return "\n".join(parts) + "\n"


def _panel(rows: Sequence[Half], c: Correlation) -> str:
    """One notion: title, axes, discs."""
    key = c.notion.key
    lengths = sorted({row.length for row in rows})
    values = [row.values[key] for row in rows]
    low, high = min(values), max(values)
    left, right, top, bottom = _MARGIN, _WIDTH - 20, 30, _HEIGHT - 24
    longest = max(lengths)

    def across(value: Value) -> float:
        return left + 12 + (right - left - 24) * (float(Fraction(value - low, high - low)) if high > low else 0.5)

    def up(T: int) -> float:
        return bottom - 18 - (bottom - top - 36) * ((T - 1) / (longest - 1) if longest > 1 else 0.0)

    rho = "undefined" if isnan(c.over_classes) else f"{c.over_classes:.2f}"
    parts = [f'<text class="title" x="12" y="16">{escape(c.notion.heading)}</text>']
    parts.append(f'<text x="{right + 8}" y="16" text-anchor="end">rho {rho}</text>')
    for T in lengths:
        parts.append(f'<line class="grid" x1="{left}" x2="{right}" y1="{up(T):.1f}" y2="{up(T):.1f}"/>')
        parts.append(f'<text x="{left - 8}" y="{up(T) + 4:.1f}" text-anchor="end">{T}</text>')
    parts.append(f'<text x="6" y="{(top + bottom) / 2 + 4:.1f}">T</text>')
    parts.append(f'<path class="axis" fill="none" d="M{left} {top}V{bottom}H{right}"/>')
    for tick in _ticks(low, high):
        parts.append(f'<text x="{across(tick):.1f}" y="{bottom + 14}" text-anchor="middle">{tick}</text>')
    classes: Counter[tuple[Value, int]] = Counter((row.values[key], row.length) for row in rows)
    functions: Counter[tuple[Value, int]] = Counter()
    for row in rows:
        functions[row.values[key], row.length] += row.functions
    most = max(classes.values())
    for (value, T), count in sorted(classes.items(), key=lambda item: -item[1]):
        radius = max(1.5, _RADIUS * sqrt(count / most))
        parts.append(
            f'<circle cx="{across(value):.1f}" cy="{up(T):.1f}" r="{radius:.1f}"><title>{value}: '
            f"{Fraction(count, 2)} classes, {functions[value, T]} functions</title></circle>"
        )
    return "".join(parts)


def _ticks(low: Value, high: Value) -> range:
    """At most nine whole numbers from low to high, evenly apart."""
    first, last = -(-low // 1), high // 1
    return range(int(first), int(last) + 1, max(1, -(-int(last - first) // 8)))
