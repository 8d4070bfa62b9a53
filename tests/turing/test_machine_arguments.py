"""Arguments of another kind than asked for: one line with the remedy, not an error from inside."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from turing.errors import MachineError
from turing.machine import Machine
from turing.simulator import run

RULES = ["e 1 1 R o", "o 1 1 R e", "e _ _ S yes", "o _ _ S no"]


def odd(**options: Any) -> Machine:
    """The machine, with some options replaced."""
    return Machine.of("odd", *RULES, **{"start": "e", "accepting": ["no"], "rejecting": ["yes"]} | options)


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (
            lambda: Machine.of("odd", RULES[:1], start="e"),  # type: ignore[arg-type]
            "odd: rule ['e 1 1 R o'] is a list, not a text; give each rule as an argument of its own, a list of them as "
            "Machine.of(name, *rules)",
        ),
        (
            lambda: Machine.of("odd", ("e", "1", "1", "R", "o"), start="e"),  # type: ignore[arg-type]
            "odd: rule ('e', '1', '1', 'R', 'o') is a tuple, not a text; give each rule as an argument of its own, a list of them "
            "as Machine.of(name, *rules)",
        ),
        (
            lambda: odd(accepting="no"),
            "odd: accepting='no' is one text; give a list of states: accepting=['no']",
        ),
        (
            lambda: odd(rejecting="yes"),
            "odd: rejecting='yes' is one text; give a list of states: rejecting=['yes']",
        ),
        (lambda: odd(halting="h"), "odd: halting='h' is one text; give a list of states: halting=['h']"),
        (
            lambda: run(odd(), 101),  # type: ignore[arg-type]
            "odd: input 101 is of type int; give a text, such as '101', or a sequence of symbols",
        ),
        (
            lambda: run(odd(), None),  # type: ignore[arg-type]
            "odd: input None is of type NoneType; give a text, such as '101', or a sequence of symbols",
        ),
    ],
)
def test_an_argument_of_another_kind_is_one_line(make: Callable[[], object], said: str) -> None:
    """Place, offender, fault, remedy."""
    with pytest.raises(MachineError) as error:
        make()
    assert str(error.value) == said


def test_what_was_taken_before_still_is() -> None:
    """States from any iterable, letters of the input alphabet as one text, inputs as texts and as sequences."""
    M = odd(accepting=(q for q in ["no"]), rejecting={"yes"}, input_alphabet="1")
    assert M.input_alphabet == ("1",) and M.accepting == {"no"}
    assert run(M, "111") == run(M, ["1", "1", "1"]) == run(M, ("1", "1", "1"))
    assert run(M, "111").outcome == "accept" and run(M, "").outcome == "reject"
