"""Representatives of NPN classes: the walk, the cofactors, and the published numbers."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lcomplexity.functions.boolean_function import BooleanFunction
from lcomplexity.functions.npn import canonical, class_size, classes, orbit
from lcomplexity.length.census.blocks import blocks
from lcomplexity.length.census.orbits import Half, representatives_in, walk


def walked(n: int, table: int) -> list[int]:
    """Return the tables met on the walk."""
    met = [table]
    for keep, moved, shift in walk(n).tolist():
        f = met[-1]
        met.append((f & keep) | (f & moved) << shift | (f >> shift) & moved)
    return met


@pytest.mark.parametrize("n", [1, 2, 3, 4, 5])
def test_the_walk_meets_every_transformation_once(n: int) -> None:
    """Each of the 2^n n! input transformations is met once: a table without symmetry has that many different images, and with
    complements the walk is the orbit."""
    rng = np.random.default_rng(n)
    for _ in range(3):
        table = int(rng.integers(1 << (1 << n)))
        met = walked(n, table)
        complements = [(1 << (1 << n)) - 1 - f for f in met]
        assert set(met) | set(complements) == set(orbit(BooleanFunction(n, table)).tolist())
        assert len(met) * len(set(met)) % len(met) == 0
        counts = np.unique(met, return_counts=True)[1]
        assert (counts == counts[0]).all()


@pytest.mark.parametrize("n", [1, 2, 3, 4])
def test_representatives_are_the_smallest_tables(n: int) -> None:
    """For n <= 4 the representatives and class sizes are those found by listing whole orbits."""
    found = {}
    for block in blocks(n):
        tables, sizes = representatives_in(Half.of(n), block.high, block.start, block.stop)
        found |= dict(zip(tables.tolist(), sizes.tolist(), strict=True))
    assert found == {f.table: size for f, size in classes(n)}


@settings(max_examples=40)
@given(st.integers(0, 2**32 - 1))
def test_a_representative_of_five_variables_is_found_where_it_belongs(table: int) -> None:
    """The smallest table of a class of 5 variables is found in the block it lies in, with the size of its orbit."""
    c = canonical(BooleanFunction(5, table)).representative
    low = c.table & 0xFFFF
    tables, sizes = representatives_in(Half.of(5), c.table >> 16, low, low + 1)
    assert (tables.tolist(), sizes.tolist()) == ([c.table], [class_size(c)])
    if table != c.table and (high := table >> 16) in Half.of(5).highs.tolist():
        assert len(representatives_in(Half.of(5), high, table & 0xFFFF, (table & 0xFFFF) + 1)[0]) == 0
