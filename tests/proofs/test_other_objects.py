"""A flawless construction of *another* object is found out: chains, margins and claims are right, the answers are not."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from lcomplexity.programs import Instruction, Program, ThresholdCircuit
from proofs import circuits, parity, symmetric, universality
from proofs.answers import wrong_answer
from proofs.machine_records import machine_record
from proofs.registry import REGISTRY
from proofs.statement import Case, gather
from turing.machine import Machine
from turing.recursive import RecursiveTrace


def complement(F: tuple[int, ...]) -> tuple[int, ...]:
    """The negated symmetric function."""
    return tuple(1 - v for v in F)


def negated(circuit: ThresholdCircuit) -> ThresholdCircuit:
    """The circuit with all weights negated."""
    return replace(
        circuit, gates=tuple(replace(g, weights=tuple((i, -w) for i, w in g.weights)) for g in circuit.gates)
    )


def reversed_tables(program: Program) -> Program:
    """The program with every table read from its end."""
    return replace(program, instructions=tuple(Instruction(i.arguments, i.table[::-1]) for i in program.instructions))


def swapped(machine: Machine) -> Machine:
    """The machine that accepts what the other rejects."""
    return replace(machine, accepting=machine.rejecting, rejecting=machine.accepting)


def without_a_rule(machine: Machine) -> Machine:
    """The machine that is stuck where the other takes its first rule."""
    return replace(machine, rules=machine.rules[1:])


@pytest.mark.parametrize(
    ("label", "module", "name", "other"),
    [
        ("symmetric", symmetric, "symmetric", complement),
        ("symmetric-letters", symmetric, "symmetric_letters", complement),
        ("circuit", circuits, "circuit", negated),
        ("tuples", circuits, "tuples", reversed_tables),
        ("oblivious", universality, "from_schedule", swapped),
        ("sliding", universality, "sliding_window", swapped),
        ("recursive", universality, "recursive_window", swapped),
        ("circuit-steps", universality, "step_circuit", swapped),
    ],
)
def test_the_construction_of_another_object_is_found(
    label: str, module: Any, name: str, other: Callable[[Any], Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Given another object to build, the statement's check says on which input the answer is not the one defined."""
    make = getattr(module, name)
    monkeypatch.setattr(module, name, lambda of, *rest: make(other(of), *rest))
    evidence = gather(REGISTRY[label], examples=8 if label == "recursive" else 30, seed=3)
    assert evidence.failures > 0 and evidence.counterexample is not None
    assert "is answered" in evidence.counterexample and "by definition" in evidence.counterexample


@pytest.mark.parametrize("letters", [2, 3, 5])
def test_the_complement_of_parity_over_letters_is_found(letters: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """By its last token, for every n."""
    make = parity.parity

    def complemented(n: int, vocabulary: int) -> Any:
        c = make(n, vocabulary)
        return replace(
            c,
            interface=replace(
                c.interface, groups={k: str(1 - int(v)) for k, v in c.interface.groups.items() if v in "01"}
            ),
        )

    monkeypatch.setattr(parity, "parity", complemented)
    for n in range(1, 7):
        told = parity.letters_case({"n": n, "a": letters}).counterexample
        assert told is not None and "input " + "0" * n + " is answered 1, by definition 0" in told


def test_a_machine_that_loses_a_rule_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    """Its chains are another machine's."""
    make = universality.recursive_window
    monkeypatch.setattr(universality, "recursive_window", lambda M, *rest: make(without_a_rule(M), *rest))
    evidence = gather(REGISTRY["recursive"], examples=8, seed=3)
    assert evidence.failures > 0


def test_a_prompt_that_is_not_the_interfaces_is_found() -> None:
    """What a user types would not be what was verified."""
    c = parity.parity(2)
    other = replace(c, interface=replace(c.interface, prefix=(0,)))
    assert wrong_answer(c, "01", lambda x: {str(x.count("1") % 2)}) is None
    told = wrong_answer(other, "01", lambda x: {str(x.count("1") % 2)})
    assert told == "input 00 has another prompt than the interface gives it"


@pytest.mark.parametrize(("R", "K", "m"), [(2, 1, 1), (2, 3, 1), (3, 2, 1), (4, 1, 2), (8, 2, 1), (2, 2, 3)])
def test_the_count_of_the_recursive_window_is_compared_with_the_closed_form(
    R: int, K: int, m: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """For T = R^K, whatever the construction claims of itself: one token more or less is a counterexample."""
    blanks = " ".join("_" * m)
    M = Machine.of("M", f"a {blanks} {blanks} {' '.join('R' * m)} a", start="a")
    record = {
        "machine": machine_record(M), "n": 0, "steps": R**K, "ending": "verdict", "tape": 0, "R": R, "w": 1, "form": "whole",
    }  # fmt: skip
    T = RecursiveTrace(M, 0, R**K, R=R).length
    assert universality._closed_form(record, m, T) is None
    for wrong in (T - 1, T + 1):
        found = universality._closed_form(record, m, wrong)
        assert (
            found is not None and found.counterexample == f"R = {R}, K = {K}, {m} tapes: {wrong} tokens, {T} claimed"
        )
    monkeypatch.setattr(universality, "_closed_form", lambda *_: Case(0, "another count"))
    assert universality.recursive_case(record).counterexample == "another count"
