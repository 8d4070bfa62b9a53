"""``lcomplexity compare``: its forms of output agree, the picture and the trade-off say what the modules say, bad input is one line."""

from __future__ import annotations

import argparse
import csv
import io
import json
import re
from pathlib import Path
from xml.etree import ElementTree

import pytest

from lcomplexity.cli import compare
from lcomplexity.errors import PredictorError
from lcomplexity.notions import NOTIONS


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    """What the command prints."""
    top = argparse.ArgumentParser()
    parser = compare.add(top.add_subparsers())
    parser.add_argument("--json", action="store_true")
    assert compare.execute(top.parse_args(["compare", *arguments])) == 0
    return capsys.readouterr().out


def test_json_has_an_object_for_each_function_and_a_key_for_each_notion(capsys: pytest.CaptureFixture[str]) -> None:
    """Parity and majority; rationals are text, integers numbers."""
    record = json.loads(run(capsys, "parity:4", "majority:3", "--json"))
    parity, majority = record["functions"]
    assert set(parity) == {notion.key for notion in NOTIONS} | {
        *("function", "n", "length", "length_lower", "length_upper", "sample_bound", "absent")
    }
    assert (parity["length"], parity["circuit_size"], parity["sign_degree"], parity["absent"]) == (3, 3, 4, {})
    assert (majority["length"], majority["circuit_size"], majority["sign_degree"]) == (1, 4, 1)
    assert majority["total_influence"] == "3/2"


def test_csv_latex_and_text_have_the_values_of_json(capsys: pytest.CaptureFixture[str]) -> None:
    """Cell by cell."""
    functions = ("x0 & x1 | x2", "0x1668:4")
    rows = json.loads(run(capsys, *functions, "--json"))["functions"]
    for row, line in zip(rows, csv.DictReader(io.StringIO(run(capsys, *functions, "--csv"))), strict=True):
        assert line == {key: "" if value is None else str(value) for key, value in row.items() if key != "absent"}
    latex, text = run(capsys, *functions, "--latex"), run(capsys, *functions)
    for notion in NOTIONS:
        values = [str(row[notion.key]) for row in rows]
        (line,) = (line for line in text.splitlines() if line.startswith(notion.heading + "  "))
        assert line.split()[-2:] == values
        (line,) = (line for line in latex.splitlines() if line.startswith(notion.heading + " &"))
        assert re.sub(r"\\frac\{(\d+)\}\{(\d+)\}", r"\1/\2", line).replace("$", "").split("&")[2:] == [
            f" {values[0]} ",
            f" {values[1]} \\\\",
        ]
    assert r"\texttt{x0 \& x1 | x2}" in latex


def test_what_is_absent_comes_with_a_reason(capsys: pytest.CaptureFixture[str]) -> None:
    """64 variables have no table, six no circuit size."""
    (row,) = json.loads(run(capsys, "parity:64", "--json"))["functions"]
    assert (
        row["length"] == 7
        and row["circuit_size"] is None
        and set(row["absent"]) == {notion.key for notion in NOTIONS}
    )
    (row,) = json.loads(run(capsys, "majority:5", "--json"))["functions"]
    assert row["absent"]["circuit_depth"] == "computed for at most 4 essential variables; this has 5"
    assert "- majority:5: circuit C, formula L: computed for at most 4 essential variables, and for read-once" in run(
        capsys, "majority:5"
    )


def test_the_scatter_has_a_panel_for_each_notion_and_counts_every_class(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """Well-formed SVG; the discs of a panel stand for 222 classes and 65,536 functions; parity and a threshold are named."""
    path = tmp_path / "scatter.svg"
    text = run(capsys, "--scatter", str(path))
    svg = "{http://www.w3.org/2000/svg}"
    panels = ElementTree.parse(path).getroot().findall(f"{svg}g")
    assert len(panels) == len(NOTIONS)
    for panel in panels:
        counts = [title.text or "" for title in panel.iter(f"{svg}title")]
        found = [re.fullmatch(r"\S+: (\d+)(/2)? classes, (\d+) functions", count) for count in counts]
        assert sum(int(f[1]) / (2 if f[2] else 1) for f in found if f) == 222 and all(found)
        assert sum(int(f[3]) for f in found if f) == 65536
    assert "long chain, small circuit: T = 3, C = 3: 0x6996:4, 1 iff the sum of the bits is 1 or 3" in text
    assert "short chain, large circuit: T = 1, C = 7: 0x0117:4, 1 iff the sum of the bits is 0 or 1" in text


def test_the_tradeoff_of_parity_has_a_row_for_each_order(capsys: pytest.CaptureFixture[str]) -> None:
    """k = 2 .. 12 with length ceil(11/(k-1)), both learners measured, errors 5/16, 1/16, 0."""
    record = json.loads(run(capsys, "--tradeoff", "parity:12", "--json"))
    assert [(row["k"], row["length"]) for row in record["orders"]] == [(k, -(-11 // (k - 1))) for k in range(2, 13)]
    assert {row["learner"] for row in record["measured"]} == {"enumeration", "elimination"}
    assert {row["n"] for row in record["measured"]} == {8, 12}
    assert [row["error"] for row in record["errors"]] == ["5/16", "1/16", "0"]
    assert record["vocabulary"][0] == {"letters": 2, "lower": 4, "upper": 4}
    text = run(capsys, "--tradeoff", "parity:3", "--seed", "7")
    assert "(seed 7)" in text and "not a lower bound" in text


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((), "compare: which functions? Give one or more, as in parity:4 majority:5, or --scatter F.svg"),
        (
            ("parity:4", "--csv", "--json"),
            "compare: --json is one form of output, --latex and --csv are others; choose one",
        ),
        (
            ("parity:4", "--scatter", "f.svg"),
            "compare: --scatter is about all functions of four bits; leave out 'parity:4'",
        ),
        (
            ("--tradeoff", "majority:4"),
            "compare --tradeoff: 'majority:4'; it is for one function parity:n, as in parity:64",
        ),
        (("--tradeoff", "parity:4", "or:2"), "compare --tradeoff: 'parity:4 or:2'; it is for one function parity:n"),
        (("--tradeoff", "parity:1"), "compare --tradeoff: parity of 1 bits; give 2 to 256"),
        (("--tradeoff", "parity:99999"), "compare --tradeoff: parity of 99999 bits; give 2 to 256"),
        (("nothing:4",), "nothing"),
    ],
)
def test_bad_input_is_one_line(capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...], message: str) -> None:
    """Place, offender, remedy."""
    with pytest.raises(PredictorError) as caught:
        run(capsys, *arguments)
    assert message in str(caught.value) and "\n" not in str(caught.value)
