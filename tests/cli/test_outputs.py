"""What commands write: to standard output that takes nothing, over their own input, to names that say something else."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pytest

from turing.formats import FORMATS, dumps, load
from turing.zoo import zoo

Cli = Callable[..., Any]
LCOMPLEXITY = [sys.executable, "-m", "lcomplexity"]


def refused(result: Any, *parts: str) -> None:
    """Assert exit 2, nothing on standard output, one line on standard error with these parts."""
    assert (result.status, result.out) == (2, ""), result
    assert result.err.count("\n") == 1 and all(part in result.err for part in parts), result.err


# --- standard output ---------------------------------------------------------------------------------------------


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device that is always full")
@pytest.mark.parametrize("buffering", ["buffered", "unbuffered"])
@pytest.mark.parametrize(
    "line", ["zoo", "zoo --json", "--version", "convert bb3 --to standard", "compare or:2 --csv"]
)
def test_a_full_disk_is_one_line(line: str, buffering: str) -> None:
    """Exit 2, whether the text is written at once or at the end."""
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONUNBUFFERED"}
    if buffering == "unbuffered":
        environment["PYTHONUNBUFFERED"] = "1"
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [*LCOMPLEXITY, *line.split()], stdout=full, stderr=subprocess.PIPE, text=True, env=environment
        )
    said = (
        "lcomplexity: standard output cannot be written (No space left on device); make room, or send it elsewhere\n"
    )
    assert (done.returncode, done.stderr) == (2, said)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("zoo", "standard output is closed; open it, or write to a file"),
        ("simulate nowhere", "no machine is named 'nowhere'"),
    ],
)
def test_a_closed_standard_output_is_one_line_if_it_is_needed(line: str, said: str) -> None:
    """A complaint about the input stays the complaint."""
    command = ["sh", "-c", '"$@" >&-', "sh", *LCOMPLEXITY, *line.split()]
    done = subprocess.run(command, stderr=subprocess.PIPE, text=True)
    assert done.returncode == 2 and said in done.stderr and done.stderr.count("\n") == 1


def test_a_file_that_fails_in_the_middle_of_the_work_is_one_line(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever command it is: the file, and what the system says."""

    def fails(*_: object) -> None:
        raise OSError(28, "No space left on device", "evidence.jsonl")

    monkeypatch.setattr("turing.zoo.zoo", fails)
    assert cli("zoo", "parity") == (2, "", "lcomplexity: evidence.jsonl: No space left on device\n")


def test_the_version_is_one_line(cli: Cli) -> None:
    """That of the package, the paper, Python and numpy."""
    told = cli("--version")
    assert told.status == 0 and told.err == ""
    python = ".".join(map(str, sys.version_info[:3]))
    assert re.fullmatch(
        rf"lcomplexity {re.escape(version('lcomplexity'))} \(paper arXiv:2309\.06979; Python {re.escape(python)}\S*, "
        rf"numpy {re.escape(version('numpy'))}\)\n",
        told.out,
    )


# --- files -------------------------------------------------------------------------------------------------------


@pytest.fixture
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A machine of one's own in the folder where the command runs, with other names for it."""
    monkeypatch.chdir(tmp_path)
    file = tmp_path / "own.tm"
    file.write_text(dumps(zoo("parity").machine, "morphett"))
    (tmp_path / "link.tm").symlink_to(file)
    os.link(file, tmp_path / "hard.tm")
    return file


@pytest.mark.parametrize("name", ["own.tm", "./own.tm", "link.tm", "hard.tm"])
def test_a_machine_is_not_converted_over_itself(cli: Cli, own: Path, name: str) -> None:
    """Under whatever name: the file stays as it is."""
    before = own.read_bytes()
    refused(cli("convert", "own.tm", "--to", "morphett", "-o", name), f"{name}: is the", "which it would replace")
    assert own.read_bytes() == before and len(list(own.parent.iterdir())) == 3


