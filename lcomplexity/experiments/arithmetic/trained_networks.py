"""The paper's networks on its chain: linear and MLP, with and without the columns written out (PyTorch).

Inputs are whole sequences, prompt and chain; the loss is of the chain's tokens. A network is tested on held-out pairs by the chains it has right under
teacher forcing, in every token: these are the chains that its greedy roll-out has right. Of the pairs of numbers a quarter is held out.

Sizes: the paper's shapes are d = 128 and 307 tokens with an MLP of 775 million weights (quoted; d and the layout from its public code, where
(128 * 307)^2 / 2 = 772 million are unmasked); what runs here says its d and its number of weights.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from lcomplexity.experiments import metrics
from lcomplexity.experiments.arithmetic.operands import pairs
from lcomplexity.experiments.arithmetic.paper_chain import paper_data, paper_program, without_columns
from lcomplexity.experiments.networks import Kind, Network, network
from lcomplexity.experiments.runtime import Place
from lcomplexity.experiments.scales import Scale
from lcomplexity.experiments.training import Plan, Stopped, batch_source, train
from lcomplexity.learning.datasets import Dataset

if TYPE_CHECKING:
    from torch import Tensor

#: Samples evaluated at a time.
_AT_ONCE = 256


@dataclass(frozen=True)
class Size:
    """Digits of the numbers, embedding d, batch, steps and learning rate of a scale; ``pairs`` are drawn, a quarter held out."""

    digits: int
    d: int
    batch: int
    steps: int
    rate: float
    pairs: int


SIZES: dict[Scale, Size] = {
    "tiny": Size(digits=1, d=4, batch=16, steps=20, rate=3e-3, pairs=81),
    "laptop": Size(digits=2, d=32, batch=64, steps=3000, rate=2e-3, pairs=8100),
    # For a GPU of 24 GB or more; not run yet.
    "paper": Size(digits=4, d=128, batch=512, steps=50_000, rate=1e-3, pairs=20_000_000),
}


@dataclass(frozen=True, eq=False)
class NextToken:
    """A :class:`lcomplexity.experiments.training.Problem`: batches of random samples of a training set."""

    data: Dataset
    held_out: Dataset
    network: Network
    seed: int
    batch: int
    device: str

    def loss(self, step: int) -> Tensor:
        """Return the mean loss in nats of the chain's tokens."""
        import torch

        chosen = batch_source(self.seed, step).integers(self.data.m, size=self.batch)
        scores, wanted = self._scores(self.data, chosen)
        return torch.nn.functional.cross_entropy(scores.flatten(0, 1), wanted.flatten())

    def evaluate(self) -> dict[str, float]:
        """Return the share of held-out chains right in every token, and of held-out answers' tokens right under teacher forcing."""
        right = tokens = 0
        for start in range(0, self.held_out.m, _AT_ONCE):
            chosen = np.arange(start, min(start + _AT_ONCE, self.held_out.m))
            scores, wanted = self._scores(self.held_out, chosen)
            same = scores.argmax(dim=-1) == wanted
            right += int(same.all(dim=1).sum())
            tokens += int(same.sum())
        return {
            "chains_right": right / self.held_out.m,
            "tokens_right": tokens / (self.held_out.m * self.held_out.T),
        }

    def _scores(self, data: Dataset, chosen: np.ndarray) -> tuple[Tensor, Tensor]:
        import torch

        context = torch.from_numpy(data.contexts[chosen].astype(np.int64)).to(self.device)
        return self.network.scores(context[:, :-1])[:, data.n - 1 :], context[:, data.n :]


def trained(
    kind: Kind, chain: str, seed: int, place: Place, folder: Path, progress: Callable[[str], None]
) -> dict[str, Any] | Stopped:
    """Return the last record of a network trained on the paper's chain (``paper``) or the one with columns (``columns``); or where it stopped.

    >>> import tempfile
    >>> from lcomplexity.experiments.runtime import place
    >>> with tempfile.TemporaryDirectory() as name:
    ...     found = trained("linear", "columns", 0, place("cpu", 1, "tiny"), Path(name), lambda line: None)
    >>> found["step"], 0 <= found["chains_right"] <= 1
    (20, True)
    """
    size = SIZES[place.scale]
    d = size.digits
    program = paper_program(d, d)
    data = paper_data(program, *pairs(d, size.pairs, seed), d, d)
    if chain == "paper":
        data = without_columns(program, data)
    held = size.pairs // 4
    train_data = Dataset(data.vocabulary, data.prompts[held:], data.chains[held:])
    h = network(kind, data.n + data.T - 1, size.d, len(data.vocabulary), seed, place.device)
    problem = NextToken(train_data, data.first(min(held, 10_000)), h, seed, size.batch, place.device)
    plan = Plan(
        steps=size.steps,
        rate=size.rate,
        warmup=max(1, size.steps // 20),
        decay=0.0,
        evaluate_every=max(1, size.steps // 10),
        checkpoint_every=max(1, size.steps // 10),
    )
    facts = {
        "part": "networks",
        "model": kind,
        "chain": chain,
        "digits": d,
        "T": data.T,
        "d": size.d,
        "parameters": h.parameters,
        "batch": size.batch,
        "train": train_data.m,
        "tested": problem.held_out.m,
        "seed": seed,
        **place.facts(),
    }
    here = folder / f"{kind}-{chain}-{seed}"
    here.mkdir(parents=True, exist_ok=True)
    outcome = train(problem, plan, facts, here, f"{kind}, {chain}", progress)
    if isinstance(outcome, Stopped):
        return outcome
    return metrics.Record(outcome[-1])
