"""Runs: the plan, its order, what is done when time ends, and evidence that does not depend on who works it off."""

from __future__ import annotations

import importlib
import itertools
import time
from collections import Counter
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from lcomplexity.length.census.census import InProcess
from proofs import runs
from proofs.evidence_file import PACKAGES, code_digest, digest, lines, read_blocks, write_whole
from proofs.registry import REGISTRY
from proofs.report import summary
from proofs.runs import Block, Run, beyond, carry_out, plan_of_examples, plan_of_seconds, work
from proofs.statement import Case, Statement, examined, statement

LABELS = ("two-bits", "cover-count", "product-of-classes")
CHOSEN = [REGISTRY[label] for label in LABELS]


def test_the_plan_of_a_minute_runs_every_statement_and_a_hundred_thousand_cases() -> None:
    """Each statement with a check has a block among the first; an exhaustive one has no more cases than there are."""
    plan = plan_of_seconds(REGISTRY.values(), 60)
    checked = [label for label, s in REGISTRY.items() if s.check is not None]
    assert [block.label for block in plan[: len(checked)]] == checked and all(
        b.first == 0 for b in plan[: len(checked)]
    )
    cases = Counter[str]()
    for block in plan:
        assert 0 < block.count <= REGISTRY[block.label].block and block.first == cases[block.label]
        cases[block.label] += block.count
    assert cases.total() >= 100_000
    assert all(s.cases is None or cases[label] <= s.cases for label, s in REGISTRY.items())


def test_a_plan_depends_on_its_numbers_alone() -> None:
    """One second has at least a case of each statement, two minutes twice a minute's; so many examples are so many."""
    for seconds in (1, 7, 60, 120):
        counts = Counter[str]()
        for block in plan_of_seconds(CHOSEN, seconds):
            counts[block.label] += block.count
        assert counts["cover-count"] == 4000 * seconds // 60 and counts["two-bits"] == min(
            16, max(1, 16 * seconds // 60)
        )
    examples = Counter[str]()
    for block in plan_of_examples(CHOSEN, 1200):
        examples[block.label] += block.count
    assert examples == {"two-bits": 16, "cover-count": 1200, "product-of-classes": 1200}


def test_blocks_beyond_the_plan_go_on_where_it_ends_and_take_turns() -> None:
    """Without end for drawn cases; an exhaustive statement is left out when its cases end, and alone they end."""
    plan = plan_of_seconds(CHOSEN, 1)
    further = list(itertools.islice(beyond(CHOSEN, plan), 7))
    assert further[:3] == [
        Block("two-bits", 1, 15),
        Block("cover-count", 66, 1000),
        Block("product-of-classes", 50, 500),
    ]
    assert [b.label for b in further[3:]] == ["cover-count", "product-of-classes"] * 2
    assert list(beyond([REGISTRY["two-bits"]], ())) == [Block("two-bits", 0, 16)]


class Backwards(Executor):
    """An executor that finishes what is under way in the wrong order."""

    def __init__(self) -> None:
        self.threads = ThreadPoolExecutor(3)
        self.delays = itertools.cycle((0.05, 0.02, 0.0))

    def submit(self, fn: Any, /, *args: Any, **kwargs: Any) -> Future[Any]:
        """Return a future that is done late, later, or at once."""
        delay = next(self.delays)

        def slowly() -> Any:
            time.sleep(delay)
            return fn(*args, **kwargs)

        return self.threads.submit(slowly)


def test_evidence_does_not_depend_on_who_works_it_off_or_in_what_order() -> None:
    """In this process, or three at a time out of order: the same lines, and those of the instances examined one after another."""
    plan = plan_of_examples(CHOSEN, 1200)
    found = []
    for executor, jobs in ((InProcess(), 1), (Backwards(), 3)):
        run = Run(8, plan)
        with executor:
            carry_out(run, executor, jobs=jobs)
        assert run.missing == ()
        found.append(lines(run, LABELS))
        for s in CHOSEN:
            assert run.evidence(s) == examined(s, 8, range(16 if s.cases else 1200))
    assert found[0] == found[1] and digest(run) != digest(Run(8, plan))


