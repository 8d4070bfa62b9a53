"""How fast the engines are: the compiled loop against the same loop in C, run-length alone. Not a default test.

Run with ``pytest tests/benchmarks/test_simulator_speed.py -s``; a C compiler named ``gcc`` is needed for the first.
Times are CPU times of this process and of the C program's loop; pairs are interleaved and medians compared.
"""

from __future__ import annotations

import shutil
import statistics
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from turing.engines import compiled, run_length
from turing.machine import Machine, cells, initial

CHAMPION = "1RB1LC_1RC1RB_1RD0LE_1LA1LD_1RZ0LA"
STEPS, ONES = 47_176_870, 4_098
LONG = {
    "1RB2LA1RA_1RC2RB0RC_1LA1RZ1LA": (987_522_842_126, 1_525_688),
    "1RB1RZ2LC_1LC2RB1LB_1LA2RC2LA": (4_144_465_135_614, 2_950_149),
}


def machine_of(text: str) -> Machine:
    """Return the machine from bbchallenge text."""
    rules = [
        f"{chr(ord('A') + i)} {j // 3} {row[j]} {row[j + 1]} {row[j + 2]}"
        for i, row in enumerate(text.split("_"))
        for j in range(0, len(row), 3)
    ]
    return Machine.of(text, *rules, start="A", blank="0", halting=["Z"])


def cpu(action: Callable[[], object]) -> float:
    """Return the seconds of CPU that the action takes."""
    begin = time.process_time()
    action()
    return time.process_time() - begin


@pytest.mark.skipif(shutil.which("gcc") is None, reason="no C compiler named gcc")
def test_the_compiled_engine_runs_at_no_less_than_seven_tenths_of_c(tmp_path: Path) -> None:
    """The five-state champion from tape to configuration, against the loop alone in C: median ratio of 9 pairs."""
    program = tmp_path / "table_loop"
    subprocess.run(["gcc", "-O2", "-o", program, Path(__file__).with_name("table_loop.c")], check=True)
    machine = machine_of(CHAMPION)
    start = initial(machine, "")
    compiled.advance(machine, start, 1000)
    ours, theirs = [], []
    for _ in range(9):
        ours.append(cpu(lambda: compiled.advance(machine, start, STEPS + 1)))
        out = subprocess.run([program, CHAMPION], check=True, capture_output=True, text=True).stdout.split()
        assert (int(out[0]), int(out[1])) == (STEPS, ONES)
        theirs.append(float(out[2]))
    end, executed = compiled.advance(machine, start, STEPS + 1)
    assert (executed, len(cells(machine, end.tapes[0]))) == (STEPS, ONES)
    ratio = statistics.median(c / p for p, c in zip(ours, theirs, strict=True))
    print(f"\ncompiled {statistics.median(ours):.3f} s, C {statistics.median(theirs):.3f} s, speed ratio {ratio:.2f}")
    assert ratio >= 0.7


def test_run_length_finishes_the_five_state_champion_in_a_fifth_of_a_second() -> None:
    """CPU time from tape to configuration, choice of the block width included: median of 9."""
    machine = machine_of(CHAMPION)
    start = initial(machine, "")
    seconds = statistics.median(cpu(lambda: run_length.advance(machine, start, 10**9)) for _ in range(9))
    print(f"\nrun-length {seconds:.4f} s")
    assert run_length.advance(machine, start, 10**9)[1] == STEPS
    assert seconds < 0.2


@pytest.mark.parametrize("text", LONG)
def test_run_length_finishes_machines_of_a_million_million_steps(text: str) -> None:
    """Published steps and non-blank cells of two three-state three-symbol machines."""
    machine = machine_of(text)
    steps, score = LONG[text]
    begin = time.process_time()
    end = run_length.compressed(machine, initial(machine, ""), 10**18)
    print(f"\n{text}: {steps} steps in {time.process_time() - begin:.1f} s")
    assert (end.executed, end.size - end.count("0"), end.state) == (steps, score, "Z")
