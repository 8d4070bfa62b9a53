"""Circuit files by name: ``adder.blif``, ``adder.aag``, ``adder.aig``, and ``adder.blif:carry`` for one of several outputs.

>>> split_output("circuits/adder.blif:carry"), split_output("adder.aig"), split_output("parity:8")
(('circuits/adder.blif', 'carry'), ('adder.aig', None), None)
"""

from __future__ import annotations

import os
import re

from lcomplexity.functions.aiger import parse_aiger
from lcomplexity.functions.blif import parse_blif
from lcomplexity.functions.logic_circuit import LogicCircuit
from lcomplexity.functions.sources import fault, read_source

#: The extensions of circuit files.
EXTENSIONS = (".blif", ".aag", ".aig")

_NAMED = re.compile(r"(?P<path>.*\.(?:blif|aag|aig))(?::(?P<output>.+))?", re.IGNORECASE | re.DOTALL)


def split_output(text: str) -> tuple[str, str | None] | None:
    """Return the path and the output that a text names, or None if it names no circuit file by its extension.

    >>> split_output("f.BLIF")
    ('f.BLIF', None)
    """
    # The last extension that is followed by a colon or by the end: output names may contain anything.
    found = _NAMED.fullmatch(text)
    return None if found is None else (found["path"], found["output"])


def load_circuit(path: str | os.PathLike[str], output: str | None) -> LogicCircuit:
    """Return the function of one output of a BLIF or AIGER file; ``output`` may be None if there is only one.

    The extension says the format, ``.aag`` and ``.aig`` both being AIGER, whose first word says which form it is.
    Raises :class:`PredictorError`, with line or byte, for a file that is none.

    >>> load_circuit("no-such-file.aig", None)
    Traceback (most recent call last):
        ...
    lcomplexity.errors.PredictorError: no-such-file.aig: there is no such file; check the name
    """
    source = os.fspath(path)
    extension = os.path.splitext(source)[1].lower()
    if extension not in EXTENSIONS:
        raise fault(source, "", f"extension {extension!r} is no circuit format; there are {', '.join(EXTENSIONS)}")
    data = read_source(path)
    if extension != ".blif":
        return parse_aiger(data, source, output)
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise fault(
            source, str(line), f"byte 0x{data[error.start]:02x} is not UTF-8 text; this is no BLIF file"
        ) from None
    return parse_blif(text, source, output)
