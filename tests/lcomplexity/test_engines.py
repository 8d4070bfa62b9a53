"""The engines: scoring, tabulated and the reference write the same chains, on drawn predictors and every construction."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import get_args
from unittest import mock

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from test_compiled_rules import PRODUCTS, product_rules
from test_decoding import some_prompts
from test_predictor import predictors
from test_schedule import SLOTS, schedules

from lcomplexity.constructions.build import requirements
from lcomplexity.constructions.circuit import circuit, threshold
from lcomplexity.constructions.construction import Construction
from lcomplexity.constructions.machine_circuits import compact_circuit, row_circuit, step_circuit
from lcomplexity.constructions.oblivious import decided, oblivious
from lcomplexity.constructions.parity import parity
from lcomplexity.constructions.recursive_window import recursive_loop, recursive_window
from lcomplexity.constructions.sliding_window import sliding_window
from lcomplexity.constructions.symmetric import symmetric, symmetric_letters
from lcomplexity.constructions.tuples import tuples
from lcomplexity.decoding import Engine, decode, decode_batch
from lcomplexity.predictor import Coordinate, LinearPredictor, Read, Rule, vote
from lcomplexity.programs import Gate, Program, ThresholdCircuit
from lcomplexity.schedule import Address, Emit, Listed, Repeat, Sequence
from lcomplexity.streaming import Stream
from lcomplexity.vocabulary import Vocabulary
from turing.machine import Machine
from turing.trace import Ending
from turing.zoo import zoo

SCORING, TABULATED = get_args(Engine)
#: Tables of all kinds: as they come, no joint ones, and next to none at all.
BOUNDS = st.sampled_from([(1 << 16, 1 << 20), (0, 1 << 20), (4, 8), (0, 0)])


@contextmanager
def bounds(joint: int, automaton: int) -> Iterator[None]:
    """Tables made meanwhile are within these bounds."""
    with (
        mock.patch("lcomplexity.tabulation.MAX_JOINT", joint),
        mock.patch("lcomplexity.tabulation.MAX_AUTOMATON", automaton),
    ):
        yield


@st.composite
def product_predictors(draw: st.DrawFn) -> LinearPredictor:
    """Predictors whose rules have tables: products, some beside silent tokens; any schedule, and stop tokens."""
    size = draw(st.sampled_from(sorted(PRODUCTS)))
    n, schedule = draw(schedules(depth=3))
    stop = draw(st.sets(st.integers(0, size - 1), max_size=1))
    some = tuple(draw(product_rules(slots, size)) for slots in SLOTS)
    return LinearPredictor(Vocabulary(tuple("abcdef"[:size])), n, some, schedule, frozenset(stop))


def check(h: LinearPredictor, prompts: np.ndarray) -> None:
    """Both engines write the reference's chains; scoring has its margins, tabulated no more than them, and 0 only for 0."""
    scored, found = decode_batch(h, prompts, SCORING), decode_batch(h, prompts, TABULATED)
    for b, prompt in enumerate(prompts.tolist()):
        right = decode(h, prompt)
        chain = [*right.chain, *[-1] * (h.length - len(right.chain))]
        assert scored.chains[b].tolist() == found.chains[b].tolist() == chain
        assert scored.lengths[b] == found.lengths[b] == len(right.chain)
        if right.chain:
            assert scored.min_margins[b] == right.min_margin
            assert found.min_margins[b] in (right.min_margin, min(right.min_margin, 1))


@settings(max_examples=120, deadline=None)
@given(st.data(), st.one_of(product_predictors(), product_predictors(), predictors()), BOUNDS)
def test_the_engines_write_what_the_reference_writes(
    data: st.DataObject, h: LinearPredictor, bound: tuple[int, int]
) -> None:
    """For every predictor, prompt and bound on tables: one chain, one length, whatever its ties, stop tokens, strides,
    lists, repeats, and reads that pass from the prompt into the chain."""
    with bounds(*bound):
        check(h, some_prompts(data, h))


