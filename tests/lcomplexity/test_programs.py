"""Programs and circuits as values: what they compute, and what they refuse, in exact words."""

from __future__ import annotations

from itertools import product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lcomplexity.errors import PredictorError
from lcomplexity.programs import Gate, Instruction, Program, ThresholdCircuit


@given(st.integers(0, 255), st.integers(0, 255))
def test_a_ripple_carry_adder_adds(a: int, b: int) -> None:
    """Two numbers of 8 bits, by two instructions a bit: the sum modulo 256 and the carry, as Python adds."""
    total = (lambda *v: str(sum(map(int, v)) % 2), lambda *v: str(int(sum(map(int, v)) > 1)))
    instructions: list[tuple[Any, tuple[int, ...]]] = []
    for i in range(8):
        carry = (16 + 2 * i - 1,) if i else ()
        instructions += [(f, (i, 8 + i, *carry)) for f in total]
    adder = Program.of("01", 16, instructions, [*(16 + 2 * i for i in range(8)), 31])
    x = [str(number >> i & 1) for number in (a, b) for i in range(8)]
    assert sum(int(bit) << i for i, bit in enumerate(adder.run(x))) == a + b


def test_a_table_lists_the_values_in_the_order_of_the_argument_tuples() -> None:
    """First argument most significant: a - b mod 3, written out."""
    minus = Program.of("012", 2, [(lambda a, b: str((int(a) - int(b)) % 3), (0, 1))])
    assert minus.instructions == (Instruction((0, 1), (0, 2, 1, 1, 0, 2, 2, 1, 0)),)
    assert minus.outputs == (2,) and minus.variables((2, 1)) == (2, 1, 1)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((("0",), 1, (), (0,)), "program: alphabet ['0'] needs at least 2 different values"),
        ((("0", "0"), 1, (), (0,)), "program: alphabet ['0', '0'] needs at least 2 different values"),
        ((("0", "1"), 0, (), (0,)), "program: 0 inputs; it needs at least 1"),
        (
            (("0", "1"), 1, (Instruction((), (0,)),), (0,)),
            "program: instruction 0 has no arguments; ignore one to define a constant",
        ),
        (
            (("0", "1"), 2, (Instruction((2,), (0, 1)),), (0,)),
            "program: instruction 0 reads variable 2; it may read 0..1",
        ),
        (
            (("0", "1"), 2, (Instruction((-1,), (0, 1)),), (0,)),
            "program: instruction 0 reads variable -1; it may read 0..1",
        ),
        (
            (("0", "1"), 1, (Instruction((0, 0), (0, 1)),), (0,)),
            "program: instruction 0 needs a table of 4 values in 0..1",
        ),
        (
            (("0", "1"), 1, (Instruction((0,), (0, 2)),), (0,)),
            "program: instruction 0 needs a table of 2 values in 0..1",
        ),
        ((("0", "1"), 1, (), (1,)), "program: output 1 is not a variable"),
        ((("0", "1"), 1, (), ()), "program: it has no output; name at least one variable"),
    ],
)
def test_a_program_that_is_none_is_refused(arguments: Any, message: str) -> None:
    """The line says which instruction and what it may do."""
    with pytest.raises(PredictorError) as error:
        Program(*arguments)
    assert str(error.value) == message


def test_a_function_that_leaves_the_alphabet_is_refused() -> None:
    """The line says on which values."""
    with pytest.raises(PredictorError) as error:
        Program.of("01", 2, [(lambda a, b: str(int(a) + int(b)), (0, 1))])
    assert str(error.value) == "program: instruction 0 gives '2' on ('1', '1'); values are ['0', '1']"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((0, (Gate((), 0),)), "circuit: 0 inputs, 1 gates; it needs at least 1 of each"),
        ((1, ()), "circuit: 1 inputs, 0 gates; it needs at least 1 of each"),
        ((1, (Gate((), 0),), 0), "circuit: 0 outputs of 1 gates"),
        ((1, (Gate((), 0),), 2), "circuit: 2 outputs of 1 gates"),
        ((1, (Gate(((0, 1), (0, 1)), 0),)), "circuit: gate 0 names a wire twice; add the weights up"),
        ((1, (Gate((), 0), Gate(((2, 1),), 0))), "circuit: gate 1 reads wires [2]; it may read 0..1"),
        ((1, (Gate(((-1, 1),), 0),)), "circuit: gate 0 reads wires [-1]; it may read 0..0"),
    ],
)
def test_a_circuit_that_is_none_is_refused(arguments: Any, message: str) -> None:
    """The line says which gate and what it may read."""
    with pytest.raises(PredictorError) as error:
        ThresholdCircuit(*arguments)
    assert str(error.value) == message


def test_an_input_of_the_wrong_length_or_letters_is_refused() -> None:
    """A longer one would be taken for gates, silently."""
    program = Program.of("01", 2, [(lambda a, b: a, (0, 1))])
    for x in ("1", "111", "12"):
        with pytest.raises(PredictorError) as error:
            program.run(x)
        assert str(error.value) == f"program: {list(x)} is no input; give 2 of ['0', '1']"
    both = ThresholdCircuit(2, (Gate(((0, 1), (1, 1)), 2),))
    for bits in ((1,), (1, 1, 1), (0, 2)):
        with pytest.raises(PredictorError) as error:
            both.run(bits)
        assert str(error.value) == f"circuit: {list(bits)} is no input; give 2 bits, each 0 or 1"


def test_a_gate_fires_at_its_threshold_and_the_last_gates_are_read_out() -> None:
    """A full adder: majority, then the sum's low bit from the bits and the carry."""
    carry = Gate(((0, 1), (1, 1), (2, 1)), 2)
    adder = ThresholdCircuit(3, (carry, Gate(((0, 1), (1, 1), (2, 1), (3, -2)), 1)), outputs=2)
    for x in product((0, 1), repeat=3):
        assert adder.run(x) == divmod(sum(x), 2) and adder.wires(x) == x + adder.run(x)
