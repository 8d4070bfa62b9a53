"""Chain-of-thought data: prompts and chains over one vocabulary; splits by input; incomplete, noisy and answer-only variants.

Chains come from a construction's independent source (the simulator, whole-number arithmetic), never from a predictor. One
that ends early is filled up with its last token, as the predictors here do. A split draws *different* inputs, so that train and test are
disjoint by construction.

>>> from lcomplexity.constructions.arithmetic import addition
>>> train, test = split(addition(2), train=3, test=2, seed=1)
>>> train.prompts.shape, train.chains.shape, test.m
((3, 6), (3, 7), 2)
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from lcomplexity.constructions.construction import Construction
from lcomplexity.decoding import whole_numbers
from lcomplexity.errors import PredictorError


@dataclass(frozen=True, eq=False)
class Dataset:
    """``m`` prompts (m, n) and chains (m, T) of tokens 0 .. \\|D\\|-1, whose names are ``vocabulary``.

    Raises :class:`PredictorError` if the shapes do not fit, or a token is no whole number or outside the vocabulary.
    """

    vocabulary: tuple[str, ...]
    prompts: NDArray[np.int64]
    chains: NDArray[np.int64]

    def __post_init__(self) -> None:
        for name in ("prompts", "chains"):
            array = np.ascontiguousarray(whole_numbers(f"dataset: {name}", getattr(self, name)))
            if array.ndim != 2 or array.min(initial=0) < 0 or array.max(initial=0) >= len(self.vocabulary):
                raise PredictorError(
                    f"dataset: {name} of shape {array.shape} with tokens {array.min(initial=0)}..{array.max(initial=0)}; "
                    f"give rows of tokens 0..{len(self.vocabulary) - 1}"
                )
            array.setflags(write=False)
            object.__setattr__(self, name, array)
        if len(self.prompts) != len(self.chains):
            raise PredictorError(
                f"dataset: {len(self.prompts)} prompts and {len(self.chains)} chains; give one chain a prompt"
            )

    @property
    def m(self) -> int:
        """Return the number of samples."""
        return len(self.prompts)

    @property
    def n(self) -> int:
        """Return the length of the prompts."""
        return self.prompts.shape[1]

    @property
    def T(self) -> int:
        """Return the length of the chains."""
        return self.chains.shape[1]

    @cached_property
    def contexts(self) -> NDArray[np.int32]:
        """Return prompts and chains side by side, (m, n + T)."""
        contexts = np.concatenate([self.prompts, self.chains], axis=1).astype(np.int32)
        contexts.setflags(write=False)
        return contexts

    def first(self, m: int) -> Dataset:
        """Return the first ``m`` samples."""
        return Dataset(self.vocabulary, self.prompts[:m], self.chains[:m])


def check_counts(place: str, **given: object) -> None:
    """Return nothing; raise :class:`PredictorError`, which names ``place``, unless all that is given are whole numbers from 0.

    >>> check_counts("split", train=3, seed=0)
    >>> check_counts("split", train=2.5)
    Traceback (most recent call last):
        ...
    lcomplexity.errors.PredictorError: split: train is 2.5; give a whole number of at least 0
    """
    for name, value in given.items():
        if not isinstance(value, int | np.integer) or value < 0:
            raise PredictorError(f"{place}: {name} is {value!r}; give a whole number of at least 0")


class Split(NamedTuple):
    """Two datasets without a common prompt."""

    train: Dataset
    test: Dataset


def dataset(construction: Construction, inputs: NDArray[np.int64]) -> Dataset:
    """Return the prompts and chains of inputs (m, n), numbers of the construction's symbols.

    >>> from lcomplexity.constructions.parity import parity
    >>> dataset(parity(3), np.array([[1, 1, 1], [0, 1, 0]])).chains.tolist()
    [[1, 1], [0, 1]]
    """
    expected = construction.expected(inputs)
    return Dataset(
        construction.predictor.vocabulary.tokens, expected.prompts, _filled(expected.chains, expected.lengths)
    )


def different_inputs(construction: Construction, m: int, rng: np.random.Generator) -> NDArray[np.int64]:
    """Return ``m`` different inputs (m, n) in random order, every set of them equally likely.

    Raises :class:`PredictorError` if there are not that many.

    >>> from lcomplexity.constructions.parity import parity
    >>> sorted(different_inputs(parity(2), 4, np.random.default_rng(0)).tolist())
    [[0, 0], [0, 1], [1, 0], [1, 1]]
    """
    check_counts("dataset", inputs=m)
    symbols, n = np.array(construction.symbols, np.int64), construction.input_length
    there_are = len(symbols) ** n
    if m > there_are:
        raise PredictorError(f"dataset: {m} different inputs asked for, there are {there_are}; give fewer")
    if there_are <= 1 << 20:
        numbers = rng.permutation(there_are)[:m]
        digits = np.stack([numbers // len(symbols) ** i % len(symbols) for i in range(n)], axis=1)
        return symbols[digits.reshape(m, n)]
    # Repetitions are rare: draw, drop what came before, and draw the rest.
    drawn = np.zeros((0, n), np.int64)
    while len(drawn) < m:
        more = symbols[rng.integers(0, len(symbols), (m - len(drawn), n))]
        drawn = np.concatenate([drawn, more])
        _, first = np.unique(drawn, axis=0, return_index=True)
        drawn = drawn[np.sort(first)]
    return drawn


def split(construction: Construction, *, train: int, test: int, seed: int) -> Split:
    """Return ``train`` and ``test`` samples with different inputs.

    With the same seed a larger training set begins with the smaller one, and the test set stays. Raises :class:`PredictorError` for
    sizes that are no whole numbers, or more in all than there are inputs.

    >>> from lcomplexity.constructions.parity import parity
    >>> s = split(parity(4), train=10, test=6, seed=0)
    >>> len(set(map(tuple, s.train.prompts.tolist())) & set(map(tuple, s.test.prompts.tolist())))
    0
    """
    check_counts("dataset", train=train, test=test, seed=seed)
    there_are = len(construction.symbols) ** construction.input_length
    if train + test > there_are:
        raise PredictorError(
            f"dataset: train {train} and test {test} are {train + test} different inputs, there are {there_are}; give fewer"
        )
    inputs = different_inputs(construction, train + test, np.random.default_rng(seed))
    return Split(dataset(construction, inputs[test:]), dataset(construction, inputs[:test]))


def answer_only(data: Dataset) -> Dataset:
    """Return the dataset whose chains are the last token alone.

    >>> from lcomplexity.constructions.parity import parity
    >>> answer_only(dataset(parity(3), np.array([[1, 1, 1]]))).chains.tolist()
    [[1]]
    """
    return Dataset(data.vocabulary, data.prompts, data.chains[:, -1:])


def incomplete(data: Dataset, kept: tuple[int, ...]) -> Dataset:
    """Return the dataset with only the chain's tokens ``kept`` (indices from 0, rising, the last token among them).

    >>> from lcomplexity.constructions.parity import parity
    >>> incomplete(dataset(parity(4), np.array([[1, 1, 1, 0]])), (0, 2)).chains.tolist()     # 3 = 011 in binary
    [[0, 1]]
    """
    if list(kept) != sorted(set(kept)) or not kept or kept[0] < 0 or kept[-1] != data.T - 1:
        raise PredictorError(f"dataset: tokens {list(kept)} kept; give rising indices that end with {data.T - 1}")
    return Dataset(data.vocabulary, data.prompts, data.chains[:, list(kept)])


def noisy(data: Dataset, rate: float, seed: int) -> Dataset:
    """Return the dataset with each chain token replaced, with probability ``rate``, by another one that occurs at its place.

    >>> from lcomplexity.constructions.parity import parity
    >>> clean = split(parity(10), train=1000, test=0, seed=0).train
    >>> wrong = int((noisy(clean, 0.1, seed=1).chains != clean.chains).sum())
    >>> 300 < wrong < 500                                             # of 4,000 tokens
    True
    """
    if not 0 <= rate <= 1:
        raise PredictorError(f"dataset: noise rate {rate}; give a probability, 0 to 1")
    check_counts("dataset", seed=seed)
    rng = np.random.default_rng(seed)
    chains = data.chains.copy()
    for t in range(data.T):
        there, which = np.unique(chains[:, t], return_inverse=True)
        if len(there) > 1:
            # A shift by 1 .. size-1 is another token, each equally likely.
            shifted = (which + rng.integers(1, len(there), data.m)) % len(there)
            chains[:, t] = np.where(rng.random(data.m) < rate, there[shifted], chains[:, t])
    return Dataset(data.vocabulary, data.prompts, chains)


def _filled(chains: NDArray[np.int64], lengths: NDArray[np.int64]) -> NDArray[np.int64]:
    """Chains padded by their last token instead of -1."""
    if not chains.shape[1]:
        return chains
    last = np.take_along_axis(chains, np.maximum(lengths - 1, 0)[:, None], axis=1)
    return np.where(np.arange(chains.shape[1]) < lengths[:, None], chains, last)
