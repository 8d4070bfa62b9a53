"""What is no machine is refused by name; what a stop means; machines and tapes as values that can be copied."""

from __future__ import annotations

import pickle
import re
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from turing.errors import MachineError
from turing.machine import (
    POLICIES,
    Configuration,
    Machine,
    Rule,
    cells,
    initial,
    step,
    symbols,
    text,
    verdict,
)
from turing.tape import Tape, tape_of

#: Two states, a halting one of each kind; the blank is _.
GOOD = Machine.of(
    "M", "a 0 1 R b", "b 1 0 L a", "b 0 0 S yes", "b _ _ S no", "a _ _ S end",
    start="a", accepting=["yes"], rejecting=["no"], halting=["end"],
)  # fmt: skip
RULE = Rule("a", ("1",), ("1",), ("R",), "b")
STATES = "['a', 'b', 'yes', 'no', 'end']"


def with_rule(**changes: Any) -> dict[str, Any]:
    """Return the field ``rules`` with one rule more."""
    return {"rules": (*GOOD.rules, replace(RULE, **changes))}


REFUSED: list[tuple[dict[str, Any], str]] = [
    ({"states": ("a", "b", "yes", "no", "end", "")}, "state '' is not a non-empty text"),
    ({"states": ("a", "b", "yes", "no", "end", 3)}, "state 3 is not a non-empty text"),
    ({"alphabet": ("_", "0", "1", "")}, "tape symbol '' is not a non-empty text"),
    ({"states": ("b", "a", "b", "yes", "no", "end")}, "state 'b' is declared twice; declare it once"),
    ({"alphabet": ("0", "_", "1", "1")}, "tape symbol '1' is declared twice; declare it once"),
    (
        {"policy": "by-luck"},
        "policy 'by-luck' is unknown; policies are ['by-state', 'by-halting', 'final-state', 'missing-halts']",
    ),
    ({"tapes": 0, "rules": ()}, "number of tapes is 0; it must be at least 1"),
    ({"start": "z"}, f"start state 'z' is not a state; states are {STATES}"),
    ({"blank": "x"}, "blank 'x' is not in the tape alphabet ['_', '0', '1']"),
    ({"input_alphabet": ("0", "x")}, "input symbol 'x' is not in the tape alphabet ['_', '0', '1']"),
    ({"accepting": frozenset("z")}, f"accepting state 'z' is not a state; states are {STATES}"),
    ({"rejecting": frozenset("z")}, f"rejecting state 'z' is not a state; states are {STATES}"),
    ({"halting": GOOD.halting | {"z"}}, f"halting state 'z' is not a state; states are {STATES}"),
    ({"rejecting": frozenset(["yes"])}, "state 'yes' is both accepting and rejecting; choose one"),
    (
        {"halting": frozenset(["no", "end"])},
        "accepting or rejecting state 'yes' is not among the halting states; add it to halting",
    ),
    (
        {"halting": frozenset(["yes", "end"])},
        "accepting or rejecting state 'no' is not among the halting states; add it to halting",
    ),
    (with_rule(state="z"), f"rule (z, 1) -> (1, R, b): state 'z' is not a state; states are {STATES}"),
    (with_rule(target="z"), f"rule (a, 1) -> (1, R, z): state 'z' is not a state; states are {STATES}"),
    (
        with_rule(read=("1", "1")),
        "rule (a, [1 1]) -> (1, R, b): reads, writes and moves must have one entry for each of 1 tape(s)",
    ),
    (
        with_rule(write=("1", "1")),
        "rule (a, 1) -> ([1 1], R, b): reads, writes and moves must have one entry for each of 1 tape(s)",
    ),
    (
        with_rule(move=("R", "R")),
        "rule (a, 1) -> (1, [R R], b): reads, writes and moves must have one entry for each of 1 tape(s)",
    ),
    (with_rule(read=("x",)), "rule (a, x) -> (1, R, b): symbol 'x' is not in the tape alphabet ['_', '0', '1']"),
    (with_rule(write=("x",)), "rule (a, 1) -> (x, R, b): symbol 'x' is not in the tape alphabet ['_', '0', '1']"),
    (with_rule(move=("U",)), "rule (a, 1) -> (1, U, b): move 'U' is unknown; moves are L, R and S"),
    (
        with_rule(state="yes"),
        "rule (yes, 1) -> (1, R, b): state 'yes' is a halting state and cannot have rules",
    ),
    (
        {"states": (*GOOD.states, "w"), **with_rule(target="w")},
        "rule (a, 1) -> (1, R, w): state 'w' has no rules and is not a halting state; declare it as halting or give "
        f"it rules; states are {STATES[:-1]}, 'w']",
    ),
    (
        {"states": (*GOOD.states, "w"), "start": "w"},
        "start state 'w' has no rules and is not a halting state; give it rules",
    ),
    (
        with_rule(read=("0",), move=("L",)),
        "rule (a, 0) -> (1, L, b): the pair already has rule (a, 0) -> (1, R, b); a deterministic machine has one rule "
        "for each state and symbol: remove one",
    ),
]


