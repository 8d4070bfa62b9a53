"""MACHINE on the command line: a zoo name or a file."""

from __future__ import annotations

import argparse
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from turing.machine import Machine
    from turing.zoo import ZooEntry

HELP = "a zoo name (see 'lcomplexity zoo') or a file: .yaml .tm .morphett .jff .json .txt"


@dataclass(frozen=True)
class Named:
    """A machine and, if it is one of the zoo's, its entry."""

    machine: Machine
    entry: ZooEntry | None


def add_machine(parser: argparse.ArgumentParser) -> None:
    """Add the argument MACHINE and its options.

    >>> p = argparse.ArgumentParser(); add_machine(p); p.parse_args(["parity"]).machine
    'parity'
    """
    parser.add_argument("machine", metavar="MACHINE", help=HELP)
    parser.add_argument(
        "--alphabet", metavar="SYMBOLS", help="the input alphabet, e.g. 01 (default: what the machine declares)"
    )


def machine_of(args: argparse.Namespace) -> Named:
    """Return the machine that MACHINE names; raises :class:`turing.errors.MachineError` if there is none.

    >>> machine_of(argparse.Namespace(machine="parity", alphabet=None)).machine.name
    'parity'
    """
    from turing.errors import MachineError
    from turing.formats import load
    from turing.formats.registry import BY_EXTENSION
    from turing.zoo import zoo

    text: str = args.machine
    if machine_file(text) is None:
        entry = zoo(text)
        named = Named(entry.machine, entry)
    elif Path(text).suffix.lower() not in BY_EXTENSION and not Path(text).exists():
        raise MachineError(f"{text}: neither a machine of the zoo nor a file; see 'lcomplexity zoo' for the names")
    else:
        named = Named(load(text), None)
    if args.alphabet is None:
        return named
    symbols = tuple(args.alphabet.split()) if " " in args.alphabet else tuple(args.alphabet)
    return Named(replace(named.machine, input_alphabet=symbols), named.entry)


def machine_file(text: str) -> str | None:
    """Return the file that MACHINE names, or ``None`` if it is the name of a zoo machine.

    >>> machine_file("parity"), machine_file("parity.tm")
    (None, 'parity.tm')
    """
    from turing.zoo import ZOO

    return None if text in ZOO or not (Path(text).suffix or "/" in text or Path(text).exists()) else text


def count(text: str) -> int:
    """Return an integer option from 0 to 10^18.

    >>> count("12")
    12
    """
    value = int(text) if text.removeprefix("-").isdecimal() and text.isascii() and len(text) < 100 else None
    if value is None or value < 0:
        raise argparse.ArgumentTypeError(f"{text[:30]!r} is not a whole number of at least 0")
    if value > 10**18:
        raise argparse.ArgumentTypeError(f"{text[:30]!r} is too large; give a whole number of at most 10^18")
    return value
