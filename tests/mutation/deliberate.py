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
    Deliberate(
        "a joint table that answers a tie",
        "lcomplexity/tabulation.py",
        "np.where(margin >= 1, winner, -1)",
        "np.where(margin >= 0, winner, -1)",
        f"{_SUITE}/test_tabulation.py::test_a_joint_table_answers_exactly_where_the_margin_is_at_least_1",
    ),
    Deliberate(
        "an automaton's table that decides while a later read could make a tie",
        "lcomplexity/tabulation.py",
        "max(others) > rest)",
        "max(others) >= rest)",
        f"{_SUITE}/test_tabulation.py::test_a_lead_that_a_later_read_can_just_undo_is_not_decided[2]",
    ),
    Deliberate(
        "the engine takes any of several best tokens",
        "lcomplexity/engine.py",
        "best[k] >= 0 and gap[k] > 0",
        "best[k] >= 0 and gap[k] >= 0",
        f"{_SUITE}/test_engines.py::test_the_engines_write_what_the_reference_writes",
    ),
    Deliberate(
        "how far a token looks back measured in the first repetition",
        "lcomplexity/procedures.py",
        "absolute = positions + framed * self.last_frame[p]",
        "absolute = positions + framed * self.first_frame[p]",
        f"{_SUITE}/test_procedures.py::test_a_run_that_looks_into_the_chain_only_at_last_reaches_as_far_as_it_does",
    ),
    Deliberate(
        "one token fewer kept while streaming than a later one looks back on",
        "lcomplexity/streaming.py",
        "kept = self._context[len(self._context) - self._reach :].copy()",
        "kept = np.append(0, self._context[len(self._context) - self._reach + 1 :])",
        f"{_SUITE}/test_streaming.py::test_no_token_is_forgotten_that_is_still_read",
    ),
    Deliberate(
        "a comparison gone on with from a checkpoint one token too late",
        "lcomplexity/long_verification.py",
        "expected.skip(stream.decoded)",
        "expected.skip(stream.decoded + 1)",
        f"{_SUITE}/test_long_verification.py::test_an_interrupted_comparison_goes_on_where_it_was[1]",
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
