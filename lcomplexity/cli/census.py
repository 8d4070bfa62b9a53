"""``lcomplexity census n``: the exact length of every Boolean function of n bits, by NPN class, with certificates."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from concurrent.futures import Executor
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lcomplexity.cli.machine_argument import count
from lcomplexity.cli.output import Progress, columns, file_path, say

if TYPE_CHECKING:
    from lcomplexity.length.census.census import Census

#: Pieces of work under way for each process or worker.
AHEAD = 4
#: Rejected certificates that are shown.
SHOWN = 3


def add(commands: Any) -> argparse.ArgumentParser:
    """Add the command to the parser."""
    parser: argparse.ArgumentParser = commands.add_parser(
        "census",
        help="the exact length of every function of n bits, by NPN class",
        description="Decide how many binary tokens each Boolean function of n = 1 .. 5 bits needs, one function of each NPN "
        "class. With -o, the classes go to DIR/classes-n.txt while the work goes on, and a run that was stopped is continued "
        "from there; certificates go to DIR/certificates-n.jsonl, for n = 5 those of the classes that need 4 tokens, which "
        "are made only with -o. Every certificate is checked by the independent checker.",
    )
    parser.add_argument("n", type=_bits, help="number of bits, 1 to 5")
    parser.add_argument(
        "--vocabulary", type=count, default=2, metavar="a", help="letters of a token; so far only 2 (default: 2)"
    )
    parser.add_argument(
        "-o",
        "--output",
        type=file_path,
        metavar="DIR",
        help="folder for the classes and certificates; made if need be",
    )
    where = parser.add_mutually_exclusive_group()
    where.add_argument(
        "--processes", type=count, default=1, metavar="P", help="processes to spread over (default: 1)"
    )
    where.add_argument(
        "--scheduler", metavar="ADDRESS", help="a Dask scheduler to spread over, such as tcp://host:8786"
    )
    return parser


def _bits(text: str) -> int:
    """A number of bits; numbers that are none of the census are refused with the others below."""
    try:
        return count(text)
    except argparse.ArgumentTypeError:
        raise argparse.ArgumentTypeError(f"{text[:30]!r} is no number of bits; give 1 to 5") from None


def execute(args: argparse.Namespace) -> int:
    """Run the command and return the exit status."""
    from lcomplexity.errors import PredictorError
    from lcomplexity.length.census.census import NPN_CLASSES, Stage, census

    if args.vocabulary != 2:
        raise PredictorError(f"census: {args.vocabulary} letters; the census is of binary tokens, --vocabulary 2")
    if args.n not in NPN_CLASSES:
        raise PredictorError(f"census: n = {args.n}; the census is of 1 to {max(NPN_CLASSES)} variables")
    folder = None if args.output is None else _folder(args.output)
    with Progress() as line, executor_of(args) as (executor, ahead):

        def show(stage: Stage) -> None:
            found = ", ".join(f"{T}: {k:,}" for T, k in stage.classes.items())
            line(f"{sum(stage.classes.values()):,} of {NPN_CLASSES[args.n]:,} classes; by tokens {found}")

        result = census(args.n, executor, ahead=ahead, folder=folder, progress=show)
        faults, accepted = certify(result, executor, ahead, folder, line)
    classes, functions = result.classes(), result.functions()
    record = {"n": args.n, "vocabulary": 2, "classes": classes, "functions": functions}
    record |= {"certificates": {"accepted": accepted, "rejected": len(faults)}, "folder": args.output}
    rows = [("T", "classes", "functions")]
    rows += [(str(T), f"{classes[T]:,}", f"{functions[T]:,}") for T in classes]
    rows += [("all", f"{sum(classes.values()):,}", f"{sum(functions.values()):,}")]
    text = [columns(rows), f"certificates: {accepted} accepted, {len(faults)} rejected", *faults[:SHOWN]]
    if args.output is not None:
        text.append(f"written to {args.output}")
    say(args, record, "\n".join(text))
    return 1 if faults else 0


def _folder(path: str) -> Path:
    from lcomplexity.errors import PredictorError

    folder = Path(path)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise PredictorError(f"{path}: no folder can be made there ({error.strerror}); give another") from None
    return folder


@contextmanager
def executor_of(args: argparse.Namespace) -> Iterator[tuple[Executor, int]]:
    """Yield the executor that is asked for, and how many pieces of work it is given at a time.

    >>> with executor_of(argparse.Namespace(scheduler=None, processes=1)) as (executor, ahead):
    ...     type(executor).__name__, ahead
    ('InProcess', 1)
    """
    from lcomplexity.errors import PredictorError
    from lcomplexity.length.census.census import InProcess

    if args.scheduler is not None:
        from importlib import import_module

        try:
            distributed = import_module("distributed")
        except ImportError:
            raise PredictorError("--scheduler needs Dask: install the extra 'cluster' (dask[distributed])") from None
        try:
            client = distributed.Client(args.scheduler, timeout=10)
        except (OSError, ValueError, TimeoutError) as error:
            raise PredictorError(f"--scheduler {args.scheduler}: no Dask scheduler answers ({error})") from None
        with client, client.get_executor() as executor:
            yield executor, AHEAD * max(1, sum(client.nthreads().values()))
    elif args.processes > 1:
        from concurrent.futures import ProcessPoolExecutor
        from multiprocessing import get_context

        # Processes of their own: a fork would share locks of compiled code.
        with ProcessPoolExecutor(args.processes, get_context("spawn")) as executor:
            try:
                yield executor, AHEAD * args.processes
            except BaseException:
                executor.shutdown(wait=False, cancel_futures=True)
                raise
    elif args.processes == 1:
        yield InProcess(), 1
    else:
        raise PredictorError("--processes 0: at least one is needed")


def certify(
    result: Census, executor: Executor, ahead: int, folder: Path | None, line: Progress
) -> tuple[tuple[str, ...], int]:
    """Return what the checker says against certificates of the census, and how many it accepts; write those to the folder.

    Certificates are made for all classes of n <= 4 variables, and for n = 5, with a folder, for those that need 4 tokens. Lines
    that an earlier run left, each accepted before it was written, are kept.
    """
    n, rows = result.n, result.decided.rows()
    if n == 5 and folder is None:
        return (), 0
    tables = [table for table, _, T, _ in rows if n < 5 or T == 4]
    path = None if folder is None else folder / f"certificates-{n}.jsonl"
    kept = [] if path is None else _kept(path, n, tables)
    from lcomplexity.length.census.census import in_order

    faults: list[str] = []
    made = len(kept)
    for text, fault in in_order(certified, [(n, table) for table in tables[len(kept) :]], executor, ahead):
        made += 1
        line(f"{made:,} of {len(tables):,} certificates")
        if fault is not None:
            faults.append(f"REJECTED {text[:80]}: {fault}")
        elif path is not None and not faults:
            _append(path, text)
    return tuple(faults), made - len(faults)


def certified(n_and_table: tuple[int, int]) -> tuple[str, str | None]:
    """Return the certificate of a function as one line, and what the checker says against it.

    >>> certified((2, 0b0110))[1] is None
    True
    """
    from lcomplexity.length.census.certificate import certificate_line

    text = certificate_line(*n_and_table)
    return text, fault_of(json.loads(text))


def fault_of(record: dict[str, Any]) -> str | None:
    """Return what the independent checker says against a certificate, or ``None``."""
    from lcomplexity.length.census.odd_cover_check import fault
    from proofs.checker import check

    if record["proof"] is not None and record["proof"]["by"] == "odd covers":
        return fault(record)
    _, valid, why = check(record)
    return None if valid else why


def _kept(path: Path, n: int, tables: list[int]) -> list[str]:
    """The whole lines of an earlier run that are certificates of these functions, in order; the rest is cut off."""
    from lcomplexity.errors import PredictorError

    try:
        text = path.read_text("ascii") if path.exists() else ""
        kept: list[str] = []
        for row, table in zip(text.splitlines(keepends=True), tables, strict=False):
            wanted = f'{{"kind":"length","function":{{"n":{n},"table":"0x{table:0{max(1, (1 << n) // 4)}x}"}},'
            if not row.startswith(wanted) or not row.endswith("}\n"):
                break
            kept.append(row)
        path.write_text("".join(kept), encoding="ascii", newline="\n")
    except (OSError, UnicodeDecodeError) as error:
        raise PredictorError(f"{path}: cannot be used ({error}); give another folder") from None
    return kept


def _append(path: Path, text: str) -> None:
    from lcomplexity.errors import PredictorError

    try:
        with path.open("a", encoding="ascii", newline="\n") as file:
            file.write(text + "\n")
    except OSError as error:
        raise PredictorError(f"{path}: cannot be written ({error.strerror}); run again to go on") from None
