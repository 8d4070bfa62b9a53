"""Kneser-Ney against its formula written with dictionaries, and against the laws of probability."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lcomplexity.errors import PredictorError
from lcomplexity.experiments.text.kneser_ney import KneserNey, distribution, kneser_ney, probabilities

LETTERS = 3
TEXTS = st.lists(st.integers(0, LETTERS - 1), min_size=4, max_size=40)


def reference(text: list[int], n: int, context: tuple[int, ...], w: int) -> float:
    """P(w | context) by the formula, from sets and dictionaries of tuples."""
    grams = [tuple(text[i : i + n]) for i in range(len(text) - n + 1)]
    tables: dict[int, Counter[tuple[int, ...]]] = {n: Counter(grams)}
    for k in range(n - 1, 0, -1):
        # Different (k+1)-grams, grouped by their last k characters.
        tables[k] = Counter(gram[1:] for gram in tables[k + 1])

    def p(k: int, u: tuple[int, ...]) -> float:
        if k == 0:
            return 1 / LETTERS
        lower = p(k - 1, u[1:])
        following = {gram[-1]: c for gram, c in tables[k].items() if gram[:-1] == u}
        if not following:
            return lower
        n1, n2 = (sum(c == i for c in tables[k].values()) for i in (1, 2))
        D = n1 / (n1 + 2 * n2) if n1 and n2 else 0.5
        total = sum(following.values())
        return max(following.get(w, 0) - D, 0) / total + D * len(following) / total * lower

    order = min(n, len(context) + 1)
    return p(order, context[len(context) - order + 1 :])


def sums(model: KneserNey, n: int) -> list[float]:
    """The sum of the probabilities after every context of at most n characters."""
    contexts = [c for k in range(n + 1) for c in product(range(LETTERS), repeat=k)]
    return [float(distribution(model, np.array(c, np.int64)).sum()) for c in contexts]


@given(text=TEXTS, n=st.integers(1, 4))
def test_probabilities_after_every_context_are_positive_and_sum_to_1(text: list[int], n: int) -> None:
    """All contexts of up to n characters, seen or not."""
    model = kneser_ney(np.array(text), n, LETTERS)
    assert max(abs(s - 1) for s in sums(model, n)) < 1e-12
    assert all((distribution(model, np.array(c, np.int64)) > 0).all() for c in product(range(LETTERS), repeat=2))


@given(text=TEXTS, n=st.integers(1, 4), other=TEXTS)
def test_probabilities_are_those_of_the_formula(text: list[int], n: int, other: list[int]) -> None:
    """On another text, character by character; and one by one or all at once."""
    model = kneser_ney(np.array(text), n, LETTERS)
    found = probabilities(model, np.array(other))
    for i, w in enumerate(other):
        context = tuple(other[:i])
        assert abs(found[i] - reference(text, n, context, w)) < 1e-12
        assert abs(found[i] - distribution(model, np.array(context, np.int64))[w]) < 1e-15


def test_counts_worked_out_by_hand() -> None:
    """abab a, n = 2: bigrams ab 2, ba 2; before a only b, before b only a, so the unigrams are even."""
    model = kneser_ney(np.array([0, 1, 0, 1, 0]), 2, 2)
    unigrams, bigrams = model.orders
    assert bigrams.grams.tolist() == [1, 2] and bigrams.counts.tolist() == [2, 2] and bigrams.discount == 0.5
    assert unigrams.counts.tolist() == [1, 1] and unigrams.discount == 0.5
    # P(b | a) = (2 - 1/2) / 2 + 1/2 * 1/2 * 1/2
    assert distribution(model, np.array([0])).tolist() == [0.125, 0.875]


@pytest.mark.parametrize("fault", ["followers", "discount", "totals"])
def test_a_wrong_table_is_noticed_by_the_sums(fault: str) -> None:
    """Deliberate faults: one follower too few, a discount taken but not handed on, a total of another context."""
    text = np.random.default_rng(0).integers(LETTERS, size=60)
    model = kneser_ney(text, 3, LETTERS)
    top = model.orders[-1]
    broken = {
        "followers": lambda: replace(top, followers=top.followers - 1),
        "discount": lambda: replace(top, discount=top.discount, counts=top.counts + 1),
        "totals": lambda: replace(top, totals=np.roll(top.totals, 1)),
    }[fault]()
    assert max(abs(s - 1) for s in sums(KneserNey(LETTERS, (*model.orders[:-1], broken)), 3)) > 1e-3


def test_an_order_too_large_is_refused() -> None:
    """Codes of k-grams are 64-bit integers."""
    with pytest.raises(PredictorError, match="74 letters to the order 11 do not fit 63 bits; give a smaller order"):
        kneser_ney(np.zeros(50, np.int64), 11, 74)
    with pytest.raises(PredictorError, match="order 3 of a text of 2 characters"):
        kneser_ney(np.zeros(2, np.int64), 3, 2)
