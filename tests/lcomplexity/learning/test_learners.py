"""Learners: what they return is checked by slow, independent means; what they promise is a property; faults are found."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from lcomplexity.constructions.arithmetic import addition, multiplication, multiplication_program
from lcomplexity.constructions.build import build
from lcomplexity.constructions.parity import parity
from lcomplexity.decoding import decode
from lcomplexity.errors import PredictorError
from lcomplexity.learning.datasets import (
    Dataset,
    answer_only,
    dataset,
    different_inputs,
    incomplete,
    noisy,
    split,
)
from lcomplexity.learning.evaluation import errors
from lcomplexity.learning.learned import Learned, Table
from lcomplexity.learning.linear_programming import Fitted, Inexact, fit, rounded, separable, winners
from lcomplexity.learning.perceptron import mistake_bound, perceptron, train_table
from lcomplexity.learning.problems import Problem, problem, problems
from lcomplexity.learning.sample_bounds import memorising_error
from lcomplexity.learning.softmax import softmax
from lcomplexity.learning.wiring import Wiring, by_role, dense, known, per_position, window
from lcomplexity.length.strict_system import Cancellation, Solution
from turing.zoo import zoo


@st.composite
def datasets(draw: st.DrawFn, most: int = 12) -> Dataset:
    """Arbitrary data: no function need lie behind it."""
    size, n, T, m = (draw(st.integers(*r)) for r in ((2, 4), (1, 3), (1, 3), (1, most)))
    rows = draw(st.lists(st.lists(st.integers(0, size - 1), min_size=n + T, max_size=n + T), min_size=m, max_size=m))
    array = np.array(rows)
    return Dataset(tuple(map(str, range(size))), array[:, :n], array[:, n:])


@st.composite
def learned_tables(draw: st.DrawFn) -> tuple[Learned, Dataset]:
    """Data and tables with random weights for a dense or a time-invariant wiring of it."""
    data = draw(datasets())
    wiring = draw(st.sampled_from([dense(data.n, data.T), window(data.n, data.T, tuple(range(1, data.n + 1)))]))
    tables = []
    for p in problems(data, wiring):
        cells = p.features * len(p.labels)
        weights = draw(st.lists(st.integers(-3, 3) | st.integers(-(10**15), 10**15), min_size=cells, max_size=cells))
        tables.append(Table.of(p, np.array(weights).reshape(p.features, len(p.labels))))
    return Learned(data.vocabulary, wiring, tuple(tables)), data


@settings(max_examples=60, deadline=None)
@given(learned_tables(), st.data())
def test_a_learned_predictor_is_a_member_of_the_class(made: tuple[Learned, Dataset], data: st.DataObject) -> None:
    """For all weights and prompts, seen or not: the fast decoder and the reference decoder of the `LinearPredictor` say the same."""
    learned, seen = made
    size, n = len(seen.vocabulary), seen.n
    prompt = data.draw(st.lists(st.integers(0, size - 1), min_size=n, max_size=n))
    assert learned.decode(np.array([prompt]))[0].tolist() == list(decode(learned.linear_predictor(), prompt).chain)


@settings(max_examples=60, deadline=None)
@given(learned_tables())
def test_the_two_errors_are_what_they_are_called(made: tuple[Learned, Dataset]) -> None:
    """On every sample: a wrong token under teacher forcing iff the roll-out differs somewhere; AR error >= last-token error."""
    learned, data = made
    forced = (learned.teacher_forced(data.prompts, data.chains) != data.chains).any(axis=1)
    rolled = (learned.decode(data.prompts) != data.chains).any(axis=1)
    e = errors(learned, data)
    assert np.array_equal(forced, rolled) and e.sequences == forced.sum() and e.ar_error >= e.last_error


def slow_perceptron(
    p: Problem, epochs: int, margin: int, seed: int
) -> tuple[NDArray[np.int64], NDArray[np.int64], list[int]]:
    """The definition: weights, the sum of the weights after every sample, and the updates of each pass."""
    W = np.zeros((p.features, len(p.labels)), np.int64)
    total = np.zeros_like(W)
    rng = np.random.default_rng([seed, p.table])
    updates = []
    for _ in range(epochs):
        count = 0
        for i in rng.permutation(len(p.rows)):
            scores = [int(sum(W[f, label] for f in p.rows[i])) for label in range(len(p.labels))]
            y = int(p.answers[i])
            others = [label for label in range(len(p.labels)) if label != y]
            if others:
                rival = max(others, key=lambda label: (scores[label], -label))
                wins = scores[y] > scores[rival] or (scores[y] == scores[rival] and y < rival)
                if not wins or scores[y] - scores[rival] < margin:
                    for f in p.rows[i]:
                        W[f, y] += 1
                        W[f, rival] -= 1
                    count += 1
            total += W
        updates.append(count)
        if not count:
            break
    return W, total, updates


@settings(max_examples=60, deadline=None)
@given(datasets(), st.integers(1, 5), st.integers(0, 3), st.integers(0, 3), st.booleans())
def test_the_compiled_perceptron_is_its_definition(
    data: Dataset, epochs: int, margin: int, seed: int, averaged: bool
) -> None:
    """For all data, separable or not, margins and orders: weights and updates of the compiled loop, last and averaged."""
    p = problem(data, dense(data.n, data.T), data.T - 1)
    run = train_table(p, epochs=epochs, margin=margin, form="averaged" if averaged else "last", seed=seed)
    W, total, updates = slow_perceptron(p, epochs, margin, seed)
    assert run.updates == tuple(updates)
    assert np.array_equal(run.table.weights, total if averaged else W)


@settings(max_examples=30, deadline=None)
@given(st.integers(1, 60), st.integers(0, 5), st.integers(0, 10), st.sampled_from(["dense", "position", "shared"]))
def test_mistakes_never_exceed_the_bound(m: int, margin: int, seed: int, which: str) -> None:
    """On chains of a construction, for all samples, orders, margins and classes: updates <= (2k + 2g - 2) ||W*||^2 summed over the tables."""
    c = build(zoo("parity").machine, 5).construction
    data = split(c, train=min(m, 32), test=0, seed=seed).train
    h = c.predictor
    wiring = {"dense": dense(h.n, h.length), "shared": known(h), "position": per_position(known(h))}[which]
    trained = perceptron(data, wiring, margin=margin, epochs=1000, seed=seed)
    assert trained.errors == 0 and trained.mistakes <= mistake_bound(h, wiring, margin)


def test_the_bound_is_computed_with_the_weights_of_the_predictor() -> None:
    """By hand: a chain of one token that copies the prompt's bit; two weights of 1, k = 1, so 2 * 1 * 2."""
    from lcomplexity.predictor import Coordinate, LinearPredictor, Read, Rule, vote
    from lcomplexity.schedule import Address, Emit
    from lcomplexity.vocabulary import Vocabulary

    rule = Rule((Coordinate((0, 1), (Read(0, vote({0: 0, 1: 1})),)),))
    h = LinearPredictor(Vocabulary(("0", "1")), 1, (rule,), Emit(0, 1, (Address(0),)))
    assert mistake_bound(h, known(h)) == 4 and mistake_bound(h, known(h), margin=3) == (2 + 4) * 2


