"""Drawings as SVG text: shapes, text, and documents that stand alone.

A drawing is a value; drawings are moved and stacked, and become a document with a title for those who cannot see it. What a
picture says is said by shapes, hatchings and text; colours only help.

>>> d = Drawing(40, 20, rectangle(0, 0, 40, 20) + text(20, 14, "a<b", anchor="middle"))
>>> document(d, "two")[-61:]
'<text x="20" y="14" text-anchor="middle">a&lt;b</text></svg>\\n'
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias
from xml.sax.saxutils import escape, quoteattr

from lcomplexity.views.labels import label

MONOSPACE = "ui-monospace, 'DejaVu Sans Mono', Menlo, Consolas, monospace"
INK, PALE, LINE, PAPER, SHADE = "#1b1b1f", "#5c5c66", "#8a8a94", "#ffffff", "#ececf0"
#: Width of a character of the default size, in pixels, rounded up.
CHARACTER = 8

Anchor: TypeAlias = Literal["start", "middle", "end"]


@dataclass(frozen=True)
class Drawing:
    """SVG elements that fill ``width`` x ``height`` pixels from the origin on."""

    width: int
    height: int
    body: str

    def _repr_svg_(self) -> str:
        return document(self, "drawing")


def document(drawing: Drawing, title: str) -> str:
    """Return a drawing as an SVG document on white paper, with a title that is read out where it is not seen.

    >>> document(Drawing(10, 10, ""), "nothing").startswith('<svg xmlns="http://www.w3.org/2000/svg" width="10"')
    True
    """
    w, h = drawing.width, drawing.height
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{w}" height="{h}" viewBox="0 0 {w} {h}" role="img" '
        f'font-family={quoteattr(MONOSPACE)} font-size="13" fill="{INK}"><title>{escape(label(title))}</title>'
        f'<rect width="{w}" height="{h}" fill="{PAPER}"/>{drawing.body}</svg>\n'
    )


def stacked(drawings: Sequence[Drawing], gap: int = 12) -> Drawing:
    """Return drawings one below the other.

    >>> stacked([Drawing(10, 5, ""), Drawing(20, 5, "")], gap=2)
    Drawing(width=20, height=12, body='<g transform="translate(0 0)"></g><g transform="translate(0 7)"></g>')
    """
    y, body = 0, ""
    for drawing in drawings:
        body += moved(drawing.body, 0, y)
        y += drawing.height + gap
    return Drawing(max((d.width for d in drawings), default=0), max(y - gap, 0), body)


def moved(body: str, x: int, y: int) -> str:
    """Return elements moved right and down.

    >>> moved("<g/>", 3, 4)
    '<g transform="translate(3 4)"><g/></g>'
    """
    return f'<g transform="translate({x} {y})">{body}</g>'


def text(x: float, y: float, words: str, *, anchor: Anchor = "start", **style: str | int | float) -> str:
    """Return a line of text at its baseline; ``style`` are attributes, ``_`` for ``-``.

    >>> text(1, 2, "x", font_size=10)
    '<text x="1" y="2" font-size="10">x</text>'
    """
    placed = {} if anchor == "start" else {"text_anchor": anchor}
    return f'<text x="{_number(x)}" y="{_number(y)}"{_attributes({**placed, **style})}>{escape(label_kept(words))}</text>'


def label_kept(words: str) -> str:
    """Return text for a document: spaces stay, characters that no document may hold are replaced.

    >>> label_kept("a b\\x00")
    'a b\ufffd'
    """
    return " ".join(label(word) for word in words.split(" "))


def rectangle(x: float, y: float, width: float, height: float, **style: str | int | float) -> str:
    """Return a rectangle; without a fill it is paper with a thin line.

    >>> rectangle(0, 0, 4, 5, fill="none")
    '<rect x="0" y="0" width="4" height="5" fill="none" stroke="#8a8a94"/>'
    """
    given = {"fill": PAPER, "stroke": LINE, **style}
    place = f'x="{_number(x)}" y="{_number(y)}" width="{_number(width)}" height="{_number(height)}"'
    return f"<rect {place}{_attributes(given)}/>"


def path(d: str, **style: str | int | float) -> str:
    """Return a path, a line without a fill unless asked for.

    >>> path("M0 0L1 1", stroke_width=2)
    '<path d="M0 0L1 1" fill="none" stroke="#1b1b1f" stroke-width="2"/>'
    """
    return f'<path d="{d}"{_attributes({"fill": "none", "stroke": INK, **style})}/>'


def _attributes(style: dict[str, str | int | float]) -> str:
    return "".join(
        f" {name.replace('_', '-')}={quoteattr(str(_number(v) if isinstance(v, float) else v))}"
        for name, v in style.items()
    )


def _number(v: float) -> str:
    return f"{v:.2f}".rstrip("0").rstrip(".") if isinstance(v, float) else str(v)
