"""A chain as one ribbon: prompt and tokens in order, arcs from each token to the positions it reads, margins below.

>>> from lcomplexity.constructions.parity import parity
>>> from lcomplexity.decoding import decode
>>> h = parity(3).predictor; d = decode(h, (1, 0, 1))
>>> chain_ribbon(h, d, range(1, 3)).height > 100
True
"""

from __future__ import annotations

from lcomplexity.decoding import Decoded
from lcomplexity.errors import PredictorError
from lcomplexity.predictor import LinearPredictor
from lcomplexity.schedule import at
from lcomplexity.views.frames import number_text
from lcomplexity.views.labels import short, shown_positions
from lcomplexity.views.svg import CHARACTER, INK, LINE, PALE, SHADE, Drawing, path, rectangle, text

#: Tokens, and arcs, of one ribbon at most.
MOST_TOKENS, MOST_ARCS = 400, 4_000


def chain_ribbon(h: LinearPredictor, d: Decoded, tokens: range) -> Drawing:
    """Return the ribbon of some tokens (numbered from 1) of a chain, with all of the context that they read.

    Raises :class:`PredictorError` for more than :data:`MOST_TOKENS` tokens or :data:`MOST_ARCS` arcs.

    >>> from lcomplexity.constructions.parity import parity
    >>> from lcomplexity.decoding import decode
    >>> h = parity(3).predictor
    >>> "margin" in chain_ribbon(h, decode(h, (1, 0, 1)), range(1, 3)).body
    True
    """
    if len(tokens) > MOST_TOKENS:
        raise PredictorError(
            f"view: a ribbon of {len(tokens)} tokens is too long (at most {MOST_TOKENS}); choose some with --frames A-B"
        )
    reads = {t: _reads(h, t - 1) for t in tokens}
    arcs = sum(len(positions) for positions in reads.values())
    if arcs > MOST_ARCS:
        raise PredictorError(
            f"view: a ribbon with {arcs} arcs cannot be read (at most {MOST_ARCS}); choose fewer tokens with --frames A-B"
        )
    context, names = d.prompt + d.chain, h.vocabulary.tokens
    chosen = {h.n + t - 1 for t in tokens}
    wanted = {p for positions in reads.values() for p in positions} | chosen
    shown = sorted(wanted | set(shown_positions(min(chosen, default=h.n), ())) | set(range(h.n if h.n < 40 else 0)))
    x, before, middles, body = 8, -1, dict[int, int](), ""
    farthest = max((abs(shown.index(h.n + t - 1) - shown.index(p)) for t in tokens for p in reads[t]), default=0)
    top = 24 + min(160, 12 + 6 * farthest)
    for p in shown:
        if p > before + 1:
            body += text(x + 18, top + 20, "\u22ef", anchor="middle", fill=PALE)
            x += 40
        name = short(names[context[p]], 14)
        width = max(28, CHARACTER * len(name) + 10)
        here = p in chosen
        body += rectangle(
            x,
            top,
            width,
            30,
            fill=SHADE if p < h.n else "#ffffff",
            stroke=INK if here else LINE,
            stroke_width=1.8 if here else 1,
        )
        body += text(x + width // 2, top + 20, name, anchor="middle")
        body += text(x + width // 2, top + 43, str(p), anchor="middle", font_size=10, fill=PALE)
        if here:
            m = short(number_text(d.margins[p - h.n]), 8)
            body += text(x + width // 2, top + 60, m, anchor="middle", font_size=11)
        middles[p] = x + width // 2
        x, before = x + width + 4, p
    body += text(8, top + 76, "white: chain, grey: prompt; below: position, margin", font_size=11, fill=PALE)
    for t in tokens:
        b = middles[h.n + t - 1]
        for p in reads[t]:
            a = middles[p]
            up = top - min(top - 6, 14 + (b - a) // 6)
            body += path(f"M{a} {top}C{a} {up} {b} {up} {b} {top}", stroke=PALE, stroke_width=1 if arcs < 80 else 0.4)
            body += path(f"M{b} {top}l-3 -6h6z", fill=INK, stroke="none")
    return Drawing(max(x + 8, 420), top + 84, body)


def _reads(h: LinearPredictor, t: int) -> tuple[int, ...]:
    rule, positions = at(h.schedule, t, h.n)
    return tuple(sorted(set(positions[: h.rules[rule].slots])))
