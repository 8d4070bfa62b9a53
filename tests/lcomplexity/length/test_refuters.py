"""Refuters: every predictor that is too short is wrong on the input they give."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lcomplexity.constructions.circuit import circuit, threshold
from lcomplexity.constructions.parity import parity
from lcomplexity.decoding import decode
from lcomplexity.errors import PredictorError
from lcomplexity.functions import function_of
from lcomplexity.length.refuters import cancelling_contexts, refute_inner_product, refute_parity
from lcomplexity.length.theorems import bounds_by_theorem
from lcomplexity.predictor import Coordinate, LinearPredictor, Read, Rule
from lcomplexity.programs import Gate, ThresholdCircuit
from lcomplexity.schedule import Listed
from lcomplexity.vocabulary import Vocabulary


@st.composite
def programs(draw: st.DrawFn, n: int, N: int) -> LinearPredictor:
    """Return a strategy for predictors of N binary tokens on n bits, with weights from very unequal to all alike."""
    gates = []
    for t in range(N):
        size = draw(st.sampled_from((0, 1, 3, 1000)))
        weights = draw(st.lists(st.integers(-size, size), min_size=n + t, max_size=n + t))
        gates.append(Gate(tuple(enumerate(weights)), draw(st.integers(-2 * size, 3 * size))))
    return circuit(ThresholdCircuit(n, tuple(gates))).predictor


@settings(max_examples=80)
@given(st.data(), st.integers(2, 33))
def test_parity_is_missed_by_every_program_of_too_few_tokens(data: st.DataObject, n: int) -> None:
    """Any N <= floor(log2 n) binary tokens: the last one is wrong on the input given."""
    h = data.draw(programs(n, data.draw(st.integers(1, n.bit_length() - 1))))
    x = refute_parity(h)
    assert x is not None and decode(h, x).chain[-1] != sum(x) % 2


@settings(max_examples=40)
@given(st.data(), st.integers(3, 4), st.integers(1, 2))
def test_parity_is_missed_over_more_letters(data: st.DataObject, a: int, T: int) -> None:
    """Predictors of a letters with any dense weights, n = 2^((a-1)(T-1)+1) bits."""
    n = 1 << ((a - 1) * (T - 1) + 1)
    rules, positions = [], np.zeros((T, n + T), np.int64)
    for t in range(T):
        positions[t, : n + t] = np.arange(n + t)
        numbers = data.draw(st.lists(st.integers(-5, 5), min_size=(n + t) * a * a, max_size=(n + t) * a * a))
        tables = np.array(numbers).reshape(n + t, a, a)
        reads = tuple(
            Read(i, {u: {v: int(tables[i, u, v]) for v in range(a)} for u in range(a)}) for i in range(n + t)
        )
        rules.append(Rule((Coordinate(tuple(range(a)), reads),)))
    schedule = Listed(np.arange(T), positions, np.zeros(positions.shape, bool))
    h = LinearPredictor(Vocabulary(tuple(map(str, range(a)))), n, tuple(rules), schedule)
    x = refute_parity(h)
    assert x is not None and decode(h, x).chain[-1] != sum(x) % 2


@pytest.mark.parametrize("n", [1, 2, 3, 4, 7, 8, 31, 32, 64])
def test_a_right_program_of_parity_is_not_refuted(n: int) -> None:
    """floor(log2 n) + 1 tokens: the variables run out."""
    assert refute_parity(parity(n).predictor) is None


@settings(max_examples=40)
@given(st.data(), st.integers(3, 7))
def test_the_inner_product_is_missed_by_every_program_of_too_few_tokens(data: st.DataObject, k: int) -> None:
    """Any N < k/2 binary tokens on k + k bits."""
    h = data.draw(programs(2 * k, data.draw(st.integers(1, -(-k // 2) - 1))))
    x = refute_inner_product(h)
    assert x is not None
    assert decode(h, x).chain[-1] != sum(a * b for a, b in zip(x[:k], x[k:], strict=True)) % 2


@pytest.mark.parametrize("k", [1, 2, 4])
def test_a_right_program_of_the_inner_product_is_not_refuted(k: int) -> None:
    """The theorem's own program."""
    upper = bounds_by_theorem(function_of(f"ip:{k}")).upper
    assert upper is not None and refute_inner_product(upper.construction.predictor) is None


def test_odd_prompts_and_large_ones_have_no_inner_product() -> None:
    """In one line."""
    for n in (3, 26):
        with pytest.raises(PredictorError, match=f"inner product: a predictor of {n} bits"):
            refute_inner_product(threshold((1,) * n, 1).predictor)


@given(
    st.lists(st.tuples(st.lists(st.sampled_from("ab_"), min_size=3, max_size=3), st.sampled_from("01")), min_size=2)
)
def test_contexts_cancel_or_a_linear_token_exists(rows: list[tuple[list[str], str]]) -> None:
    """What cancels is made of the contexts given, by label, and adds up; if nothing does, each context has one label only."""
    contexts, labels = [row for row, _ in rows], [label for _, label in rows]
    if len(set(labels)) < 2:
        with pytest.raises(PredictorError, match="two labels"):
            cancelling_contexts(contexts, labels)
        return
    found = cancelling_contexts(contexts, labels)
    if found is None:
        assert not {tuple(c) for c, y in rows if y == "0"} & {tuple(c) for c, y in rows if y == "1"}
        return
    for side, label in zip(found, "01", strict=True):
        assert {*side} <= {tuple(c) for c, y in rows if y == label}
    for i in range(3):
        first, second = (sorted(c[i] for c in side) for side in found)
        assert first == second


def test_the_four_contexts_of_a_head_that_turns() -> None:
    """mux(b; left, right): the contexts (b, left, right) of the raw trace cancel, all four of them once."""
    contexts = ["010", "101", "001", "110"]
    found = cancelling_contexts(contexts, ["1", "1", "0", "0"])
    assert found == ((tuple("001"), tuple("110")), (tuple("010"), tuple("101")))
