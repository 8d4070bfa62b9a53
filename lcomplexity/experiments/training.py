"""The training loop: seeded, checkpointed, resumed to the same metrics bit for bit on a CPU.

A :class:`Problem` says what is learnt: a network, the loss of step s, and what is measured. The batch of step s must be a function of
the problem's seed and s alone (:func:`batch_source`); then a checkpoint after step s - weights, optimiser, PyTorch's random state, s, and the sums for
the next record - holds all that the later steps depend on. Records written after the last checkpoint are dropped on resuming and made again.

Interrupting (Ctrl-C) is noticed between two steps: a checkpoint is written and :class:`Stopped` returned. A run that is killed goes
on from its last checkpoint.
"""

from __future__ import annotations

import math
import signal
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np

from lcomplexity.errors import PredictorError
from lcomplexity.experiments import checkpoints, metrics
from lcomplexity.experiments.networks import Network
from lcomplexity.experiments.runtime import require_torch

if TYPE_CHECKING:
    from torch import Tensor

#: Files of a run in its folder.
METRICS, CHECKPOINT = "metrics.jsonl", "checkpoint.pt"
#: Gradients of a larger Euclidean norm are scaled down to it.
CLIP = 1.0


@dataclass(frozen=True)
class Stopped:
    """The outcome of a run that was interrupted between two steps, its checkpoint written."""

    what: str
    step: int
    steps: int

    def __str__(self) -> str:
        """Return where it stopped.

        >>> str(Stopped("linear, seed 0", 12, 40))
        'linear, seed 0, after step 12 of 40'
        """
        return f"{self.what}, after step {self.step:,} of {self.steps:,}"


class Problem(Protocol):
    """What is learnt, and how it is measured."""

    @property
    def network(self) -> Network:
        """Return the network to train, on its device."""

    def loss(self, step: int) -> Tensor:
        """Return the scalar loss (nats) on the batch of this step (from 1), with its graph."""

    def evaluate(self) -> Mapping[str, float]:
        """Return what is measured of the network as it is; called without gradients, must not change anything."""


@dataclass(frozen=True)
class Plan:
    """How long and how fast: AdamW, the rate rising linearly for ``warmup`` steps, then falling along a half cosine to 0.

    >>> plan = Plan(steps=10, rate=0.5, warmup=2, decay=0.0, evaluate_every=5, checkpoint_every=5)
    >>> [round(plan.rate_at(s), 3) for s in (1, 2, 3, 6, 10)]
    [0.25, 0.5, 0.481, 0.25, 0.0]
    """

    steps: int
    rate: float
    warmup: int
    decay: float
    evaluate_every: int
    checkpoint_every: int

    def __post_init__(self) -> None:
        if self.steps < 1 or self.evaluate_every < 1 or self.checkpoint_every < 1:
            raise PredictorError(f"training: {self}; steps and intervals must be at least 1")

    def rate_at(self, step: int) -> float:
        """Return the learning rate of step 1 .. ``steps``."""
        if step <= self.warmup:
            return self.rate * step / self.warmup
        done = (step - self.warmup) / max(1, self.steps - self.warmup)
        return self.rate * 0.5 * (1 + math.cos(math.pi * done))


def batch_source(seed: int, step: int) -> np.random.Generator:
    """Return the random source of the batch of one step, a function of seed and step.

    >>> batch_source(0, 7).integers(100) == batch_source(0, 7).integers(100)
    np.True_
    """
    return np.random.default_rng((seed, step))


