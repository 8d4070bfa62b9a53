"""Evidence: seeded cases, exhaustive ends, failures counted and the first one kept."""

from __future__ import annotations

import itertools
import time

import numpy as np
import pytest

from lcomplexity.errors import PredictorError
from proofs.statement import Case, Evidence, Statement, gather, generator


def small(seen: list[int]) -> Statement:
    """Return a statement that fails on numbers of at least 50 and keeps what it drew."""

    def draw(random: np.random.Generator) -> Case:
        x = int(random.integers(100))
        seen.append(x)
        return Case(2, f"x = {x}" if x >= 50 else None)

    return Statement("small", "x < 50", "a test", "sampled", draw)


def test_the_same_seed_gives_the_same_cases() -> None:
    """In a longer run too; another seed, or label, gives others."""
    runs: dict[str, list[int]] = {"first": [], "longer": [], "other": []}
    first = gather(small(runs["first"]), examples=20, seed=3)
    gather(small(runs["longer"]), examples=30, seed=3)
    gather(small(runs["other"]), examples=20, seed=4)
    assert first == gather(small([]), examples=20, seed=3)
    assert runs["first"] == runs["longer"][:20] != runs["other"]
    other = Statement("other", "", "", "sampled", lambda random: Case(0))
    assert generator(other, 3, 0).integers(2**60) != generator(small([]), 3, 0).integers(2**60)


def test_failures_are_counted_and_the_first_counterexample_is_kept() -> None:
    """All cases are checked, sizes added up."""
    seen: list[int] = []
    evidence = gather(small(seen), examples=40, seed=1)
    failing = [x for x in seen if x >= 50]
    assert 0 < len(failing) < 40
    assert evidence == Evidence("small", "sampled", 1, 40, 80, len(failing), f"x = {failing[0]}")


def test_an_exhaustive_statement_goes_through_its_cases_in_turn_and_ends() -> None:
    """With or without a larger number of examples; fewer examples end it sooner."""
    seen: list[int] = []

    def draw(number: int) -> Case:
        seen.append(number)
        return Case(1)

    s = Statement("all", "", "", "exhaustive", draw, cases=7)
    assert gather(s).examples == gather(s, examples=100).examples == gather(s, seconds=3600).examples == 7
    assert seen == [*range(7)] * 3
    assert gather(s, examples=4).examples == 4 and gather(s, examples=0) == Evidence("all", "exhaustive", 0)


def test_a_check_that_nothing_would_end_is_refused() -> None:
    """Sampled, without examples or seconds."""
    with pytest.raises(PredictorError) as error:
        gather(small([]))
    assert str(error.value) == "statement small: its cases do not end; give examples or seconds"


def test_no_case_begins_after_the_time_is_up(monkeypatch: pytest.MonkeyPatch) -> None:
    """With a clock that moves one second a look: begun at 0, cases begin at 1 .. 4; none in 0 seconds."""
    for seconds, expected in ((5, 4), (1, 0), (0, 0)):
        clock = itertools.count()
        monkeypatch.setattr(time, "monotonic", lambda clock=clock: float(next(clock)))
        assert gather(small([]), seconds=seconds).examples == expected
    clock = itertools.count()
    assert gather(small([]), seconds=100, examples=3).examples == 3


def test_progress_is_told_after_each_case() -> None:
    """The evidence so far, its last report being the result."""
    reports: list[Evidence] = []
    result = gather(small([]), examples=5, seed=2, progress=reports.append)
    assert [e.examples for e in reports] == [1, 2, 3, 4, 5] and reports[-1] == result
