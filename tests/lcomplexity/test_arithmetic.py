"""Addition and multiplication: the programs, whole-number arithmetic and Python's own agree, token for token and digit for digit."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lcomplexity.constructions.arithmetic import (
    addition,
    addition_program,
    multiplication,
    multiplication_program,
)
from lcomplexity.constructions.construction import Construction
from lcomplexity.constructions.typed_tuples import typed_tuples
from lcomplexity.decoding import decode, decode_batch
from lcomplexity.errors import PredictorError
from lcomplexity.typed_programs import Argument, Kind, TypedProgram
from lcomplexity.verification import verify

DIGITS = st.integers(1, 9)


@pytest.mark.parametrize(
    "construction", [addition(1), multiplication(1, 1), multiplication(2, 1), multiplication(1, 2), addition(2)]
)
def test_small_ones_are_right_on_every_pair(construction: Construction) -> None:
    """Every token on all inputs, every claim, margin 1."""
    v = verify(construction)
    assert v.passed and v.exhaustive and v.min_margin == 1


@settings(max_examples=60, deadline=None)
@given(st.data(), DIGITS, DIGITS)
def test_the_answer_is_the_product(data: st.DataObject, d: int, e: int) -> None:
    """For all digits and numbers: the decoded answer is Python's product, with leading zeros."""
    a, b = data.draw(st.integers(0, 10**d - 1)), data.draw(st.integers(0, 10**e - 1))
    c = multiplication(d, e)
    chain = decode_batch(c.predictor, np.array([c.interface.prompt(f"{a:0{d}}x{b:0{e}}=")])).chains[0]
    assert c.interface.answer(chain.tolist()) == f"{a * b:0{d + e}}"


@settings(max_examples=60, deadline=None)
@given(st.data(), DIGITS)
def test_the_answer_is_the_sum(data: st.DataObject, d: int) -> None:
    """For all digits and numbers: the decoded answer is Python's sum, with leading zeros."""
    a, b = data.draw(st.integers(0, 10**d - 1)), data.draw(st.integers(0, 10**d - 1))
    c = addition(d)
    chain = decode_batch(c.predictor, np.array([c.interface.prompt(f"{a:0{d}}+{b:0{d}}=")])).chains[0]
    assert c.interface.answer(chain.tolist()) == f"{a + b:0{d + 1}}"


@pytest.mark.parametrize(("d", "e"), [(4, 4), (9, 9), (3, 5), (1, 9)])
def test_the_program_writes_what_whole_numbers_say(d: int, e: int) -> None:
    """The program's chains (readings of tokens) and ``expected`` (arithmetic on whole numbers) are two independent sources."""
    x = np.random.default_rng(d * e).integers(0, 10, (500, d + e))
    x[0] = 9
    c, program = multiplication(d, e), multiplication_program(d, e)
    expected = c.expected(x)
    assert np.array_equal(program.chains(expected.prompts), expected.chains)


def test_the_length_of_a_four_by_four_chain_is_86() -> None:
    """The count that is quoted, and the claimed formula, for several sizes."""
    assert multiplication(4, 4).predictor.length == 86
    for d, e in ((1, 1), (2, 3), (5, 2)):
        assert multiplication(d, e).predictor.length == 3 * d * e + 2 * (d + 1) * (e - 1) + d + e


def test_a_wrong_carry_is_noticed() -> None:
    """A mutant whose carry is always 0 is right where nothing is carried, and verification says so."""
    program = addition_program(2)
    broken = Kind.of("carried", (19, 2), "{0},{1}", value=lambda s, c: (s + c) % 10, carry=lambda s, c: 0)
    instructions = tuple(replace(i, kind=broken) if i.kind.name == "carried" else i for i in program.instructions)
    mutant = replace(addition(2), predictor=typed_tuples(TypedProgram(program.prompt, instructions, program.answer)))
    v = verify(mutant)
    assert 0 < v.failures < v.inputs


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_a_typed_program_is_written_token_for_token(data: st.DataObject) -> None:
    """For every program and input: the predictor of Lemma T writes the program's values, with margin at least 1 (more where a part
    has a single value, which nobody else can miss)."""
    program = data.draw(programs())
    values = [data.draw(st.integers(0, kind.size - 1)) for kind in program.prompt]
    prompts = program.prompts(np.array([values]))
    d = decode(typed_tuples(program), prompts[0].tolist())
    assert list(d.chain) == program.chains(prompts)[0].tolist() and min(d.margins) >= 1


