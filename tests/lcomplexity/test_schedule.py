"""Schedules: the tree, its flat form by definition, and the pieces that engines work through."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lcomplexity.errors import PredictorError
from lcomplexity.schedule import Address, Block, Emit, Listed, Repeat, Sequence, at, chunks, flat

#: Rule r of a drawn schedule has SLOTS[r] slots.
SLOTS = (0, 1, 2, 3)


@st.composite
def emits(draw: st.DrawFn, first: int, frame: int) -> Emit:
    """A run of tokens whose reads all look at the context before them, the first token at position ``first``."""
    count = draw(st.integers(0, 4))
    rule = draw(st.sampled_from(SLOTS)) if first else 0
    reads = []
    for _ in range(SLOTS[rule]):
        anchor = draw(st.sampled_from(["context", "frame"]))
        stride = draw(st.sampled_from([1, 0, 2, -1]))
        # first + i is the token's own position: 0 <= base + stride * i < first + i for 0 <= i < count.
        low, high = max(0, -stride * (count - 1)), first - 1 - max(0, stride - 1) * (count - 1)
        if low > high:
            low, high, stride = 0, first - 1, 0
        base = draw(st.integers(low, high))
        reads.append(Address(base - (frame if anchor == "frame" else 0), stride, anchor))
    return Emit(rule, count, tuple(reads))


@st.composite
def listings(draw: st.DrawFn, first: int, frame: int) -> Listed:
    """Explicit rows; the padding behind a rule's slots is garbage, for nobody may look at it."""
    m, width = draw(st.integers(0, 4)), 4
    rules, positions, framed = [], [], []
    for i in range(m):
        rule = draw(st.sampled_from(SLOTS)) if first + i else 0
        flags = draw(st.tuples(*[st.booleans()] * width))
        row = [draw(st.integers(0, first + i - 1)) - frame * flags[j] for j in range(SLOTS[rule])]
        rules.append(rule)
        positions.append(row + [draw(st.sampled_from([-7, 0, 999]))] * (width - len(row)))
        framed.append(flags)
    return Listed(
        np.array(rules, np.int64),
        np.array(positions, np.int64).reshape(m, width),
        np.array(framed, bool).reshape(m, width),
    )


@st.composite
def blocks(draw: st.DrawFn, first: int, frame: int, depth: int) -> Block:
    """A block whose first token stands, the first time, at ``first`` of the context, in a frame opened at ``frame``.

    Later repetitions only move tokens and frames to the right, so what is in range the first time stays so.
    """
    kind = draw(st.sampled_from(["emit", "listed"] + ["sequence", "repeat"] * bool(depth)))
    if kind == "emit":
        return draw(emits(first, frame))
    if kind == "listed":
        return draw(listings(first, frame))
    if kind == "repeat":
        return Repeat(draw(st.integers(0, 4)), draw(blocks(first, first, depth - 1)))
    parts: list[Block] = []
    for _ in range(draw(st.integers(0, 3))):
        parts.append(draw(blocks(first, frame, depth - 1)))
        first += parts[-1].length
    return Sequence(tuple(parts))


@st.composite
def schedules(draw: st.DrawFn, depth: int = 3) -> tuple[int, Block]:
    """A prompt length n and a schedule that reads only what stands before each token."""
    n = draw(st.integers(0, 4))
    return n, draw(blocks(n, n, depth))


def by_hand(block: Block, start: int, frame: int) -> Iterator[tuple[int, tuple[int, ...]]]:
    """Every token's rule and positions, by walking the tree as its documentation reads."""
    match block:
        case Emit(rule, count, reads):
            for i in range(count):
                yield rule, tuple(r.base + r.stride * i + (frame if r.anchor == "frame" else 0) for r in reads)
        case Listed(rules, positions, framed):
            for rule, row, flags in zip(rules.tolist(), positions.tolist(), framed.tolist(), strict=True):
                yield rule, tuple(p + frame if f else p for p, f in zip(row, flags, strict=True))
        case Sequence(parts):
            for part in parts:
                yield from by_hand(part, start, frame)
                start += part.length
        case Repeat(times, body):
            for _ in range(times):
                yield from by_hand(body, start, start)
                start += body.length


@settings(max_examples=80, deadline=None)
@given(schedules())
def test_at_is_the_walk_through_the_tree(drawn: tuple[int, Block]) -> None:
    """``at`` for each t, and ``flat``, are the tokens met on walking the tree; there are ``length`` of them."""
    n, schedule = drawn
    walked = list(by_hand(schedule, n, n))
    assert len(walked) == schedule.length
    assert [at(schedule, t, n) for t in range(schedule.length)] == walked
    assert list(flat(schedule, n)) == walked


@settings(max_examples=150, deadline=None)
@given(schedules(depth=4), st.integers(1, 20))
def test_chunks_joined_are_at(drawn: tuple[int, Block], size: int) -> None:
    """For every size the pieces, joined, have the rules and positions of ``at``, padded on the right."""
    n, schedule = drawn
    t = 0
    for rules, positions in chunks(schedule, n, size):
        assert len(rules) == len(positions) > 0
        for rule, row in zip(rules.tolist(), positions.tolist(), strict=True):
            expected_rule, expected = at(schedule, t, n)
            assert (rule, tuple(row[: len(expected)])) == (expected_rule, expected)
            t += 1
    assert t == schedule.length


@settings(max_examples=50, deadline=None)
@given(schedules(depth=4), st.integers(1, 20))
def test_a_piece_is_no_longer_than_twice_its_size(drawn: tuple[int, Block], size: int) -> None:
    """Memory follows ``size``: a piece exceeds it by less than one part, and a part is ``size`` or one list of 4."""
    n, schedule = drawn
    assert all(len(rules) < 2 * max(size, 4) + size for rules, _ in chunks(schedule, n, size))


def test_a_schedule_of_a_billion_tokens_is_looked_up_and_begun_at_once() -> None:
    """A repetition of 10**9 rows is no array: any token is found, and the first piece is small."""
    row = Repeat(10**9, Sequence((Emit(1, 2, (Address(-3, 1, "frame"),)), Emit(0, 1, ()))))
    assert row.length == 3 * 10**9
    assert at(row, 3 * 10**9 - 2, n=3) == (1, (3 * 10**9 - 2,))
    first = next(chunks(row, 3, size=1000))
    assert len(first.rules) <= 1000 and first.positions[:4, 0].tolist() == [0, 1, 0, 3]


@pytest.mark.parametrize("t", [-1, 2, 10**30])
def test_a_token_outside_the_chain_is_refused(t: int) -> None:
    """Tokens are numbered 0 .. T-1; anything else is an error that says so."""
    message = rf"^schedule: token {t} of a chain of 2; tokens are numbered from 0$"
    with pytest.raises(PredictorError, match=message):
        at(Emit(0, 2, ()), t, 1)


def test_lists_that_do_not_fit_together_are_refused_and_others_frozen() -> None:
    """Shapes (m,), (m, slots), (m, slots); then the arrays are read-only."""
    rules, positions = np.zeros(2, np.int64), np.zeros((2, 1), np.int64)
    with pytest.raises(PredictorError, match=r"^schedule: \(2,\) rules, \(2, 1\) positions and \(2, 2\) anchors"):
        Listed(rules, positions, np.zeros((2, 2), bool))
    with pytest.raises(PredictorError, match="do not fit together"):
        Listed(np.zeros(3, np.int64), positions, np.zeros((2, 1), bool))
    Listed(rules, positions, np.zeros((2, 1), bool))
    with pytest.raises(ValueError, match="read-only"):
        positions[0, 0] = 1
