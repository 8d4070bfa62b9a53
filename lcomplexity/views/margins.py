"""The margins along a chain, as a strip of bars.

>>> strip = margin_strip((1, 4, 2), width=200)
>>> strip.width, strip.height
(200, 76)
"""

from __future__ import annotations

from collections.abc import Sequence

from lcomplexity.views.frames import number_text
from lcomplexity.views.labels import short
from lcomplexity.views.svg import INK, PALE, Drawing, path, rectangle, text

_BASE, _TALL = 52, 40


def margin_strip(margins: Sequence[int], width: int = 900) -> Drawing:
    """Return a bar for each margin, the smallest of a group where there are more than ``width`` has room for.

    A margin of 0 (a tie) is a hollow bar with a mark, so that it is not overlooked.

    >>> "tie" in margin_strip((2, 0)).body, "tie" in margin_strip((2, 1)).body
    (True, False)
    """
    if not margins:
        return Drawing(width, 76, text(4, 40, "a chain without tokens has no margins", fill=PALE))
    columns = min(len(margins), max(1, (width - 8) // 2))
    step = min(2400, (width - 8) * 100 // columns)
    most = max(*margins, 1)
    body = path(f"M4 {_BASE}H{4 + columns * step // 100}", stroke_width=1)
    for i in range(columns):
        group = margins[
            i * len(margins) // columns : max((i + 1) * len(margins) // columns, i * len(margins) // columns + 1)
        ]
        least = min(group)
        tall = max(2, least * _TALL // most)
        wide = max(1.0, step / 100 - (1 if step > 400 else 0))
        style = {"fill": "#6f93b8", "stroke": "none"} if least else {"fill": "#ffffff", "stroke": INK}
        body += rectangle(4 + i * step / 100, _BASE - tall, wide, tall, **style)
        if not least:
            body += text(4 + i * step / 100, _BASE - 4, "tie", font_size=9)
    at = margins.index(min(margins))
    words = (
        f"{len(margins)} tokens; margin at least {short(number_text(min(margins)), 18)} (first at token {at + 1}), "
    )
    words += f"at most {short(number_text(max(margins)), 18)}"
    return Drawing(width, 76, body + text(4, 70, words, font_size=11, fill=PALE))
