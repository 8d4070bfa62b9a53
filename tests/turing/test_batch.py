"""Many runs at once against the kernel: every cell, head, state and count of every configuration."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from proofs.machine_strategies import absorbing_run, every_input, machines
from turing.batch import all_words, configurations, extent, scheduled, word_array
from turing.errors import MachineError
from turing.machine import Machine
from turing.table import STUCK, absorbing

SOME_MACHINES = st.one_of(
    machines(), machines(tapes=(2, 2), states=(1, 3)), machines(tapes=(3, 3), states=(1, 2), symbols=(1, 2))
)


def on_tape(machine: Machine, cells: dict[int, str], window: tuple[int, int]) -> list[int]:
    """Return the symbol numbers of the window's cells."""
    return [machine.alphabet.index(cells.get(i, machine.blank)) for i in range(*window)]


@settings(max_examples=70, deadline=None)
@given(machine=SOME_MACHINES, n=st.integers(0, 3), steps=st.integers(0, 10))
def test_configurations_are_those_of_the_kernel(machine: Machine, n: int, steps: int) -> None:
    """Where no run can leave: state, heads and every cell are those of ``step`` at every step, for every input."""
    words = every_input(machine, n)
    window = (-steps - 1, n + steps + 2)
    c = configurations(machine, word_array(machine, words), steps, window)
    states = absorbing(machine).states
    assert c.inside.all()
    for b, word in enumerate(words):
        run = absorbing_run(machine, word, steps)
        assert [states[q] for q in c.states[b]] == [m.state for m in run]
        assert [tuple(heads) for heads in c.heads[b].tolist()] == [m.heads for m in run]
        for t, moment in enumerate(run):
            assert c.tapes[b, t].tolist() == [on_tape(machine, tape, window) for tape in moment.tapes]


@settings(max_examples=40, deadline=None)
@given(machine=SOME_MACHINES, n=st.integers(0, 2), steps=st.integers(0, 10))
def test_transitions_are_counted_without_the_fall_into_the_stuck_state(machine: Machine, n: int, steps: int) -> None:
    """``steps`` of a batch counts the kernel's transitions, the halting one included, and nothing after a stop."""
    words = every_input(machine, n)
    c = configurations(machine, word_array(machine, words), steps, (-steps - 1, n + steps + 2))
    for b, word in enumerate(words):
        run = absorbing_run(machine, word, steps)
        going = [t for t in range(steps) if run[t].state not in (*machine.halting, STUCK)]
        assert c.steps[b] == sum(run[t + 1].state != STUCK for t in going)


@settings(max_examples=50, deadline=None)
@given(machine=SOME_MACHINES, n=st.integers(0, 2), low=st.integers(-2, 0), more=st.integers(0, 2))
def test_a_run_that_leaves_the_window_freezes_and_is_marked(machine: Machine, n: int, low: int, more: int) -> None:
    """Up to the first head outside, configurations are the kernel's; from there on nothing changes any more."""
    words, steps = every_input(machine, n), 9
    window = (low, max(n, 1) + more)
    c = configurations(machine, word_array(machine, words), steps, window)
    states = absorbing(machine).states
    for b, word in enumerate(words):
        run = absorbing_run(machine, word, steps)
        out = [t for t, m in enumerate(run) if any(not window[0] <= h < window[1] for h in m.heads)]
        assert c.inside[b] == (not out)
        for t in range(steps + 1):
            moment = run[min(t, out[0]) if out else t]
            assert (states[c.states[b, t]], tuple(c.heads[b, t].tolist())) == (moment.state, moment.heads)
            assert c.tapes[b, t].tolist() == [on_tape(machine, tape, window) for tape in moment.tapes]


@settings(max_examples=50, deadline=None)
@given(machine=SOME_MACHINES, n=st.integers(0, 3), limit=st.integers(0, 12))
def test_extent_is_the_longest_run_and_all_cells_visited(machine: Machine, n: int, limit: int) -> None:
    """Steps to the last stop (a fall into the stuck state counted), cells from the first to the last visited."""
    longest, cells, halted = 0, {0, max(n, 1) - 1}, True
    for word in every_input(machine, n):
        run = absorbing_run(machine, word, limit)
        going = [m.state not in machine.halting and m.state != STUCK for m in run]
        longest = max(longest, sum(going[:limit]))
        halted = halted and not going[limit]
        cells |= {h for m in run for h in m.heads}
    e = extent(machine, all_words(machine, n), n, limit)
    assert (e.steps, e.window, e.halted) == (longest, (min(cells), max(cells) + 1), halted)


