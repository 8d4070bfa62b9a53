"""The commands as documented: their JSON keys, their exit status, their text, and files that do what they say."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from lcomplexity.constructions import build as building
from lcomplexity.constructions.build import Build
from lcomplexity.decoding import decode
from lcomplexity.predictor import Coordinate, Rule
from lcomplexity.predictor_file import load
from turing.formats import FORMATS, convert
from turing.machine import text
from turing.simulator import run
from turing.zoo import ZOO, zoo

Cli = Callable[..., Any]
LCOMPLEXITY = [sys.executable, "-m", "lcomplexity"]

KEYS = {
    ("simulate", "parity", "101"): {"outcome", "steps", "state", "tape", "head", "nonblank"},
    ("convert", "parity", "--to", "jflap"): {"text"},
    ("build", "parity", "--length", "3"): {
        "construction", "n", "T", "vocabulary", "reads", "max_weight", "margin", "verified",
    },
    ("trace", "parity", "101", "11"): {"machine", "count", "records"},
    ("zoo",): {"machines"},
    ("zoo", "parity"): {"name", "states", "rules"},
}  # fmt: skip


@pytest.mark.parametrize("command", KEYS, ids=" ".join)
def test_json_is_one_object_with_the_keys_promised_and_text_is_not_json(cli: Cli, command: tuple[str, ...]) -> None:
    """Exit 0, nothing on standard error, one line; without --json something else, for people."""
    told = cli(*command, "--json")
    assert (told.status, told.err) == (0, "") and KEYS[command] <= told.record.keys()
    plain = cli(*command)
    assert (plain.status, plain.err) == (0, "") and plain.out.strip() and plain.out != told.out


def test_run_has_its_keys_for_every_show(cli: Cli, tmp_path: Path) -> None:
    """answer, chain, T, min_margin; with scores a row for each token."""
    file = str(tmp_path / "p.npz")
    assert cli("build", "parity", "--length", "3", "-o", file).status == 0
    for show in ("answer", "chain", "scores"):
        told = cli("run", file, "110", "--show", show, "--json")
        assert (told.status, told.err) == (0, "")
        assert told.record["answer"] == "reject" and told.record["T"] == len(told.record["chain"]) == 5
        assert told.record["min_margin"] == 1
    assert len(told.record["scores"]) == 5 and {row["margin"] for row in told.record["scores"]} == {1}
    assert cli("run", file, "110").out == "reject\n"
    assert "T = 5, smallest margin 1" in cli("run", file, "110", "--show", "chain").out
    assert cli("run", file, "110", "--show", "scores").out.count("\n") == 7


def test_verified_has_its_keys_and_they_are_true(cli: Cli) -> None:
    """inputs, tokens, failures, exhaustive: of parity at 4, sixteen chains of six tokens."""
    record = cli("build", "parity", "--length", "4", "--json").record
    assert record["n"] == 4 and record["T"] == 6 and record["margin"] == 1 and record["construction"] == "oblivious"
    assert record["verified"] | {"inputs": 16, "tokens": 96, "failures": 0, "exhaustive": True} == record["verified"]
    sampled = cli("build", "parity", "--length", "20", "--seed", "7", "--json").record["verified"]
    assert sampled["exhaustive"] is False and sampled["seed"] == 7 and sampled["inputs"] == 4096
    assert "a sample, seed 7" in cli("build", "parity", "--length", "20", "--seed", "7").out


@pytest.mark.parametrize("via", ["auto", "oblivious", "sliding", "circuit"])
def test_build_goes_the_way_asked_for(cli: Cli, via: str) -> None:
    """The construction's name says the way; only auto says which was the shortest."""
    record = cli("build", "palindrome", "--length", "4", "--via", via, "--json").record
    assert record["construction"].startswith("oblivious" if via == "auto" else via)
    assert record["why"].startswith("the shortest of") == (via == "auto")
    assert record["verified"]["failures"] == 0 and record["verified"]["inputs"] == 16


