"""``lcomplexity verify [STATEMENT ..]``: check statements of the theory, all of them or some, in so many cases or seconds."""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Executor
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lcomplexity.cli.machine_argument import count
from lcomplexity.cli.output import Progress, columns, file_path, refuse_replacing, refuse_unwritable, say, write

if TYPE_CHECKING:
    from proofs.runs import Done, Run
    from proofs.statement import Statement

#: Cases of a statement where neither a number nor a time is given.
EXAMPLES = 200
#: Seconds spent on making a counterexample smaller.
SHRINKING = 10
#: From so many seconds on it is worth the time to start a process for each core.
WORTH = 10
#: Every process holds the whole library.
MAX_JOBS = 256


def add(commands: Any) -> argparse.ArgumentParser:
    """Add the command to the parser."""
    parser: argparse.ArgumentParser = commands.add_parser(
        "verify",
        help="check statements of the theory on drawn cases",
        description="Check statements of the theory. With --seconds every statement is run: first a plan that depends on "
        "the seconds alone, so that the same seed gives the same evidence; the time that is left is spent beyond the plan.",
    )
    parser.add_argument("statements", metavar="STATEMENT", nargs="*", help="labels (default: all)")
    how_long = parser.add_mutually_exclusive_group()
    how_long.add_argument(
        "--examples", type=count, metavar="N", help=f"cases a statement, from 1 (default: {EXAMPLES})"
    )
    how_long.add_argument(
        "--seconds", type=count, metavar="S", help="seconds in all, from 1, shared by the statements"
    )
    parser.add_argument("--seed", type=count, default=0, metavar="K", help="seed of the cases (default: 0)")
    parser.add_argument(
        "--jobs",
        type=count,
        metavar="J",
        help=f"processes (default: all cores with --seconds {WORTH} or more, else 1)",
    )
    parser.add_argument(
        "-o", "--output", type=file_path, metavar="F.jsonl", help="write the evidence, block by block"
    )
    parser.add_argument(
        "--resume",
        action="store_true",
        help="go on from the evidence in the output file, if it is there; it must be made by the same code",
    )
    parser.add_argument("--report", type=file_path, metavar="F", help="write a report, F.md or F.html")
    parser.add_argument(
        "--save", type=file_path, default=".", metavar="DIR", help="folder for counterexamples (default: this one)"
    )
    parser.add_argument(
        "--replay", type=file_path, metavar="F", help="check a saved counterexample again, and nothing else"
    )
    return parser


def execute(args: argparse.Namespace) -> int:
    """Run the command and return the exit status."""
    if args.replay is not None:
        return _replay(args)
    from lcomplexity.errors import PredictorError
    from proofs import registry
    from proofs.report import form_of, page_of
    from proofs.runs import Run, beyond, carry_out, plan_of_examples, plan_of_seconds

    begun = time.monotonic()
    for label in args.statements:
        if label not in registry.REGISTRY:
            raise PredictorError(f"verify: no statement {label!r}; statements are {', '.join(registry.REGISTRY)}")
    labels = list(dict.fromkeys(args.statements or registry.REGISTRY))
    chosen = [registry.REGISTRY[label] for label in labels]
    if args.report is not None:
        form_of(args.report)
        refuse_unwritable(args.report)
        refuse_replacing(args.report, args.output)
    asked: dict[str, int]
    if args.seconds is not None:
        asked, plan = {"seconds": args.seconds}, plan_of_seconds(chosen, args.seconds)
    else:
        examples = EXAMPLES if args.examples is None else args.examples
        asked, plan = {"examples": examples}, plan_of_examples(chosen, examples)
    run = Run(args.seed, plan)
    jobs = _jobs(args)
    with Progress() as line, _evidence(args, run, asked, labels) as keep, _executor(jobs) as executor:
        left, cases = len(run.missing), sum(block.count for block in run.done)

        def told(done: Done) -> None:
            nonlocal left, cases
            keep(done)
            left, cases = left - (done.block in run.planned), cases + done.block.count
            line(f"{cases:,} cases, {left:,} blocks of the plan left; {done.block.label}")

        further = [] if args.seconds is None else beyond(chosen, plan)
        end = None if args.seconds is None else begun + args.seconds
        carry_out(run, executor, jobs=jobs, further=further, end=end, told=told)
    seconds = time.monotonic() - begun
    if args.report is not None:
        write(args.report, page_of(args.report, run, chosen, seconds))
    return _say(args, run, chosen)


