"""Separability of labelled points: weights or a relation; the numbers of threshold functions come out right."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lcomplexity.errors import PredictorError
from lcomplexity.length.relations import not_2_summable, squares
from lcomplexity.length.separability import (
    Relation,
    Separation,
    cube,
    is_relation,
    is_separation,
    labels_of,
    separate,
    small,
    table_of,
)
from lcomplexity.length.threshold_functions import labelings, threshold_functions

#: OEIS A000609: threshold functions of n = 0, 1, .. variables.
A000609 = (2, 4, 14, 104, 1882, 94572)


@pytest.mark.parametrize("n", range(5))
def test_the_numbers_of_threshold_functions_are_those_of_the_literature(n: int) -> None:
    """2, 4, 14, 104, 1882, from the walk, and for n >= 1 from 2-summability, which for so few variables is the same."""
    tables = threshold_functions(n).tolist()
    assert len(set(tables)) == len(tables) == A000609[n] and tables == sorted(tables)
    half = not_2_summable(n)
    everything = (1 << (1 << n)) - 1
    assert sorted([*half, *(g ^ everything for g in half)]) == tables


@pytest.mark.deep
def test_there_are_94572_threshold_functions_of_five_variables() -> None:
    """From the same code."""
    assert len(threshold_functions(5)) == A000609[5]


@pytest.mark.parametrize("n", [2, 3])
def test_the_threshold_functions_are_those_that_small_weights_give(n: int) -> None:
    """Every table, against all gates with weights up to 2 (enough for n <= 3) and every threshold."""
    by_weights = set()
    for w in product(range(-2, 3), repeat=n):
        sums = [sum(a * b for a, b in zip(w, x, strict=True)) for x in cube(n)]
        for theta in range(-7, 8):
            by_weights.add(table_of([int(s >= theta) for s in sums]))
    found = {t for t in range(1 << (1 << n)) if isinstance(separate(cube(n), labels_of(n, t)), Separation)}
    assert found == by_weights == set(threshold_functions(n).tolist())


@given(
    st.lists(
        st.tuples(st.integers(-4, 4), st.integers(-4, 4), st.integers(0, 1)), min_size=1, max_size=9, unique=True
    )
)
def test_any_points_are_separated_or_related(rows: list[tuple[int, int, int]]) -> None:
    """Partial labelings of points of the plane, points with both labels among them; labelings lists exactly these."""
    points, labels = [(a, b) for a, b, _ in rows], [y for _, _, y in rows]
    found = separate(points, labels)
    if isinstance(found, Separation):
        assert is_separation(points, labels, found)
    else:
        assert is_relation(points, labels, found)
    assert (table_of(labels) in set(labelings(points).tolist())) == isinstance(found, Separation)


@given(st.integers(0, 65535))
def test_labels_and_tables_are_inverse(table: int) -> None:
    """For four variables, bit i is the label of point i."""
    labels = labels_of(4, table)
    assert table_of(labels) == table and all(labels[i] == table >> i & 1 for i in range(16))


@given(st.lists(st.integers(-40, 40), min_size=1, max_size=4), st.integers(-40, 40))
def test_weights_come_down_and_still_separate(weights: list[int], theta: int) -> None:
    """No weight grows, none changes sign, every label stays; and no weight can go down by 1 any more."""
    points = cube(len(weights))
    labels = [int(sum(a * b for a, b in zip(weights, x, strict=True)) >= theta) for x in points]
    found = small(points, labels, weights)
    assert is_separation(points, labels, found)
    assert all(abs(v) <= abs(w) and v * w >= 0 for v, w in zip(found.weights, weights, strict=True))
    for i, v in enumerate(found.weights):
        if v and 0 < sum(labels) < len(labels):
            smaller = [w - ((w > 0) - (w < 0)) if j == i else w for j, w in enumerate(found.weights)]
            sums = [sum(a * b for a, b in zip(smaller, x, strict=True)) for x in points]
            ones = [s for s, y in zip(sums, labels, strict=True) if y]
            assert min(ones) <= max(s for s, y in zip(sums, labels, strict=True) if not y)


def test_majority_gets_weights_one() -> None:
    """From weights far from equal."""
    majority = labels_of(3, 0b11101000)
    assert small(cube(3), majority, (5, 6, 7)) == Separation((1, 1, 1), 2)


def test_relations_and_separations_that_do_not_hold_are_noticed() -> None:
    """Multipliers, points and weights changed by one."""
    points, xor = cube(2), (0, 1, 1, 0)
    right = separate(points, xor)
    assert right == Relation(((0, 1), (1, 1), (2, 1), (3, 1))) and is_relation(points, xor, right)
    assert not is_relation(points, xor, Relation(((0, 2), (1, 1), (2, 1), (3, 1))))
    assert not is_relation(points, xor, Relation(((0, 1), (1, 1), (2, 1))))
    assert not is_relation(points, xor, Relation(()))
    assert not is_separation(points, (0, 0, 0, 1), Separation((1, 1), 1))
    with pytest.raises(PredictorError, match="do not separate"):
        small(points, (0, 0, 0, 1), (1, -1))


@pytest.mark.parametrize("labels", [[0, 1], [0, 1, 2, 0]])
def test_labels_that_do_not_fit_are_refused(labels: list[int]) -> None:
    """Too few, or not a bit."""
    with pytest.raises(PredictorError, match="separability: 4 points with"):
        separate(cube(2), labels)


def test_squares_are_all_pairs_of_pairs_with_one_midpoint() -> None:
    """1, 12, 100 of them for n = 2, 3, 4: against all quadruples."""
    for n, count in ((2, 1), (3, 12), (4, 100)):
        found = list(squares(n))
        assert len(found) == len(set(found)) == count
        points = cube(n)
        for a, b, c, d in found:
            assert len({a, b, c, d}) == 4
            assert all(u + v == s + t for u, v, s, t in zip(points[a], points[b], points[c], points[d], strict=True))
