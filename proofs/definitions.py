"""Statements on the definitions: what H^lin is, what AR-learning and approximating come to on any sample.

They are small facts, and everything measured about learning rests on them. Each is checked on predictors with arbitrary weights
and on arbitrary data: chains need not be ones that any predictor writes. The errors are counted twice: by the definitions, from
scores and roll-outs, and by the compiled code that all measurements use; the two must agree.

>>> from proofs.statement import gather
>>> [gather(s, examples=20, seed=1).failures for s in STATEMENTS]
[0, 0, 0, 0]
"""

from __future__ import annotations

from functools import partial
from itertools import product
from typing import Any, NamedTuple, TypeAlias

import numpy as np

from lcomplexity.decoding import decode
from lcomplexity.learning.datasets import Dataset
from lcomplexity.learning.evaluation import Errors, errors
from lcomplexity.learning.learned import Learned, Table
from lcomplexity.learning.wiring import dense
from lcomplexity.predictor import Coordinate, LinearPredictor, Read, Rule, argmax, scores, weights
from lcomplexity.schedule import Listed
from lcomplexity.vocabulary import Vocabulary
from proofs.dense_chains import drawn_chain, predictor_of
from proofs.places import paper
from proofs.statement import Case, OutsideError, Statement, statement

Record: TypeAlias = dict[str, Any]


# --- H^lin ------------------------------------------------------------------------------------------------------------


def drawn_rule(random: np.random.Generator) -> Record:
    """Return token t (from 0) after n tokens with one to three coordinates, whose slots look at any positions of the prompt and of
    the chain before it, some at the same one.

    >>> sorted(drawn_rule(np.random.default_rng(0)))
    ['a', 'n', 'positions', 'reads', 't', 'values']
    """
    n, a, C = int(random.integers(1, 4)), int(random.integers(2, 5)), int(random.integers(1, 4))
    t = int(random.integers(4 - n))
    slots = int(random.integers(1, n + t + 2))
    values = random.integers(-1, 3, size=(C, a)).tolist()
    reads = []
    for _ in range(int(random.integers(1, 7))):
        numbers = (random.integers(C), random.integers(slots), random.integers(a), random.integers(3))
        reads.append([*map(int, numbers), int(random.integers(-5, 6))])
    positions = random.integers(n + t, size=slots).tolist()
    return {"n": n, "t": t, "a": a, "values": values, "positions": positions, "reads": reads}


def membership_case(record: Record, forgotten: int = 0) -> Case:
    """Return whether the scores of a coordinate program's token t are its dense weights times the one-hot context, on all contexts of
    prompt and chain; the first ``forgotten`` reads are left out of the program whose weights are taken.

    A read is [coordinate, slot, token found, value, weight]; a slot looks at the position listed.

    >>> membership_case({"n": 1, "t": 0, "a": 2, "values": [[0, 1]], "positions": [0], "reads": [[0, 0, 1, 1, 5]]}).size
    4
    """
    h, other = _rule_predictor(record, record["reads"]), _rule_predictor(record, record["reads"][forgotten:])
    n, t, a = record["n"], record["t"], record["a"]
    W = weights(other, t)
    for context in product(range(a), repeat=n + t):
        sparse = scores(h, t, context)
        summed = tuple(sum(W[D, i, u] for i, u in enumerate(context)) for D in range(a))
        if sparse != summed:
            return Case(0, f"{record}: on {context} the reads say {sparse}, the weights {summed}")
    return Case(a ** (n + t + 1), features={"letters": a, "coordinates": len(record["values"]), "tokens before": t})


def _rule_predictor(record: Record, reads: list[list[int]]) -> LinearPredictor:
    n, t, a, coordinates, positions = (record[name] for name in ("n", "t", "a", "values", "positions"))
    if n < 1 or t < 0 or n + t > 6 or a < 2 or not coordinates or any(len(row) != a for row in coordinates):
        raise OutsideError("at least one position, two letters and one coordinate with a value for each")
    if not positions or any(not 0 <= p < n + t for p in positions):
        raise OutsideError("slots that look at the context")
    if any(not (0 <= c < len(coordinates) and 0 <= i < len(positions) and 0 <= u < a) for c, i, u, _, _ in reads):
        raise OutsideError("a read out of range")
    made = []
    for number, row in enumerate(coordinates):
        mine = tuple(Read(i, {u: {v: w}}) for c, i, u, v, w in reads if c == number)
        made.append(Coordinate(tuple(v if v >= 0 else None for v in row), mine))
    # The tokens before say nothing: their scores are all 0.
    rules = (Rule((Coordinate((None,) * a, ()),)), Rule(tuple(made)))
    looked_at = np.zeros((t + 1, len(positions)), np.int64)
    looked_at[t] = positions
    numbers = np.array([0] * t + [1], np.int64)
    schedule = Listed(numbers, looked_at, np.zeros(looked_at.shape, bool))
    return LinearPredictor(Vocabulary(tuple(map(str, range(a)))), n, rules, schedule)