def test_a_picture_is_not_drawn_over_its_machine(cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nor a certificate written over the circuit or the state of its search."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "own.tm").write_text(dumps(zoo("parity").machine, "morphett"))
    (tmp_path / "own.svg").symlink_to("own.tm")
    (tmp_path / "and.blif").write_text(".model m\n.inputs a b\n.outputs f\n.names a b f\n11 1\n.end\n")
    before = {path: path.read_bytes() for path in tmp_path.iterdir()}
    refused(cli("draw", "own.tm", "-o", "own.svg"), "own.svg: is the same file as own.tm")
    refused(cli("length", "and.blif:f", "--certificate", "and.blif"), "and.blif: is the input")
    refused(cli("length", "and.blif", "--state", "and.blif"), "and.blif: is the input")
    refused(
        cli("length", "own.tm", "--length", "3", "--alphabet", "01", "--certificate", "own.svg"), "own.svg: is the"
    )
    refused(cli("length", "or:2", "--certificate", "c.json", "--state", "./c.json"), "the same file as ./c.json")
    assert {path: path.read_bytes() for path in tmp_path.iterdir()} == before


def test_a_zoo_machine_has_no_file_that_could_be_replaced(
    cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file that happens to have its name is another thing; an existing output is replaced as always."""
    monkeypatch.chdir(tmp_path)
    Path("parity").write_text("old")
    Path("parity.tm").write_text("old")
    assert cli("convert", "parity", "--to", "morphett", "-o", "parity.tm").status == 0
    assert len(load("parity.tm").rules) == len(zoo("parity").machine.rules)
    assert cli("length", "parity", "--length", "3", "--certificate", "parity").status == 0
    assert json.loads(Path("parity").read_text())["kind"] == "length"


def test_a_machine_is_written_only_to_a_name_that_is_read_back(cli: Cli, tmp_path: Path) -> None:
    """Every format refuses the endings of the others, and takes its own, in capitals too."""
    for form in FORMATS:
        for extension in (e for f in FORMATS.values() for e in f.extensions):
            machine = "bb3" if form in ("standard", "turingmachineio", "morphett") else "palindrome_2tape"
            file = tmp_path / f"m{extension}"
            told = cli("convert", machine, "--to", form, "-o", str(file))
            if extension in FORMATS[form].extensions:
                assert told.status == 0 and len(load(file).rules) > 0
                file.unlink()
            else:
                refused(told, f"{file}: does not end in", FORMATS[form].extensions[0], form)
    assert cli("convert", "bb3", "--to", "standard", "-o", str(tmp_path / "bb3.TXT")).status == 0
    refused(cli("convert", "bb3", "--to", "standard", "-o", str(tmp_path / "bb3")), "does not end in .txt")
    assert [path.name for path in tmp_path.iterdir()] == ["bb3.TXT"]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("compare --scatter x.pdf", "'x.pdf' does not end in .svg"),
        ("compare --scatter -", "'-' does not end in .svg"),
        ("draw parity -o x.pdf", "'x.pdf' does not end in .svg or .tex"),
    ],
)
def test_a_picture_goes_to_a_name_that_says_so(
    cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, line: str, said: str
) -> None:
    """Refused at once, and nothing written."""
    monkeypatch.chdir(tmp_path)
    refused(cli(*line.split()), said)
    assert not list(tmp_path.iterdir())


def test_what_was_written_is_said_with_its_size(cli: Cli, tmp_path: Path) -> None:
    """By convert, in text and in JSON; on standard output there is the machine alone."""
    file = tmp_path / "bb3.txt"
    told = cli("convert", "bb3", "--to", "standard", "-o", str(file))
    assert told == (0, f"saved: {file} (21 bytes)\n", "") and file.stat().st_size == 21
    record = cli("convert", "bb3", "--to", "standard", "-o", str(file), "--json").record
    assert record["file"] == str(file) and record["bytes"] == 21 and record["text"] == file.read_text()
    plain = cli("convert", "bb3", "--to", "standard", "--json").record
    assert "file" not in plain and json.dumps(plain["text"]) == '"1RB1RZ_1LB0RC_1LC1LA\\n"'
