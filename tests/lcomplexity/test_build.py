"""Build on random machines: the shortest way, answers of the simulator, ``limit`` and never something wrong."""

from __future__ import annotations

from dataclasses import replace
from itertools import product
from typing import Any, get_args

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from lcomplexity.constructions.build import (
    MAX_LENGTH,
    MAX_STEPS_ASKED,
    MAX_TOKENS,
    Build,
    Via,
    build,
    requirements,
)
from lcomplexity.decoding import decode_batch
from lcomplexity.errors import PredictorError
from lcomplexity.verification import verify
from proofs.machine_strategies import every_input, machines
from turing.batch import word_array
from turing.machine import Machine, text
from turing.simulator import Outcome, run
from turing.trace import Ending
from turing.zoo import zoo

ENOUGH = 60
WAYS: tuple[Via, ...] = ("oblivious", "recursive", "sliding", "circuit")
ENDINGS = st.sampled_from(get_args(Ending))


def outcomes(machine: Machine, n: int) -> dict[tuple[str, ...], Outcome]:
    """Return what the kernel says of every input of length n within :data:`ENOUGH` steps."""
    return {word: run(machine, word, max_steps=ENOUGH, engine="kernel") for word in every_input(machine, n)}


def unfinished(outcome: Outcome) -> bool:
    """Return whether the kernel gave up."""
    return outcome.outcome in ("limit", "loop")


def answers(built: Build, machine: Machine, words: list[tuple[str, ...]]) -> list[str]:
    """Return what the decoded chains answer."""
    c = built.construction
    prompts = np.array([c.interface.prompt("".join(word)) for word in words])
    batch = decode_batch(c.predictor, prompts)
    return [c.interface.answer(row[:size].tolist()) for row, size in zip(batch.chains, batch.lengths, strict=True)]


def agrees(answer: str, outcome: Outcome, machine: Machine, built: Build, ending: Ending) -> bool:
    """Return whether an answer is the simulator's; a circuit tells only accepted from not accepted."""
    if ending == "tape":
        return not unfinished(outcome) and answer == text(machine, outcome.configuration.tapes[0])
    if built.construction.name.startswith("circuit"):
        return (answer == "accept") == (outcome.outcome == "accept")
    return answer == outcome.outcome


def test_the_ways_are_those_of_the_command_line() -> None:
    """auto, oblivious, recursive, sliding, circuit."""
    assert set(get_args(Via)) == {"auto", *WAYS}


@settings(max_examples=40, deadline=None)
@given(machine=machines(states=(1, 3), symbols=(2, 3)), n=st.integers(0, 3), ending=ENDINGS)
def test_every_way_that_applies_answers_every_input_as_the_simulator_and_auto_is_the_shortest(
    machine: Machine, n: int, ending: Ending
) -> None:
    """If all runs stop: each way verifies exhaustively, answers as the kernel, has the length announced; auto takes the
    least; a way without a length is refused for the reason given."""
    told = outcomes(machine, n)
    assume(not any(unfinished(o) for o in told.values()))
    auto = build(machine, n, ending=ending)
    assert auto.construction.predictor.length == min(auto.lengths.values())
    assert auto.lengths.keys() | auto.refused.keys() == set(WAYS)
    assert not auto.lengths.keys() & auto.refused.keys()
    for way in WAYS:
        if way not in auto.lengths:
            with pytest.raises(PredictorError) as refusal:
                build(machine, n, via=way, ending=ending)
            assert auto.refused[way] in str(refusal.value)
            continue
        built = build(machine, n, via=way, ending=ending)
        assert built.construction.predictor.length == auto.lengths[way]
        seen = verify(built.construction)
        assert seen.passed and seen.exhaustive and seen.inputs == len(told)
        for answer, outcome in zip(answers(built, machine, list(told)), told.values(), strict=True):
            assert agrees(answer, outcome, machine, built, ending), (way, answer, outcome)


@settings(max_examples=150, deadline=None)
@given(
    machine=machines(states=(1, 3), symbols=(2, 3)),
    n=st.integers(0, 3),
    ending=ENDINGS,
    via=st.sampled_from(get_args(Via)),
    steps=st.one_of(st.none(), st.integers(0, 12)),
    more=st.one_of(st.none(), st.integers(0, 3)),
)
def test_with_too_few_steps_or_cells_an_answer_is_limit_or_right(
    machine: Machine, n: int, ending: Ending, via: Via, steps: int | None, more: int | None
) -> None:
    """Whatever --steps and --space: refused, or every chain is as specified and every answer is ``limit`` or the
    simulator's. A circuit says "not accepted" for ``limit``."""
    told = outcomes(machine, n)
    assume(steps is not None or not any(unfinished(o) for o in told.values()))
    space = None if more is None else max(n, 1) + more
    try:
        built = build(machine, n, via=via, steps=steps, space=space, ending=ending)
    except PredictorError as error:
        assert str(error).startswith(f"{machine.name}: ")
        return
    assert verify(built.construction).passed
    unsure = {"limit", "not accepted"} if ending == "verdict" else {"limit"}
    for answer, outcome in zip(answers(built, machine, list(told)), told.values(), strict=True):
        assert answer in unsure or agrees(answer, outcome, machine, built, ending), (answer, outcome)


