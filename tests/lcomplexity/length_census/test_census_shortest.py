"""Lengths and tokens: against definitions tried out, against published numbers, and by every pass of the search."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lcomplexity.functions.npn import representatives
from lcomplexity.length.census.blocks import blocks, done
from lcomplexity.length.census.decide import check_program, decided, three_at_most
from lcomplexity.length.census.first_tokens import FirstTokens
from lcomplexity.length.census.shortest import shortest
from lcomplexity.length.separability import Separation, cube, labels_of, separate
from lcomplexity.length.threshold_functions import labelings, threshold_functions


def second_tokens(n: int, g: int) -> set[int]:
    """Return all threshold functions of (x, g)."""
    points = [(*x, v) for x, v in zip(cube(n), labels_of(n, g), strict=True)]
    return set(labelings(points).tolist())


@pytest.mark.parametrize("n", [1, 2, 3])
def test_lengths_are_those_of_the_definition(n: int) -> None:
    """For n <= 3 every function's T is that found by listing the threshold functions of x, and those of (x, g) for each g."""
    one = set(threshold_functions(n).tolist())
    two = set().union(*(second_tokens(n, g) for g in one))
    lengths, found = decided(n, np.arange(1 << (1 << n)))
    for table in range(1 << (1 << n)):
        T, tokens = shortest(n, table)
        assert lengths[table] == T and tokens == tuple(found[table, : T - 1].tolist())
        assert (T <= 1) == (table in one) and (T <= 2) == (table in two) and len(tokens) == T - 1
    assert len(one) == {1: 4, 2: 14, 3: 104}[n]
    assert len(two) == 1 << (1 << n)


def test_two_tokens_of_four_variables_are_those_of_the_definition() -> None:
    """For n = 4 the classes with T <= 2 are those that meet the threshold functions of (x, g), listed for one g of each of the 15
    classes of threshold functions; they have 1882 + 50284 functions."""
    of = representatives(4)
    one = np.unique(of[threshold_functions(4)]).tolist()
    two = set().union(*(of[list(second_tokens(4, g))].tolist() for g in one))
    assert len(one) == 15 and np.isin(of, list(two)).sum() == 1882 + 50284
    for block in blocks(4):
        for table, _, T, _ in done(block).rows():
            assert (T <= 2) == (table in two)


def verified(n: int, table: int, T: int, tokens: tuple[int, ...]) -> bool:
    """Return whether each token, and the function, is a threshold function of x and the tokens before."""
    contexts = [list(x) for x in cube(n)]
    for z in (*tokens, table):
        labels = labels_of(n, z)
        if not isinstance(separate(contexts, labels), Separation):
            return False
        for context, label in zip(contexts, labels, strict=True):
            context.append(label)
    return len(tokens) == T - 1


@settings(max_examples=60)
@given(st.integers(0, 2**32 - 1))
def test_tokens_of_five_variables_are_a_program(table: int) -> None:
    """The tokens found for a drawn function of 5 variables are a program for it, by the other separability code."""
    T, tokens = shortest(5, table)
    assert 1 <= T <= 4 and verified(5, table, T, tokens)


@settings(max_examples=40)
@given(st.integers(0, 2**32 - 1), st.permutations(range(5)), st.integers(0, 31), st.booleans())
def test_length_is_that_of_the_class(table: int, order: list[int], negated: int, output: bool) -> None:
    """Negating and permuting inputs, and negating the output, does not change T."""
    image = 0
    for i in range(32):
        y = sum((i >> source & 1) << j for j, source in enumerate(order)) ^ negated
        image |= (table >> y & 1 ^ output) << i
    assert shortest(5, image)[0] == shortest(5, table)[0]


@pytest.mark.parametrize("table", [0x1698A443, 0x0673EAD2, 0x03586428])
def test_functions_that_need_four_tokens(table: int) -> None:
    """The three smallest classes of 5 variables with T = 4 (384 functions each), with a program of 4."""
    T, tokens = shortest(5, table)
    assert T == 4 and verified(5, table, T, tokens)


@pytest.mark.parametrize("n", [3, 4])
def test_systems_put_off_are_looked_at(n: int) -> None:
    """With all systems put off to the second pass, and with none, lengths are the same."""
    first = FirstTokens.of(n)
    tokens = np.zeros(3, np.int64)
    for block in blocks(n):
        for table, _, T, _ in done(block).rows():
            for quick in (0, 1 << n):
                arguments = (n, table, first.tables, first.corners, first.unbalanced, quick, tokens)
                assert three_at_most(*arguments) == T
                assert T < 2 or verified(n, table, T, tuple(tokens[: T - 1].tolist()))


@pytest.mark.parametrize(
    ("table", "tokens", "T"), [(0x96, (0,), 2), (0x96, (0x96,), 2), (0x96, (0x69, 0x17), 3), (0x96, (), 1)]
)
def test_a_wrong_program_is_noticed(table: int, tokens: tuple[int, ...], T: int) -> None:
    """Tokens that are no gates, or do not help, are refused by the check that every class goes through."""
    filled = np.zeros(3, np.int64)
    filled[: len(tokens)] = tokens
    check_program(3, 0x96, np.array([0x17, 0, 0]), 2)
    with pytest.raises(AssertionError, match="no threshold function"):
        check_program(3, table, filled, T)


@pytest.mark.parametrize("n", [3, 4])
def test_a_broken_lemma_changes_lengths(n: int) -> None:
    """If first tokens are said to balance what they do not, classes with T = 2 are missed; if to balance nothing, separability
    still decides, and lengths stay."""
    first = FirstTokens.of(n)
    tokens = np.zeros(3, np.int64)
    lengths = {T: [] for T in ("right", "all", "none")}
    for block in blocks(n):
        for table, _, T, _ in done(block).rows():
            lengths["right"].append(T)
            for name, unbalanced in (
                ("all", np.zeros_like(first.unbalanced)),
                ("none", ~np.zeros_like(first.unbalanced)),
            ):
                lengths[name].append(three_at_most(n, table, first.tables, first.corners, unbalanced, 13, tokens))
    assert lengths["all"] != lengths["right"] == lengths["none"]
