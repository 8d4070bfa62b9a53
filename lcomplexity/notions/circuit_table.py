"""Circuit sizes of the 222 classes of functions of four variables, read from a stored table.

A line a class: its smallest table, its number of functions, and for either basis the size and a shortest chain, which whoever
doubts the size's being enough can evaluate. That fewer gates are not enough was found by exhaustion, by
:mod:`lcomplexity.notions.circuit_table_maker`, which makes the table anew.

>>> row = circuit_rows()[0x6996]                           # parity of four bits
>>> row.gates, row.chain, row.and_or_gates
(3, '2^3 0^1 4^5', 9)
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files

#: The stored table, and its columns.
_NAME = "four_variable_circuits.tsv"
COLUMNS = ("class", "functions", "gates", "chain", "and_or_gates", "and_or_chain")


@dataclass(frozen=True)
class CircuitRow:
    """A class of functions of four variables: its smallest table, how many functions it has, and its sizes and chains."""

    name: int
    functions: int
    gates: int
    chain: str
    and_or_gates: int
    and_or_chain: str


@cache
def circuit_rows() -> dict[int, CircuitRow]:
    """Return the stored row of each class, by its smallest table.

    >>> rows = circuit_rows().values()
    >>> len(rows), sum(row.functions for row in rows)
    (222, 65536)
    """
    lines = files("lcomplexity.notions").joinpath(_NAME).read_text().splitlines()
    header, *rows = [line.split("\t") for line in lines if not line.startswith("#")]
    assert tuple(header) == COLUMNS
    read = [CircuitRow(int(a, 16), int(b), int(c), d, int(e), f) for a, b, c, d, e, f in rows]
    return {row.name: row for row in read}
