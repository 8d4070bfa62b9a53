"""Construction (d) on random machines: every bit of every input, margins, claims, answers; and faults in gates."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from test_oblivious import SWEEP, changed, keeps_its_word, mirrored, text_of, unlike, verdict_of

from lcomplexity.constructions.construction import Construction, Expected
from lcomplexity.constructions.machine_circuits import compact_circuit, row_circuit, step_circuit
from lcomplexity.constructions.oblivious import decided
from lcomplexity.predictor import LinearPredictor, Read, argmax, scores
from lcomplexity.schedule import Listed, flat
from proofs.machine_strategies import absorbing_run, every_input, machines, oblivious_machines
from turing.batch import all_words, extent, word_array
from turing.machine import Machine
from turing.oblivious import HeadSchedule, head_schedule
from turing.trace import Ending

Circuit = Callable[[Machine, int, int, tuple[int, int], Ending], Construction]


def answers_like_the_kernel(c: Construction, machine: Machine, steps: int, ending: Ending, tape: int = 0) -> None:
    """Assert that chains are as expected, claims hold, and answers are "accept" or not, or the tape's text."""
    for word, chain in keeps_its_word(c, machine).items():
        end = absorbing_run(machine, word, steps)[-1]
        accepts = verdict_of(machine, end.state) == "accept"
        wanted = ("accept" if accepts else "not accepted") if ending == "verdict" else text_of(machine, end, tape)
        assert c.interface.answer(chain) == wanted


@settings(max_examples=50, deadline=None)
@given(
    machine=st.one_of(oblivious_machines(tapes=(1, 2), symbols=(2, 2)), machines(states=(1, 2))),
    n=st.integers(0, 3),
    steps=st.integers(0, 6),
    ending=st.sampled_from(["verdict", "tape"]),
    tape=st.integers(0, 1),
)
def test_the_step_circuit_writes_an_oblivious_machine(
    machine: Machine, n: int, steps: int, ending: Ending, tape: int
) -> None:
    """d0: steps Q G^k + 1 bits (or G bits a cell), each the expected one with margin >= 1, for every input."""
    assume(tape < machine.tapes)
    schedule = head_schedule(machine, n, steps=steps)
    assume(isinstance(schedule, HeadSchedule))
    assert isinstance(schedule, HeadSchedule)
    c = step_circuit(machine, schedule, ending, tape)
    # A tape without a single cell has no bits: there is no answer token, and nothing to decode.
    assume(c.predictor.length)
    answers_like_the_kernel(c, machine, steps, ending, tape)


@pytest.mark.parametrize("circuit", [row_circuit, compact_circuit])
@settings(max_examples=40, deadline=None)
@given(
    machine=machines(states=(1, 3)),
    n=st.integers(0, 3),
    steps=st.integers(1, 5),
    ending=st.sampled_from(["verdict", "tape"]),
)
def test_the_window_circuits_write_any_machine(
    circuit: Circuit, machine: Machine, n: int, steps: int, ending: Ending
) -> None:
    """d1 and d2 in the cells that runs visit: each bit of each input as expected, margin >= 1, the kernel's answer."""
    window = extent(machine, all_words(machine, n), n, steps).window
    answers_like_the_kernel(circuit(machine, n, steps, window, ending), machine, steps, ending)


@pytest.mark.parametrize("circuit", [row_circuit, compact_circuit])
@pytest.mark.parametrize("window", [(0, 3), (-2, 3), (0, 5), (-1, 4)])
def test_a_window_wider_than_needed_changes_no_answer(circuit: Circuit, window: tuple[int, int]) -> None:
    """Cells that no head visits stay as they are."""
    M = Machine.of("M", "a 0 1 R a", "a 1 0 R b", "b 1 1 L a", "b 0 _ S yes", "a _ _ S no", start="a", accepting=["yes"], halting=["no"])  # fmt: skip
    for ending in ("verdict", "tape"):
        answers_like_the_kernel(circuit(M, 2, 6, window, ending), M, 6, ending)


@pytest.mark.parametrize("circuit", [row_circuit, compact_circuit])
def test_windows_of_one_cell_and_starts_that_have_stopped(circuit: Circuit) -> None:
    """A machine that only stays, in one cell; and one that starts in an accepting state."""
    stay = Machine.of("stay", "a 1 0 S b", "a _ 1 S b", "b 0 1 S yes", start="a", accepting=["yes"])
    for machine in (stay, replace(stay, start="yes")):
        for n in (0, 1):
            for ending in ("verdict", "tape"):
                for steps in (1, 3):
                    answers_like_the_kernel(circuit(machine, n, steps, (0, 1), ending), machine, steps, ending)


def claims_are_attained(c: Construction, quantities: set[str]) -> None:
    """Assert that these bounds are reached by the predictor as it is."""
    measured = c.measured()
    assert {q for q in ("reads", "max_weight") if measured[q] == c.claims.value(q)} >= quantities


def test_bounds_are_attained_where_they_can_be() -> None:
    """Weights: d0 reaches 2(k+1) with a head that stays, d1 its 4, d2 its 11 (the constant of a head gate)."""
    stay = Machine.of("stay", "a 1 1 S a", "a _ _ S a", start="a")
    claims_are_attained(step_circuit(stay, decided(stay, 1, steps=3)), {"max_weight"})
    claims_are_attained(row_circuit(SWEEP, 2, 3, (-1, 4)), {"max_weight"})
    claims_are_attained(compact_circuit(SWEEP, 2, 3, (-1, 4)), {"max_weight"})


# --- deliberate faults -------------------------------------------------------------------------------------------

