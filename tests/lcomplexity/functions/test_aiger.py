"""AIGER files in both forms: the examples of the format's description, drawn graphs, every fault with its place."""

from __future__ import annotations

import random
import time
from itertools import product
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lcomplexity.errors import PredictorError
from lcomplexity.functions import load_circuit, member
from lcomplexity.functions.aiger import parse_aiger

#: The half adder of the format's description: ANDs out of order, a symbol table, a comment.
HALF_ADDER = b"""aag 7 2 0 2 3
2
4
6
12
6 13 15
12 2 4
14 3 5
i0 x
i1 y
o0 s
o1 c
c
half adder
"""

#: An example distributed with the format: x ^ y written twice, and the two compared, so it is constant 0.
MITER = b"aag 11 2 0 1 9\n2\n4\n22\n6 2 4\n8 3 5\n10 7 9\n12 2 5\n14 3 4\n16 13 15\n18 10 17\n20 11 16\n22 19 21\n"


def number(value: int) -> bytes:
    """A difference as the binary form writes it: 7 bits a byte, low first, the high bit if more follow."""
    written = bytearray()
    while value >= 128:
        written.append(value % 128 + 128)
        value //= 128
    written.append(value)
    return bytes(written)


def binary(inputs: int, outputs: list[int], ands: list[tuple[int, int]], rest: bytes = b"") -> bytes:
    """The binary form of a graph whose ANDs, in order, read the two literals given."""
    head = f"aig {inputs + len(ands)} {inputs} 0 {len(outputs)} {len(ands)}\n" + "".join(f"{o}\n" for o in outputs)
    body = b""
    for i, pair in enumerate(ands):
        left, a, b = 2 * (inputs + 1 + i), max(pair), min(pair)
        body += number(left - a) + number(a - b)
    return head.encode() + body + rest


def ascii_form(inputs: int, outputs: list[int], ands: list[tuple[int, int]], draw: random.Random) -> bytes:
    """The ASCII form of the same graph, its variables renamed and its ANDs shuffled."""
    total = inputs + len(ands)
    names = [0, *draw.sample(range(1, total + 4), total)]

    def literal(old: int) -> int:
        return 2 * names[old >> 1] + (old & 1)

    lines = [f"{2 * names[j + 1]}" for j in range(inputs)] + [f"{literal(o)}" for o in outputs]
    gates = [f"{2 * names[inputs + 1 + i]} {literal(a)} {literal(b)}" for i, (a, b) in enumerate(ands)]
    draw.shuffle(gates)
    return (
        f"aag {total + 3} {inputs} 0 {len(outputs)} {len(ands)}\n".encode()
        + "".join(f"{line}\n" for line in lines + gates).encode()
    )


@pytest.mark.parametrize(
    ("data", "table"),
    [
        (b"aag 1 1 0 1 0\n2\n2\n", "0x2:1"),
        (b"aag 1 1 0 1 0\n2\n3\n", "0x1:1"),
        (b"aag 1 1 0 1 0\n2\n0\n", "0x0:1"),
        (b"aag 1 1 0 1 0\n2\n1\n", "0x3:1"),
        (b"aag 3 2 0 1 1\n2\n4\n6\n6 2 4\n", "0x8:2"),
        (b"aag 3 2 0 1 1\n2\n4\n7\n6 3 5\n", "0xe:2"),
        (b"aag 9 2 0 1 1\n18\n4\n7\n6 19 4\n", "0xb:2"),
        (MITER, "0x0:2"),
        (b"aig 1 1 0 1 0\n3\n", "0x1:1"),
        (b"aig 3 2 0 1 1\n6\n\x02\x02", "0x8:2"),
        (b"aig 3 2 0 1 1\n7\n\x01\x02", "0xe:2"),
        (b"aig 3 2 0 1 1 0 0 0 0\n6\n\x02\x02", "0x8:2"),
        (b"aag 3 2 0 1 1\r\n2\r\n4\r\n6\r\n6 2 4\r\n", "0x8:2"),
        (b"aag 3 2 0 1 1\n2\n4\n6\n6 1 4", "0xc:2"),
    ],
)
def test_known_files(data: bytes, table: str) -> None:
    """Buffer, inverter, constants, AND, OR of the description, in both forms; tables by hand."""
    assert parse_aiger(data, "f.aig", None).tabulated().name == table


