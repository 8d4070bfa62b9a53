"""The public strategies draw what they say, and shrink to something a person can read."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import find, given, settings
from hypothesis import strategies as st
from hypothesis.errors import NoSuchExample

from lcomplexity.constructions.circuit import circuit
from lcomplexity.constructions.parity import parity
from lcomplexity.constructions.symmetric import symmetric
from lcomplexity.constructions.tuples import tuples
from lcomplexity.decoding import decode
from lcomplexity.functions.boolean_function import BooleanFunction
from lcomplexity.length.separability import Separation, cube, labels_of, separate
from lcomplexity.verification import verify
from proofs.data_strategies import datasets, distributions, realisable
from proofs.function_strategies import functions, programs, smallest_function, symmetric_values, threshold_circuits
from proofs.machine_strategies import absorbing_run, every_input, halting_machines
from turing.table import STUCK


def one_token(f: BooleanFunction) -> bool:
    """Whether one gate computes it."""
    return isinstance(separate(cube(f.n), labels_of(f.n, f.table)), Separation)


def test_exclusive_or_is_the_smallest_function_that_is_not_one_token() -> None:
    """Up to its negation: found by searching for any function that is 0 at 0 and not one token, with few bits first."""
    f = smallest_function(lambda f: f.table % 2 == 0 and not one_token(f))
    assert (f.n, f.table) == (2, 0b0110)
    either = smallest_function(lambda f: not one_token(f))
    assert either.n == 2 and either.table in (0b0110, 0b1001)
    with pytest.raises(NoSuchExample):
        smallest_function(lambda f: f.n > 9, most=1)


@settings(max_examples=40)
@given(functions(bits=(1, 3)))
def test_functions_have_the_bits_asked_for(f: BooleanFunction) -> None:
    """1 to 3, with a table of so many bits."""
    assert 1 <= f.n <= 3 and f.table >> (1 << f.n) == 0


@settings(max_examples=25)
@given(threshold_circuits(), st.data())
def test_drawn_circuits_and_programs_compile(c: object, data: st.DataObject) -> None:
    """Their predictors are right on all inputs; so are those of drawn symmetric functions."""
    assert verify(circuit(c)).passed  # type: ignore[arg-type]
    assert verify(tuples(data.draw(programs(instructions=(0, 2), inputs=(1, 2))))).passed
    assert verify(symmetric(data.draw(symmetric_values(bits=(1, 4))))).passed


def test_a_circuit_shrinks_to_few_small_gates() -> None:
    """A circuit that is 1 somewhere: one gate that reads nothing."""
    c = find(threshold_circuits(), lambda c: c.run((0,) * c.inputs) == (1,))
    assert c.inputs == 1 and len(c.gates) == 1 and c.gates[0].weights == ()


@settings(max_examples=40)
@given(halting_machines(tapes=(1, 2)), st.integers(0, 2))
def test_halting_machines_stop_within_their_bound(machine: object, n: int) -> None:
    """On every input, in as many steps as there are states with rules; with one tape or two."""
    working = {rule.state for rule in machine.rules}  # type: ignore[attr-defined]
    for x in every_input(machine, n)[:9]:  # type: ignore[arg-type]
        last = absorbing_run(machine, x, len(working) + 1)[-1]  # type: ignore[arg-type]
        assert last.state in machine.halting or last.state == STUCK  # type: ignore[attr-defined]


@settings(max_examples=30)
@given(st.data(), st.integers(1, 5))
def test_realisable_data_are_what_the_predictor_writes(data: st.DataObject, n: int) -> None:
    """Row by row; arbitrary data are of the shape asked for."""
    h = parity(n).predictor
    drawn = data.draw(realisable(h))
    for x, z in zip(drawn.prompts.tolist(), drawn.chains.tolist(), strict=True):
        assert decode(h, x).chain == tuple(z)
    other = data.draw(datasets(n=n, a=3, T=2, samples=(2, 4)))
    assert 2 <= other.m <= 4 and (other.n, other.T) == (n, 2) and int(np.max(other.prompts)) < 3


@settings(max_examples=30)
@given(distributions(4))
def test_distributions_add_up_to_one(p: tuple[object, ...]) -> None:
    """Exactly, and no point has probability 0."""
    assert len(p) == 4 and sum(p) == 1 and min(p) > 0  # type: ignore[arg-type, type-var]