# --- errors -----------------------------------------------------------------------------------------------------------


def drawn_sample(random: np.random.Generator) -> Record:
    """Return a predictor and rows of data: prompts with chains, some its own, some changed in a token, some arbitrary, each with
    a weight.

    >>> sorted(drawn_sample(np.random.default_rng(0)))
    ['predictor', 'rows']
    """
    n, a, T = int(random.integers(1, 4)), int(random.integers(2, 4)), int(random.integers(1, 4))
    record = drawn_chain(random, n=n, a=a, T=T)
    h = predictor_of(record)
    rows = []
    for _ in range(int(random.integers(1, 5))):
        x = random.integers(a, size=n)
        kind = random.random()
        z = random.integers(a, size=T) if kind < 0.2 else np.array(decode(h, x.tolist()).chain)
        if kind > 0.6:
            t = random.integers(T)
            z[t] = (z[t] + 1) % a
        rows.append({"x": x.tolist(), "z": z.tolist(), "weight": int(random.integers(1, 5))})
    return {"predictor": record, "rows": rows}


class _Wrong(NamedTuple):
    """Of a row: its weight, and token by token whether the predictor is wrong under teacher forcing, and in the roll-out."""

    weight: int
    forced: list[bool]
    rolled: list[bool]


def _wrong(record: Record) -> tuple[list[_Wrong], Errors]:
    """What is wrong in each row, by the definitions, and the errors as :mod:`lcomplexity.learning.evaluation` counts them on a dataset
    that holds each row as often as it weighs."""
    h, found = predictor_of(record["predictor"]), []
    a = record["predictor"]["a"]
    if not record["rows"]:
        raise OutsideError("at least one row")
    for row in record["rows"]:
        x, z = row["x"], row["z"]
        if len(x) != h.n or len(z) != h.length or any(not 0 <= u < a for u in (*x, *z)) or row["weight"] < 1:
            raise OutsideError("a row that does not fit the predictor")
        forced = [argmax(scores(h, t, (*x, *z[:t]))) != z[t] for t in range(h.length)]
        rolled = [u != v for u, v in zip(decode(h, x).chain, z, strict=True)]
        found.append(_Wrong(row["weight"], forced, rolled))
    rows = [row for row in record["rows"] for _ in range(row["weight"])]
    prompts, chains = (np.array([row[part] for row in rows], np.int64) for part in ("x", "z"))
    return found, errors(_tables(h), Dataset(h.vocabulary.tokens, prompts, chains))


def _tables(h: LinearPredictor) -> Learned:
    """The predictor as tables with a weight for every token at every position, which is what a learner returns."""
    letters, tables = tuple(range(len(h.vocabulary))), []
    for t in range(h.length):
        W = weights(h, t).astype(np.int64).transpose(1, 2, 0).reshape(-1, len(letters))
        tables.append(Table((letters,) * (h.n + t), np.array(letters), W))
    return Learned(h.vocabulary.tokens, dense(h.n, h.length), tuple(tables))


def teacher_forcing_case(record: Record, first: int = 0) -> Case:
    """Return whether, row for row, a token is wrong under teacher forcing exactly if the roll-out differs somewhere, and the AR error
    counted is the weight of the rows whose roll-out differs; tokens before ``first`` are not looked at under teacher forcing.

    >>> teacher_forcing_case(drawn_sample(np.random.default_rng(0))).counterexample is None
    True
    """
    found, counted = _wrong(record)
    for row, (_, forced, rolled) in zip(record["rows"], found, strict=True):
        if any(forced[first:]) != any(rolled):
            return Case(len(found), f"{record['predictor']}: on {row} forced {forced}, rolled out {rolled}")
    differing = sum(row.weight for row in found if any(row.rolled))
    if counted.sequences != differing:
        return Case(
            len(found), f"{record}: AR error {counted.sequences}, roll-outs differ on rows of weight {differing}"
        )
    return Case(len(found) * len(found[0].forced), features=_told(record, found))


def last_token_case(record: Record, left_out: int = 0) -> Case:
    """Return whether the AR error is at least the error of the last token, both as they are counted and by the definitions; the last
    ``left_out`` tokens are not counted in the AR error.

    >>> last_token_case(drawn_sample(np.random.default_rng(0))).counterexample is None
    True
    """
    found, counted = _wrong(record)
    T = record["predictor"]["T"]
    ar = sum(row.weight for row in found if any(row.forced[: T - left_out]))
    last = sum(row.weight for row in found if row.rolled[-1])
    told = None if ar >= last else f"{record}: weight {last} of rows with a wrong last token, AR error {ar}"
    if not left_out and (counted.sequences, counted.last) != (ar, last):
        told = f"{record}: counted {counted.sequences} and {counted.last}, by the definitions {ar} and {last}"
    return Case(len(found), told, features=_told(record, found))


