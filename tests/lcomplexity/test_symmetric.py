"""Symmetric functions: about 2 sqrt(n) binary tokens, or 3 tokens over L + 1 letters."""

from __future__ import annotations

from itertools import product
from math import comb

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lcomplexity.constructions.construction import Construction
from lcomplexity.constructions.symmetric import block_length, symmetric, symmetric_letters
from lcomplexity.decoding import decode_batch
from lcomplexity.verification import verify


def block_count(n: int) -> int:
    """Return ceil((n + 1) / L)."""
    return -(-(n + 1) // block_length(n))


def all_inputs(n: int) -> np.ndarray:
    """Return all words of n bits, shape (2^n, n)."""
    return np.array(list(product((0, 1), repeat=n)), np.int64)


def answers_are_the_values(c: Construction, values: tuple[int, ...], x: np.ndarray) -> bool:
    """Return whether the last token on each input is the value of its sum, by an odd margin or at least 1."""
    batch = decode_batch(c.predictor, x)
    return bool((batch.chains[:, -1] == np.array(values)[x.sum(axis=1)]).all() and (batch.min_margins >= 1).all())


@pytest.mark.parametrize("n", [1, 2, 3, 4, 5])
def test_every_symmetric_function_of_up_to_5_bits_is_computed_on_every_input(n: int) -> None:
    """All 2^(n+1) value vectors, both ways, all 2^n inputs; lengths within the bound and no claim broken."""
    x, L = all_inputs(n), block_length(n)
    assert (L - 1) ** 2 < n + 1 <= L**2
    for values in product((0, 1), repeat=n + 1):
        binary, letters = symmetric(values), symmetric_letters(values)
        assert answers_are_the_values(binary, values, x) and answers_are_the_values(letters, values, x)
        assert binary.predictor.length <= block_count(n) - 1 + L + 1
        assert letters.predictor.length == 3 and len(letters.predictor.vocabulary) == L + 1
        for c in (binary, letters):
            assert not list(c.claims.broken(c.measured())), values


@settings(max_examples=15)
@given(st.lists(st.integers(0, 1), min_size=7, max_size=13).map(tuple))
def test_longer_functions_are_written_token_by_token(values: tuple[int, ...]) -> None:
    """Random values, all inputs, every token of the chain."""
    for c in (symmetric(values), symmetric_letters(values)):
        v = verify(c)
        assert v.passed and v.exhaustive, v


@settings(max_examples=20)
@given(st.integers(14, 120), st.data())
def test_all_sums_of_long_inputs_are_right(n: int, data: st.DataObject) -> None:
    """Three inputs of each sum (ones first, last, shuffled); the binary length is within the bound."""
    values = tuple(data.draw(st.lists(st.integers(0, 1), min_size=n + 1, max_size=n + 1)))
    sorted_rows = np.tri(n + 1, n, -1, dtype=np.int64)
    shuffled = np.random.default_rng(n).permuted(sorted_rows, axis=1)
    x = np.concatenate([sorted_rows, sorted_rows[:, ::-1], shuffled])
    binary, letters = symmetric(values), symmetric_letters(values)
    assert answers_are_the_values(binary, values, x) and answers_are_the_values(letters, values, x)
    assert binary.predictor.length <= block_count(n) + block_length(n)
    assert letters.predictor.length == 3 and len(letters.predictor.vocabulary) == block_length(n) + 1


def test_the_longest_chain_is_attained_by_parity_and_the_shortest_by_a_constant() -> None:
    """Alternating values change at every sum: K = L where a block starts with 1; constants need no run."""
    n = 8
    assert symmetric(tuple((s + 1) % 2 for s in range(n + 1))).predictor.length == 3 - 1 + 3 + 1
    assert symmetric((0,) * (n + 1)).predictor.length == 3 - 1 + 0 + 1


def test_majority_counts_as_many_inputs_as_binomials_say() -> None:
    """Of 2^9 inputs, sum_{s >= 5} C(9, s) have a majority of ones."""
    values = tuple(int(2 * s > 9) for s in range(10))
    chains = decode_batch(symmetric(values).predictor, all_inputs(9)).chains
    assert int(chains[:, -1].sum()) == sum(comb(9, s) for s in range(5, 10)) == 256
