"""Machine files in five formats, both ways.

======================  =====================  ==========================================
name                    extensions             what it is
======================  =====================  ==========================================
``turingmachineio``     ``.yaml .yml``         the YAML of turingmachine.io
``morphett``            ``.morphett .tm``      the text of Anthony Morphett's simulator
``jflap``               ``.jff``               JFLAP's XML, 1 to 5 tapes
``automata-lib``        ``.json``              constructor arguments of automata-lib
``standard``            ``.txt``               the one-line text of bbchallenge.org
======================  =====================  ==========================================

Whatever is read runs step for step as the format's own tool runs it; whatever is written, read back, runs step
for step like the machine, under the names given by :func:`correspondence`. What a format cannot say is refused.

>>> bb2 = loads("1RB1LB_1LA1RZ", "standard")
>>> print(dumps(bb2, "morphett"), end="")
0 _ 1 r B
0 1 1 l B
B _ 1 l 0
B 1 1 r halt-Z
"""

from __future__ import annotations

import os
from pathlib import Path

from turing.errors import MachineError
from turing.formats import morphett, turingmachineio
from turing.formats.automata_lib import from_automata, to_automata
from turing.formats.correspondence import Correspondence, renamed
from turing.formats.faults import fault, shown
from turing.formats.files import MAX_BYTES, normalised, read_text
from turing.formats.registry import BY_EXTENSION, FORMATS, Format, recognised
from turing.formats.stay import without_stay
from turing.machine import Machine

__all__ = [
    "FORMATS",
    "MAX_BYTES",
    "Correspondence",
    "Format",
    "convert",
    "correspondence",
    "dumps",
    "example_input",
    "format_of",
    "from_automata",
    "load",
    "loads",
    "renamed",
    "to_automata",
    "without_stay",
]


def format_of(path: str | os.PathLike[str]) -> Format:
    """Return the format that a file's extension means; raise :class:`MachineError` for an unknown one.

    >>> format_of("zoo/parity.TM").name
    'morphett'
    >>> format_of("parity.xml")
    Traceback (most recent call last):
        ...
    turing.errors.MachineError: parity.xml: extension '.xml' is unknown; known are .yaml .yml .morphett .tm .jff .json .txt
    """
    extension = Path(path).suffix.lower()
    if extension not in BY_EXTENSION:
        known = " ".join(BY_EXTENSION)
        what = f"extension {shown(extension)} is unknown" if extension else "there is no extension"
        raise fault(os.fspath(path), None, f"{what}; known are {known}")
    return BY_EXTENSION[extension]


def load(path: str | os.PathLike[str]) -> Machine:
    """Return the machine in a file; the format follows from the extension, the name is the file's without it.

    Raises :class:`MachineError` with file and line for anything that is not a machine in that format. A file
    whose content looks like another format is refused with that format's name.

    >>> load("missing.jff")
    Traceback (most recent call last):
        ...
    turing.errors.MachineError: missing.jff: there is no such file; check the name
    """
    format = format_of(path)
    return loads(read_text(path), format.name, Path(path).stem, os.fspath(path))


def loads(text: str, format: str, name: str = "machine", source: str | None = None) -> Machine:
    """Return the machine in a text of the named format; ``source`` (default: the name) stands in errors.

    >>> loads("1RB1RZ_1LA---", "standard", "tiny").name
    'tiny'
    """
    chosen, source = _named(format), name if source is None else source
    text = normalised(text, source)
    try:
        machine = chosen.load(text, name, source)
    except MachineError as error:
        looks = recognised(text)
        if looks is not None and looks != format:
            known = " or ".join(FORMATS[looks].extensions)
            raise fault(
                source, None, f"the content looks like {looks}, not {format}; give the file the extension {known}"
            ) from None
        if str(error).startswith(source):
            raise
        raise fault(source, None, str(error)) from None
    for kind, names in (("state", machine.states), ("symbol", machine.alphabet)):
        for word in names:
            if not _encodable(word):
                raise fault(
                    source, None, f"{kind} {shown(word)}: half a surrogate pair is not a character; rename it"
                )
    return machine


def _named(format: str) -> Format:
    if format not in FORMATS:
        raise MachineError(f"format {shown(format)} is unknown; formats are {', '.join(FORMATS)}")
    return FORMATS[format]


def _encodable(text: str) -> bool:
    return not any("\ud800" <= c <= "\udfff" for c in text)


def dumps(machine: Machine, format: str) -> str:
    """Return the machine as text of the named format, exactly: read back, it runs step for step like the machine.

    States and symbols take the names of :func:`correspondence`. Raises :class:`MachineError` for a machine that
    the format cannot say.

    >>> dumps(Machine.of("M", "go x x R go", "go _ x L end", start="go", halting=["end"]), "standard")
    '1LZ1RA\\n'
    """
    text = _named(format).dump(machine)
    if not _encodable(text):
        raise fault(machine.name, None, "a name has half a surrogate pair, which no file can hold; rename it")
    return text


def convert(machine: Machine, to: str) -> str:
    """Return :func:`dumps`, with stay moves compiled away where the format has none (see :func:`without_stay`).

    That is the one liberty taken: such a file's runs are longer by one step for each stay.

    >>> M = Machine.of("M", "go _ x S end", "go x x L end", start="go", halting=["end"])
    >>> convert(M, "standard")
    '1RB1LZ_0LZ1LZ\\n'
    """
    stays = any("S" in rule.move for rule in machine.rules)
    if stays and "S" not in _named(to).moves and machine.tapes == 1:
        machine = without_stay(machine)
    return dumps(machine, to)


def correspondence(machine: Machine, format: str) -> Correspondence:
    """Return the names that states and symbols have in ``dumps(machine, format)``.

    >>> correspondence(Machine.of("M", "go x _ R end", start="go", halting=["end"]), "standard").states
    {'go': 'A', 'end': 'Z'}
    """
    return _named(format).correspondence(machine)


def example_input(text: str, format: str) -> str | None:
    """Return the input that a file itself gives, or ``None``: ``input`` in YAML, ``$INITIAL_TAPE`` in Morphett's text.

    >>> example_input("0 1 1 r 0 ; $INITIAL_TAPE: 1 1", "morphett"), example_input("1RA", "standard")
    ('1_1', None)
    """
    _named(format)
    text = normalised(text, "machine")
    if format == turingmachineio.NAME:
        return turingmachineio.example_input_or_none(text)
    return morphett.example_input_or_none(text) if format == morphett.NAME else None
