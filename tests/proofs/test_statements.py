"""The registered statements: they hold on drawn cases, and each finds a construction that is broken on purpose."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from lcomplexity.constructions.construction import Construction
from lcomplexity.constructions.parity import parity
from lcomplexity.predictor import Coordinate, Read, Rule
from lcomplexity.verification import Verification, verify
from proofs import construction_cases, universality
from proofs import parity as parity_module
from proofs.damage import lowered_bound, lowered_vocabulary, missing_token, wrong_weight
from proofs.registry import GROUPS, REGISTRY
from proofs.statement import gather

#: Those that verify one construction on all inputs.
MACHINES = [s.label for s in universality.STATEMENTS if s.label != "row-ends"]
CHECKED = [label for label, s in REGISTRY.items() if s.check is not None]


@pytest.mark.parametrize("label", CHECKED)
def test_a_registered_statement_holds_on_five_cases_and_repeats(label: str) -> None:
    """Seed 11, twice: no failure, something compared, the same evidence."""
    evidence = gather(REGISTRY[label], examples=5, seed=11)
    there_are = REGISTRY[label].cases
    expected = 5 if there_are is None else min(5, there_are)
    assert (evidence.examples, evidence.failures, evidence.counterexample) == (expected, 0, None)
    assert evidence.size > 0 and evidence.label == label
    assert gather(REGISTRY[label], examples=5, seed=11) == evidence


def test_a_statement_says_what_it_is() -> None:
    """Label, words, place, group and status; only what is exhaustive or symbolic has a number of cases; the first eight labels are
    those of the first release."""
    for label, s in REGISTRY.items():
        assert s.label == label and s.words.endswith(".") and s.place and s.group in GROUPS
        assert (s.status in ("exhaustive", "symbolic")) == (s.cases is not None)
        assert s.status in ("exhaustive", "sampled", "symbolic", "assumed")
    kept = [
        "oblivious",
        "sliding",
        "recursive",
        "recursive-tapes",
        "circuit-steps",
        "circuit-rows",
        "circuit-compact",
        "parity",
    ]
    assert [label for label in REGISTRY if label in kept] == kept
    assert all(REGISTRY[label].status == ("exhaustive" if label == "parity" else "sampled") for label in kept)


@pytest.mark.parametrize(
    ("damage", "told"),
    [
        (wrong_weight, "inputs fail, first"),
        (missing_token, "length is"),
        (lowered_bound, "length is"),
        (lowered_vocabulary, "vocabulary is"),
    ],
)
@pytest.mark.parametrize("label", MACHINES)
def test_a_statement_on_machines_finds_what_is_broken(
    label: str, damage: Callable[[Construction], Construction], told: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Damaged after it is built, in each of three cases: failures, and a counterexample that names the machine and
    what is wrong."""

    def damaged(c: Construction) -> Verification:
        return verify(damage(c))

    monkeypatch.setattr(construction_cases, "verify", damaged)
    evidence = gather(REGISTRY[label], examples=3, seed=5)
    assert evidence.failures > 0 and evidence.counterexample is not None
    first = evidence.counterexample
    assert "rules " in first and "start " in first and ", n = " in first
    assert told in first or (damage is wrong_weight and "margin" in first), first


@pytest.mark.parametrize("damage", [wrong_weight, missing_token])
def test_the_statement_on_parity_finds_what_is_broken(
    damage: Callable[[Construction], Construction], monkeypatch: pytest.MonkeyPatch
) -> None:
    """For every n of the first twelve."""
    monkeypatch.setattr(parity_module, "parity", lambda n: damage(parity(n)))
    evidence = gather(REGISTRY["parity"], examples=12)
    assert evidence.failures == 12
    assert evidence.counterexample is not None and evidence.counterexample.startswith("n = 1")


def test_the_statement_on_parity_finds_a_predictor_of_other_inputs(monkeypatch: pytest.MonkeyPatch) -> None:
    """One bit more: too long where n + 1 is a power of two, and elsewhere it reads another number of bits."""
    monkeypatch.setattr(parity_module, "parity", lambda n: parity(n + 1))
    for n in range(1, 17):
        told = parity_module.parity_case({"n": n}).counterexample
        if n in (1, 3, 7, 15):
            T = n.bit_length()
            assert told == f"n = {n}: T = {T + 1}, claimed floor(log2 n) + 1 = {T}"
        else:
            assert told == f"n = {n}: the predictor reads {n + 1} bits"


def test_the_check_of_sums_does_not_wrap() -> None:
    """Weights scaled by 2^62, 2^63 and 10^30: right as before."""
    c = parity(5)
    for factor in (2**62, 2**63, 10**30):
        rules = []
        for rule in c.predictor.rules:
            (coordinate,) = rule.coordinates
            reads = [
                Read(r.slot, {u: {v: factor * w for v, w in row.items()} for u, row in r.table.items()})
                for r in coordinate.reads
            ]
            rules.append(Rule((Coordinate(coordinate.values, tuple(reads)),)))
        scaled = replace(c, predictor=replace(c.predictor, rules=tuple(rules)))
        assert parity_module.sums_case(scaled, 5).counterexample is None


def test_the_exhaustive_statement_ends_by_itself() -> None:
    """A copy with 30 cases, asked for without end; the registered one has 1000."""
    parity_statement = REGISTRY["parity"]
    assert parity_statement.cases == 1000
    evidence = gather(replace(parity_statement, cases=30))
    assert (evidence.examples, evidence.failures) == (30, 0)
    assert evidence.size == sum((n + 1) * n.bit_length() for n in range(1, 31))
