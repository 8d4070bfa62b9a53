"""Scores split by position add up; what a page carries of a predictor is that predictor."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from view_samples import Sample, machine_samples, other_samples

from lcomplexity.decoding import decode
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
    weights,
)
from lcomplexity.schedule import Address, Emit, Listed, flat
from lcomplexity.views.frames import Frame, frame
from lcomplexity.views.page_data import EXACT, predictor_data, rules_of
from lcomplexity.views.weight_blocks import weights_by_position
from lcomplexity.vocabulary import Vocabulary
from proofs.strategies import contexts, linear_predictors


@settings(max_examples=60)
@given(linear_predictors(), st.data())
def test_the_parts_of_a_score_add_up(h: LinearPredictor, data: st.DataObject) -> None:
    """For every token of the chain, every candidate and every context: the sum of the parts over the positions read is the
    score; each part is the weight W_t[D, position, token there]; and positions that are not read have no weight."""
    context = data.draw(contexts(h))
    for t in range(min(h.length, 12)):
        here = context[: h.n + t]
        f = frame(h, t, here)
        S = scores(h, t, here)
        assert f.scores == S == tuple(sum(r.parts[D] for r in f.reads) for D in range(len(h.vocabulary)))
        assert (f.winner, f.margin) == (argmax(S), margin(S))
        W_t = weights(h, t)
        for r in f.reads:
            assert r.found == here[r.position]
            assert list(r.parts) == W_t[:, r.position, r.found].tolist()
        unread = set(range(h.n + t)) - {r.position for r in f.reads}
        assert not W_t[:, sorted(unread), :].any()
        blocks = weights_by_position(h, t)
        assert sorted(blocks) == [r.position for r in f.reads]
        for p, block in blocks.items():
            found = {(D, u): int(w) for (D, u), w in _nonzero(W_t[:, p, :])}
            assert dict(block) == found


def _nonzero(matrix: object) -> list[tuple[tuple[int, int], int]]:
    rows = matrix.tolist()  # type: ignore[attr-defined]
    return [((D, u), w) for D, row in enumerate(rows) for u, w in enumerate(row) if w]


@settings(max_examples=30)
@given(linear_predictors(), st.data())
def test_a_ranking_is_by_score_then_by_token(h: LinearPredictor, data: st.DataObject) -> None:
    """All tokens once, scores falling, ties by number; letters of the reads are all different."""
    context = data.draw(contexts(h))
    for t in range(min(h.length, 4)):
        f = frame(h, t, context[: h.n + t])
        keys = [(-f.scores[D], D) for D in f.ranking]
        assert keys == sorted(keys) and sorted(f.ranking) == list(range(len(h.vocabulary)))
        assert len({r.letter for r in f.reads}) == len(f.reads)


@settings(max_examples=50)
@given(linear_predictors(), st.data())
def test_the_carried_rules_and_schedule_are_the_predictors(h: LinearPredictor, data: st.DataObject) -> None:
    """Rebuilt from the data of a page: every token's positions, and its scores on any context, are the same."""
    carried = predictor_data(h)
    rules = rules_of(carried)
    context = data.draw(contexts(h))
    for t, (rule, positions) in enumerate(flat(h.schedule, h.n)):
        number, *places = carried["patterns"][carried["schedule"][t]]
        read = tuple(p if p >= 0 else h.n + t + p for p in places)
        assert carried["names"][number] == rule and read == positions[: h.rules[rule].slots]
        again = LinearPredictor(h.vocabulary, h.n + t, rules, _listed(number, read))
        assert scores(again, 0, context[: h.n + t]) == scores(h, t, context[: h.n + t])


def _listed(rule: int, positions: tuple[int, ...]) -> Emit:
    return Emit(rule, 1, tuple(Address(p) for p in positions))