def test_the_half_adder_adds_in_both_forms() -> None:
    """With outputs by name, and by number where the symbol table says nothing."""
    graph: list[tuple[int, int]] = [(2, 4), (3, 5), (7, 9)]
    named = binary(2, [10, 6], graph, b"o1 carry\nc\nany\x80thing")
    bare = binary(2, [10, 6], graph)
    for data, total, carry in ((HALF_ADDER, "s", "c"), (named, "o0", "carry"), (bare, "o0", "o1")):
        s, c = (parse_aiger(data, "f.aig", name) for name in (total, carry))
        assert s.tabulated() == member("add", 1, 0).tabulated() and c.tabulated() == member("add", 1, 1).tabulated()
        assert s.name == f"f.aig:{total}"


@st.composite
def graphs(draw: st.DrawFn) -> tuple[int, list[int], list[tuple[int, int]]]:
    """Inputs, one output, and ANDs of earlier literals, the constants among them."""
    inputs = draw(st.integers(1, 4))
    ands = []
    for i in range(draw(st.integers(0, 12))):
        most = 2 * (inputs + i) + 1
        ands.append((draw(st.integers(0, most)), draw(st.integers(0, most))))
    return inputs, [draw(st.integers(0, 2 * (inputs + len(ands)) + 1))], ands


@given(graphs(), st.integers(0, 2**32))
def test_drawn_graphs_compute_their_ands_in_both_forms(
    graph: tuple[int, list[int], list[tuple[int, int]]], seed: int
) -> None:
    """All inputs, against the ANDs in Python; renaming and order do not matter in the ASCII form."""
    inputs, outputs, ands = graph
    first = parse_aiger(binary(*graph), "f.aig", None)
    second = parse_aiger(ascii_form(*graph, random.Random(seed)), "f.aag", None)
    for x in product((0, 1), repeat=inputs):
        values = [0, *x]
        for a, b in ands:
            values.append((values[a >> 1] ^ a & 1) & (values[b >> 1] ^ b & 1))
        expected = values[outputs[0] >> 1] ^ outputs[0] & 1
        assert first.value(x) == second.value(x) == first.tabulated().value(x) == expected


def test_long_differences_are_read() -> None:
    """An AND that reads a literal 40,000 below itself: three bytes a difference."""
    ands = [(2, 4)] + [(2 * (2 + i), 3) for i in range(1, 20_001)]
    ands.append((4, 2))
    data = binary(2, [2 * (2 + len(ands))], ands)
    assert parse_aiger(data, "f.aig", None).tabulated().name == "0x8:2"
    assert number(300) == b"\xac\x02"


