"""The five formats by name, and how a text is recognised that is in another format than its file name says."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from turing.formats import automata_lib, jflap, morphett, standard, turingmachineio
from turing.formats.correspondence import Correspondence
from turing.machine import Machine


@dataclass(frozen=True, slots=True)
class Format:
    """A format: its name, the file extensions that mean it, and its two directions.

    ``load(text, name, source)`` returns the machine (``source`` stands in error messages), ``dump(machine)`` its
    text. ``correspondence(machine)`` says under which names states and symbols stand in that text. ``moves`` are
    the moves that the format has.

    >>> FORMATS["jflap"].extensions, FORMATS["standard"].moves
    (('.jff',), 'LR')
    """

    name: str
    extensions: tuple[str, ...]
    load: Callable[[str, str, str], Machine]
    dump: Callable[[Machine], str]
    correspondence: Callable[[Machine], Correspondence]
    moves: str


#: The formats by name.
FORMATS: Mapping[str, Format] = MappingProxyType(
    {
        module.NAME: Format(module.NAME, extensions, module.load, module.dump, module.correspondence, moves)
        for module, extensions, moves in (
            (turingmachineio, (".yaml", ".yml"), "LR"),
            (morphett, (".morphett", ".tm"), "LRS"),
            (jflap, (".jff",), "LRS"),
            (automata_lib, (".json",), "LRS"),
            (standard, (".txt",), "LR"),
        )
    }
)

#: The formats by file extension.
BY_EXTENSION: Mapping[str, Format] = MappingProxyType(
    {extension: format for format in FORMATS.values() for extension in format.extensions}
)

_CELL = r"(?:[0-9][LR][A-Z_]|---|\.\.\.)"
_LOOKS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("jflap", re.compile(r"\A\s*<")),
    ("automata-lib", re.compile(r"\A\s*\{\s*[\"}]")),
    ("turingmachineio", re.compile(r"^(?:blank|start state|table|synonyms|source code)[ \t]*:", re.MULTILINE)),
    ("standard", re.compile(rf"\A\s*{_CELL}+(?:[_ ]+{_CELL}+)*\s*\Z")),
    ("morphett", re.compile(r"^[ \t]*\S+[ \t]+\S[ \t]+\S[ \t]+[lrLR*][ \t]+\S+[ \t]*(?:!|;|$)", re.MULTILINE)),
)


def recognised(text: str) -> str | None:
    """Return the name of the format that a text looks like, or ``None``: a guess, used only after a failure.

    >>> recognised("<structure/>"), recognised("blank: 0"), recognised("0 1 1 r 0"), recognised("hello")
    ('jflap', 'turingmachineio', 'morphett', None)
    """
    return next((name for name, look in _LOOKS if look.search(text)), None)