@settings(max_examples=40)
@given(linear_predictors())
def test_small_numbers_are_used_only_where_they_are_exact(h: LinearPredictor) -> None:
    """Where the page computes with a browser's numbers, no partial sum can reach 2^53, even if a weight is changed."""
    carried = predictor_data(h)
    used = [h.rules[r] for r in carried["names"]]
    largest = max((score_bound(rule) for rule in used), default=0)
    assert (carried["numbers"] == "small") == (largest < EXACT // 16)
    if carried["numbers"] == "small":
        assert 2 * (largest + 10**9) < EXACT


@pytest.mark.parametrize("bound", [EXACT // 16 - 1, EXACT // 16])
def test_the_bound_on_small_numbers_is_sharp(bound: int) -> None:
    """One more, and the page computes in big integers; its weights are texts then."""
    rule = Rule((Coordinate((None, 0), (Read(0, {0: {0: bound}}),)),))
    h = LinearPredictor(Vocabulary(("0", "1")), 1, (rule,), Emit(0, 1, (Address(0),)))
    carried = predictor_data(h)
    small = bound < EXACT // 16
    assert carried["numbers"] == ("small" if small else "big")
    assert carried["tables"][0][2] == (bound if small else hex(bound)) and max_weight(h) == bound


SAMPLES = [*machine_samples(), *other_samples()]


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda s: s.name)
def test_every_construction_has_frames_that_lead_to_its_chain(sample: Sample) -> None:
    """The winners of the frames, one after another, are the chain, with its margins."""
    h = sample.stored.predictor
    d = decode(h, sample.stored.interface.prompt(sample.inputs[0]))
    step = max(1, len(d.chain) // 25)
    for t in range(0, len(d.chain), step):
        f: Frame = frame(h, t, d.prompt + d.chain[:t])
        assert (f.winner, f.margin) == (d.chain[t], d.margins[t])


def test_a_chain_too_long_or_too_wide_is_refused_with_the_remedy() -> None:
    """One line that says how long it is, how long it may be, and what to do."""
    D = Vocabulary(("0", "1"))
    rule = Rule((Coordinate((None, 0), tuple(Read(i, {0: {0: 1}}) for i in range(500))),))
    with pytest.raises(
        PredictorError, match=r"10001 tokens is too long .* \(at most 10000\); build one for fewer steps"
    ):
        predictor_data(LinearPredictor(D, 0, (Rule(()),), Emit(0, 10_001, ())))
    with pytest.raises(PredictorError, match="9000 tokens that read up to 500 positions each are too many"):
        predictor_data(LinearPredictor(D, 1, (rule,), Emit(0, 9_000, (Address(0),) * 500)))


def test_a_wrong_split_is_noticed() -> None:
    """Splitting the score of a position's *reads* instead of its weights (the same slot read in two coordinates, counted
    once) would not add up: the property fails for it."""
    h = next(s for s in SAMPLES if s.name.startswith("oblivious 0110")).stored.predictor
    d = decode(h, next(s for s in SAMPLES if s.name.startswith("oblivious 0110")).stored.interface.prompt("0110"))
    broken = 0
    for t in range(len(d.chain)):
        f = frame(h, t, d.prompt + d.chain[:t])
        rule = h.rules[f.rule]
        first = {r.position: rule.coordinates[0] for r in f.reads}
        for D in range(len(h.vocabulary)):
            value = first[f.reads[0].position].values[D]
            once = sum(
                read.table.get(f.context[r.position], {}).get(value, 0)
                for r in f.reads
                for read in first[r.position].reads
                if value is not None and read.slot in r.slots
            )
            broken += once != f.scores[D]
    assert broken


def test_listed_padding_is_no_read() -> None:
    """A schedule may list more positions than a rule reads: they have no letter."""
    import numpy as np

    rule = Rule((Coordinate((None, 0), (Read(0, {1: {0: 1}}),)),))
    listed = Listed(np.array([0]), np.array([[1, 0]]), np.zeros((1, 2), bool))
    h = LinearPredictor(Vocabulary(("0", "1")), 2, (rule,), listed)
    assert [r.position for r in frame(h, 0, (0, 1)).reads] == [1]