@pytest.mark.parametrize(
    ("name", "n", "via"),
    [
        ("palindrome", 4, "auto"), ("anbn", 4, "sliding"), ("increment", 3, "oblivious"), ("copy", 2, "sliding"),
        ("increment", 2, "circuit"), ("reverse", 3, "sliding"), ("bb3", 0, "auto"), ("multiply_unary", 3, "auto"),
        ("add_interleaved", 4, "oblivious"), ("collatz", 2, "auto"),
    ],
)  # fmt: skip
def test_a_saved_predictor_answers_every_input_as_the_simulator(
    cli: Cli, tmp_path: Path, name: str, n: int, via: str
) -> None:
    """Both endings; through the file and ``run``; the machine's outcome or tape, which is the oracle's answer."""
    entry, file = zoo(name), str(tmp_path / "p.npz")
    built = cli("build", name, "--length", str(n), "--via", via, "-o", file, "--json")
    assert built.status == 0 and built.record["file"] == file
    for word in entry.inputs(n):
        end = run(entry.machine, word)
        answer = cli("run", file, word, "--json").record["answer"]
        assert answer == entry.oracle(word)
        assert answer == (
            end.outcome if entry.answer == "verdict" else text(entry.machine, end.configuration.tapes[0])
        )


def test_a_limit_is_an_answer_and_no_error(cli: Cli, tmp_path: Path) -> None:
    """simulate: outcome ``limit``; a predictor with too few steps answers ``limit``; both exit 0."""
    told = cli("simulate", "bb4", "", "--max-steps", "5", "--json")
    assert told.status == 0 and told.record["outcome"] == "limit" and told.record["steps"] == 5
    file = str(tmp_path / "p.npz")
    assert cli("build", "palindrome", "--length", "4", "--steps", "3", "-o", file).status == 0
    assert cli("run", file, "0110").out == "limit\n"
    assert cli("simulate", "bb2", "--json").record["nonblank"] == 4


# --- traces ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "n"),
    [
        (name, n)
        for name in ("parity", "mod3", "increment", "palindrome", "compare", "palindrome_2tape")
        for n in (3, 5)
    ]
    + [("add_interleaved", 4), ("copy", 2), ("bb3", 0), ("anbn", 4)],
)
def test_every_chain_is_the_one_that_the_predictor_of_build_decodes(
    cli: Cli, tmp_path: Path, name: str, n: int
) -> None:
    """One JSON record a line; prompt, chain, vocabulary and answer are those of ``build`` and ``run``."""
    entry, file, lines = zoo(name), str(tmp_path / "p.npz"), tmp_path / "t.jsonl"
    words = list(entry.inputs(n))
    assert cli("build", name, "--length", str(n), "--via", "oblivious", "-o", file).status == 0
    assert cli("trace", name, *words, "-o", str(lines)).status == 0
    records = [json.loads(line) for line in lines.read_text().splitlines()]
    assert [record["input"] for record in records] == words
    stored = load(file)
    for record in records:
        assert record["vocabulary"] == list(stored.predictor.vocabulary.tokens)
        assert record["prompt"] == list(stored.interface.prompt(record["input"]))
        assert record["chain"] == list(decode(stored.predictor, record["prompt"]).chain)
        assert record["answer"] == stored.interface.answer(record["chain"]) == entry.oracle(record["input"])
        assert record["chain_text"] == " ".join(record["vocabulary"][i] for i in record["chain"])


def test_rows_are_traced_too_and_answer_as_the_simulator(cli: Cli) -> None:
    """A machine that is not oblivious, or --form rows: rows of the tape, the oracle's answers."""
    for arguments in (("universal", zoo("universal").inputs(24)), ("parity", ["101", "000"])):
        name, words = arguments[0], list(arguments[1])[:3]
        told = cli("trace", name, *words, "--form", "rows", "--json")
        assert told.status == 0 and told.record["count"] == len(words)
        assert [r["answer"] for r in told.record["records"]] == [zoo(name).oracle(word) for word in words]


