"""Is f a formula of two-input gates in which each variable stands once? Then m variables need just m - 1 gates.

Two variables are read by one gate if the four functions that f becomes when they are fixed are only two different ones:
f = g(h(x_i, x_j), rest). Such a pair is put into one variable until one variable is left. No choice goes wrong: g is f with one of
the two variables fixed, or negated and fixed, and fixing variables leaves a read-once formula one.

Source: Ashenhurst, The decomposition of switching functions (1957), for pairs.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from lcomplexity.notions.truth_table import on_essential_variables, values


def is_read_once(n: int, table: int) -> bool:
    """Is there a formula of two-input gates and NOT for f that has every variable f depends on once?

    >>> is_read_once(3, 0b10010110), is_read_once(3, 0b11101000)          # parity; majority
    (True, False)
    """
    m, table = on_essential_variables(n, table)
    f = values(m, table)
    while m > 1:
        merged = next((g for i in range(m) for j in range(i) if (g := _merged(f, m, j, i)) is not None), None)
        if merged is None:
            return False
        f, m = merged, m - 1
    return True


def _merged(f: NDArray[np.uint8], m: int, j: int, i: int) -> NDArray[np.uint8] | None:
    """The function with one variable, the first, for h(x_j, x_i), if there is such an h; j < i."""
    cube = f.reshape((2,) * m)
    # axes count from the last variable
    rows = np.moveaxis(cube, (m - 1 - i, m - 1 - j), (0, 1)).reshape(4, -1)
    different = np.unique(rows, axis=0)
    if len(different) > 2:
        return None
    return np.moveaxis(different, 0, -1).ravel()
