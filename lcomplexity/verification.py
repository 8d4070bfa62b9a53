"""Does a predictor write the chains it must? Every token of every chain, decoded and compared.

All inputs of the construction's length when there are at most 2^16 of them, else a seeded sample. The fast engine
decodes (it is tested equal to the reference); the expected chains come from the construction's independent source.

>>> from lcomplexity.constructions.parity import parity
>>> v = verify(parity(10)); v.inputs, v.tokens, v.failures, v.exhaustive, v.min_margin
(1024, 4096, 0, True, 1)
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from itertools import islice, product
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from lcomplexity.constructions.construction import Construction
from lcomplexity.decoding import decode_batch
from lcomplexity.errors import PredictorError
from lcomplexity.long_verification import LongRun, compared

#: All inputs are tried if there are at most this many.
EXHAUSTIVE_LIMIT = 1 << 16
#: A sample stops growing at this many tokens (but has at least MIN_SAMPLE inputs).
SAMPLE_TOKENS = 20_000_000
MAX_SAMPLE = 4096
MIN_SAMPLE = 16
#: Tokens decoded at a time: bounds the memory.
BLOCK_TOKENS = 1 << 20
#: A longer chain is decoded and compared piece by piece, if the construction can write it so.
STREAM_FROM = 1 << 23


@dataclass(frozen=True)
class Failure:
    """The first wrong token: input (symbol numbers), index in the chain, token decoded and token expected (-1: the
    chain should have ended, or did)."""

    x: tuple[int, ...]
    t: int
    found: int
    expected: int


@dataclass(frozen=True)
class Verification:
    """Inputs and tokens compared, inputs that failed, the smallest margin met (``None`` if no token was decoded), and
    whether the inputs were all there are; ``seed`` is ``None`` then. ``broken`` lists claims that do not hold."""

    inputs: int = 0
    tokens: int = 0
    failures: int = 0
    exhaustive: bool = False
    min_margin: int | None = None
    seed: int | None = None
    first_failure: Failure | None = None
    broken: tuple[str, ...] = ()

    @property
    def passed(self) -> bool:
        """Return whether there was no failure, no broken claim, and any token to compare."""
        return not self.failures and not self.broken and self.tokens > 0


def verify(
    construction: Construction,
    *,
    seed: int = 0,
    domain: NDArray[np.int64] | None = None,
    progress: Callable[[Verification], None] | None = None,
    checkpoint: Path | None = None,
) -> Verification:
    """Return what comparing every token with the expected chains showed, and whether the claims hold.

    ``domain`` (B, n), symbol numbers, restricts the inputs to promised ones. ``progress`` is called after each block.
    Chains of more than :data:`STREAM_FROM` tokens are decoded by the engine ``tabulated``, in memory that does not grow with
    them; ``checkpoint`` names a file where such a decoding is saved now and then, and gone on with if it exists.

    >>> from lcomplexity.constructions.parity import parity
    >>> v = verify(parity(20), seed=3); v.exhaustive, v.inputs, v.seed, v.passed
    (False, 4096, 3, True)
    """
    result = Verification()
    if domain is not None:
        source, result = _blocks(construction, iter(domain.tolist())), replace(result, exhaustive=True)
    elif len(construction.symbols) ** construction.input_length <= EXHAUSTIVE_LIMIT:
        words = product(construction.symbols, repeat=construction.input_length)
        source, result = _blocks(construction, words), replace(result, exhaustive=True)
    else:
        source, result = _blocks(construction, _sample(construction, seed)), replace(result, seed=seed)
    long = construction.predictor.length > STREAM_FROM and construction.stream is not None
    if checkpoint is not None and not long:
        raise PredictorError(
            f"{construction.name}: a checkpoint is for chains of more than {STREAM_FROM} tokens; this one has "
            f"{construction.predictor.length}"
        )
    for x in source:
        if long:
            result = _long_compared(construction, x, result, checkpoint, progress)
        else:
            result = _compared(construction, x, result)
        if progress is not None:
            progress(result)
    measured = construction.measured()
    if result.min_margin is not None:
        measured["margin"] = result.min_margin
    return replace(result, broken=tuple(construction.claims.broken(measured)))


def _sample(construction: Construction, seed: int) -> Iterator[tuple[int, ...]]:
    count = min(MAX_SAMPLE, max(MIN_SAMPLE, SAMPLE_TOKENS // max(construction.predictor.length, 1)))
    random = np.random.default_rng(seed)
    for _ in range(count):
        yield tuple(random.choice(construction.symbols, size=construction.input_length).tolist())


def _blocks(construction: Construction, words: Iterator[tuple[int, ...]]) -> Iterator[NDArray[np.int64]]:
    size = max(1, BLOCK_TOKENS // max(construction.predictor.length, 1))
    while block := list(islice(words, size)):
        yield np.array(block, np.int64).reshape(len(block), construction.input_length)


def _compared(construction: Construction, x: NDArray[np.int64], so_far: Verification) -> Verification:
    expected = construction.expected(x)
    decoded = decode_batch(construction.predictor, expected.prompts)
    found, wanted = _equally_long(decoded.chains, expected.chains)
    wrong = (found != wanted) | (decoded.lengths != expected.lengths)[:, None]
    failed = wrong.any(axis=1)
    first = so_far.first_failure
    if first is None and failed.any():
        b = int(failed.argmax())
        t = int((found[b] != wanted[b]).argmax())
        first = Failure(tuple(x[b].tolist()), t, int(found[b, t]), int(wanted[b, t]))
    margins = [m for m in (so_far.min_margin, int(decoded.min_margins.min())) if m is not None]
    return replace(
        so_far,
        inputs=so_far.inputs + len(x),
        tokens=so_far.tokens + int(expected.lengths.sum()),
        failures=so_far.failures + int(failed.sum()),
        min_margin=min(margins) if construction.predictor.length else None,
        first_failure=first,
    )


def _long_compared(
    construction: Construction,
    x: NDArray[np.int64],
    so_far: Verification,
    checkpoint: Path | None,
    progress: Callable[[Verification], None] | None,
) -> Verification:
    (one,) = x

    def tell(run: LongRun) -> None:
        if progress is not None:
            progress(replace(so_far, tokens=so_far.tokens + run.tokens))

    run = compared(construction, one, checkpoint, so_far.inputs, tell)
    wrong = run.first_wrong
    failure = None if wrong is None else Failure(tuple(one.tolist()), *wrong)
    margins = [m for m in (so_far.min_margin, run.min_margin) if m is not None]
    return replace(
        so_far,
        inputs=so_far.inputs + 1,
        tokens=so_far.tokens + run.tokens,
        failures=so_far.failures + (wrong is not None),
        min_margin=min(margins),
        first_failure=so_far.first_failure or failure,
    )


def _equally_long(a: NDArray[np.int64], b: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Chains padded with -1 to one width: a predictor of the wrong length is wrong, not an error."""
    width = max(a.shape[1], b.shape[1])
    padded = [np.pad(c, ((0, 0), (0, width - c.shape[1])), constant_values=-1) for c in (a, b)]
    return padded[0], padded[1]
