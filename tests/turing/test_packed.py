"""Packed machines: one step over blocks of w cells is w steps of the kernel, from every configuration."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from proofs.machine_strategies import absorbing_run, inputs, machines
from turing.errors import MachineError
from turing.machine import Configuration, Machine, cells, initial, step, verdict
from turing.packed import MAX_TABLE, Packed, packed
from turing.table import STUCK, absorbing
from turing.tape import tape_of

TURNS = Machine.of("turns", "a 1 _ R a", "a _ 1 L b", "b 1 1 L b", "b _ _ R h", start="a", halting=["h"])


def blocks_of(p: Packed, tape: dict[int, str], low: int, high: int) -> tuple[int, ...]:
    """Return blocks low .. high - 1 of a tape, by number: its symbols as digits, the first most significant."""
    alphabet, numbers = p.machine.alphabet, []
    for b in range(low, high):
        number = 0
        for i in range(b * p.w, (b + 1) * p.w):
            number = number * len(alphabet) + alphabet.index(tape.get(i, p.machine.blank))
        numbers.append(number)
    return tuple(numbers)


def kernel_steps(machine: Machine, c: Configuration, count: int) -> tuple[str, int, dict[int, str]]:
    """Return state, head and cells after ``count`` kernel steps; where no rule applies the state is STUCK, a step later."""
    state = c.state
    for _ in range(count):
        if c.state not in machine.halting and verdict(machine, c) is not None:
            state = STUCK
            break
        c = step(machine, c)
        state = c.state
    return state, c.heads[0], cells(machine, c.tapes[0])


def assert_a_packed_step_is_w_steps(p: Packed, state: str, at: int, written: tuple[str, ...]) -> None:
    """Hold one entry of the table against the kernel: ``written`` are the 3 w cells around the block, the head in its
    cell ``at``."""
    machine, w = p.machine, p.w
    tape = {i - w: s for i, s in enumerate(written) if s != machine.blank}
    scanned = 0
    for block in blocks_of(p, tape, -1, 2):
        scanned = scanned * p.C + block
    q = p.states.index(f"{state}+{at}")
    if state == STUCK:
        state_after, head, after = STUCK, at, tape
    else:
        c = Configuration(state, (tape_of(tape, at, machine.blank),))
        state_after, head, after = kernel_steps(machine, c, w)
    assert p.states[p.nx[q, scanned]] == f"{state_after}+{head % w}"
    assert p.mv[q, scanned, 0] == head // w and abs(head // w) <= 1
    assert tuple(p.wr[q, scanned, 0].tolist()) == blocks_of(p, after, -1, 2)


@pytest.mark.parametrize("w", [2, 3])
def test_every_entry_of_a_packed_table_is_w_kernel_steps(w: int) -> None:
    """For a machine with both directions, a halting and a stuck state: every state, every place in the block and every three
    blocks."""
    holed = Machine.of(
        "holed", "a 1 _ R a", "a _ 1 L b", "b 1 1 L b", "b _ _ R c", "c 1 1 S h", start="a", halting=["h"]
    )
    for machine in (TURNS, holed):
        p = packed(machine, w)
        assert (STUCK in absorbing(machine).states) == (machine is holed)
        for state, at in product(absorbing(machine).states, range(w)):
            for written in product(machine.alphabet, repeat=3 * w):
                assert_a_packed_step_is_w_steps(p, state, at, written)


@settings(max_examples=100)
@given(st.data(), machines(), st.integers(2, 3))
def test_a_packed_step_of_any_machine_is_w_kernel_steps(data: st.DataObject, machine: Machine, w: int) -> None:
    """From a drawn state, place and tape, for machines of up to three symbols."""
    p = packed(machine, w)
    state = data.draw(st.sampled_from(absorbing(machine).states))
    written = data.draw(st.tuples(*[st.sampled_from(machine.alphabet)] * (3 * w)))
    assert_a_packed_step_is_w_steps(p, state, data.draw(st.integers(0, w - 1)), written)


@settings(max_examples=60)
@given(st.data(), machines(symbols=(1, 2)), st.integers(2, 4), st.integers(0, 12))
def test_a_packed_run_is_the_run_every_w_steps(data: st.DataObject, machine: Machine, w: int, steps: int) -> None:
    """From an input's blocks: state, head and blocks after every packed step are the kernel's after w times as many."""
    n = data.draw(st.integers(0, 7))
    x = data.draw(inputs(machine, n))
    p = packed(machine, w)
    word = np.array([[machine.alphabet.index(s) for s in x]], np.int64).reshape(1, n)
    tape = dict(enumerate(p.blocks(word)[0].tolist()))
    q, head = p.start, 0
    moments = absorbing_run(machine, x, steps * w)
    for t in range(steps + 1):
        moment = moments[t * w]
        assert p.states[q] == f"{moment.state}+{moment.heads[0] % w}"
        assert head == moment.heads[0] // w
        everywhere = range(min(tape, default=0) - 1, max(tape, default=0) + 2)
        found = tuple(tape.get(b, p.blank) for b in everywhere)
        assert found == blocks_of(p, moment.tapes[0], everywhere.start, everywhere.stop)
        scanned = [tape.get(head + i, p.blank) for i in (-1, 0, 1)]
        number = (scanned[0] * p.C + scanned[1]) * p.C + scanned[2]
        tape |= {head + i: int(p.wr[q, number, 0, i + 1]) for i in (-1, 0, 1)}
        q, head = int(p.nx[q, number]), head + int(p.mv[q, number, 0])


@settings(max_examples=30)
@given(machines(symbols=(1, 2)), st.integers(2, 3))
def test_stopped_states_are_absorbing(machine: Machine, w: int) -> None:
    """A packed step from a halting state, or from the stuck one, changes nothing, and its verdict is the state's; a running
    state's is ``limit``."""
    p, a = packed(machine, w), absorbing(machine)
    scanned = np.stack(np.unravel_index(np.arange(p.C**3), (p.C,) * 3), axis=-1)
    for q, name in enumerate(p.states):
        state = name.rpartition("+")[0]
        assert p.verdicts[q] == a.verdicts[a.states.index(state)]
        if state in machine.halting or state == STUCK:
            assert (p.nx[q] == q).all() and (p.mv[q] == 0).all() and (p.wr[q, :, 0] == scanned).all()
        else:
            assert p.verdicts[q] == "limit"


