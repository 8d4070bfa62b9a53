"""The three lemmas on parallelograms, on gates with drawn weights; and that they are sharp."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lcomplexity.length.census.odd_covers import odd_cover
from lcomplexity.length.census.parallelograms import balances, parallelograms, splits
from lcomplexity.length.threshold_functions import threshold_functions

weights = st.integers(-9, 9)


def token(contexts: list[list[int]], w: list[int], theta: int) -> int:
    """Append the gate's value to each context and return its table."""
    values = [int(sum(map(int.__mul__, w, c)) >= theta) for c in contexts]
    for c, v in zip(contexts, values, strict=True):
        c.append(v)
    return sum(v << i for i, v in enumerate(values))


@st.composite
def three_gates(draw: st.DrawFn) -> tuple[int, int, int, int]:
    """Draw n and the tables of three gates, each a function of x and those before."""
    n = draw(st.integers(2, 5))
    contexts = [[i >> j & 1 for j in range(n)] for i in range(1 << n)]
    g, h, f = (
        token(contexts, draw(st.lists(weights, min_size=n + t, max_size=n + t)), draw(st.integers(-15, 15)))
        for t in range(3)
    )
    return n, g, h, f


@given(three_gates())
def test_lemma_1_a_threshold_function_splits_none(gates: tuple[int, int, int, int]) -> None:
    """A threshold function splits no parallelogram."""
    n, g, _, _ = gates
    assert not any(splits(g, corners) for corners in parallelograms(n))


@given(three_gates())
def test_lemma_2_what_the_second_token_splits_the_first_does_not_balance(gates: tuple[int, int, int, int]) -> None:
    """A threshold function of (x, g) splits no parallelogram that g balances."""
    n, g, h, _ = gates
    assert not any(splits(h, corners) and balances(g, corners) for corners in parallelograms(n))


@given(three_gates())
def test_lemma_3_no_odd_cover(gates: tuple[int, int, int, int]) -> None:
    """If f is a threshold function of (x, g, h) and h of (x, g), then h sums to an odd number on each parallelogram that f splits
    and g balances, and no odd number of them covers every point evenly."""
    n, g, h, f = gates
    both = [corners for corners in parallelograms(n) if splits(f, corners) and balances(g, corners)]
    masks = [sum(1 << int(p) for p in corners) for corners in both]
    assert all((h & mask).bit_count() % 2 == 1 for mask in masks)
    assert odd_cover(masks) is None


@pytest.mark.parametrize("n", [1, 2, 3, 4])
def test_only_threshold_functions_split_no_parallelogram(n: int) -> None:
    """For n <= 4, lemma 1 is sharp: a function that splits none is a threshold function (2-asummable functions of few variables)."""
    tables = np.arange(1 << (1 << n))
    free = np.ones(len(tables), bool)
    for a, b, c, d in parallelograms(n):
        fa, fb, fc, fd = (tables >> p & 1 for p in (a, b, c, d))
        free &= ~((fa == fb) & (fc == fd) & (fa != fc))
    assert tables[free].tolist() == threshold_functions(n).tolist()


@given(st.lists(st.integers(1, 63), max_size=9))
def test_odd_covers_are_found_when_there_are_any(masks: list[int]) -> None:
    """The elimination finds an odd number of masks with XOR 0 exactly if trying all finds one."""
    odd = [chosen for k in range(1, len(masks) + 1, 2) for chosen in combinations(range(len(masks)), k)]

    def total(chosen: tuple[int, ...] | list[int]) -> int:
        value = 0
        for i in chosen:
            value ^= masks[i]
        return value

    cover = odd_cover(masks)
    assert (cover is not None) == any(total(chosen) == 0 for chosen in odd)
    assert cover is None or (len(cover) % 2 == 1 and total(cover) == 0)
