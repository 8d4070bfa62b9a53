"""The gallery is what its command writes: numbers, diagrams and commands."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from lcomplexity.predictor_file import load
from tests.benchmarks import gallery

#: Bytes of all diagrams together.
LARGEST = 600_000


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty folder for all that the command makes."""
    return tmp_path_factory.mktemp("gallery")


@pytest.fixture(scope="module")
def records(folder: Path) -> dict[str, Mapping[str, Any]]:
    """What build and view say now."""
    return gallery.made(folder)


def test_page_and_diagrams_are_those_that_the_command_makes(
    records: dict[str, Mapping[str, Any]], folder: Path
) -> None:
    """Built anew, the page has the same numbers and every diagram the same bytes; there are no other diagrams."""
    assert gallery.PAGE.read_text(encoding="utf-8") == gallery.page(records)
    drawn = sorted(path.name for path in gallery.DIAGRAMS.iterdir())
    assert drawn == sorted(f"{e.machine}.svg" for e in gallery.EXHIBITS) and len(drawn) == 10
    for name in drawn:
        assert (gallery.DIAGRAMS / name).read_bytes() == (folder / name).read_bytes(), name
    assert sum((gallery.DIAGRAMS / name).stat().st_size for name in drawn) < LARGEST


def test_the_numbers_are_those_of_the_predictors(records: dict[str, Mapping[str, Any]], folder: Path) -> None:
    """T, vocabulary and reads in the table are properties of the predictor in the file, and every input was checked."""
    rows = re.findall(r"^\| \[(\w+)\]\(#\1\) \| (.*) \|$", gallery.page(records), flags=re.MULTILINE)
    assert len(rows) == len(gallery.EXHIBITS)
    for name, cells in rows:
        h = load(folder / f"{name}.npz").predictor
        _, _, T, vocabulary, reads, _, margin, inputs = cells.split(" | ")
        assert (int(T), int(vocabulary), int(reads)) == (h.length, len(h.vocabulary), h.reads)
        assert int(margin) >= 1 and int(inputs) >= 1
        assert records[name]["verified"]["exhaustive"] and not records[name]["verified"]["failures"]


def test_every_diagram_has_a_title_and_every_page_was_made(
    records: dict[str, Mapping[str, Any]], folder: Path
) -> None:
    """Diagrams are SVG with words for those who do not see them; each machine's page is one file of less than 1 MB."""
    for e in gallery.EXHIBITS:
        root = ElementTree.parse(gallery.DIAGRAMS / f"{e.machine}.svg").getroot()
        assert root.find("{http://www.w3.org/2000/svg}title") is not None
        assert 10_000 < (folder / f"{e.machine}.html").stat().st_size < 1_000_000


def test_a_chain_that_is_not_the_simulator_s_stops_the_command(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The command ends with a complaint if a diagram would show other configurations than the simulator's."""
    said = gallery._said

    def false(arguments: tuple[str, ...]) -> dict[str, Any]:
        record = said(arguments)
        return record | {"equal_to_simulator": False} if arguments[0] == "view" else record

    monkeypatch.setattr(gallery, "_said", false)
    with pytest.raises(SystemExit, match=r"parity: a chain is not the simulator's"):
        gallery.made(tmp_path)
