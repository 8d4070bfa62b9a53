"""Verification: all inputs when there are at most 2^16, a seeded sample otherwise, and every fault reported."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from lcomplexity.constructions.build import build
from lcomplexity.constructions.construction import Construction, Expected
from lcomplexity.constructions.machine_circuits import step_circuit
from lcomplexity.constructions.oblivious import decided, oblivious
from lcomplexity.constructions.parity import parity
from lcomplexity.decoding import decode
from lcomplexity.predictor import Coordinate, LinearPredictor, Read, Rule
from lcomplexity.verification import EXHAUSTIVE_LIMIT, MAX_SAMPLE, MIN_SAMPLE, Failure, Verification, verify
from turing.batch import word_array
from turing.machine import Machine
from turing.zoo import zoo

ABC = Machine.of("abc", "s a a R s", "s b b R s", "s c c R s", "s _ _ S yes", start="s", accepting=["yes"])


def spied(construction: Construction) -> tuple[Construction, list[tuple[int, ...]]]:
    """Return the construction and the list that the inputs asked of it go to."""
    asked: list[tuple[int, ...]] = []

    def expected(x: NDArray[np.int64]) -> Expected:
        asked.extend(map(tuple, x.tolist()))
        return construction.expected(x)

    return replace(construction, expected=expected), asked


def negated(h: LinearPredictor, rule: int, coordinate: int, read: int, found: int) -> LinearPredictor:
    """Return the predictor with the weights of one row of one table negated."""
    coordinates = list(h.rules[rule].coordinates)
    reads = list(coordinates[coordinate].reads)
    table = dict(reads[read].table)
    reads[read] = Read(reads[read].slot, {**table, found: {v: -w for v, w in table[found].items()}})
    coordinates[coordinate] = Coordinate(coordinates[coordinate].values, tuple(reads))
    rules = list(h.rules)
    rules[rule] = Rule(tuple(coordinates))
    return replace(h, rules=tuple(rules))


@pytest.mark.parametrize(
    ("construction", "inputs"),
    [(parity(16), 1 << 16), (oblivious(ABC, 10), 3**10), (oblivious(ABC, 0), 1), (parity(1), 2)],
    ids=["2^16", "3^10", "1", "2"],
)
def test_all_inputs_are_tried_where_there_are_at_most_2_to_the_16(construction: Construction, inputs: int) -> None:
    """Exhaustive, each input once, without a seed."""
    watched, asked = spied(construction)
    v = verify(watched, seed=9)
    assert v.exhaustive and v.passed and v.seed is None
    assert v.inputs == len(asked) == len(set(asked)) == inputs <= EXHAUSTIVE_LIMIT


@pytest.mark.parametrize("construction", [parity(17), oblivious(ABC, 11)], ids=["2^17", "3^11"])
def test_one_input_more_and_a_sample_is_drawn_that_depends_on_the_seed_alone(construction: Construction) -> None:
    """Not exhaustive; the seed is told; the same seed draws the same inputs, another one others; all are inputs."""
    drawn = {}
    for attempt, seed in (("first", 5), ("again", 5), ("other", 6)):
        np.random.default_rng().random()
        watched, asked = spied(construction)
        v = verify(watched, seed=seed)
        assert not v.exhaustive and v.seed == seed and v.passed and v.inputs == len(asked) == MAX_SAMPLE
        drawn[attempt] = asked
        assert {s for word in asked for s in word} == set(construction.symbols)
        assert all(len(word) == construction.input_length for word in asked)
    assert drawn["first"] == drawn["again"] != drawn["other"]


def test_a_sample_of_long_chains_is_smaller_but_not_too_small() -> None:
    """At most 2 * 10^7 tokens, at least 16 inputs."""
    machine = zoo("parity").machine
    v = verify(oblivious(machine, 20, steps=9_999))
    assert v.inputs == 20_000_000 // 10_000 and v.tokens == v.inputs * 10_000 and v.passed
    longest = oblivious(machine, 20, steps=9_999)
    assert MIN_SAMPLE == 16 and longest.predictor.length == 10_000


@settings(max_examples=30, deadline=None)
@given(
    wrong=st.sets(st.integers(0, 31), min_size=1, max_size=6), t=st.integers(0, 2), block=st.sampled_from([50, 6, 1])
)
def test_the_failures_are_the_inputs_whose_chains_differ_and_the_first_is_told(
    wrong: set[int], t: int, block: int
) -> None:
    """With the expected token t of some inputs changed: so many failures, and input, index and both tokens of the first."""
    c = parity(5)

    def expected(x: NDArray[np.int64]) -> Expected:
        e = c.expected(x)
        chains = e.chains.copy()
        for b, word in enumerate(x.tolist()):
            if int("".join(map(str, word)), 2) in wrong:
                chains[b, t] = 1 - chains[b, t]
        return Expected(e.prompts, chains, e.lengths)

    # In blocks of 16 inputs, or of 2.
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("lcomplexity.verification.BLOCK_TOKENS", block)
        v = verify(replace(c, expected=expected))
    assert not v.passed and v.failures == len(wrong) and v.inputs == 32 and v.exhaustive and v.tokens == 96
    x = tuple(map(int, f"{min(wrong):05b}"))
    said = decode(c.predictor, x).chain[t]
    assert v.first_failure == Failure(x, t, found=said, expected=1 - said)


def test_a_chain_that_ends_too_early_or_too_late_is_a_failure() -> None:
    """Token -1 stands for an ended chain, on either side."""
    c = build(zoo("palindrome").machine, 3, via="sliding").construction

    def shortened(x: NDArray[np.int64]) -> Expected:
        e = c.expected(x)
        chains, lengths = e.chains.copy(), e.lengths - 1
        chains[np.arange(len(x)), lengths] = -1
        return Expected(e.prompts, chains, lengths)

    late = verify(replace(c, expected=shortened))
    assert late.failures == late.inputs == 8
    assert late.first_failure is not None
    assert late.first_failure.expected == -1 and late.first_failure.found in c.predictor.stop
    deaf = verify(replace(c, predictor=replace(c.predictor, stop=frozenset())))
    assert deaf.failures and deaf.first_failure is not None and deaf.first_failure.expected == -1


def rows(h: LinearPredictor) -> list[tuple[int, int, int, int]]:
    """Return (rule, coordinate, read, token found) of all rows of all tables."""
    return [
        (r, k, i, u)
        for r, rule in enumerate(h.rules)
        for k, coordinate in enumerate(rule.coordinates)
        for i, read in enumerate(coordinate.reads)
        for u in read.table
    ]


@pytest.mark.parametrize(
    "construction",
    [parity(4), oblivious(zoo("increment").machine, 2, ending="tape"), build(zoo("anbn").machine, 2).construction],
    ids=["parity", "increment", "anbn"],
)
def test_negating_any_row_of_weights_is_seen_exactly_where_the_reference_decoder_goes_wrong(
    construction: Construction,
) -> None:
    """A construction with one row of weights negated passes iff the reference decoder still writes every chain with
    the margins claimed; many rows matter."""
    letters = [list(word) for word in np.ndindex(*[len(construction.symbols)] * construction.input_length)]
    e = construction.expected(np.array(construction.symbols)[np.array(letters)])
    seen = []
    for where in rows(construction.predictor):
        h = negated(construction.predictor, *where)
        runs = [decode(h, prompt) for prompt in e.prompts.tolist()]
        right = [list(d.chain) == row[:size].tolist() for d, row, size in zip(runs, e.chains, e.lengths, strict=True)]
        v = verify(replace(construction, predictor=h))
        assert v.failures == right.count(False)
        assert v.min_margin == min(d.min_margin for d in runs)
        assert v.passed == (not v.failures and not v.broken)
        seen.append(v.passed)
    assert seen.count(False) > len(seen) / 5


@pytest.mark.parametrize(
    ("quantity", "claim", "line"),
    [
        ("length", ("==", "4"), "length is 3, claimed == 4"),
        ("vocabulary", ("==", "n"), "vocabulary is 2, claimed == n = 5"),
        ("reads", ("<=", "n"), "reads is 8, claimed <= n = 5"),
        ("max_weight", ("<=", "1"), "max_weight is 20, claimed <= 1"),
        ("margin", (">=", "a*n"), "margin is 1, claimed >= a*n = 10"),
    ],
)
def test_a_wrong_claim_is_a_broken_one(quantity: str, claim: tuple[str, str], line: str) -> None:
    """Chains may all be right: each of the five claims is compared with what is measured."""
    c = parity(5)
    wrong: dict[str, Any] = {quantity: claim}
    v = verify(replace(c, claims=replace(c.claims, **wrong)))
    assert not v.failures and not v.passed and len(v.broken) == 1
    head, _, tail = line.partition(" is ")
    assert v.broken[0].startswith(f"{head} is ") and v.broken[0].endswith(tail.partition(",")[2])


def test_promised_inputs_are_all_that_is_tried() -> None:
    """A domain is exhausted, however many inputs of that length there are; no input at all passes nothing."""
    entry = zoo("multiply_unary")
    words = list(entry.inputs(5))
    built = build(entry.machine, 5, ending="tape", domain=words)
    watched, asked = spied(built.construction)
    v = verify(watched, domain=word_array(entry.machine, words))
    assert v.exhaustive and v.passed and asked == [tuple(row) for row in word_array(entry.machine, words).tolist()]
    nothing = verify(built.construction, domain=np.zeros((0, 5), np.int64))
    assert not nothing.passed and nothing.inputs == 0 and nothing.min_margin is None


def test_a_verification_that_compared_no_token_has_not_passed() -> None:
    """A machine that is halted at once, its tape of no cells read out by gates: one input, no gate, no failure, nothing shown."""
    halted = Machine.of("halted", start="end", halting=["end"], input_alphabet="01")
    empty = verify(step_circuit(halted, decided(halted, 0), "tape"))
    assert (empty.inputs, empty.tokens, empty.failures, empty.broken, empty.exhaustive) == (1, 0, 0, (), True)
    assert not empty.passed and not Verification().passed
    one = verify(step_circuit(halted, decided(halted, 0), "verdict"))
    assert one.tokens == 1 and one.passed and not replace(one, tokens=0).passed


def test_progress_is_told_and_ends_with_the_result() -> None:
    """Inputs only grow from call to call; the last call has them all."""
    told: list[Verification] = []
    v = verify(oblivious(ABC, 10), progress=told.append)
    assert [p.inputs for p in told] == sorted({p.inputs for p in told}) and told[-1].inputs == v.inputs == 3**10
