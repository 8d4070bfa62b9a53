"""A learning curve as a picture: both errors against samples, the reference lines with their labels (needs the extra ``viz``)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from lcomplexity.experiments.curves import reference
from lcomplexity.experiments.runtime import require
from lcomplexity.learning.tasks import Task


def draw(path: Path, task: Task, points: Sequence[Mapping[str, Any]]) -> None:
    """Return nothing; write the curve of a task's points as SVG, one marker a seed; an error of 0 is drawn at half a sample of the test.

    >>> import tempfile
    >>> from lcomplexity.experiments.curves import Setting, curve
    >>> from lcomplexity.learning.tasks import arithmetic_task
    >>> task = arithmetic_task("add", 1)
    >>> points = list(curve(task, Setting("shared"), samples=[10, 50], test=50, seeds=[0]))
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     draw(Path(folder, "curve.svg"), task, points); "AR error" in Path(folder, "curve.svg").read_text()
    True
    """
    require("matplotlib", "drawing", "viz")
    from matplotlib.figure import Figure

    figure = Figure(figsize=(6.4, 4.2), layout="constrained")
    axes = figure.add_subplot()
    floor = 0.5 / points[0]["test"]
    for name, label, marker, line in (
        ("ar_error", "AR error", "o", "-"),
        ("last_error", "last-token error", "s", "--"),
    ):
        shown = [p for p in points if p[name] is not None]
        sizes = sorted({p["m"] for p in shown})
        axes.scatter(
            [p["m"] for p in shown], [max(p[name], floor) for p in shown], marker=marker, facecolors="none", edgecolors="C0" if name == "ar_error" else "C1"
        )  # fmt: skip
        means = [[p[name] for p in shown if p["m"] == m] for m in sizes]
        axes.plot(
            sizes,
            [max(sum(v) / len(v), floor) for v in means],
            line,
            label=label,
            color="C0" if name == "ar_error" else "C1",
        )
    sizes = sorted({p["m"] for p in points})
    lines = [reference(task, m) for m in sizes]
    for style, name in zip((":", "-."), lines[0], strict=False):
        values = [max(at[name], floor) for at in lines]
        axes.plot(sizes, values, style, color="0.4", label=name)
    axes.axhline(floor, color="0.8", linewidth=0.8)
    axes.set(
        xscale="log", yscale="log", xlabel="samples m", ylabel="error on held-out inputs", title=_title(task, points)
    )
    axes.legend(fontsize=8)
    # Text stays text, and the same points give the same file.
    import matplotlib

    with matplotlib.rc_context({"svg.fonttype": "none", "svg.hashsalt": "lcomplexity"}):
        figure.savefig(path, format="svg", metadata={"Date": None})


def _title(task: Task, points: Sequence[Mapping[str, Any]]) -> str:
    p = points[0]
    return f"{task.name}: T = {p['T']}, {p['class']}, {p['learner']}, chain {p['chain']}"
