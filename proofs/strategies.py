"""Quantifiers: hypothesis strategies for "every schedule", "every predictor", "every context".

They are public because they are useful beyond tests: ``find(linear_predictors(), condition)`` is a search for the
smallest predictor with some property.

>>> from hypothesis import find
>>> h = find(linear_predictors(), lambda h: h.length >= 2 and len(h.stop) == 1)
>>> h.length, len(h.stop)
(2, 1)
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from hypothesis import strategies as st

from lcomplexity.predictor import Coordinate, LinearPredictor, Read, Rule
from lcomplexity.schedule import Address, Anchor, Block, Emit, Listed, Repeat, Sequence
from lcomplexity.vocabulary import Vocabulary


class _Place(NamedTuple):
    """Where a block starts at the earliest: ``frame`` is the frame's position, ``offset`` counts from there."""

    frame: int
    offset: int

    @property
    def position(self) -> int:
        return self.frame + self.offset

    def span(self, anchor: Anchor) -> tuple[int, int]:
        """The smallest and largest base that the first token here may read."""
        return (0, self.position - 1) if anchor == "context" else (-self.frame, self.offset - 1)


_ANCHORS: tuple[Anchor, ...] = ("context", "frame")
_SMALL = st.integers(-3, 3)
_WEIGHTS = st.one_of(
    _SMALL,
    st.integers(-(2**80), 2**80),
    st.sampled_from([2**63 - 1, -(2**63), 2**63, -(2**63) - 1, 10**30, -(2**20_000)]),
)
#: Values are labels: any 64-bit integer except the smallest, which a predictor file has another use for.
_VALUES = st.one_of(st.integers(0, 3), st.integers(-(2**63) + 1, 2**63 - 1))


def schedules(slots: tuple[int, ...], n: int) -> st.SearchStrategy[Block]:
    """Return a strategy for schedules after a prompt of ``n`` tokens; rule i reads ``slots[i]`` positions.

    All kinds of block, nested, empty ones and blocks that stand at two places included; at most a few hundred tokens.
    Every read looks at a position of the context before it.

    >>> from hypothesis import find
    >>> block = find(schedules((0, 2), n=1), lambda block: isinstance(block, Repeat) and block.length >= 6)
    >>> block.length
    6
    """
    return _blocks(slots, _Place(n, 0), 3)


@st.composite
def _blocks(draw: Any, slots: tuple[int, ...], place: _Place, depth: int) -> Block:
    kinds = [_emits, _listings, *((_sequences, _repeats) if depth else ())]
    return draw(draw(st.sampled_from(kinds))(slots, place, depth))


def _rules(slots: tuple[int, ...], place: _Place) -> list[int]:
    """The rules that can be used here: where there is no context yet, only those that read nothing."""
    return [i for i, k in enumerate(slots) if place.position or not k]


@st.composite
def _emits(draw: Any, slots: tuple[int, ...], place: _Place, depth: int) -> Emit:
    rules = _rules(slots, place)
    if not rules:
        return Emit(0, 0, ())
    rule, count = draw(st.sampled_from(rules)), draw(st.integers(0, 5))
    padding = draw(st.integers(0, 1)) if place.position else 0
    return Emit(rule, count, tuple(draw(_addresses(place, count)) for _ in range(slots[rule] + padding)))


