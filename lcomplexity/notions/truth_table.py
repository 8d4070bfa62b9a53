"""A Boolean function as (n, table): bit i of ``table`` is f(x), and x_j is bit j of i.

>>> values(2, 0b1000)                                  # x_0 AND x_1
array([0, 0, 0, 1], dtype=uint8)
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from lcomplexity.errors import PredictorError

#: The most variables a table is unpacked for: 2^16 values.
MOST_VARIABLES = 16


def checked(n: int, table: int) -> None:
    """Return nothing; raise :class:`PredictorError` unless 0 <= n <= 16 and ``table`` has at most 2^n bits.

    >>> checked(1, 4)
    Traceback (most recent call last):
        ...
    lcomplexity.errors.PredictorError: truth table 0x4 of 1 bits: it must lie in 0 .. 2^(2^1) - 1
    """
    if not 0 <= n <= MOST_VARIABLES:
        raise PredictorError(f"truth table of {n} bits: a table is looked at for 0 .. {MOST_VARIABLES} bits")
    if table < 0 or table.bit_length() > 1 << n:
        raise PredictorError(f"truth table {table:#x} of {n} bits: it must lie in 0 .. 2^(2^{n}) - 1")


def values(n: int, table: int) -> NDArray[np.uint8]:
    """Return f(0), .., f(2^n - 1), shape (2^n,), each 0 or 1.

    >>> values(1, 0b01).tolist()
    [1, 0]
    """
    checked(n, table)
    raw = np.frombuffer(table.to_bytes(max(1, (1 << n) // 8), "little"), np.uint8)
    return np.unpackbits(raw, bitorder="little")[: 1 << n]


def table_of(f: NDArray[np.uint8]) -> int:
    """Return the table whose bits are the 2^n values ``f``: the inverse of :func:`values`.

    >>> table_of(values(3, 0x96)) == 0x96
    True
    """
    return int.from_bytes(np.packbits(f, bitorder="little").tobytes(), "little")


def essential_variables(n: int, table: int) -> tuple[int, ...]:
    """Return the variables j on which f depends, in increasing order.

    >>> essential_variables(3, 0b11001100)                 # x_1
    (1,)
    """
    f = values(n, table)
    halves = (f.reshape(-1, 2, 1 << j) for j in range(n))
    return tuple(j for j, half in enumerate(halves) if (half[:, 0] != half[:, 1]).any())


def on_essential_variables(n: int, table: int) -> tuple[int, int]:
    """Return (m, table) of the same function of only the m variables it depends on, in their order.

    >>> on_essential_variables(3, 0b11001100)
    (1, 2)
    """
    kept = essential_variables(n, table)
    x = np.arange(1 << len(kept))
    place = np.zeros_like(x)
    for position, j in enumerate(kept):
        place |= (x >> position & 1) << j
    return len(kept), table_of(values(n, table)[place])


def weights(n: int) -> NDArray[np.int64]:
    """Return the number of ones of 0 .. 2^n - 1, shape (2^n,).

    >>> weights(2).tolist()
    [0, 1, 1, 2]
    """
    return np.bitwise_count(np.arange(1 << n)).astype(np.int64)
