"""The benchmark page: what stands between its markers is what docs/benchmarks.json says, read here independently.

Nothing is measured. The parts of the benchmarks that compute (networks, counts of weights, fits) are tested beside.
"""

from __future__ import annotations

import copy
import doctest
import json
import re
from collections.abc import Iterator
from itertools import product
from pathlib import Path
from types import ModuleType
from typing import Any, NamedTuple
from xml.etree import ElementTree

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lcomplexity.decoding import decode
from lcomplexity.predictor import weights
from lcomplexity.verification import verify
from tests.benchmarks import chart, functions, report, weight_count
from tests.benchmarks import tables as tables_module
from tests.benchmarks.environments import versions
from tests.benchmarks.functions import FUNCTIONS, LETTERS, comparators, sorting_program
from tests.benchmarks.report import CHART, PAGE, growth_chart, page
from tests.benchmarks.results import PARTS, PUBLISHED, Parts, load, save, store
from tests.benchmarks.tables import exponent
from tests.benchmarks.weight_count import all_weights, nonzero_weights


class Shown(NamedTuple):
    """A table of the page: its part, the columns that tell its rows apart, and the other ones compared with their units;
    headings of the page to columns of the file. Written out here, not taken from the report."""

    part: str
    keys: dict[str, str]
    columns: dict[str, tuple[str, float]]


SHOWN = {
    "C": Shown(
        "simulators",
        {"our engine": "engine", "steps": "steps"},
        {
            "million steps a second": ("steps_per_second", 1e6),
            "C loop, million steps a second": ("c_steps_per_second", 1e6),
            "ours / C": ("speed_ratio", 1),
        },
    ),
    "decoding": Shown(
        "decoding",
        {"engine": "engine", "machine": "machine", "input length": "n", "machine steps": "steps", "tokens T": "T"},
        {
            "tokens a step": ("tokens_per_step", 1),
            "million tokens a second": ("tokens_per_second", 1e6),
            "tokens a second / steps a second": ("token_to_step_speed", 1),
            "decoding time / simulation time": ("time_ratio", 1),
        },
    ),
    "wrong answers": Shown(
        "compilers",
        {"function": "function", "n": "n", "inputs": "inputs"},
        {
            "ours": ("wrong", 1),
            "tracr, as it comes": ("tracr_wrong", 1),
            "tracr, 64-bit floats": ("tracr_wrong_wide", 1),
            "tracr, exactness 1000": ("tracr_wrong_large", 1),
        },
    ),
    "sizes": Shown(
        "compilers",
        {"function": "function", "n": "n", "ours: T": "T", r"ours: \|D\|": "vocabulary"},
        {
            "ours: weights not 0": ("nonzero", 1),
            "tracr: parameters": ("tracr_parameters", 1),
            "tracr: not 0": ("tracr_nonzero", 1),
        },
    ),
    "build times": Shown(
        "compilers",
        {"function": "function", "n": "n"},
        {
            "ours, ms": ("seconds", 1e-3),
            "tracr, first, ms": ("tracr_first_seconds", 1e-3),
            "tracr, again, ms": ("tracr_again_seconds", 1e-3),
            "first / ours": ("first_ratio", 1),
            "again / ours": ("again_ratio", 1),
        },
    ),
    "growth": Shown(
        "growth",
        {"n": "n", "tokens T": "T"},
        {
            "build, s": ("build_seconds", 1),
            "build, MB": ("build_bytes", 1e6),
            "decode, s": ("decode_seconds", 1),
            "decode, MB": ("decode_bytes", 1e6),
        },
    ),
}

Tables = list[list[dict[str, str]]]


def tables(text: str, part: str) -> Tables:
    """The tables between the markers of a part, as rows by heading."""
    block = re.search(rf"<!-- generated: {part} -->(.*?)<!-- end: {part} -->", text, flags=re.DOTALL)
    assert block is not None
    found: Tables = []
    for lines in re.findall(r"(?:^\|.*\|\n)+", block[1], flags=re.MULTILINE):
        # A bar inside a cell is written with a backslash.
        header, rule, *rows = (
            [cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]] for line in lines.splitlines()
        )
        assert all(re.fullmatch(r"-+:?", cell) for cell in rule)
        assert all(len(row) == len(header) for row in rows)
        found.append([dict(zip(header, row, strict=True)) for row in rows])
    return found


