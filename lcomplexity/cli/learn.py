"""``lcomplexity learn TASK``: train linear predictors on chain-of-thought data, and count their errors beside the bounds."""

from __future__ import annotations

import argparse
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lcomplexity.cli.machine_argument import count
from lcomplexity.cli.output import Progress, columns, file_path, refuse_unwritable, say
from lcomplexity.cli.task_argument import add_task, task_of
from lcomplexity.errors import PredictorError

if TYPE_CHECKING:
    from lcomplexity.experiments.curves import Setting
    from lcomplexity.learning.tasks import Task


def add(commands: Any) -> argparse.ArgumentParser:
    """Add the command to the parser."""
    parser: argparse.ArgumentParser = commands.add_parser(
        "learn",
        help="train linear predictors on chains of thought: errors against samples and bounds",
        description="Train a linear next-token predictor on the chains of a task and count its errors on held-out inputs. AR "
        "error: some token is wrong; last-token error: the last one is. Learned weights are integers (those of softmax and the "
        "linear program are rounded, and the rounded ones are what is tested).",
    )
    add_task(parser)
    parser.add_argument(
        "--class",
        dest="which",
        choices=("dense", "position", "shared"),
        default="dense",
        help="dense: every token its own weights for its whole context; position: it is known who reads what; shared: and which "
        "tokens share weights (default: dense)",
    )
    parser.add_argument("--learner", choices=("perceptron", "averaged", "lp", "softmax"), default="perceptron")
    parser.add_argument(
        "--samples", type=_counts, default=(100, 300, 1000), metavar="m,m,..", help="training set sizes"
    )
    parser.add_argument("--test", type=count, default=1000, metavar="m", help="held-out inputs (default: 1000)")
    parser.add_argument("--seeds", type=_counts, default=(0,), metavar="K,K,..", help="seeds (default: 0)")
    parser.add_argument(
        "--chain",
        default="whole",
        help="what chains are trained on: whole, answer (the last token), every:k (default: whole)",
    )
    parser.add_argument(
        "--noise", type=_rate, default=0.0, metavar="p", help="share of wrong tokens in training chains"
    )
    parser.add_argument(
        "--margin", type=count, default=1, metavar="g", help="margin the perceptron asks for (default: 1)"
    )
    parser.add_argument("--epochs", type=count, default=200, metavar="N", help="most passes, or steps of softmax")
    parser.add_argument(
        "--metrics", type=file_path, metavar="F.jsonl", help="keep the points; a run begun again goes on"
    )
    parser.add_argument("--svg", type=file_path, metavar="F.svg", help="draw the curve (extra 'viz')")
    parser.add_argument(
        "-o",
        "--output",
        type=file_path,
        metavar="F.npz",
        help="save what is learnt from the most samples with the last seed (trained once more), verified like a built predictor",
    )
    return parser


def execute(args: argparse.Namespace) -> int:
    """Run the command and return the exit status."""
    from concurrent.futures import ThreadPoolExecutor

    from lcomplexity.experiments.curves import Setting, curve, reference

    for path in (args.metrics, args.svg, args.output):
        refuse_unwritable(path)
    task = task_of(args)
    setting = Setting(args.which, args.learner, args.chain, args.noise, args.margin, args.epochs)
    with Progress() as line, ThreadPoolExecutor(os.cpu_count()) as executor:
        points = list(
            curve(
                task,
                setting,
                samples=args.samples,
                test=args.test,
                seeds=args.seeds,
                metrics=None if args.metrics is None else Path(args.metrics),
                executor=executor,
                progress=lambda p: line(f"seed {p['seed']}, {p['m']:,} samples: AR error {p['ar_error']}"),
            )
        )
    h = task.construction.predictor
    record: dict[str, Any] = {
        "task": task.name,
        "n": task.construction.input_length,
        "T": points[0]["T"],
        "vocabulary": len(h.vocabulary),
        "class": args.which,
        "learner": args.learner,
        "points": points,
        "references": [{"m": m, **reference(task, m)} for m in sorted(args.samples)],
    }
    if args.svg:
        from lcomplexity.experiments.curve_picture import draw

        draw(Path(args.svg), task, points)
        record["svg"] = args.svg
    saved = []
    if args.output:
        record["file"], record["verified"] = args.output, _saved(args, task, setting)
        v = record["verified"]
        saved = [
            f"verified: {v['inputs']:,} inputs{' (all of them)' if v['exhaustive'] else ''}, {v['failures']:,} with a wrong token",
            f"saved: {args.output}",
        ]
    say(args, record, "\n".join([_text(record), *saved]))
    return 0


def _saved(args: argparse.Namespace, task: Task, setting: Setting) -> dict[str, Any]:
    """Save what is learnt; return what comparing it with the task's independent source showed."""
    from lcomplexity.experiments.curves import learnt
    from lcomplexity.learning.as_construction import as_construction
    from lcomplexity.predictor_file import save, stored
    from lcomplexity.verification import verify

    if setting.chain != "whole":
        raise PredictorError(
            "learn: only whole chains can be compared with the task's; leave --chain or --output away"
        )
    m = max(args.samples)
    learned = learnt(task, setting, m=m, samples=m, test=args.test, seed=args.seeds[-1])
    construction = as_construction(
        task, learned, f"{setting.learner}, {setting.which}, {m} samples, seed {args.seeds[-1]}"
    )
    v = verify(construction, domain=task.domain)
    record = {
        "inputs": v.inputs,
        "tokens": v.tokens,
        "failures": v.failures,
        "exhaustive": v.exhaustive,
        "seed": v.seed,
    }
    save(args.output, stored(construction, record))
    return record


def _text(record: dict[str, Any]) -> str:
    head = f"{record['task']}: {record['T']} tokens, vocabulary {record['vocabulary']}, class {record['class']}, {record['learner']}"
    names = ("samples", "seed", "AR error", "last token", "answer", "errors in training", "mistakes", "at most")
    rows: list[tuple[str, ...]] = [names]
    for p in record["points"]:
        rows.append(
            (
                f"{p['m']:,}",
                str(p["seed"]),
                *(_percent(p[key]) for key in ("ar_error", "last_error", "answer_error")),
                _number(p.get("train_errors")),
                _number(p.get("mistakes")),
                _number(p.get("mistake_bound")),
            )
        )
    lines = [head, columns(rows)]
    for name in record["references"][0]:
        if name != "m":
            lines.append(f"{name}: " + ", ".join(f"{_percent(r[name])} at {r['m']:,}" for r in record["references"]))
    return "\n".join(lines)


def _percent(share: float | None) -> str:
    return "-" if share is None else f"{100 * share:.4g} %"


def _number(value: int | None) -> str:
    return "-" if value is None else f"{value:,}"


def _counts(text: str) -> tuple[int, ...]:
    values = tuple(count(part) for part in text.split(","))
    if len(set(values)) < len(values):
        raise argparse.ArgumentTypeError(f"{text!r} names a number twice")
    return values


def _rate(text: str) -> float:
    try:
        rate = float(text)
    except ValueError:
        rate = -1.0
    if not 0 <= rate <= 1:
        raise argparse.ArgumentTypeError(f"{text!r} is no probability, 0 to 1")
    return rate
