"""Decoding a chain against the raw simulation of the same run: what the tokens cost beyond the steps.

CPU seconds, pairs in turn, medians. The simulation is the compiled engine from the start configuration to the last; it
is repeated until it fills a fifth of what the decoding takes, or a millisecond. Every token is compared with the chain that the
simulator says. A new engine is one entry in ENGINES, a new construction one in CASES.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from typing import NamedTuple

import numpy as np
import pytest
from numpy.typing import NDArray

from lcomplexity.constructions.build import Via, build
from lcomplexity.decoding import decode_batch
from lcomplexity.predictor import LinearPredictor
from turing.engines import compiled
from turing.machine import initial
from turing.zoo import zoo

pytestmark = pytest.mark.benchmark(timer=time.process_time)

#: A predictor and prompts (B, n), to the chains (B, T).
ENGINES: dict[str, Callable[[LinearPredictor, NDArray[np.int64]], NDArray[np.int64]]] = {
    "scoring": lambda h, prompts: decode_batch(h, prompts).chains,
    "tabulated": lambda h, prompts: decode_batch(h, prompts, "tabulated").chains,
}

#: Seconds that the simulation is repeated for, at least.
LEAST = 0.01


class Case(NamedTuple):
    """A machine of the zoo on inputs of length n, and the construction."""

    machine: str
    n: int
    via: Via


CASES = [
    Case("palindrome", 100, "oblivious"),
    Case("palindrome", 500, "oblivious"),
    Case("palindrome_2tape", 20_000, "oblivious"),
    Case("palindrome", 30, "sliding"),
    Case("palindrome", 150, "sliding"),
    Case("palindrome", 30, "recursive"),
    Case("palindrome", 150, "recursive"),
]


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.via}-{case.machine}-{case.n}")
def test_decoding_against_the_raw_simulation_of_the_same_run(
    case: Case,
    engine: str,
    row: Callable[..., None],
    paired: Callable[..., tuple[list[float], list[float]]],
) -> None:
    """A palindrome of length n, decoded and run; every token is the one that the simulator's run says."""
    entry = zoo(case.machine)
    machine = entry.machine
    x = ("0110" * case.n)[: case.n // 2]
    x = x + "1" * (case.n % 2) + x[::-1]
    c = build(machine, case.n, via=case.via, steps=entry.time(case.n)).construction
    prompts = np.array([c.interface.prompt(x)])
    start = initial(machine, x)
    steps = compiled.advance(machine, start, 10**9)[1]

    def simulated() -> float:
        times, begin = 0, time.process_time()
        while (elapsed := time.process_time() - begin) < LEAST:
            compiled.advance(machine, start, steps)
            times += 1
        return elapsed / times

    decode = ENGINES[engine]
    chains = decode(c.predictor, prompts)
    expected = c.expected(np.array([[machine.alphabet.index(s) for s in x]]))
    assert np.array_equal(chains, expected.chains)
    # What stands behind a token that ends the chain is padding.
    T = int(expected.lengths[0])
    assert c.interface.answer(tuple(chains[0, :T].tolist())) == "accept"
    ours, raw = paired(lambda: decode(c.predictor, prompts), simulated, 5)
    row(
        construction=case.via,
        engine=engine,
        machine=case.machine,
        n=case.n,
        steps=steps,
        T=T,
        tokens_per_step=T / steps,
        seconds=statistics.median(ours),
        tokens_per_second=T / statistics.median(ours),
        raw_steps_per_second=steps / statistics.median(raw),
        time_ratio=statistics.median(o / r for o, r in zip(ours, raw, strict=True)),
        token_to_step_speed=statistics.median((T / o) / (steps / r) for o, r in zip(ours, raw, strict=True)),
    )