def number(cell: str) -> float:
    """A number as the page writes it, with commas between thousands."""
    return float(cell.replace(",", ""))


def disagreements(text: str, parts: Parts, name: str) -> list[str]:
    """Where a table of the page differs from the rows, three digits compared; fails if the table is not there."""
    part, keys, columns = SHOWN[name]
    (table,) = (t for t in tables(text, part) if t and {*keys, *columns} <= set(t[0]))
    rows = list(rows_of(parts, name))
    found = [f"{len(table)} rows for {len(rows)}"] if len(rows) != len(table) else []
    for shown, row in zip(table, rows, strict=False):
        for heading, key in keys.items():
            if shown[heading].replace(",", "") != str(row[key]):
                found.append(f"{heading}: {shown[heading]} for {row[key]}")
        for heading, (column, unit) in columns.items():
            value = row[column] / unit
            if abs(number(shown[heading]) - value) > 0.00501 * abs(value):
                found.append(f"{heading}: {shown[heading]} for {value}")
    return found


def rows_of(parts: Parts, name: str) -> Iterator[dict[str, Any]]:
    """The rows of the file that a table shows: those with its columns."""
    part, keys, columns = SHOWN[name]
    wanted = {*keys.values(), *(column for column, _ in columns.values())}
    return (row for row in parts[part]["rows"].values() if wanted <= set(row))


def changed(parts: Parts, name: str, column: str) -> Parts:
    """The parts with one figure of a table larger."""
    other = copy.deepcopy(parts)
    row = next(rows_of(other, name))
    row[column] = row[column] * 1.1 + 1
    return other


@pytest.mark.parametrize("name", SHOWN)
def test_every_figure_of_the_page_is_the_one_in_the_file(name: str) -> None:
    """Row by row, the figures of a table are those of docs/benchmarks.json, to three digits."""
    assert disagreements(PAGE.read_text(), load(PUBLISHED), name) == []


@pytest.mark.parametrize(
    ("name", "column"), [(name, column) for name, shown in SHOWN.items() for column, _ in shown.columns.values()]
)
def test_a_figure_changed_in_the_file_is_noticed(name: str, column: str) -> None:
    """The comparison fails for each column in turn."""
    assert disagreements(PAGE.read_text(), changed(load(PUBLISHED), name, column), name)


def test_the_page_and_the_chart_are_what_the_file_gives() -> None:
    """Writing them anew changes nothing."""
    parts = load(PUBLISHED)
    assert set(parts) == set(PARTS)
    assert page(PAGE.read_text(), parts) == PAGE.read_text()
    assert growth_chart(parts) == CHART.read_text()
    assert ElementTree.fromstring(CHART.read_text()).tag.endswith("svg")


def test_the_ratios_on_the_page_against_automata_lib_are_those_in_the_file() -> None:
    """Both engines of a machine and length stand in one line."""
    rows = [r for r in load(PUBLISHED)["simulators"]["rows"].values() if "automata_lib_seconds" in r]
    (table,) = (t for t in tables(PAGE.read_text(), "simulators") if t and "machine" in t[0])
    assert rows and 2 * len(table) == len(rows)
    for row in rows:
        (line,) = (t for t in table if t["machine"] == row["machine"] and number(t["input length"]) == row["n"])
        heading = "`run`: times as fast" if row["engine"] == "auto" else "plain Python engine: times as fast"
        assert number(line[heading]) == pytest.approx(row["speed_ratio"], rel=0.005)


def test_published_figures_are_what_was_promised() -> None:
    """No wrong answer of ours, every token by a margin, four decades of T and more, versions as pinned."""
    parts = load(PUBLISHED)
    compared = list(parts["compilers"]["rows"].values())
    assert {(r["function"], r["wrong"]) for r in compared} == {(f, 0) for f in FUNCTIONS}
    assert all(r["min_margin"] >= 1 and r["inputs"] == 60 for r in compared)
    assert {r["version"] for r in compared} == {versions("tracr")["tracr-pypi"]}
    grown = list(parts["growth"]["rows"].values())
    for via in {r["construction"] for r in grown}:
        T = [r["T"] for r in grown if r["construction"] == via]
        assert max(T) >= 10**4 * min(T)


