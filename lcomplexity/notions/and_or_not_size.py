"""{AND, OR, NOT} circuit size: the fewest AND and OR gates of a circuit for f; NOT is free, so XOR costs 3.

Functions of at most four variables are looked up in a table made by going through all circuits
(:mod:`lcomplexity.notions.circuit_table`). The hardest of them need 10 (OEIS A057241, Schroeppel 2001).

Source: Schnorr, Zwei lineare untere Schranken (1974), where parity takes 3(n - 1); Wegener, The complexity of Boolean functions, U2.
"""

from __future__ import annotations

from lcomplexity.notions.circuit_table import circuit_rows
from lcomplexity.notions.four_variables import class_names, four_variable_table
from lcomplexity.notions.notion import Absent, Notion, beyond
from lcomplexity.notions.truth_table import on_essential_variables


def and_or_not_size(n: int, table: int) -> int | Absent:
    """Return the least number of AND and OR gates; f depends on four variables at most.

    >>> and_or_not_size(2, 0b0110), and_or_not_size(4, 0x6996), and_or_not_size(3, 0b11101000)  # XOR; parity; majority
    (3, 9, 4)
    """
    m, reduced = on_essential_variables(n, table)
    if m > 4:
        return beyond(m, 4, "essential variables")
    return circuit_rows()[int(class_names()[four_variable_table(m, reduced)])].and_or_gates


AND_OR_NOT_SIZE = Notion(
    "and_or_not_size",
    "AND/OR/NOT circuit",
    r"C_{\wedge\vee\neg}",
    "the fewest AND and OR gates of a circuit, NOT free",
    "Schnorr 1974; OEIS A057241",
    and_or_not_size,
)