def union_case(record: Record, left_out: int = 0) -> Case:
    """Return whether the AR error is at most the sum of the tokens' errors and at least the largest of them, and all are counted as the
    definitions say; the first ``left_out`` tokens are not in the sum.

    >>> union_case(drawn_sample(np.random.default_rng(0))).counterexample is None
    True
    """
    found, counted = _wrong(record)
    T = record["predictor"]["T"]
    ar = sum(row.weight for row in found if any(row.forced))
    each = [sum(row.weight for row in found if row.forced[t]) for t in range(T)]
    told = None if max(each) <= ar <= sum(each[left_out:]) else f"{record}: AR error {ar}, of the tokens {each}"
    if (counted.sequences, counted.tokens.tolist()) != (ar, each):
        told = f"{record}: counted {counted.sequences}, {counted.tokens}, by the definitions {ar}, {each}"
    return Case(len(found), told, features=_told(record, found))


def _told(record: Record, found: list[_Wrong]) -> dict[str, int | str | tuple[str, ...]]:
    wrong = sum(any(row.forced) for row in found)
    share = "none" if not wrong else "all" if wrong == len(found) else "some"
    return {"tokens": record["predictor"]["T"], "letters": record["predictor"]["a"], "rows wrong": share}


STATEMENTS: tuple[Statement, ...] = (
    statement(
        label="hlin",
        group="definitions",
        words="A coordinate program is a member of H^lin: at every place of the chain the score of a token is a fixed weight for each "
        "position of [x, z_<t] and token there, summed over the context.",
        latex=r"S(D) = \sum_i W_t[D, i, x_i],\quad W_t[D, p, u] = \sum_{(c, r):\, p_r = p} w_r [D_c = f_r(u)]",
        place="the class H^lin of the paper, section 3 of the submission; the form as coordinates is ours",
        hypotheses="One-hot embedding; first and later tokens, n + t <= 3, all contexts.",
        code=("lcomplexity.predictor.weights", "lcomplexity.predictor.scores"),
        check=membership_case,
        draw=drawn_rule,
        broken={"a read forgotten": partial(membership_case, forgotten=1)},
        block=150,
        blocks=3,
    ),
    statement(
        label="teacher-forcing",
        group="definitions",
        words="A predictor is wrong on some token of (x, z) under teacher forcing exactly if its roll-out from x differs from z: the AR "
        "error, and what is counted as such, is the probability that the chain is not reproduced.",
        latex=r"\exists t:\ h_t(x, z_{<t}) \ne z_t \iff h(x) \ne z",
        place=paper("Def 2") + "; the equivalence is an observation of ours",
        hypotheses="Chains of exactly T tokens.",
        uses=("hlin",),
        code=("lcomplexity.learning.evaluation.errors",),
        check=teacher_forcing_case,
        draw=drawn_sample,
        broken={"the first token is not looked at": partial(teacher_forcing_case, first=1)},
        block=150,
        blocks=4,
    ),
    statement(
        label="approximates",
        group="definitions",
        words="On every sample the AR error is at least the error of the last token, by the definitions and as both are counted; so a class "
        "that is AR-learnable by data of f's chains learns to approximate f.",
        latex=r"\Pr[h(x)_T \ne f(x)] \le \Pr[\exists t:\ h_t(x, z_{<t}) \ne z_t]",
        place=paper("Def 4 and Thm 5", icml="Theorem 3.6"),
        hypotheses="The last token of the data's chains is f(x).",
        uses=("teacher-forcing",),
        code=("lcomplexity.learning.evaluation.errors",),
        check=last_token_case,
        draw=drawn_sample,
        broken={"the AR error without the last token": partial(last_token_case, left_out=1)},
        block=150,
        blocks=4,
    ),
    statement(
        label="union-bound",
        group="definitions",
        words="The AR error lies between the largest error of a token and the sum of the tokens' errors, all under teacher forcing, by the "
        "definitions and as they are counted.",
        latex=r"\max_t \Pr[h_t(x, z_{<t}) \ne z_t] \le \Pr[\exists t: ..] \le \sum_t \Pr[h_t(x, z_{<t}) \ne z_t]",
        place="the step of the proof of " + paper("Thm 3", icml="Theorem 3.3"),
        hypotheses="Any distribution of pairs (x, z).",
        uses=("teacher-forcing",),
        code=("lcomplexity.learning.evaluation.errors",),
        check=union_case,
        draw=drawn_sample,
        broken={"a token left out of the sum": partial(union_case, left_out=1)},
        block=150,
        blocks=4,
    ),
)
