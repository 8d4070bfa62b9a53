"""Construction (c) on random machines: every token of every input, margins, claims, answers, and the window's ends."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from test_oblivious import SWEEP, changed, keeps_its_word, mirrored, text_of, unlike, verdict_of, with_row

from lcomplexity.constructions.construction import Construction, Expected
from lcomplexity.constructions.sliding_window import BEFORE, CENTRE, LEFT, RIGHT, sliding_window
from lcomplexity.decoding import decode
from lcomplexity.predictor import scores
from lcomplexity.schedule import Emit
from proofs.machine_strategies import absorbing_run, every_input, machines
from turing.batch import all_words, extent, word_array
from turing.errors import MachineError
from turing.machine import Machine
from turing.trace import Ending

SIZES = {"n": st.integers(0, 3), "steps": st.integers(0, 7), "ending": st.sampled_from(["verdict", "tape"])}


def roomy(machine: Machine, n: int, steps: int) -> tuple[int, int]:
    """Return a window that no head leaves while the rows last."""
    return extent(machine, all_words(machine, n), n, max(steps, 1) + 1).window


@settings(max_examples=120, deadline=None)
@given(machine=machines(), **SIZES)
def test_any_machine_is_written_row_by_row(machine: Machine, n: int, steps: int, ending: Ending) -> None:
    """S tokens a step by one rule, each the expected one with margin >= 1, for every input; the answer is the
    kernel's, which for a verdict may also come from the row that is just begun."""
    window = roomy(machine, n, steps)
    c = sliding_window(machine, n, steps, window, ending)
    assert c.predictor.length == max(steps, 1) * (window[1] - window[0]) + (ending == "verdict")
    for word, chain in keeps_its_word(c, machine).items():
        run = absorbing_run(machine, word, max(steps, 1) + 1)
        if ending == "tape":
            assert c.interface.answer(chain) == text_of(machine, run[max(steps, 1)])
        else:
            in_time, begun = (verdict_of(machine, run[t].state) for t in (-2, -1))
            assert c.interface.answer(chain) == in_time or (in_time, c.interface.answer(chain)) == ("limit", begun)


@settings(max_examples=150, deadline=None)
@given(machine=machines(), low=st.integers(-2, 0), more=st.integers(0, 2), **SIZES)
def test_marked_rows_answer_right_or_say_limit(
    machine: Machine, low: int, more: int, n: int, steps: int, ending: Ending
) -> None:
    """In any window, with heads that leave: chains as expected, and never an answer but the kernel's or ``limit``;
    ``limit`` only where the head does leave, is about to, or has not stopped."""
    rows, window = max(steps, 1), (low, max(n, 1) + more)
    try:
        c = sliding_window(machine, n, steps, window, ending, "marked")
    except MachineError:
        assert ending == "tape" and low == 0
        return
    for word, chain in keeps_its_word(c, machine).items():
        run = absorbing_run(machine, word, rows + 1)
        leaves = any(not window[0] <= m.heads[0] < window[1] for m in run)
        answer = c.interface.answer(chain)
        wanted = verdict_of(machine, run[rows].state) if ending == "verdict" else text_of(machine, run[rows])
        begun = verdict_of(machine, run[rows + 1].state)
        assert (
            answer == wanted
            or (answer == "limit" and leaves)
            or (ending, wanted, answer) == ("verdict", "limit", begun)
        )
        if not leaves and ending == "tape":
            assert answer == wanted


@pytest.mark.parametrize("ending", ["verdict", "tape"])
@pytest.mark.parametrize("move", ["L", "R"])
def test_a_head_that_leaves_makes_the_separator_say_limit(move: str, ending: Ending) -> None:
    """A drift out of the window on either side, in windows of 1 to 3 cells: the chain ends in ``limit`` and does not
    come in again on the other side."""
    M = Machine.of("drift", f"a _ _ {move} a", f"a 1 _ {move} a", start="a")
    for more in (0, 1, 2):
        window = (-1 - more, 1) if move == "L" else (0, 1 + more)
        c = sliding_window(M, 1, 9, window, ending, "marked")
        (chain,) = keeps_its_word(c, M).values()
        assert c.interface.answer(chain) == "limit" == c.predictor.vocabulary.tokens[chain[-1]]
        if move == "R":
            assert len(chain) == (more + 1) * (more + 2)


@pytest.mark.parametrize("rows_end", ["plain", "marked"])
@pytest.mark.parametrize("n", [0, 1])
def test_windows_of_one_cell(n: int, rows_end: Literal["plain", "marked"]) -> None:
    """A machine that only stays needs one cell: rewritten, answered, also when it starts in a halting state."""
    stay = Machine.of(
        "stay", "a 1 0 S b", "a _ 1 S b", "b 0 1 S b2", "b 1 1 S b2", "b2 1 1 S yes", start="a", accepting=["yes"]
    )
    done = replace(stay, start="yes")
    for ending, machine, wanted in (
        ("verdict", stay, "accept"), ("tape", stay, "1"), ("verdict", done, "accept"), ("tape", done, "1" * n)
    ):  # fmt: skip
        c = sliding_window(machine, n, 4, (0, 1), ending, rows_end)
        chains = keeps_its_word(c, machine)
        assert c.interface.answer(chains[("1",) * n]) == wanted


def test_symbols_of_several_characters_stay_apart_in_an_answer() -> None:
    """A tape of two ones is "1 1" where "11" is another symbol, as the kernel writes it."""
    M = Machine.of("M", "a 1 11 R a", "a 11 1 R a", "a _ _ S h", start="a", halting=["h"])
    c = sliding_window(M, 2, 3, (0, 3), "tape")
    for word, answer in (("11 11", "1 1"), ("1 1", "11 11"), ("11 1", "1 11")):
        assert c.interface.answer(decode(c.predictor, c.interface.prompt(word)).chain) == answer


