"""The engines against the same loop in C, and against automata-lib, on the same machines and inputs.

CPU seconds, pairs in turn, medians of the ratios. C: the loop alone, tape and table at hand; ours: from a configuration
to a configuration. automata-lib: ``accepts_input`` on an object made before; ours: ``run``, from text to outcome.
"""

from __future__ import annotations

import shutil
import statistics
import subprocess
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Literal, NamedTuple, NoReturn

import pytest

from tests.benchmarks.environments import Unavailable, environment, versions
from tests.benchmarks.test_simulator_speed import CHAMPION, ONES, STEPS, machine_of
from tests.benchmarks.worker import Worker
from turing.formats import automata_lib
from turing.machine import cells, initial, text
from turing.simulator import Accepted, engine_named, run
from turing.zoo import zoo

pytestmark = pytest.mark.benchmark(timer=time.process_time)

#: Steps of the five-state champion that the plain engine is given: it would need minutes for all.
FEW = 200_000


@pytest.fixture(scope="module")
def table_loop(tmp_path_factory: pytest.TempPathFactory) -> Path | None:
    """The C program, compiled; ``None`` without a compiler."""
    if shutil.which("gcc") is None:
        return None
    program = tmp_path_factory.mktemp("c") / "table_loop"
    subprocess.run(["gcc", "-O2", "-o", program, Path(__file__).with_name("table_loop.c")], check=True)
    return program


@pytest.mark.parametrize("engine", ["compiled", "run-length", "kernel"])
def test_against_the_same_loop_in_c(
    engine: Literal["compiled", "run-length", "kernel"],
    table_loop: Path | None,
    row: Callable[..., None],
    absent: Callable[[str], NoReturn],
    paired: Callable[..., tuple[list[float], list[float]]],
) -> None:
    """The five-state champion from the empty tape; the plain engine is given its first steps only."""
    if table_loop is None:
        absent("no C compiler named gcc")
    machine = machine_of(CHAMPION)
    start, steps = initial(machine, ""), FEW if engine == "kernel" else STEPS

    def in_c() -> float:
        said = subprocess.run([table_loop, CHAMPION], check=True, capture_output=True, text=True).stdout.split()
        assert (int(said[0]), int(said[1])) == (STEPS, ONES)
        return float(said[2])

    advance = engine_named(machine, engine).advance
    ours, theirs = paired(lambda: advance(machine, start, steps), in_c, 9)
    end, executed = advance(machine, start, steps)
    assert executed == steps
    assert engine == "kernel" or len(cells(machine, end.tapes[0])) == ONES
    ratio = statistics.median((c / STEPS) / (o / steps) for o, c in zip(ours, theirs, strict=True))
    row(
        engine=engine,
        steps=steps,
        steps_per_second=steps / statistics.median(ours),
        c_steps_per_second=STEPS / statistics.median(theirs),
        speed_ratio=ratio,
    )


class Case(NamedTuple):
    """A machine of the zoo and an input that it accepts."""

    machine: str
    x: str
    rounds: int


CASES = [
    *(Case("palindrome", "0110" * (n // 4), rounds) for n, rounds in ((32, 9), (128, 9), (512, 3))),
    Case("anbn", "a" * 128 + "b" * 128, 5),
    *(Case("palindrome_2tape", "0110" * (n // 4), rounds) for n, rounds in ((128, 9), (512, 9), (2048, 5))),
]


@pytest.fixture(scope="module")
def automata() -> Iterator[Worker | Unavailable]:
    """automata-lib in an environment of its own."""
    match environment("automata-lib"):
        case Unavailable() as missing:
            yield missing
        case interpreter:
            with Worker(interpreter, "automata_lib_worker.py") as worker:
                yield worker


@pytest.mark.parametrize("engine", ["auto", "kernel"])
@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.machine}-{len(case.x)}")
def test_against_automata_lib(
    case: Case,
    engine: Literal["auto", "kernel"],
    automata: Worker | Unavailable,
    row: Callable[..., None],
    absent: Callable[[str], NoReturn],
    paired: Callable[..., tuple[list[float], list[float]]],
) -> None:
    """The same machine, as that library's JSON, on the same input: same verdict, steps and tape."""
    if isinstance(automata, Unavailable):
        absent(automata.reason)
    machine = zoo(case.machine).machine
    ask = partial(automata.ask, machine=automata_lib.dump(machine), x=case.x)
    found, outcome = ask(action="followed"), run(machine, case.x, engine=engine)
    tape = text(machine, outcome.configuration.tapes[0])
    assert found == {"accepted": isinstance(outcome, Accepted), "steps": outcome.steps, "tape": tape}
    ours, theirs = paired(
        lambda: run(machine, case.x, engine=engine), lambda: ask(action="timed")["seconds"], case.rounds
    )
    row(
        machine=case.machine,
        n=len(case.x),
        engine=engine,
        steps=outcome.steps,
        seconds=statistics.median(ours),
        automata_lib_seconds=statistics.median(theirs),
        speed_ratio=statistics.median(t / o for o, t in zip(ours, theirs, strict=True)),
        version=versions("automata-lib")["automata-lib"],
    )
