"""Predictors of every construction, with inputs: what the views are tested on."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from lcomplexity.constructions.build import build
from lcomplexity.constructions.circuit import circuit, threshold
from lcomplexity.constructions.construction import Construction
from lcomplexity.constructions.machine_circuits import compact_circuit, row_circuit
from lcomplexity.constructions.parity import parity
from lcomplexity.constructions.sliding_window import sliding_window
from lcomplexity.constructions.symmetric import symmetric, symmetric_letters
from lcomplexity.constructions.tuples import tuples
from lcomplexity.predictor_file import StoredPredictor, stored
from lcomplexity.programs import Gate, Program, ThresholdCircuit
from turing.machine import Machine
from turing.zoo import zoo


class Sample(NamedTuple):
    """A predictor as a file holds it, inputs for it, and the machine it was built from, if any."""

    name: str
    stored: StoredPredictor
    inputs: tuple[str, ...]
    machine: Machine | None


def _of(c: Construction, inputs: tuple[str, ...], machine: Machine | None) -> Sample:
    return Sample(f"{c.name} {inputs[0]}", stored(c), inputs, machine)


@cache
def machine_samples() -> tuple[Sample, ...]:
    """Every construction from a machine, one and several tapes, verdicts and tapes, plain and packed."""
    return tuple(_from_machines())


@cache
def other_samples() -> tuple[Sample, ...]:
    """Predictors from no machine."""
    return tuple(_from_programs())


def _from_machines() -> Iterator[Sample]:
    built = (
        ("parity", ("10110", "00000"), {}),
        ("palindrome", ("01010", "01110"), {}),
        ("increment_lsd", ("111",), {"ending": "tape"}),
        ("palindrome_2tape", ("0110", "0111"), {}),
        ("add_3tape", ("1011",), {"ending": "tape", "domain": ["1011", "0000", "1111"]}),
        ("palindrome", ("0110", "0100"), {"via": "sliding"}),
        ("reverse", ("011",), {"via": "sliding", "ending": "tape"}),
        ("anbn", ("aabb", "abab"), {"via": "sliding", "steps": 30, "space": 6}),
        ("anbn", ("aabb",), {"via": "sliding", "steps": 30, "space": 4}),
        ("palindrome", ("010", "011"), {"via": "recursive"}),
        ("palindrome_2tape", ("01",), {"via": "recursive"}),
        ("bit_sort", ("101",), {"via": "recursive", "ending": "tape"}),
        ("bit_sort", ("101", "110"), {"via": "recursive", "pack": 2, "fan_out": 2}),
        ("bb3", ("",), {"via": "recursive", "ending": "tape"}),
        ("parity", ("101",), {"via": "circuit"}),
        ("increment_lsd", ("10",), {"via": "circuit", "ending": "tape"}),
    )
    for name, inputs, options in built:
        M = zoo(name).machine
        yield _of(build(M, len(inputs[0]), **options).construction, inputs, M)  # type: ignore[arg-type]
    # It writes, moves left and stops: what stands right of the head is in no token of the last row.
    M = Machine.of("mark", "a 1 1 R a", "a 0 0 R a", "a _ 1 L yes", start="a", accepting=["yes"])
    yield _of(sliding_window(M, 2, 3, (0, 5)), ("10", "11"), M)
    M = zoo("parity").machine
    yield _of(row_circuit(M, 2, 3, (-1, 4)), ("10", "11"), M)
    yield _of(compact_circuit(M, 2, 3, (-1, 4)), ("10", "11"), M)
    yield _of(
        compact_circuit(zoo("increment_lsd").machine, 2, 3, (0, 4), "tape"), ("11",), zoo("increment_lsd").machine
    )


def _from_programs() -> Iterator[Sample]:
    xor = ThresholdCircuit(2, (Gate(((0, 1), (1, 1)), 2), Gate(((0, 1), (1, 1), (2, -2)), 1)))
    carry = Program.of("01", 3, [(lambda a, b, c: "1" if (a + b + c).count("1") > 1 else "0", (0, 1, 2))])
    for c, inputs in (
        (parity(1), ("0", "1")),
        (parity(9), ("101101101", "111111111")),
        (parity(40), ("10" * 20,)),
        (parity(20, vocabulary=5), ("1" * 20, "01" * 10)),
        (symmetric((0, 0, 1, 1, 0, 1, 0, 0, 1)), ("11010100", "00000000")),
        (symmetric_letters((0, 1, 1, 0)), ("110", "111")),
        (threshold((1, -2, 3), 2), ("101", "010")),
        (circuit(xor), ("01", "11")),
        (tuples(carry), ("101", "000")),
    ):
        yield _of(c, inputs, None)
