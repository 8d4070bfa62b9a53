"""The page about text holds what the results say, and nothing that was not run."""

from __future__ import annotations

import copy
import json
import re
import statistics
import xml.etree.ElementTree as ElementTree
from pathlib import Path
from typing import Any

import pytest

from lcomplexity.experiments.metrics import records
from lcomplexity.experiments.text import __main__ as command
from lcomplexity.experiments.text.page import page
from lcomplexity.experiments.text.picture import picture
from lcomplexity.experiments.text.report import NAMES, ladder_table, samples, tables

DOCS = Path(__file__).resolve().parents[4] / "docs"
RESULTS = json.loads((DOCS / "text.json").read_text("utf-8"))


def test_the_page_is_the_one_that_the_results_make() -> None:
    """docs/text.md is, to the letter, made from docs/text.json."""
    assert (DOCS / "text.md").read_text("utf-8") == page(RESULTS)


def test_the_results_are_of_one_scale_three_seeds_and_all_models() -> None:
    """Every run names device, threads, versions; three seeds of each network on each corpus, all at scale laptop."""
    runs = RESULTS["results"]
    for corpus in ("shakespeare", "grammar", "xor"):
        for model in NAMES:
            assert sorted(r["seed"] for r in runs if (r["corpus"], r["model"]) == (corpus, model)) == [0, 1, 2]
        assert {r["model"] for r in runs if r["corpus"] == corpus} == {*NAMES, *(f"{n}-gram" for n in range(1, 7))}
    assert {r["scale"] for r in runs} == {"laptop"}
    assert all({"device", "hardware", "threads", "torch", "python", "cpu_seconds"} <= r.keys() for r in runs)


@pytest.mark.parametrize("corpus", ["shakespeare", "grammar", "xor"])
def test_the_table_has_mean_and_spread_of_the_records(corpus: str) -> None:
    """Computed here with the standard library; rows from worst to best."""
    table = ladder_table(RESULTS, corpus)
    for model, name in NAMES.items():
        bits = [r["test_bits"] for r in RESULTS["results"] if (r["corpus"], r["model"]) == (corpus, model)]
        assert f"| {name} | {statistics.mean(bits):.3f} ± {statistics.stdev(bits):.3f} |" in table
    means = [float(cell) for cell in re.findall(r"^\| [^*|]* \| (\d\.\d+)", table, flags=re.MULTILINE)]
    assert len(means) == 10 and means == sorted(means, reverse=True)


@pytest.mark.parametrize("corpus", ["shakespeare", "xor"])
def test_a_changed_record_changes_the_page(corpus: str) -> None:
    """Deliberate fault: one run's bits are changed, and the page is no longer that of the docs."""
    changed = copy.deepcopy(RESULTS)
    next(r for r in changed["results"] if r["corpus"] == corpus and r["model"] == "tied")["test_bits"] += 0.01
    assert page(changed) != page(RESULTS) and tables(changed) != tables(RESULTS)


def test_the_measured_bits_keep_to_the_floors() -> None:
    """No model is below a floor by more than chance allows on a finite test part; the linear networks not below theirs."""
    for described in RESULTS["corpora"]:
        runs = [r for r in RESULTS["results"] if r["corpus"] == described["corpus"]]
        if described["floor"] is not None:
            assert all(r["test_bits"] > min(described["source_bits"], described["floor"]) - 0.002 for r in runs)
        if described["linear_floor"] is not None:
            linear = [r["test_bits"] for r in runs if r["model"] in ("linear", "tied")]
            assert len(linear) == 6 and all(b > described["linear_floor"] - 0.005 for b in linear)


def test_figures_of_the_paper_are_called_quoted() -> None:
    """The section on the paper says so in its first words, and no other section has its figures."""
    text = (DOCS / "text.md").read_text("utf-8")
    before, _, section = text.partition("## What the paper did")
    assert section.strip().startswith("*Quoted, not re-run.*") and "(quoted: github.com/emalach/LinearLM" in section
    assert "0.0005" in section and "0.0005" not in before and "TinyStories-33M" not in before


def test_the_picture_is_svg_with_all_models_and_floors() -> None:
    """Well-formed, with a title for each corpus and a name for each model; made twice, it is the same."""
    pytest.importorskip("matplotlib")
    drawn = picture(RESULTS)
    texts = {e.text for e in ElementTree.fromstring(drawn).iter("{http://www.w3.org/2000/svg}text")}
    assert {*NAMES.values(), "Shakespeare", "3-gram", "training operations"} <= texts
    assert picture(RESULTS) == drawn


def test_without_matplotlib_the_user_is_told_which_extra(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """One line, exit status 2, nothing written."""
    monkeypatch.setattr("lcomplexity.experiments.runtime.find_spec", lambda name: None)
    assert command.main([str(DOCS / "text.json"), str(tmp_path)]) == 2
    assert "pip install '.[viz]'" in capsys.readouterr().err and not list(tmp_path.iterdir())


@pytest.mark.parametrize("content", ["{}", "{", "[]", '{"corpora": [], "results": [], "curves": []}'])
def test_what_is_no_result_costs_one_line(content: str, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """Exit status 2 and the file's name or what is missing."""
    pytest.importorskip("matplotlib")
    (tmp_path / "results.json").write_text(content)
    assert command.main([str(tmp_path / "results.json"), str(tmp_path)]) == 2
    told = capsys.readouterr().err
    assert told.count("\n") == 1 and ("results.json" in told or "run --corpus all" in told)


def test_the_command_writes_page_and_picture(tmp_path: Path) -> None:
    """Both files, the page the same as in the docs."""
    pytest.importorskip("matplotlib")
    assert command.main([str(DOCS / "text.json"), str(tmp_path)]) == 0
    assert (tmp_path / "text.md").read_text("utf-8") == (DOCS / "text.md").read_text("utf-8")
    assert (tmp_path / "text.svg").read_text("utf-8").endswith("</svg>\n")


def test_samples_are_those_of_the_first_seed() -> None:
    """One line a model and corpus."""
    first: dict[Any, Any] = {}
    for r in RESULTS["results"]:
        first.setdefault((r["corpus"], r["model"]), r)
    assert samples(RESULTS).count("\n\n") == len(first) - 1


@pytest.mark.parametrize("content", ["3\n", '{"a": 1}\nno JSON\n', "[]\n"])
def test_a_file_that_holds_no_metrics_costs_one_line(tmp_path: Path, content: str) -> None:
    """Only a last line without its end is forgiven."""
    from lcomplexity.errors import PredictorError

    (tmp_path / "m.jsonl").write_text(content)
    with pytest.raises(PredictorError, match=r"m\.jsonl: no file of metrics .*; give another folder"):
        records(tmp_path / "m.jsonl")
    (tmp_path / "m.jsonl").write_text('{"a": 1}\n{"a": ')
    assert records(tmp_path / "m.jsonl") == [{"a": 1}]
