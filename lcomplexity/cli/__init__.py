"""The command line: ``lcomplexity COMMAND``. Exit status 0 ok, 1 a claim failed, 2 bad input with one line on stderr.

One module a command; nothing heavy is imported before a command runs.
"""

from __future__ import annotations

import argparse
import io
import os
import sys
import warnings
from collections.abc import Sequence
from typing import NoReturn

from lcomplexity.cli import (
    build,
    census,
    check,
    compare,
    convert,
    draw,
    experiment,
    export,
    learn,
    length,
    run,
    simulate,
    trace,
    verify,
    view,
    zoo,
)
from lcomplexity.errors import PredictorError
from turing.errors import MachineError

COMMANDS = (
    simulate,
    trace,
    convert,
    draw,
    build,
    run,
    length,
    check,
    compare,
    census,
    learn,
    experiment,
    verify,
    view,
    export,
    zoo,
)

OK, CLAIM_FAILED, BAD_INPUT, INTERRUPTED = 0, 1, 2, 130


class _Parser(argparse.ArgumentParser):
    """An argument parser whose complaint is one line."""

    def error(self, message: str) -> NoReturn:
        self.exit(BAD_INPUT, f"{self.prog}: {message}; see {self.prog} --help\n")


def parser() -> argparse.ArgumentParser:
    """Return the parser of all commands.

    >>> parser().parse_args(["simulate", "parity", "101"]).machine
    'parity'
    """
    top = _Parser(
        prog="lcomplexity",
        description="Exact linear next-token predictors that write the chain of thought of a Turing machine.",
    )
    commands = top.add_subparsers(dest="command", metavar="COMMAND", required=True, parser_class=_Parser)
    for command in COMMANDS:
        added = command.add(commands)
        added.add_argument("--json", action="store_true", help="print one JSON object instead of text")
        added.set_defaults(execute=command.execute)
    return top


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit status."""
    warnings.showwarning = _warn  # type: ignore[assignment]
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            # A file name or symbol that the terminal's encoding does not have is escaped.
            stream.reconfigure(errors="backslashreplace")
    try:
        args = parser().parse_args(arguments)
        status: int = args.execute(args)
        sys.stdout.flush()
        return status
    except (MachineError, PredictorError) as error:
        return _complain(str(error))
    except BrokenPipeError:
        # The reader of our output has gone; Python would complain again at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return OK
    except KeyboardInterrupt:
        _complain("interrupted")
        return INTERRUPTED
    except MemoryError:
        return _complain("out of memory; give a smaller input, --length, --steps or --space")


def _complain(message: str) -> int:
    print(f"lcomplexity: {' '.join(message.split())}", file=sys.stderr)
    return BAD_INPUT


def _warn(message: Warning | str, *_: object) -> None:
    print(f"lcomplexity: warning: {' '.join(str(message).split())}", file=sys.stderr)