@pytest.mark.parametrize(("changes", "fault"), REFUSED, ids=[fault[:50] for _, fault in REFUSED])
def test_what_is_no_machine_is_refused_naming_the_offender(changes: dict[str, Any], fault: str) -> None:
    """One line: the machine's name, the offender, what is wrong with it and what would be right."""
    fields = {
        name: getattr(GOOD, name) for name in ("states", "alphabet", "blank", "input_alphabet", "start", "rules")
    }
    fields |= {name: getattr(GOOD, name) for name in ("accepting", "rejecting", "halting", "policy", "tapes")}
    assert Machine("M", **fields) == GOOD
    with pytest.raises(MachineError, match=f"^{re.escape(f'M: {fault}')}$"):
        Machine("M", **fields | changes)


@pytest.mark.parametrize("line", ["a 1 1 R", "a 1 1 R b b", "a b", "", "a 1 1 R b c d"])
def test_a_line_that_is_no_rule_is_refused_with_its_words_counted(line: str) -> None:
    """A state, k symbols read, k written, k moves, a state."""
    message = (
        f"M: rule {line!r}: expected 'state read write move target' with equally many symbols read, written and moves, "
        f"got {len(line.split())} words"
    )
    with pytest.raises(MachineError, match=f"^{re.escape(message)}$"):
        Machine.of("M", line, start="a")


def test_names_are_numbered_in_order_of_appearance_and_rules_in_the_order_of_names() -> None:
    """The start state and the blank first; a repeated rule counts once; brackets are only for the eye."""
    M = Machine.of("M", "b [1 x] [0 _] [R S] a", "a 0 1 1 1 L L h", "b 1 x 0 _ R S a", start="a", halting=["z", "h"])
    assert M.states == ("a", "b", "h", "z")
    assert M.alphabet == ("_", "1", "x", "0")
    assert M.input_alphabet == ("1", "x", "0")
    assert (M.tapes, M.policy, M.blank, M.halting) == (2, "by-state", "_", frozenset("hz"))
    assert [str(rule) for rule in M.rules] == ["(a, [0 1]) -> ([1 1], [L L], h)", "(b, [1 x]) -> ([0 _], [R S], a)"]
    assert M.delta["b", ("1", "x")] is M.rules[1]
    alone = Machine.of("alone", start="s", halting=["s"], blank="#", input_alphabet=["p", "q"], policy="by-halting")
    assert (alone.alphabet, alone.input_alphabet, alone.tapes) == (("#", "p", "q"), ("p", "q"), 1)
    assert (alone.rules, alone.policy) == ((), "by-halting")


def test_machines_with_the_same_rules_in_another_order_are_equal() -> None:
    """And hash alike; another name, rule, policy or accepting state makes another machine."""
    again = replace(GOOD, rules=tuple(reversed(GOOD.rules)))
    assert again == GOOD
    assert hash(again) == hash(GOOD)
    others: list[dict[str, Any]] = [
        {"name": "N"},
        {"policy": "by-halting"},
        {"accepting": frozenset()},
        {"rules": GOOD.rules[1:]},
    ]
    assert all(replace(GOOD, **changes) != GOOD for changes in others)


# --- what a stop means --------------------------------------------------------------------------------------------

