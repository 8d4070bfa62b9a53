"""BLIF files: known circuits, drawn covers against their definition, every fault with its line, hostile files."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from itertools import product
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lcomplexity.errors import PredictorError
from lcomplexity.functions import load_circuit, member
from lcomplexity.functions.blif import parse_blif
from lcomplexity.functions.netlist import MAX_GATES, MAX_INPUTS
from lcomplexity.functions.sources import MAX_BYTES

#: A full adder, with comments, a continued line, timing lines, on-set and off-set covers, definitions in any order.
FULL_ADDER = r"""# a full adder
.model full_adder
.inputs a b \
        carry_in
.outputs sum carry
.default_input_arrival 0 0
.names half carry_in sum   # exclusive or
10 1
01 1
.names a b carry_in carry
00- 0
0-0 0
-00 0
.names a b half
11 0
00 0
.end
"""

#: The smallest of the ISCAS-85 benchmarks, six NAND gates, written from its published netlist.
C17 = """.model c17
.inputs 1GAT(0) 2GAT(1) 3GAT(2) 6GAT(3) 7GAT(4)
.outputs 22GAT(10) 23GAT(9)
.names 3GAT(2) 6GAT(3) 11GAT(5)
11 0
.names 1GAT(0) 3GAT(2) 10GAT(6)
11 0
.names 11GAT(5) 7GAT(4) 19GAT(7)
11 0
.names 2GAT(1) 11GAT(5) 16GAT(8)
11 0
.names 16GAT(8) 19GAT(7) 23GAT(9)
11 0
.names 10GAT(6) 16GAT(8) 22GAT(10)
11 0
.end
"""


def test_a_full_adder_adds() -> None:
    """Both outputs, on all inputs, and as families say it."""
    total, carry = (parse_blif(FULL_ADDER, "adder.blif", name) for name in ("sum", "carry"))
    assert total.name == "adder.blif:sum" and total.n == 3
    for x in product((0, 1), repeat=3):
        assert 2 * carry.value(x) + total.value(x) == sum(x)
    assert carry.tabulated() == member("majority", 3).tabulated()
    assert total.tabulated() == member("parity", 3).tabulated()


def test_a_published_benchmark_computes_its_nands() -> None:
    """c17 against the six NANDs in Python."""

    def nand(a: int, b: int) -> int:
        return 1 - a * b

    first, second = (parse_blif(C17, "c17.blif", name) for name in ("22GAT(10)", "23GAT(9)"))
    for a, b, c, d, e in product((0, 1), repeat=5):
        n11, n10 = nand(c, d), nand(a, c)
        n19, n16 = nand(n11, e), nand(b, n11)
        assert first.value((a, b, c, d, e)) == nand(n10, n16)
        assert second.value((a, b, c, d, e)) == nand(n16, n19)
    assert first.gates == 4, "the NANDs that the output needs"


@pytest.mark.parametrize(
    ("body", "table"),
    [
        (".names f", "0x0:2"),
        (".names f\n0", "0x0:2"),
        (".names f\n1", "0xf:2"),
        (".names a b f", "0x0:2"),
        (".names a b f\n-- 1", "0xf:2"),
        (".names a b f\n-- 0", "0x0:2"),
        (".names a b f\n1- 1", "0xa:2"),
        (".names a b f\n1- 0", "0x5:2"),
        (".names b a f\n10 1", "0x4:2"),
        (".names a f\n0 1", "0x5:2"),
        (".names a a f\n10 1", "0x0:2"),
        (".names one\n1\n.names a one f\n11 1", "0xa:2"),
        (".names a b f\n11 1\n11 1\n00 1", "0x9:2"),
    ],
)
def test_small_covers(body: str, table: str) -> None:
    """Constants, don't cares, one input named twice, rows repeated; tables by hand."""
    text = f".model f\n.inputs a b\n.outputs f\n{body}\n.end\n"
    assert parse_blif(text, "f.blif", None).tabulated().name == table


