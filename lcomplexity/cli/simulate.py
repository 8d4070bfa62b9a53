"""``lcomplexity simulate MACHINE INPUT``: run a machine."""

from __future__ import annotations

import argparse
from typing import Any

from lcomplexity.cli.machine_argument import add_machine, count, machine_of
from lcomplexity.cli.missing_rule import missing_rule
from lcomplexity.cli.output import columns, say


def add(commands: Any) -> argparse.ArgumentParser:
    """Add the command to the parser."""
    parser: argparse.ArgumentParser = commands.add_parser("simulate", help="run a machine on an input")
    add_machine(parser)
    parser.add_argument("input", metavar="INPUT", nargs="?", default="", help="the input (default: none)")
    parser.add_argument("--max-steps", type=count, metavar="N", help="stop after N steps (default: 100 million)")
    parser.add_argument(
        "--engine",
        choices=("auto", "kernel", "run-length", "compiled"),
        default="auto",
        help="how to run it; all give the same result",
    )
    return parser


def execute(args: argparse.Namespace) -> int:
    """Run the command and return the exit status."""
    from turing.errors import TapeTooLongError
    from turing.machine import cells, text
    from turing.simulator import DEFAULT_MAX_STEPS, Looping, run

    machine = machine_of(args).machine
    limit = DEFAULT_MAX_STEPS if args.max_steps is None else args.max_steps
    try:
        outcome = run(machine, args.input, max_steps=limit, engine=args.engine)
    except TapeTooLongError:
        if args.max_steps is not None:
            raise
        # A machine that writes on and on fills the memory long before the default limit: that is a limit too.
        outcome = run(machine, args.input, max_steps=1_000_000, engine=args.engine)
    c = outcome.configuration
    tapes = [text(machine, tape) for tape in c.tapes]
    record: dict[str, Any] = {
        "machine": machine.name,
        "input": args.input,
        "outcome": outcome.outcome,
        "steps": outcome.steps,
        "state": c.state,
        "tape": tapes[0],
        "head": c.heads[0],
        "nonblank": len(cells(machine, c.tapes[0])),
    }
    if machine.tapes > 1:
        record |= {"tapes": tapes, "heads": list(c.heads)}
    if isinstance(outcome, Looping):
        record["period"] = outcome.period
    if outcome.outcome == "undefined":
        # Busy-beaver tables count the missing entry as a halting step.
        record["steps_counting_halt"] = outcome.steps + 1
    if (note := missing_rule(machine, c)) is not None:
        record["note"] = note
    rows = [(key, _shown(value)) for key, value in record.items()]
    say(args, record, columns(rows))
    return 0


def _shown(value: object) -> str:
    if isinstance(value, list):
        return " | ".join(map(str, value))
    shown = str(value)
    return shown if len(shown) <= 200 else f"{shown[:90]} .. {shown[-90:]} ({len(shown)} symbols)"
