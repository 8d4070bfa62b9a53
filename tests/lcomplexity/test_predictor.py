"""The one object: a schedule of rules and its dense weights W_t are the same linear function."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from test_schedule import SLOTS, schedules

from lcomplexity.errors import PredictorError
from lcomplexity.predictor import (
    Coordinate,
    LinearPredictor,
    Read,
    Rule,
    argmax,
    margin,
    max_weight,
    score_bound,
    scores,
    vote,
    weights,
)
from lcomplexity.schedule import Address, Block, Emit, Listed, at, flat
from lcomplexity.vocabulary import Vocabulary

#: Small weights make ties; large ones leave 64 bits.
SMALL = st.integers(-2, 2)
LARGE = st.sampled_from([2**62, -(2**62), 2**63, 2**70 + 1, -(2**70), 1])


@st.composite
def rules(draw: st.DrawFn, slots: int, size: int, weight: st.SearchStrategy[int]) -> Rule:
    """A rule of exactly so many slots, with one or two coordinates; several reads may share a slot."""
    coordinates = []
    count = draw(st.integers(1, 2))
    for i in range(count):
        values = draw(st.tuples(*[st.one_of(st.integers(0, 2), st.none())] * size))
        looked = draw(st.lists(st.integers(0, slots - 1), max_size=3)) if slots else []
        if i == 0:
            looked += [slots - 1] * bool(slots)
        table = st.dictionaries(
            st.integers(0, size - 1), st.dictionaries(st.integers(0, 3), weight, max_size=3), max_size=size
        )
        coordinates.append(Coordinate(values, tuple(Read(slot, draw(table)) for slot in looked)))
    return Rule(tuple(coordinates))


@st.composite
def predictors(draw: st.DrawFn, weight: st.SearchStrategy[int] = SMALL) -> LinearPredictor:
    """Any predictor over a few tokens: random rules, a random schedule tree, and now and then stop tokens."""
    size = draw(st.integers(2, 4))
    n, schedule = draw(schedules(depth=2))
    stop = draw(st.sets(st.integers(0, size - 1), max_size=1)) if draw(st.booleans()) else set()
    return LinearPredictor(
        Vocabulary(tuple("abcd"[:size])),
        n,
        tuple(draw(rules(slots, size, weight)) for slots in SLOTS),
        schedule,
        frozenset(stop),
    )


def some_tokens(data: st.DataObject, h: LinearPredictor) -> list[int]:
    """Return a context for every token: any tokens, whether the predictor would write them or not."""
    token = st.integers(0, len(h.vocabulary) - 1)
    return data.draw(st.lists(token, min_size=h.n + h.length, max_size=h.n + h.length))


@settings(max_examples=70, deadline=None)
@given(data=st.data(), h=st.one_of(predictors(), predictors(LARGE)))
def test_scores_are_the_inner_products_with_the_dense_weights(data: st.DataObject, h: LinearPredictor) -> None:
    """score(D) = sum_i W_t[D, i, tok_i] for every t and D, in unbounded integers."""
    context = some_tokens(data, h)
    for t in range(h.length):
        W_t = weights(h, t)
        assert W_t.shape == (len(h.vocabulary), h.n + t, len(h.vocabulary))
        seen = context[: h.n + t]
        by_definition = tuple(sum(int(W[i, u]) for i, u in enumerate(seen)) for W in W_t)
        assert scores(h, t, seen) == by_definition


@settings(max_examples=70, deadline=None)
@given(h=st.one_of(predictors(), predictors(LARGE)))
def test_the_largest_weight_is_that_of_the_dense_weights(h: LinearPredictor) -> None:
    """max_weight = max over t, D, i, u of |W_t[D, i, u]|, reads that fall on one position added up."""
    assert max_weight(h) == max((abs(int(w)) for t in range(h.length) for w in weights(h, t).flat), default=0)


@settings(max_examples=70, deadline=None)
@given(data=st.data(), h=st.one_of(predictors(), predictors(LARGE)))
def test_no_score_and_no_partial_sum_exceeds_its_bound(data: st.DataObject, h: LinearPredictor) -> None:
    """|score| <= score_bound(rule), and so is every sum of some reads' contributions, whatever the context."""
    context = some_tokens(data, h)
    for t, (number, positions) in enumerate(flat(h.schedule, h.n)):
        rule, S = h.rules[number], scores(h, t, context[: h.n + t])
        bound = score_bound(rule)
        assert all(abs(score) <= bound for score in S)
        for D in range(len(h.vocabulary)):
            parts = [
                read.table.get(context[positions[read.slot]], {}).get(c.values[D], 0)
                for c in rule.coordinates
                for read in c.reads
                if c.values[D] is not None
            ]
            assert sum(p for p in parts if p > 0) <= bound and -sum(p for p in parts if p < 0) <= bound


@settings(max_examples=40, deadline=None)
@given(h=predictors())
def test_reads_are_those_of_the_rules_used(h: LinearPredictor) -> None:
    """``reads`` is the largest number of slots of a rule that the schedule names."""
    assert h.reads == max((h.rules[rule].slots for rule, _ in flat(h.schedule, h.n)), default=0)


