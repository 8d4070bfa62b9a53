"""run and run_from: outcomes are values, limits are exact, engines agree, bad arguments are refused in one line."""

from __future__ import annotations

import subprocess
import sys
from typing import Any, get_args
from unittest.mock import patch

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from test_simulator_engines import configurations, machines

import turing.simulator as simulator
from turing.engines import compiled
from turing.errors import MachineError
from turing.machine import Configuration, Machine, PolicyName, initial
from turing.simulator import (
    Accepted,
    EngineName,
    Halted,
    Looping,
    OutOfSteps,
    Rejected,
    Undefined,
    run,
    run_from,
)
from turing.tape import tape_of

ENGINES: tuple[EngineName, ...] = get_args(EngineName)

#: 1 accepts, 0 rejects, 2 halts, 3 has no rule, 4 walks for ever, 5 bounces, 6 stays.
EVERY_OUTCOME = Machine.of(
    "every outcome", "s 1 1 R yes", "s 0 0 R no", "s 2 2 R end", "s 4 4 R walk", "walk _ 4 R walk", "s 5 _ S b",
    "b _ _ L c", "c _ _ R b", "s 6 6 S s", start="s", accepting=["yes"], rejecting=["no"], halting=["end"],
    input_alphabet="0123456",
)  # fmt: skip


@pytest.mark.parametrize("engine", ENGINES)
def test_each_outcome_is_a_value_of_its_own(engine: EngineName) -> None:
    """Class, word, steps, state and head of every outcome; the limit is exact."""

    def seen(x: str) -> tuple[type, str, int, str, tuple[int, ...]]:
        end = run(EVERY_OUTCOME, x, max_steps=20, engine=engine)
        return type(end), end.outcome, end.steps, end.configuration.state, end.configuration.heads

    assert seen("1") == (Accepted, "accept", 1, "yes", (1,))
    assert seen("0") == (Rejected, "reject", 1, "no", (1,))
    assert seen("2") == (Halted, "halt", 1, "end", (1,))
    assert seen("3") == (Undefined, "undefined", 0, "s", (0,))
    assert seen("4") == (OutOfSteps, "limit", 20, "walk", (20,))
    assert seen("5") == (Looping, "loop", 20, "c", (-1,))
    assert seen("6") == (Looping, "loop", 20, "s", (0,))


@pytest.mark.parametrize("engine", ENGINES)
def test_the_period_of_a_loop_is_reported(engine: EngineName) -> None:
    """Bouncing has period 2, staying 1; with a limit below the period nothing is claimed."""
    assert run(EVERY_OUTCOME, "6", max_steps=9, engine=engine) == Looping(initial(EVERY_OUTCOME, "6"), 9, 1)
    bounce = run(EVERY_OUTCOME, "5", max_steps=9, engine=engine)
    assert isinstance(bounce, Looping) and bounce.period == 2
    assert isinstance(run(EVERY_OUTCOME, "6", max_steps=0, engine=engine), OutOfSteps)
    assert isinstance(run(EVERY_OUTCOME, "5", max_steps=1, engine=engine), OutOfSteps)


def test_outcomes_are_matched_by_position() -> None:
    """configuration and steps come first in every class; Looping adds the period."""
    for kind in (Accepted, Rejected, Halted, Undefined, OutOfSteps):
        assert kind.__match_args__ == ("configuration", "steps")
    assert Looping.__match_args__ == ("configuration", "steps", "period")
    match run(EVERY_OUTCOME, "5", max_steps=10):
        case Looping(Configuration(state=state), steps, period):
            assert (state, steps, period) == ("b" if steps % 2 else "c", 10, 2)
        case other:
            pytest.fail(f"{other.outcome}")


@pytest.mark.parametrize(
    ("policy", "on_missing", "on_accepting", "on_plain"),
    [
        ("by-state", "undefined", "accept", "halt"),
        ("by-halting", "accept", "accept", "accept"),
        ("final-state", "reject", "accept", "halt"),
        ("missing-halts", "halt", "accept", "halt"),
    ],
)
def test_the_policy_says_what_a_stop_means(
    policy: PolicyName, on_missing: str, on_accepting: str, on_plain: str
) -> None:
    """The same stops under each policy; out of steps stays out of steps."""
    m = Machine.of(
        "m", "s 1 1 R yes", "s 2 2 R end", "s _ _ R s", start="s", accepting=["yes"], halting=["end"],
        input_alphabet="123", policy=policy,
    )  # fmt: skip
    assert [run(m, x, max_steps=5).outcome for x in ("3", "1", "2", "")] == [
        on_missing,
        on_accepting,
        on_plain,
        "limit",
    ]


