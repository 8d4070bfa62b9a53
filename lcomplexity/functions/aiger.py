"""AIGER files, And-Inverter Graphs: the ASCII (``aag``) and the binary (``aig``) form, combinational, one output.

The header is ``aag M I L O A``: largest variable, and the numbers of inputs, latches, outputs and ANDs. Literal 2v is variable
v, 2v+1 its negation, 0 and 1 are the constants. x_j is input j. In the ASCII form ANDs come in any order and are checked for
cycles; in the binary form literals are in order, and an AND is two differences of 7 bits a byte. Outputs are called
what the symbol table calls them, else ``o0``, ``o1``, ... Latches, and the properties of AIGER 1.9, are refused.

Source: A. Biere, "The AIGER And-Inverter Graph (AIG) Format", and its FORMAT file.

>>> text = b"aag 3 2 0 1 1\\n2\\n4\\n7\\n6 3 5\\n"           # not (not x0 and not x1), the OR of the description
>>> parse_aiger(text, "or.aag", None).tabulated().name
'0xe:2'
>>> parse_aiger(b"aig 3 2 0 1 1\\n7\\n\\x01\\x02", "or.aig", None).tabulated().name          # 6 - 5 = 1, 5 - 3 = 2
'0xe:2'
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from graphlib import CycleError, TopologicalSorter
from typing import NamedTuple

from lcomplexity.archive import shown
from lcomplexity.errors import PredictorError
from lcomplexity.functions.logic_circuit import LogicCircuit
from lcomplexity.functions.netlist import MAX_GATES, MAX_INPUTS, Netlist
from lcomplexity.functions.sources import chosen, fault

_HEADER = re.compile(rb"(a[ai]g)((?: (?:0|[1-9][0-9]{0,8})){5,9})")
_NUMBERS = re.compile(rb"(?:0|[1-9][0-9]{0,8})(?: (?:0|[1-9][0-9]{0,8}))*")
_SYMBOL = re.compile(rb"([iolbcjf])(0|[1-9][0-9]{0,8}) (.+)")


class _And(NamedTuple):
    """``left`` = a AND b, all three literals; ``place`` is where it stands."""

    left: int
    a: int
    b: int
    place: str


class _Header(NamedTuple):
    """The first line: ``largest`` is M."""

    form: str
    largest: int
    inputs: int
    outputs: int
    ands: int

    @property
    def largest_literal(self) -> int:
        return 2 * self.largest + 1


class _Lines:
    """The lines of a file one by one, with their numbers; in a binary file ``at`` is where the ANDs begin."""

    def __init__(self, data: bytes, source: str) -> None:
        self.data, self.source = data, source
        self.at = self.number = 0

    def next(self) -> bytes | None:
        """Return the next line without its end, or None at the end of the file."""
        if self.at >= len(self.data):
            return None
        end = self.data.find(b"\n", self.at)
        end = len(self.data) if end < 0 else end
        line = self.data[self.at : end].removesuffix(b"\r")
        self.at, self.number = end + 1, self.number + 1
        return line

    def numbers(self, count: int, what: str) -> list[int]:
        """Return the numbers of the next line, of which there must be ``count``."""
        line = self.next()
        if line is None:
            raise fault(self.source, "", f"the file ends where {what} should stand; it is cut short")
        if not _NUMBERS.fullmatch(line) or line.count(b" ") != count - 1:
            needed = "a number" if count == 1 else f"{count} numbers with one blank between"
            raise self.fault(f"{_text(line)} stands where {what} should; give {needed}")
        return [int(word) for word in line.split()]

    def fault(self, what: str) -> PredictorError:
        """Return the error for a fault in the line just read."""
        return fault(self.source, str(self.number), what)


def _text(line: bytes) -> str:
    return shown(line.decode("latin-1"))


def parse_aiger(data: bytes, source: str, output: str | None) -> LogicCircuit:
    """Return the function of one output of an AIGER file; ``source`` is its name, for messages.

    ``output`` is a name from the symbol table (or ``o0``, ``o1``, .. for an output without one), or ``None`` if there is
    only one output. Raises :class:`PredictorError`, with line or byte, for what is wrong or refused.

    >>> parse_aiger(b"aag 1 0 1 1 0\\n2 3\\n2\\n", "toggle.aag", None)
    Traceback (most recent call last):
        ...
    lcomplexity.errors.PredictorError: toggle.aag:1: 1 latches: the circuit has memory; only combinational circuits are functions: cut it at its latches
    """
    lines = _Lines(data, source)
    header = _header(lines)
    wires = _input_wires(lines, _inputs(lines, header), header)
    net = Netlist(header.inputs)
    outputs: list[int] = []
    for _ in range(header.outputs):
        outputs += lines.numbers(1, "an output")
        if outputs[-1] > header.largest_literal:
            raise lines.fault(f"output {outputs[-1]} is no literal; the largest is {header.largest_literal}")
    if header.form == "aig":
        ands = _binary_ands(lines, header)
    else:
        ands = _ordered(_ascii_ands(lines, wires, header), wires, source)
    for gate in ands:
        wires[gate.left] = net.both(_wire(wires, gate.a), _wire(wires, gate.b))
    names = _output_names(lines, header)
    number = chosen(source, names, output)
    if outputs[number] & ~1 not in wires:
        raise fault(source, "", f"output {outputs[number]} is not defined; it is no input and no AND")
    name = source if len(names) == 1 else f"{source}:{names[number]}"
    return LogicCircuit(name, net.program(_wire(wires, outputs[number])))


def _wire(wires: dict[int, int], literal: int) -> int:
    return wires[literal & ~1] ^ (literal & 1)


def _header(lines: _Lines) -> _Header:
    line = lines.next() or b""
    found = _HEADER.fullmatch(line)
    if found is None:
        raise fault(lines.source, "1", f"{_text(line)} is no AIGER header; it is 'aag M I L O A' or 'aig M I L O A'")
    largest, inputs, latches, outputs, ands, *properties = map(int, found[2].split())
    if latches:
        raise lines.fault(
            f"{latches} latches: the circuit has memory; only combinational circuits are functions: cut it at its latches"
        )
    if any(properties):
        raise lines.fault("it has properties of AIGER 1.9 (B C J F); a function has outputs only")
    if inputs + ands > largest or (found[1] == b"aig" and inputs + ands != largest):
        raise lines.fault(f"M = {largest} does not fit {inputs} inputs and {ands} ANDs; it is their sum")
    if inputs < 1:
        raise lines.fault("the circuit has no inputs; a function has at least one")
    # Before anything is made as long as the header says. An output takes two bytes at least, and so does an AND.
    if inputs > MAX_INPUTS or ands > MAX_GATES or len(lines.data) < 2 * (outputs + ands):
        raise lines.fault(
            f"{inputs} inputs, {outputs} outputs, {ands} ANDs in a file of {len(lines.data)} bytes; there may be "
            f"{MAX_INPUTS} inputs and {MAX_GATES} ANDs, and outputs and ANDs must be in the file"
        )
    return _Header(found[1].decode(), largest, inputs, outputs, ands)


def _inputs(lines: _Lines, header: _Header) -> list[int]:
    """The literals of the inputs: listed in the ASCII form, 2, 4, .. in the binary one."""
    if header.form == "aig":
        return [2 * j for j in range(1, header.inputs + 1)]
    return [lines.numbers(1, "an input")[0] for _ in range(header.inputs)]


def _input_wires(lines: _Lines, inputs: Sequence[int], header: _Header) -> dict[int, int]:
    """The wires of the constant and the inputs, by literal."""
    wires = {0: 0}
    for j, literal in enumerate(inputs):
        if literal in wires or literal & 1 or literal > header.largest_literal:
            why = "twice" if literal in wires and literal else "odd, zero or too large"
            raise fault(
                lines.source,
                str(2 + j),
                f"input {literal} is {why}; an input is 2, 4, .. or {header.largest_literal - 1}, once",
            )
        wires[literal] = 2 * (j + 1)
    return wires


def _ascii_ands(lines: _Lines, inputs: dict[int, int], header: _Header) -> list[_And]:
    ands: list[_And] = []
    defined = set(inputs)
    for _ in range(header.ands):
        left, a, b = lines.numbers(3, "an AND")
        if max(left, a, b) > header.largest_literal:
            raise lines.fault(f"{max(left, a, b)} is no literal; the largest is {header.largest_literal}")
        if left & 1 or left in defined:
            why = "odd" if left & 1 else "defined already"
            raise lines.fault(f"AND {left} is {why}; an AND defines a new even literal")
        defined.add(left)
        ands.append(_And(left, a, b, str(lines.number)))
    for gate in ands:
        for literal in (gate.a, gate.b):
            if literal & ~1 not in defined:
                raise fault(lines.source, gate.place, f"{literal} is not defined; it is no input and no AND")
    return ands


def _ordered(ands: list[_And], inputs: dict[int, int], source: str) -> list[_And]:
    """The ANDs, each after those that it reads; raises for a cycle."""
    by_left = {gate.left: gate for gate in ands}
    try:
        order = list(TopologicalSorter({g.left: (g.a & ~1, g.b & ~1) for g in ands}).static_order())
    except CycleError as error:
        cycle = error.args[1]
        path = " <- ".join(map(str, cycle[:6])) + (" <- .." if len(cycle) > 6 else "")
        raise fault(source, by_left[cycle[0]].place, f"a cycle: {path}; a combinational circuit has none") from None
    return [by_left[left] for left in order if left not in inputs]


def _binary_ands(lines: _Lines, header: _Header) -> list[_And]:
    ands = []
    at = lines.at
    for left in range(2 * (header.inputs + 1), 2 * (header.largest + 1), 2):
        first, (down, at) = at, _difference(lines, at)
        further, at = _difference(lines, at)
        a = left - down
        if down < 1 or further > a:
            raise fault(
                lines.source,
                f"byte {first}",
                f"AND {left} reads {left} - {down} = {a} and {a} - {further}; literals must fall, from {left - 1} to 0",
            )
        ands.append(_And(left, a, a - further, f"byte {first}"))
    lines.at = at
    return ands


def _difference(lines: _Lines, at: int) -> tuple[int, int]:
    """A number of 7 bits a byte, low bits first, the high bit saying that more follow; and where the next begins."""
    value = 0
    for i in range(5):
        if at + i >= len(lines.data):
            raise fault(lines.source, f"byte {at + i}", "the file ends inside an AND; it is cut short")
        byte = lines.data[at + i]
        value |= (byte & 127) << 7 * i
        if byte < 128:
            return value, at + i + 1
    raise fault(
        lines.source, f"byte {at}", "a difference of more than 5 bytes; it is at most 4 bytes of 7 bits and one more"
    )


def _output_names(lines: _Lines, header: _Header) -> list[str]:
    """The names of the outputs, from the symbol table where it has them."""
    names: dict[bytes, dict[int, str]] = {b"i": {}, b"o": {}}
    counts = {b"i": header.inputs, b"o": header.outputs}
    while (line := lines.next()) is not None and line != b"c":
        # After binary ANDs there are no lines to count.
        place = str(lines.number) if header.form == "aag" else f"byte {lines.at - len(line) - 1}"
        symbol = _SYMBOL.fullmatch(line)
        if symbol is None or symbol[1] not in counts:
            raise fault(lines.source, place, f"{_text(line)} stands where a symbol such as 'o0 sum', or 'c', should")
        kind, position = symbol[1], int(symbol[2])
        if position >= counts[kind] or position in names[kind]:
            why = "is named twice" if position in names[kind] else "does not exist"
            raise fault(lines.source, place, f"symbol {_text(line)}: {kind.decode()}{position} {why}")
        names[kind][position] = symbol[3].decode("utf-8", "backslashreplace")
    return [names[b"o"].get(i, f"o{i}") for i in range(header.outputs)]