def test_words_of_a_length_are_all_or_a_sample_that_the_seed_repeats(cli: Cli) -> None:
    """--length alone: all; with --sample: as many, depending on the seed alone; mixed lengths are allowed by name."""
    every = [json.loads(line)["input"] for line in cli("trace", "parity", "--length", "3").out.splitlines()]
    assert sorted(every) == [f"{i:03b}" for i in range(8)]
    sample = ("trace", "parity", "--length", "9", "--sample", "5", "--seed")
    one, again, other = (cli(*sample, seed).out for seed in ("1", "1", "2"))
    assert one == again != other and one.count("\n") == 5
    assert [len(json.loads(line)["chain"]) for line in cli("trace", "parity", "1", "111").out.splitlines()] == [3, 5]


# --- conversion --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["bb3", "anbn", "increment"])
def test_a_conversion_is_the_same_on_standard_output_in_a_file_and_in_json(
    cli: Cli, tmp_path: Path, name: str
) -> None:
    """To every format that can say the machine, and a machine again; otherwise one line says what the format cannot."""
    done = []
    for form in FORMATS:
        told = cli("convert", name, "--to", form)
        if told.status == 2:
            assert told.err.startswith(f"lcomplexity: {name}: cannot be written as {form}: ") and not told.out
            continue
        file = tmp_path / f"{name}{FORMATS[form].extensions[0]}"
        saved = cli("convert", name, "--to", form, "-o", str(file))
        assert saved == (0, f"saved: {file} ({file.stat().st_size:,} bytes)\n", "")
        assert file.read_text() == told.out == cli("convert", name, "--to", form, "--json").record["text"]
        assert cli("convert", name, "--to", form, "-o", "-") == told == (0, convert(zoo(name).machine, form), "")
        assert cli("simulate", str(file), "").status == 0
        done.append(form)
    assert "morphett" in done and len(done) >= 3


# --- a claim that fails ------------------------------------------------------------------------------------------


def _negated(built: Build) -> Build:
    """The same with every weight of one coordinate of the first rule negated."""
    h = built.construction.predictor
    first = h.rules[0].coordinates[0]
    reads = tuple(
        replace(r, table={u: {v: -w for v, w in row.items()} for u, row in r.table.items()}) for r in first.reads
    )
    rule = Rule((Coordinate(first.values, reads), *h.rules[0].coordinates[1:]))
    wrong = replace(h, rules=(rule, *h.rules[1:]))
    return replace(built, construction=replace(built.construction, predictor=wrong))


def _overclaimed(built: Build) -> Build:
    """The same with a claim that it has one token fewer."""
    claims = replace(built.construction.claims, length=("==", "steps"))
    return replace(built, construction=replace(built.construction, claims=claims))


@pytest.mark.parametrize(
    ("fault", "line"), [(_negated, "FIRST FAILURE: input "), (_overclaimed, "CLAIM BROKEN: length is 6, claimed ==")]
)
@pytest.mark.parametrize("existing", ["file", "none"])
def test_a_construction_that_is_wrong_gives_exit_1_and_saves_nothing(
    cli: Cli,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    fault: Callable[[Build], Build],
    line: str,
    existing: str,
) -> None:
    """A flipped weight shows as failures, a wrong claim as a broken one; a file that was there stays as it was."""
    right, file = building.build, tmp_path / "p.npz"
    monkeypatch.setattr(building, "build", lambda *a, **k: fault(right(*a, **k)))
    if existing == "file":
        file.write_bytes(b"precious")
    told = cli("build", "parity", "--length", "4", "-o", str(file))
    assert told.status == 1 and told.err == "" and line in told.out and "saved" not in told.out
    record = cli("build", "parity", "--length", "4", "-o", str(file), "--json")
    assert record.status == 1 and "file" not in record.record
    assert bool(record.record["verified"]["failures"]) == (fault is _negated)
    # A wrong weight costs the margin too.
    assert any("length" in line for line in record.record["verified"]["broken_claims"]) == (fault is _overclaimed)
    assert list(tmp_path.iterdir()) == ([file] if existing == "file" else [])
    assert existing == "none" or file.read_bytes() == b"precious"


# --- as a program ------------------------------------------------------------------------------------------------

HEAVY = ("numpy", "numba", "sympy", "scipy", "hypothesis", "yaml")


