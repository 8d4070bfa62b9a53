"""Parallelograms of the cube, and the three lemmas by which the census proves that tokens do not suffice.

A *parallelogram* (a, b; c, d) is four different points of {0,1}^n with a + b = c + d: two pairs with one midpoint. A function
g **balances** it if g(a) + g(b) = g(c) + g(d), and f **splits** it if f(a) = f(b) and f(c) = f(d) are different. Functions
are on the points x; z_1, z_2, .. are the values of the gates there. All lemmas are short:

1. *A threshold function splits none.* A split one gives w.a + w.b >= 2 theta > w.c + w.d, and both sums are equal.
2. *If f is a threshold function of (x, g), then g balances none that f splits.* The gate adds v (g(a) + g(b) - g(c) - g(d)) = 0
   to the difference that must not vanish.
3. *If f is a threshold function of (x, g, h) and h one of (x, g), then no odd number of parallelograms, all split by f and
   balanced by g, covers every point an even number of times.* For each of them let D = h(a) + h(b) - h(c) - h(d). As g is
   balanced, f's gate needs D <> 0, and D is not 2 or -2, for then h would split it and lemma 1 holds for h at the points
   (x, g). So D is odd. Summed over an odd number of them that is odd; but each h(x) is counted an even number of times.

So T >= 2, 3, 4 are shown by one split parallelogram, by one for each threshold function g of x, and by one odd cover for each.
For n <= 5 the census finds that these are also necessary: whenever no lemma forbids it, there is a program.

Source: lemma 1 is "2-summable functions are no threshold functions" (Chow; Muroga); lemmas 2 and 3 are our own argument.

>>> parallelograms(2).tolist()                                     # 00 + 11 = 10 + 01
[[0, 3, 1, 2]]
>>> splits(0b0110, (0, 3, 1, 2)), balances(0b1000, (0, 3, 1, 2)), balances(0b1010, (0, 3, 1, 2))
(True, False, True)
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

import numpy as np
from numpy.typing import NDArray

from lcomplexity.length.relations import squares


@cache
def parallelograms(n: int) -> NDArray[np.int64]:
    """Return all parallelograms of {0,1}^n, shape (count, 4), as point numbers a < b, c < d, a < c; read-only.

    There are 0, 1, 12, 100 and 720 of them for n = 1 .. 5.

    >>> [len(parallelograms(n)) for n in range(1, 6)]
    [0, 1, 12, 100, 720]
    """
    array = np.array(sorted(squares(n)), np.int64).reshape(-1, 4)
    array.setflags(write=False)
    return array


def splits(table: int, corners: Sequence[int]) -> bool:
    """Return whether the function with this truth table splits the parallelogram.

    >>> [splits(table, (0, 3, 1, 2)) for table in (0b1001, 0b0110, 0b1110)]
    [True, True, False]
    """
    a, b, c, d = (int(table) >> int(p) & 1 for p in corners)
    return a == b and c == d and a != c


def balances(table: int, corners: Sequence[int]) -> bool:
    """Return whether the function with this truth table balances the parallelogram.

    >>> [balances(table, (0, 3, 1, 2)) for table in (0b1001, 0b1010, 0b1110)]
    [False, True, False]
    """
    a, b, c, d = (int(table) >> int(p) & 1 for p in corners)
    return a + b == c + d
