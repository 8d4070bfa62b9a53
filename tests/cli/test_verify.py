"""``lcomplexity verify``: what it prints, its exit status, seeds and time."""

from __future__ import annotations

import itertools
import json
import re
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pytest

import proofs.registry
from lcomplexity.constructions.circuit import circuit
from proofs import circuits, evidence_file, runs
from proofs.damage import wrong_weight
from proofs.registry import REGISTRY
from proofs.statement import Case, statement


def test_a_record_has_the_evidence_of_each_statement(cli: Callable[..., Any]) -> None:
    """In the order asked for, with words; status 0."""
    result = cli("verify", "parity", "oblivious", "--examples", "3", "--seed", "4", "--json")
    assert (result.status, result.err) == (0, "")
    assert set(result.record) == {"seed", "statements"} and result.record["seed"] == 4
    parity, oblivious = result.record["statements"]
    keys = {
        "label",
        "status",
        "seed",
        "examples",
        "size",
        "failures",
        "counterexample",
        "words",
        "largest",
        "margin",
        "saved",
    }
    assert set(parity) == set(oblivious) == keys
    assert (parity["label"], parity["status"], parity["examples"]) == ("parity", "exhaustive (cut)", 3)
    assert (oblivious["label"], oblivious["status"], oblivious["seed"]) == ("oblivious", "sampled", 4)
    assert parity["failures"] == oblivious["failures"] == 0 and parity["counterexample"] is None
    assert parity["words"] == REGISTRY["parity"].words


def test_the_same_seed_prints_the_same(cli: Callable[..., Any]) -> None:
    """As text; another seed draws other machines."""
    texts = [cli("verify", "circuit-steps", "--examples", "3", "--seed", k).out for k in ("1", "1", "2")]
    assert texts[0] == texts[1] != texts[2]
    assert texts[0].startswith("seed 1\nstatement      status   cases  tokens  failures\ncircuit-steps  sampled  3")


def test_the_table_of_parity(cli: Callable[..., Any]) -> None:
    """969 tokens: sum of (n + 1) (floor(log2 n) + 1) for n = 1 .. 20."""
    result = cli("verify", "parity", "--examples", "20")
    size = sum((n + 1) * n.bit_length() for n in range(1, 21))
    assert result.out == (
        f"seed 0\nstatement  status            cases  tokens  failures\nparity     exhaustive (cut)  20     {size}     0\n"
    )


def test_a_statement_whose_cases_were_all_run_is_exhaustive_and_one_cut_short_is_not(cli: Callable[..., Any]) -> None:
    """In the table and in the record; a sampled one has no end to be cut at."""
    assert "\ntwo-bits   exhaustive  16     64      0\n" in cli("verify", "two-bits").out
    assert "\ntwo-bits   exhaustive (cut)  15     60      0\n" in cli("verify", "two-bits", "--examples", "15").out
    records = cli("verify", "two-bits", "multiplexer", "--examples", "15", "--json").record["statements"]
    assert [r["status"] for r in records] == ["exhaustive (cut)", "sampled"]
    assert cli("verify", "bapo-majority", "--json").record["statements"][0]["status"] == "assumed"


@pytest.mark.parametrize("option", ["--examples", "--seconds"])
def test_a_run_that_checks_nothing_is_refused(cli: Callable[..., Any], option: str) -> None:
    """0 cases, or 0 seconds: status 2 and one line."""
    result = cli("verify", "parity", option, "0")
    assert (result.status, result.out) == (2, "")
    assert result.err == f"lcomplexity: verify: 0 {option[2:]} check nothing; give at least 1\n"


def test_an_unknown_statement_is_refused_in_one_line(cli: Callable[..., Any]) -> None:
    """Status 2, nothing on standard output, before any statement is checked."""
    result = cli("verify", "parity", "cook")
    assert (result.status, result.out) == (2, "")
    assert result.err == f"lcomplexity: verify: no statement 'cook'; statements are {', '.join(REGISTRY)}\n"


