"""Inputs of machines that promise something on well-formed inputs only: all of one length, one after the other."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

DIGITS = "01"


def binary(n: int) -> Iterator[str]:
    """Return all words of ``n`` binary digits.

    >>> list(binary(1))
    ['0', '1']
    """
    return map("".join, product(DIGITS, repeat=n))


def empty_only(n: int) -> Iterator[str]:
    """Return the empty word if ``n`` is 0, else nothing.

    >>> list(empty_only(0)), list(empty_only(1))
    ([''], [])
    """
    return iter([""] if n == 0 else [])


def even_length(n: int) -> Iterator[str]:
    """Return all words of ``n`` binary digits if ``n`` is even, else nothing.

    >>> len(list(even_length(2))), len(list(even_length(3)))
    (4, 0)
    """
    return binary(n) if n % 2 == 0 else iter(())


def number(n: int) -> Iterator[str]:
    """Return all binary numbers of ``n`` digits that begin with 1.

    >>> list(number(2))
    ['10', '11']
    """
    return ("1" + rest for rest in binary(n - 1)) if n else iter(())


def two_numbers(n: int) -> Iterator[str]:
    """Return all words ``a+b`` of length ``n`` with at least one binary digit on each side.

    >>> list(two_numbers(3))
    ['0+0', '0+1', '1+0', '1+1']
    """
    return (a + "+" + b for k in range(1, n - 1) for a in binary(k) for b in binary(n - 1 - k))


def two_equal_numbers(n: int) -> Iterator[str]:
    """Return all words ``a<b`` of length ``n`` with equally many binary digits on each side.

    >>> list(two_equal_numbers(3))
    ['0<0', '0<1', '1<0', '1<1']
    """
    half, odd = divmod(n, 2)
    return (a + "<" + b for a in binary(half) for b in binary(half)) if odd else iter(())


def two_unary(n: int) -> Iterator[str]:
    """Return all words of length ``n`` with one ``x`` among ones.

    >>> list(two_unary(2))
    ['x1', '1x']
    """
    return ("1" * k + "x" + "1" * (n - 1 - k) for k in range(n))
