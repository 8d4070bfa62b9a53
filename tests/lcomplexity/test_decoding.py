"""Decoding: the reference, the compiled engine and the dense weights write the same chains with the same margins."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from test_predictor import LARGE, predictors

from lcomplexity.decoding import decode, decode_batch
from lcomplexity.errors import PredictorError
from lcomplexity.predictor import Coordinate, LinearPredictor, Read, Rule, score_bound, vote, weights
from lcomplexity.schedule import Address, Emit
from lcomplexity.vocabulary import Vocabulary

BITS = Vocabulary(("0", "1"))


def some_prompts(data: st.DataObject, h: LinearPredictor) -> np.ndarray:
    """Return up to five prompts as rows."""
    token = st.integers(0, len(h.vocabulary) - 1)
    rows = data.draw(st.lists(st.lists(token, min_size=h.n, max_size=h.n), min_size=1, max_size=5))
    return np.array(rows, np.int64).reshape(len(rows), h.n)


def by_dense_weights(h: LinearPredictor, prompt: list[int]) -> tuple[list[int], list[int]]:
    """Return chain and margins from W_t alone: sum, sort by (score, smaller token), append, stop."""
    context, margins = list(prompt), []
    for t in range(h.length):
        S = [sum(int(W[i, u]) for i, u in enumerate(context)) for W in weights(h, t)]
        (top, winner), (second, _) = sorted(((s, -D) for D, s in enumerate(S)), reverse=True)[:2]
        context.append(-winner)
        margins.append(top - second)
        if context[-1] in h.stop:
            break
    return context[h.n :], margins


@settings(max_examples=50, deadline=None)
@given(data=st.data(), h=st.one_of(predictors(), predictors(LARGE)))
def test_the_reference_decodes_by_the_dense_weights(data: st.DataObject, h: LinearPredictor) -> None:
    """z_t = argmax_D sum_i W_t[D, i, tok_i], ties to the smallest token, up to T tokens or a stop token."""
    for prompt in some_prompts(data, h).tolist():
        decoded = decode(h, prompt)
        assert (list(decoded.chain), list(decoded.margins)) == by_dense_weights(h, prompt)
        assert decoded.prompt == tuple(prompt)


@settings(max_examples=100, deadline=None)
@given(data=st.data(), h=predictors())
def test_the_engine_decodes_as_the_reference(data: st.DataObject, h: LinearPredictor) -> None:
    """Chains, lengths with stop tokens, padding and smallest margins of ``decode_batch`` are those of ``decode``."""
    prompts = some_prompts(data, h)
    batch = decode_batch(h, prompts)
    assert batch.chains.shape == (len(prompts), h.length)
    for b, prompt in enumerate(prompts.tolist()):
        decoded = decode(h, prompt)
        padding = [-1] * (h.length - len(decoded.chain))
        assert batch.chains[b].tolist() == [*decoded.chain, *padding]
        assert batch.lengths[b] == len(decoded.chain)
        if h.length:
            assert batch.min_margins[b] == decoded.min_margin


@settings(max_examples=30, deadline=None)
@given(data=st.data(), h=predictors(LARGE))
def test_scores_that_may_leave_64_bits_are_refused_by_the_engine(data: st.DataObject, h: LinearPredictor) -> None:
    """The engine starts only if the bound of every rule is below 2**62; then it is right, else one line says why."""
    prompts = some_prompts(data, h)
    bound = max(score_bound(rule) for rule in h.rules)
    if bound < 2**62:
        assert decode_batch(h, prompts).chains[0].tolist()[: len(decode(h, prompts[0]).chain)] == list(
            decode(h, prompts[0].tolist()).chain
        )
    else:
        message = rf"^decoding: scores up to {bound} do not fit 64 bits; use the reference decoder$"
        with pytest.raises(PredictorError, match=message):
            decode_batch(h, prompts)


def biased(*S: int) -> LinearPredictor:
    """Return the predictor of one token whose scores are S."""
    rule = Rule((Coordinate(tuple(range(len(S))), (Read(0, {0: dict(enumerate(S))}),)),))
    return LinearPredictor(Vocabulary(tuple("abcdef"[: len(S)])), 1, (rule,), Emit(0, 1, (Address(0),)))


@given(st.lists(st.integers(-2, 2), min_size=2, max_size=6))
def test_ties_go_to_the_smallest_token_in_both_decoders(S: list[int]) -> None:
    """With scores S the token is the first maximum, and the margin says 0 for a tie."""
    h = biased(*S)
    batch = decode_batch(h, np.array([[0]]))
    assert batch.chains.tolist() == [list(decode(h, (0,)).chain)] == [[S.index(max(S))]]
    top, second = sorted(S, reverse=True)[:2]
    assert batch.min_margins.tolist() == list(decode(h, (0,)).margins) == [top - second]


def test_the_largest_scores_that_fit_are_exact_and_larger_ones_right_in_the_reference() -> None:
    """Scores of +-(2**62 - 1) and their margin of 2**63 - 2 are exact; at 2**62 the engine refuses; 2**70 against
    2**70 + 1 is decided by the reference."""
    extreme = biased(-(2**62 - 1), 2**62 - 1)
    batch = decode_batch(extreme, np.array([[0]]))
    assert (batch.chains.tolist(), batch.min_margins.tolist()) == ([[1]], [2**63 - 2])
    lowest = biased(-(2**62 - 1), -(2**62 - 1))
    assert decode_batch(lowest, np.array([[0]])).chains.tolist() == [[0]]
    with pytest.raises(PredictorError, match="do not fit 64 bits"):
        decode_batch(biased(2**62, 0), np.array([[0]]))
    assert decode(biased(2**70, 2**70 + 1), (0,)).chain == (1,)
    assert decode(biased(2**70, 2**70 + 1), (0,)).min_margin == 1


def test_a_sum_of_weights_that_fit_one_by_one_is_refused_where_it_may_not_fit() -> None:
    """Five reads of 2**60 each may sum beyond 2**62: refused, and right in the reference."""
    reads = tuple(Read(i, vote({1: 1}, 2**60)) for i in range(5))
    h = LinearPredictor(
        BITS, 5, (Rule((Coordinate((0, 1), reads),)),), Emit(0, 1, tuple(Address(i) for i in range(5)))
    )
    with pytest.raises(PredictorError, match=f"^decoding: scores up to {5 * 2**60} do not fit"):
        decode_batch(h, np.ones((1, 5), np.int64))
    assert decode(h, (1,) * 5).margins == (5 * 2**60,)


def test_prompts_of_another_length_or_with_foreign_tokens_are_refused() -> None:
    """Both decoders say what the prompt has and what the predictor reads."""
    h = biased(1, 0)
    for prompt, message in (
        ((0, 1), r"^decoding: the prompt has 2 tokens; this predictor reads 1$"),
        ((), r"^decoding: the prompt has 0 tokens; this predictor reads 1$"),
        ((2,), r"^decoding: token 2 is not in the vocabulary of 2$"),
        ((-1,), r"^decoding: token -1 is not in the vocabulary of 2$"),
    ):
        with pytest.raises(PredictorError, match=message):
            decode(h, prompt)
        with pytest.raises(PredictorError, match=message):
            decode_batch(h, np.array([prompt], np.int64).reshape(1, len(prompt)))


def test_a_chain_without_tokens_is_empty_and_has_no_margin() -> None:
    """T = 0: both decoders return nothing; asking for the smallest margin is an error, not a number."""
    h = dataclasses.replace(biased(1, 0), schedule=Emit(0, 0, (Address(0),)))
    assert decode(h, (0,)).chain == ()
    assert decode_batch(h, np.array([[0]])).chains.shape == (1, 0)
    with pytest.raises(PredictorError, match=r"^decoding: a chain without tokens has no margin$"):
        _ = decode(h, (0,)).min_margin


def test_a_stop_token_ends_a_chain_and_only_its_own() -> None:
    """A counter modulo 3 that stops at 2, from 0, 1 and 2: chains 1 2, 2 and 0 1 2, then padding."""
    follow = Rule((Coordinate((0, 1, 2), (Read(0, vote({0: 1, 1: 2, 2: 0}, 5)),)),))
    h = LinearPredictor(
        Vocabulary(("0", "1", "2")), 1, (follow,), Emit(0, 4, (Address(-1, 1, "frame"),)), frozenset({2})
    )
    batch = decode_batch(h, np.array([[0], [1], [2]]))
    assert batch.chains.tolist() == [[1, 2, -1, -1], [2, -1, -1, -1], [0, 1, 2, -1]]
    assert (batch.lengths.tolist(), batch.min_margins.tolist()) == ([2, 1, 3], [5, 5, 5])
    assert [decode(h, (x,)).chain for x in range(3)] == [(1, 2), (2,), (0, 1, 2)]


def test_the_engine_works_through_many_pieces() -> None:
    """200,000 tokens, more than one piece of the schedule: a counter modulo 3 written by its successor table."""
    follow = Rule((Coordinate((0, 1, 2), (Read(0, vote({0: 1, 1: 2, 2: 0})),)),))
    h = LinearPredictor(Vocabulary(("0", "1", "2")), 1, (follow,), Emit(0, 200_000, (Address(-1, 1, "frame"),)))
    batch = decode_batch(h, np.array([[0], [2]]))
    t = np.arange(200_000)
    assert (batch.chains == np.stack([(t + 1) % 3, t % 3])).all()
    assert batch.min_margins.tolist() == [1, 1]