def _say(args: argparse.Namespace, run: Run, chosen: Sequence[Statement]) -> int:
    from proofs.evidence_file import digest
    from proofs.statement import merged

    records: list[dict[str, Any]] = []
    rows = [("statement", "status", "cases", "tokens", "failures")]
    text: list[str] = []
    more = 0
    for s in chosen:
        planned, further = run.evidence(s), run.evidence_beyond(s)
        e = merged(planned, further)
        more += further.examples
        status = planned.reach if s.check is not None else s.status
        saved = None if e.first is None else _saved(args, s, e.first)
        records.append(
            {"label": s.label, "status": status, "seed": run.seed, "examples": planned.examples, "size": planned.size}
            | {"failures": e.failures, "counterexample": e.counterexample, "words": s.words}
            | {"largest": planned.largest, "margin": planned.margin, "saved": saved}
        )
        rows.append((s.label, status, f"{planned.examples:,}", f"{planned.size:,}", str(e.failures)))
        if e.failures:
            text.append(f"COUNTEREXAMPLE to {s.label}: {e.counterexample}")
        if saved is not None:
            text.append(f"made smaller and saved: {saved}; see it again with lcomplexity verify --replay {saved}")
    record: dict[str, Any] = {"seed": run.seed, "statements": records}
    if args.seconds is not None or args.output is not None:
        cases = sum(r["examples"] for r in records)
        record |= {"cases": cases, "beyond_plan": more, "plan_finished": not run.missing, "evidence": digest(run)}
        cut = "" if not run.missing else f"; time ended before the plan did, {len(run.missing)} blocks are missing"
        text.insert(0, f"{cases:,} cases of the plan, evidence {record['evidence']}; {more:,} cases beyond it{cut}")
    if run.taken is not None:
        record["taken_over"] = run.cases_taken
        text.insert(0, f"{run.cases_taken:,} of the cases were taken over from {args.output}")
    say(args, record, "\n".join([f"seed {run.seed}", columns(rows), *text]))
    return 1 if any(r["failures"] for r in records) else 0


def _saved(args: argparse.Namespace, of: Statement, number: int) -> str | None:
    """The path of a file with the counterexample, smaller; ``None``, and a warning, if it cannot be written."""
    from lcomplexity.errors import PredictorError
    from proofs.counterexamples import record_of, save

    try:
        return str(save(record_of(of, seed=args.seed, number=number, seconds=SHRINKING), Path(args.save)))
    except PredictorError as error:
        print(f"lcomplexity: warning: the counterexample is not saved: {error}", file=sys.stderr)
        return None


def _replay(args: argparse.Namespace) -> int:
    from lcomplexity.errors import PredictorError
    from proofs.counterexamples import replay

    given = {
        "the statements": args.statements,
        "--examples": args.examples is not None,
        "--seconds": args.seconds is not None,
        "-o": args.output,
        "--resume": args.resume,
        "--report": args.report,
    }
    others = [name for name, there in given.items() if there]
    if others:
        raise PredictorError(
            f"verify: --replay checks what is in {args.replay}, and nothing else; leave {', '.join(others)} out"
        )
    of, case = replay(Path(args.replay))
    record = {"label": of.label, "words": of.words, "counterexample": case.counterexample}
    told = "it holds: no counterexample" if case.counterexample is None else f"COUNTEREXAMPLE: {case.counterexample}"
    say(args, record, f"{of.label}: {of.words}\n{told}")
    return 0 if case.counterexample is None else 1


@contextmanager
def _evidence(args: argparse.Namespace, run: Run, asked: Mapping[str, int], labels: Sequence[str]) -> Iterator[Any]:
    """A function that keeps each block that is done: in the output file, which is put in order at the end."""
    from lcomplexity.errors import PredictorError
    from proofs.evidence_file import line_of, read_blocks, write_whole

    if args.output is None:
        if args.resume:
            raise PredictorError("verify: --resume goes on from an output file; give one with -o")
        yield lambda done: None
        return
    path = Path(args.output)
    refuse_unwritable(args.output)
    if args.resume and path.exists():
        known = {s: block for s, block in read_blocks(path, run.seed).items() if s.label in labels}
        # What was done beyond a plan counts there again only if this run has time beyond its own.
        run.take_over({b: done for b, done in known.items() if b in run.planned or "seconds" in asked})
    write_whole(path, run, asked, labels)
    with path.open("a", encoding="utf-8", newline="\n") as file:

        def keep(done: Done) -> None:
            file.write(line_of(done, "plan" if done.block in run.planned else "beyond") + "\n")
            file.flush()

        yield keep
    write_whole(path, run, asked, labels)


@contextmanager
def _executor(jobs: int) -> Iterator[Executor]:
    from lcomplexity.length.census.census import InProcess

    if jobs == 1:
        yield InProcess()
        return
    from concurrent.futures import ProcessPoolExecutor
    from multiprocessing import get_context

    # Processes of their own: a fork would share locks of compiled code.
    with ProcessPoolExecutor(jobs, get_context("spawn"), _deaf) as executor:
        try:
            yield executor
        except BaseException:
            executor.shutdown(wait=False, cancel_futures=True)
            raise


def _deaf() -> None:
    """Ctrl-C is for the command; its processes end when it does."""
    import signal

    signal.signal(signal.SIGINT, signal.SIG_IGN)


def _jobs(args: argparse.Namespace) -> int:
    from lcomplexity.errors import PredictorError

    if args.jobs is not None:
        if not 1 <= args.jobs <= MAX_JOBS:
            raise PredictorError(f"verify: --jobs {args.jobs}; give 1 to {MAX_JOBS} processes")
        return int(args.jobs)
    if args.seconds is None or args.seconds < WORTH:
        return 1
    # Not every system can say which cores are ours.
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
