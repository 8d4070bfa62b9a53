"""Learning to predict the next character: windows of the training part, bits per character, and samples.

Bits per character are of characters 2, 3, .. of a text, each scored once, given at most the T characters before it: windows of T start every T/2
characters and score their later half, so that the context has T/2 to T characters (fewer only at the beginning of the text).
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from lcomplexity.errors import PredictorError
from lcomplexity.experiments.networks import Network
from lcomplexity.experiments.runtime import require_torch
from lcomplexity.experiments.text.corpus import Corpus
from lcomplexity.experiments.training import batch_source

if TYPE_CHECKING:
    from torch import Tensor

#: Windows that are scored at a time.
_AT_ONCE = 64


@dataclass(frozen=True, eq=False)
class NextCharacter:
    """A :class:`lcomplexity.experiments.training.Problem`: the batch of a step is ``batch`` windows at random places of the training part."""

    corpus: Corpus
    network: Network
    seed: int
    batch: int
    validation: int
    device: str

    def loss(self, step: int) -> Tensor:
        """Return the mean loss in nats of all T characters of the windows of this step."""
        import torch

        T, text = self.network.T, self.corpus.train
        begin = batch_source(self.seed, step).integers(len(text) - T, size=self.batch)
        windows = torch.from_numpy(text[begin[:, None] + np.arange(T + 1)]).to(self.device)
        scores = self.network.scores(windows[:, :-1])
        return torch.nn.functional.cross_entropy(scores.flatten(0, 1), windows[:, 1:].flatten())

    def evaluate(self) -> dict[str, float]:
        """Return the bits per character on the validation part."""
        return {
            "validation_bits": bits_per_character(
                self.network, self.corpus.validation[: self.validation], self.device
            )
        }


def scored(N: int, T: int) -> Iterator[tuple[int, int]]:
    """Yield windows of T characters of a text of N > T: where each begins, and its first output that is scored.

    Output t (from 0) of a window that begins at s predicts character s + t + 1.

    >>> list(scored(N=10, T=4))                                    # scores characters 1-4, 5-6, 7-8, 9
    [(0, 0), (2, 2), (4, 2), (5, 3)]
    """
    if N <= T:
        raise PredictorError(f"text: {N} characters cannot be scored with windows of {T}; give more than {T}")
    done = 0
    for s in [*range(0, N - 1 - T, max(1, T // 2)), N - 1 - T]:
        yield s, done - s
        done = s + T


def bits_per_character(h: Network, text: NDArray[np.int64], device: str) -> float:
    """Return the mean of -log2 of the probability of characters 2, 3, .. of a text.

    >>> from lcomplexity.experiments.networks import network
    >>> h = network("tied", T=4, d=2, vocabulary=2, seed=0)
    >>> for weight in h.weights.values(): _ = weight.detach().zero_()
    >>> bits_per_character(h, np.array([0, 1, 1, 0, 1, 0, 0]), "cpu")
    1.0
    """
    require_torch()
    import torch

    starts = list(scored(len(text), h.T))
    characters = torch.tensor(text, device=device)
    outputs = torch.arange(h.T, device=device)
    total = 0.0
    with torch.no_grad():
        for i in range(0, len(starts), _AT_ONCE):
            begin, first = torch.tensor(starts[i : i + _AT_ONCE], device=device).unbind(1)
            windows = characters[begin[:, None] + torch.arange(h.T + 1, device=device)]
            logarithms = torch.log_softmax(h.scores(windows[:, :-1]).double(), dim=-1)
            found = logarithms.gather(2, windows[:, 1:, None])[:, :, 0]
            total -= float(found[outputs >= first[:, None]].sum())
    return total / math.log(2) / (len(text) - 1)


def sample(h: Network, corpus: Corpus, characters: int, seed: int, device: str) -> str:
    """Return text drawn from the network at temperature 1, after the last character of the training part.

    >>> from lcomplexity.experiments.networks import network
    >>> from lcomplexity.experiments.text.exclusive_or import exclusive_or
    >>> len(sample(network("tied", T=4, d=2, vocabulary=4, seed=0), exclusive_or(100), 7, seed=0, device="cpu"))
    7
    """
    require_torch()
    import torch

    source = batch_source(seed, 0)
    context = [int(corpus.train[-1])]
    with torch.no_grad():
        for _ in range(characters):
            window = torch.tensor([context[-h.T :]], device=device)
            p = torch.softmax(h.scores(window)[0, -1].double(), dim=-1).cpu().numpy()
            context.append(drawn(p, source))
    return "".join(corpus.alphabet[i] for i in context[1:])


def drawn(p: NDArray[np.float64], source: np.random.Generator) -> int:
    """Return an index drawn with these probabilities.

    >>> drawn(np.array([0.0, 1.0, 0.0]), np.random.default_rng(0))
    1
    """
    return int(min(np.searchsorted(np.cumsum(p), source.random() * p.sum(), side="right"), len(p) - 1))
