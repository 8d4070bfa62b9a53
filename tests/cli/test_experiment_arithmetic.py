"""``lcomplexity experiment arithmetic``: a folder's report holds all that was run in it."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from lcomplexity.experiments.arithmetic.report import kept, tables
from lcomplexity.experiments.metrics import append

Cli = Callable[..., Any]
TINY = ("experiment", "arithmetic", "--scale", "tiny", "--threads", "1")


def report(folder: Path) -> tuple[list[dict[str, Any]], str]:
    """The records and the tables of a folder."""
    return json.loads((folder / "results.json").read_text())["records"], (folder / "table.md").read_text()


def test_a_part_that_is_run_later_joins_the_report(cli: Cli, tmp_path: Path) -> None:
    """What is printed is what was asked for; results.json and table.md have the records of the folder, whatever comes last."""
    folder = tmp_path / "a1"
    for parts in (("addition", "constructed"), ("constructed",), ("addition",)):
        told = cli(*TINY, *(word for part in parts for word in ("--part", part)), "-o", str(folder))
        assert told.status == 0 and told.out.count("**") == 2 * len(parts)
        records, table = report(folder)
        assert [record["part"] for record in records] == ["constructed", "addition"]
        assert table == tables(records) + "\n" and table.count("**") == 4 and "## " not in table
        others = ", with 1 record of other runs there" if len(parts) == 1 else ""
        assert told.out.endswith(f"written to {folder}{others}\n")
    # The same as run at once, and as the metrics that were kept all along.
    assert sorted(json.dumps(r) for r in records) == sorted((folder / "metrics.jsonl").read_text().splitlines())
    asked = cli(*TINY, "--part", "addition", "-o", str(folder), "--json").record
    assert [record["part"] for record in asked["records"]] == ["addition"]


def test_runs_of_another_seed_have_tables_of_their_own(cli: Cli, tmp_path: Path) -> None:
    """Under headings, as soon as there are two."""
    for seed in ("2", "10"):
        assert cli(*TINY, "--part", "constructed", "--seed", seed, "-o", str(tmp_path)).status == 0
    records, table = report(tmp_path)
    assert [record["seed"] for record in records] == [2, 10]
    assert [line for line in table.splitlines() if line.startswith("#")] == [
        "## Scale tiny, seed 2",
        "## Scale tiny, seed 10",
    ]


def test_networks_are_in_the_report_once_they_are_trained(cli: Cli, tmp_path: Path) -> None:
    """All four after their run, also when another part is run afterwards; one that was stopped is not."""
    pytest.importorskip("torch")
    assert cli(*TINY, "--part", "networks", "-o", str(tmp_path)).status == 0
    at_once = report(tmp_path)
    assert [(r["model"], r["chain"]) for r in at_once[0]] == [
        ("linear", "paper"), ("linear", "columns"), ("mlp", "paper"), ("mlp", "columns"),
    ]  # fmt: skip
    assert cli(*TINY, "--part", "constructed", "-o", str(tmp_path)).status == 0
    records, table = report(tmp_path)
    assert records[1:] == at_once[0] and at_once[1] in table
    stopped = tmp_path / "linear-paper-7"
    stopped.mkdir()
    append(stopped / "metrics.jsonl", at_once[0][0] | {"seed": 7, "step": 10})
    assert kept(tmp_path) == records
