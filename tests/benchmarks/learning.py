"""``python -m tests.benchmarks.learning``: measure the learning curves of docs/learning.md and write its tables and picture.

Points are kept in docs/learning.jsonl; a run that is begun again measures only what is missing there. ``--report``: measure nothing. About ten
minutes on one core the first time. Tables stand between ``<!-- name -->`` and ``<!-- end -->``.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lcomplexity.cli.task_argument import task_of
from lcomplexity.experiments.curves import Setting, curve
from lcomplexity.experiments.metrics import records
from lcomplexity.learning.tasks import Task

ROOT = Path(__file__).resolve().parent.parent.parent
PAGE, POINTS, PICTURE = (ROOT / "docs" / name for name in ("learning.md", "learning.jsonl", "learning-curves.svg"))

SEEDS = (0, 1, 2)


@dataclass(frozen=True)
class Sweep:
    """Curves of one setting: ``task`` as on the command line, with its length and construction if it is a machine."""

    group: str
    task: str
    setting: Setting
    samples: tuple[int, ...]
    test: int = 2000
    length: int | None = None
    via: str = "auto"
    seeds: tuple[int, ...] = SEEDS


def _parity(group: str, n: int, setting: Setting, samples: tuple[int, ...], **more: Any) -> Sweep:
    # Of short words there are not many that differ.
    few = tuple(m for m in samples if m <= 2**n - 100)
    return Sweep(group, "parity", setting, few, length=n, **more)


LENGTHS = (8, 16, 32, 64, 128)
SWEEPS = (
    # Chains against answers, and what the margin does.
    _parity("chain", 32, Setting("dense", margin=100), (30, 100, 300, 1000, 2000), test=10_000),
    _parity("chain", 32, Setting("dense", margin=1), (30, 100, 300, 1000, 2000), test=10_000),
    _parity("chain", 32, Setting("dense", chain="answer", epochs=30), (30, 100, 300, 1000, 2000), test=10_000),
    Sweep("chain", "short-parity:32", Setting("dense", margin=20), (300, 1000, 3000, 10_000), test=10_000),
    # Shared weights, weights per position, nothing known, as the chain grows.
    *(_parity("T", n, Setting("shared", margin=3), (1, 2, 3, 5, 10, 20, 50), test=100) for n in LENGTHS),
    *(_parity("T", n, Setting("position", margin=3), (3, 5, 10, 20, 50, 100), test=100) for n in LENGTHS),
    *(_parity("T", n, Setting("dense", margin=100), (20, 50, 100, 200, 500, 1000, 2000), test=100) for n in LENGTHS),
    # Machines under (a), (c) and circuits.
    *(
        Sweep("machines", name, Setting("shared", margin=3), (3, 10, 30, 100, 300), length=n, via=via, test=500)
        for name, n, via in (
            ("parity", 12, "oblivious"), ("parity", 12, "sliding"), ("parity", 10, "circuit"), ("increment_lsd", 12, "oblivious"),
            ("palindrome", 12, "oblivious"), ("palindrome", 12, "sliding"), ("mod3", 12, "oblivious"),
        )
    ),
    # Noise and missing steps.
    *(_parity("noise", 16, Setting(which, learner, noise=p, margin=1, epochs=30), (1000,))  # type: ignore[arg-type]
      for p in (0.0, 0.01, 0.05, 0.2) for which, learner in (("dense", "perceptron"), ("dense", "averaged"), ("shared", "averaged"))),
    *(_parity("missing", 16, Setting("dense", chain=chain, margin=20, epochs=100), (2000,))
      for chain in ("whole", "every:2", "every:3", "every:4", "answer")),
)  # fmt: skip


def task(sweep: Sweep) -> Task:
    """Return the task of a sweep."""
    return task_of(argparse.Namespace(task=sweep.task, length=sweep.length, steps=None, via=sweep.via))


def measure(sweeps: Sequence[Sweep], points: Path) -> None:
    """Measure what is missing, a line a sweep."""
    for sweep in sweeps:
        what = f"{sweep.group}: {sweep.task} {sweep.length or ''} {sweep.via} {sweep.setting}"
        found = list(
            curve(
                task(sweep), sweep.setting, samples=sweep.samples, test=sweep.test, seeds=sweep.seeds, metrics=points
            )
        )
        print(what, [round(p["ar_error"], 4) for p in found], flush=True)


def found(sweep: Sweep, points: Sequence[dict[str, Any]], name: str) -> list[list[dict[str, Any]]]:
    """Return the points of a sweep whose task is called ``name``: for each number of samples those of its seeds."""
    s = sweep.setting
    wanted = {
        "task": name, "class": s.which, "learner": s.learner, "chain": s.chain, "noise": s.noise, "margin": s.margin,
        "epochs": s.epochs, "test": sweep.test,
    }  # fmt: skip
    mine = [p for p in points if all(p[key] == value for key, value in wanted.items())]
    return [[p for p in mine if p["m"] == m and p["seed"] in sweep.seeds] for m in sweep.samples]


def name_of(sweep: Sweep) -> str:
    """Return how records call the task of a sweep, without building it."""
    via = "oblivious" if sweep.via == "auto" else {"circuit": "circuit-steps"}.get(sweep.via, sweep.via)
    return sweep.task if sweep.length is None else f"{sweep.task} {via} n={sweep.length}"


def _mean(points: Sequence[dict[str, Any]], key: str) -> str:
    """The mean over seeds in percent, and the range if they differ."""
    values = [100 * p[key] for p in points]
    mean = sum(values) / len(values)
    spread = "" if max(values) == min(values) else f" ({min(values):.3g} to {max(values):.3g})"
    return f"{mean:.3g} %{spread}"


def tables(points: Sequence[dict[str, Any]]) -> dict[str, str]:
    """Return the Markdown of each table by name."""
    groups: dict[str, list[Sweep]] = {}
    for sweep in SWEEPS:
        groups.setdefault(sweep.group, []).append(sweep)
    return {
        "chain": _chain(groups["chain"], points),
        "T": _growth(groups["T"], points),
        "machines": _machines(groups["machines"], points),
        "noise": _noise(groups["noise"], points),
        "missing": _missing(groups["missing"], points),
    }


def _rows(head: Sequence[str], rows: Iterator[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def _chain(sweeps: Sequence[Sweep], points: Sequence[dict[str, Any]]) -> str:
    def rows() -> Iterator[Sequence[str]]:
        for sweep in sweeps:
            for at in found(sweep, points, name_of(sweep)):
                p, s = at[0], sweep.setting
                kind = {"answer": "the answer alone", "whole": "running parity"}[s.chain]
                kind = "bits of the sum" if sweep.task.startswith("short") else kind
                yield kind, str(p["T"]), str(s.margin), f"{p['m']:,}", _mean(at, "ar_error"), _mean(at, "last_error")

    return _rows(("chain", "T", "margin", "samples", "AR error", "last-token error"), rows())


def _growth(sweeps: Sequence[Sweep], points: Sequence[dict[str, Any]]) -> str:
    """The fewest samples of those tried after which no seed errs on any held-out input."""
    fewest: dict[tuple[str, int], str] = {}
    for sweep in sweeps:
        assert sweep.length is not None
        perfect = [at[0]["m"] for at in found(sweep, points, name_of(sweep)) if all(p["ar_error"] == 0 for p in at)]
        fewest[sweep.setting.which, sweep.length] = str(min(perfect)) if perfect else f"> {max(sweep.samples):,}"
    names = {
        "shared": "shared by all steps",
        "position": "per position, reads known",
        "dense": "per position, nothing known",
    }
    rows = ((label, *(fewest[which, n] for n in LENGTHS)) for which, label in names.items())
    return _rows(("weights", *(f"n = {n}" for n in LENGTHS)), iter(rows))


def _machines(sweeps: Sequence[Sweep], points: Sequence[dict[str, Any]]) -> str:
    def rows() -> Iterator[Sequence[str]]:
        for sweep in sweeps:
            by_m = found(sweep, points, name_of(sweep))
            most = max((p for at in by_m for p in at), key=lambda p: p["mistakes"])
            yield (
                sweep.task, sweep.via, str(sweep.length), str(by_m[0][0]["T"]), str(by_m[0][0]["tables"]),
                *(_mean(at, "ar_error") for at in by_m), f"{most['mistakes']:,} of {most['mistake_bound']:,}",
            )  # fmt: skip

    samples = sweeps[0].samples
    return _rows(
        ("machine", "chains of", "n", "T", "tables", *(f"m = {m}" for m in samples), "most mistakes, of at most"),
        rows(),
    )


def _noise(sweeps: Sequence[Sweep], points: Sequence[dict[str, Any]]) -> str:
    rates = list(dict.fromkeys(sweep.setting.noise for sweep in sweeps))
    classes = list(dict.fromkeys((sweep.setting.which, sweep.setting.learner) for sweep in sweeps))
    at = {
        (s.setting.which, s.setting.learner, s.setting.noise): _mean(found(s, points, name_of(s))[0], "ar_error")
        for s in sweeps
    }
    rows = ((f"{which}, {learner}", *(at[which, learner, rate] for rate in rates)) for which, learner in classes)
    return _rows(("class, learner", *(f"{100 * rate:g} % wrong tokens" for rate in rates)), rows)


def _missing(sweeps: Sequence[Sweep], points: Sequence[dict[str, Any]]) -> str:
    def rows() -> Iterator[Sequence[str]]:
        for sweep in sweeps:
            (at,) = found(sweep, points, name_of(sweep))
            yield sweep.setting.chain, str(at[0]["T"]), _mean(at, "last_error")

    return _rows(("tokens kept", "T", "last-token error"), rows())


def page(text: str, points: Sequence[dict[str, Any]]) -> str:
    """Return the page's text with its tables made from the points."""
    for name, table in tables(points).items():
        place = rf"(<!-- {name} -->\n).*?(?=<!-- end -->)"
        text, count = re.subn(place, lambda m, t=table: f"{m[1]}{t}\n", text, count=1, flags=re.DOTALL)
        if not count:
            raise SystemExit(f"{PAGE}: no place for the table {name!r}")
    return text


