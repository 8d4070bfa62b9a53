"""Statements on learning linear decoders: linear programs find weights for data of the constructions, perceptrons make few mistakes.

>>> from proofs.statement import gather
>>> [gather(s, examples=3, seed=1).failures for s in STATEMENTS]
[0, 0, 0]
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any, TypeAlias

import numpy as np

from lcomplexity.constructions.circuit import circuit
from lcomplexity.constructions.construction import Construction
from lcomplexity.constructions.oblivious import from_schedule
from lcomplexity.constructions.parity import parity
from lcomplexity.constructions.recursive_window import recursive_window
from lcomplexity.constructions.sliding_window import sliding_window
from lcomplexity.constructions.symmetric import symmetric_letters
from lcomplexity.decoding import decode
from lcomplexity.learning.datasets import Dataset, dataset
from lcomplexity.learning.evaluation import errors
from lcomplexity.learning.linear_programming import SCALES, Fitted, fit, propose
from lcomplexity.learning.perceptron import mistake_bound, perceptron
from lcomplexity.learning.problems import Problem, problems
from lcomplexity.learning.wiring import known
from lcomplexity.predictor import argmax, scores
from proofs.dense_chains import circuit_of, drawn_gates
from proofs.machine_records import machine_of, machine_record
from proofs.places import paper
from proofs.random_machines import random_machine, random_oblivious_machine
from proofs.statement import Case, OutsideError, Statement, statement
from turing.batch import all_words, extent
from turing.oblivious import HeadSchedule, head_schedule

Record: TypeAlias = dict[str, Any]
Change: TypeAlias = Callable[[Dataset], Dataset]

#: Passes of a perceptron over the data at most.
EPOCHS = 3000


def drawn_data(random: np.random.Generator) -> Record:
    """Return a construction, of a circuit, of parity, of a symmetric function or of a machine, and numbers of inputs.

    >>> sorted(drawn_data(np.random.default_rng(0)))
    ['inputs', 'kind', 'of']
    """
    kind = str(random.choice(["circuit", "parity", "symmetric", "oblivious", "sliding", "recursive"]))
    of: Record
    if kind == "circuit":
        of = drawn_gates(random, n=int(random.integers(2, 5)), N=int(random.integers(1, 4)))
        for gate in of["gates"]:
            gate["weights"] = [[i, max(-3, min(3, w))] for i, w in gate["weights"]]
            gate["theta"] = max(-3, min(3, gate["theta"]))
    elif kind == "parity":
        of = {"n": int(random.integers(1, 7)), "a": int(random.integers(2, 4))}
    elif kind == "symmetric":
        of = {"F": random.integers(2, size=int(random.integers(2, 7))).tolist()}
    else:
        machine = random_oblivious_machine(random) if kind == "oblivious" else random_machine(random)
        n, steps = int(random.integers(1, 4)), int(random.integers(2, 7))
        of = {"machine": machine_record(machine), "n": n, "steps": steps}
    return {"kind": kind, "of": of, "inputs": random.integers(1 << 20, size=int(random.integers(1, 9))).tolist()}


def _construction(record: Record) -> Construction:
    of = record["of"]
    match record["kind"]:
        case "circuit":
            return circuit(circuit_of(of))
        case "parity":
            return parity(of["n"], of["a"])
        case "symmetric":
            return symmetric_letters(tuple(of["F"]))
    machine, n, steps = machine_of(of["machine"]), of["n"], of["steps"]
    if record["kind"] == "oblivious":
        found = head_schedule(machine, n, steps=steps)
        if not isinstance(found, HeadSchedule):
            raise OutsideError("not oblivious")
        return from_schedule(machine, found, "verdict", 0)
    if record["kind"] == "recursive":
        return recursive_window(machine, n, steps, R=2)
    window = extent(machine, all_words(machine, n), n, steps + 1).window
    return sliding_window(machine, n, steps, window)


def _data(record: Record, change: Change) -> tuple[Construction, Dataset]:
    c = _construction(record)
    symbols, n = c.symbols, c.input_length
    if not record["inputs"]:
        raise OutsideError("at least one sample")
    x = [[symbols[number // len(symbols) ** i % len(symbols)] for i in range(n)] for number in record["inputs"]]
    return c, change(dataset(c, np.array(x, np.int64).reshape(-1, n)))


def unchanged(data: Dataset) -> Dataset:
    """Return the data as they are.

    >>> data = Dataset(("0", "1"), np.array([[0]]), np.array([[1]])); unchanged(data) is data
    True
    """
    return data


def contradictory(data: Dataset) -> Dataset:
    """Return the data with the first sample once more, its last token changed: no predictor is right on both.

    >>> contradictory(Dataset(("0", "1"), np.array([[0]]), np.array([[1]]))).chains.tolist()
    [[1], [0]]
    """
    other = data.chains[:1].copy()
    other[0, -1] = (other[0, -1] + 1) % len(data.vocabulary)
    prompts = np.concatenate([data.prompts, data.prompts[:1]])
    return Dataset(data.vocabulary, prompts, np.concatenate([data.chains, other]))


def programming_case(record: Record, change: Change = unchanged, forgotten: int = 0) -> Case:
    """Return whether a linear program finds weights for every table that, multiplied and rounded to integers, have margin at least 1 on
    every sample, and the smaller integers that :func:`fit` takes are right on every token (argmax, a tie to the smallest). The first
    ``forgotten`` samples of a table are not shown to the program whose margin is looked at.

    >>> programming_case({"kind": "parity", "of": {"n": 3, "a": 2}, "inputs": [0, 1, 3]}).counterexample is None
    True
    """
    c, data = _data(record, change)
    wiring = known(c.predictor)
    found = fit(data, wiring)
    if not isinstance(found, Fitted):
        return Case(data.m, f"{record}: tables {found.tables} fall short by {found.shortfall}")
    e = errors(found.learned, data)
    if e.sequences or e.last:
        return Case(data.m, f"{record}: {e.sequences} of {e.m} chains are wrong")
    margins = {p.table: _margin(p, forgotten) for p in problems(data, wiring) if len(p.labels) > 1}
    low = [table for table, margin in margins.items() if margin < 1]
    if low:
        return Case(data.m, f"{record}: the weights of tables {low}, in integers, have margin {margins[low[0]]}")
    return Case(data.m * data.T, None, None, {"construction": record["kind"], "samples": data.m})


def _margin(p: Problem, forgotten: int) -> int:
    """The least lead of a right label over the best other one, in unbounded integers, by the program's weights times the largest scale."""
    first = forgotten if forgotten < len(p.rows) else 0
    weights, _ = propose(replace(p, rows=p.rows[first:], answers=p.answers[first:]))
    W = np.rint(weights * SCALES[-1]).astype(np.int64).astype(object)
    leads = []
    for features, y in zip(p.rows, p.answers, strict=True):
        S = W[features].sum(axis=0).tolist()
        leads.append(S[y] - max(v for label, v in enumerate(S) if label != y))
    return min(leads)


