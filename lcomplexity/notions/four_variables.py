"""The 222 classes of functions of four variables under permuting and negating inputs and negating the output (NPN).

The class of a function is named by the smallest truth table in it. 384 permutations and negations of the inputs act on
16-bit tables; each acts on the two bytes of a table apart, so that all 65,536 tables are moved at once. Functions of fewer
variables are functions of four that ignore the others: what is counted here, gates and depth, does not depend on variables that
are ignored, as a constant can be put in their place.
"""

from __future__ import annotations

from functools import cache
from itertools import permutations
from typing import Literal

import numpy as np
from numpy.typing import NDArray

#: The number of truth tables of four variables.
TABLES = 1 << 16

#: The tables of x_0, .., x_3.
INPUTS = (0xAAAA, 0xCCCC, 0xF0F0, 0xFF00)

#: Noted for a function whose size is not known yet.
UNKNOWN = 255

#: The gates circuits and formulas are made of; NOT is free in both.
Basis = Literal["all two-input gates", "AND, OR, NOT"]


@cache
def input_actions() -> NDArray[np.uint16]:
    """Return the 384 actions on inputs: entry (a, f) is the table of x -> f(y), y_j = x_p(j) ^ m_j. Shape (384, 65536).

    >>> actions = input_actions()
    >>> actions.shape, int(actions[0, 0x1234]) == 0x1234       # the first one changes nothing
    ((384, 65536), True)
    """
    x = range(16)
    f = np.arange(256)
    rows = []
    for p in permutations(range(4)):
        for m in range(16):
            y = [sum(((i >> p[j] & 1) ^ (m >> j & 1)) << j for j in range(4)) for i in x]
            # bit x of the new table is bit y(x) of the old one: of its low byte, or of its high one
            low, high = np.zeros((2, 256), np.uint16)
            for i in x:
                low |= (f >> y[i] & 1 if y[i] < 8 else 0 * f).astype(np.uint16) << i
                high |= (f >> (y[i] - 8) & 1 if y[i] >= 8 else 0 * f).astype(np.uint16) << i
            rows.append((high[:, None] | low[None, :]).reshape(-1))
    actions = np.stack(rows)
    actions.setflags(write=False)
    return actions


@cache
def class_names() -> NDArray[np.uint16]:
    """Return, for every table of four variables, the smallest table of its class. Shape (65536,).

    >>> names = class_names()
    >>> hex(names[0xFFFE]), hex(names[0x9669]), len(set(names.tolist()))
    ('0x1', '0x6996', 222)
    """
    smallest = input_actions().min(axis=0)
    names = np.minimum(smallest, smallest[::-1])  # the complement of f is 65535 - f
    names.setflags(write=False)
    return names


def four_variable_table(n: int, table: int) -> int:
    """Return the table of the same function seen as one of four variables, n <= 4, that ignores the last 4 - n.

    >>> hex(four_variable_table(2, 0x8))
    '0x8888'
    """
    for k in range(n, 4):
        table |= table << (1 << k)
    return table
