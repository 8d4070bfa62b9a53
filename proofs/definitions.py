"""Statements on the definitions: what H^lin is, what AR-learning, approximating and a product of classes come to on any sample.

They are small facts, and everything measured about learning rests on them. Each is checked on predictors with arbitrary weights
and on arbitrary data: chains need not be ones that any predictor writes.

>>> from proofs.statement import gather
>>> [gather(s, examples=20, seed=1).failures for s in STATEMENTS]
[0, 0, 0, 0, 0]
"""

from __future__ import annotations

from functools import partial
from itertools import product
from typing import Any, TypeAlias

import numpy as np

from lcomplexity.decoding import decode
from lcomplexity.predictor import Coordinate, LinearPredictor, Read, Rule, argmax, scores, weights
from lcomplexity.schedule import Listed
from lcomplexity.vocabulary import Vocabulary
from proofs.dense_chains import drawn_chain, predictor_of
from proofs.places import paper
from proofs.statement import Case, OutsideError, Statement, statement

Record: TypeAlias = dict[str, Any]


# --- H^lin ------------------------------------------------------------------------------------------------------------


def drawn_rule(random: np.random.Generator) -> Record:
    """Return one token with one to three coordinates, whose reads may look at one position more than once.

    >>> drawn_rule(np.random.default_rng(0))["n"] >= 1
    True
    """
    n, a, C = int(random.integers(1, 4)), int(random.integers(2, 5)), int(random.integers(1, 4))
    values = random.integers(-1, 3, size=(C, a)).tolist()
    reads = []
    for _ in range(int(random.integers(1, 7))):
        numbers = (random.integers(C), random.integers(n), random.integers(a), random.integers(3))
        reads.append([*map(int, numbers), int(random.integers(-5, 6))])
    return {"n": n, "a": a, "values": values, "reads": reads}


def membership_case(record: Record, forgotten: int = 0) -> Case:
    """Return whether the scores of a coordinate program are its dense weights times the one-hot context, on all contexts; the
    first ``forgotten`` reads are left out of the program whose weights are taken.

    >>> membership_case({"n": 1, "a": 2, "values": [[0, 1]], "reads": [[0, 0, 1, 1, 5]]}).size
    4
    """
    h, other = _rule_predictor(record, record["reads"]), _rule_predictor(record, record["reads"][forgotten:])
    n, a = record["n"], record["a"]
    W = weights(other, 0)
    for x in product(range(a), repeat=n):
        sparse, dense = scores(h, 0, x), tuple(sum(W[D, i, x[i]] for i in range(n)) for D in range(a))
        if sparse != dense:
            return Case(0, f"{record}: on {x} the reads say {sparse}, the weights {dense}")
    return Case(a ** (n + 1), features={"letters": a, "coordinates": len(record["values"])})


def _rule_predictor(record: Record, reads: list[list[int]]) -> LinearPredictor:
    n, a, coordinates = record["n"], record["a"], record["values"]
    if n < 1 or a < 2 or not coordinates or any(len(row) != a for row in coordinates):
        raise OutsideError("at least one position, two letters and one coordinate with a value for each")
    if any(not (0 <= c < len(coordinates) and 0 <= i < n and 0 <= u < a) for c, i, u, _, _ in reads):
        raise OutsideError("a read out of range")
    made = []
    for number, row in enumerate(coordinates):
        mine = tuple(Read(i, {u: {v: w}}) for c, i, u, v, w in reads if c == number)
        made.append(Coordinate(tuple(v if v >= 0 else None for v in row), mine))
    positions = np.arange(n, dtype=np.int64)[None]
    schedule = Listed(np.zeros(1, np.int64), positions, np.zeros((1, n), bool))
    return LinearPredictor(Vocabulary(tuple(map(str, range(a)))), n, (Rule(tuple(made)),), schedule)


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


