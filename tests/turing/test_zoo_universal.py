"""The universal machine runs its guests step for step."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from turing.errors import MachineError
from turing.machine import Machine, cells, initial, step, text, verdict
from turing.simulator import run
from turing.zoo import ZOO, zoo
from turing.zoo.universal import decode, encode, interpret

UNIVERSAL = ZOO["universal"].machine

#: The states in which the universal machine holds a whole guest configuration, and the scanned letter in each.
PICKS = {"pickB": "B", "pick0": "0", "pick1": "1"}

GUESTS = {
    "bb2": [""],
    "bb3": [""],
    "bb3_ones": [""],
    "bb4": [""],
    "parity": ["", "0", "1", "1011"],
    "mod3": ["", "110", "111"],
    "contains_1011": ["", "01011", "0110"],
    "increment": ["", "111", "1011"],
    "increment_lsd": ["", "111", "1101"],
    "palindrome": ["0110", "010", "0111"],
    "anbn": ["aabb", "abab"],
    "bit_sort": ["1010"],
}


#: State, index of the scanned cell among the visited ones, visited cells.
Snapshot = tuple[str, int, tuple[str, ...]]


def kernel_run(guest: Machine, x: str, most: int) -> Iterator[Snapshot]:
    """The guest's configurations by the kernel, the last one included, ``most`` of them at most."""
    configuration = initial(guest, x)
    least, greatest = 0, max(len(x) - 1, 0)
    for _ in range(most):
        tape = configuration.tapes[0]
        least, greatest = min(least, tape.head), max(greatest, tape.head)
        written = cells(guest, tape)
        visited = tuple(written.get(i, guest.blank) for i in range(least, greatest + 1))
        yield configuration.state, tape.head - least, visited
        if verdict(guest, configuration) is not None:
            return
        configuration = step(guest, configuration)


def simulated_run(guest: Machine, x: str, most: int) -> Iterator[Snapshot]:
    """The guest's configurations as the universal machine goes through them, ``most`` of them at most.

    The last one of a guest that halts is not among them.
    """
    configuration = initial(UNIVERSAL, encode(guest, x))
    left = ""
    while most and verdict(UNIVERSAL, configuration) is None:
        if configuration.state in PICKS and configuration.state != left:
            before, head, after = text(UNIVERSAL, configuration.tapes[0]).partition("^")
            assert head == "^"
            held = decode(guest, before + PICKS[configuration.state] + after)
            yield held.state, len(before.partition("#")[2]), held.cells
            most -= 1
        left = configuration.state
        configuration = step(UNIVERSAL, configuration)


@pytest.mark.parametrize("name", list(GUESTS))
def test_universal_machine_goes_through_the_configurations_of_its_guest(name: str) -> None:
    """At each choice of a rule the universal tape is the guest's next configuration; at the end it is the last."""
    guest = zoo(name).machine
    for x in GUESTS[name]:
        *before, last = kernel_run(guest, x, 1000)
        assert list(simulated_run(guest, x, 1001)) == before
        end = run(UNIVERSAL, encode(guest, x))
        alone = run(guest, x)
        assert end.outcome == alone.outcome
        left = text(UNIVERSAL, end.configuration.tapes[0])
        assert left == interpret(encode(guest, x))
        assert decode(guest, left).cells == last[2]
        assert end.configuration.heads[0] - left.index("#") - 1 == last[1]


#: Transitions of the universal machine, counted by a second simulator: a search that sets out in the wrong direction
#: still ends in the right place, only later.
STEPS = {
    ("bb2", ""): 422,
    ("bb3", ""): 1807,
    ("bb3_ones", ""): 1038,
    ("bb4", ""): 12212,
    ("parity", "0110"): 391,
    ("mod3", "111"): 452,
    ("increment", "1011"): 425,
    ("palindrome", "0110"): 3065,
    ("palindrome", "0111"): 1062,
}


@pytest.mark.parametrize(("name", "x"), list(STEPS))
def test_universal_machine_makes_no_detour(name: str, x: str) -> None:
    """The number of transitions on a guest is the recorded one."""
    assert run(UNIVERSAL, encode(zoo(name).machine, x)).steps == STEPS[name, x]


LETTERS = "_01"


@st.composite
def guests(draw: st.DrawFn) -> Machine:
    """A machine with 1 to 4 states over blank, 0 and 1, some rules missing, some moves stays, some rules halting."""
    states = [f"q{i}" for i in range(draw(st.integers(1, 4)))]
    ends = ["yes", "no", "end"]
    rules = [f"q0 {draw(st.sampled_from(LETTERS))} 0 R q0"]
    for q in states:
        for read in LETTERS:
            if draw(st.integers(0, 9)) and not rules[0].startswith(f"{q} {read}"):
                write, move = draw(st.sampled_from(LETTERS)), draw(st.sampled_from("LLRRS"))
                rules.append(f"{q} {read} {write} {move} {draw(st.sampled_from(states * 3 + ends))}")
    halting = [q for q in states if not any(rule.startswith(q + " ") for rule in rules)]
    return Machine.of(
        "guest",
        *rules,
        start="q0",
        accepting=["yes"],
        rejecting=["no"],
        halting=["end", *halting],
        input_alphabet="01",
    )


@settings(max_examples=120, deadline=None, derandomize=True, database=None)
@given(guests(), st.text("01", max_size=4))
def test_universal_machine_runs_any_guest(guest: Machine, x: str) -> None:
    """For random guests with at most 3 symbols the universal machine goes through their first configurations."""
    alone = list(kernel_run(guest, x, 20))
    with_rules = {rule.state for rule in guest.rules}
    # A guest that stands without a rule still has its state's block looked up; a halting state has no block.
    expected = [c for c in alone if c[0] in with_rules]
    assert list(simulated_run(guest, x, len(expected))) == expected


def test_guest_that_cannot_be_encoded_is_refused() -> None:
    """Too many symbols, too many tapes, a blank in the input and a start state that halts are each named."""
    four = Machine.of("four", "a 1 2 R a", "a 3 1 R a", start="a")
    blank = Machine.of("blank", "a 1 1 R a", start="a", input_alphabet=["1", "_"])
    at_once = Machine.of("at_once", start="a", halting=["a"])
    for guest, x, expected in (
        (
            four,
            "",
            "four: tape symbol '3': a guest of the universal machine has at most two symbols beside the blank, not 3",
        ),
        (
            zoo("add_3tape").machine,
            "",
            "add_3tape: 3 tapes; a guest of the universal machine has one tape",
        ),
        (blank, "1_", "blank: input holds the blank '_'; a guest's input has none"),
        (at_once, "", "at_once: start state 'a' halts at once; a guest makes a step"),
        (zoo("bb2").machine, "1", "bb2: input symbol '1' at position 0 is not in the input alphabet []"),
    ):
        with pytest.raises(MachineError) as caught:
            encode(guest, x)
        assert str(caught.value) == expected


def test_tape_that_holds_no_guest_is_refused() -> None:
    """A tape without one @ and a #, with another number of states, or at work, is named."""
    guest = zoo("bb2").machine
    for tape, expected in (
        (":1R+", "bb2: tape ':1R+' is not a universal machine's: it needs one @ and one # behind it"),
        ("@BR#1", "bb2: tape '@BR#1' holds a program of 1 states, but this guest has 2"),
        ("@BR:BR#^", "bb2: tape '@BR:BR#^': '^' behind the # is none of ['B', '1']; the machine is at work"),
    ):
        with pytest.raises(MachineError) as caught:
            decode(guest, tape)
        assert str(caught.value) == expected
