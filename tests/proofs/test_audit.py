"""The registry is complete, every check can fail, and the page of theorems says what the registry says."""

from __future__ import annotations

import sys
from dataclasses import replace
from functools import cache

import numba
import pytest

from lcomplexity.length.separability import labels_of, table_of
from proofs import audit
from proofs.audit import faults, faults_of, not_entered
from proofs.identities import with_names
from proofs.registry import REGISTRY, ROWS, Row
from proofs.statement import Case, OutsideError, instance_of, statement
from proofs.theorems_page import PAGE, page

GOOD = REGISTRY["two-bits"]


def refusing(x: object) -> Case:
    """Refuse an instance, which is no counterexample."""
    raise OutsideError("about something else")


def never(x: object) -> Case:
    """Find every instance wrong, having checked it."""
    assert GOOD.check is not None
    return replace(GOOD.check(x), counterexample="never")


@cache
def kept(x: int) -> int:
    """Return a number, once."""
    return x


class Doubling:
    """A class with a method."""

    def double(self, x: int) -> int:
        """Return twice a number."""
        return 2 * x


@numba.njit
def compiled(x: int) -> int:
    """Return a number, in machine code."""
    return x


@pytest.mark.parametrize("label", REGISTRY)
def test_a_statement_has_a_check_that_finds_every_wrong_object(label: str) -> None:
    """Each of its broken variants reports a counterexample, on an instance on which the right object has none."""
    assert faults_of(REGISTRY[label]) == []


def test_every_row_of_the_theory_is_registered_and_the_page_is_up_to_date(monkeypatch: pytest.MonkeyPatch) -> None:
    """Fifteen rows; docs/theorems.md is what python -m proofs.theorems_page writes; every statement stands on its group's page."""
    monkeypatch.setattr(audit, "faults_of", lambda s: [])
    assert len(ROWS) == 15 and faults(REGISTRY, ROWS, PAGE.read_text(encoding="utf-8")) == []
    assert audit.main() == 0


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"check": None}, "it has no check"),
        ({"draw": None}, "it has no check"),
        ({"broken": {}}, "no wrong object shows that its check can fail"),
        ({"broken": {"nothing wrong": GOOD.check}}, "its check finds nothing wrong in 16 cases with nothing wrong"),
        ({"broken": {"refusing": refusing}}, "its check finds nothing wrong in 16 cases with refusing"),
        ({"check": never}, "it fails itself, on case 9: never"),
        ({"status": "assumed"}, "it is assumed, and has a check"),
        ({"status": "sampled"}, "it is sampled and has 16 cases"),
        ({"cases": None, "draw": lambda random: {"table": 9}}, "it is exhaustive and has None cases"),
        ({"words": "XOR is not one token"}, "the words do not end in a full stop"),
        ({"latex": ""}, "it has no latex"),
        ({"place": ""}, "it has no place"),
        ({"hypotheses": ""}, "it has no hypotheses"),
        ({"code": ()}, "it has no code"),
        ({"code": ("lcomplexity.predictor.no_such",)}, "theorems: lcomplexity.predictor has no 'no_such'"),
        (
            {"code": ("lcomplexity.none.such",)},
            "theorems: there is no module 'lcomplexity.none' for 'lcomplexity.none.such'",
        ),
        (
            {"code": ("lcomplexity.length.separability.table_of",)},
            "its check does not enter lcomplexity.length.separability.table_of in 16 cases",
        ),
        (
            {"code": ("lcomplexity.length.separability.Relation",)},
            "its check does not enter lcomplexity.length.separability.Relation in 16 cases",
        ),
        (
            {"code": ("lcomplexity.constructions.recursive_window.CORE",)},
            "lcomplexity.constructions.recursive_window.CORE is of type str; name the function or the class",
        ),
        (
            {"code": ("lcomplexity.length.separability",)},
            "lcomplexity.length.separability is of type module; name the function or the class",
        ),
        ({"group": "odd"}, "its group 'odd' is none of"),
    ],
)
def test_what_is_missing_in_a_statement_is_told(change: dict[str, object], told: str) -> None:
    """One change to a good statement, one fault."""
    (line,) = faults_of(replace(GOOD, **change))  # type: ignore[arg-type]
    assert line.startswith(f"two-bits: {told}")


def test_the_code_that_a_check_enters_is_seen() -> None:
    """A function, one whose results are kept, a compiled one, a method, one with other names in it; not one that only drawing calls, and
    nothing of what an instance after the last would."""

    def renamed(x: int) -> int:
        return len(str(x))

    def drawn(number: int) -> int:
        table_of((0, 1))
        return number

    def check(x: int) -> Case:
        with_names(renamed, len=lambda text: 0)(x)
        compiled(x)
        if x == 2:
            labels_of(2, 6)
        return Case(Doubling().double(kept(1)))

    s = statement(label="s", words="", status="exhaustive", check=check, draw=drawn, cases=3)
    found = {"renamed": renamed, "drawn": drawn, "kept": kept, "Doubling": Doubling, "compiled": compiled}
    found |= {"table_of": table_of, "labels_of": labels_of}
    wanted = {name: belongs for name, thing in found.items() if (belongs := audit._belongs(thing)) is not None}
    assert len(wanted) == len(found)
    kept(1)
    before = sys.getprofile()
    # The cache is emptied where it is in a module of the project: here by hand.
    kept.cache_clear()
    assert sorted(not_entered(s, wanted, 2)) == ["drawn", "labels_of", "table_of"]
    kept.cache_clear()
    assert sorted(not_entered(s, wanted, 3)) == ["drawn", "table_of"]
    assert sys.getprofile() is before


def test_what_is_kept_does_not_hide_what_a_check_enters() -> None:
    """Statements that keep results in caches, audited when these are full."""
    for label in ("four-bits", "counting", "recursive-counts"):
        check = REGISTRY[label].check
        assert check is not None and check(instance_of(REGISTRY[label], 0, 0)).counterexample is None
        assert list(audit._named(REGISTRY[label])) == []


def test_what_does_not_fit_together_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """A label, a statement used, a row, a page: each fault by itself."""
    monkeypatch.setattr(audit, "faults_of", lambda s: [])
    lone = replace(GOOD, uses=())
    row = Row(1, "", ("two-bits",))
    assert faults({"two-bits": lone}, [row], page()) == []
    assert faults({"other": lone}, [row._replace(labels=("other",))], page()) == [
        "two-bits: it is registered as 'other'"
    ]
    assert faults({"two-bits": GOOD}, [row], page()) == ["two-bits: it uses 'hlin', which is not registered"]
    assert faults({"two-bits": lone}, [], page()) == ["two-bits: it belongs to no row of the theory"]
    assert faults({}, [row], page()) == ["row 1: 'two-bits' is not registered"]
    assert faults({"two-bits": lone}, [row._replace(number=2)], page()) == ["the rows are not numbered 1, 2, .."]
    circle = {"two-bits": replace(GOOD, uses=("b",)), "b": replace(GOOD, label="b", uses=("two-bits",))}
    assert faults(circle, [Row(1, "", ("two-bits", "b"))], page()) == [
        f"{label}: it uses itself, over others" for label in ("two-bits", "b")
    ]
    for text in (None, page().replace("XOR", "AND", 1)):
        assert faults({"two-bits": lone}, [row], text) == [
            "docs/theorems.md does not say what the registry says; run python -m proofs.theorems_page"
        ]
