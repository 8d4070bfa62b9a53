"""A run that is killed or interrupted at any step goes on to the same metrics and weights, bit for bit."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lcomplexity.errors import PredictorError
from lcomplexity.experiments import checkpoints, metrics
from lcomplexity.experiments.networks import KINDS, Kind, network
from lcomplexity.experiments.text.exclusive_or import exclusive_or
from lcomplexity.experiments.text.problem import NextCharacter
from lcomplexity.experiments.training import CHECKPOINT, METRICS, Plan, Stopped, train

torch = pytest.importorskip("torch")

STEPS = 23
#: Neither interval divides the other, or the number of steps.
PLAN = Plan(steps=STEPS, rate=0.01, warmup=3, decay=0.01, evaluate_every=5, checkpoint_every=7)
XOR = exclusive_or(500)


class KilledError(Exception):
    """What a progress line raises: the process is gone, nothing is saved."""


def run(folder: Path, kind: Kind, progress: Callable[[str], None]) -> tuple[Any, dict[str, Any]]:
    """Train from the folder's checkpoint; the outcome, and the last weights."""
    folder.mkdir(exist_ok=True)
    torch.set_num_threads(1)
    h = network(kind, 8, 8, len(XOR.alphabet), seed=1)
    problem = NextCharacter(XOR, h, seed=1, batch=4, validation=10, device="cpu")
    return train(problem, PLAN, {"seed": 1}, folder, "test", progress), h.state()


def timeless(records: list[metrics.Record]) -> list[metrics.Record]:
    """Records as they must be repeated."""
    return [metrics.without_times(record) for record in records]


def at(step: int, act: Callable[[], None]) -> Callable[[str], None]:
    """A progress function that acts after the given step."""

    def progress(line: str) -> None:
        if line == f"test: step {step} of {STEPS}":
            act()

    return progress


def killed() -> None:
    """End the run as a crash would."""
    raise KilledError


def quiet(line: str) -> None:
    """Show nothing."""


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> dict[Kind, tuple[list[metrics.Record], dict[str, Any]]]:
    """Every network trained without a break."""
    return {kind: run(tmp_path_factory.mktemp(kind), kind, quiet) for kind in KINDS}


@pytest.mark.parametrize("kind", KINDS)
@settings(max_examples=4)
@given(first=st.integers(1, STEPS), second=st.integers(1, STEPS))
def test_a_killed_run_goes_on_to_the_same_metrics_bit_for_bit(
    tmp_path_factory: pytest.TempPathFactory, whole: dict[Kind, Any], kind: Kind, first: int, second: int
) -> None:
    """Killed after any step, and once more after any step: the file of metrics and the weights are those of the run without a break."""
    folder = tmp_path_factory.mktemp("killed")
    for step in (first, second):
        try:
            run(folder, kind, at(step, killed))
        except KilledError:
            continue
    records, weights = run(folder, kind, quiet)
    expected, last = whole[kind]
    assert timeless(records) == timeless(expected) == timeless(metrics.records(folder / METRICS))
    assert all(torch.equal(weights[name], last[name]) for name in last)


@pytest.mark.parametrize("step", [1, 12, STEPS - 1])
def test_an_interrupted_run_saves_its_step_and_goes_on(tmp_path: Path, whole: dict[Kind, Any], step: int) -> None:
    """Ctrl-C during a step: the step is finished, a checkpoint written, and the rest done later is the same."""
    outcome, _ = run(tmp_path, "mlp", at(step, lambda: os.kill(os.getpid(), signal.SIGINT)))
    assert outcome == Stopped("test", step, STEPS)
    steps: list[str] = []
    records, weights = run(tmp_path, "mlp", steps.append)
    expected, last = whole["mlp"]
    assert steps[0] == f"test: step {step + 1} of {STEPS}"
    assert timeless(records) == timeless(expected)
    assert all(torch.equal(weights[name], last[name]) for name in last)
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


