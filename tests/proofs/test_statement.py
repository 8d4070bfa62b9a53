"""Evidence: seeded cases, exhaustive ends, failures counted and the first one kept."""

from __future__ import annotations

import itertools
import time

import numpy as np
import pytest

from lcomplexity.errors import PredictorError
from proofs.statement import (
    Case,
    Evidence,
    Generators,
    OutsideError,
    Statement,
    checked,
    examined,
    gather,
    instance_of,
    merged,
    statement,
)


def small(seen: list[int]) -> Statement:
    """Return a statement that fails on numbers of at least 50 and keeps what it checked."""

    def check(x: int) -> Case:
        seen.append(x)
        return Case(2, f"x = {x}" if x >= 50 else None, x, {"last digit": x % 10, "ways": ("a", "b")})

    return statement(label="small", words="x < 50", check=check, draw=lambda random: int(random.integers(100)))


def test_the_same_seed_gives_the_same_cases() -> None:
    """In a longer run too; another seed, or label, gives others."""
    runs: dict[str, list[int]] = {"first": [], "longer": [], "other": []}
    first = gather(small(runs["first"]), examples=20, seed=3)
    gather(small(runs["longer"]), examples=30, seed=3)
    gather(small(runs["other"]), examples=20, seed=4)
    assert first == gather(small([]), examples=20, seed=3)
    assert runs["first"] == runs["longer"][:20] != runs["other"]
    other = statement(label="other", words="")
    assert Generators(other, 3).at(0).integers(2**60) != Generators(small([]), 3).at(0).integers(2**60)


def test_a_generator_does_not_depend_on_what_was_drawn_before() -> None:
    """The same numbers for instance 5 whether it comes first or after others, from which any kinds of numbers were drawn; no two of
    1000 instances begin alike."""
    s = small([])
    fresh = Generators(s, 1).at(5).integers(2**62, size=9).tolist()
    used = Generators(s, 1)
    used.at(2).random(3)
    used.at(9).integers(7, dtype=np.int32)
    assert used.at(5).integers(2**62, size=9).tolist() == fresh
    assert len({int(used.at(i).integers(2**62)) for i in range(1000)}) == 1000


def test_portions_in_any_order_are_the_whole() -> None:
    """Evidence of three portions, merged in any order, is the evidence of all: counts, sizes, margins, features, the first failure."""
    whole = examined(small([]), 6, range(30))
    for order in itertools.permutations([range(7), range(7, 20), range(20, 30)]):
        portions = [examined(small([]), 6, numbers) for numbers in order]
        assert merged(merged(portions[0], portions[1]), portions[2]) == whole
    assert whole.features["ways"] == {"a": 30, "b": 30}
    assert instance_of(small([]), 6, whole.first or 0) >= 50


def test_an_error_of_a_check_is_a_counterexample_with_its_message() -> None:
    """An instance that was drawn is one that the statement speaks of, so the check may not refuse it."""

    def refusing(x: int) -> Case:
        raise OutsideError("no such thing")

    assert checked(refusing, 1).counterexample == "OutsideError: no such thing"


def test_failures_are_counted_and_the_first_counterexample_is_kept() -> None:
    """All cases are checked, sizes added up."""
    seen: list[int] = []
    evidence = gather(small(seen), examples=40, seed=1)
    failing = [x for x in seen if x >= 50]
    assert 0 < len(failing) < 40
    assert (evidence.examples, evidence.size, evidence.largest, evidence.margin) == (40, 80, 2, min(seen))
    assert (evidence.failures, evidence.counterexample) == (len(failing), f"x = {failing[0]}")
    assert evidence.first == seen.index(failing[0])


def test_an_exhaustive_statement_goes_through_its_cases_in_turn_and_ends() -> None:
    """With or without a larger number of examples; fewer examples end it sooner."""
    seen: list[int] = []

    def check(number: int) -> Case:
        seen.append(number)
        return Case(1)

    s = statement(label="all", words="", status="exhaustive", check=check, draw=lambda number: number, cases=7)
    assert gather(s).examples == gather(s, examples=100).examples == gather(s, seconds=3600).examples == 7
    assert seen == [*range(7)] * 3
    assert gather(s, examples=4).examples == 4 and gather(s, examples=0) == Evidence("all", "exhaustive", 0, 7)
    assert gather(s).reach == "exhaustive" and gather(s, examples=4).reach == "exhaustive (cut)"


def test_a_check_that_nothing_would_end_is_refused() -> None:
    """Sampled, without examples or seconds."""
    with pytest.raises(PredictorError) as error:
        gather(small([]))
    assert str(error.value) == "statement small: its cases do not end; give examples or seconds"


def test_what_is_assumed_cannot_be_checked() -> None:
    """Neither gathered nor drawn."""
    s = statement(label="far", words="", status="assumed")
    with pytest.raises(PredictorError, match="statement far: it is assumed; there is nothing to check"):
        gather(s, examples=1)
    with pytest.raises(PredictorError, match="statement far: it is assumed; it has no instances"):
        instance_of(s, 0, 0)


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
