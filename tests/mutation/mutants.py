"""The mutants of a module: every place where one small change can be made, as a change of its syntax tree.

Left alone: docstrings, type annotations, decorators, imports, what is raised (but not whether), ``__repr__`` and
``__hash__``.

>>> [m.change for m in mutants("f.py", "def f(x):\\n    return x[0] < 2 and not x\\n")]
['and -> or', 'drop operand 1 of and', 'drop operand 2 of and', '< -> <=', '< -> >=', 'delete not', '2 -> 3', '2 -> 1', '0 -> 1']
"""

from __future__ import annotations

import ast
import copy
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from tests.mutation.changes import Change, changes


@dataclass(frozen=True)
class Mutant:
    """One change: ``line`` to ``last_line`` is the statement it is in, ``occurrence`` counts from 1 where several
    changes of a module read alike, ``source`` is the whole module changed."""

    module: str
    occurrence: int
    line: int
    last_line: int
    change: str
    before: str
    after: str
    source: str

    @property
    def name(self) -> str:
        """Return the name by which records speak of the mutant: it does not change when other lines do.

        >>> mutants("f.py", "x = y < 2")[0].name
        'f.py: x = y < 2 => x = y <= 2'
        """
        again = f" ({self.occurrence})" if self.occurrence > 1 else ""
        return f"{self.module}: {self.before} => {self.after}{again}"


def mutants(module: str, source: str) -> list[Mutant]:
    """Return all mutants of a module's source, in the order of the text.

    >>> [m.after for m in mutants("f.py", "DELTA = {'L': -1}")]
    ['DELTA = {}', "DELTA = {'R': -1}", "DELTA = {'L': 1}", "DELTA = {'L': -2}", "DELTA = {'L': -0}"]
    """
    tree = ast.parse(source)
    original = ast.unparse(tree)
    found: list[Mutant] = []
    seen = {original}
    alike: Counter[tuple[str, str]] = Counter()
    for change in _all_changes(tree):
        statement = change.statement
        before = ast.unparse(_shown(statement))
        undo = change.apply()
        try:
            # Unparsing sees no line numbers, so what was put in needs none.
            text, after = ast.unparse(tree), ast.unparse(_shown(change.replaced_statement))
        finally:
            undo()
        if text not in seen:
            seen.add(text)
            last = max(
                (n.end_lineno or 0 for n in ast.walk(_shown(statement)) if hasattr(n, "end_lineno")), default=0
            )
            shown = _difference(before, after)
            alike[shown] += 1
            lines = statement.lineno, max(last, statement.lineno)
            found.append(Mutant(module, alike[shown], *lines, change.words, *shown, text))
    return found


def unchanged(module: str, source: str) -> Mutant:
    """Return the mutant that changes nothing but the lay-out, as all do: no test may notice it.

    >>> unchanged("f.py", "x = (1)").source
    'x = 1'
    """
    return Mutant(module, 1, 0, 0, "nothing", "", "", ast.unparse(ast.parse(source)))


def _shown(statement: ast.stmt) -> ast.stmt:
    """A statement without its body: the part of it that stands on its first lines."""
    if not hasattr(statement, "body"):
        return statement
    head = copy.copy(statement)
    head.body = [ast.Pass()]
    for part in ("orelse", "finalbody", "handlers"):
        if hasattr(head, part):
            setattr(head, part, [])
    if isinstance(head, ast.Match):
        head.cases = []
    return head


def _difference(before: str, after: str) -> tuple[str, str]:
    """The two texts without what they share at both ends, but for a little around it."""
    if before == after:
        return before.splitlines()[0], "(changed inside)"
    i = next((i for i, (a, b) in enumerate(zip(before, after, strict=False)) if a != b), min(len(before), len(after)))
    j = next(
        (j for j, (a, b) in enumerate(zip(reversed(before), reversed(after), strict=False)) if a != b),
        min(len(before), len(after)),
    )
    j = min(j, len(before) - i, len(after) - i)
    first, behind = max(0, i - 24), 24
    shown = [text[first : len(text) - max(0, j - behind)] for text in (before, after)]
    mark = ("..." if first else "", "..." if j > behind else "")
    one, other = (f"{mark[0]}{' '.join(text.split())}{mark[1]}" for text in shown)
    return one, other


_SKIPPED_FUNCTIONS = ("__repr__", "__hash__")


def _all_changes(tree: ast.Module) -> Iterator[Change]:
    yield from _in_body(tree.body)


def _in_body(body: list[ast.stmt], returns: str = "") -> Iterator[Change]:
    for i, statement in enumerate(body):
        if isinstance(statement, ast.FunctionDef) and statement.name in _SKIPPED_FUNCTIONS:
            continue
        if isinstance(statement, (ast.Import, ast.ImportFrom)) or _is_text(statement):
            continue
        if isinstance(statement, ast.If) and ast.unparse(statement.test) == "TYPE_CHECKING":
            continue
        if isinstance(statement, ast.AnnAssign) and ast.unparse(statement.annotation) == "TypeAlias":
            continue
        yield from changes(body, i, returns)
        inside = returns
        if isinstance(statement, ast.FunctionDef):
            inside = ast.unparse(statement.returns) if statement.returns else ""
        for part in ("body", "orelse", "finalbody"):
            yield from _in_body(getattr(statement, part, []), inside)
        for case in getattr(statement, "cases", []):
            yield from _in_body(case.body, inside)


def _is_text(statement: ast.stmt) -> bool:
    return (
        isinstance(statement, ast.Expr)
        and isinstance(statement.value, ast.Constant)
        and isinstance(statement.value.value, str)
    )
