"""``lcomplexity compare FUNCTION..``: length beside other notions of complexity; ``--scatter`` draws them over all 4-bit functions."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

from lcomplexity.cli.function_argument import HELP
from lcomplexity.cli.machine_argument import count
from lcomplexity.cli.output import Progress, columns, ending_in, refuse_unwritable, saved, say, write

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lcomplexity.functions.boolean_function import Function
    from lcomplexity.notions.against_length import Correlation, Extremes, Half
    from lcomplexity.notions.comparison import Comparison


def add(commands: Any) -> argparse.ArgumentParser:
    """Add the command to the parser."""
    parser: argparse.ArgumentParser = commands.add_parser(
        "compare",
        help="length beside other notions of complexity",
        description="Print the length complexity of functions beside circuit size, decision-tree depth, degrees, Fourier norms "
        "and others; with --tradeoff what fewer tokens cost; with --scatter a picture of all functions of four bits.",
    )
    parser.add_argument("function", metavar="FUNCTION", nargs="*", help=HELP)
    parser.add_argument(
        "--length", type=count, metavar="n", help="the functions are machines' verdicts on words of length n"
    )
    parser.add_argument(
        "--alphabet", metavar="SYMBOLS", help="the two input symbols of a machine that stand for 0 and 1"
    )
    what = parser.add_mutually_exclusive_group()
    what.add_argument("--latex", action="store_true", help="print the table as a LaTeX tabular")
    what.add_argument("--csv", action="store_true", help="print CSV, a line for each function")
    what.add_argument(
        "--tradeoff",
        action="store_true",
        help="for one function parity:n: length against order, hypotheses, samples, time, vocabulary and error",
    )
    what.add_argument(
        "--scatter",
        metavar="F.svg",
        type=ending_in(".svg"),
        help="no FUNCTION: draw length against each notion over all functions of four bits; print rank correlations",
    )
    parser.add_argument(
        "--seed", type=int, default=1, metavar="K", help="the seed of what --tradeoff measures (default: 1)"
    )
    return parser


def execute(args: argparse.Namespace) -> int:
    """Run the command and return the exit status."""
    from lcomplexity.errors import PredictorError

    if args.json and (args.latex or args.csv):
        raise PredictorError("compare: --json is one form of output, --latex and --csv are others; choose one")
    if args.scatter is not None:
        if args.function:
            raise PredictorError(
                f"compare: --scatter is about all functions of four bits; leave out {args.function[0]!r}"
            )
        return _scatter(args)
    if not args.function:
        raise PredictorError(
            "compare: which functions? Give one or more, as in parity:4 majority:5, or --scatter F.svg"
        )
    if args.tradeoff:
        from lcomplexity.cli.tradeoff import tradeoff

        return tradeoff(args)
    return _compare(args)


def _compare(args: argparse.Namespace) -> int:
    from lcomplexity.cli.function_argument import function_arguments
    from lcomplexity.notions.comparison import as_cells, as_csv, as_latex, as_record

    with Progress() as line:
        rows = []
        for function in function_arguments(args):
            line(f"{function.name}: notions")
            rows.append(_compared(function, line))
    if args.csv or args.latex:
        write(None, as_csv(rows) if args.csv else as_latex(rows))
        return 0
    text = [columns(as_cells(rows)), *_notes(rows)]
    say(args, {"functions": [as_record(row) for row in rows]}, "\n".join(text))
    return 0


def _compared(function: Function, line: Progress) -> Comparison:
    from lcomplexity.functions.boolean_function import MAX_VARIABLES
    from lcomplexity.notions.comparison import compared
    from lcomplexity.notions.quick_length import quick_length

    table = function.tabulated().table if function.n <= MAX_VARIABLES else None
    return compared(function.name, function.n, table, quick_length(function, line))


def _notes(rows: Sequence[Comparison]) -> list[str]:
    """What the table leaves unsaid: why something is absent, and what the sample bound is."""
    from lcomplexity.notions import NOTIONS
    from lcomplexity.notions.sample_bound import DELTA, EPSILON

    headings = {notion.key: notion.heading for notion in NOTIONS}
    reasons: dict[tuple[str, str], list[str]] = {}
    for row in rows:
        for key, reason in row.absent.items():
            reasons.setdefault((row.function, reason), []).append(headings[key])
    notes = [f"- {function}: {', '.join(keys)}: {reason}" for (function, reason), keys in reasons.items()]
    bound = f"sample bound: chains for error {EPSILON} with confidence {1 - DELTA}, from counts of hypotheses (floats, rounded up)"
    return ["", bound, *notes]


def _scatter(args: argparse.Namespace) -> int:
    from lcomplexity.length.census.census import InProcess, Stage, census
    from lcomplexity.notions.against_length import correlations, extremes, halves
    from lcomplexity.notions.scatter import scatter

    refuse_unwritable(args.scatter)
    with Progress() as line, InProcess() as executor:

        def show(stage: Stage) -> None:
            line(f"lengths of {sum(stage.classes.values())} of 222 classes")

        decided = census(4, executor, ahead=1, progress=show).decided
        lengths = dict(zip(decided.tables.tolist(), decided.lengths.tolist(), strict=True))
        rows = halves(lengths, line)
        found, parted = correlations(rows), extremes(rows)
        write(args.scatter, scatter(rows))
    record = {
        "file": args.scatter,
        "notions": {c.notion.key: _noted(c, e) for c, e in zip(found, parted, strict=True)},
    }
    say(args, record, _scatter_text(args.scatter, rows, found, parted))
    return 0


def _noted(c: Correlation, e: Extremes) -> dict[str, Any]:
    from lcomplexity.notions.comparison import plain

    return {
        "spearman_classes": None if c.over_classes != c.over_classes else c.over_classes,
        "spearman_functions": None if c.over_functions != c.over_functions else c.over_functions,
        "long_but_low": {"length": e.length_low, "value": plain(e.value_low), "functions": _names(e.long_but_low)},
        "short_but_high": {
            "length": e.length_high,
            "value": plain(e.value_high),
            "functions": _names(e.short_but_high),
        },
    }


def _names(tables: Sequence[int]) -> list[str]:
    return [f"0x{table:04x}:4" for table in tables]


def _scatter_text(path: str, rows: Sequence[Half], found: Sequence[Correlation], parted: Sequence[Extremes]) -> str:
    from lcomplexity.notions.against_length import described
    from lcomplexity.notions.comparison import plain

    longest, shortest = parted[0].length_low, parted[0].length_high
    lines: list[tuple[str, ...]] = [("notion", "rho", "rho", f"T = {longest}, least", f"T = {shortest}, most")]
    lines += [("", "classes", "functions", "", "")]
    for c, e in zip(found, parted, strict=True):
        low, high = (
            f"{plain(v)}: {' '.join(_names(t[:2]))}"
            for v, t in ((e.value_low, e.long_but_low), (e.value_high, e.short_but_high))
        )
        lines.append((c.notion.heading, f"{c.over_classes:.3f}", f"{c.over_functions:.3f}", low, high))
    circuits = parted[0]
    named = []
    for words, T, C, tables in (
        ("long chain, small circuit", longest, circuits.value_low, circuits.long_but_low),
        ("short chain, large circuit", shortest, circuits.value_high, circuits.short_but_high),
    ):
        named += [
            f"{words}: T = {T}, C = {C}: {name}, {described(t)}"
            for t, name in zip(tables, _names(tables), strict=True)
        ]
    total = sum(row.functions for row in rows)
    about = f"Spearman rank correlations with length over {total:,} functions of four bits (floats), and functions at the extremes"
    return "\n".join([about, columns(lines), "", *named, saved(path)])