@settings(max_examples=60, deadline=None)
@given(st.data(), st.integers(1, 12), st.integers(1, 12), st.integers(-3, 3), st.integers(0, 3), BOUNDS)
def test_runs_that_cross_the_end_of_the_prompt_are_cut_there(
    data: st.DataObject, n: int, count: int, stride: int, rounds: int, bound: tuple[int, int]
) -> None:
    """Two reads of a run, one with any stride into the prompt and beyond, from the context or a frame, in rounds."""
    rule = data.draw(product_rules(2, 4))
    before = Emit(0, 3, (Address(0), Address(0)))
    low = max(0, -stride * (count - 1))
    high = n + 3 - 1 - max(0, stride - 1) * (count - 1)
    if low > high:
        low, high, stride = 0, n + 2, 0
    base = data.draw(st.integers(low, high))
    anchor = data.draw(st.sampled_from([Address(base, stride), Address(base - n, stride, "frame")]))
    other = Address(-1, 1, "frame") if n else Address(0)
    body = Sequence((before, Emit(0, count, (anchor, other))))
    h = LinearPredictor(Vocabulary(tuple("abcd")), n, (rule,), Sequence((body, Repeat(rounds, body))))
    with bounds(*bound):
        check(h, some_prompts(data, h))


@settings(max_examples=60, deadline=None)
@given(st.data(), st.integers(1, 3), st.integers(1, 30), BOUNDS)
def test_lists_of_many_tokens_are_written_as_by_the_reference(
    data: st.DataObject, width: int, m: int, bound: tuple[int, int]
) -> None:
    """Rules that change from token to token, of one to three slots, framed or not, twice in frames of their own."""
    some = tuple(data.draw(product_rules(k, 4)) for k in range(1, width + 1))
    random = np.random.default_rng(data.draw(st.integers(0, 999)))
    n, framing = 4, data.draw(st.sampled_from([0.0, 0.3]))
    positions = np.array([random.integers(0, n + i, width) for i in range(m)], np.int64)
    framed = random.random((m, width)) < framing
    listed = Listed(random.integers(0, width, m), positions - n * framed, framed)
    h = LinearPredictor(Vocabulary(tuple("abcd")), n, some, Repeat(2, listed), frozenset({data.draw(st.integers(0, 9))} & {3}))  # fmt: skip
    with bounds(*bound):
        check(h, some_prompts(data, h))


def test_vocabularies_beyond_16_bits_and_positions_beyond_32_are_decoded() -> None:
    """70,000 tokens, each the successor of the one before; and a list with padding at 2^40: other integer types, the
    same chains."""
    size = 70_000
    names = Vocabulary(tuple(f"t{i}" for i in range(size)))
    follow = Rule((Coordinate(tuple(range(size)), (Read(0, vote({u: (u + 1) % size for u in range(size)})),)),))
    h = LinearPredictor(names, 1, (follow,), Emit(0, 9, (Address(-1, 1, "frame"),)))
    flip = Rule((Coordinate((0, 1), (Read(0, vote({0: 1, 1: 0}, 3)),)),))
    listed = Listed(np.zeros(5, np.int64), np.array([[i, 2**40] for i in range(5)]), np.zeros((5, 2), bool))
    small = LinearPredictor(Vocabulary(("0", "1")), 1, (flip,), Repeat(2, listed))
    for engine in (SCORING, TABULATED):
        chains = decode_batch(h, np.array([[65_530], [69_995]]), engine).chains
        assert chains.tolist() == [[(x + 1 + i) % size for i in range(9)] for x in (65_530, 69_995)]
        assert decode_batch(small, np.array([[0]]), engine).chains.tolist() == [list(decode(small, (0,)).chain)]


# Every construction.

XOR = ThresholdCircuit(2, (Gate(((0, 1), (1, 1)), 2), Gate(((0, 1), (1, 1), (2, -2)), 1)))
CARRY = Program.of("01", 3, [(lambda a, b, c: "1" if (a + b + c).count("1") > 1 else "0", (0, 1, 2))])
DRIFT = Machine.of("drift", "a _ _ L a", "a 1 _ L a", start="a")


def looped(name: str, n: int, R: int = 4, w: int = 1, ending: Ending = "verdict") -> Construction:
    """The recursive window in rounds, for as many steps and cells as the machine needs."""
    machine = zoo(name).machine
    need = requirements(machine, n)
    return recursive_loop(machine, n, need.steps, need.window, ending, R=R, w=w)


