"""``lcomplexity experiment arithmetic``: multiplication and addition by linear predictors learnt from chains."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

from lcomplexity.cli.machine_argument import count
from lcomplexity.cli.output import Progress, besides, file_path, say

#: What can be run: those of :mod:`lcomplexity.experiments.arithmetic.parts`, and the networks.
PARTS = ("constructed", "shared", "addition", "dense", "lengths", "networks")
RESULTS, TABLE = "results.json", "table.md"
_INTERRUPTED = 130


def add(experiments: Any) -> argparse.ArgumentParser:
    """Add the experiment to the parser."""
    parser: argparse.ArgumentParser = experiments.add_parser(
        "arithmetic",
        help="multiplication and addition learnt from chains",
        description="Learn multiplication and addition from chains of thought with linear predictors (perceptrons, exact "
        "integers), compare chain lengths, check the constructed predictor, and train the paper's networks on its chain (part "
        "'networks' needs PyTorch). With -o, DIR gets metrics, checkpoints, and results.json and table.md of all that was run in it; a "
        "run begun again in DIR goes on where it was.",
    )
    parser.add_argument(
        "--part", choices=("all", *PARTS), action="append", help="what to run, may be repeated (default: all)"
    )
    parser.add_argument("--scale", choices=("tiny", "laptop", "paper"), default="laptop", help="default: laptop")
    parser.add_argument("--seed", type=count, default=0, metavar="K", help="default: 0")
    parser.add_argument(
        "--threads", type=count, metavar="P", help="perceptron tables trained at once (default: all processors)"
    )
    parser.add_argument(
        "--device", choices=("auto", "cpu", "cuda"), default="auto", help="of the networks (default: auto)"
    )
    parser.add_argument(
        "-o", "--output", type=file_path, metavar="DIR", help="folder for all that is made; made if need be"
    )
    return parser


def execute(args: argparse.Namespace) -> int:
    """Run the experiment and return the exit status."""
    import tempfile

    from lcomplexity.cli.output import json_text
    from lcomplexity.errors import PredictorError
    from lcomplexity.experiments.arithmetic.parts import Run, part, threads
    from lcomplexity.experiments.arithmetic.report import kept, tables
    from lcomplexity.experiments.checkpoints import write_whole
    from lcomplexity.experiments.training import Stopped

    chosen = PARTS if not args.part or "all" in args.part else tuple(p for p in PARTS if p in args.part)
    if args.threads == 0:
        raise PredictorError("--threads 0: at least one is needed")
    records: list[dict[str, Any]] = []
    with tempfile.TemporaryDirectory() as scratch, Progress() as line:
        folder = Path(scratch if args.output is None else args.output)
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise PredictorError(f"{folder}: cannot be made ({error.strerror}); name another folder") from None
        run = Run(args.scale, args.seed, args.threads or threads(), folder, line)
        for name in chosen:
            if name != "networks":
                records += part(name, run)  # type: ignore[arg-type]
                continue
            found = _networks(args, folder, line)
            if isinstance(found, Stopped):
                advice = "" if args.output is None else "; the same command goes on"
                print(f"lcomplexity: interrupted ({found}){advice}", file=sys.stderr)
                return _INTERRUPTED
            records += found
        result = {"schema": "lcomplexity/arithmetic/1", "scale": args.scale, "seed": args.seed, "records": records}
        written = []
        if args.output is not None:
            everything = kept(folder)
            write_whole(folder / RESULTS, (json_text({**result, "records": everything}) + "\n").encode())
            write_whole(folder / TABLE, (tables(everything) + "\n").encode())
            written = [f"written to {args.output}{besides(len(everything) - len(records))}"]
    say(args, {**result, "folder": args.output}, "\n\n".join([f"seed {args.seed}", tables(records), *written]))
    return 0


def _networks(args: argparse.Namespace, folder: Path, line: Progress) -> Any:
    """The records of both networks on both chains, or where they stopped."""
    from lcomplexity.experiments.arithmetic.trained_networks import trained
    from lcomplexity.experiments.networks import Kind
    from lcomplexity.experiments.runtime import place
    from lcomplexity.experiments.training import Stopped

    here = place(args.device, 1, args.scale)
    kinds: tuple[Kind, ...] = ("linear", "mlp")
    found = []
    for kind in kinds:
        for chain in ("paper", "columns"):
            record = trained(kind, chain, args.seed, here, folder, line)
            if isinstance(record, Stopped):
                return record
            found.append(record)
    return found
