"""Traces rebuilt in plain Python from kernel steps, token by token, from the names of the tokens alone."""

from __future__ import annotations

from typing import Literal

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from proofs.machine_strategies import Moment, absorbing_run, every_input, machines, oblivious_machines
from turing.batch import all_words, extent, word_array
from turing.errors import MachineError
from turing.machine import POLICIES, Machine
from turing.oblivious import HeadSchedule, head_schedule
from turing.table import STUCK
from turing.trace import Ending, RowTrace, StepTrace, TraceForm

Words = tuple[list[list[str]], list[list[str]]]


def said(machine: Machine, state: str) -> str:
    """Return the verdict of a state of an absorbing run."""
    if state == STUCK:
        return POLICIES[machine.policy].missing
    if state not in machine.halting:
        return "limit"
    if machine.policy == "by-halting":
        return "accept"
    return {"yes": "accept", "no": "reject"}.get(state, "halt")


def named(form: TraceForm, x: list[tuple[str, ...]]) -> Words:
    """Return prompts and chains of a form as token names, padding dropped; lengths must agree with the padding."""
    prompts, chains, lengths = form.records(word_array(form.machine, x))
    assert chains.shape == (len(x), form.length)
    assert ((chains >= 0) == (np.arange(form.length) < lengths[:, None])).all()
    names = form.vocabulary
    return (
        [[names[i] for i in prompt] for prompt in prompts],
        [[names[i] for i in chain if i >= 0] for chain in chains],
    )


def scanned(machine: Machine, moment: Moment, heads: list[int]) -> str:
    """Return what stands under ``heads``, with commas between tapes."""
    return ",".join(tape.get(h, machine.blank) for tape, h in zip(moment.tapes, heads, strict=True))


@settings(max_examples=70, deadline=None)
@given(
    machine=oblivious_machines(tapes=(1, 2)),
    n=st.integers(0, 3),
    steps=st.integers(0, 9),
    ending=st.sampled_from(["verdict", "tape"]),
    tape=st.integers(0, 1),
)
def test_step_tokens_are_state_and_scheduled_symbols(
    machine: Machine, n: int, steps: int, ending: Ending, tape: int
) -> None:
    """Token t is the state before step t and the symbols under the scheduled heads; then the verdict; then cells."""
    assume(tape < machine.tapes)
    schedule = head_schedule(machine, n, steps=steps)
    assert isinstance(schedule, HeadSchedule)
    form = StepTrace(machine, schedule, ending, tape)
    words = every_input(machine, n)
    prompts, chains = named(form, words)
    heads = schedule.heads.tolist()
    visited = {h[tape] for h in heads} | (set(range(n)) if tape == 0 else set())
    visited |= {0} if visited else set()
    for word, prompt, chain in zip(words, prompts, chains, strict=True):
        run = absorbing_run(machine, word, steps)
        expected = [f"{m.state}:{scanned(machine, m, h)}" for m, h in zip(run, heads, strict=False)]
        expected.append(said(machine, run[-1].state))
        if ending == "tape" and visited:
            cells = range(min(visited), max(visited) + 1)
            expected += [run[-1].tapes[tape].get(i, machine.blank) for i in cells]
        assert prompt == ["bos", *word]
        assert chain == expected


def rows_by_hand(
    machine: Machine, word: tuple[str, ...], rows: int, window: tuple[int, int], ending: Ending, marked: bool
) -> list[str]:
    """The chain of rows by its definition: write row after row, cell after cell, and stop where it says so."""
    run = absorbing_run(machine, word, rows + 1)

    def row(t: int) -> list[str]:
        state, (head,), (tape,) = run[t]
        symbols = [tape.get(i, machine.blank) for i in range(*window)]
        return [f"{state}:{s}" if window[0] + j == head else s for j, s in enumerate(symbols)]

    def out(t: int) -> bool:
        return not window[0] <= run[t].heads[0] < window[1]

    chain: list[str] = []
    length = rows * (window[1] - window[0] + marked) + (ending == "verdict")
    last_prompt_token = "#" if marked else row(0)[-1]
    ended = next((t for t in range(rows + 2) if out(t)), None)
    for t in range(1, rows + 2):
        tokens = row(t) if ended is None or t < ended else [s.split(":")[-1] for s in row(ended)]
        if marked:
            left_next = ended == t + 1 and run[t + 1].heads[0] < window[0]
            right_now = ended == t and run[t].heads[0] >= window[1]
            # The next step decides at the left end, so it must exist: rows + 1 of them are run.
            tokens.append("limit" if left_next or right_now else "#")
        for token in tokens:
            before = chain[-1] if chain else last_prompt_token
            state = before.partition(":")[0] if ":" in before else None
            if ending == "verdict" and state is not None and said(machine, state) != "limit":
                return [*chain, said(machine, state)]
            chain.append(token)
            if len(chain) == length or token == "limit":
                return chain
    raise AssertionError("a chain is no longer than its rows")


@settings(max_examples=80, deadline=None)
@given(machine=machines(), n=st.integers(0, 3), steps=st.integers(0, 6), ending=st.sampled_from(["verdict", "tape"]))
def test_plain_rows_are_the_tape_cell_by_cell(machine: Machine, n: int, steps: int, ending: Ending) -> None:
    """In a window that no head leaves, row t is configuration t; the token behind a stopped head is its verdict."""
    rows = max(steps, 1)
    window = extent(machine, all_words(machine, n), n, rows + 1).window
    words = every_input(machine, n)
    form = RowTrace(machine, n, steps, window, ending)
    prompts, chains = named(form, words)
    for word, prompt, chain in zip(words, prompts, chains, strict=True):
        cells = [(word[i] if 0 <= i < n else machine.blank) for i in range(*window)]
        cells[-window[0]] = f"{machine.start}:{cells[-window[0]]}"
        assert prompt == ["bos", *cells]
        assert chain == rows_by_hand(machine, word, rows, window, ending, marked=False)


