"""Strategies that draw datasets, and distributions as integer weights: small ones, arbitrary or written by a predictor.

>>> from hypothesis import find
>>> from random import Random
>>> data = find(datasets(n=2, a=2, T=1), lambda data: len({*map(tuple, data.chains.tolist())}) == 2, random=Random(0))
>>> data.prompts.tolist(), data.chains.tolist()
([[0, 0], [0, 0]], [[0], [1]])
"""

from __future__ import annotations

from fractions import Fraction

import numpy as np
from hypothesis import strategies as st

from lcomplexity.decoding import decode
from lcomplexity.learning.datasets import Dataset
from lcomplexity.predictor import LinearPredictor


@st.composite
def datasets(draw: st.DrawFn, *, n: int, a: int, T: int, samples: tuple[int, int] = (1, 8)) -> Dataset:
    """Return a strategy for datasets of any prompts of n tokens and any chains of T, over a tokens; they shrink to few rows of zeros.

    >>> from hypothesis import find
    >>> find(datasets(n=1, a=2, T=1), lambda data: data.m == 1).chains.tolist()
    [[0]]
    """
    m = draw(st.integers(*samples))
    tokens = draw(st.lists(st.integers(0, a - 1), min_size=m * (n + T), max_size=m * (n + T)))
    rows = np.array(tokens, np.int64).reshape(m, n + T)
    return Dataset(tuple(map(str, range(a))), rows[:, :n], rows[:, n:])


@st.composite
def realisable(draw: st.DrawFn, h: LinearPredictor, *, samples: tuple[int, int] = (1, 8)) -> Dataset:
    """Return a strategy for datasets whose chains are those that a predictor (without stop tokens) writes.

    >>> from hypothesis import find
    >>> from lcomplexity.constructions.parity import parity
    >>> find(realisable(parity(3).predictor), lambda data: data.chains[0, -1] == 1).prompts.tolist()
    [[0, 0, 1]]
    """
    m, size = draw(st.integers(*samples)), len(h.vocabulary)
    prompts = [draw(st.lists(st.integers(0, size - 1), min_size=h.n, max_size=h.n)) for _ in range(m)]
    chains = [decode(h, x).chain for x in prompts]
    shape = (m, h.length)
    return Dataset(
        h.vocabulary.tokens, np.array(prompts, np.int64).reshape(m, h.n), np.array(chains, np.int64).reshape(shape)
    )


def distributions(points: int, *, largest: int = 6) -> st.SearchStrategy[tuple[Fraction, ...]]:
    """Return a strategy for probabilities of points 0 .. points - 1, exact and none of them 0; they shrink to equal ones.

    >>> from hypothesis import find
    >>> find(distributions(3), lambda p: True)
    (Fraction(1, 3), Fraction(1, 3), Fraction(1, 3))
    """
    weights = st.lists(st.integers(1, largest), min_size=points, max_size=points)
    return weights.map(lambda w: tuple(Fraction(v, sum(w)) for v in w))
