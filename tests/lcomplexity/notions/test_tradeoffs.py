"""Interplay: parity by tokens of order k, over letters, with errors; sample bounds; measured learners."""

from __future__ import annotations

from fractions import Fraction
from functools import reduce
from itertools import combinations
from math import ceil, comb, log
from operator import xor

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lcomplexity.constructions.parity import parity
from lcomplexity.errors import PredictorError
from lcomplexity.length.separability import Separation, cube, separate
from lcomplexity.length.threshold_functions import threshold_functions
from lcomplexity.notions import sample_bound
from lcomplexity.tradeoffs.allowed_error import least_errors
from lcomplexity.tradeoffs.parity_learning import measure
from lcomplexity.tradeoffs.parity_order import block_chain, hypotheses, length, price
from lcomplexity.tradeoffs.vocabulary import by_vocabulary, lower_bound, telling_letters


def shortest_by_search(n: int, k: int) -> int:
    """The fewest parities of at most k earlier bits that end in the parity of all n, by trying all chains, level by level."""
    level = {tuple(1 << j for j in range(n))}
    for T in range(1, n + 1):
        following = set()
        for bits in level:
            for size in range(1, k + 1):
                for chosen in combinations(bits, size):
                    z = reduce(xor, chosen)
                    if z == (1 << n) - 1:
                        return T
                    if z and z not in bits:
                        following.add((*bits[:n], *sorted((*bits[n:], z))))
        level = following
    raise AssertionError("n tokens are enough")


@pytest.mark.parametrize(
    ("n", "k"), [(n, k) for n in range(2, 6) for k in range(2, n + 1)] + [(6, 3), (6, 4), (7, 4), (8, 5)]
)
def test_no_chain_of_parities_is_shorter_than_the_formula(n: int, k: int) -> None:
    """max(1, ceil((n-1)/(k-1))), against all chains."""
    assert length(n, k) == shortest_by_search(n, k) == max(1, ceil((n - 1) / (k - 1)))


@given(st.integers(1, 200), st.integers(2, 200))
def test_the_block_chain_adds_up_all_bits_with_orders_of_at_most_k(n: int, k: int) -> None:
    """As long as the formula says, every position read before it is made, the last token the parity of all."""
    functions = [1 << j for j in range(n)]
    for positions in block_chain(n, k):
        assert len(positions) <= k and max(positions) < len(functions)
        functions.append(reduce(xor, (functions[p] for p in positions)))
    assert functions[-1] == (1 << n) - 1 and len(functions) - n == length(n, k)


def test_an_order_of_one_is_refused() -> None:
    """It cannot add two bits."""
    with pytest.raises(
        PredictorError, match="parity of 4 bits by parities of at most 1: give n >= 1 bits and an order k >= 2"
    ):
        length(4, 1)


@given(st.integers(2, 70), st.integers(2, 70))
def test_prices_count_the_sets_of_positions(n: int, k: int) -> None:
    """The last token's hypotheses, and the sum over tokens; bounds follow from them, jointly never above token by token."""
    row = price(n, k, 0.1, 0.05)
    counts = [sum(comb(n + t, i) for i in range(k + 1)) for t in range(row.T)]
    assert row.hypotheses == counts[-1] and row.enumerated == sum(counts)
    assert row.sample_bound_jointly == ceil((sum(map(log, counts)) + log(20)) / 0.1)
    assert row.sample_bound_token_by_token == ceil(row.T / 0.1 * (log(counts[-1]) + log(row.T / 0.05)))
    assert row.sample_bound_jointly <= row.sample_bound_token_by_token


@pytest.mark.parametrize(("epsilon", "delta"), [(0.0, 0.1), (0.1, 1.0), (-1.0, 0.5)])
def test_an_error_or_a_confidence_outside_the_unit_interval_is_refused(epsilon: float, delta: float) -> None:
    """Named in the message."""
    with pytest.raises(
        PredictorError, match=f"epsilon {epsilon}, delta {delta}; both must lie strictly between 0 and 1"
    ):
        sample_bound.sample_bound(4, 1, epsilon, delta)


