"""The report of a verification run: a line a statement, as Markdown or HTML.

>>> from proofs.registry import REGISTRY
>>> from proofs.runs import Block, Run, work
>>> run = Run(0, (Block("two-bits", 0, 16),)); run.done[run.plan[0]] = work(run.plan[0], 0)
>>> (line,) = rows(run, [REGISTRY["two-bits"]])
>>> line.status, line.cases, line.size, line.covered
('exhaustive', '16', '64 (most 4)', 'linear: False 2, True 14')
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from html import escape
from typing import NamedTuple

from lcomplexity.errors import PredictorError
from proofs.registry import GROUPS
from proofs.runs import Run
from proofs.statement import Evidence, Statement, merged

#: Values of a feature that are shown one by one; of more numbers the range is.
SHOWN = 7


class Line(NamedTuple):
    """What the report says of a statement."""

    label: str
    group: str
    status: str
    cases: str
    size: str
    covered: str
    margin: str
    failures: str
    seconds: str
    counterexample: str


TITLES = ("statement", "group", "status", "cases", "compared", "covered", "least margin", "failures", "seconds")


def rows(run: Run, statements: Iterable[Statement]) -> list[Line]:
    """Return a line for each statement, of the plan and what was done beyond it together.

    >>> from proofs.registry import REGISTRY
    >>> rows(Run(0, ()), [REGISTRY["bapo-majority"]])[0].status
    'assumed'
    """
    return [_line(run, s) for s in statements]


def _line(run: Run, s: Statement) -> Line:
    planned, more = run.evidence(s), run.evidence_beyond(s)
    e = merged(planned, more)
    cases = f"{planned.examples:,}" + (f" + {more.examples:,}" if more.examples else "")
    return Line(
        s.label,
        GROUPS.get(s.group, s.group),
        e.reach if s.check is not None else s.status,
        cases if s.check is not None else "nothing to run",
        f"{e.size:,} (most {e.largest:,})" if e.examples else "",
        covered(e),
        "" if e.margin is None else str(e.margin),
        str(e.failures) if s.check is not None else "",
        f"{run.seconds(s.label):.1f}" if s.check is not None else "",
        e.counterexample or "",
    )


def covered(e: Evidence) -> str:
    """Return the values of the features that were covered, with how often: of many numbers the range.

    >>> covered(Evidence("s", "sampled", 0, features={"states": {"3": 5, "10": 1}, "ends": {"halt": 2}}))
    'states: 3 5, 10 1; ends: halt 2'
    >>> covered(Evidence("s", "sampled", 0, features={"bits": {str(i): 1 for i in range(20)}}))
    'bits: 0 .. 19, 20 values'
    """
    return "; ".join(f"{name}: {_values(of)}" for name, of in e.features.items())


def _values(of: Mapping[str, int]) -> str:
    numbers = all(value.lstrip("-").isdigit() for value in of)
    order = sorted(of, key=int) if numbers else sorted(of)
    if len(of) > SHOWN:
        return f"{order[0]} .. {order[-1]}, {len(of)} values" if numbers else f"{len(of)} values"
    return ", ".join(f"{value} {of[value]:,}" for value in order)


def summary(run: Run, statements: Sequence[Statement], seconds: float) -> str:
    """Return the run in a sentence or two.

    >>> from proofs.registry import REGISTRY
    >>> summary(Run(7, ()), [REGISTRY["bapo-majority"]], 0.0)
    'Seed 7; 1 statements, 1 of them assumed; 0 cases of the plan, 0 beyond it; 0 failures; 0.0 seconds.'
    >>> run = Run(7, ()); run.take_over({}); summary(run, [], 0.0).partition(" seconds. ")[2]
    '0 of the cases were taken over from a file of evidence.'
    """
    planned, more = [run.evidence(s) for s in statements], [run.evidence_beyond(s) for s in statements]
    assumed = sum(s.check is None for s in statements)
    failures = sum(e.failures for e in (*planned, *more))
    cut = f" The plan was cut: {len(run.missing)} blocks of it were not done." if run.missing else ""
    taken = "" if run.taken is None else f" {run.cases_taken:,} of the cases were taken over from a file of evidence."
    return (
        f"Seed {run.seed}; {len(statements)} statements, {assumed} of them assumed; "
        f"{sum(e.examples for e in planned):,} cases of the plan, {sum(e.examples for e in more):,} beyond it; "
        f"{failures} failures; {seconds:.1f} seconds.{taken}{cut}"
    )


def markdown(run: Run, statements: Sequence[Statement], seconds: float) -> str:
    """Return the report as a Markdown page.

    >>> from proofs.registry import REGISTRY
    >>> markdown(Run(0, ()), [REGISTRY["two-bits"]], 0.0).splitlines()[0]
    '# Verification report'
    """
    lines = rows(run, statements)
    table = ["| " + " | ".join(TITLES) + " |", "|" + "---|" * len(TITLES)]
    table += ["| " + " | ".join(_cell(value) for value in line[:-1]) + " |" for line in lines]
    failing = [f"- **{line.label}**: {_cell(line.counterexample)}" for line in lines if line.counterexample]
    text = ["# Verification report", "", summary(run, statements, seconds), "", *table]
    if failing:
        text += ["", "## Counterexamples", "", *failing]
    return "\n".join((*text, "", NOTE, ""))


NOTE = (
    "Exhaustive: all cases there are, within the bounds that the statement names; (cut): not all of them were run. Sampled: drawn cases, "
    "evidence and no proof. Symbolic: decided for all values of the symbols. Assumed: nothing was run."
)


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")


def html(run: Run, statements: Sequence[Statement], seconds: float) -> str:
    """Return the report as an HTML page that loads nothing else.

    >>> from proofs.registry import REGISTRY
    >>> "<td>two-bits</td>" in html(Run(0, ()), [REGISTRY["two-bits"]], 0.0)
    True
    """
    lines = rows(run, statements)
    head = "".join(f"<th>{escape(title)}</th>" for title in TITLES)
    body = "\n".join("<tr>" + "".join(f"<td>{escape(value)}</td>" for value in line[:-1]) + "</tr>" for line in lines)
    failing = "".join(
        f"<li><b>{escape(line.label)}</b>: {escape(line.counterexample)}</li>"
        for line in lines
        if line.counterexample
    )
    return f"""<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>Verification report</title>