def perceptron_case(record: Record, change: Change = unchanged) -> Case:
    """Return whether the perceptron ends without a mistake, having made at most 2 R^2 |W*|^2 of them, W* the construction's weights.

    >>> perceptron_case({"kind": "parity", "of": {"n": 3, "a": 2}, "inputs": [0, 1, 3]}).counterexample is None
    True
    """
    c, data = _data(record, change)
    wiring = known(c.predictor)
    trained, bound = perceptron(data, wiring, epochs=EPOCHS), mistake_bound(c.predictor, wiring)
    # Passes may end before the bound is used up: without a mistake in the last one nothing is left to learn.
    if trained.mistakes > bound or trained.errors:
        told = f"{trained.mistakes} mistakes in {trained.epochs} passes, {trained.errors} in the last; bound {bound}"
        return Case(data.m, f"{record}: {told}")
    return Case(trained.mistakes, None, None, {"construction": record["kind"], "samples": data.m})


def counted_case(record: Record, forgotten: int = 0) -> Case:
    """Return whether the errors of a learned predictor on other data, as :mod:`lcomplexity.learning.evaluation` counts them, are those of the
    definitions: token by token with the scores of the linear predictor, and by its roll-outs. Half of the chains are changed in a token;
    the first ``forgotten`` samples are left out of the count.

    >>> record = {"kind": "parity", "of": {"n": 3, "a": 2}, "inputs": [0, 1, 3, 6]}
    >>> counted_case(record).counterexample is None
    True
    """
    c, data = _data(record, unchanged)
    wiring = known(c.predictor)
    learned = perceptron(data, wiring, epochs=1).learned
    rows = np.arange(data.m)
    changed = data.chains.copy()
    t = rows % data.T
    changed[rows, t] = np.where(rows % 2, changed[rows, t], (changed[rows, t] + 1) % len(data.vocabulary))
    data = Dataset(data.vocabulary, data.prompts, changed)
    h, found = learned.linear_predictor(), errors(learned, data)
    sequences = last = 0
    for x, z in zip(data.prompts.tolist()[forgotten:], data.chains.tolist()[forgotten:], strict=True):
        sequences += any(argmax(scores(h, t, (*x, *z[:t]))) != z[t] for t in range(h.length))
        last += decode(h, x).chain[-1] != z[-1]
    if (found.sequences, found.last) != (sequences, last):
        told = f"{found.sequences} chains and {found.last} last tokens counted, by the definitions {sequences} and {last}"
        return Case(data.m, f"{record}: {told}")
    share = "none" if not sequences else "all" if sequences == data.m else "some"
    return Case(data.m * data.T, None, None, {"construction": record["kind"], "chains wrong": share})


