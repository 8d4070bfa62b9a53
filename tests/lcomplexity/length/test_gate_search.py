"""The complete search for gates: against brute force, with refutations that replay, and with restarts that lose nothing."""

from __future__ import annotations

import json
from itertools import pairwise, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lcomplexity.errors import PredictorError
from lcomplexity.length.gate_search import Found, Walk
from lcomplexity.length.refutation import Lemma, Refuted, Step, fault_of, trimmed, wrong_lemma
from lcomplexity.length.relations import not_2_summable
from lcomplexity.length.separability import Relation, Separation, cube, labels_of, separate


def computes(gates: tuple[Separation, ...], points: list[tuple[int, ...]], labels: tuple[int, ...]) -> bool:
    """Return whether the last gate labels every point as asked, by plain evaluation."""
    for p, y in zip(points, labels, strict=True):
        context = list(p)
        for gate in gates:
            context.append(int(sum(w * v for w, v in zip(gate.weights, context, strict=True)) >= gate.threshold))
        if context[-1] != y:
            return False
    return True


def least(points: list[tuple[int, ...]], labels: tuple[int, ...], most: int) -> int:
    """Return the least T <= most, having checked the program and every refutation on the way."""
    for T in range(1, most + 1):
        outcome = Walk(points, labels, T).advance(20_000)
        if isinstance(outcome, Found):
            assert len(outcome.gates) == T and computes(outcome.gates, points, labels)
            return T
        assert isinstance(outcome, Refuted)
        for refuted in (outcome, trimmed(outcome, T, len(points))):
            assert fault_of(refuted, T, len(points)) is None
            assert wrong_lemma(refuted.lemmas, points, labels, T) is None
    raise AssertionError("more tokens than expected")


@pytest.mark.parametrize(("n", "ones", "twos"), [(1, 4, 0), (2, 14, 2), (3, 104, 152)])
def test_every_function_of_up_to_three_bits(n: int, ones: int, twos: int) -> None:
    """2 bits: 14 functions need one token and 2 need two; 3 bits: 104 and 152."""
    found = [least(list(cube(n)), labels_of(n, table), 2) for table in range(1 << (1 << n))]
    assert (found.count(1), found.count(2)) == (ones, twos)


@settings(max_examples=8)
@given(st.integers(0, 65535))
def test_two_tokens_of_four_bits_against_all_first_tokens(table: int) -> None:
    """T <= 2 iff f is separable on (x, g) for one of the 1882 threshold functions g (half of them: complements serve alike)."""
    points, labels = list(cube(4)), labels_of(4, table)
    some = any(
        isinstance(separate([(*p, g >> i & 1) for i, p in enumerate(points)], labels), Separation)
        for g in not_2_summable(4)
    )
    assert (least(points, labels, 3) <= 2) == some


@settings(max_examples=25)
@given(st.lists(st.booleans(), min_size=2, max_size=9), st.integers(2, 3))
def test_points_on_a_line_with_any_labels(values: list[bool], T: int) -> None:
    """A function of one integer with r changes: T = 1 iff r <= 1, T <= 2 if r <= 3, and T <= 3 if r <= 7 (halving the line)."""
    points, labels = [(i,) for i in range(len(values))], tuple(map(int, values))
    changes = sum(u != v for u, v in pairwise(labels))
    found = least(points, labels, 4)
    assert (found == 1) == (changes <= 1)
    assert changes > 7 or found <= 3


@settings(max_examples=20)
@given(st.integers(0, 65535), st.integers(1, 3), st.integers(1, 40))
def test_a_walk_written_down_and_taken_up_ends_alike(table: int, T: int, nodes: int) -> None:
    """After any number of nodes, through JSON text: a program where there is one, a refutation where there is none."""
    points, labels = list(cube(4)), labels_of(4, table)
    whole, first = Walk(points, labels, T), Walk(points, labels, T)
    outcome = first.advance(nodes)
    if outcome is None:
        second = Walk(points, labels, T)
        second.restore(json.loads(json.dumps(first.record())))
        assert second.nodes == nodes
        outcome = second.advance(20_000)
    expected = whole.advance(20_000)
    assert type(outcome) is type(expected)
    if isinstance(outcome, Refuted):
        assert fault_of(outcome, T, 16) is None and wrong_lemma(outcome.lemmas, points, labels, T) is None
    else:
        assert isinstance(outcome, Found) and computes(outcome.gates, points, labels)


def test_a_record_with_something_false_is_refused() -> None:
    """A multiplier, a literal or a hint changed."""
    points, labels = list(cube(4)), labels_of(4, 0x6996)
    walk = Walk(points, labels, 2)
    assert walk.advance(15) is None
    record = walk.record()
    learned = next(i for i, entry in enumerate(record["clauses"]) if len(entry) == 2)
    for change in (
        lambda r: r["clauses"][0][2][0].__setitem__(1, 7),
        lambda r: r["clauses"][learned][0].pop(),
        lambda r: r["clauses"][learned][1].pop(),
        lambda r: r["clauses"][learned][1].append(10**6),
    ):
        broken = json.loads(json.dumps(record))
        change(broken)
        with pytest.raises(PredictorError, match="written down does not"):
            Walk(points, labels, 2).restore(broken)


@pytest.mark.parametrize("arguments", [((), (), 1), (cube(1), (0,), 1), (cube(1), (0, 2), 1), (cube(1), (0, 1), 0)])
def test_arguments_that_do_not_fit_are_refused(arguments: tuple) -> None:
    """No points, labels missing, a label 2, no gate."""
    with pytest.raises(PredictorError, match="gate search: "):
        Walk(*arguments)


def test_a_refutation_with_a_part_missing_is_noticed() -> None:
    """Each lemma replaced by one that does not hold, each step's hints cut, the last step dropped."""
    points, labels = list(cube(4)), labels_of(4, 0x6996)
    refuted = Walk(points, labels, 2).advance(1000)
    assert isinstance(refuted, Refuted)
    refuted = trimmed(refuted, 2, 16)
    for i, step in enumerate(refuted.steps):
        steps = list(refuted.steps)
        steps[i] = Step(step.clause, step.hints[:-1])
        assert fault_of(Refuted(refuted.lemmas, tuple(steps), 1), 2, 16) is not None
    assert fault_of(Refuted(refuted.lemmas, refuted.steps[:-1], 1), 2, 16) == "the last clause is not empty"
    for lemma in refuted.lemmas:
        (p, factor, *rest), *others = lemma.terms
        wrong = Lemma(lemma.gate, lemma.signs, ((p, factor + 1, *rest), *others))
        assert wrong_lemma([wrong], points, labels, 2) == wrong
        assert wrong_lemma([Lemma(3, (1, 1), lemma.terms)], points, labels, 2) is not None


def test_every_shorter_program_of_small_weights_is_indeed_no_program() -> None:
    """Parity of 3 bits: no one gate of weights up to 2; what the search refutes, brute force does not find."""
    labels = labels_of(3, 0x96)
    assert isinstance(separate(cube(3), labels), Relation)
    for w in product(range(-2, 3), repeat=3):
        for theta in range(-6, 7):
            assert not computes((Separation(w, theta),), list(cube(3)), labels)
