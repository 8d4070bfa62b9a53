"""The recursive window in rounds: rows and cores tell the run in bounded space, and a head that leaves is an error."""

import re

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from told_runs import chain_names, told_rounds

from proofs.machine_strategies import absorbing_run, every_input, inputs, machines
from turing.errors import MachineError
from turing.machine import Machine
from turing.recursive import LoopedTrace, core_length
from turing.trace import Ending

RIGHT = Machine.of("right", "a 1 1 R a", "a _ 1 R a", start="a")
TO_AND_FRO = Machine.of("fro", "a 1 1 R b", "a _ _ R b", "b 1 1 L a", "b _ _ L a", start="a")


def window_of(machine: Machine, words: list[tuple[str, ...]], steps: int) -> tuple[int, int]:
    """Return the cells that hold input and heads of all runs, as far as ``steps`` steps go (high exclusive)."""
    low, high = 0, max(len(words[0]), 1)
    for x in words:
        for moment in absorbing_run(machine, x, steps):
            low, high = min(low, *moment.heads), max(high, *(head + 1 for head in moment.heads))
    return low, high


@st.composite
def round_cases(draw: st.DrawFn) -> tuple[LoopedTrace, tuple[str, ...]]:
    """A machine with 1 to 3 tapes, now and then packed, with an input and a window that holds its heads to the last round's
    end; the window is now and then wider than it must be."""
    tapes = draw(st.sampled_from([1, 1, 2, 3]))
    machine = draw(machines(tapes=(tapes, tapes), symbols=(1, 3 if tapes == 1 else 2)))
    w = draw(st.sampled_from([1, 1, 2, 3])) if tapes == 1 and len(machine.alphabet) < 3 else 1
    x = draw(inputs(machine, draw(st.integers(0, 4))))
    steps, R = draw(st.integers(1, 40)), draw(st.integers(2, 5))
    ending: Ending = draw(st.sampled_from(["verdict", "tape"]))
    low, high = window_of(machine, [x], steps)
    low, high = low - draw(st.sampled_from([0, 0, 1, 5])), high + draw(st.sampled_from([0, 0, 1, 9]))
    form = LoopedTrace(machine, len(x), steps, (low, high), ending, draw(st.integers(0, tapes - 1)), R, w)
    far_low, far_high = window_of(machine, [x], form.rounds * form.S * w)
    assume(form.first * w <= far_low and far_high <= (form.first + form.S) * w)
    return form, x


@settings(max_examples=80)
@given(round_cases())
def test_rounds_are_what_the_configurations_say(case: tuple[LoopedTrace, tuple[str, ...]]) -> None:
    """State, places, rows and cores, token for token: the chain is the one told from the kernel's configurations; its length is
    the formula, input blocks + head and rows + rounds of core, head and rows + ending."""
    form, x = case
    assert chain_names(form, x) == told_rounds(form, x)
    R, K, m, S = form.R, form.K, form.machine.tapes, form.S
    row = 1 + m * (K - 1) + m * S
    packed_input = -(-form.n // form.w) if form.w > 1 else 0
    ending = 1 if form.ending == "verdict" else S * form.w
    assert form.length == packed_input + row + form.rounds * (core_length(R, m, K) + row) + ending
    assert form.rounds * S * form.w >= form.steps > (form.rounds - 1) * S * form.w


@settings(max_examples=30)
@given(round_cases())
def test_the_row_is_the_least_power_that_holds_the_window(case: tuple[LoopedTrace, tuple[str, ...]]) -> None:
    """S = R^K blocks from the window's first hold every cell of it, and R^(K-1) would not, unless K = 1."""
    form, _ = case
    (low, high), w, S = form.window, form.w, form.S
    assert form.first * w <= low < (form.first + 1) * w and high <= (form.first + S) * w
    assert form.K == 1 or high > (form.first + S // form.R) * w


def test_a_round_by_hand() -> None:
    """Two steps of a head that goes to and fro on 1_, R = 2: state, row, core(1), state, row, verdict."""
    form = LoopedTrace(TO_AND_FRO, 1, 2, (0, 2), R=2)
    assert chain_names(form, ("1",)) == [
        "state(a)", "in[0](1)", "in[0](_)",
        "z(a:1)", *(f"x[0,1,0]({c})" for c in "__1__"), "z(b:_)", *(f"out[1,-1]({c})" for c in "1__"),
        "state(a)", "in[0](1)", "in[0](_)",
        "limit",
    ]  # fmt: skip


@pytest.mark.parametrize(("steps", "window"), [(3, (0, 2)), (9, (0, 4)), (40, (-2, 6)), (17, (0, 16))])
def test_a_head_that_leaves_the_row_is_an_error(steps: int, window: tuple[int, int]) -> None:
    """The writer refuses to write a row that does not hold the head, in the first round or a later one."""
    form = LoopedTrace(RIGHT, 1, steps, window, R=2)
    message = f"right: a head leaves the cells {window}; give a larger window"
    with pytest.raises(MachineError, match=f"^{re.escape(message)}$"):
        form.records(np.array([[1]]))
    # One that stays may go on for as long.
    stays = LoopedTrace(TO_AND_FRO, 1, steps, window, R=2)
    assert stays.records(np.array([[1]])).lengths.tolist() == [stays.length]


@settings(max_examples=40)
@given(st.data(), machines(symbols=(2, 3)), st.integers(1, 3), st.integers(2, 4))
def test_leaving_for_good_is_never_overlooked(data: st.DataObject, machine: Machine, n: int, R: int) -> None:
    """If at the end of some round a head is outside the row, the writer raises; on every input."""
    form = LoopedTrace(machine, n, data.draw(st.integers(1, 30)), (0, n), R=R)
    for x in every_input(machine, n):
        moments = absorbing_run(machine, x, form.rounds * form.S)
        outside = any(not 0 <= moment.heads[0] < form.S for moment in moments[:: form.S])
        word = np.array([[machine.alphabet.index(s) for s in x]])
        if outside:
            with pytest.raises(MachineError, match="a head leaves the cells"):
                form.records(word)
        else:
            form.records(word)


@pytest.mark.parametrize(("n", "window"), [(0, (1, 4)), (0, (0, 0)), (3, (0, 2)), (3, (-5, 0))])
def test_a_window_without_the_start_is_refused(n: int, window: tuple[int, int]) -> None:
    """It has to hold cell 0 and the input."""
    message = (
        f"fro: cells {window[0]} .. {window[1] - 1} do not hold the head at cell 0 and an input of length {n}; give a window "
        "that does"
    )
    with pytest.raises(MachineError, match=f"^{re.escape(message)}$"):
        LoopedTrace(TO_AND_FRO, n, 4, window)
