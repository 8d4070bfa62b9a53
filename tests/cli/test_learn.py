"""``learn`` and ``experiment arithmetic`` as a user types them: figures, JSON, files, errors of one line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from lcomplexity.cli import main


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    status = main(arguments)
    captured = capsys.readouterr()
    return status, captured.out, captured.err


def test_a_machine_is_learnt_from_its_traces(capsys: pytest.CaptureFixture[str]) -> None:
    """The last line of points has no error, and mistakes below the bound."""
    status, out, _ = run(
        capsys,
        "learn",
        "parity",
        "--length",
        "10",
        "--class",
        "shared",
        "--samples",
        "5,50",
        "--test",
        "500",
        "--json",
    )
    record = json.loads(out)
    last = record["points"][-1]
    assert status == 0 and last["m"] == 50 and last["ar_error"] == 0.0 and last["mistakes"] <= last["mistake_bound"]
    assert record["references"][1]["memorised transitions"] < record["references"][0]["memorised transitions"]


@pytest.mark.parametrize("learner", ["perceptron", "averaged", "lp", "softmax"])
def test_every_learner_learns_to_add_digits(learner: str, capsys: pytest.CaptureFixture[str]) -> None:
    """All 90 samples of the 100 are right in training; text names the task and the errors."""
    status, out, _ = run(
        capsys, "learn", "add:1", "--class", "shared", "--learner", learner, "--samples", "90", "--test", "10"
    )
    assert status == 0 and out.startswith("add:1: 4 tokens, vocabulary 150, class shared") and "AR error" in out


def test_points_are_kept_and_the_picture_is_drawn(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A second run computes nothing: the file of metrics stays as it is."""
    pytest.importorskip("matplotlib")
    metrics, picture = tmp_path / "m.jsonl", tmp_path / "c.svg"
    command = (
        "learn",
        "short-parity:6",
        "--samples",
        "10,30",
        "--test",
        "30",
        "--metrics",
        str(metrics),
        "--svg",
        str(picture),
    )
    _, first, _ = run(capsys, *command)
    kept = metrics.read_text()
    _, second, _ = run(capsys, *command)
    assert first == second and metrics.read_text() == kept and len(kept.splitlines()) == 2
    assert "lookup of whole inputs" in picture.read_text()


def test_variants_have_shorter_chains(capsys: pytest.CaptureFixture[str]) -> None:
    """answer: one token; every:2 of 7 tokens: 4; noise leaves errors in training."""
    for chain, T in (("answer", 1), ("every:2", 4), ("whole", 7)):
        _, out, _ = run(
            capsys, "learn", "add:2", "--samples", "50", "--test", "50", "--chain", chain, "--json", "--epochs", "5"
        )
        assert json.loads(out)["T"] == T
    _, out, _ = run(
        capsys, "learn", "add:1", "--samples", "90", "--test", "10", "--noise", "0.3", "--json", "--epochs", "20"
    )
    assert json.loads(out)["points"][0]["train_errors"] > 0


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("parity",), "parity: give --length n, the length of the inputs"),
        (("add:0",), "add:0: '0' is no size; write e.g. add:4"),
        (("add:99",), "arithmetic: numbers of 99 and 99 digits; give 1 to 9 digits each"),
        (("nothing",), "nothing: there is no machine of this name"),
        (
            ("add:1", "--samples", "90", "--test", "20"),
            "dataset: 110 different inputs asked for, there are 100 of length 2",
        ),
        (
            ("add:1", "--chain", "half", "--samples", "9", "--test", "9"),
            "learn: chain 'half'; give whole, answer or every:k",
        ),
        (
            ("add:1", "--chain", "answer", "--class", "shared"),
            "learn: class 'shared' knows who reads what in whole chains",
        ),
        (
            ("add:2", "--metrics", "/nowhere/m.jsonl"),
            "/nowhere/m.jsonl: cannot be written (there is no folder '/nowhere')",
        ),
    ],
)
def test_what_is_refused_costs_one_line(
    arguments: tuple[str, ...], message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Exit status 2 and the reason."""
    status, out, err = run(capsys, "learn", *arguments)
    assert (status, out, err.count("\n")) == (2, "", 1)
    if arguments != ("nothing",):
        assert message in err


def test_the_arithmetic_experiment_writes_its_folder(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Results, table and metrics; begun again it prints the same table."""
    command = (
        "experiment",
        "arithmetic",
        "--scale",
        "tiny",
        "--part",
        "addition",
        "--part",
        "constructed",
        "--threads",
        "1",
    )
    status, out, _ = run(capsys, *command, "-o", str(tmp_path / "run"))
    assert status == 0 and "**Constructed**" in out
    assert {"metrics.jsonl", "results.json", "table.md"} <= {path.name for path in (tmp_path / "run").iterdir()}
    assert run(capsys, *command, "-o", str(tmp_path / "run"))[1] == out


def test_the_papers_networks_run_on_its_chain(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Both networks, both chains, at the smallest scale; the records say device, seed and weights."""
    pytest.importorskip("torch")
    status, out, _ = run(
        capsys, "experiment", "arithmetic", "--scale", "tiny", "--part", "networks", "--json", "-o", str(tmp_path)
    )
    records = json.loads(out)["records"]
    assert status == 0 and [(r["model"], r["chain"]) for r in records] == [
        ("linear", "paper"),
        ("linear", "columns"),
        ("mlp", "paper"),
        ("mlp", "columns"),
    ]
    assert all(r["device"] == "cpu" and r["parameters"] > 1000 and r["seed"] == 0 for r in records)


def test_what_is_learnt_is_saved_verified_and_run(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A machine learnt from half of its runs: the file is compared with the simulator on all inputs, and answers as the machine does."""
    file = tmp_path / "learnt.npz"
    command = (
        "learn",
        "parity",
        "--length",
        "7",
        "--class",
        "shared",
        "--samples",
        "60",
        "--test",
        "60",
        "--margin",
        "3",
    )
    status, out, _ = run(capsys, *command, "-o", str(file), "--json")
    verified = json.loads(out)["verified"]
    assert status == 0 and verified["exhaustive"] and (verified["inputs"], verified["failures"]) == (128, 0)
    assert run(capsys, "run", str(file), "1101000")[1].startswith("accept")
    assert run(capsys, "run", str(file), "1101001")[1].startswith("reject")
    status, _, err = run(
        capsys, *command[:5], "dense", "--samples", "60", "--test", "60", "--chain", "answer", "-o", str(file)
    )
    assert status == 2 and "only whole chains can be compared" in err
