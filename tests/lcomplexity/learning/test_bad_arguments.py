"""Token arrays from a caller: what compiled loops would look up in foreign memory, and what numpy would round, is refused in one line."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from numpy.typing import NDArray

from lcomplexity.constructions.arithmetic import addition, addition_program
from lcomplexity.constructions.parity import parity
from lcomplexity.decoding import decode, decode_batch, whole_numbers
from lcomplexity.errors import PredictorError
from lcomplexity.learning.as_construction import as_construction
from lcomplexity.learning.covering import covering
from lcomplexity.learning.datasets import Dataset, different_inputs, noisy, split
from lcomplexity.learning.evaluation import errors
from lcomplexity.learning.learned import Learned, Table
from lcomplexity.learning.perceptron import mistake_bound, perceptron, train_table
from lcomplexity.learning.problems import Problem
from lcomplexity.learning.softmax import softmax
from lcomplexity.learning.tasks import arithmetic_task, wiring_of
from lcomplexity.learning.wiring import Wiring, dense, known
from lcomplexity.typed_programs import Argument, Kind, TypedProgram

#: addition_program(1): a digit, plus, a digit, equals.
PROGRAM = addition_program(1)
C = addition(1)
DATA = split(C, train=90, test=0, seed=0).train
LEARNED = perceptron(DATA, known(C.predictor)).learned
SIZE = len(LEARNED.vocabulary)
BIT = Kind.of("bit", (2,), "{0}", value=lambda b: b)


def refusal(make: Callable[[], object]) -> str:
    """What is said, in one line."""
    with pytest.raises(PredictorError) as error:
        make()
    assert "\n" not in str(error.value)
    return str(error.value)


def prompts(token: Any) -> NDArray:
    """A prompt with another first token."""
    rows = DATA.prompts[:1].astype(np.asarray(token).dtype)
    rows[0, 0] = token
    return rows


@pytest.mark.parametrize("token", [10**8, -(10**8), 400, SIZE, -1, -4, 2**32, 2**32 + 1, -(2**63), 2**63 - 1])
def test_a_token_outside_the_vocabulary_is_refused_before_anything_is_looked_up(token: int) -> None:
    """Prompts and true chains; also those that 32 bits would fold into the vocabulary."""
    said = f"learned: token {token} is not in the vocabulary of {SIZE}"
    chains = DATA.chains[:1].copy()
    chains[0, -1] = token
    assert refusal(lambda: LEARNED.decode(prompts(token))) == said
    assert refusal(lambda: LEARNED.teacher_forced(prompts(token), DATA.chains[:1])) == said
    assert refusal(lambda: LEARNED.teacher_forced(DATA.prompts[:1], chains)) == said


@settings(max_examples=200, deadline=None)
@given(
    hnp.arrays(np.int64, (2, C.predictor.n), elements=st.integers(-3, SIZE + 3) | st.integers(-(2**63), 2**63 - 1))
)
def test_prompts_are_decoded_exactly_if_all_tokens_are_in_the_vocabulary(rows: NDArray[np.int64]) -> None:
    """For all arrays of the right shape: refused, or chains of tokens of the vocabulary."""
    if ((rows < 0) | (rows >= SIZE)).any():
        assert "is not in the vocabulary" in refusal(lambda: LEARNED.decode(rows))
    else:
        said = LEARNED.decode(rows)
        assert said.shape == (2, C.predictor.length) and 0 <= said.min() <= said.max() < SIZE


def test_what_is_in_the_vocabulary_is_decoded() -> None:
    """The smallest and the largest token, seen or not; lists as well as arrays; no prompt at all."""
    for token in (0, SIZE - 1):
        assert LEARNED.decode(prompts(token)).shape == (1, 4)
    assert LEARNED.decode(DATA.prompts[:2].tolist()).tolist() == DATA.chains[:2].tolist()
    assert LEARNED.decode(DATA.prompts[:2].astype(np.uint8)).tolist() == DATA.chains[:2].tolist()
    assert LEARNED.decode(np.zeros((0, 4), np.int64)).shape == (0, 4)


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: LEARNED.decode(np.zeros((1, 3), np.int64)), "learned: prompts of shape (1, 3); give rows of 4 tokens"),
        (lambda: LEARNED.decode(np.zeros(4, np.int64)), "learned: prompts of shape (4,); give rows of 4 tokens"),
        (lambda: LEARNED.decode(prompts(0.5)), "learned: prompts: 0.5 is no whole number; give integers"),
        (lambda: LEARNED.decode([[0, 1, 2, 3], [1]]), "learned: prompts: rows of different lengths; give as many numbers in each"),
        (lambda: LEARNED.teacher_forced(DATA.prompts, DATA.chains[:, :3]), "learned: chains of shape (90, 3); give rows of 4 tokens"),
        (lambda: LEARNED.teacher_forced(DATA.prompts, DATA.chains[:1]), "learned: 90 prompts and 1 chains; give one chain a prompt"),
        (lambda: LEARNED.teacher_forced(DATA.prompts[:1], DATA.chains[0]), "learned: chains of shape (4,); give rows of 4 tokens"),
        (lambda: LEARNED.teacher_forced(DATA.prompts[:1], np.full((1, 4), 0.5)), "learned: chains: 0.5 is no whole number; give integers"),
        (lambda: errors(LEARNED, DATA.first(0)), "errors: a dataset without samples has no errors to count; give at least one sample"),
        (
            lambda: errors(LEARNED, Dataset(tuple(map(str, range(SIZE))), DATA.prompts, DATA.chains)),
            f"errors: the data name their {SIZE} tokens otherwise than the {SIZE} that were learnt; give data over the vocabulary learnt from",
        ),
        (
            lambda: errors(LEARNED, Dataset((*LEARNED.vocabulary, "more"), DATA.prompts, DATA.chains)),
            f"errors: the data name their {SIZE + 1} tokens otherwise than the {SIZE} that were learnt; give data over the vocabulary learnt from",
        ),
        (lambda: errors(LEARNED, Dataset(DATA.vocabulary, DATA.prompts, DATA.chains[:, :3])), "learned: chains of shape (90, 3); give rows of 4 tokens"),
        (lambda: errors(LEARNED, DATA, slice(4, None)), "errors: the answer slice(4, None, None) is none of 4 tokens; give a slice of them"),
    ],
)  # fmt: skip
def test_data_that_do_not_fit_what_was_learnt_are_refused(make: Callable[[], object], message: str) -> None:
    """Another shape, another vocabulary, no samples, fractions."""
    assert refusal(make) == message


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: Problem(0, ((0, 1),), np.array([0, 1]), np.array([[2]], np.int32), np.array([0], np.int32)), "problem: rows have the number 2; give 0..1"),
        (lambda: Problem(0, ((0, 1),), np.array([0, 1]), np.array([[-1]], np.int32), np.array([0], np.int32)), "problem: rows have the number -1; give 0..1"),
        (lambda: Problem(0, ((0, 1),), np.array([0, 1]), np.array([[0]], np.int32), np.array([2], np.int32)), "problem: answers have the number 2; give 0..1"),
        (lambda: Problem(0, ((0, 1),), np.array([0, 1]), np.array([[0], [1]], np.int32), np.array([0], np.int32)), "problem: rows of shape (2, 1) and type int32; give integers of shape (1, 1)"),
        (lambda: Problem(0, ((0, 1),), np.array([0, 1]), np.array([[0.0]]), np.array([0], np.int32)), "problem: rows of shape (1, 1) and type float64; give integers of shape (1, 1)"),
        (lambda: tables(Table(((0,), (1,)), np.array([0]), np.zeros((2, 1), np.int64))), "learned: table 0 has 2 slots; its tokens read 1 positions"),
        (lambda: tables(Table(((0, 1),), np.array([0]), np.zeros((1, 1), np.int64))), "learned: table 0 has weights of shape (1, 1) and type int64; give integers, a row for each of 2 features and a column for each of 1 labels (at least 1)"),
        (lambda: tables(Table(((0, 1),), np.array([0]), np.zeros((2, 1)))), "learned: table 0 has weights of shape (2, 1) and type float64; give integers, a row for each of 2 features and a column for each of 1 labels (at least 1)"),  # type: ignore[arg-type]
        (lambda: tables(Table(((0, 1),), np.zeros(0, np.int64), np.zeros((2, 0), np.int64))), "learned: table 0 has weights of shape (2, 0) and type int64; give integers, a row for each of 2 features and a column for each of 0 labels (at least 1)"),
        (lambda: tables(Table(((0, 2),), np.array([0]), np.zeros((2, 1), np.int64))), "learned: table 0 speaks of token 2; it is not in the vocabulary of 2"),
        (lambda: tables(Table(((0, 1),), np.array([-1]), np.zeros((2, 1), np.int64))), "learned: table 0 speaks of token -1; it is not in the vocabulary of 2"),
        (lambda: Wiring(1, np.array([0.5]), np.array([[0]])), "wiring: tables: 0.5 is no whole number; give integers"),
        (lambda: Wiring(1, np.array([0]), np.array([[0.5]])), "wiring: positions: 0.5 is no whole number; give integers"),
        (lambda: Wiring(1, np.array([1]), np.array([[0]])), "wiring: 1 tables, numbered 1 to 1; number them from 0 to 0"),
        (lambda: Wiring(1, np.array([-1, 0]), np.array([[0], [0]])), "wiring: 2 tables, numbered -1 to 0; number them from 0 to 1"),
        (lambda: Wiring(2, np.array([0]), np.array([[-1, 1]])), "wiring: token 0 has a slot behind a -1; pad with -1 on the right only"),
        (lambda: Wiring(1, np.array([0]), np.array([0])), "wiring: tables (1,), positions (1,); give one row a token"),
        (lambda: dense(1.5, 2), "wiring: n is 1.5; give a whole number of at least 0"),  # type: ignore[arg-type]
    ],
)  # fmt: skip
def test_what_compiled_loops_index_with_fits(make: Callable[[], object], message: str) -> None:
    """Problems, tables and wirings made by hand: every number in them points to something there is."""
    assert refusal(make) == message


def tables(table: Table) -> Learned:
    """One token over two letters."""
    return Learned(("0", "1"), dense(1, 1), (table,))


def test_the_least_64_bit_weight_counts_as_large() -> None:
    """Its absolute value does not fit 64 bits: a bound by that would be 0."""
    assert Table(((0,),), np.array([0]), np.array([[-(2**63)]])).score_bound == 2**63
    assert "do not fit 64 bits" in refusal(
        lambda: tables(Table(((0, 1),), np.array([0]), np.array([[-(2**63)], [0]])))
    )


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: Dataset(("a", "b"), [[0.5, 1]], [[1]]), "dataset: prompts: 0.5 is no whole number; give integers"),  # type: ignore[arg-type]
        (lambda: Dataset(("a", "b"), [[0, 1]], [[1.0]]), "dataset: chains: 1.0 is no whole number; give integers"),  # type: ignore[arg-type]
        (lambda: Dataset(("a", "b"), [["a"]], [[1]]), "dataset: prompts: a is no whole number; give integers"),  # type: ignore[arg-type]
        (lambda: Dataset(("a", "b"), [[0], [0, 1]], [[1], [1]]), "dataset: prompts: rows of different lengths; give as many numbers in each"),  # type: ignore[arg-type]
        (lambda: Dataset(("a", "b"), [[0]], [[1], [1]]), "dataset: 1 prompts and 2 chains; give one chain a prompt"),  # type: ignore[arg-type]
        (lambda: Dataset(("a", "b"), [[10**30]], [[1]]), "dataset: prompts: an integer of 100 bits; give integers of 64 bits"),  # type: ignore[arg-type]
        (lambda: Dataset(("a", "b"), np.array([[2**63]], np.uint64), [[1]]), "dataset: prompts: an integer of 64 bits; give integers of 64 bits"),  # type: ignore[arg-type]
        (lambda: Kind.of("z", (2,), "{0}", v=lambda x: x / 2), "kind 'z': reading 'v': 0.5 is no whole number; give integers"),
        (lambda: Kind.of("z", (2,), "{0}", v=lambda x: float(x)), "kind 'z': reading 'v': 0.0 is no whole number; give integers"),  # type: ignore[arg-type, return-value]
        (lambda: Kind.of("z", (1.5,), "{0}"), "kind 'z': parts: 1.5 is no whole number; give integers"),  # type: ignore[arg-type]
        (lambda: Kind.of("z", (2, 0), "{0}"), "kind 'z': parts of (2, 0) values; give each part at least 1"),
        (lambda: Kind("z", (2,), ("0",), {}), "kind 'z': 1 words for 2 values; name each value once"),
        (lambda: Kind("z", (2,), ("0", "1"), {"v": (0,)}), "kind 'z': reading 'v' of shape (1,); give a number for each of 2 values"),
        (
            lambda: TypedProgram((BIT, Kind.of("bit", (3,), "{0}")), (Argument(BIT, ((0, "value"),), "r"),), (0, 1)),
            "program: two kinds are called 'bit'; give each a name of its own",
        ),
        (lambda: PROGRAM.chains(np.array([[0.5, 10, 2, 11]])), "program: prompts: 0.5 is no whole number; give integers"),
        (lambda: PROGRAM.chains(np.array([1, 10, 2])), "program: prompts of shape (3,); give rows of 4 numbers"),
        (lambda: PROGRAM.chains(np.array([1, 10, 2, 11])), "program: prompts of shape (4,); give rows of 4 numbers"),
        (lambda: PROGRAM.chains(np.array([[1, 10, 2]])), "program: prompts of shape (1, 3); give rows of 4 numbers"),
        (lambda: PROGRAM.chains(np.array([[1, 10, 2, 11], [1, 10, 10, 11]])), "program: row 1 of the prompts has 10 for variable 2, a 'digit'; give 0..9"),
        (lambda: PROGRAM.chains(np.array([[1, 10, -1, 11]])), "program: row 0 of the prompts has -1 for variable 2, a 'digit'; give 0..9"),
        (lambda: PROGRAM.chains(np.array([[1, 0, 2, 0]])), "program: row 0 of the prompts has 0 for variable 1, a 'plus'; give 10..10"),
        (lambda: PROGRAM.prompts(np.array([[1, 0, 2.5, 0]])), "program: values: 2.5 is no whole number; give integers"),
        (lambda: PROGRAM.prompts(np.array([1, 0, 2])), "program: values of shape (3,); give rows of 4 numbers"),
        (lambda: PROGRAM.prompts(np.array([[1, 0, 2]])), "program: values of shape (1, 3); give rows of 4 numbers"),
        (lambda: PROGRAM.prompts(np.array([[10, 0, 2, 0]])), "program: row 0 of the values has 10 for variable 0, a 'digit'; give 0..9"),
    ],
)  # fmt: skip
def test_nothing_is_rounded_or_indexed_from_behind(make: Callable[[], object], message: str) -> None:
    """Data, kinds and programs of one's own: place, offender, fault, remedy."""
    assert refusal(make) == message


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: decode(C.predictor, (1.5, 10, 3, 11)), "decoding: 1.5 is no whole number; give integers"),  # type: ignore[arg-type]
        (lambda: decode(C.predictor, [[1, 10, 3, 11]]), "decoding: a prompt of shape (1, 4); give one row of 4 tokens"),  # type: ignore[list-item]
        (lambda: decode(C.predictor, ()), "decoding: the prompt has 0 tokens; this predictor reads 4"),
        (lambda: decode(C.predictor, (400, 10, 3, 11)), f"decoding: token 400 is not in the vocabulary of {SIZE}"),
        (lambda: decode_batch(C.predictor, np.array([[1.5, 10, 3, 11]])), "decoding: 1.5 is no whole number; give integers"),
        (lambda: decode_batch(C.predictor, np.array([1, 10, 3, 11])), "decoding: prompts of shape (4,); give rows of 4 tokens"),
        (lambda: perceptron(DATA, known(C.predictor), form="mean"), "perceptron: form 'mean'; give one of last, averaged"),  # type: ignore[arg-type]
        (lambda: perceptron(DATA, known(C.predictor), margin=1.5), "perceptron: margin is 1.5; give a whole number of at least 0"),  # type: ignore[arg-type]
        (lambda: perceptron(DATA, known(C.predictor), epochs=1.5), "perceptron: epochs is 1.5; give a whole number of at least 0"),  # type: ignore[arg-type]
        (lambda: perceptron(DATA, known(C.predictor), margin=-1), "perceptron: margin is -1; give a whole number of at least 0"),
        (lambda: perceptron(DATA, known(C.predictor), seed=-1), "perceptron: seed is -1; give a whole number of at least 0"),
        (lambda: softmax(DATA, known(C.predictor), iterations=1.5), "softmax: iterations is 1.5; give a whole number of at least 0"),  # type: ignore[arg-type]
        (lambda: softmax(DATA, known(C.predictor), penalty=float("nan")), "softmax: penalty nan, 100 iterations; give a penalty from 0, 1 iteration or more"),
        (lambda: split(C, train=1.5, test=1, seed=0), "dataset: train is 1.5; give a whole number of at least 0"),  # type: ignore[arg-type]
        (lambda: split(C, train=90, test=-5, seed=0), "dataset: test is -5; give a whole number of at least 0"),
        (lambda: split(C, train=90, test=11, seed=0), "dataset: train 90 and test 11 are 101 different inputs, there are 100; give fewer"),
        (lambda: split(C, train=9, test=1, seed=-1), "dataset: seed is -1; give a whole number of at least 0"),
        (lambda: noisy(DATA, 0.5, -1), "dataset: seed is -1; give a whole number of at least 0"),
        (lambda: different_inputs(C, 101, np.random.default_rng(0)), "dataset: 101 different inputs asked for, there are 100; give fewer"),
        (lambda: arithmetic_task("add", 1).split(1, -1, 0), "dataset: test is -1; give a whole number of at least 0"),
        (lambda: mistake_bound(parity(3).predictor, known(C.predictor)), "perceptron: a predictor with prompts of 3 and chains of 2; the wiring is for 4 and 4"),
        (lambda: covering(DATA.first(0), known(C.predictor)), "learning: 0 samples with prompts of 4 and chains of 4; the wiring is for 4 and 4"),
    ],
)  # fmt: skip
def test_arguments_of_learners_are_whole_numbers_and_forms_there_are(
    make: Callable[[], object], message: str
) -> None:
    """A margin of 1.5 or a form 'mean' would have been taken for something else."""
    assert refusal(make) == message


