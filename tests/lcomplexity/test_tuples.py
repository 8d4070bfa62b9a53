"""Lemma T: a straight-line program is a chain of argument tuples, margin exactly 1."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lcomplexity.constructions.tuples import tuples
from lcomplexity.decoding import decode
from lcomplexity.errors import PredictorError
from lcomplexity.programs import Instruction, Program
from lcomplexity.verification import verify


@st.composite
def programs(draw: st.DrawFn) -> Program:
    """Return a strategy for programs over 2 to 4 values: arities 1 to 3 mixed, arguments repeated, 1 to 4 outputs."""
    A, inputs = draw(st.integers(2, 4)), draw(st.integers(1, 3))
    instructions = []
    for i in range(draw(st.integers(0, 6))):
        arguments = draw(st.lists(st.integers(0, inputs + i - 1), min_size=1, max_size=3))
        size = A ** len(arguments)
        table = draw(st.lists(st.integers(0, A - 1), min_size=size, max_size=size))
        instructions.append(Instruction(tuple(arguments), tuple(table)))
    outputs = draw(st.lists(st.integers(0, inputs + len(instructions) - 1), min_size=1, max_size=4))
    return Program(tuple("abcd"[:A]), inputs, tuple(instructions), tuple(outputs))


@settings(max_examples=50)
@given(programs())
def test_the_chain_names_the_arguments_of_every_instruction(program: Program) -> None:
    """On every input, by the reference decoder: token t names the values that instruction t is applied to, the last
    tokens are the outputs, every margin is 1, and the claims hold."""
    c = tuples(program)
    N = len(program.instructions)
    assert c.predictor.length == N + len(program.outputs) == c.claims.value("length")
    for x in product(program.alphabet, repeat=program.inputs):
        values = list(x)
        named = []
        for instruction in program.instructions:
            point = [values[a] for a in instruction.arguments]
            named.append(f"({','.join(point)})")
            row = list(product(program.alphabet, repeat=len(point))).index(tuple(point))
            values.append(program.alphabet[instruction.table[row]])
        decoded = decode(c.predictor, c.interface.prompt("".join(x)))
        text = [c.predictor.vocabulary.tokens[D] for D in decoded.chain]
        assert text == named + [values[o] for o in program.outputs]
        assert set(decoded.margins) == {1}
        assert c.interface.answer(decoded.chain) == "".join(program.run(x))
    v = verify(c)
    assert v.passed and v.exhaustive and v.min_margin == 1, v
    arities = {len(i.arguments) for i in program.instructions}
    assert len(c.predictor.vocabulary) == sum(len(program.alphabet) ** f for f in {*arities, 1} - {1}) + len(
        program.alphabet
    ) * (2 if 1 in arities else 1)


def test_an_argument_may_be_read_as_often_as_one_likes() -> None:
    """Five times the same bit: one position, weight 5 where all five coordinates agree."""
    c = tuples(Program.of("01", 1, [(lambda *v: v[0], (0,) * 5)]))
    assert c.measured()["max_weight"] == c.claims.value("max_weight") == 5
    assert verify(c).passed


def test_values_of_several_characters_are_read_as_words() -> None:
    """Prompts and answers are separated by spaces."""
    swap = Program.of(("no", "yes"), 2, [(lambda a: "no" if a == "yes" else "yes", (0,))], [2, 1])
    c = tuples(swap)
    assert c.interface.answer(decode(c.predictor, c.interface.prompt("yes yes")).chain) == "no yes"


def test_a_value_named_as_a_tuple_is_refused() -> None:
    """Tokens need different names."""
    with pytest.raises(PredictorError) as error:
        tuples(Program.of(("a", "(a)"), 1, [(lambda v: v, (0,))]))
    assert str(error.value) == "vocabulary: token '(a)' is number 1 and 2; name it once"