def draw(points: Sequence[dict[str, Any]], path: Path) -> None:
    """Draw AR errors of the first table against samples, with the bound of the learner that memorises transitions."""
    import matplotlib
    from matplotlib.figure import Figure

    from lcomplexity.learning.sample_bounds import memorising_error

    figure = Figure(figsize=(6.4, 4.2), layout="constrained")
    axes = figure.add_subplot()
    labels = ("running parity, margin 100", "running parity, margin 1", "answer alone", "bits of the sum, margin 20")
    for sweep, label, marker in zip(SWEEPS, labels, "os^D", strict=False):
        by_m = found(sweep, points, name_of(sweep))
        means = [max(sum(p["ar_error"] for p in at) / len(at), 0.5 / sweep.test) for at in by_m]
        axes.plot(sweep.samples, means, marker + "-", label=label, markerfacecolor="none")
    sizes = (30, 100, 300, 1000, 3000, 10_000)
    axes.plot(
        sizes,
        [memorising_error(4, 3, m) for m in sizes],
        "k:",
        label="bound for a learner that shares its table, any T",
    )
    axes.set(xscale="log", yscale="log", xlabel="samples m", ylabel="AR error on held-out inputs")
    axes.set_title("Parity of 32 bits, nothing known but the chains (bottom: no error in 10,000)", fontsize=9)
    axes.legend(fontsize=8)
    with matplotlib.rc_context({"svg.fonttype": "none", "svg.hashsalt": "lcomplexity"}):
        figure.savefig(path, format="svg", metadata={"Date": None})


def main() -> int:
    """Run the command."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.learning", description=__doc__)
    parser.add_argument("--report", action="store_true", help="measure nothing, write the page anew")
    if not parser.parse_args().report:
        measure(SWEEPS, POINTS)
    points = records(POINTS)
    PAGE.write_text(page(PAGE.read_text(), points))
    draw(points, PICTURE)
    return 0


if __name__ == "__main__":
    sys.exit(main())
