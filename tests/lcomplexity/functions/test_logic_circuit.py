"""Circuits as functions: the table in one pass, in several, and point by point; netlists against plain logic."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lcomplexity.errors import PredictorError
from lcomplexity.functions import LogicCircuit
from lcomplexity.functions.netlist import Netlist
from lcomplexity.programs import Instruction, Program


@st.composite
def programs(draw: st.DrawFn) -> Program:
    """Bits only: 1 to 5 inputs, up to 8 instructions of 1 to 3 arguments with any table, one output."""
    inputs = draw(st.integers(1, 5))
    instructions = []
    for i in range(draw(st.integers(0, 8))):
        arguments = draw(st.lists(st.integers(0, inputs + i - 1), min_size=1, max_size=3))
        table = draw(st.lists(st.integers(0, 1), min_size=2 ** len(arguments), max_size=2 ** len(arguments)))
        instructions.append(Instruction(tuple(arguments), tuple(table)))
    output = draw(st.integers(0, inputs + len(instructions) - 1))
    return Program(("0", "1"), inputs, tuple(instructions), (output,))


@given(programs(), st.integers(0, 3))
def test_the_table_is_what_the_program_says_in_any_number_of_passes(program: Program, scarce: int) -> None:
    """Point by point by the program's own evaluator, however little memory a pass may take."""
    f = LogicCircuit("f", program)
    bits = 1 << 28 if scarce == 0 else (f.n + f.gates) << (scarce - 1)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("lcomplexity.functions.logic_circuit._TABLE_BITS", bits)
        table = f.tabulated()
    for x in product((0, 1), repeat=f.n):
        assert str(table.value(x)) == program.run("".join(map(str, x)))[0] == str(f.value(x))


@given(
    st.lists(st.tuples(st.sampled_from(["both", "either", "differ"]), st.integers(), st.integers()), max_size=15),
    st.data(),
)
def test_a_netlist_computes_its_gates(steps: list[tuple[str, int, int]], data: st.DataObject) -> None:
    """Any wires combined in any order, the constants among them; the program of any wire, on all inputs."""
    net = Netlist(3)
    wires = [0, 1, *net.inputs]
    logic = {"both": lambda a, b: a & b, "either": lambda a, b: a | b, "differ": lambda a, b: a ^ b}
    # The same in truth tables of eight bits.
    tables = [0, 255, 0b10101010, 0b11001100, 0b11110000]
    for kind, i, j in steps:
        a, b = i % len(wires), j % len(wires)
        inverted = i & 1
        wires.append(getattr(net, kind)(wires[a] ^ inverted, wires[b]))
        tables.append(logic[kind](tables[a] ^ 255 * inverted, tables[b]))
    for wire, table in zip(wires, tables, strict=True):
        f = LogicCircuit("f", net.program(wire))
        assert f.tabulated().table == table
        assert f.gates <= len(steps) + 1
        if table in (0, 255) and not steps:
            assert f.gates == 1


@pytest.mark.parametrize(
    ("program", "message"),
    [
        (Program(("a", "b"), 1, (), (0,)), "f: the program's alphabet is not 0, 1; write it over these two values"),
        (
            Program(("0", "1", "2"), 1, (), (0,)),
            "f: the program's alphabet is not 0, 1; write it over these two values",
        ),
        (Program(("0", "1"), 2, (), (0, 1)), "f: the program has 2 outputs; choose one"),
    ],
)
def test_a_program_that_is_no_function_is_refused(program: Program, message: str) -> None:
    """It must be over bits, with one output."""
    with pytest.raises(PredictorError) as error:
        LogicCircuit("f", program)
    assert str(error.value) == message


def test_a_circuit_of_many_inputs_has_values_and_no_table() -> None:
    """Seventeen."""
    f = LogicCircuit("last", Program(("0", "1"), 17, (), (16,)))
    assert f.value((0,) * 16 + (1,)) == 1
    with pytest.raises(PredictorError) as error:
        f.tabulated()
    assert (
        str(error.value) == "last: a truth table of 17 variables has 2^17 entries; tables are made up to 16 variables"
    )
    for inputs in (0, 65537):
        with pytest.raises(PredictorError) as error:
            Netlist(inputs)
        assert str(error.value) == f"circuit: {inputs} inputs; a circuit has 1 to 65536"
