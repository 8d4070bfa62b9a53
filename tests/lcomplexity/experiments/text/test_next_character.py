"""Bits per character are what the definition says, window by window or character by character."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lcomplexity.errors import PredictorError
from lcomplexity.experiments.networks import KINDS, Kind, network
from lcomplexity.experiments.text.exclusive_or import exclusive_or
from lcomplexity.experiments.text.problem import NextCharacter, bits_per_character, drawn, sample, scored

torch = pytest.importorskip("torch")
XOR = exclusive_or(500)


@given(T=st.integers(1, 12), more=st.integers(1, 60))
def test_every_character_but_the_first_is_scored_once_with_enough_context(T: int, more: int) -> None:
    """Characters 1 .. N-1, in order; each with at least T/2 characters before it in its window, or all there are."""
    N = T + more
    found = [(s + t + 1, t + 1) for s, first in scored(N, T) for t in range(first, T)]
    assert [character for character, _ in found] == list(range(1, N))
    assert all(context >= min(character, (T + 1) // 2) for character, context in found)


def test_a_text_shorter_than_a_window_costs_one_line() -> None:
    """It has no window."""
    with pytest.raises(PredictorError, match="4 characters cannot be scored with windows of 4; give more than 4"):
        list(scored(4, 4))


@pytest.mark.parametrize("kind", KINDS)
def test_bits_are_the_mean_surprise_character_by_character(kind: Kind) -> None:
    """Each character of a text scored alone, from the window that scores it: the same mean."""
    h = network(kind, 6, 8, 4, seed=2)
    text = np.random.default_rng(3).integers(4, size=41)
    surprise = []
    for s, first in scored(len(text), h.T):
        for t in range(first, h.T):
            scores = h.scores(torch.tensor(text[None, s : s + t + 1]))[0, -1].detach().numpy().astype(float)
            p = np.exp(scores - scores.max())
            surprise.append(-math.log2(p[text[s + t + 1]] / p.sum()))
    assert abs(bits_per_character(h, text, "cpu") - float(np.mean(surprise))) < 1e-5
    assert len(surprise) == 40


def test_the_batch_of_a_step_is_a_function_of_seed_and_step() -> None:
    """Asked in any order, the loss of a step is the same; another step or seed has another batch."""
    h = network("tied", 6, 8, 4, seed=2)
    problem = NextCharacter(XOR, h, seed=0, batch=4, validation=10, device="cpu")
    first = [problem.loss(step).item() for step in (1, 2, 3)]
    assert [problem.loss(step).item() for step in (3, 2, 1)] == first[::-1]
    assert len({*first, replace(problem, seed=1).loss(1).item()}) == 4


def test_samples_follow_the_probabilities() -> None:
    """Frequencies of 4,000 draws are within five standard deviations; a network's sample is that of its seed."""
    p = np.array([0.5, 0.0, 0.3, 0.2])
    source = np.random.default_rng(0)
    counts = np.bincount([drawn(p, source) for _ in range(4000)], minlength=4)
    assert counts[1] == 0 and (np.abs(counts - 4000 * p) <= 5 * np.sqrt(4000 * p * (1 - p))).all()
    h = network("tied", 6, 8, 4, seed=2)
    assert sample(h, XOR, 30, 0, "cpu") == sample(h, XOR, 30, 0, "cpu") != sample(h, XOR, 30, 1, "cpu")