#: Policy -> verdicts in an accepting, a rejecting and a plain halting state, and where no rule applies.
VERDICTS = {
    "by-state": ("accept", "reject", "halt", "undefined"),
    "by-halting": ("accept", "accept", "accept", "accept"),
    "final-state": ("accept", "reject", "halt", "reject"),
    "missing-halts": ("accept", "reject", "halt", "halt"),
}


@pytest.mark.parametrize("policy", POLICIES)
def test_a_policy_says_what_each_stop_means(policy: Any) -> None:
    """And nothing is said where a rule applies."""
    M = replace(GOOD, policy=policy)
    blank = Tape(None, "_", None, 0)
    said = [verdict(M, Configuration(q, (blank,))) for q in ("yes", "no", "end")]
    missing = verdict(M, Configuration("a", (Tape(None, "1", None, 0),)))
    assert (*said, missing) == VERDICTS[policy]
    assert verdict(M, Configuration("a", (blank,))) is None
    assert set(POLICIES) == set(VERDICTS)


# --- inputs and tapes ---------------------------------------------------------------------------------------------


def test_a_text_is_read_by_characters_or_by_words() -> None:
    """By words as soon as one input symbol is longer; a sequence is taken as it is; the fault has a position."""
    wide = Machine.of("wide", "a 10 10 R a", "a 1 1 R a", start="a")
    assert symbols(wide, "1 10  1") == ("1", "10", "1")
    assert symbols(GOOD, ["0", "1"]) == symbols(GOOD, "01") == ("0", "1")
    with pytest.raises(
        MachineError, match=r"^M: input symbol '_' at position 2 is not in the input alphabet \['1', '0'\]$"
    ):
        symbols(replace(GOOD, input_alphabet=("1", "0")), "01_")


def test_a_run_starts_with_the_input_from_cell_0_on_the_first_tape_and_blanks_on_the_others() -> None:
    """All heads at cell 0, in the start state."""
    two = Machine.of("two", "s 1 _ _ 1 R R s", "s _ _ _ _ S S h", start="s", halting=["h"])
    c = initial(two, "11")
    assert (c.state, c.heads, c.scanned) == ("s", (0, 0), ("1", "_"))
    assert [cells(two, tape) for tape in c.tapes] == [{0: "1", 1: "1"}, {}]
    assert [text(two, tape) for tape in step(two, step(two, c)).tapes] == ["", "11"]


def test_the_text_of_a_tape_is_its_window_from_the_first_to_the_last_written_cell() -> None:
    """Blanks inside stay; symbols of several characters are kept apart; nothing written is nothing."""
    wide = Machine.of("wide", "a 10 1 R a", start="a")
    tape = tape_of({-2: "1", 1: "10"}, 5, "_")
    assert text(wide, tape) == "1 _ _ 10"
    assert list(cells(wide, tape).items()) == [(-2, "1"), (1, "10")]
    assert (text(wide, tape_of({}, 5, "_")), cells(wide, tape_of({3: "_"}, 0, "_"))) == ("", {})


@given(st.dictionaries(st.integers(-6, 6), st.sampled_from("_ab")), st.integers(-8, 8))
def test_machines_tapes_and_configurations_survive_pickling(written: dict[int, str], head: int) -> None:
    """The copy is equal, cell by cell, and steps alike."""
    tape = tape_of(written, head, "_")
    copied = pickle.loads(pickle.dumps(tape))
    assert copied == tape
    assert (copied.left, copied.symbol, copied.right, copied.head) == (tape.left, tape.symbol, tape.right, tape.head)
    assert pickle.loads(pickle.dumps(GOOD)) == GOOD
    c = initial(GOOD, "01")
    assert step(pickle.loads(pickle.dumps(GOOD)), pickle.loads(pickle.dumps(c))) == step(GOOD, c)


def test_a_tape_of_a_hundred_thousand_cells_is_compared_and_copied() -> None:
    """Nothing recurses along the tape; one cell at its far end makes it another."""
    long = dict.fromkeys(range(100_000), "1")
    tape = tape_of(long, 50_000, "_")
    assert tape == tape_of(long, 50_000, "_")
    assert tape != tape_of(long | {0: "0"}, 50_000, "_")
    assert pickle.loads(pickle.dumps(tape)) == tape
    assert tape != "11"
