"""Procedures: a schedule as flat arrays says the same as its tree, and what holds of all tokens is found without them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from unittest import mock

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from test_schedule import SLOTS
from test_schedule import schedules as sound_schedules

from lcomplexity.errors import PredictorError
from lcomplexity.predictor import Coordinate, LinearPredictor, Read, Rule, max_weight, vote, weights
from lcomplexity.procedures import CALL, LISTED, Procedures, procedures
from lcomplexity.schedule import Address, Anchor, Block, Emit, Listed, Repeat, Sequence, flat
from lcomplexity.vocabulary import Vocabulary
from proofs.strategies import linear_predictors

BITS = Vocabulary(("0", "1"))
ANCHORS: tuple[Anchor, ...] = ("context", "frame")

# Procedures know nothing of sound and unsound reads: these schedules read anywhere.

addresses = st.builds(Address, st.integers(-30, 40), st.integers(-3, 3), st.sampled_from(ANCHORS))


@st.composite
def listings(draw: st.DrawFn) -> Listed:
    """Rows of any positions."""
    m, slots = draw(st.integers(0, 3)), draw(st.integers(0, 3))
    cells = st.lists(st.integers(-20, 40), min_size=m * slots, max_size=m * slots)
    anchors = st.lists(st.booleans(), min_size=m * slots, max_size=m * slots)
    return Listed(
        np.array(draw(st.lists(st.integers(0, 5), min_size=m, max_size=m)), np.int64),
        np.array(draw(cells), np.int64).reshape(m, slots),
        np.array(draw(anchors), np.bool_).reshape(m, slots),
    )


def larger(blocks: st.SearchStrategy[Block]) -> st.SearchStrategy[Block]:
    """Blocks of blocks; a block may stand at several places."""
    parts = st.lists(blocks, max_size=3)
    return st.one_of(
        st.builds(lambda drawn: Sequence(tuple(drawn)), parts),
        st.builds(
            lambda drawn, more: Sequence((*drawn, *(Repeat(more, b) for b in drawn))), parts, st.integers(0, 2)
        ),
        st.builds(Repeat, st.integers(0, 4), blocks),
    )


emits = st.builds(lambda rule, count, reads: Emit(rule, count, tuple(reads)), st.integers(0, 5), st.integers(0, 6), st.lists(addresses, max_size=3))  # fmt: skip
any_schedules = st.recursive(st.one_of(emits, listings()), larger, max_leaves=8)


@dataclass
class Walk:
    """What running the procedures shows: (rule, positions) of every token, where each procedure's frames stand, how deep
    calls go, and the calls under way before each token."""

    tokens: list[tuple[int, tuple[int, ...]]] = field(default_factory=list)
    frames: dict[int, list[int]] = field(default_factory=dict)
    depth: int = 0
    calls: list[tuple[list[tuple[int, int, int, int]], int]] = field(default_factory=list)


def walked(p: Procedures) -> Walk:
    """Run the procedures as their documentation reads."""
    walk = Walk()
    run(p, 0, 1, p.n, [], walk)
    return walk


def run(
    p: Procedures, procedure: int, left: int, frame: int, above: list[tuple[int, int, int, int]], walk: Walk
) -> None:
    """One repetition of a procedure, called from ``above``."""
    walk.frames.setdefault(procedure, []).append(frame)
    walk.depth = max(walk.depth, len(above) + 1)
    for i in range(p.first[procedure], p.first[procedure + 1]):
        here = frame + int(p.start[i])
        if p.kind[i] == CALL:
            called, times = int(p.what[i]), int(p.counts[i])
            for k in range(times):
                stack = [*above, (i + 1, procedure, left, frame)]
                run(p, called, times - k, here + k * int(p.lengths[called]), stack, walk)
            continue
        for done, (rule, row) in enumerate(emitted(p, i, frame)):
            walk.tokens.append((rule, row))
            walk.calls.append(([*above, (i, procedure, left, frame)], done))


def emitted(p: Procedures, i: int, frame: int) -> Iterator[tuple[int, tuple[int, ...]]]:
    """The tokens of an operation, from the arrays alone."""
    for t in range(p.counts[i]):
        if p.kind[i] == LISTED:
            cells = slice(p.reads[i] + t * p.slots[i], p.reads[i] + (t + 1) * p.slots[i])
            row, framed, rule = p.positions[cells], p.positions_framed[cells], p.listed_rules[p.what[i] + t]
        else:
            cells = slice(p.reads[i], p.reads[i] + p.slots[i])
            row, framed, rule = p.base[cells] + t * p.stride[cells], p.framed[cells], p.what[i]
        yield int(rule), tuple((row + frame * framed).tolist())


@settings(max_examples=150, deadline=None)
@given(any_schedules, st.integers(0, 12), st.sampled_from([1 << 22, 1, 2, 5]))
def test_running_the_procedures_is_walking_the_schedule(schedule: Block, n: int, cells: int) -> None:
    """The tokens met are those of ``flat``; first and last frames, depth and the calls before each token are those met.
    So also where long runs are cut into operations of few positions."""
    with mock.patch("lcomplexity.procedures.MAX_CELLS", cells):
        p = procedures(schedule, n)
    walk = walked(p)
    assert walk.tokens == list(flat(schedule, n)) and p.length == len(walk.tokens)
    assert p.first_frame.tolist() == [min(walk.frames[q]) for q in range(len(p.lengths))]
    assert p.last_frame.tolist() == [max(walk.frames[q]) for q in range(len(p.lengths))]
    assert p.depth == walk.depth
    assert [p.calls_before(t) for t in range(p.length)] == walk.calls
    assert all(p.counts * np.maximum(p.slots, 1) <= np.maximum(cells, p.slots) * np.where(p.kind == 0, 1, 10**9))


@settings(max_examples=150, deadline=None)
@given(any_schedules, st.integers(0, 12))
def test_operations_show_their_rules_and_positions(schedule: Block, n: int) -> None:
    """``rules_of`` and ``positions_of``, of all tokens of an operation or some, are what running it shows."""
    p = procedures(schedule, n)
    for procedure, i in p.operations():
        frame = int(p.first_frame[procedure])
        shown = list(emitted(p, i, frame))
        rules = np.broadcast_to(p.rules_of(i), len(shown)).tolist()
        positions, framed = p.positions_of(i)
        assert list(zip(rules, map(tuple, (positions + framed * frame).tolist()), strict=True)) == shown
        ends = p.ends_of(i)
        positions, framed = p.positions_of(i, ends)
        assert (positions + framed * frame).tolist() == [list(shown[t][1]) for t in ends]


@settings(max_examples=200, deadline=None)
@given(st.one_of(any_schedules, sound_schedules(4).map(lambda drawn: drawn[1])), st.integers(0, 40))
def test_reach_is_the_longest_look_back_into_the_chain(schedule: Block, n: int) -> None:
    """reach = max over all tokens t and positions p >= n that t reads, of n + t - p; reads of the prompt do not count."""
    brute = [n + t - p for t, (_, row) in enumerate(flat(schedule, n)) for p in row if p >= n]
    assert procedures(schedule, n).reach == max([0, *brute])


@settings(max_examples=200, deadline=None)
@given(st.integers(0, 60), st.integers(1, 9), st.integers(1, 8), st.integers(-60, 7), st.integers(-3, 3))
def test_reach_is_exact_where_a_run_passes_from_the_prompt_into_the_chain(
    n: int, times: int, count: int, base: int, stride: int
) -> None:
    """A repeated run whose reads leave the prompt in a late repetition only, and in the middle of the run."""
    schedule = Repeat(times, Sequence((Emit(0, 2, ()), Emit(0, count, (Address(base, stride, "frame"),)))))
    brute = [n + t - p for t, (_, row) in enumerate(flat(schedule, n)) for p in row if p >= n]
    assert procedures(schedule, n).reach == max([0, *brute])


def test_a_run_that_looks_into_the_chain_only_at_last_reaches_as_far_as_it_does() -> None:
    """By hand: in frames 100, 110, .. 150 token i of ten reads frame - 60 + 2 i, so only in the last frame 100 at i = 5,
    which is 155 - 100 = 55 before itself; the last token of the run reads 108 from 159, 51 before."""
    assert procedures(Repeat(6, Emit(0, 10, (Address(-60, 2, "frame"),))), n=100).reach == 55
    assert procedures(Repeat(5, Emit(0, 10, (Address(-60, 2, "frame"),))), n=100).reach == 0


def bodies(block: Block) -> Iterator[Block]:
    """Bodies that are called: those of repeats that emit something."""
    match block:
        case Sequence(parts):
            for part in parts:
                yield from bodies(part)
        case Repeat(_, body) if block.length:
            yield body
            yield from bodies(body)


@settings(max_examples=100, deadline=None)
@given(any_schedules)
def test_every_body_is_one_procedure_and_nothing_empty_is_laid_out(schedule: Block) -> None:
    """As many procedures as different bodies, and the schedule; callers stand first; every operation emits something."""
    p = procedures(schedule, 3)
    assert len(p.lengths) == 1 + len({id(body) for body in bodies(schedule)})
    assert (p.counts > 0).all()
    for q in range(len(p.lengths)):
        for i in range(p.first[q], p.first[q + 1]):
            assert p.kind[i] != CALL or p.what[i] > q


def test_a_body_called_at_many_places_is_laid_out_once() -> None:
    """3^20 tokens by a body called three times in a body called three times ..: 61 operations, 20 calls deep."""
    block: Block = Emit(0, 1, (Address(-1, 0, "frame"),))
    for _ in range(20):
        block = Sequence((Repeat(1, block), Repeat(1, block), Repeat(1, block)))
    p = procedures(block, 1)
    assert (p.length, len(p.lengths), len(p.kind), p.depth) == (3**20, 21, 61, 21)
    assert (p.first_frame[1:] == 1).all() and p.last_frame[-1] == 3**20


def test_memory_and_reach_do_not_depend_on_the_number_of_rounds() -> None:
    """10 rounds or 10^15: the same arrays, and the same reach."""
    row = Sequence((Emit(0, 3, (Address(-3, 1, "frame"),)), Listed(np.zeros(1, np.int64), np.array([[-6]]), np.ones((1, 1), bool))))  # fmt: skip
    few, many = (procedures(Repeat(times, row), n=6) for times in (10, 10**15))
    assert few.nbytes == many.nbytes < 1000 and few.reach == many.reach == 9
    assert many.calls_before(4 * 10**15 - 1)[1] == 0 and many.length == 4 * 10**15


def test_a_long_run_is_bounded_operations_and_positions_too_large_for_64_bits_are_refused() -> None:
    """A run of 20 million tokens is cut; a stride so large that a position would wrap around is an error in a line."""
    p = procedures(Emit(0, 20_000_000, (Address(0), Address(-1, 1, "frame"))), n=1)
    assert (p.counts * p.slots).max() <= 1 << 22 and p.counts.sum() == 20_000_000
    # 2^42 + 2^20 times the last token's number is 2^64 and a little: small, if it wrapped.
    wrapping = Emit(0, 1 << 22, (Address(0, 2**42 + 2**20 + 1),))
    with pytest.raises(
        PredictorError, match=r"^schedule: a run of 4194304 tokens reads from position 0 on in steps of"
    ):
        procedures(wrapping, 1)
    for address in (Address(2**70), Address(0, -(2**70))):
        with pytest.raises(PredictorError, match="positions are at most 2305843009213693952 in size"):
            procedures(Emit(0, 1, (address,)), 1)


# What a predictor checks by its procedures.

READS = tuple(Rule((Coordinate((0, 1), tuple(Read(j, vote({0: 1})) for j in range(k))),)) for k in SLOTS)


def nudged(block: Block, data: st.DataObject, done: dict[int, Block]) -> Block:
    """The same tree, shared where it was, with some reads moved by a little."""
    if id(block) in done:
        return done[id(block)]
    moves = st.sampled_from([0] * 12 + [-2, -1, 1, 2, 5])
    match block:
        case Emit(rule, count, reads):
            new: Block = Emit(rule, count, tuple(r._replace(base=r.base + data.draw(moves)) for r in reads))
        case Listed(rules, positions, framed):
            by = data.draw(st.lists(moves, min_size=positions.size, max_size=positions.size))
            new = Listed(rules, positions + np.array(by, np.int64).reshape(positions.shape), framed)
        case Sequence(parts):
            new = Sequence(tuple(nudged(part, data, done) for part in parts))
        case Repeat(times, body):
            new = Repeat(times, nudged(body, data, done))
    done[id(block)] = new
    return new


@settings(max_examples=150, deadline=None)
@given(st.data(), sound_schedules(4))
def test_a_read_outside_the_context_is_refused_wherever_it_stands(
    data: st.DataObject, drawn: tuple[int, Block]
) -> None:
    """A predictor is refused iff some token of the chain, in some repetition, reads outside [x, z_<t]; the message
    names such a token and the position that it reads."""
    n, schedule = drawn
    schedule = nudged(schedule, data, {})
    faults = {
        (t, p) for t, (rule, row) in enumerate(flat(schedule, n)) for p in row[: SLOTS[rule]] if not 0 <= p < n + t
    }
    if not faults:
        assert LinearPredictor(BITS, n, READS, schedule).length == schedule.length
        return
    with pytest.raises(PredictorError, match=r"^predictor: token \d+ reads position ") as refusal:
        LinearPredictor(BITS, n, READS, schedule)
    assert str(refusal.value) in {
        f"predictor: token {t} reads position {p}; it may read 0..{n + t - 1}, the context before it"
        for t, p in faults
    }


def test_a_late_repetition_cannot_read_what_the_first_cannot() -> None:
    """A body two repeats deep: its first run decides, and the token named is that of the first run."""
    body = Sequence((Emit(0, 2, ()), Emit(1, 1, (Address(-4, 0, "frame"),))))
    schedule = Sequence((Emit(0, 2, ()), Repeat(5, Repeat(7, body))))
    with pytest.raises(PredictorError, match=r"^predictor: token 4 reads position -1; it may read 0\.\.4,"):
        LinearPredictor(BITS, 1, READS, schedule)
    assert LinearPredictor(BITS, 2, READS, schedule).length == 107


@settings(max_examples=60, deadline=None)
@given(linear_predictors())
def test_reads_and_largest_weight_are_those_of_the_dense_weights(h: LinearPredictor) -> None:
    """reads = most slots of a rule in the chain, max_weight = largest entry of all W_t, blocks shared or not."""
    assert h.reads == max((h.rules[rule].slots for rule, _ in flat(h.schedule, h.n)), default=0)
    assert max_weight(h) == max((abs(int(w)) for t in range(h.length) for w in weights(h, t).flat), default=0)


def test_reads_that_meet_in_one_repetition_or_in_the_middle_of_a_run_add_up() -> None:
    """Two reads of weight 3 and 4 meet on one position for one token only: the largest weight is 7 there, else 4."""
    rule = Rule((Coordinate((None, 0), (Read(0, {0: {0: 3}}), Read(1, {0: {0: 4}}))),))

    def largest(schedule: Block) -> int:
        h = LinearPredictor(BITS, 9, (rule,), schedule)
        assert max_weight(h) == max(abs(int(w)) for t in range(h.length) for w in weights(h, t).flat)
        return max_weight(h)

    run = Emit(0, 9, (Address(8, -1), Address(4)))
    assert largest(run) == 7 and largest(replace(run, count=4)) == 4
    assert largest(replace(run, reads=(Address(8, -2), Address(5)), count=4)) == 4
    # Position 12 of the context and -3 of a frame: they meet in the frame at 15 alone, the second of 13, 15, 17.
    before, body = Emit(0, 4, (Address(0), Address(1))), Emit(0, 2, (Address(12), Address(-3, 0, "frame")))
    assert [largest(Sequence((before, Repeat(times, body)))) for times in (1, 2, 3)] == [4, 7, 7]
    assert largest(Sequence((before, Repeat(3, replace(body, count=3))))) == 4
