"""Bad input: exit 2, one line on standard error, nothing on standard output, and no file changed."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from lcomplexity.constructions.build import build
from lcomplexity.predictor_file import save, stored
from lcomplexity.verification import verify
from turing.machine import Machine

Cli = Callable[..., Any]

MORPHETT = "0 0 0 r 0\n0 1 1 r odd\nodd 0 0 r odd\nodd 1 1 r 0\n0 _ _ * halt-reject\nodd _ _ * halt-accept\n"
YAML = "blank: ' '\nstart state: s\ntable:\n  s:\n    0: {R: h}\n    ' ': {R: h}\n  h:\n"
JSON = '{"states": ["a", "b"], "input_symbols": ["1"], "tape_symbols": ["1", "."], "transitions": %s, "initial_state": "a", "blank_symbol": ".", "final_states": ["b"]}'
JFF = "<structure><type>turing</type><automaton>{}</automaton></structure>"
BOMB = (
    '<?xml version="1.0"?><!DOCTYPE z [<!ENTITY a "aaaaaaaaaa">'
    + "".join(f'<!ENTITY {b} "{("&" + a + ";") * 10}">' for a, b in zip("abcdefgh", "bcdefghi", strict=False))
    + "]><structure>&i;</structure>"
)
TWO_TAPES = '{"n_tapes": 2, "states": ["a", "b"], "input_symbols": ["1"], "tape_symbols": ["1", "."], "transitions": {"a": {"(\'1\', \'.\')": [["b", [["1", "R"], ["1", "R"]]]]}}, "initial_state": "a", "blank_symbol": ".", "final_states": ["b"]}'

#: name: content, and what the one line must say: where, and what.
FILES: dict[str, tuple[bytes, list[str]]] = {
    "unknown_state.yaml": (YAML.replace("{R: h}", "{R: nowhere}", 1).encode(), ["unknown_state.yaml:5", "'nowhere'"]),
    "duplicate.yaml": (YAML.replace("    0:", "    0: R\n    0:").encode(), ["duplicate.yaml:", "'0'"]),
    "two_moves.json": (
        (JSON % '{"a": {"1": [["b", "1", "R"], ["a", "1", "L"]]}}').encode(), ["two_moves.json", "'a'"],
    ),
    "wrong_symbol.json": ((JSON % '{"a": {"2": ["b", "1", "R"]}}').encode(), ["wrong_symbol.json", "'2'"]),
    "empty.tm": (b"", ["empty.tm: it is empty"]),
    "blank.yaml": (b"\n \n", ["blank.yaml: it is empty"]),
    "deep.yaml": (b"blank: " + b"[" * 100_000, ["deep.yaml"]),
    "deep.json": (b"[" * 100_000, ["deep.json"]),
    "bomb.jff": (BOMB.encode(), ["bomb.jff"]),
    "cut.jff": (b"<structure><type>turing</type>", ["cut.jff"]),
    "latin.tm": ("0 é 1 r 0".encode("latin-1"), ["latin.tm:1", "UTF-8"]),
    "nul.tm": (b"0 \0 1 r 0", ["nul.tm:1", "NUL"]),
    "other.tm": (YAML.encode(), ["other.tm", "turingmachineio"]),
    "page.xml": (b"<html/>", ["page.xml", "'.xml'"]),
}  # fmt: skip


def refused(result: Any, *parts: str) -> str:
    """Assert exit 2 with one line on standard error that has these parts and no more; return the line."""
    assert result.status == 2, result
    assert result.out == ""
    assert result.err.endswith("\n") and result.err.count("\n") == 1, result.err
    assert result.err.startswith("lcomplexity") and "Traceback" not in result.err
    assert len(result.err) < 1000, "one line that is read, not a file"
    for part in parts:
        assert part in result.err, result.err
    return str(result.err)


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("command", ["simulate", "trace", "build", "convert"])
def test_a_bad_machine_file_is_refused_by_every_command(cli: Cli, tmp_path: Path, name: str, command: str) -> None:
    """Unknown state, duplicate rule, two moves for one pair, wrong symbol, empty, nested, a bomb, not text."""
    content, parts = FILES[name]
    out = tmp_path / {"convert": "out.jff", "build": "out.npz"}.get(command, "out")
    file = tmp_path / name
    file.write_bytes(content)
    out.write_bytes(b"precious")
    options = {
        "simulate": ("1",),
        "trace": ("1", "-o", str(out)),
        "build": ("--length", "1", "-o", str(out)),
        "convert": ("--to", "jflap", "-o", str(out)),
    }
    result = cli(command, str(file), *options[command])
    refused(result, *parts)
    assert out.read_bytes() == b"precious" and len(list(tmp_path.iterdir())) == 2


def test_the_second_rule_for_a_pair_in_a_morphett_file_is_warned_of_in_one_line(tmp_path: Path) -> None:
    """Its own tool takes the last one: so do we, and say which line it replaces."""
    file = tmp_path / "twice.tm"
    file.write_text(MORPHETT + "0 0 1 r 0\n")
    done = subprocess.run(
        [sys.executable, "-m", "lcomplexity", "simulate", str(file), "0", "--json"], capture_output=True, text=True
    )
    assert done.returncode == 0 and json.loads(done.stdout)["tape"] == "1"
    assert done.stderr.startswith(f"lcomplexity: warning: {file}:7: state '0', symbol '0': line 1 has a rule")
    assert done.stderr.count("\n") == 1


@pytest.mark.parametrize("name", ["large.tm", "large.yaml", "large.json", "large.jff", "large.txt"])
def test_a_file_of_100_megabytes_is_refused_by_its_size(cli: Cli, tmp_path: Path, name: str) -> None:
    """Without reading it."""
    with (tmp_path / name).open("wb") as file:
        file.truncate(100 << 20)
    start = time.process_time()
    refused(cli("simulate", str(tmp_path / name), "1"), name, "104857600 bytes", "at most 1048576")
    assert time.process_time() - start < 5


def test_a_predictor_file_that_is_none_is_refused(cli: Cli, tmp_path: Path) -> None:
    """Cut at every place, foreign, with a member too many, huge, a folder, a pipe, nothing."""
    good = tmp_path / "p.npz"
    assert cli("build", "parity", "--length", "3", "-o", str(good)).status == 0
    data = good.read_bytes()
    bad = tmp_path / "bad.npz"
    for size in (0, 1, 10, len(data) // 3, len(data) // 2, len(data) - 30, len(data) - 1):
        bad.write_bytes(data[:size])
        refused(cli("run", str(bad), "101"), "bad.npz: ")
    for content in (b"x" * 1000, MORPHETT.encode(), data[::-1], data + b"!", b"\x80\x04\x95cos\nsystem\n"):
        bad.write_bytes(content)
        refused(cli("run", str(bad), "101"), "bad.npz: ")
    bad.write_bytes(data)
    with zipfile.ZipFile(bad, "a") as archive:
        archive.writestr("more.npy", b"")
    refused(cli("run", str(bad), "101"), "bad.npz: ", "more.npy")
    with bad.open("wb") as file:
        file.truncate(1 << 32)
    refused(cli("run", str(bad), "101"), "bad.npz: ", "256 MiB")
    os.mkfifo(tmp_path / "pipe.npz")
    refused(cli("run", str(tmp_path / "pipe.npz"), "101"), "no regular file")
    refused(cli("run", str(tmp_path), "101"), "this is a directory")
    refused(cli("run", str(tmp_path / "missing.npz"), "101"), "missing.npz", "No such file")


def test_an_input_that_does_not_fit_a_predictor_is_refused(cli: Cli, tmp_path: Path) -> None:
    """A wrong length, and a symbol outside the alphabet."""
    file = str(tmp_path / "p.npz")
    assert cli("build", "parity", "--length", "3", "-o", file).status == 0
    refused(
        cli("run", file, "1011"),
        "the input has 4 symbols",
        "inputs of length 3",
        "build another for length 4",
    )
    refused(cli("run", file), "the input has 0 symbols")
    refused(cli("run", file, "1x1"), "symbol 'x' at position 1 is not one of ['0', '1']")


REFUSED: list[tuple[str, list[str]]] = [
    ("simulate parity 12", ["parity: input symbol '2' at position 1 is not in the input alphabet ['0', '1']"]),
    ("trace parity 11 1_1", ["parity: input symbol '_' at position 1"]),
    ("simulate parity 101 --max-steps -3", ["'-3' is not a whole number of at least 0", "--help"]),
    ("simulate parity 101 --max-steps 1e3", ["'1e3' is not a whole number of at least 0"]),
    (
        "simulate parity 101 --max-steps 1000000000000000001",
        ["--max-steps", "is too large; give a whole number of at most 10^18"],
    ),
    (f"build parity --length {'9' * 5000}", ["--length: '999999999999999999999999999999' is not a whole number"]),
    ("build parity --length -1", ["'-1' is not a whole number of at least 0"]),
    ("build parity --length 4 --steps -1", ["--steps"]),
    ("build parity --length 4 --space -1", ["--space"]),
    ("build parity --length 4 --seed -1", ["--seed"]),
    ("build parity --length 4 --space 0", ["parity: a space of 0 cells", "give --space of at least 1"]),
    ("build parity --length 4 --tape 0", ["there is no tape 0 to read out; give --tape from 1 to 1"]),
    ("build parity --length 4 --tape 2", ["there is no tape 2 to read out"]),
    ("build parity --length 4 --tape 2 --via sliding", ["there is no tape 2 to read out"]),
    ("build add_3tape --length 4 --tape 4", ["there is no tape 4 to read out; give --tape from 1 to 3"]),
    ("build palindrome_2tape --length 4 --via sliding", ["it has 2 tapes; rows are of single-tape machines"]),
    ("trace palindrome_2tape 01 --form rows", ["rows are traces of single-tape machines, not of 2"]),
    ("build parity --alphabet 0x --length 3", ["parity: input symbol 'x' is not in the tape alphabet"]),
    ("build parity --alphabet 01", ["parity: give --length n"]),
    ("simulate parity 1 --alphabet 0x", ["input symbol 'x' is not in the tape alphabet"]),
    ("build parity --length 4 --via quadratic", ["--via", "invalid choice: 'quadratic'"]),
    ("build increment --length 4 --steps 3", ["its tape would be read unfinished; give more --steps"]),
    ("simulate nowhere 1", ["zoo: no machine is named 'nowhere'"]),
    ("build palindrom --length 3", ["did you mean 'palindrome'"]),
    ("zoo nowhere", ["zoo: no machine is named 'nowhere'"]),
    ("simulate nowhere.tm 1", ["nowhere.tm: there is no such file"]),
    ("simulate no/where.tm 1", ["no/where.tm: there is no such file"]),
    ("simulate nowhere.xyz 1", ["nowhere.xyz: neither a machine of the zoo nor a file"]),
    ("simulate / 1", ["/: "]),
    ("convert parity --to klingon", ["invalid choice: 'klingon'"]),
    ("convert parity --to standard", ["parity: cannot be written as standard"]),
    ("convert parity", ["--to"]),
    ("build bb2 --length 3", ["bb2: no valid input has length 3 (the empty word); give a length like 0"]),
    ("trace parity", ["parity: no inputs; name some, or give --length"]),
    ("trace parity 1 --length 2", ["parity: give inputs or --length, not both"]),
    ("trace bb2 --length 2", ["bb2: the input alphabet is empty"]),
    ("trace parity --length 30", ["2^30 words of length 30", "give --sample"]),
    ("run", ["PREDICTOR"]),
    ("", ["COMMAND"]),
    ("dance", ["invalid choice: 'dance'"]),
    ("simulate parity 1 2 3", ["unrecognized arguments: 2 3"]),
]


@pytest.mark.parametrize(("line", "parts"), REFUSED, ids=[line[:70] for line, _ in REFUSED])
def test_bad_arguments_are_refused_in_one_line(cli: Cli, line: str, parts: list[str]) -> None:
    """Place, offender, fault, remedy."""
    refused(cli(*line.split()), *parts)


@pytest.mark.parametrize(
    "name", ["parity", "palindrome", "binary_to_unary", "compare", "add_3tape", "universal", "bb3"]
)
@pytest.mark.parametrize("huge", [10**5 + 1, 10**6, 10**18])
def test_a_huge_length_is_refused_at_once(cli: Cli, name: str, huge: int) -> None:
    """By build and trace, whatever the machine, with or without a sample."""
    start = time.process_time()
    refused(cli("build", name, "--length", str(huge)), f"length {huge} is out of range")
    if name != "bb3":
        refused(cli("trace", name, "--length", str(huge)), f"length {huge} is out of range")
        refused(cli("trace", name, "--length", str(huge), "--sample", "2"), f"length {huge} is out of range")
    assert time.process_time() - start < 5


@pytest.mark.parametrize(
    "line",
    [
        "build parity --length 4 --steps 1000000000000000000",
        "build palindrome --length 4 --steps 1000000000000000000 --via sliding",
        "build binary_to_unary --length 50000",
        "build compare --length 99999",
        "build parity --length 4 --space 1000000000000000000 --via sliding",
        "build universal --length 24 --space 1000000000000000000 --via sliding",
        "trace parity 1 --steps 1000000000000000000",
        "trace parity --length 3 --sample 1000000000000000000",
        "trace parity --length 10 --steps 1000000",
        "build bb5 --steps 99999999999999",
        "trace bb5 ",
    ],
)
def test_huge_numbers_are_refused_at_once(cli: Cli, line: str) -> None:
    """Steps, space, samples, and what they amount to together."""
    start = time.process_time()
    refused(cli(*line.split(" ")))
    assert time.process_time() - start < 10


def test_space_beyond_need_hurts_nobody(cli: Cli) -> None:
    """An oblivious chain has no use for cells: --space leaves it as it is."""
    assert cli("build", "parity", "--length", "4", "--space", str(10**18), "--json").record["T"] == 6


# --- output files ------------------------------------------------------------------------------------------------

WRITERS = [("build", "parity", "--length", "3"), ("trace", "parity", "101"), ("convert", "parity", "--to", "jflap")]


@pytest.mark.parametrize("command", WRITERS, ids=" ".join)
@pytest.mark.parametrize("json_option", [(), ("--json",)], ids=["text", "json"])
def test_an_output_that_cannot_be_written_is_refused_with_nothing_printed(
    cli: Cli, tmp_path: Path, command: tuple[str, ...], json_option: tuple[str, ...]
) -> None:
    """A missing folder, a folder, a file as folder, no name: also with --json, nothing on standard output."""
    file, name = tmp_path / "file", {"build": "f.npz", "trace": "f.jsonl", "convert": "f.jff"}[command[0]]
    file.write_bytes(b"precious")
    folder, device = tmp_path / f"folder{name}", tmp_path / f"device{name}"
    folder.mkdir()
    device.symlink_to("/dev/null")
    for path in (tmp_path / "no" / name, folder, file / name, Path("/proc", name), device):
        refused(cli(*command, *json_option, "-o", str(path)), str(path), "cannot be written")
    refused(cli(*command, *json_option, "-o", ""), "-o/--output", "not the name of a file")
    assert file.read_bytes() == b"precious" and not list(folder.iterdir()) and len(list(tmp_path.iterdir())) == 3


def test_a_predictor_is_not_written_to_standard_output(cli: Cli) -> None:
    """``-`` is no file for it."""
    line = refused(cli("build", "parity", "--length", "3", "-o", "-"))
    assert "no text for standard output" in line or "'-' does not end in .npz" in line


def test_an_existing_file_is_replaced_only_by_a_whole_one(cli: Cli, tmp_path: Path) -> None:
    """Whatever fails, the old content is there; success replaces it."""
    file = tmp_path / "p.npz"
    file.write_bytes(b"precious")
    for line in ("build parity --length 200000", "build nowhere", "trace parity 12", "convert parity --to jflap"):
        refused(cli(*line.split(), "-o", str(file)))
        assert file.read_bytes() == b"precious"
    assert cli("build", "parity", "--length", "3", "-o", str(file)).status == 0
    assert file.read_bytes()[:2] == b"PK" and list(tmp_path.iterdir()) == [file]


# --- odd names and machines --------------------------------------------------------------------------------------


def test_names_that_are_no_text_are_escaped(cli: Cli, tmp_path: Path) -> None:
    """A file name with a byte that is not UTF-8: errors name it in ASCII, JSON escapes it, the file is written."""
    machine = Path(os.fsdecode(os.fsencode(tmp_path) + b"/odd\xff.tm"))
    output = Path(os.fsdecode(os.fsencode(tmp_path) + b"/\xfe.npz"))
    machine.write_text(MORPHETT)
    refused(cli("simulate", f"{machine}.tm", "1"), "udcff", "there is no such file")
    refused(cli("simulate", "parity", "\udcff"), "input symbol")
    refused(cli("simulate", "\udcff", "1"))
    assert cli("simulate", str(machine), "1", "--json").record["outcome"] == "accept"
    assert cli("build", "parity", "--length", "3", "-o", str(output), "--json").record["file"] == str(output)
    assert output.exists() and cli("run", str(output), "110", "--json").record["answer"] == "reject"
    traced = cli("trace", str(machine), "11", "-o", str(tmp_path / "t.jsonl"))
    assert traced.status == 0 and json.loads((tmp_path / "t.jsonl").read_text())["machine"] == machine.stem
    assert cli("simulate", str(machine), "1").status == 0


def test_a_terminal_without_the_symbols_gets_them_escaped(tmp_path: Path) -> None:
    """ASCII only: no traceback, and JSON that is still JSON or text that is escaped."""
    file = tmp_path / "m.tm"
    file.write_text("0 é ü r 0\n0 _ _ * halt\n", "utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "lcomplexity", "simulate", str(file), "é"],
        capture_output=True,
        env={**os.environ, "PYTHONIOENCODING": "ascii"},
    )
    assert done.returncode == 0 and b"\\xfc" in done.stdout and done.stderr == b""


def test_symbols_of_several_characters_are_words(cli: Cli, tmp_path: Path) -> None:
    """No file format has them, machines in Python do: an input is split at spaces, an answer joined with them."""
    machine = Machine.of("swap", "a one two R a", "a two one R a", "a _ _ S end", start="a", halting=["end"])
    for via in ("oblivious", "sliding", "circuit"):
        file = str(tmp_path / f"{via}.npz")
        c = build(machine, 2, via=via, ending="tape").construction
        assert verify(c).passed
        save(file, stored(c))
        assert cli("run", file, "one  two").out == "two one\n"
        assert cli("run", file, "one one", "--json").record["answer"] == "two two"
        refused(cli("run", file, "one three"), "symbol 'three' at position 1 is not one of ['one', 'two']")
        refused(cli("run", file, "one"), "the input has 1 symbols")


def test_an_empty_input_alphabet_leaves_the_empty_input(cli: Cli) -> None:
    """Length 0 is built; any other is refused with what to give."""
    assert cli("build", "parity", "--alphabet", "", "--length", "0", "--json").record["verified"]["inputs"] == 1
    refused(cli("build", "parity", "--alphabet", "", "--length", "3"), "the input alphabet is empty", "--length 0")


def test_a_machine_that_never_stops_is_refused_and_can_be_cut_off(cli: Cli, tmp_path: Path) -> None:
    """build and trace ask for --steps; with it the answer is ``limit``; simulate says ``loop`` or ``limit``."""
    file = tmp_path / "pong.tm"
    file.write_text("0 * * r b\nb * * l 0\nc 0 0 r halt\nc 1 1 r halt\n")
    refused(cli("build", str(file), "--length", "3"), "pong: some input of length 3 does not stop", "give --steps")
    refused(cli("trace", str(file), "011"), "does not stop", "give --steps")
    traced = cli("trace", str(file), "011", "--steps", "4", "--answer", "verdict", "--json")
    assert traced.record["records"][0]["answer"] == "limit"
    told = cli("simulate", str(file), "011", "--max-steps", "1000", "--json")
    assert told.status == 0 and told.record["outcome"] == "loop" and told.record["period"] == 2
    assert cli("build", str(file), "--length", "3", "--steps", "4", "--answer", "verdict").status == 0
