"""A machine and its runs as tables: HTML for notebooks, LaTeX for papers.

The LaTeX is an ``array`` in display mathematics, which both a paper and a notebook's mathematics can set.

>>> from turing.machine import Machine
>>> M = Machine.of("flip", "a 0 1 R a", "a 1 0 R a", "a _ _ S h", start="a", accepting=["h"])
>>> print(machine_latex(M))
$$\\begin{array}{l|lll}
 & \\texttt{\\_} & \\texttt{0} & \\texttt{1} \\\\ \\hline
\\texttt{a} & \\texttt{\\_,S,h} & \\texttt{1,R,a} & \\texttt{0,R,a} \\\\
\\end{array}$$
"""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from itertools import product

from lcomplexity.views.html_tables import table_html
from lcomplexity.views.labels import latex
from lcomplexity.views.state_diagrams import MOST_STATES, state_diagram
from lcomplexity.views.svg import document
from turing.machine import Machine
from turing.simulator import Outcome
from turing.tape import Tape

#: Columns of a transition table at most; a machine with more is shown as a list of its rules.
MOST_COLUMNS = 64
#: Cells on each side of a head that a table shows.
MOST_CELLS = 60


def machine_html(machine: Machine) -> str:
    """Return a machine as HTML: its diagram, if it has few states, and its transition table.

    >>> M = Machine.of("flip", "a 0 1 R a", "a 1 0 R a", "a _ _ S h", start="a", accepting=["h"])
    >>> "<td>1,R,a</td>" in machine_html(M)
    True
    """
    tapes = "one tape" if machine.tapes == 1 else f"{machine.tapes} tapes"
    head = f"<p><b>{escape(machine.name)}</b>: {len(machine.states)} states, {len(machine.alphabet)} symbols, {tapes}</p>"
    drawn = (
        document(state_diagram(machine), f"states of {machine.name}") if len(machine.states) <= MOST_STATES else ""
    )
    return head + drawn + table_html(*_table(machine))


def machine_latex(machine: Machine) -> str:
    """Return a machine's transition table as LaTeX: ``written,moved,next`` for every state and scanned symbol.

    >>> machine_latex(Machine.of("M", "a 1 1 R a", start="a")).count("hline")
    1
    """
    head, rows = _table(machine)

    def line(words: Sequence[str]) -> str:
        return " & ".join(f"\\texttt{{{latex(w)}}}" if w else "" for w in words) + " \\\\"

    columns = "l|" + "l" * (len(head) - 1)
    body = "\n".join(line(row) for row in rows)
    return f"$$\\begin{{array}}{{{columns}}}\n{line(head)} \\hline\n{body}\n\\end{{array}}$$"


def _table(machine: Machine) -> tuple[list[str], list[list[str]]]:
    scanned = list(product(machine.alphabet, repeat=machine.tapes))
    if len(scanned) > MOST_COLUMNS:
        rows = [[r.state, ",".join(r.read), ",".join((*r.write, *r.move, r.target))] for r in machine.rules]
        return ["state", "scanned", "written, moved, next"], rows
    table = []
    for q in machine.states:
        row = []
        for read in scanned:
            rule = machine.delta.get((q, read))
            row.append("" if rule is None else ",".join((*rule.write, *rule.move, rule.target)))
        if any(row):
            table.append([q, *row])
    return ["", *(",".join(read) for read in scanned)], table


def outcome_html(outcome: Outcome) -> str:
    """Return how a run ended as HTML: outcome, steps, state, heads, and the tapes around their heads.

    >>> from turing.simulator import run
    >>> M = Machine.of("M", "a 1 0 R a", "a _ _ S h", start="a", halting=["h"])
    >>> outcome_html(run(M, "11"))[-49:]
    '<td>h</td><td>2</td><td>0 0 [_]</td></tr></table>'
    """
    c = outcome.configuration
    heads, tapes = ", ".join(map(str, c.heads)), " | ".join(map(_around, c.tapes))
    return table_html(
        ["outcome", "steps", "state", "heads", "tapes"],
        [[outcome.outcome, str(outcome.steps), c.state, heads, tapes]],
    )


def outcome_latex(outcome: Outcome) -> str:
    """Return how a run ended as one line of LaTeX mathematics.

    >>> from turing.simulator import run
    >>> M = Machine.of("M", "a 1 0 R a", "a _ _ S h", start="a", halting=["h"])
    >>> print(outcome_latex(run(M, "11")))
    $\\text{halt after 3 steps in state } \\texttt{h}$
    """
    state = latex(outcome.configuration.state)
    return f"$\\text{{{outcome.outcome} after {outcome.steps} steps in state }} \\texttt{{{state}}}$"


def _around(tape: Tape) -> str:
    sides = []
    for side in (tape.left, tape.right):
        found: list[str] = []
        while side is not None and len(found) < MOST_CELLS:
            found.append(side[0])
            side = side[1]
        sides.append([*found, ".."] if side is not None else found)
    return " ".join([*reversed(sides[0]), f"[{tape.symbol}]", *sides[1]])
