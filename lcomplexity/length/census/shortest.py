"""The least number of tokens of one function of n <= 5 variables, and the tokens, as truth tables.

Few variables need no compiled code: for n <= 3 all tokens are tried (:mod:`.by_definition`); otherwise see :mod:`.decide`.

>>> shortest(3, 0x96), shortest(3, 0xE8)                            # parity: majority's complement is the first token
((2, (23,)), (1, ()))
"""

from __future__ import annotations

import numpy as np

from lcomplexity.length.census.by_definition import MAX_VARIABLES as FEW
from lcomplexity.length.census.by_definition import shortest_by_definition


def shortest(n: int, table: int) -> tuple[int, tuple[int, ...]]:
    """Return T and the tables of tokens z_1 .. z_(T-1) of a shortest program of a function of n = 1 .. 5 variables.

    >>> shortest(2, 0b0110), shortest(1, 0b10)
    ((2, (1,)), (1, ()))
    """
    if n <= FEW:
        tokens = shortest_by_definition(n, table)
        return len(tokens) + 1, tokens
    from lcomplexity.length.census.decide import decided

    lengths, found = decided(n, np.array([table], np.int64))
    T = int(lengths[0])
    return T, tuple(found[0, : T - 1].tolist())