def test_an_output_may_be_an_input_and_lines_may_be_left_out() -> None:
    """No model line, no end line, several lines of inputs, Windows line ends."""
    assert parse_blif(".inputs a\n.inputs b\n.outputs b\n", "f.blif", None).tabulated().name == "0xc:2"
    assert parse_blif(FULL_ADDER.replace("\n", "\r\n"), "f.blif", "sum").tabulated().name == "0x96:3"


COVERS = st.integers(0, 4).flatmap(
    lambda k: st.tuples(
        st.lists(st.text(alphabet="01-", min_size=k, max_size=k), max_size=5), st.sampled_from("01"), st.just(k)
    )
)


@given(st.lists(COVERS, min_size=1, max_size=5), st.data())
def test_drawn_covers_are_the_or_of_their_rows(covers: list[tuple[list[str], str, int]], data: st.DataObject) -> None:
    """A network of up to five covers over three inputs and each other, written in a drawn order, on all inputs."""
    signals = ["a", "b", "c"]
    blocks, read = [], []
    for number, (rows, value, k) in enumerate(covers):
        read.append([data.draw(st.sampled_from(signals)) for _ in range(k)])
        signals.append(f"s{number}")
        blocks.append(
            "\n".join([f".names {' '.join([*read[-1], signals[-1]])}", *(f"{row} {value}".strip() for row in rows)])
        )
    text = "\n".join([".inputs a b c", f".outputs {signals[-1]}", *data.draw(st.permutations(blocks)), ".end"])
    f = parse_blif(text, "drawn.blif", None)
    for x in product((0, 1), repeat=3):
        values = dict(zip("abc", x, strict=True))
        for number, (rows, value, _) in enumerate(covers):
            fits = any(
                all(r in ("-", str(values[s])) for r, s in zip(row, read[number], strict=True)) for row in rows
            )
            values[f"s{number}"] = int(fits) if value == "1" or not rows else int(not fits)
        assert f.value(x) == f.tabulated().value(x) == values[signals[-1]]


