"""Truth tables as text, and back; what does not fit is refused before a number is made of it."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lcomplexity.errors import PredictorError
from lcomplexity.functions import BooleanFunction, truth_table


@given(
    st.integers(0, 8).flatmap(lambda n: st.builds(BooleanFunction, st.just(n), st.integers(0, (1 << (1 << n)) - 1)))
)
def test_a_name_is_read_back(f: BooleanFunction) -> None:
    """In hexadecimal, in either case, with zeros in front, and in binary."""
    assert truth_table(f.name) == f
    assert truth_table(f"0x000{f.table:X}:{f.n}") == truth_table(f"0b{f.table:b}:{f.n}") == f


def test_the_last_digit_is_the_value_at_zero() -> None:
    """0b1000:2 is AND, 0b0001:2 is NOR, 0x80:3 is the AND of three."""
    assert truth_table("0b1000:2").value((1, 1)) == 1 == truth_table("0b0001:2").value((0, 0))
    assert truth_table("0x80:3") == BooleanFunction.of(3, lambda x: x[0] & x[1] & x[2])
    assert truth_table("0x6996:4") == BooleanFunction.of(4, lambda x: sum(x) % 2)


NONE = "this is no truth table; write it in hexadecimal or binary with its number of variables, as in 0x6996:4 or 0b0110:2"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("0x6996", "'0x6996': the number of variables is missing; write 0x6996:4"),
        ("0b0110", "'0b0110': the number of variables is missing; write 0b0110:2"),
        ("0x6", "'0x6': the number of variables is missing; write 0x6:2"),
        (
            "0x" + "6" * 99,
            "'0x666666666666666666666666666666666666666666666666666666..: the number of variables is missing",
        ),
        ("0x69:2", "'0x69:2': the table does not fit 2 variables; 4 bits are 1 hexadecimal digits"),
        ("0x10000:4", "'0x10000:4': the table does not fit 4 variables; 16 bits are 4 hexadecimal digits"),
        ("0x4:1", "'0x4:1': the table does not fit 1 variables; 2 bits are a number below 4"),
        ("0b10000:2", "'0b10000:2': the table does not fit 2 variables; 4 bits are 4 binary digits"),
        ("0x0:17", "'0x0:17': 17 variables; a truth table has at most 16"),
        (
            "0x0:99999999999999999999",
            "'0x0:99999999999999999999': 99999999999999999999 variables; a truth table has at",
        ),
        ("0x6:", f"'0x6:': {NONE}"),
        ("0x:2", f"'0x:2': {NONE}"),
        ("0b2:2", f"'0b2:2': {NONE}"),
        ("0xg:2", f"'0xg:2': {NONE}"),
        ("0x6:-1", f"'0x6:-1': {NONE}"),
        ("6996:4", f"'6996:4': {NONE}"),
        ("0x69_96:4", f"'0x69_96:4': {NONE}"),
        ("", f"'': {NONE}"),
    ],
)
def test_what_is_no_truth_table_is_refused(text: str, message: str) -> None:
    """The line shows what to write."""
    with pytest.raises(PredictorError) as error:
        truth_table(text)
    assert str(error.value).startswith(message)


def test_a_table_of_millions_of_digits_is_refused_at_once() -> None:
    """By counting its digits; as many zeros in front are harmless."""
    start = time.process_time()
    with pytest.raises(PredictorError):
        truth_table("0x" + "f" * 10_000_000 + ":16")
    assert truth_table("0x" + "0" * 10_000_000 + "1:1").table == 1
    assert time.process_time() - start < 5
