"""The command line: ``lcomplexity COMMAND``. Exit status 0 ok, 1 a claim failed, 2 bad input with one line on stderr.

One module a command; nothing heavy is imported before a command runs.
"""

from __future__ import annotations

import argparse
import io
import os
import signal
import sys
import warnings
from collections.abc import Sequence
from types import FrameType
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
from lcomplexity.cli.output import discard, flush, printed
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

#: E. Malach, *Auto-Regressive Next-Token Predictors are Universal Learners*.
PAPER = "arXiv:2309.06979"

OK, CLAIM_FAILED, BAD_INPUT, INTERRUPTED = 0, 1, 2, 130


class _Parser(argparse.ArgumentParser):
    """An argument parser whose complaint is one line."""

    def error(self, message: str) -> NoReturn:
        self.exit(BAD_INPUT, f"{self.prog}: {message}; see {self.prog} --help\n")


class _Version(argparse.Action):
    """``--version``: found only when it is asked for."""

    def __init__(self, option_strings: Sequence[str], dest: str, help: str | None = None) -> None:
        super().__init__(option_strings, argparse.SUPPRESS, nargs=0, help=help)

    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> NoReturn:
        printed(f"{versions()}\n")
        parser.exit(OK)


def versions() -> str:
    """Return the version of this package, the paper that it is about, and the versions of Python and numpy, on one line.

    >>> versions().split()[0], versions().split()[2:4]
    ('lcomplexity', ['(paper', 'arXiv:2309.06979;'])
    """
    from importlib.metadata import PackageNotFoundError, version
    from platform import python_version

    def of(package: str) -> str:
        try:
            return version(package)
        except PackageNotFoundError:
            return "(not installed)"

    return f"lcomplexity {of('lcomplexity')} (paper {PAPER}; Python {python_version()}, numpy {of('numpy')})"


def parser() -> argparse.ArgumentParser:
    """Return the parser of all commands.

    >>> parser().parse_args(["simulate", "parity", "101"]).machine
    'parity'
    """
    top = _Parser(
        prog="lcomplexity",
        description="Exact linear next-token predictors that write the chain of thought of a Turing machine.",
    )
    top.add_argument("--version", action=_Version, help="print versions and exit")
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
        try:
            args = parser().parse_args(arguments)
            status: int = args.execute(args)
        finally:
            # Here, where it can fail with one line; also after --help, which ends the program.
            flush()
        return status
    except (MachineError, PredictorError) as error:
        return _complain(str(error))
    except BrokenPipeError:
        # The reader of our output has gone; Python would complain again at exit.
        discard()
        return OK
    except OSError as error:
        # A disk that is full in the middle of the work, a file that has gone: nothing that is looked at beforehand.
        return _complain(f"{error.filename or 'a file'}: {error.strerror or error}")
    except KeyboardInterrupt:
        _complain("interrupted")
        return INTERRUPTED
    except MemoryError:
        return _complain("out of memory; give a smaller input, --length, --steps or --space")


def program() -> int:
    """Run the program ``lcomplexity`` and return its exit status; a process that is interrupted ends here.

    >>> program.__name__
    'program'
    """
    for name in ("SIGINT", "SIGALRM"):
        # Not every system has alarms.
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), _interrupt)
    status = main()
    if status == INTERRUPTED:
        sys.stderr.flush()
        # Taken down in the usual way, a compiler that was stopped in the middle of its work crashes.
        os._exit(status)
    return status


def _interrupt(number: int, frame: FrameType | None) -> None:
    """Raise ``KeyboardInterrupt``; where it would be swallowed, in a finalizer, a moment later."""
    while frame is not None:
        if frame.f_code.co_name == "__del__" and hasattr(signal, "SIGALRM"):
            signal.setitimer(signal.ITIMER_REAL, 0.02)
            return
        frame = frame.f_back
    raise KeyboardInterrupt


def _complain(message: str) -> int:
    print(f"lcomplexity: {' '.join(message.split())}", file=sys.stderr)
    return BAD_INPUT


def _warn(message: Warning | str, *_: object) -> None:
    print(f"lcomplexity: warning: {' '.join(str(message).split())}", file=sys.stderr)