MEMORY = "the circuit has memory; only combinational circuits are functions: cut it at its latches"
HIERARCHY = "the circuit uses parts defined elsewhere; flatten it, so that it has .names only"
GOOD = ".model m\n.inputs a b\n.outputs f\n.names a b f\n11 1\n.end\n"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (GOOD.replace("11 1", "11 1\n.latch f b 0"), f"f.blif:6: .latch: {MEMORY}"),
        (GOOD.replace("11 1", "11 1\n.subckt g x=a"), f"f.blif:6: .subckt: {HIERARCHY}"),
        (GOOD.replace("11 1", "11 1\n.gate nand2 A=a"), f"f.blif:6: .gate: {HIERARCHY}"),
        (
            GOOD.replace(".end", ".exdc"),
            "f.blif:6: .exdc: it has don't cares, so that it is not one function; decide them and remove this part",
        ),
        (GOOD + GOOD, "f.blif:7: a second model; keep the one whose function is meant"),
        (GOOD + ".names a g", "f.blif:7: '.names' stands after .end; move it before"),
        (
            GOOD.replace("11 1", "1 1"),
            "f.blif:5: row '1 1' does not fit; give 2 of 0, 1, - and then the value 0 or 1",
        ),
        (GOOD.replace("11 1", "111 1"), "f.blif:5: row '111 1' does not fit; give 2 of 0, 1, - and then the value"),
        (GOOD.replace("11 1", "1x 1"), "f.blif:5: row '1x 1' does not fit; give 2 of 0, 1, - and then the value"),
        (GOOD.replace("11 1", "11 -"), "f.blif:5: row '11 -' does not fit; give 2 of 0, 1, - and then the value"),
        (GOOD.replace("11 1", "11"), "f.blif:5: row '11' does not fit; give 2 of 0, 1, - and then the value"),
        (GOOD.replace("11 1", "1 1 1"), "f.blif:5: row '1 1 1' does not fit; give 2 of 0, 1, - and then the value"),
        (GOOD.replace("11 1", "11 1\n.names g\n11"), "f.blif:7: row '11' does not fit; give the value 0 or 1"),
        (GOOD.replace("11 1", "11 1\n00 0"), "f.blif:6: value 0, but 1 in line 5; one cover has one value"),
        (GOOD.replace("a b f", "a c f"), "f.blif:4: 'c' is not defined; add a .names for it"),
        (GOOD.replace(".outputs f", ".outputs g"), "f.blif:3: output 'g' is not defined; add a .names for it"),
        (GOOD.replace(".inputs a b", ".inputs a b a"), "f.blif:2: input 'a' is there twice; name it once"),
        (GOOD.replace(".end", ".names a f\n1 1"), "f.blif:6: 'f' is defined in line 4 already"),
        (
            GOOD.replace("a b f", "b b a").replace(".outputs f", ".outputs a"),
            "f.blif:4: 'a' is an input (line 2); rename",
        ),
        (GOOD.replace("a b f", "a f f"), "f.blif:4: a cycle: 'f' <- 'f'; a combinational circuit has none"),
        (GOOD.replace(".names a b f", ".names"), "f.blif:4: .names names nothing; give its inputs and its output"),
        (
            GOOD.replace(".names", ".nams"),
            "f.blif:4: '.nams' is not known; use .model, .inputs, .outputs, .names, .end",
        ),
        ("11 1\n" + GOOD, "f.blif:1: '11' is no keyword; a row must follow its .names"),
        (GOOD.replace(".outputs f", "f"), "f.blif:3: 'f' is no keyword; a row must follow its .names"),
        (GOOD.replace(".inputs a b\n", ""), "f.blif: no .inputs line; name the inputs in the order x0, x1, .."),
        (GOOD.replace(".outputs f\n", ""), "f.blif: the circuit has no outputs; give it one"),
        (
            GOOD.replace(".outputs f", ".outputs f a"),
            "f.blif: there are 2 outputs; choose one, as in f.blif:f (there are",
        ),
        ("", "f.blif: no .inputs line; name the inputs in the order x0, x1, .."),
    ],
)
def test_a_tampered_file_is_refused_with_its_line(text: str, message: str) -> None:
    """One change to a good file each: what is wrong, where, and what would be right."""
    assert parse_blif(GOOD, "f.blif", None).tabulated().name == "0x8:2"
    with pytest.raises(PredictorError) as error:
        parse_blif(text, "f.blif", None)
    assert str(error.value).startswith(message)


def test_a_cycle_is_shown() -> None:
    """With its signals in order, at the line of one of them."""
    text = ".inputs a\n.outputs f\n.names a g f\n11 1\n.names f h\n1 1\n.names h g\n1 1\n"
    with pytest.raises(PredictorError) as error:
        parse_blif(text, "f.blif", None)
    message = str(error.value)
    lines = {"f": 3, "h": 5, "g": 7}
    path = [part.strip("'") for part in message.partition("a cycle: ")[2].partition(";")[0].split(" <- ")]
    assert path[0] == path[-1] and set(path) == set(lines) and message.startswith(f"f.blif:{lines[path[0]]}: ")


def test_an_unknown_output_is_refused_with_the_names() -> None:
    """All of them if there are few."""
    with pytest.raises(PredictorError) as error:
        parse_blif(FULL_ADDER, "adder.blif", "summ")
    assert str(error.value) == "adder.blif: there is no output 'summ'; there are 'sum', 'carry'"


@given(st.integers(0, 10**9), st.integers(1, 4))
def test_a_file_with_bytes_changed_is_read_or_refused_in_one_line(seed: int, changes: int) -> None:
    """Characters removed, repeated, exchanged, replaced: never anything but a function or a PredictorError."""
    draw = random.Random(seed)
    text = list(draw.choice([FULL_ADDER, C17, GOOD]))
    for _ in range(changes):
        at = draw.randrange(len(text))
        match draw.randrange(4):
            case 0:
                del text[at]
            case 1:
                text.insert(at, draw.choice(text))
            case 2:
                text[at] = draw.choice("01-.# \\\nab")
            case _:
                end = min(len(text), at + draw.randrange(20))
                text[at:end] = reversed(text[at:end])
    try:
        f = parse_blif("".join(text), "f.blif", None)
    except PredictorError as error:
        assert str(error).startswith("f.blif:") and "\n" not in str(error) and len(str(error)) < 400
    else:
        assert f.value((0,) * f.n) in (0, 1)


