"""docs/benchmarks.md from the rows: what stands between a part's markers is written anew, the rest is left alone.

>>> old = "".join(f"<!-- generated: {name} -->old<!-- end: {name} -->\\n" for name in PARTS)
>>> print(page(old, {}))                                              # doctest: +NORMALIZE_WHITESPACE
<!-- generated: simulators --> Not measured. <!-- end: simulators -->
<!-- generated: decoding --> Not measured. <!-- end: decoding -->
<!-- generated: compilers --> Not measured. <!-- end: compilers -->
<!-- generated: growth --> Not measured. <!-- end: growth -->
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.benchmarks.chart import Curve, Panel, chart
from tests.benchmarks.results import PARTS, ROOT, Parts, Row
from tests.benchmarks.tables import exponent, table

PAGE = ROOT / "docs" / "benchmarks.md"
CHART = ROOT / "docs" / "benchmarks-growth.svg"

#: Exponents are fitted to all chains, and to those from here on: in shorter ones, what does not depend on the length
#: is a large part of the cost.
LONG = 100_000

#: The letters by which the documentation calls the constructions.
LETTER = {"oblivious": "(a)", "recursive": "(b)", "sliding": "(c)"}


def page(text: str, parts: Parts) -> str:
    """Return the page with the tables of these parts; a part without rows is said to be not measured."""
    for name in PARTS:
        begin, end = f"<!-- generated: {name} -->", f"<!-- end: {name} -->"
        said = "Not measured."
        if name in parts:
            rows = list(parts[name]["rows"].values())
            said = "\n\n".join(
                [_measured_on(parts[name]["measured_on"]), *_TABLES[name](_present(rows)), *_absent(rows)]
            )
        before, begun, rest = text.partition(begin)
        _, ended, after = rest.partition(end)
        if not (begun and ended):
            raise ValueError(f"the page has no block {begin} .. {end}; put both lines where the tables belong")
        text = f"{before}{begin}\n\n{said}\n\n{end}{after}"
    return text


def growth_chart(parts: Parts) -> str | None:
    """Return the curves of the growth part as SVG, or ``None`` without rows."""
    rows = _present(list(parts.get("growth", {"rows": {}})["rows"].values()))
    if not rows:
        return None

    def curves(columns: tuple[str, str], unit: float, least: float) -> tuple[Curve, ...]:
        return tuple(
            Curve(
                f"{column.split('_')[0]} {LETTER[via]} {via}",
                tuple((r["T"], r[column] / unit) for r in chosen if r[column] / unit >= least),
            )
            for via, chosen in _by(rows, "construction")
            for column in columns
        )

    # Less than a tenth of a megabyte is what an allocator happens to have at hand.
    time = curves(("build_seconds", "decode_seconds"), 1, 1e-6)
    memory = curves(("build_bytes", "decode_bytes"), 1e6, 0.1)
    tokens = "tokens of the chain, T"
    return chart([Panel("Time", tokens, "CPU seconds", time), Panel("Memory", tokens, "MB held", memory)])


def _present(rows: list[Row]) -> list[Row]:
    return [row for row in rows if "absent" not in row]


def _absent(rows: list[Row]) -> list[str]:
    reasons = dict.fromkeys(row["absent"] for row in rows if "absent" in row)
    return [f"Not measured: {reason}." for reason in reasons]


def _measured_on(machine: dict[str, str]) -> str:
    versions = ", ".join(f"{name} {machine[name]}" for name in ("python", "numpy", "numba"))
    return f"*Measured on {machine['processor']}, {machine['system']}, with {versions}.*"


def _by(rows: list[Row], *columns: str) -> list[tuple[Any, list[Row]]]:
    groups: dict[Any, list[Row]] = {}
    for row in rows:
        key = tuple(row[c] for c in columns)
        groups.setdefault(key if len(columns) > 1 else key[0], []).append(row)
    return list(groups.items())


def _simulators(rows: list[Row]) -> list[str]:
    loops, libraries = [r for r in rows if "machine" not in r], [r for r in rows if "machine" in r]
    said = []
    if loops:
        headers = ["our engine", "steps", "million steps a second", "C loop, million steps a second", "ours / C"]
        said.append(
            table(
                headers,
                [
                    (
                        r["engine"],
                        r["steps"],
                        r["steps_per_second"] / 1e6,
                        r["c_steps_per_second"] / 1e6,
                        r["speed_ratio"],
                    )
                    for r in loops
                ],
            )
        )
    if libraries:
        said.append(f'automata-lib {libraries[0]["version"]}; "times as fast" is its time divided by ours:')
        body = []
        for (machine, n), pair in _by(libraries, "machine", "n"):
            ratios = {r["engine"]: r["speed_ratio"] for r in pair}
            theirs = 1e3 * pair[0]["automata_lib_seconds"]
            body.append((machine, n, pair[0]["steps"], theirs, ratios.get("auto", "-"), ratios.get("kernel", "-")))
        headers = [
            "machine",
            "input length",
            "steps",
            "automata-lib, ms",
            "`run`: times as fast",
            "plain Python engine: times as fast",
        ]
        said.append(table(headers, body))
    return said


def _decoding(rows: list[Row]) -> list[str]:
    headers = [
        "construction",
        "engine",
        "machine",
        "input length",
        "machine steps",
        "tokens T",
        "tokens a step",
        "million tokens a second",
        "tokens a second / steps a second",
        "decoding time / simulation time",
    ]
    body = [
        (
            f"{LETTER[r['construction']]} {r['construction']}",
            r["engine"],
            r["machine"],
            r["n"],
            r["steps"],
            r["T"],
            r["tokens_per_step"],
            r["tokens_per_second"] / 1e6,
            r["token_to_step_speed"],
            r["time_ratio"],
        )
        for r in rows
    ]
    return [table(headers, body)] if body else []


def _compilers(rows: list[Row]) -> list[str]:
    if not rows:
        return []
    one = rows[0]
    sizes = table(
        ["function", "n", "ours: T", "ours: \\|D\\|", "ours: weights not 0", "tracr: parameters", "tracr: not 0"],
        [
            (r["function"], r["n"], r["T"], r["vocabulary"], r["nonzero"], r["tracr_parameters"], r["tracr_nonzero"])
            for r in rows
        ],
    )
    wrong = table(
        [
            "function",
            "n",
            "inputs",
            "ours",
            "tracr, as it comes",
            "tracr, 64-bit floats",
            f"tracr, exactness {one['tracr_large_exactness']}",
        ],
        [
            (
                r["function"],
                r["n"],
                r["inputs"],
                r["wrong"],
                r["tracr_wrong"],
                r["tracr_wrong_wide"],
                r["tracr_wrong_large"],
            )
            for r in rows
        ],
    )
    times = table(
        ["function", "n", "ours, ms", "tracr, first, ms", "tracr, again, ms", "first / ours", "again / ours"],
        [
            (
                r["function"],
                r["n"],
                1e3 * r["seconds"],
                1e3 * r["tracr_first_seconds"],
                1e3 * r["tracr_again_seconds"],
                r["first_ratio"],
                r["again_ratio"],
            )
            for r in rows
        ],
    )
    return [
        f"tracr-pypi {one['version']} with jax {one['jax']}, parameters in {one['tracr_kind']}.",
        f"Wrong answers among {one['inputs']} random inputs of each length (seed {one['seed']}):",
        wrong,
        "Size:",
        sizes,
        "Time from a program to weights:",
        times,
    ]


def _growth(rows: list[Row]) -> list[str]:
    if not rows:
        return []
    points = table(
        ["construction", "n", "tokens T", "build, s", "build, MB", "decode, s", "decode, MB"],
        [
            (
                f"{LETTER[r['construction']]} {r['construction']}",
                r["n"],
                r["T"],
                float(r["build_seconds"]),
                r["build_bytes"] / 1e6,
                float(r["decode_seconds"]),
                r["decode_bytes"] / 1e6,
            )
            for r in rows
        ],
    )
    said = [points]
    columns = ("build_seconds", "build_bytes", "decode_seconds", "decode_bytes")
    fits = []
    for via, chosen in _by(rows, "construction"):
        for fitted in (chosen, [r for r in chosen if r["T"] >= LONG]):
            if len(fitted) >= 3:
                T = [r["T"] for r in fitted]
                # What an allocator had at hand reads as no memory at all: that point is left out of the fit.
                exponents = [exponent([(r["T"], r[c]) for r in fitted if r[c] > 0]) for c in columns]
                fits.append((f"{LETTER[via]} {via}", f"{min(T):,} to {max(T):,}", *exponents))
    if fits:
        headers = ["construction", "T", "build time", "build memory", "decode time", "decode memory"]
        said += [
            "Exponents e of cost ~ T^e, by least squares over the chains of these lengths:",
            table(headers, fits),
        ]
    return said


_TABLES: dict[str, Callable[[list[Row]], list[str]]] = {
    "simulators": _simulators,
    "decoding": _decoding,
    "compilers": _compilers,
    "growth": _growth,
}