def _wrong(record: Record) -> list[tuple[int, list[bool], list[bool]]]:
    """For each row its weight, and token by token whether the predictor is wrong under teacher forcing, and in the roll-out."""
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
        found.append((row["weight"], forced, rolled))
    return found


def teacher_forcing_case(record: Record, first: int = 0) -> Case:
    """Return whether, row for row, a token is wrong under teacher forcing exactly if the roll-out differs somewhere; tokens
    before ``first`` are not looked at under teacher forcing.

    >>> teacher_forcing_case(drawn_sample(np.random.default_rng(0))).counterexample is None
    True
    """
    found = _wrong(record)
    for row, (_, forced, rolled) in zip(record["rows"], found, strict=True):
        if any(forced[first:]) != any(rolled):
            return Case(len(found), f"{record['predictor']}: on {row} forced {forced}, rolled out {rolled}")
    return Case(len(found) * len(found[0][1]), features=_told(record, found))


def last_token_case(record: Record, left_out: int = 0) -> Case:
    """Return whether the AR error is at least the error of the last token; the last ``left_out`` tokens are not counted in the AR
    error.

    >>> last_token_case(drawn_sample(np.random.default_rng(0))).counterexample is None
    True
    """
    found = _wrong(record)
    T = record["predictor"]["T"]
    ar = sum(weight for weight, forced, _ in found if any(forced[: T - left_out]))
    last = sum(weight for weight, _, rolled in found if rolled[-1])
    told = None if ar >= last else f"{record}: weight {last} of rows with a wrong last token, AR error {ar}"
    return Case(len(found), told, features=_told(record, found))


def union_case(record: Record, left_out: int = 0) -> Case:
    """Return whether the AR error is at most the sum of the tokens' errors and at least the largest of them; the first
    ``left_out`` tokens are not in the sum.

    >>> union_case(drawn_sample(np.random.default_rng(0))).counterexample is None
    True
    """
    found = _wrong(record)
    T = record["predictor"]["T"]
    ar = sum(weight for weight, forced, _ in found if any(forced))
    each = [sum(weight for weight, forced, _ in found if forced[t]) for t in range(T)]
    told = None if max(each) <= ar <= sum(each[left_out:]) else f"{record}: AR error {ar}, of the tokens {each}"
    return Case(len(found), told, features=_told(record, found))


def _told(record: Record, found: list[tuple[int, list[bool], list[bool]]]) -> dict[str, int | str | tuple[str, ...]]:
    wrong = sum(any(forced) for _, forced, _ in found)
    share = "none" if not wrong else "all" if wrong == len(found) else "some"
    return {"tokens": record["predictor"]["T"], "letters": record["predictor"]["a"], "rows wrong": share}


# --- products of classes ----------------------------------------------------------------------------------------------


def drawn_product(random: np.random.Generator) -> Record:
    """Return a distribution on a few points, T classes of a few hypotheses (each the set of points where it is wrong; the empty set
    is the target's), a number of samples and an allowed error.

    >>> sorted(drawn_product(np.random.default_rng(0)))
    ['classes', 'epsilon', 'm', 'points']
    """
    N, T = int(random.integers(2, 6)), int(random.integers(1, 4))
    points = random.integers(1, 6, size=N).tolist()
    classes = []
    for _ in range(T):
        masks = random.integers(1 << N, size=int(random.integers(1, 4)))
        classes.append([0, *(int(mask & random.integers(1 << N)) for mask in masks)])
    return {
        "points": points,
        "classes": classes,
        "m": int(random.integers(1, 7)),
        "epsilon": [int(random.integers(1, 10)), 10],
    }


