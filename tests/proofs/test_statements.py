"""The registered statements: they hold on drawn cases, and each finds a construction that is broken on purpose."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray

from lcomplexity.constructions.construction import Construction, Expected
from lcomplexity.constructions.parity import parity
from lcomplexity.predictor import Coordinate, Read, Rule
from lcomplexity.schedule import Listed, at, flat
from lcomplexity.verification import Verification, verify
from proofs import parity as parity_module
from proofs import universality
from proofs.registry import REGISTRY
from proofs.statement import gather

MACHINES = [label for label in REGISTRY if label != "parity"]


@pytest.mark.parametrize("label", REGISTRY)
def test_a_registered_statement_holds_on_five_cases_and_repeats(label: str) -> None:
    """Seed 11, twice: no failure, some tokens compared, the same evidence."""
    evidence = gather(REGISTRY[label], examples=5, seed=11)
    assert (evidence.examples, evidence.failures, evidence.counterexample) == (5, 0, None)
    assert evidence.size > 0 and evidence.label == label
    assert gather(REGISTRY[label], examples=5, seed=11) == evidence


def test_a_statement_says_what_it_is() -> None:
    """Label, words, source and status; only what is exhaustive has a number of cases."""
    for label, s in REGISTRY.items():
        assert s.label == label and s.words.endswith(".") and s.source
        assert (s.status == "exhaustive") == (s.cases is not None)
        assert s.status in ("exhaustive", "sampled")


def wrong_weight(c: Construction) -> Construction:
    """Return the construction with the weights of its last token's rule negated."""
    h = c.predictor
    number, _ = at(h.schedule, h.length - 1, h.n)
    negated = []
    for coordinate in h.rules[number].coordinates:
        reads = [
            Read(r.slot, {u: {v: -w for v, w in row.items()} for u, row in r.table.items()}) for r in coordinate.reads
        ]
        negated.append(Coordinate(coordinate.values, tuple(reads)))
    rules = (*h.rules[:number], Rule(tuple(negated)), *h.rules[number + 1 :])
    return replace(c, predictor=replace(h, rules=rules))


def missing_token(c: Construction) -> Construction:
    """Return the construction without its last token, in the predictor and in what is expected."""
    h = c.predictor
    rows = list(flat(h.schedule, h.n))[:-1]
    width = max((len(positions) for _, positions in rows), default=0)
    positions = np.array([[*p, *[0] * (width - len(p))] for _, p in rows], np.int64).reshape(len(rows), width)
    schedule = Listed(np.array([r for r, _ in rows], np.int64), positions, np.zeros(positions.shape, bool))

    def expected(x: NDArray[np.int64]) -> Expected:
        e = c.expected(x)
        return Expected(e.prompts, e.chains[:, :-1], np.minimum(e.lengths, len(rows)))

    return replace(c, predictor=replace(h, schedule=schedule), expected=expected)


def lowered_bound(c: Construction) -> Construction:
    """Return the construction with its length claimed one smaller."""
    relation, text = c.claims.length
    return replace(c, claims=replace(c.claims, length=(relation, f"{text} - 1")))


def lowered_vocabulary(c: Construction) -> Construction:
    """Return the construction with its vocabulary claimed one smaller."""
    relation, text = c.claims.vocabulary
    return replace(c, claims=replace(c.claims, vocabulary=(relation, f"{text} - 1")))


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

    monkeypatch.setattr(universality, "verify", damaged)
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
        told = parity_module.parity_case(n - 1).counterexample
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
