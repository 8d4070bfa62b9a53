"""``lcomplexity draw MACHINE -o F``: a machine's state diagram."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from lcomplexity.cli.machine_argument import add_machine, machine_of
from lcomplexity.cli.output import file_path, refuse_unwritable, say, write


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
        "-o", "--output", type=_output, metavar="F", required=True, help="the file to write: F.svg or F.tex"
    )
    return parser


def _output(text: str) -> str:
    if Path(file_path(text)).suffix not in (".svg", ".tex"):
        raise argparse.ArgumentTypeError(f"{text!r} does not end in .svg or .tex")
    return text


def execute(args: argparse.Namespace) -> int:
    """Run the command and return the exit status."""
    from lcomplexity.views import svg, tikz
    from lcomplexity.views.state_diagrams import state_diagram, state_diagram_tikz

    refuse_unwritable(args.output)
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
    shown = f"saved: {args.output} ({record['bytes']:,} bytes), machine {machine.name}: {record['states']} states, {record['rules']} rules"
    say(args, record, shown)
    return 0
