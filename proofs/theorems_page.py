"""docs/theorems.md, written from the registry: ``python -m proofs.theorems_page`` writes it, the audit holds the two equal.

>>> print(page().splitlines()[0])
# Theorems
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

from lcomplexity.errors import PredictorError
from proofs.bounds import FACTS
from proofs.registry import GROUPS, REGISTRY, ROWS
from proofs.statement import Statement

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "theorems.md"

_HEAD = """# Theorems

<!-- Written by python -m proofs.theorems_page from proofs/registry.py; edit there. -->

Every statement of the theory, with where it stands in the paper, the code it is about, and what checks it. `lcomplexity verify LABEL` checks
one, `lcomplexity verify --seconds 60` all of them. The paper is E. Malach, *Auto-Regressive Next-Token Predictors are Universal Learners*
(ICML 2024, arXiv 2309.06979); its numbers are those of the public reviews of the first submission, and, where a secondary source (a
public reading list's page) names them, of the ICML text. We have neither from the published text itself.

*Exhaustive*: all cases within the bounds named under *supposes*. *Sampled*: drawn cases, repeatable by a seed; evidence, not proof.
*Symbolic*: decided by a computer algebra system for all values of the symbols. *Assumed*: from the literature, nothing is run. Each
check is shown to be able to fail on wrong objects, which are named, and to enter the code named; `python -m proofs.audit` runs them.
"""


def source_of(name: str) -> Path:
    """Return the file, relative to the project, of a dotted name; raises :class:`PredictorError` if there is no such name.

    >>> source_of("lcomplexity.constructions.parity.parity").as_posix()
    'lcomplexity/constructions/parity.py'
    """
    module, _, attribute = name.rpartition(".")
    try:
        found = import_module(module)
    except ImportError:
        raise PredictorError(f"theorems: there is no module {module!r} for {name!r}") from None
    if not hasattr(found, attribute) or found.__file__ is None:
        raise PredictorError(f"theorems: {module} has no {attribute!r}")
    return Path(found.__file__).resolve().relative_to(ROOT)


def page() -> str:
    """Return the page's text.

    >>> "### oblivious" in page()
    True
    """
    return "\n".join(_lines()) + "\n"


def _lines() -> Iterator[str]:
    yield _HEAD
    yield "| | the theory says | statements |"
    yield "|---|---|---|"
    for row in ROWS:
        links = ", ".join(f"[{label}](#{label})" for label in row.labels)
        yield f"| {row.number} | {row.words} | {links} |"
    yield ""
    yield "| statement | status | cases | place |"
    yield "|---|---|---|---|"
    for s in REGISTRY.values():
        yield f"| [{s.label}](#{s.label}) | {s.status} | {_cases(s)} | {s.place} |"
    for group, title in GROUPS.items():
        yield ""
        yield f"## {title}"
        yield ""
        yield f"Explained, and worked by hand on a small case: [{title}](statements/{group}.md)."
        for s in REGISTRY.values():
            if s.group == group:
                yield from _section(s)


def _cases(s: Statement) -> str:
    if s.check is None:
        return "none"
    return "drawn" if s.cases is None else f"{s.cases:,}"


def _section(s: Statement) -> Iterator[str]:
    yield ""
    yield f"### {s.label}"
    yield ""
    yield s.words
    yield ""
    yield "```math"
    yield s.latex
    yield "```"
    yield ""
    yield f"- *place*: {s.place}"
    if s.label in FACTS:
        yield "- *facts*:"
        for fact in FACTS[s.label]:
            kind = "proved for all values of the symbols" if fact.kind == "for all" else "evaluated"
            yield f"  - {fact.words} ({kind})"
    else:
        yield f"- *supposes*: {s.hypotheses}"
    yield f"- *status*: {s.status}" + (f", {s.cases:,} cases" if s.cases is not None else "")
    if s.check is not None:
        check = getattr(s.check, "func", s.check)
        name = f"[`{check.__name__}`](../{source_of(f'{check.__module__}.{check.__name__}').as_posix()})"
        yield f"- *checked by*: `lcomplexity verify {s.label}`, {name}; shown able to fail on: {'; '.join(s.broken)}"
    if s.uses:
        yield "- *uses*: " + ", ".join(f"[{label}](#{label})" for label in s.uses)
    code = ", ".join(f"[`{name.rpartition('.')[2]}`](../{source_of(name).as_posix()})" for name in s.code)
    yield f"- *code*: {code}"


def main() -> int:
    """Write the page and return 0.

    >>> main.__name__
    'main'
    """
    PAGE.write_text(page(), encoding="utf-8")
    print(f"written: {PAGE.relative_to(ROOT)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
