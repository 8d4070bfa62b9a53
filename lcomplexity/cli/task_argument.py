"""TASK on the command line: what is learnt."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from lcomplexity.cli.machine_argument import machine_of
from lcomplexity.errors import PredictorError

if TYPE_CHECKING:
    from lcomplexity.learning.tasks import Task

HELP = (
    "add:d or multiply:d (two numbers of d digits), short-parity:n (the bits of the sum), or a machine: a zoo name or a file, "
    "with --length and --via (parity of n bits by its running value: 'parity --length n')"
)
#: Tasks that are written with a size, and what the size is.
SIZED = {"add": "digits of each number", "multiply": "digits of each number", "short-parity": "bits"}


def add_task(parser: argparse.ArgumentParser) -> None:
    """Add the argument TASK and the options of machines.

    >>> p = argparse.ArgumentParser(); add_task(p); p.parse_args(["add:8"]).task
    'add:8'
    """
    from lcomplexity.cli.machine_argument import count

    parser.add_argument("task", metavar="TASK", help=HELP)
    parser.add_argument("--length", type=count, metavar="n", help="length of the inputs of a machine")
    parser.add_argument("--steps", type=count, metavar="N", help="machine steps to cover (default: the longest run)")
    parser.add_argument(
        "--via",
        choices=("auto", "oblivious", "recursive", "sliding", "circuit"),
        help="construction whose chains a machine's data are (default: the shortest)",
    )


def task_of(args: argparse.Namespace) -> Task:
    """Return the task that TASK names; raises an error of one line if there is none, or for an option of machines beside another task.

    >>> task_of(argparse.Namespace(task="add:2")).construction.predictor.length
    7
    """
    from lcomplexity.learning.tasks import arithmetic_task, short_parity_task

    name, _, size = args.task.partition(":")
    if name in SIZED:
        for option in ("length", "steps", "via"):
            if getattr(args, option, None) is not None:
                raise PredictorError(f"{args.task}: --{option} is an option of machines; leave it away here")
        if not size:
            raise PredictorError(f"{args.task}: give its size, the {SIZED[name]}; write e.g. {name}:4")
        if not size.isascii() or not size.isdecimal() or not 1 <= len(size) <= 6 or not int(size):
            raise PredictorError(f"{args.task}: {size!r} is no size; write e.g. {name}:4")
        if name == "short-parity":
            return short_parity_task(int(size))
        return arithmetic_task("add" if name == "add" else "multiply", int(size))
    _refuse_unknown(args.task)
    return _machine_task(args)


def _refuse_unknown(task: str) -> None:
    """Raise, with what tasks there are, for what is neither a machine of the zoo nor looks like a file."""
    from difflib import get_close_matches
    from pathlib import Path

    from turing.zoo import ZOO

    if task in ZOO or Path(task).suffix or "/" in task or Path(task).exists():
        return
    near = get_close_matches(task.partition(":")[0], [*SIZED, *ZOO], n=3, cutoff=0.6)
    hint = f" (did you mean {', '.join(map(repr, near))}?)" if near else ""
    raise PredictorError(
        f"{task[:60]}: there is no task of this name{hint}; tasks are add:d, multiply:d, short-parity:n, and with --length n any machine: "
        "a file or a name of the zoo ('lcomplexity zoo' lists them)"
    )


def _machine_task(args: argparse.Namespace) -> Task:
    from lcomplexity.cli.build import ending_of, promised
    from lcomplexity.constructions.build import MAX_DOMAIN, build, refuse_oversized
    from lcomplexity.learning.tasks import Task
    from turing.batch import word_array

    named = machine_of(argparse.Namespace(machine=args.task, alphabet=None))
    if args.length is None:
        raise PredictorError(f"{args.task}: give --length n, the length of the inputs")
    refuse_oversized(named.machine, args.length, steps=args.steps, space=None)
    domain = None if named.entry is None else promised(named.entry, args.length, MAX_DOMAIN)
    built = build(
        named.machine,
        args.length,
        via=args.via or "auto",
        steps=args.steps,
        ending=ending_of(None, named),
        domain=domain,
    )
    words = None if domain is None else word_array(named.machine, domain)
    start = built.construction.interface.start
    answer = slice(start, None) if built.construction.interface.count else slice(-1, None)
    name = f"{args.task} {built.construction.name} n={args.length}"
    return Task(name, built.construction, answer, domain=words)
