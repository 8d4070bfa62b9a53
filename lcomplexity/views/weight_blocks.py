"""The weights of one token as blocks: for every position read, which token found there votes for which token, and how much.

A block is a matrix: columns are tokens u found at the position, rows the tokens D voted for, the entry is W_t[D, i, u]. Only
tokens with a weight in some block of the picture stand in it. Larger blocks have squares for numbers: full for a positive
weight, hollow for a negative one.

>>> from lcomplexity.constructions.circuit import threshold
>>> weight_blocks(threshold((1, 1), 2).predictor, 0).height
95
"""

from __future__ import annotations

from collections.abc import Mapping

from lcomplexity.errors import PredictorError
from lcomplexity.predictor import LinearPredictor
from lcomplexity.schedule import at
from lcomplexity.views.frames import letter, number_text
from lcomplexity.views.labels import short
from lcomplexity.views.svg import CHARACTER, INK, PALE, Drawing, path, rectangle, text

#: Tokens in a block with numbers, tokens in any block, and entries of all blocks, at most.
NUMBERED, MOST_TOKENS, MOST_ENTRIES = 24, 400, 60_000


def weight_blocks(h: LinearPredictor, t: int) -> Drawing:
    """Return the weights of token ``t`` (from 0), a block for each position that it reads.

    Raises :class:`PredictorError` for a predictor with too many tokens or weights to be drawn.

    >>> from lcomplexity.constructions.parity import parity
    >>> "position 2" in weight_blocks(parity(3).predictor, 0).body
    True
    """
    blocks = weights_by_position(h, t)
    found = sorted({u for block in blocks.values() for _, u in block})
    voted = sorted({D for block in blocks.values() for D, _ in block})
    entries = sum(len(block) for block in blocks.values())
    if max(len(found), len(voted)) > MOST_TOKENS or entries > MOST_ENTRIES:
        raise PredictorError(
            f"view: the weights of token {t + 1} have {len(voted)} rows, {len(found)} columns and {entries} entries, too many to "
            f"be drawn (at most {MOST_TOKENS} and {MOST_ENTRIES}); look at them in a page, or draw a smaller predictor's"
        )
    names = h.vocabulary.tokens
    numbered = max(len(found), len(voted)) <= NUMBERED
    widest = max((len(number_text(w)) for block in blocks.values() for w in block.values()), default=1)
    wide, tall = (max(24, CHARACTER * min(widest, 8) + 8), 22) if numbered else (8, 8)
    left = 12 + (CHARACTER * max((len(short(names[D], 14)) for D in voted), default=0) if numbered else 0)
    above = 34 + (7 * max((len(short(names[u], 14)) for u in found), default=0) + 6 if numbered else 0)
    rows = {D: above + i * tall for i, D in enumerate(voted)}
    body, x, width = "", left, wide * max(len(found), 1)
    if numbered:
        body += "".join(text(left - 6, y + 15, short(names[D], 14), anchor="end") for D, y in rows.items())
    for i, (p, block) in enumerate(blocks.items()):
        body += text(x, 14, f"{letter(i)}: position {p}", font_size=12, font_weight="bold")
        columns = {u: x + j * wide for j, u in enumerate(found)}
        body += rectangle(x, above, width, tall * max(len(voted), 1))
        if numbered:
            for u, a in columns.items():
                place = f"translate({a + wide // 2 + 4} {above - 6}) rotate(-90)"
                body += text(0, 0, short(names[u], 14), transform=place, font_size=11)
        for (D, u), w in sorted(block.items()):
            body += _entry(columns[u], rows[D], wide, tall, w, number_text(w) if numbered else "")
        x += max(width, CHARACTER * len(f"{letter(i)}: position {p}")) + 20
    height = above + tall * max(len(voted), 1)
    body += text(10, height + 18, "columns: the token found; rows: the token voted for", font_size=11, fill=PALE)
    return Drawing(max(x, 400), height + 26, body)


def weights_by_position(h: LinearPredictor, t: int) -> Mapping[int, Mapping[tuple[int, int], int]]:
    """Return for each position that token ``t`` reads the weights W_t[D, position, u] that are not 0, by (D, u).

    >>> from lcomplexity.constructions.circuit import threshold
    >>> dict(weights_by_position(threshold((1, 1), 2).predictor, 0)[0])
    {(1, 0): -3, (1, 1): -1}
    """
    rule, positions = at(h.schedule, t, h.n)
    blocks: dict[int, dict[tuple[int, int], int]] = {p: {} for p in sorted(set(positions[: h.rules[rule].slots]))}
    for c in h.rules[rule].coordinates:
        holders: dict[int, list[int]] = {}
        for D, value in enumerate(c.values):
            if value is not None:
                holders.setdefault(value, []).append(D)
        for read in c.reads:
            block = blocks[positions[read.slot]]
            for u, row in read.table.items():
                for value, w in row.items():
                    for D in holders.get(value, ()):
                        block[D, u] = block.get((D, u), 0) + w
    return {p: {key: w for key, w in block.items() if w} for p, block in blocks.items()}


def _entry(x: int, y: int, wide: int, tall: int, w: int, number: str) -> str:
    if number:
        box = rectangle(x, y, wide, tall, fill="#e7eef6" if w > 0 else "#ffffff")
        return box + text(x + wide // 2, y + 15, short(number, 8), anchor="middle", font_size=12)
    if w > 0:
        return rectangle(x + 1, y + 1, wide - 2, tall - 2, fill=INK, stroke="none")
    return path(f"M{x + 1.5} {y + 1.5}h{wide - 3}v{tall - 3}h{3 - wide}z", stroke_width=1)