@pytest.mark.parametrize("engine", ENGINES)
def test_halting_exactly_at_the_limit_counts_as_halting(engine: EngineName) -> None:
    """Three steps to the end of 11: a limit of 3 suffices, a limit of 2 does not."""
    m = Machine.of("m", "a 1 1 R a", "a _ _ L yes", start="a", accepting=["yes"])
    assert run(m, "11", max_steps=3, engine=engine) == Accepted(
        Configuration("yes", (tape_of({0: "1", 1: "1"}, 1, "_"),)), 3
    )
    assert run(m, "11", max_steps=2, engine=engine).outcome == "limit"


@settings(max_examples=60, deadline=None)
@given(st.data(), machines(), st.integers(0, 200))
def test_all_engines_give_the_same_outcome(data: st.DataObject, machine: Machine, limit: int) -> None:
    """run_from returns equal outcomes, periods included, whichever engine runs; auto hands over in the middle."""
    configuration = data.draw(configurations(machine))
    expected = run_from(machine, configuration, max_steps=limit, engine="kernel")
    with patch.object(simulator, "KERNEL_STEPS", 10):
        for engine in ENGINES:
            if engine != "run-length" or machine.tapes == 1:
                assert run_from(machine, configuration, max_steps=limit, engine=engine) == expected, engine


def test_auto_stays_with_the_kernel_where_the_table_is_too_large() -> None:
    """A machine that compiled code refuses still runs."""
    bounce = Machine.of("bounce", "a _ _ R b", "b _ _ L a", start="a")
    with patch.object(compiled, "MAX_ENTRIES", 1), patch.object(simulator, "KERNEL_STEPS", 10):
        end = run(bounce, "", max_steps=100)
    assert end == Looping(initial(bounce, ""), 100, 2)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"max_steps": -1}, "M: step limit -1 is negative; give an integer of at least 0"),
        ({"max_steps": 1.5}, "M: step limit 1.5 is not an integer; give an integer of at least 0"),
        ({"max_steps": True}, "M: step limit True is not an integer; give an integer of at least 0"),
        (
            {"engine": "warp"},
            "M: engine 'warp' is unknown; engines are ['auto', 'kernel', 'run-length', 'compiled']",
        ),
    ],
)
def test_bad_arguments_are_refused_in_one_line(arguments: dict[str, Any], message: str) -> None:
    """The message says place, offender, fault and remedy."""
    m = Machine.of("M", "a 1 1 R a", start="a")
    with pytest.raises(MachineError) as refused:
        run(m, "1", **arguments)
    assert str(refused.value) == message


@pytest.mark.parametrize(
    ("configuration", "message"),
    [
        (Configuration("z", (tape_of({}, 0, "_"),)), "M: configuration has state 'z'; states are ['a']"),
        (Configuration("a", ()), "M: configuration has 0 tape(s); the machine 1"),
        (
            Configuration("a", (tape_of({-3: "1", -4: "x"}, 0, "_"),)),
            "M: tape 1 of the configuration has symbol 'x'; the tape alphabet is ['_', '1']",
        ),
    ],
)
@pytest.mark.parametrize("engine", ENGINES)
def test_a_configuration_of_another_machine_is_refused(
    engine: EngineName, configuration: Configuration, message: str
) -> None:
    """State, number of tapes and symbols are checked before any engine runs."""
    m = Machine.of("M", "a 1 1 R a", start="a")
    with pytest.raises(MachineError) as refused:
        run_from(m, configuration, engine=engine)
    assert str(refused.value) == message


def test_importing_the_simulator_loads_no_compiler() -> None:
    """Short runs do not pay for numba."""
    program = (
        "import sys; from turing.machine import Machine; from turing.simulator import run; "
        "run(Machine.of('M', 'a 1 1 R a', start='a'), '111'); sys.exit('numba' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0
