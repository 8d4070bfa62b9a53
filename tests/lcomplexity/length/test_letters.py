"""More letters than two: programs of two tokens, and the ends of lengths over a letters."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lcomplexity.decoding import decode
from lcomplexity.errors import PredictorError
from lcomplexity.functions import BooleanFunction, function_of
from lcomplexity.length.complexity import length_complexity
from lcomplexity.length.letters import by_runs, two_token_construction, two_tokens
from lcomplexity.verification import verify


@settings(max_examples=25)
@given(st.integers(0, 255), st.integers(3, 5))
def test_a_program_of_two_tokens_computes_the_function(table: int, a: int) -> None:
    """Three bits: every token on every input, margins and claims, where a program is found; with four letters it always is."""
    found = two_tokens(3, table, a)
    assert found is not None or a == 3
    if found is not None:
        c = two_token_construction(found, 3, a)
        v = verify(c)
        assert v.passed and v.exhaustive, v
        for i, x in enumerate(product((0, 1), repeat=3)):
            assert decode(c.predictor, x[::-1]).chain[-1] == table >> i & 1


@pytest.mark.parametrize(("name", "a", "lower", "upper"), [
    ("parity:4", 3, 2, 2), ("parity:5", 3, 2, 2), ("parity:6", 4, 2, 2), ("parity:64", 3, 4, 5), ("parity:64", 8, 2, 3),
    ("parity:3", 4, 2, 2), ("majority:5", 4, 1, 1), ("ip:2", 3, 2, 2), ("equality:30", 5, 2, 2), ("exactly:30,7", 3, 2, 2),
    ("symmetric:15,0110100110010110", 5, 2, 3), ("constant:3,1", 3, 1, 1), ("0x6996:4", 5, 2, 2),
])  # fmt: skip
def test_ends_over_a_letters(name: str, a: int, lower: int, upper: int) -> None:
    """The predictor found is right, and uses at most a letters."""
    answer = length_complexity(function_of(name), a)
    assert (answer.lower.tokens, answer.upper.tokens) == (lower, upper)
    assert answer.verified.failures == 0 and len(answer.upper.construction.predictor.vocabulary) <= a


@settings(max_examples=20)
@given(st.integers(0, 255), st.integers(2, 6))
def test_more_letters_never_need_more_tokens(table: int, a: int) -> None:
    """Three bits, a and a + 1 letters, against each other and against threshold functions."""
    f = BooleanFunction(3, table)
    few, many = length_complexity(f, a), length_complexity(f, a + 1)
    assert many.lower.tokens <= few.upper.tokens and many.upper.tokens <= few.upper.tokens
    assert (few.lower.tokens == 1) == (many.lower.tokens == 1)


def test_runs_have_letters() -> None:
    """Parity of three bits over four letters: z_1 is the sum, z_2 its parity."""
    c = two_token_construction(by_runs((1, 1, 1), (1, 2, 3), 4), 3, 4)
    assert [decode(c.predictor, x).chain for x in ((0, 0, 0), (0, 1, 0), (1, 1, 0), (1, 1, 1))] == [
        (0, 0), (1, 1), (2, 0), (3, 1),
    ]  # fmt: skip


@pytest.mark.parametrize("a", [0, 1, 257])
def test_vocabularies_out_of_range_are_refused(a: int) -> None:
    """In one line."""
    with pytest.raises(PredictorError, match=f"parity:3: a vocabulary of {a} letters; it has 2 to 256"):
        length_complexity(function_of("parity:3"), a)
