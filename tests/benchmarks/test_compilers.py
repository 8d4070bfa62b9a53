"""Building against tracr, which compiles one RASP program for one length into a transformer, on three functions.

What is compared, for each length n: CPU seconds from a program to weights (imports not counted), how many weights there
are, and how many of the same 60 inputs are answered wrongly. Ours decodes a chain of T tokens with exact integers; tracr
runs its transformer once, in 32-bit floats, and gives all positions at once.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Iterator
from typing import Any, NoReturn

import numpy as np
import pytest

from lcomplexity.decoding import decode_batch
from tests.benchmarks.environments import Unavailable, environment, versions
from tests.benchmarks.functions import FUNCTIONS
from tests.benchmarks.weight_count import nonzero_weights
from tests.benchmarks.worker import Worker

pytestmark = pytest.mark.benchmark(timer=time.process_time)

LENGTHS = (4, 8, 16, 32, 64)
INPUTS = 60
SEED = 0

#: Beyond what tracr's documentation calls reasonable (1 to 100), and tried because its default answers wrongly.
LARGE = 1000


@pytest.fixture(scope="module")
def tracr() -> Iterator[Worker | Unavailable]:
    """tracr in an environment of its own."""
    match environment("tracr"):
        case Unavailable() as missing:
            yield missing
        case interpreter:
            with Worker(interpreter, "tracr_worker.py") as worker:
                yield worker


@pytest.mark.parametrize("n", LENGTHS)
@pytest.mark.parametrize("function", FUNCTIONS)
def test_against_tracr(
    function: str,
    n: int,
    tracr: Worker | Unavailable,
    row: Callable[..., None],
    absent: Callable[[str], NoReturn],
    paired: Callable[..., tuple[list[float], list[float]]],
) -> None:
    """Every input is answered rightly by our chain, every token won by a margin; tracr's wrong answers are counted."""
    if isinstance(tracr, Unavailable):
        absent(tracr.reason)
    this = FUNCTIONS[function]
    inputs = this.inputs(n, INPUTS, SEED)
    right = [list(this.right(x)) for x in inputs]
    first, again = list[float](), list[float]()

    def compiled() -> float:
        found = tracr.ask(action="timed", function=function, length=n)
        first.append(found["first"])
        again.append(found["again"])
        return float(found["first"])

    ours, _ = paired(lambda: this.construction(n), compiled, 3)

    c = this.construction(n)
    prompts = np.array([c.interface.prompt("".join(map(str, x))) for x in inputs])
    batch = decode_batch(c.predictor, prompts)
    answers = [[int(digit) for digit in c.interface.answer(tuple(chain))] for chain in batch.chains.tolist()]
    wrong = sum(a != r for a, r in zip(answers, right, strict=True))
    assert wrong == 0
    assert batch.min_margins.min() >= 1

    def answered(bits: int, **options: int) -> dict[str, Any]:
        found = tracr.ask(action="answered", function=function, length=n, inputs=inputs, bits=bits, **options)
        missed = sum(a != r for a, r in zip(found["answers"], right, strict=True))
        return {**found, "wrong": missed}

    as_it_comes, wide, larger = answered(32), answered(64), answered(32, exactness=LARGE)
    assert (as_it_comes["kind"], wide["kind"]) == ("float32", "float64")
    row(
        function=function,
        n=n,
        T=c.predictor.length,
        vocabulary=len(c.predictor.vocabulary),
        nonzero=nonzero_weights(c.predictor),
        min_margin=int(batch.min_margins.min()),
        wrong=wrong,
        inputs=INPUTS,
        seed=SEED,
        seconds=statistics.median(ours),
        tracr_first_seconds=statistics.median(first[-3:]),
        tracr_again_seconds=statistics.median(again[-3:]),
        first_ratio=statistics.median(t / o for o, t in zip(ours, first[-3:], strict=True)),
        again_ratio=statistics.median(t / o for o, t in zip(ours, again[-3:], strict=True)),
        tracr_parameters=as_it_comes["parameters"],
        tracr_nonzero=as_it_comes["nonzero"],
        tracr_kind=as_it_comes["kind"],
        tracr_exactness=as_it_comes["exactness"],
        tracr_wrong=as_it_comes["wrong"],
        tracr_wrong_wide=wide["wrong"],
        tracr_large_exactness=LARGE,
        tracr_wrong_large=larger["wrong"],
        version=versions("tracr")["tracr-pypi"],
        jax=versions("tracr")["jax"],
    )
