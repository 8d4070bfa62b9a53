"""``lcomplexity draw MACHINE -o F``: a machine's state diagram."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from lcomplexity.cli.machine_argument import add_machine, machine_file, machine_of
from lcomplexity.cli.output import ending_in, refuse_replacing, refuse_unwritable, saved, say, write


def add(commands: Any) -> argparse.ArgumentParser:
    """Add the command to the parser."""
    parser: argparse.ArgumentParser = commands.add_parser(
        "draw",
        help="draw a machine's state diagram, as SVG or TikZ",
        description="Write the state diagram of a machine: a picture (.svg), or a LaTeX document with a TikZ picture (.tex). "
        "Halting states have a double border, an arrow from nowhere leads to the start, read/written,move stands on the arrows.",
    )
    add_machine(parser)
    parser.add_argument(
        "-o",
        "--output",
        type=ending_in(".svg", ".tex"),
        metavar="F",
        required=True,
        help="the file to write: F.svg or F.tex",
    )
    return parser


def execute(args: argparse.Namespace) -> int:
    """Run the command and return the exit status."""
    from lcomplexity.views import svg, tikz
    from lcomplexity.views.state_diagrams import state_diagram, state_diagram_tikz

    refuse_unwritable(args.output)
    refuse_replacing(args.output, machine_file(args.machine))
    machine = machine_of(args).machine
    if args.output.endswith(".svg"):
        made = svg.document(state_diagram(machine), f"{machine.name}: states and rules")
    else:
        made = tikz.document([state_diagram_tikz(machine)])
    write(args.output, made)
    record = {
        "file": args.output,
        "bytes": Path(args.output).stat().st_size,
        "machine": machine.name,
        "states": len(machine.states),
        "rules": len(machine.delta),
    }
    about = f"machine {machine.name}: {record['states']} states, {record['rules']} rules"
    say(args, record, f"{saved(args.output)}, {about}")
    return 0
