"""Certificates: every one that the package writes, the independent checker accepts; programs in them are the predictors."""

from __future__ import annotations

import json
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lcomplexity.decoding import decode
from lcomplexity.errors import PredictorError
from lcomplexity.functions import BooleanFunction, classes, function_of
from lcomplexity.length.certificates import length_certificate, mistake_certificate, program_json, text_of
from lcomplexity.length.complexity import Length, length_complexity
from lcomplexity.length.refuters import refute_parity
from proofs.checker import check


def accepted(answer: Length) -> str:
    """Return the checker's reason for accepting the certificate of an answer, read back from its text."""
    certificate = json.loads(text_of(length_certificate(answer)))
    kind, valid, reason = check(certificate)
    assert valid and kind == "length", reason
    assert f"at least {answer.lower.tokens} tokens" in reason and f"at most {answer.upper.tokens} tokens" in reason
    return reason


@pytest.mark.parametrize("n", [1, 2, 3])
def test_every_class_of_up_to_three_bits_is_certified_exactly(n: int) -> None:
    """Both ends, by the independent checker."""
    for f, _ in classes(n):
        answer = length_complexity(f)
        assert answer.exact and answer.verified.failures == 0
        accepted(answer)


@pytest.mark.deep
def test_every_class_of_four_bits_is_certified_exactly() -> None:
    """All 222 of them: 15 of one, 174 of two, 33 of three tokens."""
    found = {1: 0, 2: 0, 3: 0}
    for f, _ in classes(4):
        answer = length_complexity(f)
        assert answer.exact
        accepted(answer)
        found[answer.upper.tokens] += 1
    assert found == {1: 15, 2: 174, 3: 33}


@settings(max_examples=10)
@given(st.integers(0, 65535), st.sampled_from((2, 2, 2, 3, 4)))
def test_four_bits_over_any_vocabulary(table: int, a: int) -> None:
    """Random functions; with two letters both ends meet."""
    answer = length_complexity(BooleanFunction(4, table), a)
    assert answer.exact or a > 2
    accepted(answer)


@pytest.mark.parametrize("n", [*range(1, 18), 31, 32, 33, 63, 64])
def test_parity_is_certified_exactly(n: int) -> None:
    """Up to 64 bits: the program on all sums, the lower end by induction."""
    answer = length_complexity(function_of(f"parity:{n}"))
    assert answer.exact and answer.upper.tokens == n.bit_length()
    accepted(answer)


@pytest.mark.parametrize(
    "name",
    [
        "ip:2",
        "address:2",
        "equality:3",
        "add:3,2",
        "hwb:4",
        "modulo:9,3,1",
        "exactly:40,3",
        "0x67a9c378:5",
        "x0 & x1 | x2 & x3",
        "majority:101",
        "multiply:2,1",
    ],
)
def test_other_functions_are_certified(name: str) -> None:
    """Theorems, searches, projections onto the variables that matter; exact or not."""
    left = iter(range(60))
    accepted(length_complexity(function_of(name), go_on=lambda search: next(left, None) is not None))


@pytest.mark.parametrize(("name", "fault"), [
    ("equality:40", "its 2\\^80 inputs cannot be tried, and it is not symmetric"),
    ("ip:10", "its 2\\^20 inputs cannot be tried"),
])  # fmt: skip
def test_where_there_is_no_certificate_that_is_said(name: str, fault: str) -> None:
    """In one line."""
    with pytest.raises(PredictorError, match=f"{name}: no certificate: .*{fault}"):
        length_certificate(length_complexity(function_of(name)))


@settings(max_examples=20)
@given(st.integers(0, 255), st.integers(2, 5))
def test_rows_of_weights_are_the_predictor(table: int, a: int) -> None:
    """Token by token, on all inputs: the rows' argmax is what the reference decoder writes."""
    h = length_complexity(BooleanFunction(3, table), a).upper.construction.predictor
    program = program_json(h, a)
    for x in product((0, 1), repeat=3):
        context, chain = [1, *x], []
        for token in program:
            scores = [0, *(sum(w * v for w, v in zip(row, context, strict=True)) for row in token)]
            chain.append(scores.index(max(scores)))
            context += [int(chain[-1] == letter) for letter in range(1, a)]
        assert tuple(chain) == decode(h, x).chain


def test_a_mistake_is_certified() -> None:
    """A program of two tokens for parity of four bits, and the input that the refuter gives."""
    from lcomplexity.constructions.circuit import circuit
    from lcomplexity.programs import Gate, ThresholdCircuit

    ones = tuple((i, 1) for i in range(4))
    h = circuit(ThresholdCircuit(4, (Gate(ones, 2), Gate((*ones, (4, -2)), 1)))).predictor
    x = refute_parity(h)
    assert x is not None
    certificate = mistake_certificate(function_of("parity:4"), h, x)
    assert check(certificate) == ("mistake", True, "the program is wrong on this input")
    assert not check({**certificate, "input": [0, 0, 0, 1]})[1]


def test_the_text_of_a_certificate_is_its_json() -> None:
    """Whatever the layout, nothing is lost; long lists have a line for each entry."""
    certificate = length_certificate(length_complexity(function_of("0x0672:4")))
    text = text_of(certificate)
    assert json.loads(text) == certificate and max(map(len, text.splitlines())) <= 130
