"""The code that a statement names decides its check: with that code made wrong, the statement fails."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from math import ceil, log
from types import ModuleType
from typing import Any

import numpy as np
import pytest

from lcomplexity.learning.datasets import Dataset
from lcomplexity.learning.evaluation import Errors, errors
from lcomplexity.learning.learned import Learned
from lcomplexity.learning.linear_programming import propose
from lcomplexity.learning.problems import Problem
from lcomplexity.length.refuters import _other_value
from lcomplexity.notions.sample_bound import ln_threshold_functions, token_by_token
from lcomplexity.predictor import Coordinate, LinearPredictor, Read, Rule, weights
from lcomplexity.tradeoffs.parity_order import block_chain
from proofs import counting, definitions, inner_product, learning, length_facts, sample_facts, small_parities
from proofs.registry import REGISTRY
from proofs.statement import checked, instance_of
from turing.recursive import run_length


def first_tokens_only(h: LinearPredictor, t: int) -> np.ndarray:
    """Return weights in which what reads of the chain say is missing."""
    W = weights(h, t).copy()
    W[:, h.n :] = 0
    return W


def one_wrong_more(learned: Learned, data: Dataset) -> Errors:
    """Return the errors with one chain counted too often."""
    e = errors(learned, data)
    return replace(e, sequences=e.sequences + 1)


def another_last(learned: Learned, data: Dataset) -> Errors:
    """Return the errors with the last token's under teacher forcing."""
    e = errors(learned, data)
    return replace(e, last=int(e.tokens[-1]))


def in_turn(learned: Learned, data: Dataset) -> Errors:
    """Return the errors with the tokens' in the wrong order."""
    e = errors(learned, data)
    return replace(e, tokens=e.tokens[::-1])


def nothing(p: Problem) -> tuple[np.ndarray, float]:
    """Return weights 0."""
    W, missing = propose(p)
    return 0 * W, missing


def one_confidence(ln_hypotheses: Sequence[float], epsilon: float, delta: float) -> int:
    """Return the number of samples token by token, if every token might fail with probability delta."""
    T = len(ln_hypotheses)
    return ceil(T / epsilon * (max(ln_hypotheses) + log(1 / delta)))


def half_sure(ln_hypotheses: Sequence[float], epsilon: float, delta: float) -> int:
    """Return the number of samples jointly, for twice the probability of failing."""
    return ceil((sum(ln_hypotheses) + log(1 / (2 * delta))) / epsilon)


def even_gate(weights: tuple[int, ...], threshold: int) -> Rule:
    """Return the rule of a gate whose score may be 0."""
    reads = [Read(0, {u: {0: -2 * threshold} for u in (0, 1)})]
    reads += [Read(1 + i, {1: {0: 2 * w}}) for i, w in enumerate(weights)]
    return Rule((Coordinate((None, 0), tuple(reads)),))


def not_lifted(terms: Sequence[Mapping[int, int]], cuts: Sequence[Sequence[int]]) -> Rule:
    """Return the rule of intervals in which token 0 scores no more than tokens that do not compete."""
    size, count = len(cuts), len(cuts[0])
    constants = {u: {v: v - 2 * sum(row[:v]) for v in range(count + 1)} for u, row in enumerate(cuts)}
    reads = [Read(0, constants)]
    reads += [
        Read(1 + i, {u: {v: 2 * v * c for v in range(count + 1)} for u, c in term.items()})
        for i, term in enumerate(terms)
    ]
    return Rule((Coordinate(tuple(D if count >= D else None for D in range(size)), tuple(reads)),))


WRONG: list[tuple[str, ModuleType, str, Callable[..., Any]]] = [
    ("hlin", definitions, "weights", first_tokens_only),
    ("teacher-forcing", definitions, "errors", one_wrong_more),
    ("approximates", definitions, "errors", one_wrong_more),
    ("approximates", definitions, "errors", another_last),
    ("union-bound", definitions, "errors", one_wrong_more),
    ("union-bound", definitions, "errors", in_turn),
    ("linear-programming", learning, "propose", nothing),
    ("counting", counting, "ln_threshold_functions", lambda n: ln_threshold_functions(n) + log(2)),
    ("counting", counting, "ln_threshold_functions", lambda n: ln_threshold_functions(n) - log(2)),
    ("lindsey", inner_product, "_other_value", lambda sides, value: None),
    ("lindsey", inner_product, "_other_value", lambda sides, value: _other_value(sides, 1 - value)),
    ("exactly-k", small_parities, "block_chain", lambda n, k: block_chain(n, k)[:-1]),
    ("exactly-k", small_parities, "block_chain", lambda n, k: (tuple(range(k)),)),
    ("recursive-counts", length_facts, "run_length", lambda R, m, K, steps: run_length(R, m, K, steps) + int(K > 1)),
    ("halving", length_facts, "block_sizes", lambda n, a: (2,)),
    ("k-parity-counts", length_facts, "length", lambda n, k: 1 if n == 1 else (n - 1) // (k - 1)),
    ("sample-bounds", sample_facts, "jointly", half_sure),
    ("sample-bounds", sample_facts, "token_by_token", one_confidence),
    ("counts-evaluated", sample_facts, "jointly", lambda many, e, d: -5),
    ("counts-evaluated", sample_facts, "token_by_token", lambda many, e, d: 10**9),
    ("counts-evaluated", sample_facts, "token_by_token", lambda many, e, d: token_by_token(many, e, d) - 1),
    ("margins", sample_facts, "gate_rule", even_gate),
    ("margins", sample_facts, "interval_rule", not_lifted),
]


@pytest.mark.parametrize(
    ("label", "module", "name", "wrong"), WRONG, ids=[f"{w[0]}-{i}" for i, w in enumerate(WRONG)]
)
def test_a_statement_fails_if_the_code_it_names_is_wrong(
    label: str, module: ModuleType, name: str, wrong: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Within sixty instances, on one that holds with the right code."""
    s = REGISTRY[label]
    assert s.check is not None
    for number in range(60 if s.cases is None else s.cases):
        instance = instance_of(s, 3, number)
        with monkeypatch.context() as patch:
            patch.setattr(module, name, wrong)
            found = checked(s.check, instance).counterexample
        if found is not None:
            assert checked(s.check, instance).counterexample is None
            return
    pytest.fail(f"{label} holds with a wrong {name}")
