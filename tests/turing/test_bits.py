"""Chains of bits rebuilt in plain Python from kernel steps, bit by bit, from what each bit is said to mean."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from proofs.machine_strategies import Moment, absorbing_run, every_input, machines, oblivious_machines
from turing.batch import all_words, extent, word_array
from turing.bits import CompactBits, RowBits, StepBits
from turing.errors import MachineError
from turing.machine import POLICIES, Machine
from turing.oblivious import HeadSchedule, head_schedule
from turing.table import STUCK, absorbing
from turing.trace import Ending, StepTrace

Bits = StepBits | RowBits | CompactBits


def accepted(machine: Machine, state: str) -> bool:
    """Return whether a state of an absorbing run accepts."""
    if state == STUCK:
        return POLICIES[machine.policy].missing == "accept"
    return state in machine.halting and (machine.policy == "by-halting" or state in machine.accepting)


def matches(form: Bits, chain_of: Callable[[list[Moment]], list[bool]]) -> None:
    """Assert, for every input, that the prompt is one-hot and the chain is the one said."""
    machine = form.machine
    words = every_input(machine, form.n)
    steps = form.trace.steps if isinstance(form, StepBits) else form.steps
    prompts, chains, lengths = form.records(word_array(machine, words))
    assert chains.shape == (len(words), form.length) and (lengths == form.length).all()
    for word, prompt, chain in zip(words, prompts.tolist(), chains.tolist(), strict=True):
        assert prompt == [1] + [int(s == t) for s in word for t in machine.alphabet]
        assert chain == [int(bit) for bit in chain_of(absorbing_run(machine, word, steps))]


def window_of(machine: Machine, n: int, steps: int) -> tuple[int, int]:
    """Return the cells that runs of so many steps visit."""
    return extent(machine, all_words(machine, n), n, steps).window


SIZES = {"n": st.integers(0, 3), "steps": st.integers(1, 6), "ending": st.sampled_from(["verdict", "tape"])}


@settings(max_examples=60, deadline=None)
@given(machine=oblivious_machines(tapes=(1, 2), symbols=(2, 2)), **SIZES)
def test_step_bits_say_state_and_scheduled_symbols(machine: Machine, n: int, steps: int, ending: Ending) -> None:
    """d0: per step one bit for each (state, symbols): that state, with those symbols under the scheduled heads."""
    schedule = head_schedule(machine, n, steps=steps)
    assert isinstance(schedule, HeadSchedule)
    form = StepBits(StepTrace(machine, schedule, ending, machine.tapes - 1))
    states, G, k = absorbing(machine).states, machine.alphabet, machine.tapes

    def chain(run: list[Moment]) -> list[bool]:
        bits = []
        for moment, heads in zip(run, schedule.heads.tolist(), strict=False):
            found = [tape.get(h, machine.blank) for tape, h in zip(moment.tapes, heads, strict=True)]
            combined = sum(G.index(s) * len(G) ** (k - 1 - i) for i, s in enumerate(found))
            for q in states:
                bits += [q == moment.state and s == combined for s in range(len(G) ** k)]
        if ending == "verdict":
            return [*bits, accepted(machine, run[-1].state)]
        visited = [h[-1] for h in schedule.heads.tolist()] + (list(range(n)) if k == 1 else [])
        for i in range(min(visited), max(visited) + 1):
            bits += [run[-1].tapes[-1].get(i, machine.blank) == s for s in G]
        return bits

    matches(form, chain)


@settings(max_examples=60, deadline=None)
@given(machine=machines(), **SIZES)
def test_row_bits_say_symbol_or_head(machine: Machine, n: int, steps: int, ending: Ending) -> None:
    """d1: per cell, G bits "this symbol, no head here", then Q G bits "this state is here and scans this"."""
    window, states = window_of(machine, n, steps), absorbing(machine).states

    def chain(run: list[Moment]) -> list[bool]:
        bits = []
        for state, (head,), (tape,) in run if ending == "tape" else run[:-1]:
            for i in range(*window):
                here = tape.get(i, machine.blank)
                bits += [i != head and s == here for s in machine.alphabet]
                bits += [i == head and (q, s) == (state, here) for q in states for s in machine.alphabet]
        return bits if ending == "tape" else [*bits, accepted(machine, run[-1].state)]

    matches(RowBits(machine, n, steps, window, ending), chain)


@settings(max_examples=60, deadline=None)
@given(machine=machines(), **SIZES)
def test_compact_bits_say_symbol_arrival_head_and_pair(machine: Machine, n: int, steps: int, ending: Ending) -> None:
    """d2: symbols (the head's too) and arrival cell by cell, then head bits, then the pair (state, symbol)."""
    window, states = window_of(machine, n, steps), absorbing(machine).states

    def arrives(run: list[Moment], t: int, cell: int) -> bool:
        if t == 0:
            return cell == 0
        (before,), (now,) = run[t - 1].heads, run[t].heads
        return abs(cell - before) <= 1 and cell >= now

    def chain(run: list[Moment]) -> list[bool]:
        bits = []
        for t, (state, (head,), (tape,)) in enumerate(run[:-1]):
            found = [(i, tape.get(i, machine.blank)) for i in range(*window)]
            for i, here in found:
                bits += [*(s == here for s in machine.alphabet), arrives(run, t, i)]
            for i, here in found:
                bits += [i == head and s == here for s in machine.alphabet]
            scanned = tape.get(head, machine.blank)
            bits += [(q, s) == (state, scanned) for q in states for s in machine.alphabet]
        if ending == "verdict":
            return [*bits, accepted(machine, run[-1].state)]
        last = run[-1].tapes[0]
        return [*bits, *(last.get(i, machine.blank) == s for i in range(*window) for s in machine.alphabet)]

    matches(CompactBits(machine, n, steps, window, ending), chain)


def test_the_lengths_are_the_formulas() -> None:
    """For Q = 3 (one of them the stuck state), G = 3, S = 4, 5 steps: d0, d1 and d2 as the theory counts them."""
    M = Machine.of("M", "a 0 1 R a", "a 1 0 R h", start="a", accepting=["h"])
    schedule = head_schedule(M, 3, steps=5)
    assert isinstance(schedule, HeadSchedule)
    Q, G, S, steps = 3, 3, 4, 5
    assert StepBits(StepTrace(M, schedule)).length == steps * Q * G + 1
    assert RowBits(M, 3, steps, (0, S)).length == steps * S * G * (Q + 1) + 1
    assert CompactBits(M, 3, steps, (0, S)).length == steps * (S * (2 * G + 1) + Q * G) + 1


@pytest.mark.parametrize("form", [RowBits, CompactBits])
def test_bits_that_mean_nothing_are_refused(form: type[RowBits] | type[CompactBits]) -> None:
    """Several tapes, a window without the input, no steps, a head that leaves: one line each."""
    M = Machine.of("M", "a 1 1 R a", "a _ _ R a", start="a")
    two = Machine.of("two", "a 1 _ _ _ R R a", start="a")
    with pytest.raises(MachineError, match=r"^two: bits by cells are traces of single-tape machines, not of 2$"):
        form(two, 1, 1, (0, 1))
    with pytest.raises(MachineError, match=r"^M: window \(0, 1\) does not hold an input of length 2$"):
        form(M, 2, 1, (0, 1))
    with pytest.raises(MachineError, match=r"^M: 0 steps; a chain of bits covers at least 1$"):
        form(M, 2, 0, (0, 2))
    with pytest.raises(MachineError, match=r"^M: on input '11' the head leaves the window \(0, 2\) within 4 steps"):
        form(M, 2, 4, (0, 2)).records(word_array(M, ["11"]))