CONSTRUCTIONS: dict[str, Callable[[], Construction]] = {
    "parity": lambda: parity(10),
    "parity, 5 letters": lambda: parity(30, vocabulary=5),
    "symmetric": lambda: symmetric((0, 0, 1, 1, 0, 1, 0, 0, 1)),
    "symmetric letters": lambda: symmetric_letters((0, 1, 1, 0, 1, 0)),
    "threshold": lambda: threshold((3, -1, 2, 1, -2, 1, 1), 2),
    "threshold of 30": lambda: threshold((1,) * 30, 15),
    "circuit": lambda: circuit(XOR),
    "tuples": lambda: tuples(CARRY),
    **{
        f"oblivious {name}": lambda name=name, n=n, ending=ending: oblivious(zoo(name).machine, n, ending=ending)
        for name, n, ending in [
            ("parity", 6, "verdict"),
            ("palindrome", 7, "verdict"),
            ("increment_lsd", 5, "tape"),
            ("copy", 3, "tape"),
            ("palindrome_2tape", 5, "verdict"),
            ("add_3tape", 4, "tape"),
        ]
    },
    "sliding plain": lambda: sliding_window(zoo("palindrome").machine, 4, 15, (0, 5)),
    "sliding plain, tape": lambda: sliding_window(zoo("increment").machine, 4, 10, (-1, 5), "tape"),
    "sliding marked": lambda: sliding_window(zoo("palindrome").machine, 4, 15, (0, 5), "verdict", "marked"),
    "sliding marked, leaving": lambda: sliding_window(DRIFT, 1, 9, (-2, 1), "tape", "marked"),
    **{f"recursive, R = {R}": lambda R=R: recursive_window(zoo("bb3").machine, 0, 21, R=R) for R in (2, 3, 4, 5)},
    **{f"recursive loop, R = {R}": lambda R=R: looped("palindrome", 4, R) for R in (2, 3, 4, 5)},
    "recursive, tape": lambda: recursive_window(zoo("increment").machine, 3, 8, "tape"),
    "recursive loop, tape": lambda: looped("increment", 3, ending="tape"),
    "recursive, 2 tapes": lambda: recursive_window(zoo("palindrome_2tape").machine, 3, 12),
    "recursive loop, 2 tapes": lambda: looped("palindrome_2tape", 3),
    "recursive, w = 2": lambda: recursive_window(zoo("parity").machine, 3, 4, w=2),
    "recursive loop, w = 2": lambda: looped("bb3", 0, w=2),
    "circuit of steps": lambda: step_circuit(zoo("parity").machine, decided(zoo("parity").machine, 4)),
    "circuit of rows": lambda: row_circuit(zoo("parity").machine, 3, 5, (0, 5)),
    "compact circuit": lambda: compact_circuit(zoo("parity").machine, 3, 5, (0, 5)),
}


#: Here no token has to be scored: all reads of a coordinate that speak name one value. In sums of votes they do not, and
#: a gate's token 0 gets no score at all.
BY_TABLES_ALONE = ("oblivious", "sliding", "recursive", "tuples")


@pytest.mark.parametrize("name", CONSTRUCTIONS)
def test_every_construction_is_decoded_the_same_by_all(name: str) -> None:
    """16 inputs of each: both engines write what the independent source says, with margin >= 1; the reference, for one
    of them, too, and with the margin of the scoring engine. Of machines' tokens, tables answer every one."""
    c = CONSTRUCTIONS[name]()
    h = c.predictor
    expected = c.expected(np.random.default_rng(1).choice(c.symbols, size=(16, c.input_length)))
    scored, found = decode_batch(h, expected.prompts, SCORING), decode_batch(h, expected.prompts, TABULATED)
    for batch in (scored, found):
        assert (batch.chains == expected.chains).all() and (batch.lengths == expected.lengths).all()
    assert (scored.min_margins >= found.min_margins).all() and (found.min_margins >= 1).all()
    right = decode(h, expected.prompts[0].tolist())
    assert list(right.chain) == expected.chains[0][: expected.lengths[0]].tolist()
    assert right.min_margin == scored.min_margins[0]
    for prompt, chain, length in zip(expected.prompts[:4].tolist(), expected.chains, expected.lengths, strict=False):
        stream = Stream(h, prompt)
        assert np.concatenate([np.zeros(0), *stream.pieces()]).tolist() == chain[:length].tolist()
        if name.startswith(BY_TABLES_ALONE):
            assert (stream.scored, stream.min_margin) == (0, None)


def test_an_unknown_engine_is_none() -> None:
    """There are two engines, by name."""
    assert get_args(Engine) == ("scoring", "tabulated")
