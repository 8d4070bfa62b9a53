"""The picture of the ladder: learning curves of the networks, n-grams and floors as lines. Needs matplotlib, the extra ``viz``."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from typing import Any

from lcomplexity.experiments.metrics import mean_and_spread
from lcomplexity.experiments.runtime import require
from lcomplexity.experiments.text.report import HEADINGS, NAMES, by_model, corpus_record

_COLOURS = {"linear": "#c4471c", "tied": "#e39b1f", "mlp": "#2f7d4f", "transformer": "#2b5fa5"}

#: Lines nearer to each other than this part of the highest one share a label.
_TOO_NEAR = 0.025


def curve(points: Sequence[Mapping[str, Any]]) -> list[tuple[float, float, float, float]]:
    """Return a learning curve over seeds: operations, mean, least and largest validation bits, by step.

    >>> curve([{"step": 1, "flops": 10, "validation_bits": b} for b in (2.0, 4.0)])
    [(10, 3.0, 2.0, 4.0)]
    """
    steps = sorted({p["step"] for p in points})
    found = []
    for step in steps:
        here = [p for p in points if p["step"] == step]
        bits = [p["validation_bits"] for p in here]
        found.append((here[0]["flops"], mean_and_spread(bits)[0], min(bits), max(bits)))
    return found


def labels(grams: Mapping[str, float]) -> list[tuple[str, float]]:
    """Return labels and their heights for the lines of n-grams; lines that are near each other share one.

    >>> labels({"1-gram": 4.0, "2-gram": 2.0, "3-gram": 1.95})
    [('1-gram', 4.0), ('2, 3-gram', 1.975)]
    """
    groups: list[list[str]] = []
    for model, bits in sorted(grams.items(), key=lambda item: -item[1]):
        if groups and grams[groups[-1][-1]] - bits < _TOO_NEAR * max(grams.values()):
            groups[-1].append(model)
        else:
            groups.append([model])
    named = [sorted(group) for group in groups]
    texts = [", ".join([*(m.removesuffix("-gram") for m in group[:-1]), group[-1]]) for group in named]
    return [(text, mean_and_spread([grams[m] for m in group])[0]) for text, group in zip(texts, named, strict=True)]


def picture(results: Mapping[str, Any]) -> str:
    """Return the SVG of the results, one panel a corpus; raises :class:`PredictorError` if matplotlib is not installed.

    >>> point = {"corpus": "xor", "model": "tied", "step": 1, "flops": 10, "validation_bits": 0.7}
    >>> corpora = [{"corpus": "xor", "floor": 0.4, "linear_floor": 0.6}]
    >>> picture({"corpora": corpora, "results": [], "curves": [point]})[:5]
    '<?xml'
    """
    require("matplotlib", "the picture", "viz")
    import matplotlib

    # Without a display; text stays text, and the same results give the same file.
    settings = {"svg.fonttype": "none", "svg.hashsalt": "lcomplexity", "font.size": 8, "font.family": "sans-serif"}
    with matplotlib.rc_context(settings):
        from matplotlib.backends.backend_svg import FigureCanvasSVG
        from matplotlib.figure import Figure

        corpora = [c["corpus"] for c in results["corpora"]]
        figure = Figure(figsize=(3.6 * len(corpora), 3.6), layout="constrained")
        FigureCanvasSVG(figure)
        for i, name in enumerate(corpora):
            _panel(figure.add_subplot(1, len(corpora), i + 1), results, name, i)
        sink = io.StringIO()
        figure.savefig(sink, format="svg", metadata={"Date": None})
    return sink.getvalue()


def _panel(axes: Any, results: Mapping[str, Any], name: str, number: int) -> None:
    """One corpus: n-grams as grey lines with their names, floors dashed, networks as curves with the range over seeds."""
    described = corpus_record(results, name)
    grams = {m: runs[0]["validation_bits"] for m, runs in by_model(results, name).items() if m.endswith("-gram")}
    for bits in grams.values():
        axes.axhline(bits, color="#bbbbbb", linewidth=0.8, zorder=0)
    for label, bits in labels(grams):
        axes.annotate(
            label, (1.01, bits), xycoords=("axes fraction", "data"), va="center", fontsize=6, color="#777777"
        )
    for floor, style in ((described["floor"], "--"), (described["linear_floor"], ":")):
        if floor is not None:
            axes.axhline(floor, color="black", linewidth=1, linestyle=style)
    for model, colour in _COLOURS.items():
        points = [p for p in results["curves"] if p["corpus"] == name and p["model"] == model]
        if points:
            flops, mean, low, high = zip(*curve(points), strict=True)
            axes.plot(flops, mean, color=colour, label=NAMES[model], linewidth=1.5)
            axes.fill_between(flops, low, high, color=colour, alpha=0.25, linewidth=0)
    axes.set_title(HEADINGS[name], fontsize=9)
    axes.set_xlabel("training operations")
    if number == 0:
        axes.set_ylabel("bits per character, validation part")
        axes.legend(fontsize=6, frameon=False)
