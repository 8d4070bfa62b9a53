"""``run`` and ``view`` of arithmetic, constructed and learnt: an input is digits and signs, and its form is told where it does not fit."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from lcomplexity.cli.run import prompt_of
from lcomplexity.constructions.arithmetic import addition, multiplication
from lcomplexity.learning.as_construction import as_construction
from lcomplexity.learning.perceptron import perceptron
from lcomplexity.learning.tasks import arithmetic_task, wiring_of
from lcomplexity.predictor_file import save, stored

Cli = Callable[..., Any]


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with products of 2 by 2 and of 1 by 3 digits, sums of 6, and products of 1 digit learnt from all of them."""
    folder = tmp_path_factory.mktemp("arithmetic")
    save(folder / "mult.npz", stored(multiplication(2, 2)))
    save(folder / "lopsided.npz", stored(multiplication(1, 3)))
    save(folder / "add.npz", stored(addition(6)))
    task = arithmetic_task("multiply", 1)
    data = task.split(100, 0, seed=0).train
    learned = perceptron(data, wiring_of(task, "shared")).learned
    save(folder / "learnt.npz", stored(as_construction(task, learned, "perceptron (here)")))
    return folder


@pytest.mark.parametrize(
    ("file", "text", "answer"),
    [
        ("mult.npz", "12x34=", "0408"),
        ("mult.npz", "99x99=", "9801"),
        ("lopsided.npz", "7x125=", "0875"),
        ("add.npz", "999999+000001=", "1000000"),
        ("learnt.npz", "7x8=", "56"),
        ("learnt.npz", "0x0=", "00"),
    ],
)
def test_arithmetic_is_run(file: str, text: str, answer: str, files: Path, cli: Cli) -> None:
    """The answer is Python's, with leading zeros."""
    assert cli("run", str(files / file), text) == (0, f"{answer}\n", "")
    assert cli("run", str(files / file), text, "--show", "chain", "--json").record["answer"] == answer


@pytest.mark.parametrize(
    ("file", "text", "told"),
    [
        ("mult.npz", "3x4=", "the input has 4 symbols; 6 are needed: write it like 12x34=, with leading zeros"),
        ("mult.npz", "", "the input has 0 symbols; 6 are needed: write it like 12x34=, with leading zeros"),
        ("mult.npz", "12x34", "the input has 5 symbols; 6 are needed: write it like 12x34=, with leading zeros"),
        ("mult.npz", "1234", "the input has 4 symbols; 6 are needed: write it like 12x34=, with leading zeros"),
        ("mult.npz", "123456", "the input '123456' has a digit or a sign at a wrong place; write it like 12x34="),
        ("mult.npz", "1x234=", "the input '1x234=' has a digit or a sign at a wrong place; write it like 12x34="),
        ("mult.npz", "12=34x", "the input '12=34x' has a digit or a sign at a wrong place; write it like 12x34="),
        ("mult.npz", "12*34=", "input: symbol '*' at position 2 is not one of ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9', '=', 'x']"),
        ("lopsided.npz", "12x34=", "the input '12x34=' has a digit or a sign at a wrong place; write it like 1x234="),
        ("add.npz", "1+1=", "the input has 4 symbols; 14 are needed: write it like 123456+789012=, with leading zeros"),
        ("learnt.npz", "12x34=", "the input has 6 symbols; 4 are needed: write it like 1x2=, with leading zeros"),
    ],
)  # fmt: skip
def test_an_input_of_another_form_is_told_which_is_wanted(
    file: str, text: str, told: str, files: Path, cli: Cli, tmp_path: Path
) -> None:
    """By ``run`` and ``view`` alike: exit status 2, one line, nothing written."""
    path = str(files / file)
    for command in (("run", path, text), ("view", path, text, "-o", str(tmp_path / "a.svg"))):
        assert cli(*command) == (2, "", f"lcomplexity: {path}: {told}\n")
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("file", ["mult.npz", "learnt.npz"])
def test_arithmetic_is_viewed(file: str, files: Path, cli: Cli, tmp_path: Path) -> None:
    """Page, picture and frames; the page lets inputs of as many symbols be typed, signs counted."""
    text, answer = ("12x34=", "0408") if file == "mult.npz" else ("7x8=", "56")
    for name in ("a.html", "a.svg", "a.tex"):
        viewed = cli("view", str(files / file), text, "-o", str(tmp_path / name), "--json")
        assert viewed.status == 0 and viewed.record["answer"] == answer and (tmp_path / name).stat().st_size > 1000
    page = (tmp_path / "a.html").read_text()
    found = re.search(r'<script type="application/json" id="data">(.*?)</script>', page, flags=re.DOTALL)
    assert found is not None and json.loads(found[1])["interface"]["input_length"] == len(text)


def test_a_form_is_not_made_up() -> None:
    """A provenance that says other numbers of digits than the prompt has is not believed: only the number of symbols is told."""
    s = replace(stored(multiplication(2, 2)), provenance="multiplication of 3 and 3 decimal digits")
    assert prompt_of(s, "12x34=") == (1, 2, 10, 3, 4, 11)
    with pytest.raises(
        ValueError, match=r"^the input has 4 symbols; 6 are needed, each one of 0 1 2 3 4 5 6 7 8 9 x =$"
    ):
        prompt_of(s, "3x4=")
