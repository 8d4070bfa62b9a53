"""The command ``census``: its keys, its refusals, its files, and the published distribution."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import pytest

from lcomplexity.cli import census as command
from lcomplexity.errors import PredictorError
from lcomplexity.length.census.blocks import blocks
from lcomplexity.length.census.census import InProcess, census
from lcomplexity.length.census.journal import opened

REFERENCE = Path(__file__).parents[2] / "reference" / "census"
DISTRIBUTION = json.loads((REFERENCE / "distribution.json").read_text())


def run(*arguments: str) -> int:
    """Run the command as the program does, and return its status."""
    parser = argparse.ArgumentParser()
    command.add(parser.add_subparsers()).add_argument("--json", action="store_true")
    return command.execute(parser.parse_args(["census", *arguments]))


@pytest.mark.parametrize("n", [1, 2, 3, 4])
def test_the_command_says_the_distribution(n: int, capsys: pytest.CaptureFixture[str]) -> None:
    """``census n --json`` gives classes and functions by T, as committed, and all certificates accepted."""
    assert run(str(n), "--json") == 0
    record = json.loads(capsys.readouterr().out)
    assert {"classes": record["classes"], "functions": record["functions"]} == DISTRIBUTION[str(n)]
    assert record["n"] == n and record["vocabulary"] == 2
    assert record["certificates"] == {"accepted": sum(record["classes"].values()), "rejected": 0}


def test_the_committed_distribution_adds_up() -> None:
    """Classes add up to the published numbers of NPN classes, functions to 2^(2^n), T = 1 to the threshold functions."""
    for n, classes, threshold in ((1, 2, 4), (2, 4, 14), (3, 14, 104), (4, 222, 1882), (5, 616126, 94572)):
        entry = DISTRIBUTION[str(n)]
        assert sum(entry["classes"].values()) == classes and sum(entry["functions"].values()) == 1 << (1 << n)
        assert entry["functions"]["1"] == threshold


def test_files_are_those_committed_and_are_continued(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """With -o the classes are the committed ones; a certificate half written is made again, and so is what follows it."""
    folder = tmp_path / "new" / "folder"
    assert run("3", "-o", str(folder)) == 0
    assert (folder / "classes-3.txt").read_text() == (REFERENCE / "classes-3.txt").read_text()
    assert (folder / "certificates-3.jsonl").read_text().count("\n") == 14
    path = folder / "certificates-3.jsonl"
    whole = path.read_bytes()
    for length in (0, 1, len(whole) // 2, len(whole) - 1):
        path.write_bytes(whole[:length])
        assert run("3", "-o", str(folder)) == 0
        assert path.read_bytes() == whole
    text = capsys.readouterr().out
    assert "8        152" in text and "certificates: 14 accepted, 0 rejected" in text


def test_a_rejected_certificate_is_reported(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """If the checker rejects, the command says so, and its status is 1."""
    monkeypatch.setattr(command, "fault_of", lambda record: "wrong" if record["lower"] == 2 else None)
    assert run("2") == 1
    out = capsys.readouterr().out
    assert "certificates: 3 accepted, 1 rejected" in out and "REJECTED" in out and out.rstrip().endswith("wrong")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("3", "--vocabulary", "3"), "3 letters; the census is of binary tokens"),
        (("6",), "n = 6; the census is of 1 to 5"),
        (("0",), "n = 0"),
        (("2", "--processes", "0"), "--processes 0"),
        (("2", "-o", "/dev/null/folder"), "/dev/null/folder: no folder can be made there"),
    ],
)
def test_what_cannot_be_done_is_refused(arguments: tuple[str, ...], words: str) -> None:
    """Other vocabularies, numbers and places are refused in one line."""
    with pytest.raises(PredictorError, match=words) as refused:
        run(*arguments)
    assert "\n" not in str(refused.value)


def test_a_missing_scheduler_is_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without Dask, --scheduler says which extra to install."""
    import sys

    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(PredictorError, match="cluster"):
        run("2", "--scheduler", "tcp://127.0.0.1:1")


def rows(text: str) -> list[list[str]]:
    return [line.split() for line in text.splitlines() if line.startswith("0x")]


def test_the_hard_classes_are_in_their_blocks() -> None:
    """The 46 committed classes with T = 4 are decided again, each in a block of its own, with the same tokens."""
    from lcomplexity.length.census.blocks import Block, done

    hard = rows((REFERENCE / "hard-5.txt").read_text())
    assert len(hard) == 46 and sum(int(row[1]) for row in hard) == DISTRIBUTION["5"]["functions"]["4"]
    for row in hard[::6]:
        table = int(row[0], 16)
        (found,) = done(Block(5, table >> 16, table & 0xFFFF, (table & 0xFFFF) + 1)).rows()
        assert found == (table, int(row[1]), 4, tuple(int(z, 16) for z in row[3:]))


@pytest.mark.deep
def test_the_census_of_five_variables(tmp_path: Path) -> None:
    """All 616,126 classes, from nothing: the committed distribution and the 46 classes; T <= 2 exactly where orders of the points
    say so; and lemma 2 alone separates T <= 2 from the rest."""
    from orders_of_points import left_by_lemma_2, marked, two_tokens

    from lcomplexity.length.census.first_tokens import FirstTokens
    from lcomplexity.length.census.orbits import walk

    result = census(5, InProcess(), ahead=1, folder=tmp_path)
    as_text = {
        "classes": {str(T): count for T, count in result.classes().items()},
        "functions": {str(T): count for T, count in result.functions().items()},
    }
    assert as_text == DISTRIBUTION["5"]
    written = rows((tmp_path / "classes-5.txt").read_text())
    assert [row for row in written if row[2] == "4"] == rows((REFERENCE / "hard-5.txt").read_text())
    found = result.decided
    assert (marked(5, found.tables, walk(5), two_tokens(5)) == (found.lengths <= 2)).all()
    first = FirstTokens.of(5)
    assert (left_by_lemma_2(found.tables, first.corners, first.unbalanced) == (found.lengths <= 2)).all()
    journal, complete = opened(tmp_path / "classes-5.txt", 5, blocks(5))
    with journal:
        assert complete
