"""``lcomplexity convert MACHINE --to FORMAT``: between file formats."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from lcomplexity.cli.machine_argument import add_machine, machine_file, machine_of
from lcomplexity.cli.output import (
    file_path,
    refuse_replacing,
    refuse_unwritable,
    saved,
    say,
    write,
    wrong_ending,
)

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

    path = None if args.output == "-" else args.output
    _refuse_output(path, args)
    machine = machine_of(args).machine
    written = convert(machine, args.to)
    record: dict[str, Any] = {"machine": machine.name, "format": args.to, "text": written}
    if path is not None:
        write(path, written)
        record |= {"file": path, "bytes": Path(path).stat().st_size}
    # On standard output the text is the machine and nothing else, so that it can be piped.
    if path is None and not args.json:
        write(None, written)
    else:
        say(args, record, "" if path is None else saved(path))
    return 0


def _refuse_output(path: str | None, args: argparse.Namespace) -> None:
    """Refuse a file that cannot be written, one that would not be read back as what it is, and the machine's own."""
    from lcomplexity.errors import PredictorError
    from turing.formats import FORMATS

    if path is None:
        return
    refuse_unwritable(path)
    endings = FORMATS[args.to].extensions
    # Capitals are read too.
    if (fault := wrong_ending(path.lower(), endings)) is not None:
        raise PredictorError(f"{path}: {fault}, as files in the format {args.to} do; give such a name")
    refuse_replacing(path, machine_file(args.machine))
