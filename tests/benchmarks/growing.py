"""One point of the growth curves, measured in a process of its own: ``python -m tests.benchmarks.growing oblivious 140``.

Prints a JSON object: chain length, CPU seconds and peak of memory of building and of decoding. The memory is what the
process holds at its highest (its resident set) beyond what it held before building; a small chain is built and decoded
first, so that libraries and compiled code are not counted. Decoding holds the predictor too.
"""

from __future__ import annotations

import ctypes
import gc
import json
import resource
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple, TypeVar

import numpy as np

from lcomplexity.constructions.build import Via, build
from lcomplexity.decoding import decode_batch
from turing.zoo import zoo

#: Oblivious, and quadratic: both (a) and (c) apply, and a few hundred letters make a million tokens.
MACHINE = "palindrome"

STATUS, PEAK_RESET = Path("/proc/self/status"), Path("/proc/self/clear_refs")

#: Tells the C library to give free memory back, where it can (glibc).
TRIM = getattr(ctypes.CDLL(None), "malloc_trim", None)

_Made = TypeVar("_Made")


class Cost(NamedTuple):
    """CPU seconds, and the most bytes that the process held meanwhile."""

    seconds: float
    held: int


def measured(action: Callable[[], _Made]) -> tuple[_Made, Cost]:
    """Return what the action made, and its cost."""
    settled()
    begin = time.process_time()
    made = action()
    seconds = time.process_time() - begin
    return made, Cost(seconds, _bytes("VmHWM"))


def settled() -> int:
    """Return the bytes held once what is free was given back; the peak starts from there, where the system allows it."""
    gc.collect()
    if TRIM is not None:
        TRIM(0)
    if PEAK_RESET.exists():
        PEAK_RESET.write_text("5")
    return _bytes("VmRSS")


def _bytes(field: str) -> int:
    if not STATUS.exists():
        # No way to reset this one: it is the peak since the process started.
        return 1024 * resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    (line,) = (line for line in STATUS.read_text().splitlines() if line.startswith(f"{field}:"))
    return 1024 * int(line.split()[1])


def point(via: Via, n: int) -> dict[str, float]:
    """Return the point of a construction at input length n; raises ``AssertionError`` if a token is wrong."""
    entry = zoo(MACHINE)
    machine = entry.machine
    before = settled()
    c, built = measured(lambda: build(machine, n, via=via, steps=entry.time(n)).construction)
    x = ("0110" * n)[: n // 2]
    x = x + "1" * (n % 2) + x[::-1]
    prompts = np.array([c.interface.prompt(x)])
    batch, first = measured(lambda: decode_batch(c.predictor, prompts))
    seconds = [measured(lambda: decode_batch(c.predictor, prompts))[1].seconds for _ in range(5)]
    expected = c.expected(np.array([[machine.alphabet.index(s) for s in x]]))
    assert np.array_equal(batch.chains, expected.chains)
    return {
        "T": c.predictor.length,
        "build_seconds": built.seconds,
        "build_bytes": built.held - before,
        "decode_seconds": statistics.median(seconds),
        "decode_bytes": first.held - before,
    }


def main() -> None:
    """Print the point named on the command line."""
    via, n = sys.argv[1:]
    point(via, 4)  # type: ignore[arg-type]
    print(json.dumps(point(via, int(n))))  # type: ignore[arg-type]


if __name__ == "__main__":
    main()
