"""Predictors, constructions and chains as tables: HTML for notebooks, LaTeX for papers.

>>> from lcomplexity.constructions.parity import parity
>>> print(claims_latex(parity(5)).splitlines()[2])
\\text{length} & = 3 & = \\left\\lfloor{\\frac{\\log{\\left(n \\right)}}{\\log{\\left(2 \\right)}}}\\right\\rfloor + 1 \\\\
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lcomplexity.decoding import Decoded
from lcomplexity.predictor import LinearPredictor, max_weight
from lcomplexity.views.frames import Frame, frame, number_text
from lcomplexity.views.html_tables import table_html
from lcomplexity.views.labels import latex

if TYPE_CHECKING:
    from lcomplexity.constructions.construction import Construction

#: Tokens of a chain that a table shows.
MOST_TOKENS = 40

_RELATIONS = {"==": "=", "<=": "\\le", ">=": "\\ge"}


def predictor_html(h: LinearPredictor) -> str:
    """Return a predictor's quantities as an HTML table.

    >>> from lcomplexity.constructions.parity import parity
    >>> predictor_html(parity(5).predictor)[-53:]
    '<td>3</td><td>2</td><td>8</td><td>8</td></tr></table>'
    """
    head = ["n", "T", "vocabulary", "reads", "max |weight|"]
    row = [h.n, h.length, len(h.vocabulary), h.reads, max_weight(h)]
    return table_html(head, [[number_text(v) for v in row]])


def predictor_latex(h: LinearPredictor) -> str:
    """Return a predictor's quantities as one line of LaTeX mathematics.

    >>> from lcomplexity.constructions.parity import parity
    >>> print(predictor_latex(parity(5).predictor))
    $n = 5,\\ T = 3,\\ |D| = 2,\\ \\text{reads} = 8,\\ \\max|W| = 8$
    """
    pairs = (
        ("n", h.n),
        ("T", h.length),
        ("|D|", len(h.vocabulary)),
        ("\\text{reads}", h.reads),
        ("\\max|W|", max_weight(h)),
    )
    return "$" + ",\\ ".join(f"{name} = {number_text(v)}" for name, v in pairs) + "$"


def claims_html(c: Construction) -> str:
    """Return what a construction claims, beside what is measured, as an HTML table.

    >>> from lcomplexity.constructions.parity import parity
    >>> "<td>floor(log(n)/log(2)) + 1</td>" in claims_html(parity(5))
    True
    """
    rows = []
    for quantity, value in c.measured().items():
        relation, _ = c.claims.claim(quantity)
        rows.append([quantity, number_text(value), relation, str(c.claims.expression(quantity))])
    return table_html([f"{c.name}: {c.provenance}", "measured", "", "claimed"], rows)


def claims_latex(c: Construction) -> str:
    """Return what a construction claims, beside what is measured, as LaTeX in display mathematics.

    >>> from lcomplexity.constructions.parity import parity
    >>> claims_latex(parity(5)).count("text{")
    7
    """
    import sympy

    lines = []
    for quantity, value in c.measured().items():
        relation, _ = c.claims.claim(quantity)
        expression = sympy.latex(c.claims.expression(quantity))
        lines.append(
            f"\\text{{{latex(quantity)}}} & = {number_text(value)} & {_RELATIONS[relation]} {expression} \\\\"
        )
    return "\n".join(["$$\\begin{array}{lll}", *_one_by_one(lines), "\\end{array}$$"])


def _one_by_one(lines: list[str]) -> list[str]:
    return ["\\text{quantity} & \\text{measured} & \\text{claimed} \\\\ \\hline", *lines]


def chain_html(h: LinearPredictor, d: Decoded) -> str:
    """Return the first tokens of a chain as an HTML table: token, score, runner-up, margin, and what is read.

    >>> from lcomplexity.constructions.circuit import threshold
    >>> from lcomplexity.decoding import decode
    >>> h = threshold((1, 1), 2).predictor
    >>> chain_html(h, decode(h, (1, 1))).endswith("<td>a 0:1, b 1:1</td></tr></table>")
    True
    """
    rows = [_row(h, f) for f in _frames(h, d)]
    more = [["..", *[""] * 5]] if len(d.chain) > len(rows) else []
    return table_html(["t", "token", "score", "runner-up", "margin", "reads"], [*rows, *more])


def chain_latex(h: LinearPredictor, d: Decoded) -> str:
    """Return the first tokens of a chain as a LaTeX table in display mathematics.

    >>> from lcomplexity.constructions.circuit import threshold
    >>> from lcomplexity.decoding import decode
    >>> h = threshold((1, 1), 2).predictor
    >>> print(chain_latex(h, decode(h, (1, 1))).splitlines()[2])
    1 & \\texttt{1} & 1 & \\texttt{0} & 1 \\\\
    """
    lines = []
    for f in _frames(h, d):
        t, token, score, runner_up, margin, _ = _row(h, f)
        lines.append(f"{t} & \\texttt{{{latex(token)}}} & {score} & \\texttt{{{latex(runner_up)}}} & {margin} \\\\")
    if len(d.chain) > len(lines):
        lines.append("\\vdots \\\\")
    head = " & ".join(f"\\text{{{word}}}" for word in ("t", "token", "score", "runner-up", "margin"))
    return "\n".join(["$$\\begin{array}{rlrlr}", f"{head} \\\\ \\hline", *lines, "\\end{array}$$"])


def _frames(h: LinearPredictor, d: Decoded) -> list[Frame]:
    return [frame(h, t, d.prompt + d.chain[:t]) for t in range(min(len(d.chain), MOST_TOKENS))]


def _row(h: LinearPredictor, f: Frame) -> list[str]:
    name = h.vocabulary.tokens
    reads = ", ".join(f"{r.letter} {r.position}:{name[r.found]}" for r in f.reads[:12])
    if len(f.reads) > 12:
        reads += f", and {len(f.reads) - 12} more"
    return [
        str(f.t + 1), name[f.winner], number_text(f.scores[f.winner]), name[f.runner_up], number_text(f.margin), reads
    ]  # fmt: skip
