"""The definition, tried out: the least number of tokens of a function of n <= 3 variables, in plain Python.

A program of T tokens is a table z_1 that is a threshold function of x, a z_2 that is one of (x, z_1), and so on up to z_T, the function.
Every table is tried for every token but the last, except complements: a token and its complement serve alike.

>>> shortest_by_definition(3, 0x96), shortest_by_definition(3, 0xE8)      # parity: majority's complement 0x17; majority
((23,), ())
"""

from __future__ import annotations

from functools import lru_cache
from itertools import count

from lcomplexity.errors import PredictorError
from lcomplexity.length.separability import Separation, cube, labels_of, separate

#: With more variables there are too many tables to try.
MAX_VARIABLES = 3


def shortest_by_definition(n: int, table: int) -> tuple[int, ...]:
    """Return the tables of the tokens z_1 .. z_(T-1) of a shortest program of a function of n <= 3 variables.

    Raises :class:`PredictorError` for more variables.

    >>> shortest_by_definition(2, 0b0110), shortest_by_definition(1, 0b10)
    ((1,), ())
    """
    if not 0 <= n <= MAX_VARIABLES:
        raise PredictorError(f"{table:#x}:{n}: all tokens are tried for at most {MAX_VARIABLES} variables")
    return next(tokens for T in count(1) if (tokens := _tokens(n, (), table, T)) is not None)


def _tokens(n: int, before: tuple[int, ...], table: int, T: int) -> tuple[int, ...] | None:
    """Tokens that make ``table`` the T-th after ``before``, or ``None``."""
    if T == 1:
        return () if separable(n, before, table) else None
    for z in range(1 << ((1 << n) - 1)):
        if separable(n, before, z):
            rest = _tokens(n, (*before, z), table, T - 1)
            if rest is not None:
                return z, *rest
    return None


@lru_cache(maxsize=1 << 16)
def separable(n: int, tokens: tuple[int, ...], table: int) -> bool:
    """Return whether ``table`` is a threshold function of x and the tokens, given by tables.

    >>> separable(2, (), 0b0110), separable(2, (0b0001,), 0b0110)
    (False, True)
    """
    columns = zip(*(labels_of(n, z) for z in tokens), strict=True) if tokens else [()] * (1 << n)
    points = [(*x, *z) for x, z in zip(cube(n), columns, strict=True)]
    return isinstance(separate(points, labels_of(n, table)), Separation)