def test_when_time_ends_the_first_block_of_each_statement_is_done_all_the_same(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """And no other; what is missing is known."""
    monkeypatch.setattr(time, "monotonic", lambda: 100.0)
    plan = plan_of_examples(CHOSEN, 1200)
    run = Run(8, plan)
    carry_out(run, InProcess(), jobs=1, further=beyond(CHOSEN, plan), end=99.0)
    assert sorted(run.done) == sorted(b for b in plan if b.first == 0) and len(run.missing) == len(plan) - 3


def test_what_is_beyond_the_plan_is_counted_apart() -> None:
    """With a clock that gives time for four more blocks."""
    plan = plan_of_seconds(CHOSEN, 1)
    run = Run(8, plan)
    carry_out(run, InProcess(), jobs=1, further=itertools.islice(beyond(CHOSEN, plan), 4))
    assert run.missing == () and len(run.done) == len(plan) + 4
    assert [run.evidence(s).examples for s in CHOSEN] == [1, 66, 50]
    assert [run.evidence_beyond(s).examples for s in CHOSEN] == [15, 2000, 500]
    assert run.evidence_beyond(CHOSEN[1]) == examined(CHOSEN[1], 8, range(66, 2066))
    mine, others = lines(run, LABELS)
    assert len(mine) == 3 and len(others) == 4
    only = Run(8, plan)
    carry_out(only, InProcess(), jobs=1)
    assert lines(only, LABELS) == (mine, [])


def test_a_failure_of_the_work_ends_the_run(monkeypatch: pytest.MonkeyPatch) -> None:
    """An error that is none of this project's is not taken for a counterexample."""

    def broken(of: Statement, seed: int, numbers: Any) -> Any:
        raise ZeroDivisionError

    monkeypatch.setattr(runs, "examined", broken)
    with pytest.raises(ZeroDivisionError):
        carry_out(Run(0, (Block("two-bits", 0, 1),)), InProcess(), jobs=1)


def test_a_statement_without_a_check_has_no_blocks() -> None:
    """It is assumed."""
    far = statement(label="far", words="", status="assumed")
    near = statement(label="near", words="", check=lambda x: Case(1), draw=lambda random: 0)
    assert (
        {b.label for b in plan_of_seconds([far, near], 60)}
        == {"near"}
        == {b.label for b in plan_of_examples([far, near], 3)}
    )


def test_what_an_earlier_run_did_is_not_done_again_and_is_counted(tmp_path: Path) -> None:
    """From a file: planned blocks and others; what this run did itself is not taken over. The evidence is that of a run in one go."""
    file = tmp_path / "e.jsonl"
    plan = plan_of_examples(CHOSEN, 1200)
    further = Block("cover-count", 1200, 50)
    early = Run(8, plan, {b: work(b, 8) for b in (*plan[:2], further)})
    write_whole(file, early, {"examples": 1200}, LABELS)
    run = Run(8, plan, {plan[0]: work(plan[0], 8)})
    assert run.taken is None and run.cases_taken == 0
    run.take_over(read_blocks(file, 8))
    assert run.taken == {plan[1], further} and run.cases_taken == plan[1].count + 50
    assert (
        run.missing == plan[2:]
        and summary(run, CHOSEN, 1.0).count(f" {run.cases_taken:,} of the cases were taken over") == 1
    )
    carry_out(run, InProcess(), jobs=1)
    once = Run(8, plan)
    carry_out(once, InProcess(), jobs=1)
    assert digest(run) == digest(once) and "taken over" not in summary(once, CHOSEN, 1.0)


def test_the_digest_of_the_code_is_that_of_all_python_files_of_the_packages(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another letter, name, place or file anywhere in them changes it; the order of the packages, where they are installed and files
    of other kinds do not."""
    monkeypatch.syspath_prepend(str(tmp_path))

    def digest_of(*packages: str) -> str:
        importlib.invalidate_caches()
        code_digest.cache_clear()
        return code_digest(packages)

    one, sub, two = tmp_path / "one_h", tmp_path / "one_h" / "sub", tmp_path / "two_h"
    for folder in (one, sub, two):
        folder.mkdir()
        (folder / "__init__.py").write_text("")
    (sub / "a.py").write_text("x = 1\n")
    seen = [digest_of("one_h", "two_h")]
    (sub / "a.txt").write_text("x = 1\n")
    (sub / "__pycache__").mkdir()
    (sub / "__pycache__" / "a.pyc").write_text("x = 1\n")
    assert digest_of("two_h", "one_h") == seen[0]
    seen.append(digest_of("one_h"))
    (sub / "a.py").write_text("x = 2\n")
    seen.append(digest_of("one_h", "two_h"))
    (sub / "a.py").rename(sub / "b.py")
    seen.append(digest_of("one_h", "two_h"))
    (sub / "b.py").rename(one / "b.py")
    seen.append(digest_of("one_h", "two_h"))
    (two / "c.py").write_text("")
    seen.append(digest_of("one_h", "two_h"))
    assert len(set(seen)) == len(seen) == 6
    code_digest.cache_clear()


def test_the_digest_of_this_code_is_quick_and_taken_once() -> None:
    """In less than a second on a machine under load; what it sums up has the modules that evidence is found by."""
    code_digest.cache_clear()
    start = time.perf_counter()
    assert code_digest(PACKAGES) == code_digest(PACKAGES) and time.perf_counter() - start < 1
    assert code_digest.cache_info().misses == 1 and {"lcomplexity", "proofs", "turing"} == set(PACKAGES)
