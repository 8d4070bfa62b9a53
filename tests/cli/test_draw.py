"""``lcomplexity draw``: state diagrams as SVG and TikZ."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from lcomplexity.views.state_diagrams import state_diagram_tikz
from turing.formats import dumps
from turing.zoo import zoo


def test_a_picture_names_every_state(tmp_path: Path, cli: Callable[..., Any]) -> None:
    """It is XML, and the texts in it are the states and what stands on the arrows; the record counts them."""
    result = cli("draw", "palindrome", "-o", str(tmp_path / "p.svg"), "--json")
    assert result.status == 0 and result.err == ""
    texts = [e.text for e in ElementTree.parse(tmp_path / "p.svg").iter() if e.tag.endswith("text")]
    M = zoo("palindrome").machine
    assert set(M.states) <= set(texts)
    assert result.record["states"] == len(M.states) and result.record["rules"] == len(M.delta) == 18
    assert result.record["bytes"] == (tmp_path / "p.svg").stat().st_size


def test_a_file_of_ones_own_is_drawn_for_latex(tmp_path: Path, cli: Callable[..., Any]) -> None:
    """A document with the picture that Python gives."""
    M = zoo("parity").machine
    (tmp_path / "mine.tm").write_text(dumps(M, "morphett"))
    assert cli("draw", str(tmp_path / "mine.tm"), "-o", str(tmp_path / "p.tex")).status == 0
    document = (tmp_path / "p.tex").read_text()
    assert document.startswith("\\documentclass") and document.count("\\node[draw") == len(M.states)
    assert state_diagram_tikz(M).splitlines()[2] in document


@pytest.mark.parametrize(
    ("machine", "file", "told"),
    [
        ("universal", "u.svg", "88 states cannot be read (at most 40)"),
        ("parity", "p.png", "does not end in .svg or .tex"),
        ("parity", "no/p.svg", "no"),
        ("parityy", "p.svg", "did you mean 'parity'"),
    ],
)
def test_what_cannot_be_drawn_is_refused_with_one_line(
    machine: str, file: str, told: str, tmp_path: Path, cli: Callable[..., Any]
) -> None:
    """And leaves no file."""
    result = cli("draw", machine, "-o", str(tmp_path / file))
    assert result.status == 2 and result.out == "" and result.err.count("\n") == 1 and told in result.err
    assert not list(tmp_path.iterdir())
