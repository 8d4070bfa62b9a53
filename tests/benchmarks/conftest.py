"""Rows of the benchmarks: where they go, and which need not be measured again."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, NoReturn

import pytest

from tests.benchmarks.results import load, store


def pytest_addoption(parser: pytest.Parser) -> None:
    """``--rows FILE``: keep each row in FILE, and leave out the tests whose rows are there."""
    parser.addoption("--rows", type=Path, help="file of rows; a test whose row is there is left out")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out the tests whose rows are there; what was absent then may be there now."""
    path = config.getoption("--rows")
    known = load(path) if path else {}
    rows = {item: known.get(part_of(item), {}).get("rows", {}).get(item.name, {"absent": ""}) for item in items}
    done = [item for item in items if "absent" not in rows[item]]
    if done:
        config.hook.pytest_deselected(items=done)
        items[:] = [item for item in items if item not in done]


def part_of(item: pytest.Item) -> str:
    """The part of the page that a test belongs to: the name of its file."""
    return item.path.stem.removeprefix("test_")


@pytest.fixture
def row(request: pytest.FixtureRequest) -> Callable[..., None]:
    """Call with the columns of the test's row, when everything has been measured and found right."""

    def stored(**columns: Any) -> None:
        print("\n  " + ", ".join(f"{name} {shown(value)}" for name, value in columns.items()))
        path = request.config.getoption("--rows")
        if path:
            store(path, part_of(request.node), request.node.name, columns)

    return stored


@pytest.fixture
def absent(row: Callable[..., None]) -> Callable[[str], NoReturn]:
    """Call with the reason why a row cannot be measured here; ends the test."""

    def ended(reason: str) -> NoReturn:
        row(absent=reason)
        pytest.skip(reason)

    return ended


def shown(value: Any) -> str:
    """A value as it stands in a progress line."""
    return f"{value:.4g}" if isinstance(value, float) else str(value)


@pytest.fixture
def paired(benchmark: Any) -> Callable[..., tuple[list[float], list[float]]]:
    """Call as ``paired(ours, theirs, rounds)``; returns the CPU seconds of both, measured in turn.

    ``theirs()`` returns its own seconds, since it may run elsewhere; ``ours`` is timed here, by pytest-benchmark (a
    file of tests says by which clock). One pair before the first is thrown away.
    """

    def measured(
        ours: Callable[[], object], theirs: Callable[[], float], rounds: int
    ) -> tuple[list[float], list[float]]:
        found: list[float] = []

        def before() -> None:
            found.append(theirs())

        benchmark.pedantic(ours, setup=before, rounds=rounds, warmup_rounds=1)
        return list(benchmark.stats.stats.data), found[-rounds:]

    return measured