#: Goes right over twenty ones and thirty cells more; anything else stops it at once.
FAR = Machine.of(
    "far",
    *[f"q{i} 1 1 R q{i + 1}" for i in range(20)],
    *[f"q{i} _ _ R q{i + 1}" for i in range(20, 50)],
    "q50 _ _ S yes",
    *[f"q{i} 0 0 S no" for i in range(20)],
    start="q0", accepting=["yes"], rejecting=["no"], input_alphabet="01",
)  # fmt: skip


def test_an_input_that_no_sample_met_says_limit_where_its_cells_end() -> None:
    """Of 2^20 inputs one needs 51 cells: a window measured on a sample does not hold it, and the chain says so."""
    need = requirements(FAR, 20, steps=60)
    assert need.proved == "sample" and need.window[1] < 50
    built = build(FAR, 20, steps=60, via="sliding")
    assert answers(built, FAR, [tuple("1" * 20), tuple("1" * 19 + "0")]) == ["limit", "reject"]
    wide = build(FAR, 20, steps=60, space=60, via="sliding")
    assert answers(wide, FAR, [tuple("1" * 20)]) == ["accept"]
    short = build(FAR, 20, steps=30, via="oblivious")
    assert answers(short, FAR, [tuple("1" * 20)]) == ["limit"]
    with pytest.raises(
        PredictorError, match=r"^anbn: no construction applies to length 20: .*circuit: not all inputs"
    ):
        build(replace(zoo("anbn").machine, input_alphabet=("a", "b", "_")), 20, steps=60, space=60, via="circuit")


@pytest.mark.parametrize("name", ["palindrome", "anbn", "increment", "copy", "collatz"])
def test_requirements_are_the_most_that_the_kernel_sees(name: str) -> None:
    """Steps and cells are attained, and no run needs more."""
    entry = zoo(name)
    for n in (1, 3, 4):
        words = list(entry.inputs(n))
        need = requirements(entry.machine, n, domain=words)
        ends = [run(entry.machine, word, engine="kernel") for word in words]
        assert need.steps == max(end.steps for end in ends)
        low, high = entry.window(n)
        assert need.window[0] >= low and need.window[1] <= high + 1
        assert need.proved == "domain"


def test_space_keeps_cells_on_the_left_as_far_as_the_input_leaves_room() -> None:
    """The window is as wide as asked, and always holds the input."""
    machine = zoo("majority").machine
    full = requirements(machine, 5)
    assert full.window == (-1, 6) and full.proved == "all inputs"
    assert requirements(machine, 5, space=5).window == (0, 5)
    assert requirements(machine, 5, space=6).window == (-1, 5)
    assert requirements(machine, 5, space=9).window == (-1, 8)
    assert requirements(machine, 5, space=6).proved == "sample"
    assert requirements(machine, 5, space=9).proved == "all inputs"


NEVER = Machine.of("never", "a 0 0 R a", "a 1 1 R a", "a _ _ R a", start="a", input_alphabet="01")
PONG = Machine.of(
    "pong",
    "a 0 0 R b",
    "a 1 1 R b",
    "b 0 0 L a",
    "b 1 1 L a",
    "a _ _ R b",
    "b _ _ L a",
    start="a",
    input_alphabet="01",
)


