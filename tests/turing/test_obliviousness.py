"""Obliviousness decided, against brute force: every run by the kernel, heads compared before every step."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from proofs.machine_strategies import Moment, absorbing_run, every_input, inputs, machines, oblivious_machines
from turing.errors import MachineError
from turing.machine import Machine
from turing.oblivious import HeadSchedule, NotOblivious, Undecided, _abstract, head_schedule
from turing.table import STUCK

SOME_MACHINES = st.one_of(
    machines(), machines(tapes=(2, 2), states=(1, 3), symbols=(2, 2)), oblivious_machines(tapes=(1, 2))
)

FLIP = Machine.of("flip", "a 0 1 R a", "a 1 0 R a", "a _ _ S h", start="a", halting=["h"])
#: Goes right until the first 1 and stops: oblivious, since a run that has stopped binds nobody.
SEEK = Machine.of("seek", "a 0 0 R a", "a 1 1 L h", "a _ _ S h", start="a", halting=["h"])
TURN = Machine.of(
    "turn", "a 0 0 R b", "a 1 1 L b", "a _ _ S h", "b 0 0 S h", "b 1 1 S h", "b _ _ S h", start="a", halting=["h"]
)


def going(machine: Machine, moment: Moment) -> bool:
    """Return whether a run at this moment has not stopped for an absorbing table (a missing rule stops it later)."""
    return moment.state not in machine.halting and moment.state != STUCK


def parting(machine: Machine, runs: list[list[Moment]], steps: int) -> int | None:
    """Return the first step before which two runs that go on have their heads apart."""
    for t in range(steps):
        if len({run[t].heads for run in runs if going(machine, run[t])}) > 1:
            return t
    return None


@settings(max_examples=120, deadline=None)
@given(machine=SOME_MACHINES, n=st.integers(0, 3), steps=st.integers(0, 10))
def test_a_schedule_of_given_length_is_right_or_refuted_by_two_runs(machine: Machine, n: int, steps: int) -> None:
    """HeadSchedule iff no two runs part within the steps; then every run that goes on follows it. NotOblivious
    names the first parting and two inputs that part there."""
    runs = {x: absorbing_run(machine, x, steps) for x in every_input(machine, n)}
    first = parting(machine, list(runs.values()), steps)
    match head_schedule(machine, n, steps=steps):
        case HeadSchedule(length, heads, proof) as schedule:
            assert first is None
            assert (length, proof, schedule.steps, heads.shape) == (n, "exhaustive", steps, (steps, machine.tapes))
            for run in runs.values():
                for t in range(steps):
                    assert not going(machine, run[t]) or tuple(heads[t].tolist()) == run[t].heads
        case NotOblivious(length, step, (one, other)):
            assert length == n
            assert first is not None
            assert going(machine, runs[one][step]) and going(machine, runs[other][step])
            assert runs[one][step].heads != runs[other][step].heads
        case Undecided(reason=reason):
            raise AssertionError(reason)


@settings(max_examples=70, deadline=None)
@given(machine=SOME_MACHINES, n=st.integers(0, 3), limit=st.integers(0, 12))
def test_without_a_given_length_the_schedule_is_as_long_as_the_longest_run(
    machine: Machine, n: int, limit: int
) -> None:
    """If all runs stop within the limit: a schedule up to the last stop, or a counterexample; else no schedule."""
    runs = [absorbing_run(machine, x, limit) for x in every_input(machine, n)]
    longest = max(sum(going(machine, m) for m in run) for run in runs)
    first = parting(machine, runs, limit)
    match head_schedule(machine, n, max_steps=limit):
        case HeadSchedule() as schedule:
            assert (first, schedule.steps) == (None, longest)
        case NotOblivious():
            assert first is not None
        case Undecided(_, reason):
            assert first is None and longest == limit + 1
            assert reason == f"some run does not stop within {limit} steps"


@settings(max_examples=70, deadline=None)
@given(machine=SOME_MACHINES, n=st.integers(0, 3), steps=st.integers(0, 10))
def test_an_abstract_proof_is_sound(machine: Machine, n: int, steps: int) -> None:
    """Where sets of symbols agree on the moves, all inputs do: the abstract schedule is the exhaustive one, or longer
    than every run."""
    abstract = _abstract(machine, n, steps, steps)
    if isinstance(abstract, str):
        return
    exhaustive = head_schedule(machine, n, steps=steps)
    assert isinstance(exhaustive, HeadSchedule)
    longest = max(
        sum(going(machine, m) for m in absorbing_run(machine, x, steps)[:steps]) for x in every_input(machine, n)
    )
    assert longest <= len(abstract) <= steps
    assert [list(h) for h in abstract[:longest]] == exhaustive.heads[:longest].tolist()


@settings(max_examples=30, deadline=None)
@given(data=st.data(), machine=oblivious_machines(tapes=(1, 2)), n=st.integers(17, 60), steps=st.integers(0, 40))
def test_a_proof_for_all_inputs_of_a_large_length_holds_on_every_sample(
    data: st.DataObject, machine: Machine, n: int, steps: int
) -> None:
    """A machine whose moves depend on its phase alone is proved oblivious for 2**n inputs; sampled runs follow."""
    found = head_schedule(machine, n, steps=steps)
    assert isinstance(found, HeadSchedule) and found.steps == steps
    assert found.proof == ("abstract" if len(machine.input_alphabet) > 1 else "exhaustive")
    for _ in range(3):
        run = absorbing_run(machine, data.draw(inputs(machine, n)), steps)
        assert all(not going(machine, run[t]) or found.heads[t].tolist() == list(run[t].heads) for t in range(steps))


@settings(max_examples=50, deadline=None)
@given(data=st.data(), machine=SOME_MACHINES, n=st.integers(0, 3), steps=st.integers(0, 8))
def test_a_domain_is_the_only_thing_that_binds(data: st.DataObject, machine: Machine, n: int, steps: int) -> None:
    """With a domain the answer is the brute-force answer over its words, and counterexamples are words of it."""
    words = data.draw(st.lists(inputs(machine, n), min_size=1, max_size=4))
    runs = {x: absorbing_run(machine, x, steps) for x in words}
    first = parting(machine, list(runs.values()), steps)
    match head_schedule(machine, n, steps=steps, domain=words):
        case HeadSchedule(_, heads, proof):
            assert (first, proof) == (None, "exhaustive")
            for run in runs.values():
                assert all(
                    not going(machine, run[t]) or heads[t].tolist() == list(run[t].heads) for t in range(steps)
                )
        case NotOblivious(_, step, (one, other)):
            assert first is not None
            assert runs[one][step].heads != runs[other][step].heads
        case Undecided(_, reason):
            raise AssertionError(reason)


def test_known_machines_are_told_apart() -> None:
    """Flipping bits and seeking the first 1 are oblivious, also for 200 bits; turning on the first bit is not."""
    for n in (0, 1, 5, 200):
        flip, seek = head_schedule(FLIP, n), head_schedule(SEEK, n)
        assert isinstance(flip, HeadSchedule) and isinstance(seek, HeadSchedule)
        assert flip.heads[:, 0].tolist() == seek.heads[:, 0].tolist() == list(range(n + 1))
    assert head_schedule(TURN, 0) == head_schedule(TURN, 0) or isinstance(head_schedule(TURN, 0), HeadSchedule)
    assert head_schedule(TURN, 2) == NotOblivious(2, 1, (("0", "0"), ("1", "0")))
    assert isinstance(head_schedule(TURN, 2, domain=["00", "01"]), HeadSchedule)


def test_an_abstract_run_forgets_no_symbol_that_may_stand_in_a_cell() -> None:
    """A cell is written one of two symbols, left, and visited again by a machine that then turns on it: no proof.
    If both symbols send the head the same way, there is one, for 2**40 inputs."""
    rules = ("a 0 1 R b", "a 1 0 R b", "b 0 0 L c", "b 1 1 L c")
    for one, other in (("L", "R"), ("R", "L")):
        turns = Machine.of(
            "turns", *rules, f"c 0 0 {one} d", f"c 1 1 {other} d", "d 0 0 S h", "d 1 1 S h", "d _ _ S h",
            start="a", halting=["h"],
        )  # fmt: skip
        assert isinstance(head_schedule(turns, 40), Undecided)
        assert isinstance(head_schedule(turns, 4), NotOblivious)
    goes = Machine.of(
        "goes", *rules, "c 0 0 L d", "c 1 1 L d", "d _ _ S h", start="a", halting=["h"]
    )  # fmt: skip
    found = head_schedule(goes, 40)
    assert isinstance(found, HeadSchedule) and found.heads[:, 0].tolist() == [0, 1, 0, -1]


def test_an_answer_for_many_inputs_is_a_value_at_every_length() -> None:
    """Undecided says how many inputs there are without writing out a number of thousands of digits."""
    for n in (17, 20_000):
        assert head_schedule(TURN, n) == Undecided(
            n, f"on sets of symbols the moves differ at step 1, and 2^{n} inputs are too many to run one by one"
        )


def test_a_machine_that_never_stops_has_schedules_of_given_length_only() -> None:
    """Back and forth for ever: any number of steps can be scheduled, but there is no longest run."""
    swing = Machine.of("swing", "a _ _ R b", "a 1 1 R b", "b _ _ L a", "b 1 1 L a", start="a")
    assert head_schedule(swing, 2, max_steps=3000) == Undecided(2, "some run does not stop within 3000 steps")
    found = head_schedule(swing, 2, steps=3000)
    assert isinstance(found, HeadSchedule) and found.heads[:, 0].tolist() == [0, 1] * 1500


def test_inputs_in_their_thousands_that_never_stop_are_given_up_in_time() -> None:
    """2**12 runs that go on for ever and a limit of a million steps: one run decides, not 4 * 10**9 steps. Runs that
    part early are still told apart, and late stops are still scheduled."""
    loop = Machine.of("loop", "a 0 0 S a", "a 1 1 S a", "a _ _ S a", start="a")
    assert head_schedule(loop, 12) == Undecided(12, "some run does not stop within 1000000 steps")
    part = Machine.of("part", "a 0 0 R b", "a 1 1 L b", "b 0 0 S b", "b 1 1 S b", "b _ _ S b", start="a")
    assert head_schedule(part, 2) == NotOblivious(2, 1, (("0", "0"), ("1", "0")))
    late = Machine.of("late", "a 0 0 R a", "a 1 1 R a", "a _ _ S h", start="a", halting=["h"])
    found = head_schedule(late, 3000, domain=["01" * 1500, "1" * 3000])
    assert isinstance(found, HeadSchedule) and found.heads[:, 0].tolist() == list(range(3001))


def test_heads_far_beyond_the_first_buffer_are_followed() -> None:
    """A drift of 5,000 cells to the left needs several buffers and is scheduled cell by cell."""
    drift = Machine.of("drift", "a _ _ L a", "a 1 1 L a", "a 0 0 L a", start="a")
    found = head_schedule(drift, 2, steps=5000)
    assert isinstance(found, HeadSchedule) and found.heads[:, 0].tolist() == [-t for t in range(5000)]


def test_requests_that_mean_nothing_are_refused() -> None:
    """Negative lengths and steps, a domain of another length: one line; an empty domain proves nothing."""
    with pytest.raises(MachineError, match=r"^flip: length -1 and steps 5 must not be negative$"):
        head_schedule(FLIP, -1, steps=5)
    with pytest.raises(MachineError, match=r"^flip: length 1 and steps -2 must not be negative$"):
        head_schedule(FLIP, 1, max_steps=-2)
    with pytest.raises(MachineError, match=r"^flip: the domain's words have length 2, not 3$"):
        head_schedule(FLIP, 3, domain=["01"])
    assert head_schedule(FLIP, 3, domain=[]) == Undecided(3, "there are no inputs in the domain given")


@pytest.mark.parametrize("swapped", ["L", "R", "S"])
def test_a_schedule_with_a_move_changed_is_another_schedule(swapped: str) -> None:
    """The decision sees every move: changing one of the flipping machine's changes its schedule on length 3."""
    moves = [m for m in product("LRS", repeat=2) if m != ("R", "R") and swapped in m]
    for one, other in moves:
        changed = Machine.of("c", f"a 0 1 {one} a", f"a 1 0 {other} a", "a _ _ S h", start="a", halting=["h"])
        match head_schedule(changed, 3, steps=4):
            case HeadSchedule(_, heads):
                assert heads[:, 0].tolist() != [0, 1, 2, 3]
            case NotOblivious():
                assert one != other
            case Undecided(_, reason):
                raise AssertionError(reason)
