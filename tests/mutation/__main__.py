"""``python -m tests.mutation``: try mutants of the kernel modules and record which tests notice them.

Options: ``--module M`` (a part of a path; repeatable), ``--sample N`` mutants a module (default: all), ``--seed K`` of
the sample, ``--minutes T`` at most, ``--resume`` an earlier run, ``--retry`` its survivors that are not judged equivalent
against today's tests, ``--deliberate`` for the named mutants only, ``--jobs J`` at a time,
``--tests F`` with the tests of some files only, ``--report`` to print docs/mutation.md.

A record of a mutant that is not there any more, because its line was rewritten, is dropped.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from functools import partial
from pathlib import Path

from tests.mutation.baseline import Baseline, chosen, measured
from tests.mutation.deliberate import noticed
from tests.mutation.kernel import KERNEL, TESTS
from tests.mutation.mutants import Mutant, mutants, unchanged
from tests.mutation.records import RECORDS, Record, Sizes, judged, load, store
from tests.mutation.report import report
from tests.mutation.trial import Outcome, preload, trial
from tests.mutation.workers import outcomes
from tests.mutation.workplace import Workplace

#: Tests tried in the first, cheap child.
FIRST = 15


def main() -> int:
    """Run the command and return the exit status."""
    args = _arguments()
    if args.report:
        print(report(load(RECORDS)), end="")
        return 0
    preload()
    if args.deliberate:
        with tempfile.TemporaryDirectory() as folder:
            for line in noticed(Workplace(Path(folder) / "work")):
                print(json.dumps(line), flush=True)
        return 0
    os.nice(10)
    place = Workplace(Path(args.work))
    if not args.resume or not place.tree.exists():
        place.copy()
    sizes, earlier = load(RECORDS) if args.resume or args.retry else (Sizes({}, args.seed), {})
    print(f"seed {args.seed}; the copy is {place.tree}", flush=True)
    start = time.monotonic()
    baseline = measured(place, place.folder / "baseline.json", args.jobs, args.tests or TESTS)
    print(f"{len(baseline.seconds)} tests, {len(baseline.failed)} fail unchanged ({time.monotonic() - start:.0f} s)")
    if not baseline.seconds:
        print(f"no test ran; see {place.folder}/baseline-*.log")
        return 1
    present = {module: mutants(module, place.source(module)) for module in KERNEL}
    records = {m.name: earlier[m.name] for every in present.values() for m in every if m.name in earlier}
    sizes = Sizes({**sizes.mutants, **{module: len(every) for module, every in present.items()}}, args.seed)
    todo = [m for m in _sampled(present, args) if _wanted(m, records, args.retry)]
    for module in dict.fromkeys(m.module for m in todo):
        outcome = tried(place, unchanged(module, place.source(module)), baseline, most=10.0)
        if outcome.verdict != "survived":
            print(
                f"{module}: fails unchanged ({outcome.verdict} by {outcome.by}); nothing can be said about its mutants"
            )
            return 1
    with outcomes(place, todo, partial(tried, baseline=baseline, most=args.test_seconds), args.jobs) as found:
        for i, (mutant, outcome) in enumerate(found, start=1):
            records[mutant.name] = Record.of(mutant, outcome)
            store(RECORDS, sizes, records)
            shown = f"{outcome.verdict:11} {mutant.name}"
            print(f"{i}/{len(todo)} {shown} {outcome.by and f'[{outcome.by}]'} {outcome.seconds:.1f} s", flush=True)
            if time.monotonic() - start > 60 * args.minutes and i < len(todo):
                print(f"time is up: {len(todo) - i} mutants left; --resume goes on")
                break
    store(RECORDS, sizes, records)
    return 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.mutation", description=__doc__)
    parser.add_argument("--module", action="append", default=[], metavar="M", help="part of a kernel module's path")
    parser.add_argument("--sample", type=int, metavar="N", help="mutants a module (default: all)")
    parser.add_argument("--seed", type=int, default=0, metavar="K", help="seed of the sample (default: 0)")
    parser.add_argument("--minutes", type=float, default=1e6, metavar="T", help="stop after T minutes")
    parser.add_argument(
        "--test-seconds", type=float, default=60.0, metavar="S", help="of tests a mutant (default: 60)"
    )
    parser.add_argument("--resume", action="store_true", help="keep the copy, its baseline and the records")
    parser.add_argument("--retry", action="store_true", help="only survivors on record, against a new copy")
    parser.add_argument("--work", default=f"{tempfile.gettempdir()}/lcomplexity-mutation", help="folder of the copy")
    parser.add_argument(
        "--tests", action="append", default=[], metavar="F", help="only these files' tests (repeatable)"
    )
    parser.add_argument("--jobs", type=int, default=1, metavar="J", help="mutants tried at a time (default: 1)")
    parser.add_argument("--deliberate", action="store_true", help="the named mutants and their named checks")
    parser.add_argument("--report", action="store_true", help="print the report of the records")
    return parser.parse_args()


def _wanted(mutant: Mutant, records: dict[str, Record], retry: bool) -> bool:
    earlier = records.get(mutant.name)
    if retry:
        return earlier is not None and earlier.verdict == "survived" and mutant.name not in judged()
    return earlier is None


def _sampled(present: Mapping[str, list[Mutant]], args: argparse.Namespace) -> list[Mutant]:
    """The mutants to try, one of each module in turn."""
    queues: list[list[Mutant]] = []
    for module, every in present.items():
        if args.module and not any(part in module for part in args.module):
            continue
        # A retry looks for the survivors among all.
        size = len(every) if args.retry or args.sample is None else min(args.sample, len(every))
        # A larger sample begins with the smaller one.
        queues.append(random.Random(f"{args.seed} {module}").sample(every, len(every))[:size])
    return list(_in_turn(queues))


def _in_turn(queues: list[list[Mutant]]) -> Iterator[Mutant]:
    for i in range(max(map(len, queues), default=0)):
        yield from (queue[i] for queue in queues if i < len(queue))


def tried(place: Workplace, mutant: Mutant, baseline: Baseline, most: float) -> Outcome:
    """Return the outcome of one mutant: the quickest tests first, in a child of their own."""
    covering, others = baseline.tests(mutant, most)
    first, rest = chosen(covering, FIRST)
    seconds = 0.0
    with place.changed(mutant.module, mutant.source) as cache:
        for tests in (first, rest + others):
            if not tests:
                continue
            outcome = trial(place, cache, mutant.module, tests, baseline.seconds)
            seconds += outcome.seconds
            if outcome.verdict != "survived":
                return Outcome(outcome.verdict, outcome.by, seconds)
    return Outcome("survived", "", seconds)


if __name__ == "__main__":
    sys.exit(main())
