"""Construction (b): every token right, positions fixed by (steps, n) alone, schedules that stay small."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lcomplexity.constructions.recursive_window import recursive_window
from lcomplexity.decoding import decode
from lcomplexity.predictor import LinearPredictor, Rule
from lcomplexity.schedule import Block, Emit, Repeat, Sequence, flat
from lcomplexity.verification import verify
from proofs.machine_strategies import machines
from turing.machine import Machine
from turing.simulator import run
from turing.trace import Ending

BUSY = Machine.of("bb3", "A 0 1 R B", "A 1 1 R Z", "B 0 1 L B", "B 1 0 R C", "C 0 1 L C", "C 1 1 L A", start="A", blank="0", halting=["Z"])  # fmt: skip


@settings(max_examples=12)
@given(
    machines(states=(1, 3), symbols=(2, 3)),
    st.integers(0, 2),
    st.integers(1, 20),
    st.sampled_from(["verdict", "tape"]),
)
def test_the_recursive_window_writes_the_run(machine: Machine, n: int, steps: int, ending: Ending) -> None:
    """For every machine, length, number of steps and ending: all inputs' chains are right token for token, with margin
    at least 1, and every claim holds."""
    v = verify(recursive_window(machine, n, steps, ending))
    assert v.passed and v.exhaustive, v


@pytest.mark.parametrize("steps", [1, 2, 3, 5, 8, 21, 64])
def test_positions_depend_on_steps_and_length_alone(steps: int) -> None:
    """Two machines with the same numbers of states and symbols have the same schedule: rule for rule, position for
    position."""
    other = Machine.of("other", "A 0 1 L C", "A 1 1 L B", "B 0 0 R B", "B 1 0 R A", "C 0 1 R C", "C 1 1 L Z", start="A", blank="0", halting=["Z"])  # fmt: skip
    one, two = (recursive_window(M, 3, steps).predictor for M in (BUSY, other))
    assert list(flat(one.schedule, one.n)) == list(flat(two.schedule, two.n))


def test_the_reference_decoder_reads_the_busy_beaver_off_the_tape() -> None:
    """Decoded by the definition, 21 steps of the 3-state beaver leave five ones, as the simulator says."""
    c = recursive_window(BUSY, 0, 21, "tape")
    decoded = decode(c.predictor, c.interface.prompt(""))
    assert c.interface.answer(decoded.chain).count("1") == 5 and decoded.min_margin == 1
    assert run(BUSY, "").steps == 21


def _blocks(schedule: Block, seen: dict[int, Block]) -> dict[int, Block]:
    if id(schedule) not in seen:
        seen[id(schedule)] = schedule
        for part in schedule.blocks if isinstance(schedule, Sequence) else ():
            _blocks(part, seen)
        if isinstance(schedule, Repeat):
            _blocks(schedule.body, seen)
    return seen


def test_a_schedule_is_a_small_tree_of_shared_templates() -> None:
    """The blocks of a schedule grow with the square of log2(steps), its rules not at all; the tokens with steps."""
    counts = {}
    for K in (6, 8, 10):
        h = recursive_window(BUSY, 0, 1 << K).predictor
        counts[K] = len(_blocks(h.schedule, {})), len(h.rules), h.length
    assert counts[10][0] < 3 * counts[6][0] and counts[10][1] <= counts[8][1] + 2
    assert counts[10][2] > 20 * counts[6][2]


def _with_rule(h: LinearPredictor, number: int, rule: Rule) -> LinearPredictor:
    rules = (*h.rules[:number], rule, *h.rules[number + 1 :])
    return LinearPredictor(h.vocabulary, h.n, rules, h.schedule, h.stop)


def test_a_coordinate_that_reads_nothing_is_noticed() -> None:
    """Deliberate mutants: silence all reads of one coordinate of one rule. On all inputs of a machine every mutant
    whose rule is in use is found, by a wrong token or by a margin of 0."""
    c = recursive_window(BUSY, 2, 8)
    used = {rule for rule, _ in flat(c.predictor.schedule, c.predictor.n)}
    for number in sorted(used):
        rule = c.predictor.rules[number]
        for i, coordinate in enumerate(rule.coordinates):
            silent = replace(coordinate, reads=())
            mutant = Rule((*rule.coordinates[:i], silent, *rule.coordinates[i + 1 :]))
            # A rule without any read left still needs its slots.
            if mutant.slots < rule.slots and not any(k.reads for k in mutant.coordinates):
                continue
            v = verify(replace(c, predictor=_with_rule(c.predictor, number, mutant)))
            assert not v.passed, (number, i)


def test_emit_runs_are_long() -> None:
    """Cells are emitted in runs, not one by one: a schedule of 10^5 tokens has fewer than 2,000 runs."""
    h = recursive_window(BUSY, 0, 1 << 11).predictor
    runs = [b for b in _blocks(h.schedule, {}).values() if isinstance(b, Emit)]
    assert h.length > 10**5 and len(runs) < 2000