def test_plain_rows_refuse_inputs_whose_head_leaves() -> None:
    """The chain of such an input would be wrong, so there is no expected one."""
    M = Machine.of("M", "a 1 1 R a", "a _ _ S h", start="a", halting=["h"])
    c = sliding_window(M, 2, 3, (0, 2))
    with pytest.raises(MachineError, match=r"^M: on input '11' the head leaves the window \(0, 2\)"):
        c.expected(word_array(M, ["11"]))


def test_every_claim_is_attained() -> None:
    """Weights of 4, four reads and, somewhere, a margin of exactly 1."""
    c = sliding_window(SWEEP, 2, 6, roomy(SWEEP, 2, 6))
    assert c.measured()["max_weight"] == c.claims.value("max_weight") == 4
    assert c.measured()["reads"] == c.claims.value("reads") == 4
    assert decode(c.predictor, c.interface.prompt("11")).min_margin == c.claims.value("margin") == 1


# --- deliberate faults -------------------------------------------------------------------------------------------


def subject(
    n: int, ending: Ending, rows_end: Literal["plain", "marked"] = "plain", machine: Machine = SWEEP
) -> tuple[Construction, Expected]:
    """Return construction (c) of a machine that goes both ways, with the chains of all inputs."""
    steps = 2 * n + 2
    c = sliding_window(machine, n, steps, roomy(SWEEP, n, steps), ending, rows_end)
    expected = c.expected(word_array(SWEEP, every_input(SWEEP, n)))
    assert not unlike(c.predictor, expected)
    return c, expected


@pytest.mark.parametrize("rows_end", ["plain", "marked"])
@pytest.mark.parametrize("ending", ["verdict", "tape"])
def test_a_wrong_sign_is_found_in_every_weight_that_makes_a_token_win(
    ending: Ending, rows_end: Literal["plain", "marked"]
) -> None:
    """Each weight that some winner on some input got, negated: the chains over all inputs differ."""
    c, expected = subject(2, ending, rows_end)
    h, wins = c.predictor, set()
    (coordinate,) = h.rules[0].coordinates
    assert isinstance(h.schedule, Emit)
    for prompt, chain, length in zip(expected.prompts, expected.chains, expected.lengths, strict=True):
        context = [*prompt.tolist(), *chain.tolist()]
        for t in range(length):
            for slot, address in enumerate(h.schedule.reads):
                found = context[h.n + address.base + t]
                if context[h.n + t] in coordinate.reads[slot].table.get(found, {}):
                    wins.add((slot, found, context[h.n + t]))
    assert {slot for slot, _, _ in wins} == {LEFT, CENTRE, RIGHT} | ({BEFORE} if ending == "verdict" else set())
    for slot, found, winner in wins:
        row = dict(coordinate.reads[slot].table[found])
        assert unlike(with_row(h, (0, 0, slot, found), row | {winner: -row[winner]}), expected), (slot, found, winner)


@pytest.mark.parametrize("slot", [LEFT, CENTRE, RIGHT, BEFORE])
def test_a_read_left_out_or_one_position_off_is_found(slot: int) -> None:
    """Each of the four reads matters, and so does where it looks."""
    c, expected = subject(2, "verdict")
    h = c.predictor
    reads = h.rules[0].coordinates[0].reads
    assert unlike(changed(h, 0, 0, reads[:slot] + reads[slot + 1 :]), expected)
    assert isinstance(h.schedule, Emit)
    for shift in (-1, 1):
        addresses = list(h.schedule.reads)
        moved = addresses[slot].base + shift
        if -h.n <= moved < 0:
            addresses[slot] = addresses[slot]._replace(base=moved)
            assert unlike(replace(h, schedule=replace(h.schedule, reads=tuple(addresses))), expected)


@pytest.mark.parametrize("ending", ["verdict", "tape"])
def test_one_rule_of_the_machine_changed_is_found(ending: Ending) -> None:
    """The construction given the machine with L and R swapped, or with one rule's move, symbol or target changed,
    does not write the machine's chains; each rule used on some input is tried."""
    _, expected = subject(2, ending)
    wide, steps = roomy(SWEEP, 2, 6), 6
    wrong = sliding_window(mirrored(SWEEP), 2, steps, wide, ending).predictor
    assert unlike(wrong, expected)
    used = {
        (m.state, m.tapes[0].get(m.heads[0], "_")) for x in every_input(SWEEP, 2) for m in absorbing_run(SWEEP, x, 6)
    }
    for i, rule in enumerate(SWEEP.rules):
        if (rule.state, rule.read[0]) not in used:
            continue
        for fault in (
            replace(rule, move=({"L": "R", "R": "L", "S": "R"}[rule.move[0]],)),
            replace(rule, write=("0" if rule.write[0] != "0" else "1",)),
            replace(rule, target="no" if rule.target != "no" else "yes"),
        ):
            other = replace(SWEEP, rules=(*SWEEP.rules[:i], fault, *SWEEP.rules[i + 1 :]))
            assert unlike(sliding_window(other, 2, steps, wide, ending).predictor, expected), fault


def test_no_tie_ever_decides() -> None:
    """On every context of an expected chain the winner is alone at the top: another tie-break changes nothing."""
    c, expected = subject(2, "verdict", "marked")
    for prompt, chain, length in zip(expected.prompts, expected.chains, expected.lengths, strict=True):
        context = np.concatenate([prompt, chain]).tolist()
        for t in range(length):
            S = scores(c.predictor, t, context[: c.predictor.n + t])
            assert S.count(max(S)) == 1 and S.index(max(S)) == context[c.predictor.n + t]
