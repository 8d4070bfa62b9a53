"""No linear network is below 3/5 bit per character on exclusive-or: the argument's inequality, and training."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.optimize import minimize

from lcomplexity.experiments.networks import Kind, network
from lcomplexity.experiments.text.exclusive_or import exclusive_or
from lcomplexity.experiments.text.kneser_ney import bits_per_character, kneser_ney
from lcomplexity.experiments.text.problem import NextCharacter
from lcomplexity.experiments.text.problem import bits_per_character as network_bits
from lcomplexity.experiments.training import Plan, train

CORPUS = exclusive_or(20_000)


def loss(m: np.ndarray) -> float:
    """Mean loss in bits on c = a xor b when the score of 1 minus that of 0 is m[a, b]."""
    signs = np.array([[1, -1], [-1, 1]])
    return float(np.log2(1 + np.exp(np.clip(signs * m, -500, 500))).mean())


def test_sums_cost_a_whole_bit_and_a_product_costs_none() -> None:
    """The minimum over m = f(a) + g(b) + constant, found numerically, is 1; with a term for a and b together it is 0."""
    for seed in range(5):
        start = np.random.default_rng(seed).normal(size=5) * 3
        best = minimize(lambda v: loss(v[0] + v[1:3, None] + v[None, 3:5]), start)
        assert abs(best.fun - 1) < 1e-6
    assert loss(np.array([[-40.0, 40.0], [40.0, -40.0]])) < 1e-9


def test_blocks_are_what_they_say() -> None:
    """ab=c; with c = a xor b, each pair about as often, parts different."""
    text = "".join(CORPUS.alphabet[i] for i in CORPUS.train)
    blocks = text.split(";")[:-1]
    assert all(len(b) == 4 and b[2] == "=" and int(b[3]) == int(b[0]) ^ int(b[1]) for b in blocks)
    for pair in ("00", "01", "10", "11"):
        assert abs(sum(b.startswith(pair) for b in blocks) - len(blocks) / 4) < 5 * (len(blocks) * 3 / 16) ** 0.5
    assert CORPUS.train[:2000].tolist() != CORPUS.test.tolist()[:2000]


def test_a_4_gram_reaches_the_floor_and_a_3_gram_does_not() -> None:
    """Three characters back are enough: 2/5; two are not: 3/5."""
    assert abs(bits_per_character(kneser_ney(CORPUS.train, 4, 4), CORPUS.test) - CORPUS.floor) < 0.01
    assert abs(bits_per_character(kneser_ney(CORPUS.train, 3, 4), CORPUS.test) - CORPUS.linear_floor) < 0.01


@pytest.mark.parametrize(("kind", "goes_below"), [("tied", "no"), ("linear", "no"), ("mlp", "yes")])
def test_training_ends_above_the_linear_floor_unless_the_network_is_not_linear(
    tmp_path_factory: pytest.TempPathFactory, kind: Kind, goes_below: str
) -> None:
    """The linear networks come near 3/5 from above (a test part of n blocks may deviate a little); the MLP goes below."""
    torch = pytest.importorskip("torch")
    torch.set_num_threads(1)
    h = network(kind, 6, 16, 4, seed=0)
    plan = Plan(steps=300, rate=0.02, warmup=10, decay=0.0, evaluate_every=300, checkpoint_every=300)
    problem = NextCharacter(CORPUS, h, 0, 16, 400, "cpu")
    train(problem, plan, {"seed": 0}, tmp_path_factory.mktemp(kind), kind, lambda line: None)
    bits = network_bits(h, CORPUS.test, "cpu")
    if goes_below == "yes":
        assert CORPUS.floor <= bits < 0.5
    else:
        assert 0.59 < bits < 0.66
