"""The ladder at scale tiny: equal compute, resumable run by run, settings that must agree."""

from __future__ import annotations

import json
import os
import shutil
import signal
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from lcomplexity.errors import PredictorError
from lcomplexity.experiments.metrics import records, without_times
from lcomplexity.experiments.networks import KINDS, network, training_flops
from lcomplexity.experiments.runtime import place
from lcomplexity.experiments.scales import scale_of
from lcomplexity.experiments.text.ladder import CORPORA, Request, chosen, climb, corpus_of, opened
from lcomplexity.experiments.text.sizes import SIZES, plan
from lcomplexity.experiments.training import Stopped

pytest.importorskip("torch")

HERE = place("cpu", 1, "tiny")
REQUEST = Request(("grammar",), 2, HERE)


def quiet(line: str) -> None:
    """Show nothing."""


def timeless(found: Any) -> Any:
    """What must be repeated."""
    return [without_times(r) for r in found["results"]], found["curves"], found["corpora"]


@pytest.fixture(scope="module")
def done(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Any]:
    """A folder with a finished experiment, and its results."""
    folder = tmp_path_factory.mktemp("ladder")
    opened(folder, REQUEST, "new")
    return folder, climb(REQUEST, folder, quiet)


def test_every_model_has_a_result_with_its_place_and_seed(done: tuple[Path, Any]) -> None:
    """Three n-grams, four networks of two seeds; each record says where it ran, and a finished run leaves no checkpoint."""
    folder, found = done
    assert [(r["model"], r["seed"]) for r in found["results"]] == [
        *((f"{n}-gram", None) for n in (1, 2, 3)),
        *((kind, seed) for kind in KINDS for seed in (0, 1)),
    ]
    for r in found["results"]:
        assert {"scale": "tiny", "device": "cpu", "threads": 1, "torch": HERE.torch}.items() <= r.items()
        assert 0 < r["test_bits"] < 8 and len(r["sample"]) == 240
    for kind in KINDS:
        lines = records(folder / "grammar" / f"{kind}-1" / "metrics.jsonl")
        assert {"seed", "device", "scale", "threads", "torch", "step", "validation_bits"} <= lines[-1].keys()
        assert lines[-1]["step"] == next(r["steps"] for r in found["results"] if r["model"] == kind)
    assert not list(folder.rglob("checkpoint.pt"))


def test_networks_of_a_corpus_train_on_the_same_operations() -> None:
    """At scales tiny and laptop: each network's operations are the corpus' budget, short of it by less than one batch and less than 5 %."""
    alphabets = {name: len(corpus_of(name, SIZES["tiny"]).alphabet) for name in CORPORA}
    for scale in ("tiny", "laptop"):
        size = SIZES[scale_of(scale)]
        for name, alphabet in alphabets.items():
            for kind in KINDS:
                h = network(kind, size.T, size.d, alphabet, 0)
                how = plan(kind, h.multiply_adds, size, size.flops[name])
                short = size.flops[name] - training_flops(h, how.steps * size.batch)
                assert 0 <= short < training_flops(h, size.batch) and short < size.flops[name] / 20


def test_an_experiment_that_was_stopped_goes_on_to_the_same_results(done: tuple[Path, Any], tmp_path: Path) -> None:
    """Ctrl-C in the middle of a run: the rest done later, results and curves are those of the experiment without a break."""
    _, expected = done

    def press(line: str) -> None:
        if line.startswith("grammar, mlp, seed 1: step 9 "):
            os.kill(os.getpid(), signal.SIGINT)

    opened(tmp_path, REQUEST, "new")
    stopped = climb(REQUEST, tmp_path, press)
    assert isinstance(stopped, Stopped) and str(stopped).startswith("grammar, mlp, seed 1, after step 9 of ")
    lines: list[str] = []
    opened(tmp_path, REQUEST, "resume")
    again = climb(REQUEST, tmp_path, lines.append)
    assert timeless(again) == timeless(expected)
    assert not any("linear" in line for line in lines) and any("mlp, seed 1: step 10 " in line for line in lines)


def test_more_seeds_are_added_to_what_is_there(done: tuple[Path, Any], tmp_path: Path) -> None:
    """Resuming with more seeds keeps the runs that are done and adds the others."""
    folder, expected = done
    shutil.copytree(folder, tmp_path / "copy")
    opened(tmp_path / "copy", REQUEST, "resume")
    found = climb(Request(("grammar",), 3, HERE), tmp_path / "copy", quiet)
    assert not isinstance(found, Stopped)
    kept = [r for r in found["results"] if r["seed"] != 2]
    assert kept == expected["results"] and len(found["results"]) == len(kept) + len(KINDS)


@pytest.mark.parametrize(
    ("manner", "change", "fault"),
    [
        ("new", None, "it holds an experiment; --resume goes on with it, or give another folder"),
        ("resume", {"torch": "1.0"}, r"its runs have other settings \(torch\); give another folder"),
        ("resume", {"threads": 2, "scale": "laptop"}, r"other settings \(scale, threads\)"),
        ("resume", "[]", r"its runs have other settings"),
        ("resume", "{", "cannot be used"),
    ],
)
def test_a_folder_of_another_experiment_is_refused(
    done: tuple[Path, Any], tmp_path: Path, manner: Any, change: Any, fault: str
) -> None:
    """One line each."""
    folder, _ = done
    settings = json.loads((folder / "settings.json").read_text())
    text = change if isinstance(change, str) else json.dumps(settings | (change or {}))
    (tmp_path / "settings.json").write_text(text)
    with pytest.raises(PredictorError, match=fault):
        opened(tmp_path, REQUEST, manner)


def test_a_damaged_result_costs_one_line(done: tuple[Path, Any], tmp_path: Path) -> None:
    """It says which file to delete."""
    (tmp_path / "grammar" / "1-gram").mkdir(parents=True)
    (tmp_path / "grammar" / "1-gram" / "result.json").write_text("{")
    with pytest.raises(PredictorError, match=r"result\.json: cannot be read .* delete it to make this run anew"):
        climb(REQUEST, tmp_path, quiet)


def test_a_foreign_corpus_is_refused() -> None:
    """The message lists those that are there."""
    with pytest.raises(
        PredictorError, match="'bible': there is none of this name; corpora are shakespeare, grammar, xor, all"
    ):
        chosen(["bible"])


@pytest.mark.parametrize("answer", ["cuda", "threads"])
def test_a_place_that_is_not_there_costs_one_line(answer: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """No GPU, no threads."""
    monkeypatch.setattr("torch.cuda.is_available", lambda: False)
    ask: dict[str, tuple[Callable[[], Any], str]] = {
        "cuda": (lambda: place("cuda", 1, "tiny"), "device cuda: PyTorch finds no GPU here; use --device cpu"),
        "threads": (lambda: place("cpu", 0, "tiny"), "0 threads: at least 1 is needed"),
    }
    asked, fault = ask[answer]
    with pytest.raises(PredictorError, match=fault):
        asked()
    assert place("auto", 1, "tiny").device == "cpu"