MEMORY = "the circuit has memory; only combinational circuits are functions: cut it at its latches"
AND = b"aag 3 2 0 1 1\n2\n4\n6\n6 2 4\n"
BINARY = b"aig 3 2 0 1 1\n6\n\x02\x02"
NEED = "stands where {} should; give {}"


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "f.aig:1: '' is no AIGER header; it is 'aag M I L O A' or 'aig M I L O A'"),
        (b"aag 3 2 0 1", "f.aig:1: 'aag 3 2 0 1' is no AIGER header"),
        (b"aag 3 2 0 1 01\n", "f.aig:1: 'aag 3 2 0 1 01' is no AIGER header"),
        (b"aag  3 2 0 1 1\n", "f.aig:1: 'aag  3 2 0 1 1' is no AIGER header"),
        (b"aag 3 2 0 1 -1\n", "f.aig:1: 'aag 3 2 0 1 -1' is no AIGER header"),
        (b".model m\n", "f.aig:1: '.model m' is no AIGER header"),
        (b"\x00\xff", "f.aig:1: '\\x00\\xff' is no AIGER header"),
        (AND.replace(b"2 0 1 1", b"1 1 1 1"), f"f.aig:1: 1 latches: {MEMORY}"),
        (AND.replace(b"0 1 1\n", b"0 1 1 1\n"), "f.aig:1: it has properties of AIGER 1.9 (B C J F)"),
        (AND.replace(b"aag 3", b"aag 2"), "f.aig:1: M = 2 does not fit 2 inputs and 1 ANDs; it is their sum"),
        (BINARY.replace(b"aig 3", b"aig 4"), "f.aig:1: M = 4 does not fit 2 inputs and 1 ANDs; it is their sum"),
        (b"aag 0 0 0 1 0\n0\n", "f.aig:1: the circuit has no inputs; a function has at least one"),
        (b"aag 2 2 0 0 0\n2\n4\n", "f.aig: the circuit has no outputs; give it one"),
        (
            AND.replace(b"\n4\n", b"\n3\n"),
            "f.aig:3: input 3 is odd, zero or too large; an input is 2, 4, .. or 6, once",
        ),
        (
            AND.replace(b"\n4\n", b"\n0\n"),
            "f.aig:3: input 0 is odd, zero or too large; an input is 2, 4, .. or 6, once",
        ),
        (
            AND.replace(b"\n4\n", b"\n8\n"),
            "f.aig:3: input 8 is odd, zero or too large; an input is 2, 4, .. or 6, once",
        ),
        (AND.replace(b"\n4\n", b"\n2\n"), "f.aig:3: input 2 is twice; an input is 2, 4, .. or 6, once"),
        (AND.replace(b"\n4\n", b"\nx\n"), "f.aig:3: 'x' " + NEED.format("an input", "a number")),
        (AND.replace(b"\n4\n", b"\n4 4\n"), "f.aig:3: '4 4' " + NEED.format("an input", "a number")),
        (AND.replace(b"\n6\n", b"\n8\n"), "f.aig:4: output 8 is no literal; the largest is 7"),
        (
            AND.replace(b"6 2 4", b"6 2"),
            "f.aig:5: '6 2' " + NEED.format("an AND", "3 numbers with one blank between"),
        ),
        (AND.replace(b"6 2 4", b"6 2  4"), "f.aig:5: '6 2  4' " + NEED.format("an AND", "3 numbers with one blank")),
        (AND.replace(b"6 2 4", b"7 2 4"), "f.aig:5: AND 7 is odd; an AND defines a new even literal"),
        (AND.replace(b"6 2 4", b"4 2 4"), "f.aig:5: AND 4 is defined already; an AND defines a new even literal"),
        (AND.replace(b"6 2 4", b"0 2 4"), "f.aig:5: AND 0 is defined already; an AND defines a new even literal"),
        (AND.replace(b"6 2 4", b"6 2 8"), "f.aig:5: 8 is no literal; the largest is 7"),
        (AND.replace(b"6 2 4", b"6 7 4"), "f.aig:5: a cycle: 6 <- 6; a combinational circuit has none"),
        (
            AND.replace(b"aag 3", b"aag 4").replace(b"2 4\n", b"2 8\n"),
            "f.aig:5: 8 is not defined; it is no input and no",
        ),
        (
            AND.replace(b"aag 3", b"aag 4").replace(b"\n6\n", b"\n9\n"),
            "f.aig: output 9 is not defined; it is no input",
        ),
        (AND[:-8], "f.aig: the file ends where an output should stand; it is cut short"),
        (AND[:-6], "f.aig: the file ends where an AND should stand; it is cut short"),
        (AND + b"o1 f\n", "f.aig:6: symbol 'o1 f': o1 does not exist"),
        (AND + b"o0 f\no0 g\n", "f.aig:7: symbol 'o0 g': o0 is named twice"),
        (AND + b"l0 f\n", "f.aig:6: 'l0 f' stands where a symbol such as 'o0 sum', or 'c', should"),
        (AND + b"6 2 4\n", "f.aig:6: '6 2 4' stands where a symbol such as 'o0 sum', or 'c', should"),
        (BINARY[:-1], "f.aig:byte 17: the file ends inside an AND; it is cut short"),
        (BINARY[:-1] + b"\x82", "f.aig:byte 18: the file ends inside an AND; it is cut short"),
        (
            BINARY[:-2] + b"\x00\x02",
            "f.aig:byte 16: AND 6 reads 6 - 0 = 6 and 6 - 2; literals must fall, from 5 to 0",
        ),
        (
            BINARY[:-2] + b"\x07\x00",
            "f.aig:byte 16: AND 6 reads 6 - 7 = -1 and -1 - 0; literals must fall, from 5 to 0",
        ),
        (
            BINARY[:-2] + b"\x02\x05",
            "f.aig:byte 16: AND 6 reads 6 - 2 = 4 and 4 - 5; literals must fall, from 5 to 0",
        ),
        (BINARY[:-2] + b"\xff" * 9, "f.aig:byte 16: a difference of more than 5 bytes"),
        (BINARY + b"o0\n", "f.aig:byte 18: 'o0' stands where a symbol such as 'o0 sum', or 'c', should"),
    ],
)
def test_a_tampered_file_is_refused_with_its_place(data: bytes, message: str) -> None:
    """One change to a good file each: line or byte, what is wrong, what would be right."""
    for good in (AND, BINARY):
        assert parse_aiger(good, "f.aig", None).tabulated().name == "0x8:2"
    with pytest.raises(PredictorError) as error:
        parse_aiger(data, "f.aig", None)
    assert str(error.value).startswith(message)


