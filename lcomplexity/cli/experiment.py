"""``lcomplexity experiment NAME``: the paper's experiments, one module each."""

from __future__ import annotations

import argparse
from typing import Any

from lcomplexity.cli import experiment_arithmetic, experiment_text

#: Modules with ``add(subparsers)``, which returns its parser, and ``execute(args)``.
EXPERIMENTS = (experiment_arithmetic, experiment_text)


def add(commands: Any) -> argparse.ArgumentParser:
    """Add the command to the parser, and the experiments to the command."""
    parser: argparse.ArgumentParser = commands.add_parser(
        "experiment",
        help="train networks as the paper does, and measure",
        description="Train networks on chains or text, at a named scale: tiny (seconds), laptop (minutes), paper (one GPU). "
        "Needs PyTorch: pip install '.[train]'.",
    )
    experiments = parser.add_subparsers(dest="experiment", metavar="NAME", required=True)
    for experiment in EXPERIMENTS:
        added = experiment.add(experiments)
        # Also after the name; absent here, it leaves alone what was said before the name.
        added.add_argument(
            "--json", action="store_true", default=argparse.SUPPRESS, help="print one JSON object instead of text"
        )
        added.set_defaults(execute_experiment=experiment.execute)
    return parser


def execute(args: argparse.Namespace) -> int:
    """Run the experiment and return the exit status."""
    status: int = args.execute_experiment(args)
    return status
