"""FUNCTION on the command line, machines at a length among its forms, held against the machines' own oracles."""

from __future__ import annotations

import argparse
from itertools import product
from pathlib import Path

import pytest

from lcomplexity.cli.function_argument import (
    MAX_STEPS,
    add_function,
    add_functions,
    function_argument,
    function_arguments,
    machine_function,
)
from lcomplexity.errors import PredictorError
from lcomplexity.functions import Function, member
from turing.errors import MachineError
from turing.zoo import ZOO, zoo


def one(*words: str) -> Function:
    """The function that a command line names."""
    parser = argparse.ArgumentParser()
    add_function(parser)
    return function_argument(parser.parse_args(words))


def several(*words: str) -> tuple[Function, ...]:
    """The functions that a command line names."""
    parser = argparse.ArgumentParser()
    add_functions(parser)
    return function_arguments(parser.parse_args(words))


def test_every_form_stands_for_its_function() -> None:
    """One for each, and several at once with a length for the machine among them."""
    assert one("majority:3").tabulated() == one("0xe8:3").tabulated() == one("x0&x1|x2&(x0|x1)").tabulated()
    f, g, h = several("parity", "parity:4", "x0 ^ x1", "--length", "4")
    assert f.name == "parity at length 4" and f.n == 4
    assert f.tabulated() == g.tabulated() and h.n == 2


DECIDERS = [
    name for name, e in ZOO.items() if e.answer == "verdict" and e.words is None and len(e.input_alphabet) == 2
]


@pytest.mark.parametrize("name", DECIDERS)
def test_a_machine_of_the_zoo_at_a_length_is_its_oracle(name: str) -> None:
    """All words of 1 to 5 symbols: x_j = 1 is the second symbol of the machine's alphabet at place j."""
    entry = zoo(name)
    zero, second = ("0", "1") if {"0", "1"} <= set(entry.input_alphabet) else entry.input_alphabet
    for n in range(1, 6):
        f = one(name, "--length", str(n))
        table = f.tabulated()
        for x in product((0, 1), repeat=n):
            word = "".join((zero, second)[bit] for bit in x)
            assert f.value(x) == table.value(x) == int(entry.oracle(word) == "accept"), (n, word)


def test_machines_that_decide_a_family_agree_with_it() -> None:
    """Parity and majority, computed on a tape and by their definitions (the machine accepts an odd number of ones)."""
    for n in (1, 4, 7):
        assert one("parity", "--length", str(n)).tabulated() == member("parity", n).tabulated()
    assert one("majority", "--length", "7").tabulated() == member("majority", 7).tabulated()


MORPHETT = "0 1 1 r 0\n0 0 0 r 1\n1 * * r 1\n0 _ _ * halt-accept\n1 _ _ * halt-reject\n"


def test_a_machine_file_is_read_and_its_alphabet_named(tmp_path: Path) -> None:
    """All bits 1; with the two symbols exchanged, all bits 0."""
    file = tmp_path / "ones (all).tm"
    file.write_text(MORPHETT)
    assert one(str(file), "--length", "4").tabulated() == member("and", 4).tabulated()
    assert one(str(file), "--length", "4", "--alphabet", "10").tabulated() == (~member("or", 4).tabulated())
    assert one("repeated_word", "--length", "3", "--alphabet", "0#").value((0, 1, 0)) == 1


def test_a_machine_that_never_stops_does_not_accept(tmp_path: Path) -> None:
    """Where it provably runs for ever the value is 0; where that is not known it is refused."""
    file = tmp_path / "loop.tm"
    file.write_text("0 0 0 * halt-accept\n0 1 1 r 1\n1 * * l 2\n2 * * r 1\n")
    assert one(str(file), "--length", "1").tabulated().name == "0x1:1"
    file.write_text("0 0 0 * halt-accept\n0 1 1 r 1\n1 * 1 r 1\n")
    with pytest.raises(PredictorError) as error:
        one(str(file), "--length", "2").tabulated()
    assert str(error.value) == (
        f"loop at length 2: input '10': no verdict after {MAX_STEPS} steps; a function needs a machine that stops"
    )


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("parity",), "parity: a machine is a function at one length of input only; give --length n (the family of that name is written parity:n)"),
        (("palindrome",), "palindrome: a machine is a function at one length of input only; give --length n"),
        (("no.tm",), "no.tm: a machine is a function at one length of input only; give --length n"),
        (("parity", "--length", "0"), "parity: --length 0; a function has at least 1 variable"),
        (("parity:8", "--length", "8"), "parity:8: --length is for machines; this function has its variables, leave it out"),
        (("x0", "--alphabet", "01"), "x0: --alphabet is for machines; this function has its variables, leave it out"),
        (("anbncn", "--length", "3"), "anbncn: the input symbols are 'a', 'b', 'c'; a function needs two: name them with --alphabet, as in --alphabet 01"),
        (("power_of_two", "--length", "3"), "power_of_two: the input symbols are 'a'; a function needs two: name them with"),
        (("palindrom",), "'palindrom': this is no function; write a family (parity:8)"),
        (("parity:",), "parity:: n is ''"),
    ],
)  # fmt: skip
def test_what_names_no_function_is_refused(words: tuple[str, ...], message: str) -> None:
    """In one line, with the remedy."""
    with pytest.raises(PredictorError) as error:
        one(*words)
    assert str(error.value).startswith(message)


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("palindrom", "--length", "3"), "zoo: no machine is named 'palindrom'; did you mean 'palindrome'"),
        (("no.tm", "--length", "3"), "no.tm: there is no such file"),
        (("parity", "--length", "3", "--alphabet", "0x"), "parity: "),
    ],
)
def test_what_names_no_machine_is_refused(words: tuple[str, ...], message: str) -> None:
    """By the machines' own reader."""
    with pytest.raises(MachineError) as error:
        one(*words)
    assert str(error.value).startswith(message)


@pytest.mark.parametrize(
    ("name", "x", "message"),
    [
        ("increment", (1, 0), "increment at length 2: input '10': it halts without a verdict; a function needs a machine that accepts or rejects"),
        ("palindrome", (1, 0, 2), "palindrome at length 3: '(1, 0, 2)' is no input; give 3 bits, each 0 or 1"),
        ("palindrome", (1,), "palindrome at length 1: "),
    ],
)  # fmt: skip
def test_a_machine_without_a_verdict_is_no_function(name: str, x: tuple[int, ...], message: str) -> None:
    """It halts, and that is all; and an input that is none is refused as for any function."""
    f = machine_function(name, len(x), None)
    if message.endswith(": "):
        assert f.value(x) == 1
        return
    with pytest.raises(PredictorError) as error:
        f.value(x)
    assert str(error.value) == message


def test_the_words_run_are_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    """One line a word, the last one saying that all have been run."""
    lines: list[str] = []
    monkeypatch.setattr("lcomplexity.cli.output.Progress.__call__", lambda _, text: lines.append(text))
    one("palindrome", "--length", "3").tabulated()
    assert lines == [f"palindrome at length 3: {i} of 8 words run" for i in range(1, 9)]


def test_a_long_machine_function_has_values_and_no_table() -> None:
    """At length 40."""
    f = one("palindrome", "--length", "40")
    assert f.value((1,) * 40) == 1 and f.value((1,) * 39 + (0,)) == 0
    with pytest.raises(PredictorError) as error:
        f.tabulated()
    assert str(error.value).startswith("palindrome at length 40: a truth table of 40 variables has 2^40 entries")