def product_case(record: Record, shares: int | None = None) -> Case:
    """Return whether learning each token with error epsilon/T learns the chain with error epsilon, by exact probabilities.

    Of every set S of points that m samples can show: if no hypothesis consistent with S has an error above epsilon/T, then no
    product of consistent ones is wrong with probability above epsilon. And some one does with probability at most
    sum_t |H_t| (1 - epsilon/T)^m. ``shares`` stands in the place of T where the error is shared out.

    >>> product_case(drawn_product(np.random.default_rng(0))).counterexample is None
    True
    """
    points, classes, m = record["points"], record["classes"], record["m"]
    p, q = record["epsilon"]
    T = len(classes) if shares is None else shares
    N, total = len(points), sum(points)
    if not 1 <= N <= 6 or not classes or m < 1 or not 0 < p <= q or any(w < 1 for w in points):
        raise OutsideError("points with weights, classes, samples and an error between 0 and 1")
    if any(not 0 <= mask < 1 << N for masks in classes for mask in masks) or any(0 not in masks for masks in classes):
        raise OutsideError("every class holds the target, and is wrong on points only")
    mass = [sum(points[i] for i in range(N) if s >> i & 1) for s in range(1 << N)]
    bad_weight = 0
    for S in range(1, 1 << N):
        consistent = [[mask for mask in masks if not mask & S] for masks in classes]
        if any(mass[mask] * q * T > p * total for masks in consistent for mask in masks):
            # Exactly S is shown: inclusion and exclusion over its subsets.
            inside, s = 0, S
            while s:
                inside += (-1) ** ((S ^ s).bit_count()) * mass[s] ** m
                s = (s - 1) & S
            bad_weight += inside
            continue
        unions = {0}
        for masks in consistent:
            unions = {u | mask for u in unions for mask in masks}
        worst = max(mass[u] for u in unions)
        if worst * q > p * total:
            told = f"{record}: samples of the points {S:b} leave hypotheses that together are wrong with weight {worst} of {total}"
            return Case(1 << N, told)
    # bad / total^m <= sum |H_t| ((q T - p) / (q T))^m
    if bad_weight * (q * T) ** m > total**m * sum(len(set(masks)) for masks in classes) * (q * T - p) ** m:
        return Case(
            1 << N, f"{record}: some token is badly learnt with probability {bad_weight}/{total**m}, above the bound"
        )
    return Case(1 << N, features={"points": N, "tokens": len(classes), "samples": m})


STATEMENTS: tuple[Statement, ...] = (
    statement(
        label="hlin",
        group="definitions",
        words="A coordinate program is a member of H^lin: the score of a token is a fixed weight for each position and token there, "
        "summed over the context.",
        latex=r"S(D) = \sum_i W_t[D, i, x_i],\quad W_t[D, p, u] = \sum_{(c, r):\, p_r = p} w_r [D_c = f_r(u)]",
        place="the class H^lin of the paper, section 3 of the submission; the form as coordinates is ours",
        hypotheses="One-hot embedding.",
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
        "error is the probability that the chain is not reproduced.",
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
        words="On every sample the AR error is at least the error of the last token; so a class that is AR-learnable by data of f's "
        "chains learns to approximate f.",
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
        words="The AR error lies between the largest error of a token and the sum of the tokens' errors, all under teacher forcing.",
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
    statement(
        label="product-of-classes",
        group="definitions",
        words="A product of T PAC-learnable classes is AR-learnable, with error epsilon/T and confidence delta/T for each token: any "
        "consistent choice has AR error at most epsilon, except with probability sum_t |H_t| (1 - epsilon/T)^m.",
        latex=r"m(\epsilon, \delta) = \max_t m_t(\epsilon/T, \delta/T)",
        place=paper("Thm 3", icml="Theorem 3.3"),
        hypotheses="Finite classes that contain the target; the learner is any consistent one. (The theorem itself is for any "
        "learners; the sizes drawn are small, the probabilities exact.)",
        uses=("union-bound", "sample-bounds"),
        code=("lcomplexity.notions.sample_bound.token_by_token",),
        check=product_case,
        draw=drawn_product,
        broken={"error epsilon allowed to each token": partial(product_case, shares=1)},
        block=500,
        blocks=6,
    ),
)