@settings(max_examples=100, deadline=None)
@given(
    machine=machines(),
    n=st.integers(0, 3),
    steps=st.integers(0, 6),
    ending=st.sampled_from(["verdict", "tape"]),
    low=st.integers(-2, 0),
    more=st.integers(0, 2),
)
def test_marked_rows_end_in_limit_where_a_head_leaves(
    machine: Machine, n: int, steps: int, ending: Ending, low: int, more: int
) -> None:
    """Each row ends in #, which is ``limit`` where the head has just left on the right or is about to on the left
    with a step beyond the last row looked at too."""
    rows, window = max(steps, 1), (low, max(n, 1) + more)
    words = every_input(machine, n)
    try:
        form = RowTrace(machine, n, steps, window, ending, "marked")
    except MachineError:
        # Refused: some input makes the first step one to the left, out of the window.
        assert (ending, low) == ("tape", 0)
        assert any(absorbing_run(machine, word, 1)[1].heads == (-1,) for word in words)
        return
    _, chains = named(form, words)
    for word, chain in zip(words, chains, strict=True):
        assert chain == rows_by_hand(machine, word, rows, window, ending, marked=True)


def test_a_head_that_can_leave_at_once_needs_a_wider_window() -> None:
    """With marked rows and the tape as answer, a first step out on the left is refused, with the remedy."""
    M = Machine.of("M", "a 1 1 L b", "b _ 1 S h", start="a", halting=["h"])
    message = (
        r"^M: the head can leave the window \(0, 2\) on the left with its first step, before a separator can say "
        r"so; let the window start at cell -1$"
    )
    with pytest.raises(MachineError, match=message):
        RowTrace(M, 1, 3, (0, 2), "tape", "marked")
    assert named(RowTrace(M, 1, 3, (-1, 2), "tape", "marked"), [("1",)])[1][0][:4] == ["b:_", "1", "_", "#"]


def test_a_start_that_has_stopped_says_so_in_a_window_of_one_cell() -> None:
    """The prompt's only cell is a stopped head, so the first token behind it is the verdict."""
    M = Machine.of("M", "a 1 1 S a", start="yes", accepting=["yes"])
    for n, word in ((0, ()), (1, ("1",))):
        assert named(RowTrace(M, n, 2, (0, 1)), [word])[1] == [["accept"]]
        assert named(RowTrace(M, n, 2, (0, 1), "tape"), [word])[1] == [[f"yes:{word[0] if n else '_'}"] * 2]


def test_rows_that_mean_nothing_are_refused() -> None:
    """Several tapes, a window without the input, negative steps, a head that leaves plain rows: one line each."""
    M = Machine.of("M", "a 1 1 R a", "a _ _ R a", start="a")
    two = Machine.of("two", "a 1 _ _ _ R R a", start="a")
    with pytest.raises(MachineError, match=r"^two: rows are traces of single-tape machines, not of 2$"):
        RowTrace(two, 1, 1, (0, 1))
    with pytest.raises(MachineError, match=r"^M: window \(0, 1\) does not hold an input of length 2$"):
        RowTrace(M, 2, 1, (0, 1))
    with pytest.raises(MachineError, match=r"^M: -3 steps; a chain of rows covers at least 0$"):
        RowTrace(M, 2, -3, (0, 2))
    with pytest.raises(MachineError, match=r"^M: on input '11' the head leaves the window \(0, 2\) within 4 steps"):
        RowTrace(M, 2, 4, (0, 2)).records(word_array(M, ["11"]))
    schedule = head_schedule(two, 1, steps=1)
    assert isinstance(schedule, HeadSchedule)
    with pytest.raises(MachineError, match=r"^two: output tape 2 of 2$"):
        StepTrace(two, schedule, "tape", 2)


@pytest.mark.parametrize("rows_end", ["plain", "marked"])
def test_token_names_are_different_whatever_a_machine_calls_its_symbols(rows_end: Literal["plain", "marked"]) -> None:
    """Symbols named like verdicts, bos, # or (state, symbol) pairs get a mark; nothing else changes."""
    M = Machine.of(
        "M", "a accept bos R a", "a # a:_ R a", "a limit _ R a", "a _ _ S accept", start="a", accepting=["accept"]
    )
    form = RowTrace(M, 1, 2, (0, 3), rows_end=rows_end)
    assert len(set(form.vocabulary)) == len(form.vocabulary)
    assert form.vocabulary[: len(M.alphabet)] == M.alphabet
    form.records(word_array(M, [["#"]]))


def test_two_traces_by_hand() -> None:
    """The literal tokens of a two-tape copy and of a carry that runs off to the left."""
    copy = Machine.of("copy", "a 0 _ 0 0 R R a", "a 1 _ 1 1 R R a", "a _ _ _ _ S S yes", start="a", accepting=["yes"])
    schedule = head_schedule(copy, 2)
    assert isinstance(schedule, HeadSchedule)
    prompts, chains = named(StepTrace(copy, schedule, "tape", 1), [("0", "1")])
    assert (prompts, chains) == (
        [["bos", "0", "1"]],
        [["a:0,_", "a:1,_", "a:_,_", "accept", "0", "1", "_"]],
    )
    carry = Machine.of("carry", "a 1 0 L a", "a _ 1 S no", start="a", rejecting=["no"])
    prompts, chains = named(RowTrace(carry, 1, 2, (-1, 1)), [("1",)])
    assert (prompts, chains) == ([["bos", "_", "a:1"]], [["a:_", "0", "no:1", "reject"]])
