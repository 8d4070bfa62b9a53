"""Boolean functions of n bits, and their truth tables: bit i of the table is f(x) with x_j = bit j of i.

So the table of x_0 on two variables is 0b1010 and that of x_1 is 0b1100: bits count from the right. Whatever computes one
bit from n bits satisfies :class:`Function`; :class:`BooleanFunction` is the one that *is* its table.

>>> maj = BooleanFunction.of(3, lambda x: int(sum(x) >= 2))
>>> maj, maj.name, maj.value((1, 0, 1))
(BooleanFunction(n=3, table=232), '0xe8:3', 1)
>>> maj.cofactor(0, 1) == variable(2, 0) | variable(2, 1)
True
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from lcomplexity.archive import shown
from lcomplexity.errors import PredictorError

#: A table has 2^n bits; with more variables than this a function stays in the form it was given in.
MAX_VARIABLES = 16


class Function(Protocol):
    """One bit computed from n bits: a truth table, a member of a family, a circuit, a machine at a length.

    ``name`` is what a message or a table calls it; ``n`` is the number of variables.
    """

    @property
    def name(self) -> str:
        """Return the name shown to users."""

    @property
    def n(self) -> int:
        """Return the number of variables."""

    def value(self, x: Sequence[int]) -> int:
        """Return f(x), 0 or 1; raises :class:`PredictorError` if ``x`` is not n bits."""

    def tabulated(self) -> BooleanFunction:
        """Return the truth table; raises :class:`PredictorError` above :data:`MAX_VARIABLES` variables."""


def point(n: int, i: int) -> tuple[int, ...]:
    """Return the input x of n bits that entry i of a table is about: x_j = bit j of i.

    >>> point(3, 4)
    (0, 0, 1)
    """
    return tuple(i >> j & 1 for j in range(n))


def checked(x: Sequence[int], f: Function) -> tuple[int, ...]:
    """Return x as a tuple of bits; raises :class:`PredictorError` if it is no input of f.

    >>> checked([0, True], variable(2, 0))
    (0, 1)
    """
    if len(x) != f.n or any(bit not in (0, 1) for bit in x):
        raise PredictorError(f"{f.name}: {shown(str(x))} is no input; give {f.n} bits, each 0 or 1")
    return tuple(int(bit) for bit in x)


def refuse_large_table(name: str, n: int) -> None:
    """Return nothing; raise :class:`PredictorError` if a function of n variables cannot have a table here.

    >>> refuse_large_table("parity:64", 64)
    Traceback (most recent call last):
        ...
    lcomplexity.errors.PredictorError: parity:64: a truth table of 64 variables has 2^64 entries; tables are made up to 16 variables
    """
    if n > MAX_VARIABLES:
        raise PredictorError(
            f"{name}: a truth table of {n} variables has 2^{n} entries; tables are made up to {MAX_VARIABLES} variables"
        )


def mask(n: int, j: int) -> int:
    """Return the table of x_j on n variables, as an integer.

    >>> [f"{mask(2, j):04b}" for j in range(2)]
    ['1010', '1100']
    """
    # Blocks of 2^j zeros and 2^j ones: all ones divided by 2^(2^j) + 1 are the blocks where x_j = 0.
    return (((1 << (1 << n)) - 1) // ((1 << (1 << j)) + 1)) << (1 << j)


@dataclass(frozen=True)
class BooleanFunction:
    """A function of ``n`` variables (0 .. 16) as its truth table, an integer of 2^n bits: bit i is f(x), x_j = bit j of i.

    ``~ & | ^`` combine functions of the same variables. Raises :class:`PredictorError` for a table that does not fit.
    """

    n: int
    table: int

    def __post_init__(self) -> None:
        if self.n < 0:
            raise PredictorError(f"truth table: {self.n} variables; there are at least 0")
        refuse_large_table("truth table", self.n)
        if self.table < 0 or self.table.bit_length() > 1 << self.n:
            raise PredictorError(
                f"truth table: {shown(hex(self.table))} does not fit {self.n} variables; a table of {self.n} has "
                f"{1 << self.n} bits"
            )

    @classmethod
    def of(cls, n: int, f: Callable[[tuple[int, ...]], int]) -> BooleanFunction:
        """Return the table of a Python function from tuples of n bits to 0 or 1, called on all 2^n of them.

        >>> BooleanFunction.of(2, lambda x: x[0] & x[1]).name
        '0x8:2'
        """
        # Refuses a number of variables that is none before anything is called.
        values = cls(n, 0).values().copy()
        for i in range(1 << n):
            value = f(point(n, i))
            if value not in (0, 1):
                raise PredictorError(f"truth table: the value at {point(n, i)} is {shown(value)}; it must be 0 or 1")
            values[i] = value
        return cls.of_values(values)

    @classmethod
    def of_values(cls, values: NDArray) -> BooleanFunction:
        """Return the function with ``values[i]`` (0 or 1) as entry i; the shape is (2^n,).

        >>> BooleanFunction.of_values(np.array([0, 1, 1, 0])).name
        '0x6:2'
        """
        n = len(values).bit_length() - 1
        if values.shape != (1 << max(n, 0),) or not np.isin(values, (0, 1)).all():
            raise PredictorError(
                f"truth table: values of shape {values.shape}; give 2^n of them in a row, each 0 or 1"
            )
        packed = np.packbits(values.astype(np.uint8), bitorder="little")
        return cls(n, int.from_bytes(packed.tobytes(), "little"))

    @property
    def name(self) -> str:
        """Return the table as the command line takes it.

        >>> BooleanFunction(4, 0x80).name
        '0x0080:4'
        """
        return f"0x{self.table:0{max(1, (1 << self.n) // 4)}x}:{self.n}"

    def value(self, x: Sequence[int]) -> int:
        """Return f(x).

        >>> BooleanFunction(2, 0b0100).value((0, 1))
        1
        """
        return self.table >> sum(bit << j for j, bit in enumerate(checked(x, self))) & 1

    def tabulated(self) -> BooleanFunction:
        """Return this function: it is its table."""
        return self

    def values(self) -> NDArray[np.uint8]:
        """Return f as a read-only array of shape (2^n,), entry i as in the table.

        >>> BooleanFunction(2, 0b0110).values().tolist()
        [0, 1, 1, 0]
        """
        size = max(1, (1 << self.n) // 8)
        packed = np.frombuffer(self.table.to_bytes(size, "little"), np.uint8)
        values = np.unpackbits(packed, bitorder="little", count=1 << self.n)
        values.setflags(write=False)
        return values

    @property
    def count(self) -> int:
        """Return on how many of the 2^n inputs f is 1.

        >>> BooleanFunction(2, 0b0111).count
        3
        """
        return self.table.bit_count()

    def cofactor(self, j: int, v: int) -> BooleanFunction:
        """Return f with x_j fixed to v, a function of the n-1 other variables in their order.

        >>> BooleanFunction(2, 0b0110).cofactor(0, 1) == ~variable(1, 0)
        True
        """
        self._refuse_variable(j)
        if v not in (0, 1):
            raise PredictorError(f"{self.name}: x{j} cannot be {shown(v)}; it is 0 or 1")
        return BooleanFunction.of_values(self.values().reshape(-1, 2, 1 << j)[:, v, :].reshape(-1))

    def depends_on(self, j: int) -> bool:
        """Return whether changing x_j changes f somewhere.

        >>> [variable(2, 1).depends_on(j) for j in range(2)]
        [False, True]
        """
        self._refuse_variable(j)
        return bool((self.table >> (1 << j) ^ self.table) & (mask(self.n, j) >> (1 << j)))

    @property
    def support(self) -> tuple[int, ...]:
        """Return the variables that f depends on, in order.

        >>> (variable(3, 0) ^ variable(3, 2)).support
        (0, 2)
        """
        return tuple(j for j in range(self.n) if self.depends_on(j))

    def on_support(self) -> BooleanFunction:
        """Return f as a function of its support alone, in order.

        >>> (variable(3, 0) ^ variable(3, 2)).on_support().name
        '0x6:2'
        """
        f = self
        for j in reversed(range(self.n)):
            if not self.depends_on(j):
                f = f.cofactor(j, 0)
        return f

    def _refuse_variable(self, j: int) -> None:
        if not 0 <= j < self.n:
            raise PredictorError(f"{self.name}: there is no variable x{j}; it has {self.n}, from x0")

    def _beside(self, other: BooleanFunction) -> int:
        if self.n != other.n:
            raise PredictorError(
                f"{self.name} and {other.name} have {self.n} and {other.n} variables; combine functions of the same"
            )
        return other.table

    def __invert__(self) -> BooleanFunction:
        return BooleanFunction(self.n, self.table ^ ((1 << (1 << self.n)) - 1))

    def __and__(self, other: BooleanFunction) -> BooleanFunction:
        return BooleanFunction(self.n, self.table & self._beside(other))

    def __or__(self, other: BooleanFunction) -> BooleanFunction:
        return BooleanFunction(self.n, self.table | self._beside(other))

    def __xor__(self, other: BooleanFunction) -> BooleanFunction:
        return BooleanFunction(self.n, self.table ^ self._beside(other))


def variable(n: int, j: int) -> BooleanFunction:
    """Return x_j as a function of n variables.

    >>> variable(2, 0).name
    '0xa:2'
    """
    refuse_large_table("truth table", n)
    if not 0 <= j < n:
        raise PredictorError(f"truth table: there is no variable x{j}; of {n} variables the first is x0")
    return BooleanFunction(n, mask(n, j))