def test_what_was_learnt_from_other_chains_is_no_predictor_of_the_task() -> None:
    """Other tokens or another length are refused; the task's own are taken, and keep the numbers of its claims."""
    task = arithmetic_task("add", 1)
    other = perceptron(split(parity(3), train=8, test=0, seed=0).train, known(parity(3).predictor)).learned
    assert (
        refusal(lambda: as_construction(task, other, "perceptron"))
        == "add:1: learnt from prompts of 3 and chains of 2 over 2 tokens; the task's are of 4 and 4 over 150: learn from its own, whole"
    )
    made = as_construction(task, perceptron(DATA, wiring_of(task, "shared")).learned, "perceptron")
    assert made.claims.values == task.construction.claims.values == {"d": 1} and made.claims.value("length") == 4


def test_whole_numbers_are_kept_in_every_guise() -> None:
    """Python's, numpy's signed and unsigned, truth values, objects, none at all: the same 64-bit integers."""
    for values in ([[0, 1]], np.array([[0, 1]], np.int8), np.array([[0, 1]], np.uint64), [[False, True]], np.array([[0, 1]], object)):  # fmt: skip
        found = whole_numbers("here", values)
        assert found.dtype == np.int64 and found.tolist() == [[0, 1]]
    assert whole_numbers("here", np.zeros((0, 3))).shape == (0, 3)
    assert decode(C.predictor, tuple(np.array([1, 10, 3, 11]))) == decode(C.predictor, (1, 10, 3, 11))
    # A half hides among whole numbers that numpy made floats of.
    assert refusal(lambda: whole_numbers("here", [0, 1, 2.5])) == "here: 2.5 is no whole number; give integers"


def test_a_compiled_pass_trains_on_a_sound_problem() -> None:
    """The control of the refusals above: one update is enough."""
    p = Problem(0, ((0, 1),), np.array([0, 1]), np.array([[0], [1]], np.int32), np.array([1, 0], np.int32))
    assert sum(train_table(p, epochs=10, margin=0, form="last", seed=0).updates) == 1
