"""The zoo: machines as files, each with an oracle in Python and its claimed time and space.

>>> from turing.zoo import zoo
>>> e = zoo("mod3"); e.title, e.time_formula
('a binary number, most significant digit first, is a multiple of 3', 'n + 1')
>>> e.run("110").outcome, e.oracle("110")
('accept', 'accept')
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from turing.errors import MachineError
from turing.zoo.beavers import BEAVERS
from turing.zoo.deciders import DECIDERS
from turing.zoo.entry import Published, ZooEntry
from turing.zoo.transducers import TRANSDUCERS
from turing.zoo.universal import UNIVERSAL

__all__ = ["ZOO", "Published", "ZooEntry", "zoo"]

#: Every machine of the zoo by name: deciders, transducers, busy beavers, the universal machine.
ZOO: Mapping[str, ZooEntry] = MappingProxyType(
    {entry.name: entry for entry in (*DECIDERS, *TRANSDUCERS, *BEAVERS, UNIVERSAL)}
)


def zoo(name: str) -> ZooEntry:
    """Return the entry of the machine ``name``.

    Raises :class:`MachineError` naming near misses for a name that is not in the zoo.

    >>> zoo("palindrom")
    Traceback (most recent call last):
        ...
    turing.errors.MachineError: zoo: no machine is named 'palindrom'; did you mean 'palindrome', 'palindrome_2tape'?
    """
    entry = ZOO.get(name)
    if entry is not None:
        return entry
    from difflib import get_close_matches

    near = get_close_matches(name, ZOO, n=3, cutoff=0.6)
    remedy = f"did you mean {', '.join(map(repr, near))}?" if near else f"machines are {', '.join(ZOO)}"
    raise MachineError(f"zoo: no machine is named {name!r}; {remedy}")