#: Small, so that every gate can be broken; moves both ways, stays, writes, accepts and rejects.
SUBJECT = Machine.of(
    "subject", "a 1 _ R b", "a _ 1 S no", "b 1 1 L a", "b _ 1 S yes", start="a", accepting=["yes"], rejecting=["no"]
)


def subject(name: str, ending: Ending) -> tuple[Construction, Expected]:
    """Return a circuit of :data:`SUBJECT` (d0: of the sweep) with the chains of all inputs."""
    machine, n = (SWEEP, 1) if name == "d0" else (SUBJECT, 2)
    if name == "d0":
        c = step_circuit(machine, decided(machine, n), ending)
    else:
        circuit = {"d1": row_circuit, "d2": compact_circuit}[name]
        machine = replace(SUBJECT, input_alphabet=("1", "_"))
        c = circuit(machine, n, 3, (0, 3), ending)
    expected = c.expected(word_array(machine, every_input(machine, n)))
    assert not unlike(c.predictor, expected)
    return c, expected


def disagrees(h: LinearPredictor, rule: int, expected: Expected) -> bool:
    """Return whether, on the expected context, some token by this rule is not the expected one (teacher forcing)."""
    contexts = np.concatenate([expected.prompts, expected.chains], axis=1).tolist()
    return any(
        argmax(scores(h, t, context[: h.n + t])) != context[h.n + t]
        for t, (number, _) in enumerate(flat(h.schedule, h.n))
        if number == rule
        for context in contexts
    )


def faults(h: LinearPredictor) -> list[tuple[int, int, LinearPredictor]]:
    """Return every predictor with one weight of one gate negated or gone, with the gate's rule and the read."""
    found = []
    for r, rule in enumerate(h.rules):
        reads = rule.coordinates[0].reads
        for i, read in enumerate(reads):
            negated = Read(read.slot, {u: {v: -w for v, w in row.items()} for u, row in read.table.items()})
            found.append((r, i, changed(h, r, 0, (*reads[:i], negated, *reads[i + 1 :]))))
            found.append((r, i, changed(h, r, 0, reads[:i] + reads[i + 1 :])))
    return found


def deciding(h: LinearPredictor, expected: Expected) -> set[tuple[int, int]]:
    """Return (rule, read) of every wire that is 1 under some gate that is 1, over all expected chains."""
    contexts = np.concatenate([expected.prompts, expected.chains], axis=1)
    return {
        (number, slot)
        for t, (number, positions) in enumerate(flat(h.schedule, h.n))
        for slot in range(1, h.rules[number].slots)
        if (contexts[:, positions[slot]] & contexts[:, h.n + t]).any()
    }


@pytest.mark.parametrize("ending", ["verdict", "tape"])
@pytest.mark.parametrize(("name", "share"), [("d0", 0.3), ("d1", 0.6), ("d2", 0.65)])
def test_a_wrong_weight_is_found_if_it_decides_a_bit(name: str, share: float, ending: Ending) -> None:
    """Each weight of each shape of gate negated or left out: comparing chains and margins over all inputs finds it
    wherever the faulty gate errs on an expected context. In d0, whose gates are conjunctions, that is every wire
    that is ever 1 under a gate that is 1 (most wires belong to states that never meet); in d1 and d2 at least
    the share given of all faults."""
    c, expected = subject(name, ending)
    needed = deciding(c.predictor, expected)
    shown = 0
    broken = faults(c.predictor)
    for rule, read, h in broken:
        found = unlike(h, expected)
        shown += found
        # A gate may also lose its margin without erring: then only the margin tells.
        assert found >= disagrees(h, rule, expected)
        assert name != "d0" or found or (rule, read) not in needed
    assert shown >= share * len(broken), (shown, len(broken))


@pytest.mark.parametrize("ending", ["verdict", "tape"])
def test_left_and_right_swapped_is_found(ending: Ending) -> None:
    """Each circuit given the mirrored machine does not write the machine's bits."""
    sweep = head_schedule(SWEEP, 2)
    assert isinstance(sweep, HeadSchedule)
    mirror = mirrored(SWEEP)
    for right, wrong in (
        (step_circuit(SWEEP, sweep, ending), step_circuit(mirror, decided(mirror, 2, steps=sweep.steps), ending)),
        (row_circuit(SWEEP, 2, 6, (-2, 4), ending), row_circuit(mirror, 2, 6, (-2, 4), ending)),
        (compact_circuit(SWEEP, 2, 6, (-2, 4), ending), compact_circuit(mirror, 2, 6, (-2, 4), ending)),
    ):
        expected = right.expected(word_array(SWEEP, every_input(SWEEP, 2)))
        assert not unlike(right.predictor, expected)
        assert unlike(wrong.predictor, expected)


def test_a_gate_wired_one_position_off_is_found() -> None:
    """In d0, each wire moved by one position shows iff the gate then errs on an expected context."""
    c, expected = subject("d0", "tape")
    h, contexts = c.predictor, np.concatenate([expected.prompts, expected.chains], axis=1)
    assert isinstance(h.schedule, Listed)
    tried = 0
    for t in range(h.length):
        for slot in range(1, h.rules[h.schedule.rules[t]].slots):
            there = h.schedule.positions.copy()
            there[t, slot] -= 1
            moved = replace(h, schedule=Listed(h.schedule.rules, there, h.schedule.framed))
            S = [scores(moved, t, context[: h.n + t]) for context in contexts.tolist()]
            errs = any(argmax(s) != token for s, token in zip(S, contexts[:, h.n + t].tolist(), strict=True))
            assert unlike(moved, expected) == errs
            tried += errs
    assert tried >= 20