@pytest.mark.parametrize("lost", ["optimizer", "weights", "loss_sum", "step"])
def test_a_checkpoint_without_a_part_of_the_state_is_noticed(
    tmp_path: Path, whole: dict[Kind, Any], lost: str
) -> None:
    """Deliberate faults: any part of a checkpoint that is not what it was changes the metrics."""
    run(tmp_path, "tied", at(13, lambda: os.kill(os.getpid(), signal.SIGINT)))
    state = checkpoints.load(tmp_path / CHECKPOINT, "cpu")
    assert state is not None
    if lost == "optimizer":
        state["optimizer"]["state"] = {}
    elif lost == "weights":
        state["weights"]["b"][0] += 0.001
    elif lost == "loss_sum":
        state["loss_sum"] = torch.zeros(())
    else:
        state["step"] -= 1
    checkpoints.save(tmp_path / CHECKPOINT, state)
    records, _ = run(tmp_path, "tied", quiet)
    assert timeless(records) != timeless(whole["tied"][0])


def test_training_learns(whole: dict[Kind, Any]) -> None:
    """The last evaluation is better than the first, for every network."""
    for kind in KINDS:
        records = whole[kind][0]
        assert [record["step"] for record in records] == [5, 10, 15, 20, 23]
        assert records[-1]["validation_bits"] < records[0]["validation_bits"]


def test_the_checkpoint_of_another_run_is_refused(tmp_path: Path) -> None:
    """Another seed or plan in the same folder costs the user one line."""
    run(tmp_path, "tied", quiet)
    h = network("tied", 8, 8, len(XOR.alphabet), seed=1)
    problem = NextCharacter(XOR, h, seed=1, batch=4, validation=10, device="cpu")
    with pytest.raises(PredictorError, match="the checkpoint is of a run with other settings; give another folder"):
        train(problem, PLAN, {"seed": 2}, tmp_path, "test", quiet)


@pytest.mark.parametrize("content", [b"", b"no archive", b"PK\x03\x04"], ids=["empty", "text", "cut"])
def test_a_damaged_checkpoint_costs_one_line(tmp_path: Path, content: bytes) -> None:
    """Place, fault and remedy, no traceback."""
    (tmp_path / CHECKPOINT).write_bytes(content)
    with pytest.raises(PredictorError, match=r"checkpoint\.pt: no checkpoint .* delete it to start this run anew"):
        run(tmp_path, "tied", quiet)


def test_a_loss_that_is_not_finite_costs_one_line(tmp_path: Path) -> None:
    """A rate far too high ends the run with advice."""
    h = network("mlp", 8, 8, len(XOR.alphabet), seed=1)
    with torch.no_grad():
        h.weights["U"].fill_(float("inf"))
    problem = NextCharacter(XOR, h, seed=1, batch=4, validation=10, device="cpu")
    with pytest.raises(PredictorError, match=r"the loss is not finite at step 5; the rate 0\.01 is too high"):
        train(problem, PLAN, {"seed": 1}, tmp_path, "test", quiet)


def test_a_file_is_replaced_at_once_or_not_at_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """If the machine stops before the new file takes the old one's place, the old one is whole and nothing else is left."""
    file = tmp_path / "state"
    checkpoints.write_whole(file, b"old")

    def stopped(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", stopped)
    with pytest.raises(PredictorError, match="cannot be written"):
        checkpoints.write_whole(file, b"new")
    assert file.read_bytes() == b"old" and os.listdir(tmp_path) == ["state"]


@pytest.mark.deep
def test_a_process_killed_outright_goes_on_to_the_same_results(tmp_path: Path) -> None:
    """SIGKILL at random moments of ``experiment text --scale tiny``, then --resume: the results of a run without a break."""
    command = [sys.executable, "-c", "import sys; from lcomplexity.cli import main; sys.exit(main(sys.argv[1:]))"]
    command += ["experiment", "text", "--scale", "tiny", "--corpus", "grammar", "--seeds", "2", "--json", "-o"]

    def results(folder: Path) -> Any:
        found = json.loads((folder / "results.json").read_text())
        return [metrics.without_times(r) for r in found["results"]], found["curves"]

    subprocess.run([*command, str(tmp_path / "whole")], check=True, capture_output=True)
    for attempt in range(30):
        going_on = ["--resume"] if (tmp_path / "killed" / "settings.json").exists() else []
        process = subprocess.Popen([*command, str(tmp_path / "killed"), *going_on], stdout=subprocess.DEVNULL)
        time.sleep(2 + 0.37 * attempt)
        process.kill()
        if process.wait() == 0:
            break
    subprocess.run([*command, str(tmp_path / "killed"), "--resume"], check=True, capture_output=True)
    assert results(tmp_path / "killed") == results(tmp_path / "whole")