@settings(max_examples=30)
@given(machines(tapes=(1, 3)))
def test_one_cell_to_a_block_is_the_machine_itself(machine: Machine) -> None:
    """w = 1 is the absorbing table, with any number of tapes; a block is a symbol."""
    p, a = packed(machine, 1), absorbing(machine)
    assert (p.nx == a.nx).all() and (p.wr[..., 0] == a.wr).all() and (p.mv == a.mv).all()
    assert (p.states, p.verdicts, p.start, p.blank) == (a.states, a.verdicts, a.start, a.blank)
    assert (p.C, p.radius, p.seen) == (len(machine.alphabet), 0, 1)
    assert [p.symbols(c) for c in range(p.C)] == [(s,) for s in range(p.C)]


def test_blocks_are_numbers_in_base_g() -> None:
    """Blocks of a word, blanks behind it; their symbols and names; the start is a head in cell 0."""
    p = packed(TURNS, 3)
    assert TURNS.alphabet == ("_", "1") and initial(TURNS, "").heads == (0,)
    assert p.blocks(np.array([[1, 0, 1, 1]])).tolist() == [[5, 4]]
    assert p.blocks(np.zeros((2, 0), np.int64)).shape == (2, 0)
    assert p.symbols(4) == (1, 0, 0) and p.name(4) == "1__" and p.states[p.start] == "a+0" and p.blank == 0
    wide = Machine.of("wide", "a one _ R a", "a _ one L a", start="a")
    assert packed(wide, 2).name(2) == "one,_"
    with_blank_last = Machine(
        "last", ("a",), ("1", "_"), "_", ("1",), "a", TURNS.rules[:0], frozenset(), frozenset(), frozenset({"a"})
    )
    assert packed(with_blank_last, 2).blank == 3
    assert packed(with_blank_last, 2).blocks(np.array([[0, 0, 0]])).tolist() == [[0, 1]]


def test_what_cannot_be_packed_is_refused() -> None:
    """w < 1, w > 1 with several tapes, and tables that are too large."""
    two = Machine.of("two", "s 1 _ _ 1 R R s", "s _ _ _ _ S S h", start="s", halting=["h"])
    with pytest.raises(
        MachineError, match=r"^turns: 0 cells to a symbol; give 1, or more for a machine with one tape$"
    ):
        packed(TURNS, 0)
    with pytest.raises(
        MachineError, match=r"^two: 2 cells to a symbol; give 1, or more for a machine with one tape$"
    ):
        packed(two, 2)
    entries = 3 * 7 * 2**21
    with pytest.raises(
        MachineError, match=f"^turns: a table of {entries} entries is too large \\(at most {MAX_TABLE}\\)$"
    ):
        packed(TURNS, 7)
    with pytest.raises(MachineError, match="is too large"):
        packed(TURNS, 10**9)


def test_the_tables_are_read_only() -> None:
    """A packed machine is a value."""
    p = packed(TURNS, 2)
    for array in (p.nx, p.wr, p.mv):
        with pytest.raises(ValueError, match="read-only"):
            array[0] = 0