@pytest.mark.parametrize(
    "options", [["--examples", "-1"], ["--seconds", "x"], ["--seed", "1.5"], ["--examples", "1", "--seconds", "1"]]
)
def test_an_option_that_is_no_number_or_one_too_many_is_refused(cli: Callable[..., Any], options: list[str]) -> None:
    """Status 2 and one line."""
    result = cli("verify", "parity", *options)
    assert (result.status, result.out) == (2, "") and result.err.count("\n") == 1


@pytest.fixture
def registered(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Register three statements instead: one false for odd numbers, one true, and one of five cases; return an empty folder, the
    current one."""

    def false(x: int) -> Case:
        return Case(1, f"x = {x}" if x % 2 else None)

    three = (
        statement(label="false", words="x is even.", check=false, draw=lambda random: int(random.integers(2, 100))),
        statement(label="true", words="Nothing.", check=lambda x: Case(1), draw=lambda random: 0),
        statement(
            label="five",
            words="Five.",
            status="exhaustive",
            check=lambda i: Case(i),
            draw=lambda i: i,
            cases=5,
            block=3,
        ),
    )
    monkeypatch.setattr(proofs.registry, "REGISTRY", MappingProxyType({s.label: s for s in three}))
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_a_failure_is_told_with_its_counterexample_and_status_1(cli: Callable[..., Any], registered: Path) -> None:
    """The other statements are checked all the same; 200 cases by default, an exhaustive one ends before. The counterexample is made as
    small as it gets and saved, and replaying the file finds it again."""
    result = cli("verify", "--json")
    assert result.status == 1
    false, true, five = result.record["statements"]
    assert 0 < false["failures"] < 200 and false["counterexample"].startswith("x = ")
    assert (false["examples"], true["examples"], five["examples"]) == (200, 200, 5)
    assert five["size"] == 0 + 1 + 2 + 3 + 4 and true["failures"] == five["failures"] == 0
    assert json.loads((registered / false["saved"]).read_text())["instance"] == 1
    text = cli("verify", "false", "true")
    assert text.status == 1 and f"\nCOUNTEREXAMPLE to false: {false['counterexample']}\n" in text.out
    assert text.out.endswith(f"see it again with lcomplexity verify --replay {false['saved']}\n")
    again = cli("verify", "--replay", false["saved"])
    assert (again.status, again.out) == (1, "false: x is even.\nCOUNTEREXAMPLE: x = 1\n")
    assert cli("verify", "true", "five").status == 0 and len(list(registered.iterdir())) == 1


def test_a_counterexample_that_cannot_be_saved_is_told_all_the_same(
    cli: Callable[..., Any], registered: Path
) -> None:
    """A warning on standard error; the status is that of the failure."""
    result = cli("verify", "false", "--save", "no such folder")
    assert result.status == 1 and "COUNTEREXAMPLE to false" in result.out
    assert result.err.startswith(
        "lcomplexity: warning: the counterexample is not saved: no such folder/counterexample-false-0-"
    )
    assert result.err.count("\n") == 1 and not list(registered.iterdir())


def test_a_replay_of_something_else_is_refused(cli: Callable[..., Any], registered: Path) -> None:
    """No file, another file, an unknown statement, an instance of another form: status 2 and one line. What holds: status 0."""
    good = {"format": "lcomplexity-counterexample", "version": 1, "label": "false", "instance": 2}
    for change, told in (
        (None, "this is no counterexample of version 1 (No such file or directory)"),
        ({"format": "else"}, "this is no counterexample of version 1; verify saves one where a statement fails"),
        ({"label": "cook"}, "no statement 'cook' has a check; verify lists the statements"),
        ({"instance": []}, "this is no instance of the statement false (TypeError: "),
    ):
        file = registered / "c.json"
        if change is not None:
            file.write_text(json.dumps(good | change))
        result = cli("verify", "--replay", "c.json")
        assert (result.status, result.out) == (2, "") and told in result.err and result.err.count("\n") == 1
    file.write_text(json.dumps(good))
    result = cli("verify", "--replay", "c.json")
    assert (result.status, result.out) == (0, "false: x is even.\nit holds: no counterexample\n")


@pytest.mark.usefixtures("registered")
def test_seconds_have_a_plan_and_what_is_left_over_goes_beyond_it(cli: Callable[..., Any]) -> None:
    """In one second each statement's share of the minute's plan (a 60th of 100, or of 3) is done, the same in each run; the other cases
    are counted apart, and no statement of five cases has more of them."""
    first, second = (cli("verify", "five", "true", "--seconds", "1", "--json").record for _ in "12")
    assert [s["examples"] for s in first["statements"]] == [1, 1]
    assert first["statements"] == second["statements"] and first["evidence"] == second["evidence"]
    assert first["cases"] == 2 and first["beyond_plan"] > 200 and first["plan_finished"]


def test_evidence_on_file_is_the_same_for_the_same_seed_and_is_gone_on_from(
    cli: Callable[..., Any], tmp_path: Path
) -> None:
    """Byte for byte, whether done at once or in two runs, by one process or two; a torn last line is done again; another seed, or a
    damaged line, is refused."""
    labels = ("product-of-classes", "two-bits", "oblivious", "bapo-majority")
    whole, parts, other = (tmp_path / name for name in ("whole.jsonl", "parts.jsonl", "other.jsonl"))

    def run(file: Path, *options: str) -> Any:
        return cli("verify", *labels, "--seed", "5", "-o", str(file), "--json", *options)

    first = run(whole, "--examples", "24").record
    text = whole.read_text()
    rows = [json.loads(line) for line in text.splitlines()]
    assert rows[0]["seed"] == 5 and rows[0]["asked"] == {"examples": 24} and tuple(rows[0]["statements"]) == labels
    assert [(r["label"], r["first"], r["count"]) for r in rows[1:]] == [
        *(("product-of-classes", 0, 24), ("two-bits", 0, 16)),
        *(("oblivious", 0, 10), ("oblivious", 10, 10), ("oblivious", 20, 4)),
    ]
    assert rows[3]["margin"] == 1 and sum(rows[3]["features"]["states"].values()) == 10 and rows[3]["part"] == "plan"
    run(parts, "--examples", "20")
    torn = parts.read_text().splitlines(keepends=True)
    parts.write_text("".join(torn[:-1]) + torn[-1][:30])
    again = run(parts, "--examples", "24", "--resume").record
    # All cases of two-bits and a block of oblivious; the next one is torn, that of product-of-classes of another size.
    assert again == first | {"taken_over": 16 + 10} and parts.read_text() == text
    assert run(other, "--examples", "24", "--jobs", "2").record == first and other.read_text() == text
    refused = cli("verify", *labels, "--seed", "6", "-o", str(parts), "--resume")
    assert refused.err == f"lcomplexity: {parts}:1: its seed is 5, not 6; give --seed 5\n"
    parts.write_text(text.replace('"failures": 0', '"failures": -1', 1))
    refused = run(parts, "--examples", "24", "--resume")
    assert refused.status == 2 and f"{parts}:2: this is no block of evidence" in refused.err
    assert "--resume goes on from an output file" in cli("verify", "--resume").err


def test_evidence_of_other_code_is_refused(
    cli: Callable[..., Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In one line, and the file stays as it is: one of other sources, one of a version that did not name them, and one that names
    something else. Once it is removed, or without --resume, the run begins anew."""
    file = tmp_path / "e.jsonl"

    def run(*options: str) -> Any:
        return cli("verify", "two-bits", "-o", str(file), *options)

    assert run().status == 0 and run("--resume").status == 0
    text, here = file.read_text(), evidence_file.code_digest(evidence_file.PACKAGES)
    with monkeypatch.context() as patched:
        patched.setattr(evidence_file, "code_digest", lambda packages: "0123456789abcdef")
        result = run("--resume")
        assert (result.status, result.out) == (2, "") and result.err == (
            f"lcomplexity: {file}:1: it was made by other code (digest {here!r}, here '0123456789abcdef'); remove the file, or "
            "start without --resume\n"
        )
        assert file.read_text() == text
        assert run().status == 0 and run("--resume").status == 0 and file.read_text() != text
    head, _, rest = text.partition("\n")
    fields = json.loads(head)
    assert fields["code"] == here
    without = {name: value for name, value in fields.items() if name != "code"}
    for changed, told in ((without, "it has no digest"), (fields | {"code": ["\n", None]}, "digest ['\\n', None]")):
        file.write_text(f"{json.dumps(changed)}\n{rest}")
        result = run("--resume")
        assert (result.status, result.err.count("\n")) == (2, 1)
        assert f": it was made by other code ({told}, here {here!r}); " in result.err
    file.unlink()
    assert run("--resume").status == 0 and file.read_text() == text


def test_what_is_taken_over_from_a_file_is_told(cli: Callable[..., Any], tmp_path: Path) -> None:
    """How many cases, as text, in the record and in the report; nothing is said of it where there is no file to go on from, or no
    --resume."""
    file, report = tmp_path / "e.jsonl", tmp_path / "r.md"

    def run(examples: str, *options: str) -> Any:
        return cli(
            "verify",
            "two-bits",
            "cover-count",
            "-o",
            str(file),
            "--report",
            str(report),
            "--examples",
            examples,
            *options,
        )

    for options in (["--resume"], []):
        result = run("1000", *options)
        assert "taken over" not in result.out and "taken over" not in report.read_text()
    result = run("2500", "--resume")
    assert f"\n1,016 of the cases were taken over from {file}\n" in result.out
    assert " 1,016 of the cases were taken over from a file of evidence." in report.read_text()
    assert run("2500", "--resume", "--json").record["taken_over"] == 2516
    assert "taken_over" not in run("2500", "--json").record


def test_an_interrupted_run_keeps_its_blocks_and_goes_on(
    cli: Callable[..., Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ctrl-C in the third block: one line, status 130, two blocks on file; gone on with, the file is that of a run in one go."""
    labels, file, whole = ("product-of-classes", "two-bits"), tmp_path / "e.jsonl", tmp_path / "whole.jsonl"

    def run(target: Path, *options: str) -> Any:
        return cli("verify", *labels, "--examples", "1200", "-o", str(target), *options)

    done = itertools.count()

    def interrupted(block: runs.Block, seed: int) -> runs.Done:
        if next(done) == 2:
            raise KeyboardInterrupt
        return work(block, seed)

    work = runs.work
    monkeypatch.setattr(runs, "work", interrupted)
    result = run(file)
    assert (result.status, result.out, result.err) == (130, "", "lcomplexity: interrupted\n")
    assert len(file.read_text().splitlines()) == 1 + 2
    assert run(file, "--resume").status == 0 and next(done) == 3 + 2
    assert run(whole).status == 0 and whole.read_text() == file.read_text()


def test_a_fault_in_a_construction_is_found_made_small_and_replayed(
    cli: Callable[..., Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Circuits with a wrong weight: the smallest has one gate that reads nothing; once the fault is gone, the replay holds."""
    monkeypatch.chdir(tmp_path)
    with monkeypatch.context() as patched:
        patched.setattr(circuits, "circuit", lambda program: wrong_weight(circuit(program)))
        result = cli("verify", "circuit", "--examples", "20", "--json")
        (found,) = result.record["statements"]
        assert (
            result.status == 1 and found["failures"] == 20 and "inputs fail, first Failure" in found["counterexample"]
        )
        record = json.loads(Path(found["saved"]).read_text())
        assert [len(gate["weights"]) for gate in record["instance"]["gates"]] == [0] and record["instance"]["n"] == 1
        assert record["label"] == "circuit" and record["number"] == 0 and len(record["drawn"]["gates"]) >= 1
        assert cli("verify", "--replay", found["saved"]).status == 1
    assert cli("verify", "--replay", found["saved"]).out.endswith("\nit holds: no counterexample\n")


def test_a_report_has_a_line_a_statement(cli: Callable[..., Any], tmp_path: Path) -> None:
    """As Markdown and as HTML, with cases, size, coverage, margin and time; another ending is refused before anything is run."""
    for name, line in (
        (
            "r.md",
            r"\| multiplexer \| Circuits.* \| sampled \| 50 \| 50 \(most 1\) \| candidates: 1 .* \| 1 \| 0 \| \d+\.\d \|",
        ),
        (
            "r.html",
            r"<td>multiplexer</td><td>Circuits.*</td><td>sampled</td><td>50</td>.*<td>1</td><td>0</td><td>\d+\.\d</td>",
        ),
    ):
        file = tmp_path / name
        assert cli("verify", "multiplexer", "bapo-majority", "--examples", "50", "--report", str(file)).status == 0
        assert re.search(line, file.read_text()) and "assumed" in file.read_text()
    refused = cli("verify", "multiplexer", "--report", str(tmp_path / "r.txt"))
    assert refused.status == 2 and "give a name that ends in .md or .html" in refused.err


@pytest.mark.parametrize("option", ["--examples", "--seconds"])
def test_a_plan_that_does_not_fit_is_refused(cli: Callable[..., Any], option: str) -> None:
    """In one line, at once."""
    result = cli("verify", "oblivious", option, "1000000000000")
    assert (result.status, result.out) == (2, "")
    assert "a plan of more than 1,000,000 blocks of cases; give fewer examples, or seconds" in result.err


@pytest.mark.deep
def test_a_minute_runs_every_statement_and_the_same_seed_gives_the_same_evidence(tmp_path: Path) -> None:
    """On two cores: at least 100,000 cases, in 60 to 75 seconds, twice; the plan's part of the two files is the same, byte for byte, as
    long as nothing else keeps the machine from finishing the plan. What was done beyond it by both is the same too."""
    plans, others = [], []
    for name in ("one.jsonl", "two.jsonl"):
        file, start = tmp_path / name, time.monotonic()
        command = [sys.executable, "-m", "lcomplexity", "verify", "--seconds", "60", "--jobs", "2", "--seed", "8"]
        ended = subprocess.run([*command, "-o", str(file), "--json"], capture_output=True, check=False, cwd=tmp_path)
        assert ended.returncode == 0 and 60 <= time.monotonic() - start <= 75
        record = json.loads(ended.stdout)
        assert record["plan_finished"] and record["cases"] >= 100_000
        assert all(s["examples"] or s["status"] == "assumed" for s in record["statements"])
        blocks = file.read_text().splitlines()[1:]
        plans.append([line for line in blocks if json.loads(line)["part"] == "plan"])
        others.append({line for line in blocks if json.loads(line)["part"] == "beyond"})
    assert plans[0] == plans[1]
    smaller = min(others, key=len)
    assert len(others[0] & others[1]) >= len(smaller) - 2 * len(REGISTRY)


@pytest.mark.parametrize("jobs", ["0", "257"])
def test_a_number_of_processes_that_makes_no_sense_is_refused(cli: Callable[..., Any], jobs: str) -> None:
    """In one line."""
    result = cli("verify", "two-bits", "--jobs", jobs)
    assert (result.status, result.out) == (2, "")
    assert result.err == f"lcomplexity: verify: --jobs {jobs}; give 1 to 256 processes\n"


@pytest.mark.parametrize(
    ("others", "named"),
    [(["oblivious"], "the statements"), (["--examples", "5"], "--examples"), (["--seconds", "5"], "--seconds")],
)
def test_a_replay_takes_nothing_else(others: list[str], named: str, tmp_path: Path, cli: Callable[..., Any]) -> None:
    """What would be left out is refused by name."""
    result = cli("verify", *others, "--replay", str(tmp_path / "c.json"))
    assert result.status == 2 and result.out == ""
    assert (
        result.err
        == f"lcomplexity: verify: --replay checks what is in {tmp_path}/c.json, and nothing else; leave {named} out\n"
    )
