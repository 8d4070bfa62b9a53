"""``lcomplexity learn TASK``: train linear predictors on chain-of-thought data, and count their errors beside the bounds."""

from __future__ import annotations

import argparse
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lcomplexity.cli.machine_argument import count, machine_file
from lcomplexity.cli.output import Progress, columns, ending_in, file_path, refuse_replacing, refuse_unwritable, say
from lcomplexity.cli.task_argument import add_task, task_of
from lcomplexity.errors import PredictorError

if TYPE_CHECKING:
    from lcomplexity.experiments.curves import Setting
    from lcomplexity.learning.tasks import Task

#: Training set sizes, test set size, margin and passes unless told otherwise. The sizes shrink where there are fewer inputs.
SAMPLES, TEST = (100, 300, 1000), 1000
MARGIN, EPOCHS = 1, 200


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
        "--samples",
        type=_counts,
        metavar="m,m,..",
        help="training set sizes (default: 100,300,1000, or what there is: a quarter of all inputs is held out)",
    )
    parser.add_argument(
        "--test",
        type=count,
        metavar="m",
        help="held-out inputs (default: 1000, or what there is, at least a quarter)",
    )
    parser.add_argument("--seeds", type=_counts, default=(0,), metavar="K,K,..", help="seeds (default: 0)")
    parser.add_argument(
        "--chain",
        default="whole",
        help="what chains are trained on: whole, answer (the last token), every:k, k below the chain's length (default: whole)",
    )
    parser.add_argument(
        "--noise", type=_rate, default=0.0, metavar="p", help="share of wrong tokens in training chains"
    )
    parser.add_argument(
        "--margin", type=count, metavar="g", help=f"margin the perceptron asks for (default: {MARGIN})"
    )
    parser.add_argument(
        "--epochs", type=count, metavar="N", help=f"most passes, or steps of softmax (default: {EPOCHS}); not for lp"
    )
    parser.add_argument(
        "--metrics", type=file_path, metavar="F.jsonl", help="keep the points; a run begun again goes on"
    )
    parser.add_argument("--svg", type=ending_in(".svg"), metavar="F.svg", help="draw the curve (extra 'viz')")
    parser.add_argument(
        "-o",
        "--output",
        type=ending_in(".npz"),
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
        refuse_replacing(path, machine_file(args.task))
    task = task_of(args)
    _refuse_idle(args, task)
    samples, test = _sizes(args, task)
    margin = MARGIN if args.margin is None else args.margin
    epochs = EPOCHS if args.epochs is None else args.epochs
    setting = Setting(args.which, args.learner, args.chain, args.noise, margin, epochs)
    with Progress() as line, ThreadPoolExecutor(os.cpu_count()) as executor:
        points = list(
            curve(
                task,
                setting,
                samples=samples,
                test=test,
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
        "inputs": task.inputs,
        "test": test,
        "points": points,
        "references": [{"m": m, **reference(task, m)} for m in sorted(samples)],
    }
    if args.svg:
        from lcomplexity.experiments.curve_picture import draw

        draw(Path(args.svg), task, points)
        record["svg"] = args.svg
    saved = []
    if args.output:
        record["file"], record["verified"] = args.output, _saved(args, task, setting, max(samples), test)
        v = record["verified"]
        saved = [
            f"verified: {v['inputs']:,} inputs{' (all of them)' if v['exhaustive'] else ''}, {v['failures']:,} with a wrong token",
            f"saved: {args.output}",
        ]
    shrunk = (args.samples is None and samples != SAMPLES) or (args.test is None and test != TEST)
    sizes = [f"only {task.inputs:,} inputs: samples {','.join(map(str, samples))}, test {test}"] if shrunk else []
    say(args, record, "\n".join([*sizes, _text(record), *saved]))
    return 0


def _refuse_idle(args: argparse.Namespace, task: Task) -> None:
    """Raise for an option that would change nothing."""
    learner, T = args.learner, task.construction.predictor.length
    if args.margin is not None and learner in ("lp", "softmax"):
        raise PredictorError(f"learn: --margin is the perceptron's; leave it away with --learner {learner}")
    if args.epochs is not None and learner == "lp":
        raise PredictorError("learn: the linear program makes no passes; leave --epochs away with --learner lp")
    name, _, k = args.chain.partition(":")
    if name == "every" and k.isdecimal() and int(k) >= max(T, 2):
        raise PredictorError(
            f"learn: --chain {args.chain} keeps one token of a chain of {T}; give answer, or every:k with k below {T}"
        )


def _sizes(args: argparse.Namespace, task: Task) -> tuple[tuple[int, ...], int]:
    """Return the training set sizes and the test set size: those asked for, and of the default ones what there are inputs for."""
    there, samples, test = task.inputs, args.samples, args.test
    quarter = -(-there // 4)
    if samples is not None:
        m, least = max(samples), min(TEST, quarter) if test is None else test
        if m + least > there:
            held = f"--test {test}" if test is not None else f"a test of {least} (without --test at least a quarter)"
            left = {"--samples": there - least, "--test": there - m}
            fits = " or ".join(f"{option} up to {most}" for option, most in left.items() if most > 0)
            raise PredictorError(
                f"{task.name}: --samples {m} and {held} are {m + least} different inputs, there are only {there}; give "
                + (fits or f"--samples and --test of {there} in all")
            )
        return samples, min(TEST, there - m) if test is None else test
    if test is None:
        test = min(TEST, max(quarter, there - max(SAMPLES)))
    if test >= there:
        told = f"--test {test}" if args.test is not None else "a test"
        raise PredictorError(
            f"{task.name}: {told} leaves nothing to learn from, there are only {there} inputs; give a larger task"
            + (f", or --test up to {there - 1}" if there > 1 and args.test is not None else "")
        )
    left = there - test
    return SAMPLES if left >= max(SAMPLES) else (*(m for m in SAMPLES if m < left), left), test


def _saved(args: argparse.Namespace, task: Task, setting: Setting, m: int, test: int) -> dict[str, Any]:
    """Save what is learnt; return what comparing it with the task's independent source showed."""
    from lcomplexity.experiments.curves import learnt
    from lcomplexity.learning.as_construction import as_construction
    from lcomplexity.predictor_file import save, stored
    from lcomplexity.verification import verify

    if setting.chain != "whole":
        raise PredictorError(
            "learn: only whole chains can be compared with the task's; leave --chain or --output away"
        )
    learned = learnt(task, setting, m=m, samples=m, test=test, seed=args.seeds[-1])
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
