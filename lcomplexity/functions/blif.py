"""BLIF files, the Berkeley Logic Interchange Format: the combinational part, one model, one output.

Read are ``.model``, ``.inputs``, ``.outputs``, ``.names`` with its cover, ``.end``, comments (#) and continued lines (\\).
A row of a cover lists what the inputs must be (0, 1, or - for either) and the value there, which all rows of one cover
share: with value 1 the function is 1 where a row fits, with value 0 it is 0 where a row fits. No row at all is constant 0.
x_j is input j in the order of the ``.inputs`` lines. Delay and load lines are passed over. Latches, subcircuits, library
gates, don't cares (``.exdc``) and a second model are refused.

Source: the format's description, "Berkeley Logic Interchange Format (BLIF)", University of California, Berkeley.

>>> text = '''.model half_adder
... .inputs a b
... .outputs sum carry
... .names a b sum        # the rows on which it is 1
... 10 1
... 01 1
... .names a b carry      # the rows on which it is 0
... 0- 0
... -0 0
... .end
... '''
>>> parse_blif(text, "adder.blif", "sum").tabulated().name, parse_blif(text, "adder.blif", "carry").tabulated().name
('0x6:2', '0x8:2')
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from graphlib import CycleError, TopologicalSorter

from lcomplexity.archive import shown
from lcomplexity.errors import PredictorError
from lcomplexity.functions.logic_circuit import LogicCircuit
from lcomplexity.functions.netlist import FALSE, MAX_INPUTS, TRUE, Netlist
from lcomplexity.functions.sources import chosen, fault

#: Lines about delays, loads and areas: they do not change the function.
_PASSED_OVER = re.compile(
    r"\.(area|delay|wire|wire_load_slope|and_gate_delay|(default_)?(input|output)_(arrival|required|drive|load)"
    r"|(default_)?max_input_load)"
)

_MEMORY = "the circuit has memory; only combinational circuits are functions: cut it at its latches"
_HIERARCHY = "the circuit uses parts defined elsewhere; flatten it, so that it has .names only"
_REFUSED = {
    **dict.fromkeys((".latch", ".mlatch", ".flop", ".clock", ".start_kiss"), _MEMORY),
    **dict.fromkeys((".subckt", ".gate", ".search", ".blackbox"), _HIERARCHY),
    ".exdc": "it has don't cares, so that it is not one function; decide them and remove this part",
}


@dataclass
class _Names:
    """One ``.names``: where it stands, its inputs, and the rows (line, inputs' part, value)."""

    line: int
    inputs: list[str]
    rows: list[tuple[int, str, str]] = field(default_factory=list)


@dataclass
class _Model:
    inputs: dict[str, int] = field(default_factory=dict)
    outputs: list[tuple[str, int]] = field(default_factory=list)
    names: dict[str, _Names] = field(default_factory=dict)


def parse_blif(text: str, source: str, output: str | None) -> LogicCircuit:
    """Return the function of one output of a BLIF text; ``source`` is the file's name, for messages.

    ``output`` is a name of ``.outputs``, or ``None`` if there is only one. Raises :class:`PredictorError`, with the line,
    for what is wrong or refused.

    >>> parse_blif(".inputs a\\n.outputs f\\n.latch a f\\n", "f.blif", None)
    Traceback (most recent call last):
        ...
    lcomplexity.errors.PredictorError: f.blif:3: .latch: the circuit has memory; only combinational circuits are functions: cut it at its latches
    """
    model = _read(text, source)
    if not model.inputs:
        raise fault(source, "", "no .inputs line; name the inputs in the order x0, x1, ..")
    if len(model.inputs) > MAX_INPUTS:
        raise fault(source, "", f"{len(model.inputs)} inputs; a circuit has at most {MAX_INPUTS}")
    names = [name for name, _ in model.outputs]
    number = chosen(source, names, output)
    order = _ordered(model, source)
    net = Netlist(len(model.inputs))
    wires = dict(zip(model.inputs, net.inputs, strict=True))
    try:
        for name in order:
            if name in model.names:
                wires[name] = _cover(net, model.names[name], wires)
    except PredictorError as error:
        raise fault(source, "", str(error)) from None
    name, line = model.outputs[number]
    if name not in wires:
        raise fault(source, str(line), f"output {shown(name)} is not defined; add a .names for it")
    return LogicCircuit(source if len(names) == 1 else f"{source}:{name}", net.program(wires[name]))


def _logical_lines(text: str) -> Iterator[tuple[int, list[str]]]:
    """The lines as words, comments dropped and continued lines joined, with the number of the first."""
    words: list[str] = []
    first = 0
    for number, line in enumerate(text.splitlines(), start=1):
        line = line.partition("#")[0].rstrip()
        if not words:
            first = number
        words += line.removesuffix("\\").split()
        if not line.endswith("\\") and words:
            yield first, words
            words = []
    if words:
        yield first, words


def _read(text: str, source: str) -> _Model:
    model = _Model()
    here: _Names | None = None
    begun = ended = False
    for line, words in _logical_lines(text):
        keyword, arguments = words[0], words[1:]
        if keyword == ".model" and begun:
            raise fault(source, str(line), "a second model; keep the one whose function is meant")
        if ended:
            raise fault(source, str(line), f"{shown(keyword)} stands after .end; move it before")
        begun = True
        if not keyword.startswith("."):
            if here is None:
                raise fault(source, str(line), f"{shown(keyword)} is no keyword; a row must follow its .names")
            here.rows.append(_row(words, here, line, source))
            continue
        here = None
        if keyword in (".inputs", ".input"):
            for name in arguments:
                if name in model.inputs:
                    raise fault(source, str(line), f"input {shown(name)} is there twice; name it once")
                model.inputs[name] = line
        elif keyword in (".outputs", ".output"):
            model.outputs += [(name, line) for name in arguments]
        elif keyword == ".names":
            here = _defined(model, arguments, line, source)
        elif keyword == ".end":
            ended = True
        elif keyword in _REFUSED:
            raise fault(source, str(line), f"{keyword}: {_REFUSED[keyword]}")
        elif keyword != ".model" and not _PASSED_OVER.fullmatch(keyword):
            raise fault(
                source, str(line), f"{shown(keyword)} is not known; use .model, .inputs, .outputs, .names, .end"
            )
    return model


def _defined(model: _Model, arguments: list[str], line: int, source: str) -> _Names:
    if not arguments:
        raise fault(source, str(line), ".names names nothing; give its inputs and its output")
    *inputs, name = arguments
    if name in model.names:
        raise fault(source, str(line), f"{shown(name)} is defined in line {model.names[name].line} already")
    model.names[name] = _Names(line, inputs)
    return model.names[name]


def _row(words: list[str], names: _Names, line: int, source: str) -> tuple[int, str, str]:
    fits, value = ("", words[0]) if not names.inputs else (words[0], words[-1])
    width = len(names.inputs)
    if len(words) != (2 if names.inputs else 1) or len(fits) != width or fits.strip("01-") or value not in ("0", "1"):
        needed = f"{width} of 0, 1, - and then the value 0 or 1" if width else "the value 0 or 1"
        raise fault(source, str(line), f"row {shown(' '.join(words))} does not fit; give {needed}")
    if names.rows and names.rows[0][2] != value:
        first = names.rows[0][0]
        raise fault(
            source, str(line), f"value {value}, but {names.rows[0][2]} in line {first}; one cover has one value"
        )
    return line, fits, value


def _ordered(model: _Model, source: str) -> list[str]:
    """All signals, each after those that it is made of; raises for one that is undefined, defined twice, or in a cycle."""
    for name, names in model.names.items():
        if name in model.inputs:
            raise fault(source, str(names.line), f"{shown(name)} is an input (line {model.inputs[name]}); rename one")
        for read in names.inputs:
            if read not in model.names and read not in model.inputs:
                raise fault(source, str(names.line), f"{shown(read)} is not defined; add a .names for it")
    try:
        return list(TopologicalSorter({name: names.inputs for name, names in model.names.items()}).static_order())
    except CycleError as error:
        cycle = error.args[1]
        path = " <- ".join(shown(name) for name in cycle[:6]) + (" <- .." if len(cycle) > 6 else "")
        line = model.names[cycle[0]].line
        raise fault(source, str(line), f"a cycle: {path}; a combinational circuit has none") from None


def _cover(net: Netlist, names: _Names, wires: dict[str, int]) -> int:
    """The wire of a cover: OR over its rows of AND over their literals, negated if the rows say where it is 0."""
    found = FALSE
    for _, fits, _ in names.rows:
        row = TRUE
        for name, literal in zip(names.inputs, fits, strict=True):
            if literal != "-":
                row = net.both(row, wires[name] if literal == "1" else wires[name] ^ 1)
        found = net.either(found, row)
    return found ^ 1 if names.rows and names.rows[0][2] == "0" else found