def train(
    problem: Problem,
    plan: Plan,
    facts: Mapping[str, Any],
    folder: Path,
    what: str,
    progress: Callable[[str], None],
) -> list[metrics.Record] | Stopped:
    """Return the records of a run, trained from its last checkpoint in ``folder``, if any, to the last step; or where it was stopped.

    Records have the fields of ``facts``, then ``step``, ``training_loss`` (mean since the last record, nats), ``cpu_seconds`` and what
    :meth:`Problem.evaluate` returns; one every ``evaluate_every`` steps and one after the last. ``what`` names the run in
    progress lines. Raises :class:`PredictorError` if the checkpoint is that of another run, or the loss is not finite.

    >>> import tempfile, torch
    >>> from lcomplexity.experiments.networks import network
    >>> class Constant:                                                    # always token 1 after token 0
    ...     network = network("tied", T=1, d=2, vocabulary=2, seed=0)
    ...     def loss(self, step):
    ...         scores = self.network.scores(torch.zeros((4, 1), dtype=torch.long))
    ...         return torch.nn.functional.cross_entropy(scores[:, 0], torch.ones(4, dtype=torch.long))
    ...     def evaluate(self):
    ...         return {"loss": float(self.loss(0))}
    >>> plan = Plan(steps=60, rate=0.1, warmup=5, decay=0.0, evaluate_every=30, checkpoint_every=30)
    >>> with tempfile.TemporaryDirectory() as name:
    ...     records = train(Constant(), plan, {"seed": 0}, Path(name), "constant", progress=lambda line: None)
    >>> [r["step"] for r in records], records[-1]["loss"] < 0.1
    ([30, 60], True)
    """
    require_torch()
    import torch

    h = problem.network
    identity = {"plan": asdict(plan), "facts": dict(facts)}
    names = list(h.weights)
    device = next(iter(h.weights.values())).device.type
    # One kernel for all weights on CPU and GPU; the default loops over them in Python.
    optimizer = torch.optim.AdamW(
        h.weights.values(), lr=plan.rate, betas=(0.9, 0.95), weight_decay=plan.decay, fused=True
    )
    torch.manual_seed(int(facts.get("seed", 0)))
    step, loss_sum, spent = 0, torch.zeros((), device=device), 0.0
    state = checkpoints.load(folder / CHECKPOINT, device)
    if state is not None:
        if state.get("identity") != identity or state.get("names") != names:
            raise PredictorError(f"{folder}: the checkpoint is of a run with other settings; give another folder")
        h.restore(state["weights"])
        optimizer.load_state_dict(state["optimizer"])
        torch.set_rng_state(state["random"].cpu())
        step, loss_sum, spent = state["step"], state["loss_sum"], state["cpu_seconds"]
    metrics.keep(folder / METRICS, [r for r in metrics.records(folder / METRICS) if r["step"] <= step])
    started = time.process_time()

    def checkpoint() -> None:
        checkpoints.save(
            folder / CHECKPOINT,
            {
                "identity": identity,
                "names": names,
                "weights": h.state(),
                "optimizer": optimizer.state_dict(),
                "random": torch.get_rng_state(),
                "step": step,
                "loss_sum": loss_sum,
                "cpu_seconds": spent + time.process_time() - started,
            },
        )

    with _interruptible() as stopped:
        while step < plan.steps:
            if stopped():
                checkpoint()
                return Stopped(what, step, plan.steps)
            step += 1
            for group in optimizer.param_groups:
                group["lr"] = plan.rate_at(step)
            optimizer.zero_grad(set_to_none=True)
            loss = problem.loss(step)
            loss.backward()
            torch.nn.utils.clip_grad_norm_(h.weights.values(), CLIP)
            optimizer.step()
            loss_sum = loss_sum + loss.detach()
            progress(f"{what}: step {step:,} of {plan.steps:,}")
            if step % plan.evaluate_every == 0 or step == plan.steps:
                since = step - (step - 1) // plan.evaluate_every * plan.evaluate_every
                mean = float(loss_sum) / since
                if not math.isfinite(mean):
                    raise PredictorError(
                        f"{folder}: the loss is not finite at step {step}; the rate {plan.rate} is too high"
                    )
                loss_sum = torch.zeros((), device=device)
                with torch.no_grad():
                    measured = problem.evaluate()
                record = {**facts, "step": step, "training_loss": mean, **measured}
                record["cpu_seconds"] = round(spent + time.process_time() - started, 3)
                metrics.append(folder / METRICS, record)
            if step % plan.checkpoint_every == 0 or step == plan.steps:
                checkpoint()
    return metrics.records(folder / METRICS)


@contextmanager
def _interruptible() -> Iterator[Callable[[], bool]]:
    """Yield a function that says whether Ctrl-C was pressed; a second Ctrl-C stops at once."""
    pressed: list[int] = []

    def press(number: int, frame: object) -> None:
        if pressed:
            raise KeyboardInterrupt
        pressed.append(number)

    if threading.current_thread() is not threading.main_thread():
        # Signals reach the main thread only.
        yield lambda: False
        return
    before = signal.signal(signal.SIGINT, press)
    try:
        yield lambda: bool(pressed)
    finally:
        signal.signal(signal.SIGINT, before)
