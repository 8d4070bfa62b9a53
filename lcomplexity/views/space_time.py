"""The space-time diagram of a run as its chain tells it: a row for each configuration, with the path of the heads.

On the left stand the step, the state and the tokens by which the configuration became known; on the right the tapes. The
scanned cell has a bold frame, and the path joins the scanned cells of one row and the next.

>>> from lcomplexity.views.readings import Moment
>>> rows = (Moment(1, 0, "a", (0,), ({0: "1"},)), Moment(2, 1, "b", (1,), ({0: "0"},)))
>>> d = space_time(rows, blank="_", tokens=("a:1", "b:_")); d.width, d.height
(254, 96)
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from lcomplexity.errors import PredictorError
from lcomplexity.views.labels import short
from lcomplexity.views.readings import Moment
from lcomplexity.views.svg import CHARACTER, INK, PALE, SHADE, Drawing, path, rectangle, text

#: Rows and cells of a diagram at most.
MOST_ROWS, MOST_CELLS = 400, 40_000
_CELL, _ROW, _TOP = 26, 26, 40
_TRAIL = "#b9cfe6"


def space_time(moments: Sequence[Moment], *, blank: str, tokens: Sequence[str]) -> Drawing:
    """Return the diagram of some configurations, one below the other; ``tokens`` are the names of the whole chain.

    Raises :class:`PredictorError` for none, for more than :data:`MOST_ROWS`, or for too wide tapes.

    >>> space_time((), blank="_", tokens=())
    Traceback (most recent call last):
        ...
    lcomplexity.errors.PredictorError: view: no whole configuration is written in these tokens; give more of them with --frames
    """
    if not moments:
        raise PredictorError(
            "view: no whole configuration is written in these tokens; give more of them with --frames"
        )
    if len(moments) > MOST_ROWS:
        raise PredictorError(
            f"view: the diagram would have {len(moments)} rows (at most {MOST_ROWS}); choose tokens with --frames A-B"
        )
    spans = [_span(moments, i) for i in range(len(moments[0].tapes))]
    if len(moments) * sum(high - low for low, high in spans) > MOST_CELLS:
        raise PredictorError(
            f"view: the diagram would have more than {MOST_CELLS} cells; choose fewer tokens with --frames A-B"
        )
    symbols = {s for m in moments for tape in m.tapes for s in tape.values()} | {blank}
    cell = max(_CELL, CHARACTER * max(len(short(s, 6)) for s in symbols) + 10)
    said = [_tokens(m, before, tokens) for m, before in zip(moments, [None, *moments], strict=False)]
    columns = {
        "step": [str(m.step) for m in moments],
        "state": [short(m.state, 24) for m in moments],
        "tokens": said,
    }
    body, x = "", 10
    for name, words in columns.items():
        width = CHARACTER * max(len(name), *(len(w) for w in words))
        body += text(x, _TOP - 6, name, font_size=11, fill=PALE)
        for i, word in enumerate(words):
            body += text(x, _TOP + i * _ROW + 18, word, **_weight(name, words, i))
        x += width + 16
    for i, (low, high) in enumerate(spans):
        body += _tape(moments, i, low, high, x, cell, blank)
        x += (high - low) * cell + 24
    return Drawing(x, _TOP + len(moments) * _ROW + 4, body)


def _weight(name: str, words: Sequence[str], i: int) -> dict[str, Any]:
    # A state is bold where it changes.
    changes = name == "state" and (i == 0 or words[i] != words[i - 1])
    return {"font_weight": "bold"} if changes else {}


def _span(moments: Sequence[Moment], i: int) -> tuple[int, int]:
    cells = [0, *(c for m in moments for c in (*m.tapes[i], *m.heads[i : i + 1]))]
    return min(cells), max(cells) + 1


def _tokens(m: Moment, before: Moment | None, tokens: Sequence[str]) -> str:
    start = 0 if before is None else before.known
    said = [short(name, 14) for name in tokens[start : m.known]]
    return " ".join(said) if len(said) <= 2 else f"{said[0]} .. {said[-1]}"


def _tape(moments: Sequence[Moment], i: int, low: int, high: int, x: int, cell: int, blank: str) -> str:
    grid, words, points = "", "", list[tuple[int, int]]()
    if len(moments[0].tapes) > 1:
        words += text(x, _TOP - 22, f"tape {i + 1}", font_size=11, fill=PALE)
    for c in range(low, high):
        if c % 5 == 0:
            at = x + (c - low) * cell + cell // 2
            words += text(at, _TOP - 6, str(c), anchor="middle", font_size=10, fill=PALE)
    for row, m in enumerate(moments):
        y = _TOP + row * _ROW
        for c in range(low, high):
            written = c in m.tapes[i]
            left = x + (c - low) * cell
            grid += rectangle(left, y, cell, _ROW, fill="#ffffff" if written else SHADE)
            colour: dict[str, Any] = {} if written else {"fill": PALE}
            words += text(left + cell // 2, y + 18, short(m.tapes[i].get(c, blank), 6), anchor="middle", **colour)
        if i < len(m.heads):
            points.append((x + (m.heads[i] - low) * cell, y))
    middles = [(left + cell // 2, y + _ROW // 2) for left, y in points]
    # A wide, pale line below the symbols, so that it hides none.
    line = "M" + "L".join(f"{a} {b}" for a, b in middles) if middles else ""
    trail = path(line, stroke=_TRAIL, stroke_width=9, stroke_linejoin="round", stroke_linecap="round")
    frames = [
        rectangle(left + 1, y + 1, cell - 2, _ROW - 2, fill="none", stroke=INK, stroke_width=2.2)
        for left, y in points
    ]
    return grid + (trail if middles else "") + "".join(frames) + words