def test_published_sizes_are_those_of_the_predictors_of_today() -> None:
    """T, vocabulary and non-zero weights in the file are recomputed."""
    for r in load(PUBLISHED)["compilers"]["rows"].values():
        h = FUNCTIONS[r["function"]].construction(r["n"]).predictor
        assert (h.length, len(h.vocabulary), nonzero_weights(h)) == (r["T"], r["vocabulary"], r["nonzero"]), r


@pytest.mark.parametrize("module", [chart, functions, report, tables_module, weight_count])
def test_the_examples_in_the_benchmarks_hold(module: ModuleType) -> None:
    """The default run leaves their folder out, so they are run here."""
    outcome = doctest.testmod(module)
    assert outcome.attempted > 0 and outcome.failed == 0


@pytest.mark.parametrize("function", FUNCTIONS)
def test_counting_weights_is_counting_the_entries_of_the_dense_weights(function: str) -> None:
    """Both counts are those of W_t[D, i, u] written out, t by t."""
    for n in (2, 3, 5, 6):
        h = FUNCTIONS[function].construction(n).predictor
        dense = [weights(h, t) for t in range(h.length)]
        assert nonzero_weights(h) == sum(int(np.count_nonzero(W_t)) for W_t in dense)
        assert all_weights(h) == sum(W_t.size for W_t in dense)


@pytest.mark.parametrize("n", range(1, 13))
def test_the_network_sorts_every_word_of_zeros_and_ones(n: int) -> None:
    """So it sorts everything (Knuth 5.3.4, the zero-one principle)."""
    for x in product((0, 1), repeat=n):
        wires = list(x)
        for i, j in comparators(n):
            wires[i], wires[j] = min(wires[i], wires[j]), max(wires[i], wires[j])
        assert wires == sorted(x)


@given(st.lists(st.sampled_from(LETTERS), min_size=1, max_size=20))
def test_the_sorting_program_sorts(x: list[str]) -> None:
    """Letters with repetitions, any length."""
    assert list(sorting_program(len(x)).run(x)) == sorted(x)


@pytest.mark.parametrize("function", FUNCTIONS)
def test_the_predictors_compared_answer_rightly(function: str) -> None:
    """On all inputs of four digits, the chain answers what Python says, and its tokens are the expected ones."""
    this = FUNCTIONS[function]
    c = this.construction(4)
    assert verify(c).failures == 0
    for word in product(this.digits, repeat=4):
        chain = decode(c.predictor, c.interface.prompt("".join(map(str, word)))).chain
        assert tuple(map(int, c.interface.answer(chain))) == this.right(word)


@given(st.floats(-2, 3), st.floats(0.01, 100), st.lists(st.integers(1, 10**8), min_size=2, unique=True))
def test_the_fitted_exponent_of_a_power_is_its_exponent(e: float, factor: float, xs: list[int]) -> None:
    """y = c x^e gives e."""
    assert exponent([(x, factor * float(x) ** e) for x in xs]) == pytest.approx(e, abs=1e-4)


def test_rows_are_kept_one_by_one_and_in_the_order_of_the_page(tmp_path: Path) -> None:
    """What was stored before an interruption is there after it."""
    path = tmp_path / "rows.json"
    store(path, "growth", "test_growth[a]", {"T": 1})
    store(path, "simulators", "test_c", {"absent": "no C compiler named gcc"})
    store(path, "growth", "test_growth[b]", {"T": 2})
    assert list(load(path)) == ["simulators", "growth"]
    assert list(load(path)["growth"]["rows"].values()) == [{"T": 1}, {"T": 2}]
    save(path, {})
    assert json.loads(path.read_text()) == {"parts": {}}


def test_a_row_that_could_not_be_measured_is_said_with_its_reason() -> None:
    """The reason stands once, and the page is whole."""
    parts = copy.deepcopy(load(PUBLISHED))
    parts["compilers"]["rows"] = {str(i): {"absent": "tracr: no such version"} for i in range(3)}
    text = page(PAGE.read_text(), parts)
    assert text.count("Not measured: tracr: no such version.") == 1
    assert tables(text, "compilers") == []
    with pytest.raises(ValueError, match="has no block"):
        page("# Benchmarks\n", parts)