STATEMENTS: tuple[Statement, ...] = (
    statement(
        label="linear-programming",
        group="learning",
        words="For data of the constructions a linear program finds weights for every table; multiplied by 2^20 and rounded to integers "
        "they have margin at least 1 on every sample, and multiplied by no more than needed they are right on every token (argmax, a tie "
        "to the smallest). So linear decoders are learnable, and in polynomial time as linear programs are.",
        latex=r"\exists W:\ \forall i, D \ne z_i:\ \langle W[z_i] - W[D], \psi(x_i) \rangle \ge 1",
        place="the paper's statement that linear decoders are learnable in polynomial time; its number is not known to us",
        hypotheses="Data of chains of circuits, parity, symmetric functions, oblivious machines, rows, and recursive windows; the wiring is known. "
        "That linear programs are solved in polynomial time is from the literature: no time is checked.",
        uses=("hlin", "oblivious", "sliding", "recursive"),
        code=("lcomplexity.learning.linear_programming.fit", "lcomplexity.learning.linear_programming.propose"),
        check=programming_case,
        draw=drawn_data,
        broken={
            "a sample given twice with different last tokens": partial(programming_case, change=contradictory),
            "a sample that the program is not shown": partial(programming_case, forgotten=1),
        },
        block=4,
        blocks=4,
    ),
    statement(
        label="perceptron",
        group="learning",
        words="The multiclass perceptron makes at most 2 R^2 |W*|^2 mistakes on data that W* separates with margin 1, R^2 the number of features a "
        "context switches on, in any order and whatever their number; then it makes none.",
        latex=r"M \le 2 R^2 \lVert W^* \rVert_F^2",
        place="the paper's statement that linear decoders are learnable in polynomial time; its number is not known to us"
        + "; Novikoff's argument",
        hypotheses="Data of chains of the constructions, margin at least 1; the wiring is known.",
        uses=("hlin", "margins", "sample-bounds"),
        code=("lcomplexity.learning.perceptron.perceptron", "lcomplexity.learning.perceptron.mistake_bound"),
        check=perceptron_case,
        draw=drawn_data,
        broken={"a sample given twice with different last tokens": partial(perceptron_case, change=contradictory)},
        block=10,
        blocks=4,
    ),
    statement(
        label="errors-counted",
        group="learning",
        words="The AR error and the last-token error of a learned predictor, as they are measured, are those of the definitions, on data that "
        "it was not trained on.",
        latex=r"\hat{\mathrm{err}}_{AR} = \tfrac{1}{m} \left|\{i : \exists t:\ h_t(x_i, z_{i, <t}) \ne z_{i, t}\}\right|",
        place=paper("Def 2 and Def 4"),
        hypotheses="Learned tables of the constructions' wirings, after one pass of the perceptron.",
        uses=("hlin", "teacher-forcing"),
        code=("lcomplexity.learning.evaluation.errors", "lcomplexity.learning.learned.Learned"),
        check=counted_case,
        draw=drawn_data,
        broken={"a wrong chain left out of the count": partial(counted_case, forgotten=1)},
        block=10,
        blocks=3,
    ),
)