@given(st.lists(st.integers(-3, 3), min_size=2, max_size=6))
def test_the_largest_score_wins_and_the_smallest_token_among_equals(S: list[int]) -> None:
    """argmax is the first maximum; the margin is the top score minus the second, 0 exactly where two tie."""
    winner = argmax(S)
    assert all(S[winner] > s for s in S[:winner]) and all(S[winner] >= s for s in S)
    others = S[:winner] + S[winner + 1 :]
    assert margin(S) == S[winner] - max(others)
    assert (margin(S) == 0) == (S.count(max(S)) > 1)


@settings(max_examples=60, deadline=None)
@given(data=st.data(), h=predictors())
def test_a_read_outside_the_context_before_its_token_is_refused(data: st.DataObject, h: LinearPredictor) -> None:
    """Moving any one read to its own token, beyond, or before position 0 makes a predictor that is refused."""
    flattened = list(flat(h.schedule, h.n))
    reading = [t for t, (rule, _) in enumerate(flattened) if h.rules[rule].slots]
    if not reading:
        return
    t = data.draw(st.sampled_from(reading))
    slot = data.draw(st.integers(0, h.rules[flattened[t][0]].slots - 1))
    outside = data.draw(st.sampled_from([-1, -(10**6), h.n + t, h.n + t + 1, 10**6]))
    positions = np.zeros((h.length, max(SLOTS)), np.int64)
    for i, (rule, row) in enumerate(flattened):
        positions[i, : h.rules[rule].slots] = row[: h.rules[rule].slots]
    positions[t, slot] = outside
    moved = Listed(np.array([rule for rule, _ in flattened]), positions, np.zeros(positions.shape, bool))
    message = (
        rf"^predictor: token {t} reads position {outside}; it may read 0\.\.{h.n + t - 1}, the context before it$"
    )
    with pytest.raises(PredictorError, match=message):
        dataclasses.replace(h, schedule=moved)


def test_padding_behind_a_rule_s_slots_is_never_read() -> None:
    """Rows of a list may be longer than a rule reads: what stands there changes nothing and need not exist."""
    constant = Rule((Coordinate((0, 1), ()),))
    first = Rule((Coordinate((0, 1), (Read(0, vote({0: 1, 1: 0})),)),))
    garbage = Listed(np.array([0, 1]), np.array([[999, -5], [0, 999]]), np.zeros((2, 2), bool))
    h = LinearPredictor(Vocabulary(("0", "1")), 0, (constant, first), garbage)
    assert at(h.schedule, 0, 0) == (0, (999, -5))
    assert scores(h, 0, ()) == (0, 0)
    assert scores(h, 1, (0,)) == (0, 1)
    assert weights(h, 1)[:, 0].tolist() == [[0, 1], [1, 0]]


def test_parts_that_do_not_fit_together_are_refused() -> None:
    """Each fault has its line: prompt length, stop token, values, slots and tokens of tables, rule numbers, positions."""
    D, unary = Vocabulary(("0", "1")), Rule((Coordinate((0, 1), (Read(0, vote({0: 1})),)),))
    block: Block = Emit(0, 1, (Address(0),))
    faults: list[tuple[tuple, str]] = [
        ((D, -1, (unary,), block), r"^predictor: prompt length -1 is negative$"),
        ((D, 1, (unary,), block, frozenset({2})), r"^predictor: stop token 2 is not in the vocabulary of 2$"),
        ((D, 1, (Rule((Coordinate((0,), ()),)),), block), r"^predictor: rule 0 gives values to 1 of 2 tokens$"),
        ((D, 1, (Rule((Coordinate((0, 1), (Read(0, {2: {0: 1}}),)),)),), block), "slot or token out of range$"),
        ((D, 1, (Rule((Coordinate((0, 1), (Read(-1, {}),)),)),), block), "slot or token out of range$"),
        ((D, 1, (unary,), Emit(1, 1, (Address(0),))), r"^predictor: the schedule names a rule outside 0\.\.0$"),
        ((D, 1, (unary,), Emit(0, 1, ())), r"^predictor: the schedule gives a rule fewer positions than it reads$"),
        (
            (D, 1, (unary,), Emit(0, 2, (Address(0, 2),))),
            r"^predictor: token 1 reads position 2; it may read 0\.\.1,",
        ),
    ]
    for arguments, message in faults:
        with pytest.raises(PredictorError, match=message):
            LinearPredictor(*arguments)


def test_two_reads_of_one_position_add_up_in_the_largest_weight() -> None:
    """3 and 4 on different positions are 4; on one position 7; with opposite signs 1."""
    for second, same, apart in ((4, 7, 4), (-4, 1, 4)):
        rule = Rule((Coordinate((None, 0), (Read(0, {0: {0: 3}}), Read(1, {0: {0: second}}))),))
        h = LinearPredictor(Vocabulary(("0", "1")), 2, (rule,), Emit(0, 1, (Address(0), Address(0))))
        assert max_weight(h) == same
        assert max_weight(dataclasses.replace(h, schedule=Emit(0, 1, (Address(0), Address(1))))) == apart