@pytest.mark.parametrize("form", [b"aag", b"aig"])
@pytest.mark.parametrize(
    "numbers",
    [
        b"999999999 999999999 0 0 0",
        b"999999999 1 0 0 999999998",
        b"1 1 0 999999999 0",
        b"131073 1 0 1 131072",
        b"70000 70000 0 1 0",
    ],
)
def test_a_header_that_asks_for_much_costs_nothing(form: bytes, numbers: bytes) -> None:
    """Refused in line 1 before anything is made as long as it says."""
    start = time.process_time()
    with pytest.raises(PredictorError) as error:
        parse_aiger(form + b" " + numbers + b"\n2\n", "f.aig", None)
    assert str(error.value).startswith("f.aig:1: ") and "there may be 65536 inputs and 131072 ANDs" in str(
        error.value
    )
    assert time.process_time() - start < 1
    with pytest.raises(PredictorError) as error:
        parse_aiger(form + b" 9999999999 1 0 1 1\n", "f.aig", None)
    assert "is no AIGER header" in str(error.value)


@given(st.integers(0, 10**9), st.integers(1, 4))
def test_a_file_with_bytes_changed_is_read_or_refused_in_one_line(seed: int, changes: int) -> None:
    """Bytes removed, repeated, replaced, or the end cut off: never anything but a function or a PredictorError."""
    draw = random.Random(seed)
    named = binary(2, [10, 6], [(2, 4), (3, 5), (7, 9)], b"o1 carry\nc\n")
    data = bytearray(draw.choice([HALF_ADDER, MITER, named, BINARY]))
    for _ in range(changes):
        at = draw.randrange(len(data))
        match draw.randrange(4):
            case 0 if len(data) > 1:
                del data[at]
            case 1:
                data.insert(at, draw.choice(data))
            case 2:
                data[at] = draw.choice([*b"0123456789 \n", draw.randrange(256)])
            case _:
                data = data[: at + 1]
    try:
        f = parse_aiger(bytes(data), "f.aig", None)
    except PredictorError as error:
        assert str(error).startswith("f.aig:") and "\n" not in str(error) and len(str(error)) < 400
    else:
        assert f.value((0,) * f.n) in (0, 1)


def test_files_are_found_by_name(tmp_path: Path) -> None:
    """Either extension; the first word of the file says the form."""
    for name, data in (("f.aag", HALF_ADDER), ("f.aig", HALF_ADDER), ("g.AIG", BINARY)):
        (tmp_path / name).write_bytes(data)
    assert load_circuit(tmp_path / "f.aag", "c").tabulated().name == "0x8:2"
    assert load_circuit(tmp_path / "f.aig", "s").tabulated().name == "0x6:2"
    assert load_circuit(tmp_path / "g.AIG", None).tabulated().name == "0x8:2"
    with pytest.raises(PredictorError) as error:
        load_circuit(tmp_path / "f.aag", None)
    assert str(error.value).endswith("f.aag:s (there are 's', 'c')")
