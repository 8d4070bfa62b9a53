"""Interval rules: the token is the number of cut points at or below a linear quantity."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations_with_replacement, product

import pytest

from lcomplexity.constructions.counting import Term, interval_rule
from lcomplexity.predictor import LinearPredictor, argmax, margin, scores
from lcomplexity.schedule import Address, Emit
from lcomplexity.vocabulary import Vocabulary


def predictor(terms: Sequence[Term], cuts: Sequence[Sequence[int]]) -> LinearPredictor:
    """Return the predictor of one token by the rule; the prompt's token i stands in slot i."""
    n = 1 + len(terms)
    names = Vocabulary(tuple(map(str, range(len(cuts)))))
    return LinearPredictor(names, n, (interval_rule(terms, cuts),), Emit(0, 1, tuple(map(Address, range(n)))))


@pytest.mark.parametrize("size", [2, 3, 4])
@pytest.mark.parametrize("count", [0, 1, 2, 3])
def test_the_token_counts_the_cut_points_at_or_below_the_quantity(size: int, count: int) -> None:
    """All ascending cut points in -3 .. 3, equal ones too, all values of one term: margin at least 1, odd where all
    tokens compete, and also where others, which score 0, stand beside."""
    if count + 1 > size:
        return
    for cuts in combinations_with_replacement(range(-3, 4), count):
        for coefficient in (-2, -1, 1, 3):
            h = predictor([{u: coefficient * u for u in range(1, size)}], [cuts] * size)
            for context in product(range(size), repeat=2):
                r = coefficient * context[1]
                S = scores(h, 0, context)
                assert argmax(S) == sum(theta <= r for theta in cuts), (cuts, coefficient, context)
                assert margin(S) >= 1
                # Between neighbours the difference is odd; the others are 0, and so is token 0 where all compete.
                steps = [S[v] - S[v - 1] for v in range(1, count + 1)]
                assert steps == [2 * (r - theta) + 1 for theta in cuts]
                assert S[0] == int(count + 1 < size) and not any(S[count + 1 :])


def test_cut_points_may_depend_on_the_token_in_slot_0() -> None:
    """All pairs of rows of two cut points in -1 .. 2, for tokens 0, 1, 2, and all sums of two terms."""
    rows = list(combinations_with_replacement(range(-1, 3), 2))
    for first, second in product(rows, rows):
        cuts = [first, second, first[::1]]
        h = predictor([{1: 1, 2: 2}, {1: -1, 2: 1}], cuts)
        for context in product(range(3), repeat=3):
            r = context[1] + {0: 0, 1: -1, 2: 1}[context[2]]
            S = scores(h, 0, context)
            assert argmax(S) == sum(theta <= r for theta in cuts[context[0]]) and margin(S) >= 1


def test_cut_points_of_any_size_are_exact() -> None:
    """Quantities around 10^40, one apart."""
    big = 10**40
    h = predictor([{0: big - 1, 1: big, 2: big + 1}], [(big, big + 1)] * 3)
    assert [argmax(scores(h, 0, (0, u))) for u in range(3)] == [0, 1, 2]
