"""The mutants that the suite must notice by name, each with the existing check that must fail on it.

>>> sorted({m.module for m in DELIBERATE})[0]
'lcomplexity/constructions/counting.py'
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from tests.mutation.trial import preload, trial
from tests.mutation.workplace import Workplace


@dataclass(frozen=True)
class Deliberate:
    """``old`` stands once in ``module`` and becomes ``new``; then ``check`` (a node identifier) must fail.

    >>> Deliberate("n", "f.py", "x", "y", "t").new
    'y'
    """

    name: str
    module: str
    old: str
    new: str
    check: str


_KERNEL = "tests/turing/test_machine_kernel.py"
_SUITE = "tests/lcomplexity"

DELIBERATE = (
    Deliberate(
        "L and R swapped in the kernel's table of moves",
        "turing/machine.py",
        '{"L": -1, "S": 0, "R": 1}',
        '{"L": 1, "S": 0, "R": -1}',
        "turing/table.py::turing.table",
    ),
    Deliberate(
        "L and R swapped in the kernel's step",
        "turing/tape.py",
        'if move == "L":',
        'if move == "R":',
        f"{_KERNEL}::test_a_step_writes_moves_and_changes_state_as_its_rule_says",
    ),
    Deliberate(
        "a head position off by one after a move to the left",
        "turing/tape.py",
        "tape.head - 1)",
        "tape.head - 2)",
        f"{_KERNEL}::test_written_symbols_stand_at_the_absolute_cells_where_the_head_was",
    ),
    Deliberate(
        "a head position off by one at the start",
        "turing/machine.py",
        "first = tape_of(dict(enumerate(written)), 0, machine.blank)",
        "first = tape_of(dict(enumerate(written, 1)), 1, machine.blank)",
        f"{_KERNEL}::test_the_two_state_busy_beaver_step_by_step",
    ),
    Deliberate(
        "ties in the argmax go to the largest token",
        "lcomplexity/predictor.py",
        "return S.index(max(S))",
        "return max(range(len(S)), key=lambda D: (S[D], D))",
        f"{_SUITE}/test_predictor.py::test_the_largest_score_wins_and_the_smallest_token_among_equals",
    ),
    Deliberate(
        "the margin is measured to the smallest score",
        "lcomplexity/predictor.py",
        "runner_up, top = sorted(S)[-2:]",
        "runner_up, top = sorted(S)[0], max(S)",
        f"{_SUITE}/test_predictor.py::test_the_largest_score_wins_and_the_smallest_token_among_equals",
    ),
    Deliberate(
        "a weight with the wrong sign in the sliding window",
        "lcomplexity/constructions/sliding_window.py",
        "say(slot, head, form.head(nx, neighbour), 2)",
        "say(slot, head, form.head(nx, neighbour), -2)",
        f"{_SUITE}/test_sliding_window.py::test_one_rule_of_the_machine_changed_is_found[verdict]",
    ),
    Deliberate(
        "a weight with the wrong sign in the intervals of a sum",
        "lcomplexity/constructions/counting.py",
        "total -= 2 * theta - 1",
        "total += 2 * theta - 1",
        "lcomplexity/constructions/parity.py::lcomplexity.constructions.parity",
    ),
    Deliberate(
        "the read of a scanned symbol dropped in the step tokens",
        "lcomplexity/constructions/oblivious.py",
        "(Read(1 + i, written(i).table),),",
        "(),",
        f"{_SUITE}/test_oblivious.py::test_known_machines_answer_as_they_should",
    ),
    Deliberate(
        "the claimed T of the step tokens one too large",
        "lcomplexity/constructions/oblivious.py",
        '"steps + 1" if ending',
        '"steps + 2" if ending',
        f"{_SUITE}/test_oblivious.py::test_known_machines_answer_as_they_should",
    ),
    Deliberate(
        "the claimed T of parity one too large",
        "lcomplexity/constructions/parity.py",
        '"floor(log(n, 2)) + 1" if a == 2 else "1 +',
        '"floor(log(n, 2)) + 2" if a == 2 else "1 +',
        "lcomplexity/constructions/parity.py::lcomplexity.constructions.parity",
    ),
)


def noticed(place: Workplace) -> Iterator[dict[str, Any]]:
    """Return an iterator over what became of each named mutant, the unchanged project first."""
    preload()
    place.copy()
    checks = list(dict.fromkeys(m.check for m in DELIBERATE))
    outcome = trial(place, None, DELIBERATE[0].module, checks, {})
    yield {"name": "unchanged", "verdict": outcome.verdict, "by": outcome.by}
    for m in DELIBERATE:
        source = place.source(m.module)
        if source.count(m.old) != 1:
            yield {"name": m.name, "verdict": f"{m.old!r} stands {source.count(m.old)} times in {m.module}", "by": ""}
            continue
        with place.changed(m.module, source.replace(m.old, m.new)):
            outcome = trial(place, None, m.module, [m.check], {})
        yield {"name": m.name, "verdict": outcome.verdict, "by": outcome.by}
