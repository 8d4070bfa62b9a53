"""The parts of the arithmetic experiment: the paper's chain, chosen samples, exhaustion over all pairs, records kept."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from lcomplexity.constructions.arithmetic import addition_program, multiplication_program
from lcomplexity.constructions.typed_tuples import typed_tuples
from lcomplexity.decoding import decode_batch
from lcomplexity.errors import PredictorError
from lcomplexity.experiments.arithmetic.exhaustion import combinations, exhausted
from lcomplexity.experiments.arithmetic.operands import Pairs, pairs
from lcomplexity.experiments.arithmetic.paper_chain import paper_data, paper_program, without_columns
from lcomplexity.experiments.arithmetic.parts import PARTS, Run, chains_of, part
from lcomplexity.experiments.arithmetic.rare import with_rare
from lcomplexity.experiments.arithmetic.report import tables
from lcomplexity.learning.covering import covering
from lcomplexity.learning.datasets import Dataset
from lcomplexity.learning.learned import Learned
from lcomplexity.learning.perceptron import perceptron
from lcomplexity.learning.problems import problems
from lcomplexity.learning.wiring import by_role, dense


@settings(max_examples=40, deadline=None)
@given(st.data(), st.integers(1, 4), st.integers(1, 4))
def test_the_papers_chain_says_what_it_says(data: st.DataObject, d: int, e: int) -> None:
    """For all numbers: the text of the paper's chain, written here with Python's integers and strings, token for token."""
    a, b = data.draw(st.integers(0, 10**d - 1)), data.draw(st.integers(0, 10**e - 1))
    one, two = f"{a:0{d}}", f"{b:0{e}}"

    def spread(number: int) -> str:
        return " ".join(str(number))

    def expansion(text: str) -> str:
        return " + ".join(f"{digit} x {spread(10**i)}" for i, digit in enumerate(reversed(text)))

    places = [(i, j, int(x), int(y)) for i, x in enumerate(reversed(one)) for j, y in enumerate(reversed(two))]
    products = " + ".join(f"{x}x{y} x {spread(10**i)} x {spread(10**j)}" for i, j, x, y in places)
    values = " + ".join(spread_value(x * y * 10 ** (i + j), i + j + 2) for i, j, x, y in places)
    text = f"( {expansion(one)} ) x ( {expansion(two)} ) = {products} = {values} = {spread_value(a * b, d + e)}"
    program = paper_program(d, e)
    whole = paper_data(program, np.array([a]), np.array([b]), d, e)
    assert program.text(without_columns(program, whole).chains[0]) == text
    assert program.text(whole.prompts[0]) == f"bos {' '.join(one)} x {' '.join(two)} ="


def spread_value(number: int, width: int) -> str:
    """The digits of a number, spaced, with leading zeros."""
    return " ".join(f"{number:0{width}}")


def test_with_columns_every_token_of_the_papers_chain_is_linear() -> None:
    """The longer chain is a typed program, so the exact predictor of Lemma T writes it."""
    program = paper_program(3, 2)
    drawn = pairs(3, 50, seed=1)
    data = paper_data(program, drawn.a, drawn.b % 100, 3, 2)
    batch = decode_batch(typed_tuples(program), np.array(data.prompts))
    assert np.array_equal(batch.chains, data.chains) and batch.min_margins.min() >= 1


@settings(max_examples=20, deadline=None)
@given(st.integers(1, 60), st.integers(0, 9))
def test_pairs_are_different_and_have_their_digits(m: int, seed: int) -> None:
    """For all numbers and seeds."""
    drawn = pairs(1, m, seed)
    assert len(set(zip(drawn.a.tolist(), drawn.b.tolist(), strict=True))) == m
    assert min(drawn.a.min(), drawn.b.min()) >= 1 and max(drawn.a.max(), drawn.b.max()) <= 9


def test_too_many_pairs_are_refused() -> None:
    """There are 81 pairs of one digit that is not 0."""
    with pytest.raises(PredictorError, match="82 pairs of numbers of 1 digits asked for; there are 81"):
        pairs(1, 82, 0)


def two_digits() -> tuple[Dataset, Learned]:
    """All sums of two numbers of one digit, and what is learnt from them with shared weights."""
    program = addition_program(1)
    data = chains_of(program, 1, 1, Pairs(np.arange(100) // 10, np.arange(100) % 10))
    return data, perceptron(data, by_role(program), margin=2).learned


def values(numbers: NDArray[np.int64]) -> NDArray[np.int64]:
    """Prompts of the sums of two digits by number."""
    zero = np.zeros_like(numbers)
    return np.stack([numbers // 10, zero, numbers % 10, zero], axis=1)


def test_exhaustion_finds_a_single_wrong_answer() -> None:
    """Right everywhere: 0 wrong. One weight changed so that one combination is decided otherwise: found, and by decoding too."""
    program = addition_program(1)
    data, learned = two_digits()
    assert exhausted(program, learned, values, 100).wrong == 0
    found = 0
    for table in range(learned.wiring.count):
        weights = learned.tables[table].weights.copy()
        weights[0, 0] += 10**6
        broken = replace(
            learned,
            tables=tuple(replace(t, weights=weights) if i == table else t for i, t in enumerate(learned.tables)),
        )
        wrong = exhausted(program, broken, values, 100).wrong
        assert (wrong > 0) == bool((broken.teacher_forced(data.prompts, data.chains) != data.chains).any())
        found += wrong > 0
    assert found


def test_combinations_are_what_the_chains_contain() -> None:
    """Collected by the compiled loop, and read off the chains: the same sets, for every instruction."""
    program = multiplication_program(2, 1)
    numbers = np.arange(1000)
    data = chains_of(program, 2, 1, Pairs(numbers // 10, numbers % 10))
    zero = np.zeros((1000, 1), np.int64)
    a, b = numbers // 10, numbers % 10
    prompts = np.concatenate([(a // 10)[:, None], (a % 10)[:, None], zero, b[:, None], zero], axis=1)
    for instruction, rows in zip(program.instructions, combinations(program, prompts), strict=True):
        read = data.contexts[:, [variable for variable, _ in instruction.sources]]
        assert {tuple(row) for row in rows.tolist()} == {tuple(row) for row in read.tolist()}


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 20))
def test_chosen_samples_show_every_pair(seed: int) -> None:
    """For all pools: each (table, slot, token, answer) of the pool occurs in the chosen samples, and none of them twice."""
    program = addition_program(2)
    drawn = pairs(2, 150, seed)
    pool = chains_of(program, 2, 2, drawn)
    wiring = by_role(program)
    chosen = covering(pool, wiring)
    assert len(set(chosen.tolist())) == len(chosen) <= pool.m

    def shown(data: Dataset) -> set[tuple[int, ...]]:
        found = set()
        for p in problems(data, wiring):
            for slot in range(p.rows.shape[1]):
                tokens = np.concatenate([np.array(there) for there in p.tokens])[p.rows[:, slot]]
                found |= {
                    (p.table, slot, *pair) for pair in zip(tokens.tolist(), p.labels[p.answers].tolist(), strict=True)
                }
        return found

    few = Dataset(pool.vocabulary, pool.prompts[chosen], pool.chains[chosen])
    assert shown(few) == shown(pool)


def test_records_are_kept_and_not_made_again(tmp_path: Path) -> None:
    """A part begun again in its folder returns the same records, from the file; another seed makes new ones."""
    said: list[str] = []
    run = Run("tiny", 0, 1, tmp_path, said.append)
    first = part("addition", run)
    lines = (tmp_path / "metrics.jsonl").read_text().splitlines()
    said.clear()
    assert part("addition", run) == first and not said
    assert [json.loads(line) for line in lines] == first
    assert part("addition", replace(run, seed=1)) != first


def test_every_part_has_its_table() -> None:
    """At the smallest scale all parts run, with what theory says of each."""
    run = Run("tiny", 0, 1, None, lambda line: None)
    records = [record for name in PARTS if name != "lengths" for record in part(name, run)]
    text = tables(records)
    assert "0 wrong, margin 1" in text and "right in every token" in text and "| covering |" in text


def test_longer_chains_are_learnt_better_with_one_class() -> None:
    """Answers alone are not learnt at all; with everything written out they are learnt; the class is the same."""
    run = Run("tiny", 0, 2, None, lambda line: None)
    by_chain = {record["chain"]: record for record in part("lengths", run)}
    short, long = by_chain["answer alone"], by_chain["everything"]
    assert short["T"] < long["T"] and short["answers_wrong"] > 2 * long["answers_wrong"]
    assert by_chain["paper's chain"]["T"] == 70


def test_a_dense_perceptron_learns_sums_of_three_digits() -> None:
    """Nothing known but chains: 3,000 of the 810,000 pairs are enough for more than nine in ten of the others."""
    program = addition_program(3)
    drawn = pairs(3, 4000, 3)
    data = chains_of(program, 3, 3, drawn)
    learned = perceptron(data.first(3000), dense(data.n, data.T), margin=30).learned
    right = (learned.decode(data.prompts[3000:]) == data.chains[3000:]).all(axis=1).mean()
    assert right > 0.9


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)), min_size=2, max_size=30), st.data())
def test_the_pairs_with_the_rarest_tokens_are_taken(rows: list[tuple[int, int]], data: st.DataObject) -> None:
    """For all pools: the first are there, and no pair that was left out has a rarer token than one that was taken for it."""
    array = np.array(rows)
    pool = Pairs(array[:, 0], array[:, 1])
    random = data.draw(st.integers(0, len(rows) - 1))
    rare = data.draw(st.integers(0, len(rows) - random))
    chosen = with_rare(pool, lambda p: np.stack([p.a, p.b], axis=1).astype(np.int32), 4, random, rare).tolist()
    assert chosen[:random] == list(range(random)) and len(set(chosen)) == len(chosen) == random + rare

    def rarest(i: int) -> int:
        return min(sum(other[place] == rows[i][place] for other in rows) for place in (0, 1))

    left = set(range(len(rows))) - set(chosen)
    assert all(rarest(i) <= rarest(j) for i in chosen[random:] for j in left)
