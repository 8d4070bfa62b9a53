"""Tables, samples and the page of the docs, made from the results of a ladder and from nothing else.

>>> row = {"corpus": "xor", "model": "4-gram", "seed": None, "parameters": 60, "characters_seen": 100, "test_bits": 0.4004,
...        "cpu_seconds": 0.1, "sample": "01=1;", "scale": "tiny", "hardware": "x86_64", "device": "cpu", "threads": 1, "torch": "2.13.0"}
>>> found = {"corpora": [{"corpus": "xor", "alphabet": 4, "scored": 399, "floor": 0.4, "linear_floor": 0.6, "source_bits": 0.4,
...          "characters": {"train": 100, "validation": 10, "test": 400}}], "results": [row], "curves": []}
>>> print(ladder_table(found, "xor"))
| model | bits per character, test | weights | training operations | characters seen | CPU seconds |
|---|---|---|---|---|---|
| 4-gram | 0.400 | 60 | - | 100 | 0.1 |
| *floor of every linear network, exact* | 0.6000 | | | | |
| *floor of every predictor, exact* | 0.4000 | | | | |
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from lcomplexity.experiments.metrics import Record, markdown_table, mean_and_spread

#: How the models are called in tables.
NAMES = {
    "linear": "linear network (the paper's)",
    "tied": "position-tied linear network",
    "mlp": "MLP (the paper's code)",
    "transformer": "transformer, 2 layers",
}
HEADINGS = {
    "shakespeare": "Shakespeare",
    "grammar": "Stories of a grammar",
    "xor": "Exclusive-or",
}


def tables(results: Mapping[str, Any]) -> str:
    """Return the ladder of every corpus as Markdown, each under its name and what it was run on.

    >>> tables({"corpora": [], "results": []})
    ''
    """
    return "\n\n".join(
        f"{HEADINGS[c['corpus']]}. {run_on(results, c['corpus'])}\n\n{ladder_table(results, c['corpus'])}"
        for c in results["corpora"]
    )


def ladder_table(results: Mapping[str, Any], corpus: str) -> str:
    """Return the table of one corpus: models from worst to best, mean and standard deviation over seeds, exact floors last.

    The module's docstring has an example.

    >>> ladder_table({"corpora": [{"corpus": "c", "floor": None, "linear_floor": None, "source_bits": None}], "results": []}, "c").count("|")
    14
    """
    head = ["model", "bits per character, test", "weights", "training operations", "characters seen", "CPU seconds"]
    groups = by_model(results, corpus)
    rows = []
    for model, runs in sorted(groups.items(), key=lambda item: -mean_and_spread(_bits(item[1]))[0]):
        mean, spread = mean_and_spread(_bits(runs))
        bits = f"{mean:.3f}" if len(runs) == 1 else f"{mean:.3f} ± {spread:.3f}"
        flops = f"{runs[0]['flops']:.2e}" if "flops" in runs[0] else "-"
        seconds = mean_and_spread([r["cpu_seconds"] for r in runs])[0]
        rows.append(
            [
                NAMES.get(model, model),
                bits,
                f"{runs[0]['parameters']:,}",
                flops,
                f"{runs[0]['characters_seen']:,}",
                f"{seconds:.1f}",
            ]
        )
    described = corpus_record(results, corpus)
    exact = [("floor of every linear network, exact", described["linear_floor"])]
    if described["source_bits"] != described["floor"]:
        exact.append(("the source itself on the test part", described["source_bits"]))
    exact.append(("floor of every predictor, exact", described["floor"]))
    rows += [[f"*{name}*", f"{value:.4f}", "", "", "", ""] for name, value in exact if value is not None]
    return markdown_table(head, rows).replace("|  |", "| |").replace("|  |", "| |")


def samples(results: Mapping[str, Any]) -> str:
    """Return what each model wrote, the first seed of each, line ends as ``/``.

    >>> samples({"corpora": [{"corpus": "c"}], "results": [{"corpus": "c", "model": "tied", "seed": 0, "sample": "to be\\nor"}]})
    'c, position-tied linear network: to be / or'
    """
    lines = []
    for described in results["corpora"]:
        for model, runs in by_model(results, described["corpus"]).items():
            lines.append(f"{described['corpus']}, {NAMES.get(model, model)}: {one_line(runs[0]['sample'])}")
    return "\n\n".join(lines)


def one_line(text: str) -> str:
    """Return a text with its line ends as ``/``.

    >>> one_line("to be\\nor not")
    'to be / or not'
    """
    return " / ".join(line.strip() for line in text.strip().split("\n"))


def by_model(results: Mapping[str, Any], corpus: str) -> dict[str, list[Record]]:
    """Return the results on a corpus by model, in the order they were run.

    >>> list(by_model({"results": [{"corpus": "c", "model": "2-gram"}, {"corpus": "d", "model": "tied"}]}, "c"))
    ['2-gram']
    """
    groups: dict[str, list[Record]] = {}
    for result in results["results"]:
        if result["corpus"] == corpus:
            groups.setdefault(result["model"], []).append(result)
    return groups


def corpus_record(results: Mapping[str, Any], corpus: str) -> Mapping[str, Any]:
    """Return what is said of a corpus.

    >>> corpus_record({"corpora": [{"corpus": "c", "floor": 1.0}]}, "c")["floor"]
    1.0
    """
    return next(c for c in results["corpora"] if c["corpus"] == corpus)


def mean_bits(results: Mapping[str, Any], corpus: str, model: str) -> float:
    """Return a model's bits per character on the test part, mean over seeds.

    >>> mean_bits({"results": [{"corpus": "c", "model": "m", "test_bits": b} for b in (1.0, 2.0)]}, "c", "m")
    1.5
    """
    return mean_and_spread(_bits(by_model(results, corpus)[model]))[0]


def _bits(runs: Sequence[Record]) -> list[float]:
    return [run["test_bits"] for run in runs]


def run_on(results: Mapping[str, Any], corpus: str) -> str:
    """Return scale, place and seeds of the runs on a corpus, from their records, and how much was scored.

    >>> run = {"corpus": "c", "seed": 0, "scale": "tiny", "device": "cpu", "hardware": "x86_64", "threads": 1, "torch": "2.13.0"}
    >>> run_on({"corpora": [{"corpus": "c", "scored": 99}], "results": [run]}, "c")
    'Scale tiny; cpu (x86_64), 1 thread(s), PyTorch 2.13.0; seeds 0; 99 characters of the test part'
    """
    runs = [r for r in results["results"] if r["corpus"] == corpus]
    seeds = sorted({r["seed"] for r in runs if r["seed"] is not None})
    places = sorted(
        {f"{r['device']} ({r['hardware']}), {r['threads']} thread(s), PyTorch {r['torch']}" for r in runs}
    )
    scales = sorted({r["scale"] for r in runs})
    scored = corpus_record(results, corpus)["scored"]
    return f"Scale {', '.join(scales)}; {'; '.join(places)}; seeds {', '.join(map(str, seeds))}; {scored:,} characters of the test part"
