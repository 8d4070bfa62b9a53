"""``lcomplexity verify``: what it prints, its exit status, seeds and time."""

from __future__ import annotations

from collections.abc import Callable
from types import MappingProxyType
from typing import Any

import numpy as np
import pytest

import proofs.registry
from proofs.registry import REGISTRY
from proofs.statement import Case, Statement


def test_a_record_has_the_evidence_of_each_statement(cli: Callable[..., Any]) -> None:
    """In the order asked for, with words; status 0."""
    result = cli("verify", "parity", "oblivious", "--examples", "3", "--seed", "4", "--json")
    assert (result.status, result.err) == (0, "")
    assert set(result.record) == {"seed", "statements"} and result.record["seed"] == 4
    parity, oblivious = result.record["statements"]
    keys = {"label", "status", "seed", "examples", "size", "failures", "counterexample", "words"}
    assert set(parity) == set(oblivious) == keys
    assert (parity["label"], parity["status"], parity["examples"]) == ("parity", "exhaustive", 3)
    assert (oblivious["label"], oblivious["status"], oblivious["seed"]) == ("oblivious", "sampled", 4)
    assert parity["failures"] == oblivious["failures"] == 0 and parity["counterexample"] is None
    assert parity["words"] == REGISTRY["parity"].words


def test_the_same_seed_prints_the_same(cli: Callable[..., Any]) -> None:
    """As text; another seed draws other machines."""
    texts = [cli("verify", "circuit-steps", "--examples", "3", "--seed", k).out for k in ("1", "1", "2")]
    assert texts[0] == texts[1] != texts[2]
    assert texts[0].startswith("seed 1\nstatement      status   cases  tokens  failures\ncircuit-steps  sampled  3")


def test_the_table_of_parity(cli: Callable[..., Any]) -> None:
    """969 tokens: sum of (n + 1) (floor(log2 n) + 1) for n = 1 .. 20."""
    result = cli("verify", "parity", "--examples", "20")
    size = sum((n + 1) * n.bit_length() for n in range(1, 21))
    assert result.out == (
        f"seed 0\nstatement  status      cases  tokens  failures\nparity     exhaustive  20     {size}     0\n"
    )


def test_an_unknown_statement_is_refused_in_one_line(cli: Callable[..., Any]) -> None:
    """Status 2, nothing on standard output, before any statement is checked."""
    result = cli("verify", "parity", "cook")
    assert (result.status, result.out) == (2, "")
    assert result.err == f"lcomplexity: verify: no statement 'cook'; statements are {', '.join(REGISTRY)}\n"


@pytest.mark.parametrize(
    "options", [["--examples", "-1"], ["--seconds", "x"], ["--seed", "1.5"], ["--examples", "1", "--seconds", "1"]]
)
def test_an_option_that_is_no_number_or_one_too_many_is_refused(cli: Callable[..., Any], options: list[str]) -> None:
    """Status 2 and one line."""
    result = cli("verify", "parity", *options)
    assert (result.status, result.out) == (2, "") and result.err.count("\n") == 1


@pytest.fixture
def registered(monkeypatch: pytest.MonkeyPatch) -> None:
    """Register three statements instead: one false for odd cases, one true, and one of five cases."""

    def false(random: np.random.Generator) -> Case:
        x = int(random.integers(2))
        return Case(1, f"x = {x}" if x else None)

    three = (
        Statement("false", "x is even.", "a test", "sampled", false),
        Statement("true", "Nothing.", "a test", "sampled", lambda random: Case(1)),
        Statement("five", "Five.", "a test", "exhaustive", lambda number: Case(number), cases=5),
    )
    monkeypatch.setattr(proofs.registry, "REGISTRY", MappingProxyType({s.label: s for s in three}))


@pytest.mark.usefixtures("registered")
def test_a_failure_is_told_with_its_counterexample_and_status_1(cli: Callable[..., Any]) -> None:
    """The other statements are checked all the same; 200 cases by default, an exhaustive one ends before."""
    result = cli("verify", "--json")
    assert result.status == 1
    false, true, five = result.record["statements"]
    assert 0 < false["failures"] < 200 and false["counterexample"] == "x = 1"
    assert (false["examples"], true["examples"], five["examples"]) == (200, 200, 5)
    assert five["size"] == 0 + 1 + 2 + 3 + 4 and true["failures"] == five["failures"] == 0
    text = cli("verify", "false", "true")
    assert text.status == 1 and text.out.endswith("\nCOUNTEREXAMPLE to false: x = 1\n")
    assert cli("verify", "true", "five").status == 0


@pytest.mark.usefixtures("registered")
def test_seconds_are_shared_and_what_is_left_over_passes_on(cli: Callable[..., Any]) -> None:
    """In one second every statement is begun, the exhaustive one ended; in none, nothing is."""
    result = cli("verify", "five", "true", "--seconds", "1", "--json")
    five, true = result.record["statements"]
    assert five["examples"] == 5 and true["examples"] > 200 and result.status == 0
    nothing = cli("verify", "--seconds", "0", "--json")
    assert [s["examples"] for s in nothing.record["statements"]] == [0, 0, 0] and nothing.status == 0