def test_extent_follows_a_head_far_beyond_its_first_buffer() -> None:
    """Right 200 cells over ones, then left to the first blank at -300: steps and cells are those worked out."""
    ones = "1" * 200
    go = Machine.of("go", "r 1 1 R r", "r _ _ L l", "l 1 0 L l", "l _ _ S h", start="r", halting=["h"])
    e = extent(go, [word_array(go, [ones])], 200, 10_000)
    assert (e.steps, e.window, e.halted) == (200 + 1 + 200 + 1, (-1, 201), True)
    drift = Machine.of("drift", "a _ 1 L a", "a 1 1 L a", start="a")
    e = extent(drift, all_words(drift, 1), 1, 1_000)
    assert (e.steps, e.window, e.halted) == (1_000, (-1_000, 1), False)


@settings(max_examples=40, deadline=None)
@given(machine=machines(), n=st.integers(0, 4), size=st.integers(1, 7))
def test_all_words_are_every_input_once(machine: Machine, n: int, size: int) -> None:
    """The blocks joined are all words of length n over the input alphabet, in order, no block above its size."""
    blocks = list(all_words(machine, n, size))
    expected = word_array(machine, every_input(machine, n))
    assert all(1 <= len(block) <= size and block.shape[1] == n for block in blocks)
    assert np.concatenate(blocks).tolist() == expected.tolist()


def test_an_input_that_cannot_stand_in_a_batch_is_refused() -> None:
    """One line names the symbol and its place, or says that lengths differ; no inputs at all are an empty batch."""
    M = Machine.of("M", "a 1 1 R a", start="a")
    with pytest.raises(
        MachineError, match=r"^M: input symbol '2' at position 1 is not in the input alphabet \['1'\]$"
    ):
        word_array(M, ["11", "12"])
    with pytest.raises(MachineError, match=r"^M: inputs of different lengths cannot stand in one batch$"):
        word_array(M, ["11", "1"])
    assert word_array(M, []).shape == (0, 0)
    assert word_array(M, [""]).shape == (1, 0)


def test_a_window_without_the_input_is_refused() -> None:
    """The window must hold cell 0 and every cell of the input."""
    M = Machine.of("M", "a 1 1 R a", start="a")
    for window in ((1, 3), (0, 1)):
        with pytest.raises(MachineError, match=r"does not contain the input's cells 0\.\.1$"):
            configurations(M, word_array(M, ["11"]), 3, window)
    with pytest.raises(MachineError, match=r"^M: -1 steps; a run has at least 0$"):
        configurations(M, word_array(M, ["11"]), -1, (0, 2))


@settings(max_examples=60, deadline=None)
@given(data=st.data(), machine=SOME_MACHINES, n=st.integers(0, 3), steps=st.integers(0, 8))
def test_runs_read_at_given_heads_are_the_kernel_s_tapes_there(
    data: st.DataObject, machine: Machine, n: int, steps: int
) -> None:
    """``scheduled``: whatever positions are asked for, states and symbols there are the kernel's before each step,
    and the tapes at the end too."""
    window = (-steps - 1, n + steps + 2)
    position = st.integers(window[0], window[1] - 1)
    heads = data.draw(st.lists(st.tuples(*[position] * machine.tapes), min_size=steps, max_size=steps))
    words = every_input(machine, n)
    at_heads = np.array(heads, np.int64).reshape(steps, machine.tapes)
    s = scheduled(machine, word_array(machine, words), at_heads, window)
    states, G = absorbing(machine).states, len(machine.alphabet)
    assert s.inside.all()
    for b, word in enumerate(words):
        run = absorbing_run(machine, word, steps)
        assert [states[q] for q in s.states[b]] == [m.state for m in run]
        for t in range(steps):
            digits = [s.scanned[b, t] // G ** (machine.tapes - 1 - i) % G for i in range(machine.tapes)]
            found = [tape.get(h, machine.blank) for tape, h in zip(run[t].tapes, heads[t], strict=True)]
            assert [machine.alphabet[d] for d in digits] == found
        assert s.tapes[b].tolist() == [on_tape(machine, tape, window) for tape in run[-1].tapes]


def test_three_tapes_by_hand() -> None:
    """Read 1 on tape 0, write it two tapes on, with moves R, S and L: heads and cells are those worked out."""
    M = Machine.of("M", "a 1 _ _ 0 1 2 R S L a", "a _ 1 _ _ 1 _ S R S h", start="a", halting=["h"])
    c = configurations(M, word_array(M, ["1"]), 3, (-2, 2))
    assert [[M.states[q] for q in row] for row in c.states] == [["a", "a", "h", "h"]]
    assert c.heads[0].tolist() == [[0, 0, 0], [1, 0, -1], [1, 1, -1], [1, 1, -1]]
    blank, one, zero, two = (M.alphabet.index(s) for s in "_102")
    assert c.tapes[0, 3].tolist() == [
        [blank, blank, zero, blank],
        [blank, blank, one, blank],
        [blank, blank, two, blank],
    ]
    assert c.steps.tolist() == [2]
