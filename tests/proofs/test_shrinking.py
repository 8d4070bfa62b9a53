"""Counterexamples get smaller, stay counterexamples, and stay instances of their statements."""

from __future__ import annotations

import numpy as np
import pytest

from proofs.machine_records import machine_of, machine_record, merged_states
from proofs.random_machines import random_machine
from proofs.registry import REGISTRY
from proofs.shrinking import candidates, refutes, size, smallest
from proofs.statement import Case, OutsideError, checked, instance_of

#: A statement, one of its wrong objects, and what the smallest counterexample to it looks like.
KNOWN = {
    "circuit": ("a wrong weight", lambda x: len(x["gates"]) == 1 and not x["gates"][0]["weights"]),
    "tuples": ("a missing token", lambda x: x["instructions"] == [] and x["outputs"] == [0]),
    "multiplexer": ("weights m, .., 3, 2, 1", lambda x: len(x["candidates"]) == 3),
    "lindsey": ("the bound halved", lambda x: x["k"] <= 2 and len(x["A"]) + len(x["B"]) <= 4),
    "teacher-forcing": (
        "the first token is not looked at",
        lambda x: len(x["rows"]) == 1 and len(x["predictor"]["weights"]) <= 1,
    ),
    "raw-trace": ("a head that moves right either way", lambda x: len(x["machine"]["rules"]) == 2 * x["turn"] + 2),
}


@pytest.mark.parametrize("label", KNOWN)
def test_a_counterexample_to_a_wrong_object_becomes_a_small_one(label: str) -> None:
    """The one known to be small, and still refuted; the right object holds on it."""
    name, expected = KNOWN[label]
    s = REGISTRY[label]
    broken = s.broken[name]
    number = next(i for i in range(60) if checked(broken, instance_of(s, 0, i)).counterexample is not None)
    drawn = instance_of(s, 0, number)
    found = smallest(broken, drawn, seconds=20)
    assert refutes(broken, found) and size(found) <= size(drawn) and expected(found), found
    assert s.check is not None and s.check(found).counterexample is None


def test_a_machine_is_made_smaller_rule_by_rule_and_state_by_state() -> None:
    """The machine of a wrong construction (a): one state, and few rules are left of a random machine."""
    s = REGISTRY["oblivious"]
    broken = s.broken["a missing token"]
    found = smallest(broken, instance_of(s, 0, 1), seconds=20)
    assert len(found["machine"]["rules"]) == 1 and found["n"] <= 1 and found["steps"] <= 1
    assert refutes(broken, found)


def test_candidates_are_smaller_or_merge_states() -> None:
    """Every candidate of an instance is smaller, but those of a machine with a state less may have as many letters."""
    random = np.random.default_rng(3)
    for _ in range(20):
        record = {"machine": machine_record(random_machine(random)), "n": 3, "deep": [[1, -2], {"a": 4}]}
        before = size(record)
        found = list(candidates(record))
        assert len(found) > 20
        for smaller in found:
            assert size(smaller) <= before or smaller["machine"] != record["machine"]


def test_a_record_is_its_machine() -> None:
    """Rules and start of random machines survive; a state without rules halts; taking states together leaves one rule for each pair."""
    random = np.random.default_rng(4)
    for _ in range(30):
        machine = random_machine(random, tapes=int(random.integers(1, 3)))
        record = machine_record(machine)
        again = machine_of(record)
        assert again.delta == machine.delta and again.start == machine.start
        # Halting states that no rule leads to are left out.
        assert machine_record(machine_of(machine_record(again))) == machine_record(again)
        for smaller in merged_states(record):
            less = machine_of(smaller)
            assert len(less.states) < len(again.states) and len(less.delta) <= len(machine.delta)
    with pytest.raises(OutsideError, match="a machine needs a rule"):
        machine_of(record | {"rules": []})
    with pytest.raises(OutsideError, match="is declared twice"):
        machine_of(record | {"symbols": ["_", "_"]})


def test_shrinking_ends_with_its_time() -> None:
    """Without time an instance stays as it is; what is no counterexample is not taken."""
    assert smallest(lambda x: Case(1, "bad"), [9, 9], seconds=0) == [9, 9]
    assert smallest(lambda x: Case(1, "bad" if x == [9, 9] else None), [9, 9], seconds=5) == [9, 9]
