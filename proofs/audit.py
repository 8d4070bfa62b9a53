"""Is the registry complete, can every check fail, and do the docs say the same? ``python -m proofs.audit`` prints what is wrong.

A statement that is not assumed must have a check, and wrong objects on which the check reports a counterexample; on the very same
instances the check of the right object must report none. The check must enter the code that the statement names. Every row of the theory is made of registered statements, every statement belongs to a
row, and docs/theorems.md is what the registry writes.

>>> from proofs.registry import REGISTRY
>>> faults_of(REGISTRY["two-bits"])
[]
"""

from __future__ import annotations

import inspect
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from importlib import import_module
from types import CodeType, FrameType
from typing import TypeAlias

from lcomplexity.errors import PredictorError
from proofs.registry import GROUPS, REGISTRY, ROWS, Row
from proofs.statement import OutsideError, Statement, checked, instance_of
from proofs.theorems_page import PAGE, page, source_of

#: A wrong object must be found out, and the code named be entered, within so many instances, drawn with seed 0.
TRIALS = 60
#: Packages whose caches are emptied before it is looked at what a check enters: what is kept is not entered again.
PACKAGES = ("turing", "lcomplexity", "proofs")

#: Whether an entered code object belongs to a name.
Belongs: TypeAlias = Callable[[CodeType], bool]


def faults_of(s: Statement) -> list[str]:
    """Return what is missing or wrong in one statement, a line each.

    >>> from proofs.statement import statement
    >>> faults_of(statement(label="s", words="It holds"))[0]
    's: the words do not end in a full stop'
    """
    return [f"{s.label}: {fault}" for fault in (*_said(s), *_checked(s), *_named(s))]


def _said(s: Statement) -> Iterator[str]:
    if not s.words.endswith("."):
        yield "the words do not end in a full stop"
    for name in ("latex", "place", "hypotheses", "code"):
        if not getattr(s, name):
            yield f"it has no {name}"
    if s.group not in GROUPS:
        yield f"its group {s.group!r} is none of {', '.join(GROUPS)}"
    for name in s.code:
        try:
            source_of(name)
        except PredictorError as error:
            yield str(error)


def _checked(s: Statement) -> Iterator[str]:
    if s.status == "assumed":
        if s.check is not None:
            yield "it is assumed, and has a check"
        return
    if s.check is None or s.draw is None:
        yield "it has no check"
        return
    if (s.cases is not None) != (s.status in ("exhaustive", "symbolic")):
        yield f"it is {s.status} and has {s.cases} cases"
    if not s.broken:
        yield "no wrong object shows that its check can fail"
    trials = TRIALS if s.cases is None else s.cases
    right: dict[int, str | None] = {}
    for name, broken in s.broken.items():
        for number in range(trials):
            instance = instance_of(s, 0, number)
            found = checked(broken, instance).counterexample
            # An instance that the wrong object cannot be tried on shows nothing.
            if found is not None and not found.startswith(OutsideError.__name__):
                if number not in right:
                    right[number] = checked(s.check, instance).counterexample
                if right[number] is not None:
                    yield f"it fails itself, on case {number}: {right[number]}"
                break
        else:
            yield f"its check finds nothing wrong in {trials} cases with {name}"


def _named(s: Statement) -> Iterator[str]:
    """Names of ``code`` that no check can enter, or that this one does not."""
    if s.check is None or s.draw is None:
        return
    wanted: dict[str, Belongs] = {}
    for name in s.code:
        module, _, attribute = name.rpartition(".")
        try:
            source_of(name)
        except PredictorError:
            # Told already.
            continue
        found = getattr(import_module(module), attribute)
        belongs = _belongs(found)
        if belongs is None:
            yield f"{name} is of type {type(found).__name__}; name the function or the class whose code the check enters"
        else:
            wanted[name] = belongs
    trials = TRIALS if s.cases is None else min(TRIALS, s.cases)
    for name in not_entered(s, wanted, trials):
        yield f"its check does not enter {name} in {trials} cases"