@st.composite
def programs(draw: st.DrawFn) -> TypedProgram:
    """Programs over up to three kinds of one or two parts with random readings."""
    sizes = [draw(st.lists(st.integers(1, 3), min_size=1, max_size=2)) for _ in range(draw(st.integers(1, 3)))]
    sizes[0] = [3]
    kinds = []
    for number, parts in enumerate(sizes):
        tables = {
            f"r{size}": draw(
                st.lists(st.integers(0, size - 1), min_size=int(np.prod(parts)), max_size=int(np.prod(parts)))
            )
            for size in (1, 2, 3)
        }
        words = tuple(f"{number}:{i}" for i in range(int(np.prod(parts))))
        kinds.append(Kind(f"k{number}", tuple(parts), words, {name: tuple(t) for name, t in tables.items()}))
    prompt = [draw(st.sampled_from(kinds)) for _ in range(draw(st.integers(1, 3)))] + [kinds[0]]
    instructions: list[Argument] = []
    for t in range(draw(st.integers(1, 6))):
        kind = draw(st.sampled_from(kinds))
        sources = tuple((draw(st.integers(0, len(prompt) + t - 1)), f"r{size}") for size in kind.parts)
        instructions.append(Argument(kind, sources, kind.name))
    return TypedProgram(tuple(prompt), tuple(instructions), (0, 1))


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: multiplication(0, 4), "arithmetic: numbers of 0 and 4 digits; give 1 to 9 digits each"),
        (lambda: addition(10), "arithmetic: numbers of 10 and 10 digits; give 1 to 9 digits each"),
        (
            lambda: TypedProgram((BIT,), (Argument(BIT, ((1, "value"),), "r"),), (0, 1)),
            "program: instruction 0 reads variable 1; it may read 0..0",
        ),
        (
            lambda: TypedProgram((BIT,), (Argument(BIT, ((0, "carry"),), "r"),), (0, 1)),
            "program: instruction 0 takes 'carry' from a 'bit' as one of 2 values; its readings are ['value']",
        ),
        (
            lambda: TypedProgram((BIT,), (Argument(BIT, (), "r"),), (0, 1)),
            "program: instruction 0 has 0 sources for 1 parts of kind 'bit'",
        ),
        (
            lambda: TypedProgram(
                (BIT, Kind("b", (2,), ("0", "x"), {})), (Argument(BIT, ((0, "value"),), "r"),), (0, 1)
            ),
            "program: two values have one name; name every kind's values differently",
        ),
        (
            lambda: TypedProgram((BIT,), (Argument(BIT, ((0, "value"),), "r"),), (1, 1)),
            "program: the answer is chain[1:1] of 1 values",
        ),
    ],
)
def test_what_is_refused_says_why(make: object, message: str) -> None:
    """Place, offender, fault, remedy."""
    with pytest.raises(PredictorError) as error:
        make()  # type: ignore[operator]
    assert str(error.value) == message


BIT = Kind.of("bit", (2,), "{0}", value=lambda b: b)


@pytest.mark.deep
def test_a_million_products_of_four_digits_are_right() -> None:
    """Every token of a million chains."""
    x = np.random.default_rng(0).integers(0, 10, (1_000_000, 8))
    v = verify(multiplication(4, 4), domain=x)
    assert v.passed and v.tokens == 86_000_000 and v.min_margin == 1