def test_tokens_with_different_weights_cannot_share_a_table() -> None:
    """A wiring that makes two rules share is refused by the bound, not silently added up."""
    # The last two tokens of an addition read the carry and the digit of one token.
    h = addition(1).predictor
    w = known(h)
    assert len(set(w.tables.tolist())) == 4
    with pytest.raises(PredictorError, match="need different weights"):
        mistake_bound(h, Wiring(w.n, np.array([0, 1, 2, 2]), w.positions))


@settings(max_examples=60, deadline=None)
@given(datasets(most=6))
def test_the_linear_program_and_the_exact_solver_agree(data: Dataset) -> None:
    """For all data: weights without error are found iff integers prove that there are some; else multipliers prove that there are none."""
    wiring = dense(data.n, data.T)
    found = fit(data, wiring)
    exact = {p.table: separable(p) for p in problems(data, wiring)}
    inexact = {table for table, answer in exact.items() if isinstance(answer, Cancellation)}
    if isinstance(found, Fitted):
        assert not inexact
        assert np.array_equal(found.learned.teacher_forced(data.prompts, data.chains), data.chains)
    else:
        assert isinstance(found, Inexact) and set(found.tables) == inexact and found.shortfall > 0


@settings(max_examples=40, deadline=None)
@given(datasets(most=8))
def test_a_solution_separates_and_a_cancellation_cancels(data: Dataset) -> None:
    """The exact answers are checked from their definitions, with the perceptron as a witness where there is a solution."""
    p = problem(data, dense(data.n, data.T), 0)
    L = len(p.labels)
    answer = separable(p)
    if isinstance(answer, Solution) and L > 1:
        W = np.array(answer.w).reshape(p.features, L)
        for i, y in enumerate(p.answers):
            scores = W[p.rows[i]].sum(axis=0)
            assert all(scores[y] >= scores[label] + 1 for label in range(L) if label != y)
        assert train_table(p, epochs=10**4, margin=0, form="last", seed=0).updates[-1] == 0
    elif isinstance(answer, Cancellation):
        total = np.zeros((p.features, L), np.int64)
        pairs = [(i, label) for i, y in enumerate(p.answers) for label in range(L) if label != y]
        for number, multiplier in answer.multipliers:
            i, label = pairs[number]
            total[p.rows[i], p.answers[i]] += multiplier
            total[p.rows[i], label] -= multiplier
        assert not total.any()


