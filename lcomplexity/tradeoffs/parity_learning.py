"""Measured: how many chains, and how long, learners take to learn parity of n bits by tokens of order at most k.

The target is a shortest chain (:func:`~lcomplexity.tradeoffs.parity_order.block_chain`) with the bits in a random order; a sample
is a random x with all its tokens. Learners see each token with the bits and tokens before it:

* **enumeration** goes through all parities of at most k earlier bits and keeps those consistent with the samples so far;
* **elimination** solves the linear equations over F2, which allows parities of any order.

Tokens are functions of x, so two parities of the context can be one function. A token is learnt once all consistent hypotheses are
the same function of x, whichever of them a learner takes; a chain is once all its tokens are. The number of samples is that at which
this happens, so it is the number a consistent learner needs in the worst choice. Seconds are of this program on this machine.

Seeds are printed with results; the same seed gives the same samples.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import reduce
from itertools import combinations
from operator import xor
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from lcomplexity.errors import PredictorError
from lcomplexity.tradeoffs.parity_order import block_chain, hypotheses

Learner = Literal["enumeration", "elimination"]

#: Hypotheses of one token held at once: 2^22 masks are 32 megabytes.
MOST_HYPOTHESES = 1 << 22


@dataclass(frozen=True)
class Measurement:
    """Samples and seconds of one learner over independent trials; ``samples`` lists what each trial took."""

    n: int
    k: int
    T: int
    learner: Learner
    hypotheses: int
    samples: tuple[int, ...]
    seconds: float

    @property
    def mean_samples(self) -> Fraction:
        """Return the average number of samples."""
        return Fraction(sum(self.samples), len(self.samples))


def measure(n: int, k: int, learner: Learner, trials: int, seed: int) -> Measurement:
    """Return what a learner takes for a hidden chain, in independent trials; ``seconds`` is the average of one trial.

    >>> m = measure(6, 3, "elimination", trials=20, seed=1)
    >>> m.T, min(m.samples) >= 6, m.hypotheses                        # 6 equations at least for 6 bits
    (3, True, 93)
    """
    if not (1 <= n <= 48 and trials >= 1):
        raise PredictorError(f"parity learning: {n} bits, {trials} trials; give 1 to 48 bits and at least one trial")
    T = len(block_chain(n, k))
    largest = hypotheses(n + T - 1, k)
    if learner == "enumeration" and largest > MOST_HYPOTHESES:
        raise PredictorError(
            f"parity learning: {largest:,} parities of at most {k} of {n + T - 1} bits; enumeration goes through at most "
            f"{MOST_HYPOTHESES:,}: give a smaller n or k"
        )
    rng = np.random.default_rng([seed, n, k])
    targets = [_hidden_chain(n, k, rng) for _ in range(trials)]
    samples = [rng.integers(0, 1 << n, size=40 * (n + T), dtype=np.uint64).tolist() for _ in range(trials)]
    # Tables of hypotheses are the same in every trial; making them is part of enumeration.
    start = time.perf_counter()
    learn = _by_enumeration if learner == "enumeration" else _by_elimination
    taken = tuple(learn(target, x, n, k) for target, x in zip(targets, samples, strict=True))
    return Measurement(n, k, T, learner, largest, taken, (time.perf_counter() - start) / trials)


def seconds_per_hypothesis(seed: int) -> float:
    """Return how long enumeration takes to check one parity against one sample, measured on some 200,000 of 30 bits.

    >>> 0 < seconds_per_hypothesis(1) < 1
    True
    """
    masks = _masks(30, 4)
    context = int(np.random.default_rng(seed).integers(0, 1 << 30))
    start = time.perf_counter()
    for _ in range(5):
        _agreeing(masks, context, 1)
    return (time.perf_counter() - start) / 5 / len(masks)


def _hidden_chain(n: int, k: int, rng: np.random.Generator) -> list[int]:
    """Each token of a shortest chain as the set, in bits, of the x it is the parity of; the bits in random order."""
    order = rng.permutation(n).tolist()
    functions = [1 << j for j in order]
    for positions in block_chain(n, k):
        functions.append(reduce(xor, (functions[p] for p in positions)))
    return functions[n:]


def _parity(value: int) -> int:
    return value.bit_count() & 1


def _contexts(x: int, target: Sequence[int], n: int) -> int:
    """The bits of x and of its tokens after them."""
    return x | sum(_parity(x & z) << (n + t) for t, z in enumerate(target))


def _by_enumeration(target: Sequence[int], samples: Sequence[int], n: int, k: int) -> int:
    """The samples after which every token has one function left among its consistent hypotheses."""
    needed = 0
    for t, z in enumerate(target):
        alive = _masks(n + t, k)
        used = 0
        while len(_functions(alive, target[:t], n)) > 1:
            x = samples[used]
            alive = _agreeing(alive, _contexts(x, target[:t], n), _parity(x & z))
            used += 1
        needed = max(needed, used)
    return needed


def _masks(bits: int, k: int) -> NDArray[np.uint64]:
    """All sets of at most k of these bits."""
    masks = [np.zeros(1, np.uint64)]
    for size in range(1, min(k, bits) + 1):
        chosen = np.array(list(combinations(range(bits), size)), np.uint64)
        masks.append(np.bitwise_or.reduce(np.uint64(1) << chosen, axis=1))
    return np.concatenate(masks)


def _agreeing(masks: NDArray[np.uint64], context: int, bit: int) -> NDArray[np.uint64]:
    """The parities that say ``bit`` of a context."""
    return masks[(np.bitwise_count(masks & np.uint64(context)) & 1) == bit]


def _functions(masks: NDArray[np.uint64], tokens: Sequence[int], n: int) -> NDArray[np.uint64]:
    """The different functions of x, as sets of its bits, that parities of a context are."""
    functions = masks & np.uint64((1 << n) - 1)
    for t, z in enumerate(tokens):
        functions = np.where(masks >> np.uint64(n + t) & np.uint64(1), functions ^ np.uint64(z), functions)
    return np.unique(functions)


def _by_elimination(target: Sequence[int], samples: Sequence[int], n: int, k: int) -> int:
    """The samples after which the equations have one solution, as a function of x; it is then read off and must be right."""
    # Of the contexts only x matters: tokens are sums of its bits, so a solution can do without them.
    rows: dict[int, tuple[int, int]] = {}
    for used, x in enumerate(samples, start=1):
        labels = sum(_parity(x & z) << t for t, z in enumerate(target))
        for pivot, (row, row_labels) in rows.items():
            if x >> pivot & 1:
                x, labels = x ^ row, labels ^ row_labels
        if x:
            pivot = x.bit_length() - 1
            for other, (row, row_labels) in rows.items():
                if row >> pivot & 1:
                    rows[other] = (row ^ x, row_labels ^ labels)
            rows[pivot] = (x, labels)
        if len(rows) == n:
            found = [
                sum((row_labels >> t & 1) << j for j, (_, row_labels) in rows.items()) for t in range(len(target))
            ]
            assert found == list(target), "a solved system gives the target back"
            return used
    raise PredictorError(f"parity learning: {len(samples)} samples of {n} bits span too little; another seed will do")
