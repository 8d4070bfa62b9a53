"""Does an exported module write what the predictor writes? Chains compared token by token.

>>> import torch
>>> from lcomplexity.constructions.parity import parity
>>> from lcomplexity.exports.module import module
>>> h = parity(3).predictor
>>> model = module(h, "float32")
>>> disagreement(model, h, np.array([[1, 1, 1], [0, 1, 0]])) is None
True
>>> _ = model.rules[0].coordinates[0].reading.tables[1, 1].fill_(1)      # a weight of 2 is broken
>>> disagreement(model, h, np.array([[0, 1, 0], [1, 1, 1]]))
Disagreement(prompt=(1, 1, 1), t=0, found=0, expected=1)
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from lcomplexity.decoding import decode_batch
from lcomplexity.predictor import LinearPredictor

if TYPE_CHECKING:
    from lcomplexity.exports.module import PredictorModule
    from lcomplexity.predictor_file import StoredPredictor


class Disagreement(NamedTuple):
    """The first wrong token: prompt, index in the chain, token the module says and token the predictor says (-1: none)."""

    prompt: tuple[int, ...]
    t: int
    found: int
    expected: int


def disagreement(model: PredictorModule, h: LinearPredictor, prompts: NDArray[np.int64]) -> Disagreement | None:
    """Return the first token that differs over prompts (B, n), or ``None`` if all chains are equal.

    >>> from lcomplexity.constructions.parity import parity
    >>> from lcomplexity.exports.module import module
    >>> disagreement(module(parity(2).predictor, "float64"), parity(2).predictor, np.array([[1, 1]])) is None
    True
    """
    import torch

    # Exports fit 2^53, so the compiled engine's 64 bits are enough.
    expected = decode_batch(h, prompts).chains
    found = model.generate(torch.from_numpy(np.ascontiguousarray(prompts, np.int64))).numpy()
    for b, t in np.argwhere(found != expected)[:1].tolist():
        return Disagreement(tuple(prompts[b].tolist()), t, int(found[b, t]), int(expected[b, t]))
    return None


def sample_prompts(s: StoredPredictor, count: int, seed: int) -> NDArray[np.int64]:
    """Return ``count`` prompts (B, n): random input symbols, or random tokens where inputs are more than symbols in a row.

    >>> from lcomplexity.constructions.parity import parity
    >>> from lcomplexity.predictor_file import stored
    >>> sample_prompts(stored(parity(4)), count=2, seed=0).shape
    (2, 4)
    """
    rng = np.random.default_rng(seed)
    h, interface = s.predictor, s.interface
    rows = np.zeros((count, h.n), np.int64)
    for row in rows:
        codes = [interface.rest if i else interface.first for i in range(s.input_length)]
        # Without symbols there are no inputs to draw.
        symbols = [list(code.values())[rng.integers(len(code))] for code in codes if code]
        drawn = [*interface.prefix, *(token for symbol in symbols for token in symbol), *interface.suffix]
        # In decimal sums, say, an operator stands between the digits.
        row[:] = drawn if len(drawn) == h.n else rng.integers(len(h.vocabulary), size=h.n)
    return rows