@st.composite
def _addresses(draw: Any, place: _Place, count: int) -> Address:
    anchor = draw(st.sampled_from(_ANCHORS))
    low, high = place.span(anchor)
    base = draw(st.integers(low, high))
    if count < 2:
        return Address(base, draw(_SMALL), anchor)
    # Both bounds are linear in i, so a run that keeps them at its last token keeps them throughout.
    down, up = -((base - low) // (count - 1)), (high + count - 1 - base) // (count - 1)
    return Address(base, draw(st.integers(down, up)), anchor)


@st.composite
def _listings(draw: Any, slots: tuple[int, ...], place: _Place, depth: int) -> Listed:
    widest, m = max(slots, default=0) + draw(st.integers(0, 1)), draw(st.integers(0, 4))
    rules, framed = [], np.zeros((m, widest), bool)
    # What stands behind the slots of a row's rule has no meaning: any numbers.
    positions = np.array(draw(st.lists(_SMALL, min_size=m * widest, max_size=m * widest)), np.int64).reshape(
        m, widest
    )
    for i in range(m):
        here = _Place(place.frame, place.offset + i)
        possible = _rules(slots, here)
        if not possible:
            return Listed(np.zeros(0, np.int64), positions[:0], framed[:0])
        rules.append(draw(st.sampled_from(possible)))
        for j in range(slots[rules[-1]]):
            anchor = draw(st.sampled_from(_ANCHORS))
            positions[i, j], framed[i, j] = draw(st.integers(*here.span(anchor))), anchor == "frame"
    return Listed(np.array(rules, np.int64), positions, framed)


@st.composite
def _sequences(draw: Any, slots: tuple[int, ...], place: _Place, depth: int) -> Sequence:
    blocks: list[Block] = []
    here = place
    for _ in range(draw(st.integers(0, 3))):
        block = draw(_blocks(slots, here, depth - 1))
        # Whatever reads soundly here does so later, and in later frames if it starts one: shared blocks.
        sharings: list[tuple[Block, ...]] = [(block,), (block, block)]
        if here.offset == 0:
            sharings.append((block, Repeat(2, block)))
        shared = draw(st.sampled_from(sharings))
        blocks += shared
        here = _Place(here.frame, here.offset + sum(b.length for b in shared))
    return Sequence(tuple(blocks))


@st.composite
def _repeats(draw: Any, slots: tuple[int, ...], place: _Place, depth: int) -> Repeat:
    return Repeat(draw(st.integers(0, 4)), draw(_blocks(slots, _Place(place.position, 0), depth - 1)))


@st.composite
def _rule_lists(draw: Any, size: int) -> tuple[Rule, ...]:
    def table() -> dict[int, dict[int, int]]:
        rows = st.dictionaries(_VALUES, _WEIGHTS, max_size=3)
        return draw(st.dictionaries(st.integers(0, size - 1), rows, max_size=size))

    def coordinate() -> Coordinate:
        values = draw(st.tuples(*[st.one_of(st.none(), _VALUES)] * size))
        slots = draw(st.lists(st.integers(0, 2), max_size=3))
        return Coordinate(values, tuple(Read(slot, table()) for slot in slots))

    return tuple(
        Rule(tuple(coordinate() for _ in range(draw(st.integers(0, 2))))) for _ in range(draw(st.integers(1, 3)))
    )


@st.composite
def linear_predictors(draw: Any) -> LinearPredictor:
    """Return a strategy for predictors: 2 to 4 tokens, prompts of 0 to 4, up to 3 rules, any schedule of them.

    Weights go far beyond 64 bits; names are any Unicode text; tables may have empty rows and values nobody has.

    >>> from hypothesis import find
    >>> h = find(linear_predictors(), lambda h: h.reads >= 2)
    >>> h.reads, h.length
    (2, 1)
    """
    tokens = draw(st.lists(st.text(min_size=1, max_size=4), min_size=2, max_size=4, unique=True))
    n = draw(st.integers(0, 4))
    rules = draw(_rule_lists(len(tokens)))
    schedule = draw(schedules(tuple(rule.slots for rule in rules), n))
    stop = draw(st.frozensets(st.integers(0, len(tokens) - 1), max_size=2))
    return LinearPredictor(Vocabulary(tuple(tokens)), n, rules, schedule, stop)


def contexts(h: LinearPredictor) -> st.SearchStrategy[tuple[int, ...]]:
    """Return a strategy for contexts [x, z_<T+1] of n + T tokens: its first n + t are a context of token t.

    The chain is any tokens, not the ones that ``h`` would choose.

    >>> from hypothesis import find
    >>> from lcomplexity.schedule import Emit
    >>> h = LinearPredictor(Vocabulary(("0", "1")), 2, (Rule(()),), Emit(0, 1, ()))
    >>> find(contexts(h), lambda context: sum(context) == 3)
    (1, 1, 1)
    """
    length = h.n + h.length
    return st.lists(st.integers(0, len(h.vocabulary) - 1), min_size=length, max_size=length).map(tuple)