@settings(max_examples=40, deadline=None)
@given(datasets(), st.integers(0, 5))
def test_noise_changes_only_chains_and_only_to_tokens_seen_there(data: Dataset, seed: int) -> None:
    """Prompts stay; a replaced token is another one that occurs at the same place; rate 0 changes nothing, rate 1 all that can change."""
    changed = noisy(data, 1.0, seed)
    assert np.array_equal(changed.prompts, data.prompts) and np.array_equal(
        noisy(data, 0.0, seed).chains, data.chains
    )
    for t in range(data.T):
        there = set(data.chains[:, t].tolist())
        assert set(changed.chains[:, t].tolist()) <= there
        assert len(there) == 1 or (changed.chains[:, t] != data.chains[:, t]).all()


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 40), st.integers(0, 24), st.integers(0, 5))
def test_a_split_has_no_input_twice(train: int, test: int, seed: int) -> None:
    """For all sizes and seeds: different inputs, train and test disjoint; a smaller training set is a prefix of a larger one."""
    c = parity(6)
    s = split(c, train=train, test=test, seed=seed)
    rows = [tuple(row) for part in s for row in part.prompts.tolist()]
    assert len(set(rows)) == train + test
    smaller = split(c, train=train // 2, test=test, seed=seed)
    assert np.array_equal(smaller.test.prompts, s.test.prompts)
    assert np.array_equal(smaller.train.prompts, s.train.prompts[: train // 2])


def test_many_inputs_are_different_too() -> None:
    """Where all inputs are too many to be numbered, repetitions are drawn again."""
    drawn = different_inputs(parity(21), 50_000, np.random.default_rng(0))
    assert len(np.unique(drawn, axis=0)) == 50_000


def test_chains_that_end_early_are_filled_with_their_last_token() -> None:
    """Construction (c) stops at its verdict; the dataset repeats it."""
    c = build(zoo("palindrome").machine, 4, via="sliding").construction
    inputs = np.array(c.symbols)[[[0, 1, 1, 0], [0, 1, 1, 1]]]
    data, raw = dataset(c, inputs), c.expected(inputs)
    assert raw.lengths[1] < data.T and (data.chains[1, raw.lengths[1] - 1 :] == data.chains[1, -1]).all()


@pytest.mark.parametrize(
    ("name", "n", "via"), [("parity", 8, "auto"), ("palindrome", 6, "sliding"), ("increment_lsd", 6, "auto")]
)
def test_a_machine_is_learnt_from_its_traces_exactly(name: str, n: int, via: str) -> None:
    """Half of the runs are enough here, with shared weights, for all others; mistakes stay below the bound."""
    c = build(zoo(name).machine, n, via=via).construction  # type: ignore[arg-type]
    half = len(c.symbols) ** n // 2
    train, test = split(c, train=half, test=half, seed=1)
    wiring = known(c.predictor)
    trained = perceptron(train, wiring, margin=3, epochs=300)
    assert trained.errors == 0 and errors(trained.learned, test).sequences == 0
    assert trained.mistakes <= mistake_bound(c.predictor, wiring, 3)


def test_an_answer_alone_is_not_learnt_and_a_chain_is() -> None:
    """Parity of 16 bits: with the chain every held-out input is right, with the answer alone half of them are."""
    c = build(zoo("parity").machine, 16).construction
    train, test = split(c, train=1000, test=5000, seed=0)
    with_chain = perceptron(train, dense(train.n, train.T), margin=50)
    assert errors(with_chain.learned, test).sequences == 0
    without = perceptron(answer_only(train), dense(train.n, 1), epochs=30)
    assert 0.45 < errors(without.learned, answer_only(test)).last_error < 0.55


def test_executors_and_checkpoints_change_nothing(tmp_path: Path) -> None:
    """One after another, in threads, in processes, with a checkpoint begun, damaged and begun again: the same weights."""
    c = multiplication(1, 2)
    data = split(c, train=200, test=10, seed=0).train
    wiring = dense(data.n, data.T)
    alone = perceptron(data, wiring, margin=2, seed=5)
    with ThreadPoolExecutor(2) as threads, ProcessPoolExecutor(1) as processes:
        runs = [
            perceptron(data, wiring, margin=2, seed=5, executor=threads),
            perceptron(data, wiring, margin=2, seed=5, executor=processes),
            perceptron(data, wiring, margin=2, seed=5, checkpoint=tmp_path),
        ]
    kept = sorted(tmp_path.iterdir())
    assert len(kept) == wiring.count
    kept[0].write_bytes(kept[0].read_bytes()[:100])
    kept[1].unlink()
    runs.append(perceptron(data, wiring, margin=2, seed=5, checkpoint=tmp_path))
    for run in runs:
        assert run.mistakes == alone.mistakes
        assert all(
            np.array_equal(a.weights, b.weights)
            for a, b in zip(run.learned.tables, alone.learned.tables, strict=True)
        )
    other = perceptron(data, wiring, margin=2, seed=6, checkpoint=tmp_path)
    assert len(list(tmp_path.iterdir())) == 2 * wiring.count and other.mistakes != alone.mistakes


_TRAIN = """
import sys
from pathlib import Path
from lcomplexity.constructions.arithmetic import addition
from lcomplexity.learning.datasets import split
from lcomplexity.learning.perceptron import perceptron
from lcomplexity.learning.wiring import dense
data = split(addition(3), train=30_000, test=1, seed=0).train
found = perceptron(data, dense(data.n, data.T), margin=50, epochs=5, checkpoint=Path(sys.argv[1]))
print(found.mistakes, sum(int((t.weights ** 2).sum()) for t in found.learned.tables))
"""


@pytest.mark.deep
def test_training_that_is_killed_goes_on_to_the_same_result(tmp_path: Path) -> None:
    """SIGKILL at a random moment, begun again: the mistakes and weights of a run that was left alone."""
    script = tmp_path / "train.py"
    script.write_text(_TRAIN)

    def run(folder: str) -> str:
        return subprocess.run(
            [sys.executable, script, tmp_path / folder], capture_output=True, text=True, check=True
        ).stdout

    whole = run("whole")
    process = subprocess.Popen([sys.executable, script, tmp_path / "killed"])
    while not list((tmp_path / "killed").glob("*.npz")):
        time.sleep(0.05)
    process.send_signal(signal.SIGKILL)
    process.wait()
    assert run("killed") == whole


@settings(max_examples=25, deadline=None)
@given(datasets())
def test_softmax_regression_goes_downhill_to_where_no_finite_difference_leads_lower(data: Dataset) -> None:
    """At the minimiser of the penalised loss, a step along any weight by a little raises it: checked by the loss's definition."""
    from lcomplexity.learning.softmax import minimise

    p = problem(data, dense(data.n, data.T), 0)
    W, loss = minimise(p, 0.1, 500)

    def penalised(weights: NDArray[np.float64]) -> float:
        scores = np.stack([weights[row].sum(axis=0) for row in p.rows])
        chances = np.exp(scores) / np.exp(scores).sum(axis=1, keepdims=True)
        return float(-np.log(chances[np.arange(len(p.rows)), p.answers]).mean() + 0.05 * (weights * weights).sum())

    here = penalised(W)
    assert here == pytest.approx(loss + 0.05 * (W * W).sum(), abs=1e-9)
    for index in np.ndindex(W.shape):
        for step in (-0.05, 0.05):
            moved = W.copy()
            moved[index] += step
            assert penalised(moved) > here


def test_softmax_weights_are_rounded_and_judged_as_integers() -> None:
    """On separable data: no error in training, integers, and the reference decoder agrees."""
    c = addition(1)
    data = split(c, train=100, test=0, seed=0).train
    trained = softmax(data, known(c.predictor), iterations=300)
    assert trained.errors == 0 and trained.rounding_keeps
    h = trained.learned.linear_predictor()
    assert all(
        list(decode(h, x).chain) == z
        for x, z in zip(data.prompts[:20].tolist(), data.chains[:20].tolist(), strict=True)
    )


def test_rounding_that_breaks_a_sample_is_not_accepted() -> None:
    """Weights that no multiple rescues (not a number; all wrong) give no table."""
    p = Problem(0, ((0, 1),), np.array([0, 1]), np.array([[0], [1]], np.int32), np.array([1, 0], np.int32))
    assert rounded(p, np.array([[1.0, 0.0], [0.0, 1.0]])) is None
    assert rounded(p, np.array([[np.nan, 0.0], [0.0, 1.0]])) is None
    assert winners(np.array([[0, 1], [1, 0]]), p.rows).tolist() == [1, 0]


def test_memorising_is_no_better_than_its_bound() -> None:
    """A learner that knows the transitions seen in m runs: its measured AR error stays below |Q||G|/(e m), on average over training sets."""
    rng = np.random.default_rng(0)
    for m in (1, 3, 10, 30):
        # Runs use some of 6 transitions, each with its own probability.
        chance = np.array([0.9, 0.5, 0.3, 0.1, 0.05, 0.01])
        failures = 0.0
        for _ in range(400):
            seen = (rng.random((m, 6)) < chance).any(axis=0)
            failures += 1 - np.prod(np.where(seen, 1, 1 - chance))
        assert failures / 400 <= memorising_error(2, 3, m) + 0.02


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda d: perceptron(d, dense(d.n, d.T), epochs=0), "perceptron: 0 epochs, margin 0; give at least 1 epoch and a margin from 0"),
        (lambda d: perceptron(d, dense(d.n, d.T + 1)), "learning: 2 samples with prompts of 1 and chains of 2; the wiring is for 1 and 3"),
        (lambda d: incomplete(d, (0,)), "dataset: tokens [0] kept; give rising indices that end with 1"),
        (lambda d: noisy(d, 1.5, 0), "dataset: noise rate 1.5; give a probability, 0 to 1"),
        (lambda d: window(1, 2, (2,)), "wiring: positions [2] back with a prompt of 1; give 1..1"),
        (lambda d: dense(10_000, 100_000), "wiring: 100000 tokens that read everything before them; the limit is 50,000,000 reads in all: use a known wiring"),
        (lambda d: Wiring(1, np.array([0]), np.array([[1]])), "wiring: token 0 reads position 1; it may read 0..0"),
        (lambda d: Wiring(1, np.array([0, 0]), np.array([[0, -1], [0, 1]])), "wiring: tokens of table 0 read [1, 2] positions"),
        (lambda d: Dataset(("0", "1"), np.array([[2]]), np.array([[0]])), "dataset: prompts of shape (1, 1) with tokens 0..2; give rows of tokens 0..1"),
        (lambda d: softmax(d, dense(d.n, d.T), iterations=0), "softmax: penalty 1e-06, 0 iterations; give a penalty from 0, 1 iteration or more"),
        (lambda d: memorising_error(2, 2, 0), "sample bounds: 0 samples; give at least 1"),
    ],
)  # fmt: skip
def test_what_is_refused_says_why(make: object, message: str) -> None:
    """Place, offender, fault, remedy."""
    data = Dataset(("0", "1"), np.array([[0], [1]]), np.array([[0, 1], [1, 0]]))
    with pytest.raises(PredictorError) as error:
        make(data)  # type: ignore[operator]
    assert str(error.value) == message


def test_weights_that_could_leave_64_bits_are_refused() -> None:
    """The bound is computed in unbounded integers before anything is decoded."""
    table = Table(((0, 1), (0, 1)), np.array([0, 1]), np.full((4, 2), 1 << 61))
    with pytest.raises(PredictorError, match="do not fit 64 bits"):
        Learned(("0", "1"), dense(2, 1), (table,))


def test_roles_are_tables() -> None:
    """Multiplication of 4 digits has six roles, and the same reads as its predictor."""
    program = multiplication_program(4, 4)
    wiring, h = by_role(program), multiplication(4, 4).predictor
    assert wiring.count == 6
    reads = known(h)
    assert np.array_equal(wiring.positions, reads.positions) and reads.count > 6


@settings(max_examples=20, deadline=None)
@given(datasets())
def test_a_perceptron_with_errors_left_is_not_called_done(data: Dataset) -> None:
    """``errors`` is 0 iff the last pass made no update, and then the training data are right."""
    trained = perceptron(data, dense(data.n, data.T), epochs=30)
    wrong = (trained.learned.teacher_forced(data.prompts, data.chains) != data.chains).sum()
    assume(trained.errors == 0)
    assert wrong == 0