def test_the_count_of_threshold_functions_is_that_of_the_walk_and_its_bound_is_one() -> None:
    """n <= 4 against the walk over all of them; the bound for n >= 10 would hold for n <= 9 too."""
    for n in range(5):
        assert sample_bound.ln_threshold_functions(n) == log(len(threshold_functions(n)))
    for n in range(1, 10):
        bound = log(2 * sum(comb((1 << n) - 1, i) for i in range(n + 1)))
        assert sample_bound.ln_threshold_functions(n) <= bound
    # 2 (1 + 1023 + C(1023, 2) + ..): from n = 10 on
    assert sample_bound.ln_threshold_functions(10) == log(2 * sum(comb(1023, i) for i in range(11)))


@settings(max_examples=25)
@given(st.integers(1, 9), st.integers(2, 9), st.integers(0, 99))
def test_elimination_needs_n_independent_samples_and_enumeration_no_more(n: int, k: int, seed: int) -> None:
    """From the same samples: enumeration allows fewer hypotheses, and all n bits at once need all equations."""
    by_enumeration = measure(n, k, "enumeration", 3, seed)
    by_elimination = measure(n, k, "elimination", 3, seed)
    assert all(n <= e for e in by_elimination.samples)
    assert all(a <= b for a, b in zip(by_enumeration.samples, by_elimination.samples, strict=True))
    if k >= n:
        assert by_enumeration.samples == by_elimination.samples
    assert by_enumeration.hypotheses == hypotheses(n + length(n, k) - 1, k)
    assert by_enumeration.samples == measure(n, k, "enumeration", 3, seed).samples


def test_measuring_what_does_not_fit_is_refused() -> None:
    """A class too large to go through, and no bits."""
    with pytest.raises(PredictorError, match="enumeration goes through at most 4,194,304: give a smaller n or k"):
        measure(40, 20, "enumeration", 1, 1)
    with pytest.raises(PredictorError, match="0 bits, 1 trials; give 1 to 48 bits and at least one trial"):
        measure(0, 2, "elimination", 1, 1)


@given(st.integers(1, 4096), st.integers(2, 40))
def test_the_bounds_over_letters_enclose_a_length_and_meet_for_two(n: int, a: int) -> None:
    """Lower <= upper; over two letters both are floor(log2 n) + 1."""
    (row,) = by_vocabulary(n, [a])
    assert 1 <= row.lower <= row.upper
    if a == 2:
        assert row.lower == row.upper == n.bit_length()
    if n <= 64:
        assert row.upper == parity(n, a).predictor.length


def test_the_letters_shown_are_those_at_which_the_length_drops() -> None:
    """And every drop down to two tokens is shown."""
    for n in (2, 3, 64, 100):
        lengths = [by_vocabulary(n, [a])[0].upper for a in range(2, n + 3)]
        drops = {2, *(a for a in range(3, n + 3) if lengths[a - 2] < lengths[a - 3])}
        assert set(telling_letters(n)) == drops
    with pytest.raises(PredictorError, match="parity: 4 bits over 1 letters"):
        lower_bound(4, 1)


def test_one_two_three_tokens_err_on_parity_of_four_bits_on_5_1_0_inputs_of_sixteen() -> None:
    """Found by search; the tokens are gates, and err as often as said. All of 1882 functions err on 5 inputs at least."""
    found = least_errors(4, 0x6996, lambda line: None)
    assert [(e.T, e.error) for e in found] == [(1, Fraction(5, 16)), (2, Fraction(1, 16)), (3, 0)]
    for e in found:
        for t, z in enumerate(e.tokens):
            context = [(*x, *(w >> i & 1 for w in e.tokens[:t])) for i, x in enumerate(cube(4))]
            assert isinstance(separate(context, [z >> i & 1 for i in range(16)]), Separation)
        assert Fraction((e.tokens[-1] ^ 0x6996).bit_count(), 16) == e.error
    assert min((int(f) ^ 0x6996).bit_count() for f in threshold_functions(4)) == 5


def test_the_least_error_of_two_tokens_on_parity_of_three_bits_is_that_of_all_pairs() -> None:
    """One token errs on 2 inputs of 8; two tokens on none."""
    assert [(e.T, e.error) for e in least_errors(3, 0x96, lambda line: None)] == [(1, Fraction(1, 4)), (2, 0)]
    assert min((int(f) ^ 0x96).bit_count() for f in threshold_functions(3)) == 2


def test_errors_are_for_at_most_four_bits() -> None:
    """Five are refused."""
    with pytest.raises(PredictorError, match="error against length: 5 bits; it is computed for at most 4"):
        least_errors(5, 1, lambda line: None)