@pytest.mark.parametrize(
    "arguments", [["--help"], *([c, "--help"] for c in ("simulate", "trace", "convert", "build", "run", "zoo"))]
)
def test_help_imports_nothing_heavy(arguments: list[str]) -> None:
    """Neither numpy, numba, sympy, scipy, hypothesis nor a YAML reader is loaded to print help."""
    program = (
        "import sys\nfrom lcomplexity.cli import main\ntry:\n    main(sys.argv[1:])\nexcept SystemExit as end:\n"
        f"    print('loaded', sorted(set(sys.modules) & set({HEAVY!r})), end.code)"
    )
    done = subprocess.run([sys.executable, "-c", program, *arguments], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "loaded [] 0" and done.stdout.startswith("usage: lcomplexity")


def test_python_m_lcomplexity_is_the_command_line(tmp_path: Path) -> None:
    """Exit status and streams of the program are those of the function."""
    good = subprocess.run([*LCOMPLEXITY, "simulate", "parity", "1", "--json"], capture_output=True, text=True)
    assert (good.returncode, good.stderr, json.loads(good.stdout)["outcome"]) == (0, "", "accept")
    bad = subprocess.run([*LCOMPLEXITY, "simulate", "parity", "2"], capture_output=True, text=True)
    assert (bad.returncode, bad.stdout, bad.stderr.count("\n")) == (2, "", 1)


def test_a_reader_that_goes_away_is_no_error() -> None:
    """``lcomplexity trace .. | head -1``: no complaint, whatever is left to write."""
    # Unbuffered, Python takes a write cut short for a whole one and never learns that the reader has gone.
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONUNBUFFERED"}
    writer = subprocess.Popen(
        [*LCOMPLEXITY, "trace", "parity", "--length", "10"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment,
    )
    assert writer.stdout is not None and writer.stderr is not None
    assert writer.stdout.readline().startswith(b"{")
    writer.stdout.close()
    complaint = writer.stderr.read()
    writer.stderr.close()
    assert writer.wait(30) == 0 and complaint == b""


def test_an_interrupt_leaves_one_line_and_no_file(tmp_path: Path) -> None:
    """Ctrl-C while building: ``interrupted``, exit 130, nothing saved, an existing file unchanged."""
    file = tmp_path / "p.npz"
    file.write_bytes(b"precious")
    builder = subprocess.Popen(
        [*LCOMPLEXITY, "build", "bb5", "-o", str(file)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    # Anywhere between loading numpy and verifying.
    time.sleep(2.5)
    builder.send_signal(signal.SIGINT)
    out, err = builder.communicate(timeout=60)
    assert (builder.returncode, out, err) == (130, b"", b"lcomplexity: interrupted\n")
    assert [p.read_bytes() for p in tmp_path.iterdir()] == [b"precious"]


def test_the_zoo_lists_every_machine(cli: Cli) -> None:
    """A line each, and the rules of one by name."""
    assert [m["name"] for m in cli("zoo", "--json").record["machines"]] == list(ZOO)
    assert cli("zoo").out.count("\n") == len(ZOO) + 1
    assert cli("zoo", "bb2", "--json").record["rules"] == [str(rule) for rule in zoo("bb2").machine.rules]


def test_an_interrupt_in_a_finalizer_is_not_swallowed() -> None:
    """Python drops an exception raised in ``__del__``; the interrupt comes again a moment later, and ends the program."""
    script = (
        "import signal, time\nfrom lcomplexity import cli\n"
        "class Slow:\n    def __del__(self):\n        signal.raise_signal(signal.SIGINT)\n"
        "def work(arguments=None):\n    try:\n        slow = Slow()\n        del slow\n        time.sleep(20)\n"
        "    except KeyboardInterrupt:\n        return cli.INTERRUPTED\n    return 0\n"
        "cli.main = work\ncli.program()\n"
    )
    ended = subprocess.run([sys.executable, "-c", script], capture_output=True, timeout=60, check=False)
    assert (ended.returncode, ended.stdout, ended.stderr) == (130, b"", b"")
