"""Circuit size C(f): the fewest two-input gates, of all kinds, of a circuit for f; NOT is free.

Functions of at most four variables are looked up in a table made by going through all circuits
(:mod:`lcomplexity.notions.circuit_table`). A function of m > 4 variables has m - 1 gates if it is read-once, for each variable it
depends on must be read.

Source: Knuth, TAOCP 4A, 7.1.2; Haaswijk, Testa, Soeken and De Micheli, Classifying functions with exact synthesis (2017).
"""

from __future__ import annotations

from lcomplexity.notions.circuit_table import circuit_rows
from lcomplexity.notions.four_variables import class_names, four_variable_table
from lcomplexity.notions.notion import Absent, Notion, beyond
from lcomplexity.notions.read_once import is_read_once
from lcomplexity.notions.truth_table import on_essential_variables


def circuit_size(n: int, table: int) -> int | Absent:
    """Return the least number of gates over all two-input gates; f depends on four variables at most, or is read-once.

    >>> circuit_size(3, 0b11101000), circuit_size(4, 0x6996), circuit_size(2, 0)           # majority; parity; constant
    (4, 3, 0)
    """
    m, reduced = on_essential_variables(n, table)
    if m <= 4:
        return circuit_rows()[int(class_names()[four_variable_table(m, reduced)])].gates
    if is_read_once(m, reduced):
        return m - 1
    return beyond(m, 4, "essential variables, and for read-once functions")


CIRCUIT_SIZE = Notion(
    "circuit_size",
    "circuit C",
    r"C",
    "the fewest two-input gates of any kind of a circuit, NOT free",
    "Knuth 7.1.2; Haaswijk et al. 2017",
    circuit_size,
)