def hostile() -> dict[str, str]:
    """Files of up to 4 MiB that ask for as much work as they can."""
    names = " ".join(f"i{j}" for j in range(1000))
    chain = "\n".join(f".names s{j} s{j + 1}\n1 1" for j in range(60_000))
    return {
        "inputs": ".inputs " + " ".join(f"i{j}" for j in range(MAX_INPUTS + 1)) + "\n.outputs i0\n",
        "rows": f".inputs {names}\n.outputs f\n.names {names} f\n" + "\n".join(
            format(random.Random(j).getrandbits(1000), "01000b") + " 1" for j in range(1000)
        ),
        "chain": f".inputs s0\n.outputs s60000\n{chain}\n",
        "loop": f".inputs a\n.outputs s1\n{chain}\n.names s60000 s0\n1 1\n",
        "one word": ".inputs " + "a" * 4_000_000 + "\n",
        "backslashes": "\\\n" * 1_000_000,
    }  # fmt: skip


def test_a_hostile_file_costs_seconds_at_most() -> None:
    """Too many inputs, too many gates, a long chain (which is fine), a long cycle, a long name, nothing but joins."""
    expected: dict[str, Callable[[str], bool]] = {
        "inputs": lambda m: m == f"f.blif: {MAX_INPUTS + 1} inputs; a circuit has at most {MAX_INPUTS}",
        "rows": lambda m: m == f"f.blif: circuit: more than {MAX_GATES} gates; simplify it first",
        "chain": lambda m: m == "1",
        "loop": lambda m: "a cycle: " in m and len(m) < 300,
        "one word": lambda m: m == "f.blif: the circuit has no outputs; give it one",
        "backslashes": lambda m: m == "f.blif: no .inputs line; name the inputs in the order x0, x1, ..",
    }
    for name, text in hostile().items():
        assert len(text) <= MAX_BYTES
        start = time.process_time()
        try:
            message = str(parse_blif(text, "f.blif", None).value((1,)))
        except PredictorError as error:
            message = str(error)
        assert expected[name](message), (name, message[:200])
        assert time.process_time() - start < 20, name


def test_a_file_that_cannot_be_read_is_refused(tmp_path: Path) -> None:
    """Missing, a folder, too large, not text, of another extension; a good one is named by its path."""
    good = tmp_path / "and.blif"
    good.write_text(GOOD)
    assert load_circuit(good, None).name == str(good) and load_circuit(good, "f").tabulated().name == "0x8:2"
    (tmp_path / "folder.blif").mkdir()
    (tmp_path / "large.blif").write_bytes(b"")
    with (tmp_path / "large.blif").open("wb") as file:
        file.truncate(1 << 33)
    (tmp_path / "latin.blif").write_bytes(b".model m\n.inputs \xe9\n")
    (tmp_path / "f.v").write_text("module")
    faults = {
        "none.blif": "there is no such file; check the name",
        "folder.blif": "this is a directory; give the name of a circuit file",
        "large.blif": f"the file has {1 << 33} bytes; a circuit file has at most {MAX_BYTES}",
        "latin.blif": "2: byte 0xe9 is not UTF-8 text; this is no BLIF file",
        "f.v": "extension '.v' is no circuit format; there are .blif, .aag, .aig",
        "nul\0.blif": "the file cannot be read (embedded null byte); check its name and permissions",
    }
    for name, message in faults.items():
        with pytest.raises(PredictorError) as error:
            load_circuit(str(tmp_path / name), None)
        assert str(error.value).removeprefix(str(tmp_path / name)).lstrip(": ") == message
