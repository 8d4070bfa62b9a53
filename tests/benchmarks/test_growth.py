"""Growth of time and memory with the chain's length T, over more than four decades.

Each point is measured in a process of its own (:mod:`tests.benchmarks.growing`). A new construction is one entry in
LENGTHS, with input lengths whose chains go from about a hundred tokens up.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable

import pytest

from tests.benchmarks.growing import MACHINE
from tests.benchmarks.results import ROOT

#: Input lengths of the palindrome machine, by construction: T is about n^2/2, n^3/2 and n^2 (27/8 log2 n - 2).
LENGTHS = {
    "oblivious": (12, 24, 44, 77, 140, 247, 446, 794, 1412),
    "recursive": (4, 7, 12, 22, 40, 72, 130, 235, 430),
    "sliding": (5, 8, 12, 18, 27, 40, 59, 86, 126, 185, 272),
}


@pytest.mark.parametrize(("via", "n"), [(via, n) for via, lengths in LENGTHS.items() for n in lengths])
def test_growth(via: str, n: int, row: Callable[..., None]) -> None:
    """One chain built and decoded in a fresh process, every token right."""
    command = [sys.executable, "-m", "tests.benchmarks.growing", via, str(n)]
    done = subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True)
    row(construction=via, machine=MACHINE, n=n, **json.loads(done.stdout))
