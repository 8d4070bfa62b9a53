"""``lcomplexity zoo``: the machines that come with the package."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

from lcomplexity.cli.output import columns, say

if TYPE_CHECKING:
    from turing.zoo import ZooEntry


def add(commands: Any) -> argparse.ArgumentParser:
    """Add the command to the parser."""
    parser: argparse.ArgumentParser = commands.add_parser("zoo", help="list the machines that come with the package")
    parser.add_argument("name", metavar="NAME", nargs="?", help="one machine, with its rules")
    return parser


def execute(args: argparse.Namespace) -> int:
    """Run the command and return the exit status."""
    from turing.zoo import ZOO, zoo

    if args.name is None:
        rows = [("name", "answer", "time", "what it does")]
        rows += [(e.name, e.answer, _time(e), e.title) for e in ZOO.values()]
        say(args, {"machines": [_summary(e) for e in ZOO.values()]}, columns(rows))
        return 0
    entry = zoo(args.name)
    machine = entry.machine
    record = _summary(entry) | {
        "states": list(machine.states),
        "alphabet": list(machine.alphabet),
        "blank": machine.blank,
        "tapes": machine.tapes,
        "start": machine.start,
        "rules": [str(rule) for rule in machine.rules],
    }
    shown = {k: v for k, v in record.items() if k != "rules"}
    facts = [(k, " ".join(map(str, v)) if isinstance(v, list) else str(v)) for k, v in shown.items()]
    say(args, record, "\n".join([columns(facts), *record["rules"]]))
    return 0


def _time(entry: ZooEntry) -> str:
    return ("" if entry.time_kind == "exact" else "<= ") + entry.time_formula


def _summary(entry: ZooEntry) -> dict[str, Any]:
    return {
        "name": entry.name,
        "title": entry.title,
        "input_alphabet": list(entry.input_alphabet),
        "domain": entry.domain,
        "answer": entry.answer,
        "time": _time(entry),
        "oblivious": entry.oblivious,
        "lengths": list(entry.lengths),
        "file": entry.file,
    }