<style>
body {{ font-family: sans-serif; margin: 2em; }}
table {{ border-collapse: collapse; }}
th, td {{ border-bottom: 1px solid #ccc; padding: .3em .6em; text-align: left; vertical-align: top; }}
</style></head><body>
<h1>Verification report</h1>
<p>{escape(summary(run, statements, seconds))}</p>
<table><thead><tr>{head}</tr></thead><tbody>
{body}
</tbody></table>
{"<h2>Counterexamples</h2><ul>" + failing + "</ul>" if failing else ""}
<p>{escape(NOTE)}</p>
</body></html>
"""


def page_of(path: str, run: Run, statements: Sequence[Statement], seconds: float) -> str:
    """Return the report in the form that the file's name asks for: ``.md`` or ``.html``.

    >>> page_of("r.txt", Run(0, ()), [], 0.0)
    Traceback (most recent call last):
        ...
    lcomplexity.errors.PredictorError: r.txt: a report is Markdown or HTML; give a name that ends in .md or .html
    """
    form_of(path)
    return (markdown if path.endswith(".md") else html)(run, statements, seconds)


def form_of(path: str) -> str:
    """Return ``md`` or ``html`` by a file's name; raises :class:`PredictorError` for any other.

    >>> form_of("r.html")
    'html'
    """
    for ending in ("md", "html"):
        if path.endswith("." + ending):
            return ending
    raise PredictorError(f"{path}: a report is Markdown or HTML; give a name that ends in .md or .html")
