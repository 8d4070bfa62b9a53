"""``lcomplexity verify [STATEMENT ..]``: property-based verification runs."""

from __future__ import annotations

import argparse
import time
from dataclasses import asdict
from typing import Any

from lcomplexity.cli.machine_argument import count
from lcomplexity.cli.output import Progress, columns, say


def add(commands: Any) -> argparse.ArgumentParser:
    """Add the command to the parser."""
    parser: argparse.ArgumentParser = commands.add_parser(
        "verify", help="check statements of the theory on drawn cases"
    )
    parser.add_argument("statements", metavar="STATEMENT", nargs="*", help="labels (default: all)")
    how_long = parser.add_mutually_exclusive_group()
    how_long.add_argument("--examples", type=count, metavar="N", help="cases a statement (default: 200)")
    how_long.add_argument("--seconds", type=count, metavar="S", help="seconds in all, shared by the statements")
    parser.add_argument("--seed", type=count, default=0, metavar="K", help="seed of the cases (default: 0)")
    return parser


def execute(args: argparse.Namespace) -> int:
    """Run the command and return the exit status."""
    from lcomplexity.errors import PredictorError
    from proofs.registry import REGISTRY
    from proofs.statement import gather

    for label in args.statements:
        if label not in REGISTRY:
            raise PredictorError(f"verify: no statement {label!r}; statements are {', '.join(REGISTRY)}")
    chosen = [REGISTRY[label] for label in args.statements or REGISTRY]
    examples = None if args.seconds is not None else 200 if args.examples is None else args.examples
    records: list[dict[str, Any]] = []
    start = time.monotonic()
    with Progress() as line:
        for i, statement in enumerate(chosen):
            # What one statement leaves of its share goes to the next ones.
            left = None if args.seconds is None else args.seconds - (time.monotonic() - start)
            share = None if left is None else max(left / (len(chosen) - i), 0.0)
            evidence = gather(
                statement,
                examples=examples,
                seconds=share,
                seed=args.seed,
                progress=lambda e: line(f"{e.label}: {e.examples:,} cases, {e.size:,} tokens, {e.failures} failures"),
            )
            records.append(asdict(evidence) | {"words": statement.words})
    rows = [("statement", "status", "cases", "tokens", "failures")]
    rows += [(r["label"], r["status"], f"{r['examples']:,}", f"{r['size']:,}", str(r["failures"])) for r in records]
    failed = [r for r in records if r["failures"]]
    text = [f"seed {args.seed}", columns(rows)]
    text += [f"COUNTEREXAMPLE to {r['label']}: {r['counterexample']}" for r in failed]
    say(args, {"seed": args.seed, "statements": records}, "\n".join(text))
    return 1 if failed else 0
