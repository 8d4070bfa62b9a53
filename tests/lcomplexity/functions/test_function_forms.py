"""From a text to a function: each form is recognised, and what is none of them is refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from lcomplexity.errors import PredictorError
from lcomplexity.functions import BooleanFunction, FamilyMember, LogicCircuit, function_of
from lcomplexity.functions.circuit_files import split_output
from lcomplexity.functions.reading import form_of
from turing.zoo import ZOO


def test_every_form_is_recognised(tmp_path: Path) -> None:
    """The same function, AND of two bits, in all forms; each of its own class."""
    (tmp_path / "a:b.blif").write_text(".inputs a b\n.outputs f g\n.names a b f\n11 1\n.names g\n")
    (tmp_path / "and.aag").write_text("aag 3 2 0 1 1\n2\n4\n6\n6 2 4\n")
    (tmp_path / "and.aig").write_bytes(b"aig 3 2 0 1 1\n6\n\x02\x02")
    forms = {
        "and:2": FamilyMember,
        "symmetric:2,001": FamilyMember,
        "0x8:2": BooleanFunction,
        "0b1000:2": BooleanFunction,
        "x0 & x1": LogicCircuit,
        "~(~x0|~x1)": LogicCircuit,
        f"{tmp_path}/a:b.blif:f": LogicCircuit,
        f"{tmp_path}/and.aag": LogicCircuit,
        f"{tmp_path}/and.aag:o0": LogicCircuit,
        f"{tmp_path}/and.aig": LogicCircuit,
    }
    for text, kind in forms.items():
        f = function_of(text)
        assert isinstance(f, kind) and f.n == 2 and f.tabulated().name == "0x8:2", text
        assert f.value((1, 1)) == 1 and f.value((0, 1)) == 0
        if form_of(text) != "file":
            assert function_of(f.name).tabulated() == f.tabulated()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("f.blif", ("f.blif", None)),
        ("f.aig:a:b", ("f.aig", "a:b")),
        ("d.aag/f.blif:x", ("d.aag/f.blif", "x")),
        ("f.blif:", None),
        ("f.blifx", None),
        ("blif", None),
        ("0x6:2", None),
    ],
)
def test_a_file_is_told_from_its_output(text: str, expected: tuple[str, str | None] | None) -> None:
    """By the extension before the colon."""
    assert split_output(text) == expected


def test_no_machine_of_the_zoo_looks_like_another_form() -> None:
    """So a name alone is always a machine's."""
    assert {form_of(name) for name in ZOO} == {"other"}
    assert {form_of(f"machines/{name}.tm") for name in ZOO} == {"other"}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "",
            "'': this is no function; write a family (parity:8), a truth table (0x6996:4), an expression ('x0 ^ x1')",
        ),
        ("palindrome", "'palindrome': this is no function; write a family (parity:8), a truth table (0x6996:4)"),
        ("majority", "'majority': a family needs its parameters; write majority:n"),
        ("0x", "'0x': this is no truth table"),
        ("0x12:34:5", "'0x12:34:5': this is no truth table"),
        ("x0 &", "expression 'x0 &': column 5"),
        ("y:3", "no family of functions is named 'y'"),
        ("no/such.blif:f", "no/such.blif: there is no such file; check the name"),
        ("x" * 100_000, "'xxxxxxxxxxxxxxxx"),
    ],
)
def test_a_text_that_names_no_function_is_refused(text: str, message: str) -> None:
    """With what could stand there."""
    with pytest.raises(PredictorError) as error:
        function_of(text)
    assert str(error.value).startswith(message) and len(str(error.value)) < 400
