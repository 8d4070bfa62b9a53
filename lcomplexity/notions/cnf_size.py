"""CNF size: the fewest clauses of a conjunction of disjunctions of literals that is f; the DNF size of its complement.

Source: Quine, The problem of simplifying truth functions (1952).
"""

from __future__ import annotations

from lcomplexity.notions.dnf_size import dnf_size
from lcomplexity.notions.notion import Absent, Notion
from lcomplexity.notions.truth_table import checked


def cnf_size(n: int, table: int) -> int | Absent:
    """Return the fewest clauses of a CNF of f: 0 for the constant 1, 1 for the constant 0; f may depend on 5 variables.

    >>> cnf_size(2, 0b1110), cnf_size(3, 0b10010110)                      # OR; parity
    (1, 4)
    """
    checked(n, table)
    return dnf_size(n, table ^ ((1 << (1 << n)) - 1))


CNF_SIZE = Notion(
    "cnf_size",
    "CNF clauses",
    r"\mathrm{CNF}",
    "the fewest clauses of a conjunctive normal form",
    "Quine 1952",
    cnf_size,
)
