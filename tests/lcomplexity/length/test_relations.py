"""Relations that balance every first token: against looking at every threshold function one by one."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lcomplexity.length.gate_search import Found, Walk
from lcomplexity.length.relations import covering_relations
from lcomplexity.length.separability import Relation, cube, is_relation, labels_of
from lcomplexity.length.threshold_functions import threshold_functions


@settings(max_examples=30)
@given(st.integers(0, 65535))
def test_relations_cover_every_threshold_function_exactly_where_two_tokens_do_not_do(table: int) -> None:
    """Four bits: a list of at most 9 relations of f, each needed, or none where two gates suffice."""
    points, labels = list(cube(4)), labels_of(4, table)
    found = covering_relations(4, table)
    two = any(isinstance(Walk(points, labels, T).advance(5000), Found) for T in (1, 2))
    assert (found is None) == two
    if found is None:
        return
    assert 5 <= len(found) <= 12
    for terms in found:
        assert is_relation(points, labels, Relation(terms))

    def balanced(g: int, lists: tuple) -> bool:
        return any(sum(f * (g >> p & 1) * (1 if labels[p] else -1) for p, f in terms) == 0 for terms in lists)

    tables = threshold_functions(4).tolist()
    assert all(balanced(g, found) for g in tables)
    for i in range(len(found)):
        assert not all(balanced(g, found[:i] + found[i + 1 :]) for g in tables)


@pytest.mark.deep
def test_parity_of_five_bits_is_covered() -> None:
    """By a few of the 720 squares, and every threshold function of five variables."""
    found = covering_relations(5, 0x96696996)
    assert found is not None and len(found) <= 12


def test_six_variables_are_too_many() -> None:
    """None, whatever the function."""
    assert covering_relations(6, 0) is None
