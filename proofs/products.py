"""The statement on products of classes: learning every token with a T-th of the error and of the failures learns the chain.

Checked on small finite classes by exact probabilities, in fractions, for the number of samples that the library's bound says.

>>> from proofs.statement import gather
>>> gather(STATEMENTS[0], examples=20, seed=1).failures
0
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from functools import partial
from math import log
from typing import Any, TypeAlias

import numpy as np

from lcomplexity.notions.sample_bound import token_by_token
from proofs.places import paper
from proofs.statement import Case, OutsideError, Statement, statement

Record: TypeAlias = dict[str, Any]


def drawn_product(random: np.random.Generator) -> Record:
    """Return a distribution on a few points, T classes of a few hypotheses (each the set of points where it is wrong; the empty set
    is the target's), a number of samples, an allowed error and a probability of failing, as fractions.

    >>> sorted(drawn_product(np.random.default_rng(0)))
    ['classes', 'delta', 'epsilon', 'm', 'points']
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
        "delta": [int(random.integers(1, 10)), 20],
    }


def bold(ln_hypotheses: Sequence[float], epsilon: float, delta: float) -> int:
    """Return the number of samples if every token might fail with probability delta, instead of delta/T: too few.

    >>> bold([log(2)] * 3, 0.5, 0.1) < token_by_token([log(2)] * 3, 0.5, 0.1)
    True
    """
    return token_by_token(ln_hypotheses, epsilon, min(0.999, len(ln_hypotheses) * delta))


def product_case(
    record: Record,
    shares: int | None = None,
    samples: Callable[[Sequence[float], float, float], int] = token_by_token,
) -> Case:
    """Return whether learning each token with error epsilon/T learns the chain with error epsilon, by exact probabilities.

    Of every set S of points that m samples can show: if no hypothesis consistent with S has an error above epsilon/T, then no
    product of consistent ones is wrong with probability above epsilon. And some one does with probability at most
    sum_t |H_t| (1 - epsilon/T)^m, which is at most delta for the m that ``samples`` says. ``shares`` stands in the place of T where the
    error is shared out.

    >>> product_case(drawn_product(np.random.default_rng(0))).counterexample is None
    True
    """
    points, classes, m = record["points"], record["classes"], record["m"]
    epsilon, delta = (Fraction(*record[name]) for name in ("epsilon", "delta"))
    token = epsilon / (len(classes) if shares is None else shares)
    N, total = len(points), sum(points)
    if not 1 <= N <= 6 or not classes or m < 1 or any(w < 1 for w in points):
        raise OutsideError("points with weights, classes and samples")
    if not 0 < epsilon < 1 or not 0 < delta < 1:
        raise OutsideError("an error and a probability of failing between 0 and 1")
    if any(not 0 <= mask < 1 << N for masks in classes for mask in masks) or any(0 not in masks for masks in classes):
        raise OutsideError("every class holds the target, and is wrong on points only")
    mass = [sum(points[i] for i in range(N) if s >> i & 1) for s in range(1 << N)]
    bad = []
    for S in range(1, 1 << N):
        consistent = [[mask for mask in masks if not mask & S] for masks in classes]
        if any(mass[mask] > token * total for masks in consistent for mask in masks):
            bad.append(S)
            continue
        unions = {0}
        for masks in consistent:
            unions = {u | mask for u in unions for mask in masks}
        worst = max(mass[u] for u in unions)
        if worst > epsilon * total:
            told = f"{record}: samples of the points {S:b} leave hypotheses that together are wrong with weight {worst} of {total}"
            return Case(1 << N, told)
    sizes = [len(set(masks)) for masks in classes]
    enough = samples([log(size) for size in sizes], float(epsilon), float(delta))
    for number in (m, enough):
        found, bound = _probability(mass, bad, number), sum(sizes) * (1 - token) ** number
        if found > bound:
            told = f"{record}: {number} samples leave a token badly learnt with probability {found}, above the bound {bound}"
            return Case(1 << N, told)
    # For the number said the bound itself is small enough, which is more than that the probability is.
    if bound > delta:
        return Case(
            1 << N, f"{record}: {enough} samples said to be enough, the bound is {float(bound)}, above {delta}"
        )
    return Case(1 << N, features={"points": N, "tokens": len(classes), "samples": m})


def _probability(mass: list[int], sets: list[int], m: int) -> Fraction:
    """The probability that m samples show exactly the points of one of these sets."""
    exactly = [weight**m for weight in mass]
    # Inclusion and exclusion, a point at a time.
    for i in range(len(mass).bit_length() - 1):
        for s in range(len(mass)):
            if s >> i & 1:
                exactly[s] -= exactly[s ^ 1 << i]
    return Fraction(sum(exactly[s] for s in sets), mass[-1] ** m)


STATEMENTS: tuple[Statement, ...] = (
    statement(
        label="product-of-classes",
        group="definitions",
        words="A product of T PAC-learnable classes is AR-learnable, with error epsilon/T and confidence delta/T for each token: any "
        "consistent choice has AR error at most epsilon, except with probability sum_t |H_t| (1 - epsilon/T)^m, which is at most delta "
        "for the number of samples that is said to be enough.",
        latex=r"m(\epsilon, \delta) = \max_t m_t(\epsilon/T, \delta/T) \le "
        r"\lceil \tfrac{T}{\epsilon} (\max_t \ln |H_t| + \ln \tfrac{T}{\delta}) \rceil",
        place=paper("Thm 3", icml="Theorem 3.3"),
        hypotheses="Finite classes that contain the target; the learner is any consistent one. (The theorem itself is for any "
        "learners; the sizes drawn are small, the probabilities exact.)",
        uses=("union-bound", "sample-bounds"),
        code=("lcomplexity.notions.sample_bound.token_by_token",),
        check=product_case,
        draw=drawn_product,
        broken={
            "error epsilon allowed to each token": partial(product_case, shares=1),
            "confidence delta asked of each token": partial(product_case, samples=bold),
        },
        block=500,
        blocks=6,
    ),
)
