"""Runs: the plan, its order, what is done when time ends, and evidence that does not depend on who works it off."""

from __future__ import annotations

import itertools
import time
from collections import Counter
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from typing import Any

import pytest

from lcomplexity.length.census.census import InProcess
from proofs import runs
from proofs.evidence_file import digest, lines
from proofs.registry import REGISTRY
from proofs.runs import Block, Run, beyond, carry_out, plan_of_examples, plan_of_seconds
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
