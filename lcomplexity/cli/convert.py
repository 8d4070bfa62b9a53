"""``lcomplexity convert MACHINE --to FORMAT``: between file formats."""

from __future__ import annotations

import argparse
from typing import Any

from lcomplexity.cli.machine_argument import add_machine, machine_of
from lcomplexity.cli.output import file_path, say, write

FORMAT_NAMES = ("turingmachineio", "morphett", "jflap", "automata-lib", "standard")


def add(commands: Any) -> argparse.ArgumentParser:
    """Add the command to the parser."""
    parser: argparse.ArgumentParser = commands.add_parser("convert", help="write a machine in another file format")
    add_machine(parser)
    parser.add_argument("--to", required=True, choices=FORMAT_NAMES, metavar="FORMAT", help=", ".join(FORMAT_NAMES))
    parser.add_argument(
        "-o", "--output", type=file_path, metavar="F", help="file to write (default: standard output)"
    )
    return parser


def execute(args: argparse.Namespace) -> int:
    """Run the command and return the exit status."""
    from turing.formats import convert

    machine = machine_of(args).machine
    written = convert(machine, args.to)
    record = {"machine": machine.name, "format": args.to, "text": written}
    if args.output not in (None, "-"):
        write(args.output, written)
        record["file"] = args.output
    if args.json:
        say(args, record, "")
    elif "file" not in record:
        write(None, written)
    return 0