def _belongs(found: object) -> Belongs | None:
    """Whether entered code is that of a function (under its decorators: kept, or compiled), or of a method of a class; ``None`` for
    what has no code, such as a constant or a module."""
    if inspect.isclass(found):
        file, inside = inspect.getsourcefile(found), f"{found.__qualname__}."
        return lambda code: code.co_filename == file and code.co_qualname.startswith(inside)
    function = inspect.unwrap(found) if callable(found) else None
    if not inspect.isfunction(function):
        return None
    file, name = function.__code__.co_filename, function.__code__.co_qualname
    # By name: a function may be run with other globals, and its code is then the same.
    return lambda code: (code.co_filename, code.co_qualname) == (file, name)


def not_entered(s: Statement, wanted: Mapping[str, Belongs], trials: int) -> Iterable[str]:
    """Return the names that the statement's check enters in none of its first ``trials`` instances; drawing them does not count.

    >>> from lcomplexity.length.separability import separate, table_of
    >>> wanted = {"separate": _belongs(separate), "table_of": _belongs(table_of)}
    >>> list(not_entered(REGISTRY["two-bits"], wanted, 3))
    ['table_of']
    """
    missing, known = dict(wanted), dict[int, CodeType]()
    profiling = sys.getprofile()

    def entered(frame: FrameType, event: str, _: object) -> None:
        code = frame.f_code
        # By identity: code objects of two files may be equal.
        if event != "call" or id(code) in known:
            return
        known[id(code)] = code
        for name in [name for name, belongs in missing.items() if belongs(code)]:
            del missing[name]
        if not missing:
            # Nothing is left to see: the rest of the check runs at its own speed.
            sys.setprofile(profiling)

    assert s.check is not None
    if missing:
        _forget()
    for number in range(trials):
        if not missing:
            break
        instance = instance_of(s, 0, number)
        sys.setprofile(entered)
        try:
            checked(s.check, instance)
        finally:
            sys.setprofile(profiling)
    return missing


def _forget() -> None:
    """Empty the caches of all functions of this project."""
    for name, module in list(sys.modules.items()):
        if name.partition(".")[0] in PACKAGES:
            for value in list(vars(module).values()):
                forget = getattr(value, "cache_clear", None)
                if callable(forget) and getattr(value, "__module__", None) == name:
                    forget()


def faults(registry: Mapping[str, Statement], rows: Sequence[Row], text: str | None) -> list[str]:
    """Return all faults of a registry, its rows, and the text of docs/theorems.md (``None``: there is no page), a line each.

    >>> faults({}, (), page())
    []
    """
    found = [line for s in registry.values() for line in faults_of(s)]
    found += [f"{s.label}: it is registered as {label!r}" for label, s in registry.items() if s.label != label]
    found += [
        f"{s.label}: it uses {u!r}, which is not registered"
        for s in registry.values()
        for u in s.uses
        if u not in registry
    ]
    named = {label for row in rows for label in row.labels}
    found += [
        f"row {row.number}: {label!r} is not registered"
        for row in rows
        for label in row.labels
        if label not in registry
    ]
    found += [f"{label}: it belongs to no row of the theory" for label in registry if label not in named]
    if [row.number for row in rows] != [*range(1, len(rows) + 1)]:
        found.append("the rows are not numbered 1, 2, ..")
    found += _loops(registry)
    if text != page():
        found.append("docs/theorems.md does not say what the registry says; run python -m proofs.theorems_page")
    return found


def _loops(registry: Mapping[str, Statement]) -> list[str]:
    """Statements that use themselves, over others."""
    found = []
    for label in registry:
        reached, todo = set[str](), [*registry[label].uses]
        while todo:
            used = todo.pop()
            if used not in reached and used in registry:
                reached.add(used)
                todo += registry[used].uses
        if label in reached:
            found.append(f"{label}: it uses itself, over others")
    return found


def main() -> int:
    """Print the faults of the registry and return 1 if there are any.

    >>> main.__name__
    'main'
    """
    found = faults(REGISTRY, ROWS, PAGE.read_text(encoding="utf-8") if PAGE.exists() else None)
    for group in GROUPS:
        file = PAGE.parent / "statements" / f"{group}.md"
        told = file.read_text(encoding="utf-8") if file.exists() else ""
        found += [
            f"{s.label}: {file.name} says nothing of it"
            for s in REGISTRY.values()
            if s.group == group and s.label not in told
        ]
    print("\n".join(found) if found else f"{len(REGISTRY)} statements, no fault")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
