"""The census against a second way of counting: orders of the points, by double description."""

from __future__ import annotations

import numpy as np
import pytest
from orders_of_points import marked, orders, threshold_tables, two_tokens

from lcomplexity.length.census.blocks import blocks, done
from lcomplexity.length.census.first_tokens import FirstTokens
from lcomplexity.length.census.orbits import walk

#: Threshold functions of 1 .. 5 variables (OEIS A000609).
THRESHOLD = {1: 4, 2: 14, 3: 104, 4: 1882, 5: 94572}


def test_orders_are_as_many_as_published() -> None:
    """Generic positive decreasing weights put the points in 1, 1, 2, 14, 516 orders (OEIS A009997), all different."""
    for n, count in {1: 1, 2: 1, 3: 2, 4: 14, 5: 516}.items():
        assert len(np.unique(orders(n), axis=0)) == len(orders(n)) == count


@pytest.mark.parametrize("n", [1, 2, 3, 4, 5])
def test_first_tokens_are_the_final_pieces_of_orders(n: int) -> None:
    """The walk with exact separability and the orders give the same threshold functions, and as many as published."""
    every = threshold_tables(n)
    assert len(every) == THRESHOLD[n]
    assert np.array_equal(every[: len(every) // 2], FirstTokens.of(n).tables)


@pytest.mark.parametrize("n", [1, 2, 3, 4])
def test_two_tokens_suffice_where_orders_say_so(n: int) -> None:
    """T <= 2 exactly for the classes that meet the functions listed by orders, for every class of n <= 4 variables."""
    bits = two_tokens(n)
    for block in blocks(n):
        decided = done(block)
        assert (marked(n, decided.tables, walk(n), bits) == (decided.lengths <= 2)).all()
