"""``lcomplexity length FUNCTION``: the length complexity of a function, exact or as the best proved interval."""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from lcomplexity.cli.function_argument import add_function, function_argument, function_file
from lcomplexity.cli.machine_argument import count
from lcomplexity.cli.output import Progress, columns, file_path, refuse_replacing, refuse_unwritable, say, write

if TYPE_CHECKING:
    from lcomplexity.functions.boolean_function import Function
    from lcomplexity.length.complexity import Length
    from lcomplexity.length.search import Search

#: Seconds of search if nothing else is said, and between two writings of its state.
TIME_LIMIT, SAVE_EVERY = 60, 20
#: Programs with more weights than this are not printed.
MAX_PRINTED = 400


def add(commands: Any) -> argparse.ArgumentParser:
    """Add the command to the parser."""
    parser: argparse.ArgumentParser = commands.add_parser(
        "length",
        help="how many tokens a linear predictor needs for a function, with proofs",
        description="Find the least number of tokens with which a linear next-token predictor computes a function: by theorem "
        "for families that have one, else by a search from both sides that proves every answer in integers. The search ends "
        "when both sides meet, or at the time limit with the best proved interval.",
    )
    add_function(parser)
    parser.add_argument("--vocabulary", type=count, default=2, metavar="a", help="letters of the chain (default: 2)")
    parser.add_argument(
        "--certificate", type=file_path, metavar="F.json", help="write what 'lcomplexity check' checks"
    )
    parser.add_argument(
        "--time-limit", type=count, default=TIME_LIMIT, metavar="s", help=f"seconds of search (default: {TIME_LIMIT})"
    )
    parser.add_argument(
        "--state",
        type=file_path,
        metavar="F.json",
        help="keep what the search has learned in this file, and take it up if the file is there",
    )
    return parser


def execute(args: argparse.Namespace) -> int:
    """Run the command and return the exit status."""
    from lcomplexity.length.certificates import function_json, length_certificate, text_of
    from lcomplexity.length.complexity import length_complexity

    f = function_argument(args)
    for path in (args.certificate, args.state):
        refuse_unwritable(path)
        refuse_replacing(path, function_file(args.function))
    refuse_replacing(args.certificate, args.state)
    if args.certificate:
        # Said before the search if there can be no certificate of this function.
        function_json(f)
    search = taken_up(args.state, f)
    start = time.monotonic()
    with Progress() as line:
        keeper = Keeper(args.state, start, args.time_limit, line)
        try:
            answer = length_complexity(f, args.vocabulary, keeper.go_on, search)
        finally:
            keeper.save()
    record = _record(f, answer, keeper, time.monotonic() - start)
    if args.certificate:
        write(args.certificate, text_of(length_certificate(answer)))
        record["certificate"] = args.certificate
    say(args, record, _text(answer, record))
    return 1 if answer.verified.failures else 0


class Keeper:
    """Looks at the clock, draws the progress line, and writes the state of a search every now and then."""

    def __init__(self, path: str | None, start: float, limit: int, line: Callable[[str], None]) -> None:
        self.path, self.end, self.line = path, start + limit, line
        self.search: Search | None = None
        self.saved = start

    def go_on(self, search: Search) -> bool:
        """Return whether there is time left."""
        self.search = search
        now = time.monotonic()
        if now - self.saved > SAVE_EVERY:
            self.save()
            self.saved = now
        self.line(f"{search.describe()}, {max(0, self.end - now):.0f} s left")
        return now < self.end

    def save(self) -> None:
        """Write the state of the search that was looked at last, if there is a file for it."""
        if self.path is not None and self.search is not None:
            write(self.path, json.dumps(self.search.record()) + "\n")


def taken_up(path: str | None, f: Function) -> Search | None:
    """Return the search of a function whose state is in a file, every claim in it checked again; ``None`` if there is no file yet.

    Raises :class:`PredictorError` if the file holds no such state, or that of another function.
    """
    import os

    from lcomplexity.errors import PredictorError
    from lcomplexity.length.complexity import search_for
    from lcomplexity.length.search import Search

    if path is None or not os.path.exists(path):
        return None
    try:
        with open(path, encoding="utf-8") as file:
            found = Search.restored(json.load(file))
    except (OSError, ValueError, RecursionError) as error:
        raise PredictorError(
            f"{path}: no state of a search can be read ({error}); give --state another file, or remove this one to start anew"
        ) from None
    wanted = search_for(f)
    if wanted is not None and (wanted.n, wanted.table) != (found.n, found.table):
        raise PredictorError(
            f"{path}: the state of a search of another function, {_table(found)}, not of {f.name}, {_table(wanted)}; give --state "
            "another file, or remove this one to start anew"
        )
    return found


def _table(search: Search) -> str:
    """The table that is searched, cut short if it is long."""
    from lcomplexity.archive import shown

    return shown(f"{search.table:#x}:{search.n}").strip("'")


def _record(f: Function, answer: Length, keeper: Keeper, seconds: float) -> dict[str, Any]:
    measured = answer.upper.construction.measured()
    return {
        "function": f.name,
        "n": f.n,
        "vocabulary": answer.vocabulary,
        "lower": answer.lower.tokens,
        "upper": answer.upper.tokens,
        "exact": answer.exact,
        "lower_by": answer.lower.why,
        "upper_by": answer.upper.why,
        "max_weight": measured["max_weight"],
        "verified": {
            "inputs": answer.verified.inputs,
            "which": answer.verified.which,
            "failures": answer.verified.failures,
        },
        "nodes": keeper.search.nodes if keeper.search is not None else 0,
        "seconds": round(seconds, 3),
    }


def _text(answer: Length, record: dict[str, Any]) -> str:
    lower, upper = answer.lower, answer.upper
    length = f"{lower.tokens}, exactly" if answer.exact else f"{lower.tokens} to {upper.tokens}"
    v = answer.verified
    how = {"all inputs": "all of them", "all sums": "one for each sum, all bits weigh alike", "a sample": "a sample"}
    rows = [
        ("function", f"{record['function']}, {record['n']} variables"),
        ("length", f"{length}, over {answer.vocabulary} letters"),
        (f"at least {lower.tokens}", lower.why),
        (f"at most {upper.tokens}", upper.why),
        ("verified", f"{v.inputs:,} inputs ({how[v.which]}), {v.failures} failures"),
    ]
    lines = [columns(rows)]
    if answer.vocabulary == 2:
        lines += _gates(answer)
    if "certificate" in record:
        lines.append(f"certificate: {record['certificate']}")
    return "\n".join(lines)


def _gates(answer: Length) -> list[str]:
    """The program as inequalities, if it is small."""
    from lcomplexity.length.certificates import program_json

    n = answer.function.n
    if answer.upper.tokens * (n + answer.upper.tokens) > MAX_PRINTED:
        return []
    lines = []
    for t, (row,) in enumerate(program_json(answer.upper.construction.predictor, 2), start=1):
        names = [f"x{j}" for j in range(n)] + [f"z{s}" for s in range(1, t)]
        terms = [(w, name) for w, name in zip(row[1:], names, strict=True) if w]
        text = " ".join(("- " if w < 0 else "+ ") + (f"{abs(w)} " if abs(w) > 1 else "") + name for w, name in terms)
        lines.append(f"z{t} = [{text.removeprefix('+ ') or '0'} >= {1 - row[0]}]")
    return lines
