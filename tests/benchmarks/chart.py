"""Curves with both axes logarithmic, as SVG: plain text, the same for the same numbers.

>>> svg = chart([Panel("time", "tokens", "seconds", (Curve("a", ((10.0, 1.0), (1000.0, 100.0))),))])
>>> svg.count("<polyline"), svg.count("<circle")
(1, 2)
"""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from math import ceil, floor, log10
from typing import NamedTuple

#: Told apart by the colour-blind (Okabe and Ito), and by their marks' fill in print.
COLOURS = ("#0072b2", "#56b4e9", "#d55e00", "#e69f00", "#009e73", "#000000", "#cc79a7", "#999999")

WIDTH, HEIGHT = 460, 330
LEFT, RIGHT, TOP, BOTTOM = 64, 14, 34, 46
LEGEND = 18


class Curve(NamedTuple):
    """A name and points (x, y), both positive."""

    name: str
    points: tuple[tuple[float, float], ...]


class Panel(NamedTuple):
    """Curves over one pair of axes."""

    title: str
    x: str
    y: str
    curves: tuple[Curve, ...]


def chart(panels: Sequence[Panel]) -> str:
    """Return an SVG with the panels side by side and one legend; a curve's colour is by its place in a panel."""
    rows = max(len(panel.curves) for panel in panels)
    width, height = WIDTH * len(panels), HEIGHT + LEGEND * rows + 8
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" '
        'font-family="sans-serif" font-size="12">',
        f'<rect width="{width}" height="{height}" fill="#ffffff"/>',
    ]
    for i, panel in enumerate(panels):
        parts += [f'<g transform="translate({WIDTH * i},0)">', *_panel(panel), "</g>"]
    return "\n".join([*parts, "</svg>"]) + "\n"


def _panel(panel: Panel) -> list[str]:
    xs = [x for curve in panel.curves for x, _ in curve.points]
    ys = [y for curve in panel.curves for _, y in curve.points]
    across, up = _decades(xs), _decades(ys)

    def place(x: float, y: float) -> tuple[str, str]:
        u = (log10(x) - across[0]) / (across[1] - across[0])
        v = (log10(y) - up[0]) / (up[1] - up[0])
        return f"{LEFT + u * (WIDTH - LEFT - RIGHT):.1f}", f"{HEIGHT - BOTTOM - v * (HEIGHT - TOP - BOTTOM):.1f}"

    parts = [
        f'<text x="{(WIDTH + LEFT) // 2}" y="20" text-anchor="middle" font-weight="bold">{escape(panel.title)}</text>'
    ]
    for power in range(across[0], across[1] + 1):
        x, bottom = place(10.0**power, 10.0 ** up[0])
        top = place(10.0**power, 10.0 ** up[1])[1]
        parts.append(f'<line x1="{x}" y1="{bottom}" x2="{x}" y2="{top}" stroke="#dddddd"/>')
        parts.append(f'<text x="{x}" y="{HEIGHT - BOTTOM + 16}" text-anchor="middle">{_power(power)}</text>')
    for power in range(up[0], up[1] + 1):
        left, y = place(10.0 ** across[0], 10.0**power)
        right = place(10.0 ** across[1], 10.0**power)[0]
        parts.append(f'<line x1="{left}" y1="{y}" x2="{right}" y2="{y}" stroke="#dddddd"/>')
        parts.append(f'<text x="{LEFT - 6}" y="{y}" dy="4" text-anchor="end">{_power(power)}</text>')
    parts.append(f'<text x="{(WIDTH + LEFT) // 2}" y="{HEIGHT - 8}" text-anchor="middle">{escape(panel.x)}</text>')
    middle = (HEIGHT + TOP - BOTTOM) // 2
    parts.append(
        f'<text x="14" y="{middle}" text-anchor="middle" transform="rotate(-90 14 {middle})">{escape(panel.y)}</text>'
    )
    for i, curve in enumerate(panel.curves):
        colour = COLOURS[i % len(COLOURS)]
        fill = colour if i % 2 else "#ffffff"
        points = [place(x, y) for x, y in curve.points]
        line = " ".join(",".join(p) for p in points)
        parts.append(f'<polyline points="{line}" fill="none" stroke="{colour}" stroke-width="1.5"/>')
        parts += [f'<circle cx="{x}" cy="{y}" r="3.5" fill="{fill}" stroke="{colour}"/>' for x, y in points]
        level = HEIGHT + LEGEND * i + 4
        parts.append(
            f'<line x1="{LEFT}" y1="{level}" x2="{LEFT + 24}" y2="{level}" stroke="{colour}" stroke-width="3"/>'
        )
        parts.append(f'<text x="{LEFT + 32}" y="{level + 4}">{escape(curve.name)}</text>')
    return parts


def _decades(values: Sequence[float]) -> tuple[int, int]:
    """The powers of ten around the values, at least one apart."""
    low, high = floor(log10(min(values))), ceil(log10(max(values)))
    return low, max(high, low + 1)


def _power(power: int) -> str:
    return f'10<tspan dy="-5" font-size="9">{power}</tspan>'
