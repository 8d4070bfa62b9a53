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
        (("nothing",), "nothing: there is no task of this name; tasks are add:d"),
        (
            ("add:1", "--samples", "90", "--test", "20"),
            "add:1: --samples 90 and --test 20 are 110 different inputs, there are only 100; give --samples up to 80 or --test up to 10",
        ),
        (
            ("parity", "--length", "8", "--samples", "100,300"),
            "--samples 300 and a test of 64 (without --test at least a quarter) are 364 different inputs, there are only 256; give --samples up to 192",
        ),
        (
            ("parity", "--length", "8", "--test", "256"),
            "--test 256 leaves nothing to learn from, there are only 256 inputs; give a larger task, or --test up to 255",
        ),
        (
            ("parity", "--length", "3", "--samples", "9", "--test", "9"),
            "--samples 9 and --test 9 are 18 different inputs, there are only 8; give --samples and --test of 8 in all",
        ),
        (
            ("parity", "--length", "0"),
            "a test leaves nothing to learn from, there are only 1 inputs; give a larger task",
        ),
        (
            ("ip:2",),
            "ip:2: there is no task of this name; tasks are add:d, multiply:d, short-parity:n, and with --length n any machine",
        ),
        (("multply:3",), "(did you mean 'multiply'"),
        (("add",), "add: give its size, the digits of each number; write e.g. add:4"),
        (("short-parity:",), "short-parity:: give its size, the bits; write e.g. short-parity:4"),
        (("no/such.tm", "--length", "3"), "no/such.tm: there is no such file"),
        (
            ("short-parity:8", "--length", "8"),
            "short-parity:8: --length is an option of machines; leave it away here",
        ),
        (("add:2", "--via", "oblivious"), "add:2: --via is an option of machines; leave it away here"),
        (("add:2", "--steps", "5"), "add:2: --steps is an option of machines; leave it away here"),
        (
            ("add:1", "--learner", "softmax", "--margin", "3"),
            "--margin is the perceptron's; leave it away with --learner softmax",
        ),
        (
            ("add:1", "--learner", "lp", "--margin", "3"),
            "--margin is the perceptron's; leave it away with --learner lp",
        ),
        (
            ("add:1", "--learner", "lp", "--epochs", "3"),
            "the linear program makes no passes; leave --epochs away with --learner lp",
        ),
        (
            ("add:1", "--chain", "every:300"),
            "--chain every:300 keeps one token of a chain of 4; give answer, or every:k with k below 4",
        ),
        (("add:1", "--chain", "every:4"), "--chain every:4 keeps one token of a chain of 4"),
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
    assert message in err and len(err) < 400


@pytest.mark.parametrize(
    ("arguments", "samples", "test"),
    [
        (("parity", "--length", "8"), [100, 192], 64),
        (("parity", "--length", "2"), [3], 1),
        (("parity", "--length", "8", "--samples", "5,150"), [5, 150], 106),
        (("parity", "--length", "8", "--test", "150"), [100, 106], 150),
        (("parity", "--length", "8", "--test", "156"), [100], 156),
        (("multiply_unary", "--length", "5"), [3], 2),
    ],
)
def test_default_sizes_shrink_to_the_inputs_there_are(
    arguments: tuple[str, ...], samples: list[int], test: int, capsys: pytest.CaptureFixture[str]
) -> None:
    """Every input is used, a quarter or more of them is held out, what was asked for stays, and the text says so."""
    command = ("learn", *arguments, "--class", "shared", "--epochs", "2")
    status, out, _ = run(capsys, *command, "--json")
    record = json.loads(out)
    assert status == 0 and ([p["m"] for p in record["points"]], record["test"]) == (samples, test)
    assert record["test"] == record["points"][0]["test"]
    assert max(samples) + test == record["inputs"] and 4 * test >= record["inputs"]
    told = f"only {record['inputs']} inputs: samples {','.join(map(str, samples))}, test {test}\n"
    assert run(capsys, *command)[1].startswith(told)


def test_default_sizes_are_taken_where_there_are_inputs_for_them() -> None:
    """2,000 inputs are enough for all of them; with one less the test is smaller by one; down to 1,334 no sample is lost."""
    from argparse import Namespace
    from types import SimpleNamespace
    from typing import Any

    from lcomplexity.cli.learn import SAMPLES, TEST, _sizes

    def sizes(inputs: int) -> tuple[tuple[int, ...], int]:
        task: Any = SimpleNamespace(name="task", inputs=inputs)
        return _sizes(Namespace(samples=None, test=None), task)

    assert sizes(10**30) == sizes(2000) == (SAMPLES, TEST) == ((100, 300, 1000), 1000)
    assert sizes(1999) == (SAMPLES, 999) and sizes(1334) == (SAMPLES, 334) and sizes(1333) == ((100, 300, 999), 334)
    for inputs in range(2, 2100):
        samples, test = sizes(inputs)
        assert (
            4 * test >= min(inputs, 4 * TEST)
            and max(samples) + test <= inputs
            and samples == tuple(sorted(set(samples)))
        )


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
