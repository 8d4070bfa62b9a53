"""Traced functions against the same functions on plain bits; what cannot be a circuit is refused where it stands."""

from __future__ import annotations

from collections.abc import Callable
from itertools import product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lcomplexity.constructions.tuples import tuples
from lcomplexity.errors import PredictorError
from lcomplexity.functions import choose, member, traced
from lcomplexity.functions.netlist import MAX_GATES
from lcomplexity.verification import verify


def adder(*x: Any) -> list[Any]:
    """The sum of two numbers, least significant bit first, with its carry: a plain Python function."""
    carry: Any = 0
    total = []
    for a, b in zip(x[: len(x) // 2], x[len(x) // 2 :], strict=True):
        total.append(a ^ b ^ carry)
        carry = a & b | carry & (a ^ b)
    return [*total, carry]


def sorted_bit(*x: Any) -> Any:
    """The middle bit after sorting by compare-and-exchange: loops, lists, assignments to them."""
    bits = list(x)
    for i in range(len(bits)):
        for j in range(len(bits) - 1 - i):
            bits[j], bits[j + 1] = bits[j] & bits[j + 1], bits[j] | bits[j + 1]
    return bits[len(bits) // 2]


@pytest.mark.parametrize("k", [1, 2, 3, 4])
def test_a_traced_adder_is_the_family_of_sums(k: int) -> None:
    """Every bit of the sum of two k-bit numbers, as a table."""
    for bit in range(k + 1):
        f = traced(lambda *x, bit=bit: adder(*x)[bit], 2 * k)
        assert f.tabulated() == member("add", k, bit).tabulated()


def test_a_traced_sorter_is_majority() -> None:
    """The middle of five sorted bits."""
    assert traced(sorted_bit, 5).tabulated() == member("majority", 5).tabulated()


PROGRAMS = st.lists(
    st.tuples(st.sampled_from("&|^~?"), st.integers(0, 20), st.integers(0, 20), st.integers(0, 20)),
    min_size=1,
    max_size=12,
)


@given(PROGRAMS)
def test_a_traced_program_computes_what_it_computes_on_bits(steps: list[tuple[str, int, int, int]]) -> None:
    """Drawn straight-line programs over 3 bits, the constants, and what was computed; ``~`` on plain bits is Python's."""

    def function(a: Any, b: Any, c: Any) -> Any:
        values = [a, b, c, 0, 1]
        for operator, i, j, k in steps:
            u, v, w = (values[m % len(values)] for m in (i, j, k))
            if operator == "~":
                values.append(1 ^ u if isinstance(u, int) else ~u)
            elif operator == "?":
                values.append(choose(u, v, w))
            else:
                values.append(
                    {"&": lambda p, q: p & q, "|": lambda p, q: p | q, "^": lambda p, q: p ^ q}[operator](u, v)
                )
        return values[-1]

    f = traced(function)
    assert f.gates <= 3 * len(steps) + 1
    for x in product((0, 1), repeat=3):
        assert f.value(x) == f.tabulated().value(x) == function(*x) & 1


def test_pythons_negation_of_a_plain_bit_is_right_in_its_last_digit() -> None:
    """So a function with ~ can be compared on plain bits, with & 1."""

    def function(a: Any, b: Any) -> Any:
        return ~(a & ~b) ^ (1 & b)

    f = traced(function)
    assert all(f.value(x) == function(*x) & 1 for x in product((0, 1), repeat=2))


def test_nothing_is_computed_twice_and_nothing_is_kept_in_vain() -> None:
    """Equal gates are one, constants vanish, negations cost nothing, what the result does not need is left out."""
    assert traced(lambda a, b: (a & b) ^ (b & a) ^ (a & 1) ^ 0).gates == 0
    assert traced(lambda a, b: ~(~a & ~b)).gates == 1
    assert traced(lambda a, b: [a & b, a ^ b][1]).gates == 1
    assert traced(lambda a: ~a).program.instructions[0].table == (1, 0)
    assert traced(lambda a, b: 1).tabulated().name == "0xf:2"
    assert traced(lambda a, b: True).tabulated().name == "0xf:2"


def test_a_traced_function_becomes_a_predictor() -> None:
    """The program compiles: every token of every input of a traced function, and one token more than gates."""
    f = traced(sorted_bit, 5)
    construction = tuples(f.program)
    assert verify(construction).passed and construction.predictor.length == f.gates + 1


def branching(a: Any, b: Any) -> Any:
    """Asks for the value of a bit."""
    if a:
        return b
    return a


VALUE = (
    "the value of a traced bit is asked for (by if, while, and, or, not, or a call); write choose(c, a, b) for an if, "
    "and & | ^ ~ for and, or, !=, not"
)
COMPARED = "traced bits are compared; write a ^ b for a != b, ~(a ^ b) for a == b, ~a & b for a < b"
COUNTED = "traced bits are calculated with as numbers; write sums and products with & | ^, as a circuit does"


@pytest.mark.parametrize(
    ("function", "fault"),
    [
        (lambda a, b: a if b else 0, VALUE),
        (lambda a, b: a and b, VALUE),
        (lambda a, b: not a, VALUE),
        (lambda a, b: int(a), VALUE),
        (lambda a, b: [0, 1][a], VALUE),
        (lambda a, b: max(a, b), COMPARED),
        (lambda a, b: a == b, COMPARED),
        (lambda a, b: a != 1, COMPARED),
        (lambda a, b: a in (0, 1), COMPARED),
        (lambda a, b: {a: b}, VALUE),
        (lambda a, b: a + b, COUNTED),
        (lambda a, b: 1 - a, COUNTED),
        (lambda a, b: a << 1, COUNTED),
        (lambda a, b: -a, COUNTED),
        (lambda a, b: sum([a, b]), COUNTED),
        (lambda a, b: a * b % 2, COUNTED),
    ],
)
def test_what_depends_on_the_value_of_a_bit_is_refused(function: Callable[..., Any], fault: str) -> None:
    """With the file and line of the user's code, and what to write."""
    with pytest.raises(PredictorError) as error:
        traced(function)
    line = function.__code__.co_firstlineno
    assert str(error.value) == f"{__file__}:{line}: {fault}"


def test_the_line_named_is_the_one_that_asks() -> None:
    """Not that of the call."""
    with pytest.raises(PredictorError) as error:
        traced(branching)
    assert str(error.value) == f"{__file__}:{branching.__code__.co_firstlineno + 2}: {VALUE}"


LEAKED: list[Any] = []


@pytest.mark.parametrize(
    ("function", "n", "message"),
    [
        (
            lambda a: a & 2,
            None,
            "a traced bit is combined with 2; combine it with bits of this call, 0 and 1 (for the",
        ),
        (lambda a: a ^ ~1, None, "a traced bit is combined with -2; combine it with bits of this call"),
        (lambda a: "1" | a, None, "a traced bit is combined with '1'; combine it with bits of this call"),
        (lambda a: a & 1.0, None, "a traced bit is combined with 1.0; combine it with bits of this call"),
        (
            lambda a: (a, a),
            None,
            "<lambda>: it returns (<traced bit>, <traced bit>); return one traced bit, 0 or 1 (choose an output if there",
        ),
        (lambda a: None, None, "<lambda>: it returns None; return one traced bit"),
        (lambda a: 2, None, "<lambda>: it returns 2; return one traced bit"),
        (lambda *x: x[0], None, "<lambda>: it takes any number of bits; give n, the number of bits"),
        (lambda: 1, None, "<lambda>: 0 bits for 0 parameters; a bit for each, at least one"),
        (lambda a, b: a, 3, "<lambda>: 3 bits for 2 parameters; a bit for each, at least one"),
        (lambda a, b: a, 1, "<lambda>: 1 bits for 2 parameters; a bit for each, at least one"),
        (lambda *x: x[0], 10**9, "circuit: 1000000000 inputs; a circuit has 1 to 65536"),
    ],
)
def test_what_is_no_function_of_bits_is_refused(function: Callable[..., Any], n: int | None, message: str) -> None:
    """Constants that are no bits, results that are none, a wrong number of arguments."""
    with pytest.raises(PredictorError) as error:
        traced(function, n)
    assert message in str(error.value)


def test_a_bit_of_another_trace_is_refused() -> None:
    """Kept from an earlier call, it would stand for a wire of another circuit."""
    traced(lambda a: LEAKED.append(a) or a)
    for function in (lambda a: a & LEAKED[0], lambda a: LEAKED[0]):
        with pytest.raises(PredictorError) as error:
            traced(function)
        assert "a bit of another trace" in str(error.value)


def test_a_function_that_never_ends_in_gates_is_stopped() -> None:
    """By the number of gates."""

    def endless(*x: Any) -> Any:
        value = x[0]
        while True:
            for bit in x:
                value = (value ^ bit) & x[1] | ~value & x[2]

    with pytest.raises(PredictorError) as error:
        traced(endless, 4)
    assert str(error.value) == f"circuit: more than {MAX_GATES} gates; simplify it first"


def test_parameters_with_defaults_are_no_bits_unless_asked_for() -> None:
    """A default is a constant of the function."""

    def function(a: Any, b: Any, negate: Any = 0) -> Any:
        return a & b ^ negate

    assert (
        traced(function).n == 2 and traced(function, 3).tabulated() == traced(lambda a, b, c: a & b ^ c).tabulated()
    )