@pytest.mark.parametrize("machine", [NEVER, PONG], ids=lambda M: M.name)
@pytest.mark.parametrize("n", [0, 3, 14])
@pytest.mark.parametrize("via", ["auto", "sliding"])
def test_a_machine_that_never_stops_is_refused_unless_steps_are_given(
    machine: Machine, n: int, via: Via, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One line that says so and what to give; with steps every answer is ``limit``."""
    monkeypatch.setattr("lcomplexity.constructions.build.MAX_STEPS", 10_000)
    with pytest.raises(PredictorError) as refusal:
        build(machine, n, via=via)
    assert str(refusal.value) == (
        f"{machine.name}: some input of length {n} does not stop within 10000 steps; give --steps"
    )
    built = build(machine, n, steps=5, via=via)
    words = list(product("01", repeat=n))[:9]
    assert set(answers(built, machine, words)) == {"limit"}
    with pytest.raises(
        PredictorError, match="its tape would be read unfinished; give more --steps, or --answer verdict"
    ):
        build(machine, n, steps=5, via=via, ending="tape")


def test_a_machine_without_accepting_states_answers_halt() -> None:
    """The verdict of a plain halting state, by every way that knows one."""
    machine = Machine.of("plain", "a 1 1 R a", "a _ _ S end", start="a", halting=["end"])
    for via in ("oblivious", "sliding"):
        assert answers(build(machine, 2, via=via), machine, [("1", "1")]) == ["halt"]
    assert answers(build(machine, 2, via="circuit"), machine, [("1", "1")]) == ["not accepted"]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"n": -1}, "parity: length -1 is out of range; give a --length from 0 to 100000"),
        ({"n": 10**18}, "parity: length 1000000000000000000 is out of range; give a --length from 0 to 100000"),
        (
            {"n": 4, "steps": -1},
            "parity: -1 steps are out of range; every way writes at least a token a step: give --steps from 1 to "
            "10000000000",
        ),
        (
            {"n": 4, "steps": 10**18},
            "parity: 1000000000000000000 steps are out of range; every way writes at least a token a step: give",
        ),
        ({"n": 4, "steps": 10**9999}, "parity: more than 10^18 steps are out of range; every way writes at least a"),
        ({"n": 4, "space": 0}, "parity: a space of 0 cells holds nothing; give --space of at least 1"),
        ({"n": 4, "space": 3, "via": "sliding"}, "parity: --space 3 does not hold an input of length 4; give >= 4"),
        ({"n": 4, "output_tape": 1}, "parity: there is no tape 2 to read out; give --tape from 1 to 1"),
        ({"n": 4, "output_tape": -1}, "parity: there is no tape 0 to read out; give --tape from 1 to 1"),
        (
            {"n": 4, "space": 10**18, "via": "sliding"},
            "parity: no construction applies to length 4: sliding: its chain would have 5000000000000000001 tokens; at "
            "most 20000000 are written",
        ),
        ({"n": 30, "via": "sliding"}, "parity: the inputs of length 30 are too many to measure all their runs; give"),
    ],
)
def test_what_cannot_be_built_is_refused_in_one_line(arguments: dict[str, int], message: str) -> None:
    """Numbers out of range, a space too small, a tape that is not there: place, offender, fault, remedy."""
    with pytest.raises(PredictorError) as refusal:
        build(zoo("parity").machine, **arguments)  # type: ignore[arg-type]
    assert str(refusal.value).startswith(message) and "\n" not in str(refusal.value)


@pytest.mark.parametrize("name", ["palindrome_2tape", "multiply_3tape", "add_3tape", "sort_2tape"])
def test_several_tapes_are_built_by_the_recursive_window_and_if_oblivious_by_step_tokens(name: str) -> None:
    """Rows are of single tapes, step tokens of oblivious machines, the recursive window is of all; both are right."""
    entry = zoo(name)
    n = entry.lengths[0]
    words = list(entry.inputs(n))
    auto = build(entry.machine, n, ending=entry.answer, domain=words)
    rows = {"sliding": f"it has {entry.machine.tapes} tapes; rows are of single-tape machines"}
    if entry.oblivious:
        assert auto.lengths.keys() == {"oblivious", "circuit", "recursive"} and auto.refused == rows
    else:
        assert auto.lengths.keys() == {"recursive"}
        reason = auto.refused["oblivious"]
        assert "part after" in reason or "undecided" in reason
        assert auto.refused == {**rows, "oblivious": reason}
        with pytest.raises(PredictorError) as refusal:
            build(entry.machine, n, ending=entry.answer, domain=words, via="oblivious")
        assert reason in str(refusal.value)
    for via in WAYS[:2]:
        if via in auto.lengths:
            built = build(entry.machine, n, ending=entry.answer, domain=words, via=via)
            assert built.construction.predictor.length == auto.lengths[via]
            assert verify(built.construction, domain=word_array(entry.machine, words)).passed
    with pytest.raises(PredictorError) as refusal:
        build(entry.machine, n, ending=entry.answer, domain=words, via="sliding")
    assert rows["sliding"] in str(refusal.value)


def test_the_second_tape_can_be_read_out() -> None:
    """``output_tape=1``: what the run leaves there."""
    copy = Machine.of(
        "copy", "a 0 _ 0 1 R R a", "a 1 _ 1 0 R R a", "a _ _ _ _ S S h", start="a", halting=["h"]
    )  # fmt: skip
    for via in ("oblivious", "circuit"):
        built = build(copy, 3, via=via, ending="tape", output_tape=1)
        assert verify(built.construction).passed
        assert answers(built, copy, [tuple("011"), tuple("000")]) == ["100", "111"]


def test_rows_that_cannot_say_limit_in_time_do_not_stop_the_other_ways() -> None:
    """A first step to the left out of a window with marked rows has no separator before it: refused, not fatal."""
    left = Machine.of("left", "a 1 1 L b", "a 0 0 L b", "b _ 1 S h", start="a", halting=["h"])
    built = build(left, 2, ending="tape", space=2)
    assert built.construction.name == "oblivious" and "before a separator can say so" in built.refused["sliding"]
    assert answers(built, left, [("0", "1")]) == ["101"]


HALTED = Machine.of("halted", start="end", halting=["end"], input_alphabet="01")
TWO_TAPES = Machine.of("two tapes", "a 0 0 0 0 S S a", start="end", halting=["end"], input_alphabet="01")


def test_a_chain_of_no_tokens_is_no_way() -> None:
    """The tape of a machine that is halted at once has no cells: gates would write nothing. Another way is taken, which does write
    something; where there is none, it is refused in one line."""
    for via in get_args(Via):
        built = build(HALTED, 0, via=via, ending="tape")
        seen = verify(built.construction)
        assert seen.passed and seen.tokens == built.construction.predictor.length > 0
        assert answers(built, HALTED, [()]) == [""] and min(built.lengths.values()) > 0
    assert build(HALTED, 0, via="circuit", ending="tape").construction.name != "circuit-steps"
    assert build(HALTED, 0, via="circuit", ending="verdict").construction.name == "circuit-steps"
    nothing = "its chain would have no tokens: there is nothing to compute"
    for n, tape in ((0, 0), (0, 1), (3, 1)):
        auto = build(TWO_TAPES, n, ending="tape", output_tape=tape)
        assert verify(auto.construction).passed and auto.refused["circuit"] == nothing
        with pytest.raises(PredictorError) as refusal:
            build(TWO_TAPES, n, via="circuit", ending="tape", output_tape=tape)
        assert str(refusal.value) == f"two tapes: no construction applies to length {n}: circuit: {nothing}"


def test_bounds_are_those_of_the_messages() -> None:
    """The largest length and number of steps allowed are looked at, the next ones refused."""
    machine = zoo("parity").machine
    with pytest.raises(PredictorError, match=r"is out of range; give a --length from 0 to"):
        requirements(machine, MAX_LENGTH + 1)
    assert requirements(machine, MAX_LENGTH, steps=3).proved == "sample"
    with pytest.raises(PredictorError, match=r"steps are out of range"):
        requirements(machine, 3, steps=MAX_STEPS_ASKED + 1)
    assert requirements(machine, 3, steps=MAX_STEPS_ASKED).window == (0, 4)
    # A schedule of steps is a list, and rows are held: what is longer is left to the recursive window.
    for steps, reason in (
        (MAX_TOKENS, r"sliding: its chain would have"),
        (MAX_TOKENS + 1, r"oblivious: its schedule"),
    ):
        with pytest.raises(PredictorError, match=reason):
            build(machine, 3, steps=steps, via=reason.partition(":")[0])  # type: ignore[arg-type]
    assert build(machine, 3, steps=MAX_TOKENS + 1).lengths.keys() == {"recursive"}


@pytest.mark.parametrize(
    ("chosen", "told"),
    [
        ({"pack": 0}, "0 cells to a token; give --pack from 1 to 16"),
        ({"pack": -1}, "-1 cells to a token; give --pack from 1 to 16"),
        ({"pack": 10**8}, "100000000 cells to a token; give --pack from 1 to 16"),
        ({"fan_out": 1}, "a fan-out of 1 is out of range; give --fan-out from 2 to 8"),
        ({"fan_out": 100}, "a fan-out of 100 is out of range; give --fan-out from 2 to 8"),
        ({"via": "x"}, "there is no way 'x'; give one of auto, oblivious, recursive, sliding, circuit"),
    ],
)
def test_choices_out_of_range_are_refused_at_once(chosen: dict[str, Any], told: str) -> None:
    """Whatever the way, in one short line."""
    for via in ("auto", "recursive"):
        with pytest.raises(PredictorError) as refused:
            build(zoo("parity").machine, 3, **({"via": via} | chosen))
        assert str(refused.value) == f"parity: {told}"


def test_several_tapes_are_not_packed() -> None:
    """Their tokens would be too many; the message says what to leave out."""
    with pytest.raises(PredictorError, match="the cells of 2 tapes are not packed; leave --pack out"):
        build(zoo("sort_2tape").machine, 3, pack=2)
