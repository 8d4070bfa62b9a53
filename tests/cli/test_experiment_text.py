"""``lcomplexity experiment text``: its JSON, its folder, its one line for everything that is wrong."""

from __future__ import annotations

import json
import os
import signal
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Cli = Callable[..., Any]
TINY = ("experiment", "text", "--scale", "tiny", "--device", "cpu", "--seeds", "1", "--corpus", "xor")


@pytest.fixture
def torch() -> Any:
    """PyTorch, or skip."""
    return pytest.importorskip("torch")


def test_json_is_the_results_and_text_is_tables_and_samples(cli: Cli, torch: Any, tmp_path: Path) -> None:
    """One object with corpora, results and curves, the same as in results.json; the text says what it was run on."""
    folder = tmp_path / "runs"
    told = cli(*TINY, "--json", "-o", str(folder))
    assert (told.status, told.err) == (0, "")
    assert told.record["folder"] == str(folder)
    assert {k: v for k, v in told.record.items() if k != "folder"} == json.loads(
        (folder / "results.json").read_text()
    )
    assert [r["model"] for r in told.record["results"]] == [
        "1-gram", "2-gram", "3-gram", "linear", "tied", "mlp", "transformer",
    ]  # fmt: skip
    plain = cli(*TINY, "-o", str(folder), "--resume")
    assert plain.status == 0 and "Scale tiny; cpu (" in plain.out and "| 3-gram | 0.6" in plain.out
    assert (
        "*floor of every linear network, exact* | 0.6000" in plain.out and "xor, transformer, 2 layers: " in plain.out
    )
    assert plain.out.rstrip().endswith(f"written to {folder}")
    assert (folder / "table.md").read_text() in plain.out + "\n"
    again = cli(*TINY, "-o", str(folder))
    assert (
        again.status == 2 and "it holds an experiment; --resume goes on with it, or give another folder" in again.err
    )


def test_a_corpus_and_a_seed_that_are_run_later_join_the_report(cli: Cli, torch: Any, tmp_path: Path) -> None:
    """What is printed is what was asked for; results.json and table.md have all runs of the folder, whatever comes last."""
    folder = tmp_path / "runs"

    def report() -> tuple[list[str], list[tuple[str, str, int | None]], str]:
        found = json.loads((folder / "results.json").read_text())
        runs = [(r["corpus"], r["model"], r["seed"]) for r in found["results"]]
        assert {(p["corpus"], p["model"], p["seed"]) for p in found["curves"]} == {
            run for run in runs if run[2] is not None
        }
        return [c["corpus"] for c in found["corpora"]], runs, (folder / "table.md").read_text()

    grammar = (*TINY[:-1], "grammar", "-o", str(folder))
    assert cli(*grammar).status == 0
    first = report()
    told = cli(*TINY, "-o", str(folder), "--resume", "--json")
    assert {r["corpus"] for r in told.record["results"]} == {"xor"}
    corpora, runs, table = report()
    assert corpora == ["grammar", "xor"] and runs[: len(first[1])] == first[1] and len(runs) == 2 * len(first[1])
    assert table.startswith(first[2].rstrip("\n")) and "Exclusive-or." in table
    two = cli(*TINY, "-o", str(folder), "--resume", "--seeds", "2")
    assert two.out.endswith(f"written to {folder}, with 7 records of other runs there\n")
    # Another seed of one corpus, and then fewer seeds again: nothing is lost.
    assert len(report()[1]) == 18
    assert cli(*grammar, "--resume").status == 0
    assert len(report()[1]) == 18 and report()[0] == corpora


def test_ctrl_c_leaves_a_checkpoint_and_one_line(
    cli: Cli, torch: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Exit status 130, where it stopped and how to go on; what is done later is complete."""
    from lcomplexity.experiments.text.problem import NextCharacter

    loss = NextCharacter.loss

    def pressed(self: NextCharacter, step: int) -> Any:
        if step == 5 and self.network.name == "tied":
            os.kill(os.getpid(), signal.SIGINT)
        return loss(self, step)

    folder = str(tmp_path / "runs")
    monkeypatch.setattr(NextCharacter, "loss", pressed)
    told = cli(*TINY, "-o", folder)
    assert told.status == 130 and told.out == ""
    assert told.err.startswith("lcomplexity: interrupted (xor, tied, seed 0, after step 5 of ")
    assert told.err.endswith(f"); add --resume to go on in {folder}\n") and told.err.count("\n") == 1
    assert (tmp_path / "runs" / "xor" / "tied-0" / "checkpoint.pt").exists()
    monkeypatch.setattr(NextCharacter, "loss", loss)
    # --json may also stand before the name.
    assert len(cli("experiment", "--json", *TINY[1:], "-o", folder, "--resume").record["results"]) == 7


@pytest.mark.parametrize(
    ("arguments", "fault"),
    [
        (("--resume",), "--resume needs the folder to go on with: give -o DIR"),
        (("--seeds", "0"), "--seeds 0: at least one is needed"),
        (("--threads", "0"), "0 threads: at least 1 is needed"),
        (("--scale", "huge"), "invalid choice: 'huge'"),
        (("--corpus", "bible"), "invalid choice: 'bible'"),
        (("-o", "{file}"), "cannot be used"),
    ],
)
def test_bad_input_costs_one_line(
    cli: Cli, torch: Any, tmp_path: Path, arguments: tuple[str, ...], fault: str
) -> None:
    """Exit status 2, one line on standard error, nothing on standard output."""
    (tmp_path / "file").write_text("")
    told = cli(*TINY, *(a.format(file=tmp_path / "file") for a in arguments))
    assert (told.status, told.out) == (2, "") and fault in told.err and told.err.count("\n") == 1


def test_without_pytorch_the_user_is_told_which_extra(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    """Exit status 2 and the command that installs it."""
    monkeypatch.setattr("lcomplexity.experiments.runtime.find_spec", lambda name: None)
    told = cli(*TINY)
    assert told.status == 2 and told.err.count("\n") == 1
    assert (
        "the package torch, which is not installed; install the extra in the project's folder: pip install '.[train]'"
        in told.err
    )
