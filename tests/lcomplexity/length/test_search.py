"""The search from both sides: exact answers, and the same ones after being interrupted anywhere."""

from __future__ import annotations

import json
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lcomplexity.errors import PredictorError
from lcomplexity.functions import classes
from lcomplexity.length.interchange import interchangeable, spread, sums
from lcomplexity.length.refutation import fault_of
from lcomplexity.length.search import Search
from lcomplexity.length.separability import Separation, cube, labels_of


def finished(search: Search) -> Search:
    """Return the search when its ends have met."""
    while not search.exact:
        search.advance(50)
    return search


@pytest.mark.parametrize(("n", "counts"), [(1, {1: 2}), (2, {1: 3, 2: 1}), (3, {1: 6, 2: 8})])
def test_the_classes_of_up_to_three_bits(n: int, counts: dict[int, int]) -> None:
    """Numbers of classes by length; classes and their sizes are the functions package's."""
    found: dict[int, int] = {}
    functions: dict[int, int] = {}
    for f, size in classes(n):
        T = finished(Search(n, f.table)).lower
        found[T] = found.get(T, 0) + 1
        functions[T] = functions.get(T, 0) + size
    assert found == counts
    assert functions == {1: {1: 4}, 2: {1: 14, 2: 2}, 3: {1: 104, 2: 152}}[n]


@pytest.mark.deep
def test_every_class_of_four_bits_needs_at_most_three_tokens() -> None:
    """15, 174 and 33 classes, 1882, 50284 and 13370 functions, need 1, 2 and 3."""
    functions = {1: 0, 2: 0, 3: 0}
    for f, size in classes(4):
        functions[finished(Search(4, f.table)).lower] += size
    assert functions == {1: 1882, 2: 50284, 3: 13370}


@settings(max_examples=12)
@given(st.integers(0, 65535), st.integers(0, 2**32))
def test_a_search_interrupted_anywhere_gives_the_same_answer(table: int, seed: int) -> None:
    """Again and again, after 1 to 30 nodes, through JSON text; both ends proved."""
    random, expected = Random(seed), finished(Search(4, table)).lower
    search = Search(4, table)
    while not search.exact:
        search.advance(random.randint(1, 30))
        search = Search.restored(json.loads(json.dumps(search.record())))
    assert search.lower == search.upper == expected
    assert search.gates is not None and len(search.gates) == expected
    assert expected == 1 or (search.refuted is not None and fault_of(search.refuted, expected - 1, 16) is None)


@pytest.mark.parametrize(
    "change",
    [
        lambda r: r["gates"][0][0].__setitem__(0, 99),
        lambda r: r["gates"].pop(),
        lambda r: r["refuted"].__setitem__(0, 2),
        lambda r: r["refuted"][1][0][0][2].pop(),
        lambda r: r.__setitem__("table", "0x6997"),
        lambda r: r.__setitem__("n", 3),
        lambda r: r.pop("on_cube"),
        lambda r: r.__setitem__("refuted", [1]),
        lambda r: r.__setitem__("past", "many"),
    ],
)
def test_a_record_that_claims_something_false_is_refused(change: object) -> None:
    """A weight, a program cut, a refutation of more tokens, a relation cut, another function, parts missing."""
    record = json.loads(json.dumps(finished(Search(4, 0x6996 ^ 0x8000)).record()))
    assert Search.restored(record).exact
    change(record)  # type: ignore[operator]
    with pytest.raises(PredictorError, match="search: "):
        Search.restored(record)


def test_known_ends_are_taken_in() -> None:
    """And only where they are sharper."""
    search = Search(4, 0x6996)
    search.tighten(2, 5)
    assert (search.lower, search.upper) == (2, 5)
    search.tighten(1, None)
    assert (search.lower, search.upper) == (2, 5)
    assert finished(search).lower == 3 and search.refuted is not None


def test_tables_that_do_not_fit_are_refused() -> None:
    """Too many variables, too many bits."""
    for n, table in ((13, 0), (2, 16), (2, -1)):
        with pytest.raises(PredictorError, match="search: no table of"):
            Search(n, table)


@given(st.integers(1, 4).flatmap(lambda n: st.tuples(st.just(n), st.integers(0, (1 << (1 << n)) - 1))))
def test_a_function_is_one_of_the_sums_of_its_groups(case: tuple[int, int]) -> None:
    """Every variable is in one group; the labels of the sums are f; a gate spread over x is the gate over sums."""
    n, table = case
    groups = interchangeable(n, table)
    assert sorted(j for group in groups for j, _ in group) == list(range(n))
    points, labels = sums(n, table, groups)
    known = dict(zip(points, labels, strict=True))
    gate = Separation((*range(1, len(groups) + 1), -1), 2)
    wide = spread(gate, n, groups)
    for x, label in zip(cube(n), labels_of(n, table), strict=True):
        u = tuple(sum(x[j] if sign > 0 else 1 - x[j] for j, sign in group) for group in groups)
        assert known[u] == label
        for z in (0, 1):
            assert wide.label((*x, z)) == gate.label((*u, z))


def test_interchangeable_is_what_swapping_shows() -> None:
    """For all functions of three variables, against swapping bits in the table."""
    for table in range(256):
        together = {frozenset((i, j)) for g in interchangeable(3, table) for i, _ in g for j, _ in g if i < j}
        for i, j in ((0, 1), (0, 2), (1, 2)):
            images = []
            for flip in (0, 1):
                image = 0
                for p in range(8):
                    a, b = (p >> i & 1) ^ flip, (p >> j & 1) ^ flip
                    q = p & ~(1 << i) & ~(1 << j) | b << i | a << j
                    image |= (table >> q & 1) << p
                images.append(image)
            assert (frozenset((i, j)) in together) == (table in images)
