"""NPN classes: functions that differ by negating inputs, permuting inputs and negating the output.

A :class:`Transformation` turns f into g with g(x) = f(y) ^ output, where y_j = x_{permutation[j]} ^ negations[j]. There are
2^(n+1) n! of them. The **canonical form** of f is the function of its class whose table is the smallest integer; as bit i
of the table is the value at x with x_j = bit j of i, this is a definition that needs no other convention. Length
complexity is the same throughout a class: a threshold gate stays one when an input is negated (its weight changes sign and the
threshold moves by it), when inputs are permuted, and when its own value is negated.

All 2^n n! input transformations are applied at once, as one array of indices, which is why n is at most 6.

>>> f = BooleanFunction(2, 0b1101)                                     # 0 only at x_0 = 1, x_1 = 0
>>> c = canonical(f); c.representative.name, class_size(f)
('0x1:2', 8)
>>> c.transformation.apply(f) == c.representative, c.transformation.inverse().apply(c.representative) == f
(True, True)
>>> [len(classes(n)) for n in range(4)]
[1, 2, 4, 14]
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import permutations

import numpy as np
from numpy.typing import NDArray

from lcomplexity.archive import shown
from lcomplexity.errors import PredictorError
from lcomplexity.functions.boolean_function import MAX_VARIABLES, BooleanFunction, point

#: Variables of a function whose canonical form is computed: 7 would take 82 million indices.
MAX_CLASS_VARIABLES = 6
#: Variables up to which all classes are listed; at 5 there are 616,126 of them in 2^32 functions.
MAX_LISTED_VARIABLES = 4


@dataclass(frozen=True)
class Transformation:
    """f -> g with g(x) = f(y) ^ ``output`` and y_j = x_{permutation[j]} ^ negations[j]: input j of f is fed by variable
    ``permutation[j]`` of g, negated if ``negations[j]`` is 1."""

    permutation: tuple[int, ...]
    negations: tuple[int, ...]
    output: int

    def __post_init__(self) -> None:
        n = len(self.permutation)
        bits = (*self.negations, self.output)
        if sorted(self.permutation) != list(range(n)) or len(self.negations) != n or set(bits) - {0, 1}:
            raise PredictorError(
                f"transformation {self.permutation}, {self.negations}, {self.output}: give a permutation of 0 .. n-1, "
                f"n bits and a bit"
            )

    @property
    def n(self) -> int:
        """Return the number of variables."""
        return len(self.permutation)

    def feeds(self, x: tuple[int, ...]) -> tuple[int, ...]:
        """Return y for x: what f is given where g is given x.

        >>> Transformation((1, 0), (1, 0), 0).feeds((0, 1))
        (0, 0)
        """
        return tuple(x[i] ^ c for i, c in zip(self.permutation, self.negations, strict=True))

    def apply(self, f: BooleanFunction) -> BooleanFunction:
        """Return g; raises :class:`PredictorError` for a function of another number of variables.

        >>> Transformation((1, 0), (1, 0), 1).apply(BooleanFunction(2, 0b1000)).name     # ~(~x1 & x0)
        '0xd:2'
        """
        if f.n != self.n:
            raise PredictorError(f"{f.name}: the transformation is one of {self.n} variables; it needs as many")
        i = np.arange(1 << self.n)
        y = np.zeros(1 << self.n, np.int64)
        for j, (source, c) in enumerate(zip(self.permutation, self.negations, strict=True)):
            y |= (i >> source & 1 ^ c) << j
        return BooleanFunction.of_values(f.values()[y] ^ self.output)

    def inverse(self) -> Transformation:
        """Return the transformation that undoes this one.

        >>> Transformation((1, 2, 0), (1, 0, 0), 1).inverse()
        Transformation(permutation=(2, 0, 1), negations=(0, 1, 0), output=1)
        """
        # y_j = x_{p(j)} ^ c_j  gives  x_i = y_{q(i)} ^ c_{q(i)} with q the inverse of p.
        q = tuple(self.permutation.index(i) for i in range(self.n))
        return Transformation(q, tuple(self.negations[j] for j in q), self.output)

    def then(self, after: Transformation) -> Transformation:
        """Return the transformation that does this one first and ``after`` next.

        >>> t = Transformation((1, 2, 0), (1, 0, 0), 1)
        >>> t.then(t.inverse()) == Transformation((0, 1, 2), (0, 0, 0), 0)
        True
        """
        if after.n != self.n:
            raise PredictorError(f"transformations of {self.n} and of {after.n} variables cannot follow each other")
        return Transformation(
            tuple(after.permutation[i] for i in self.permutation),
            tuple(after.negations[i] ^ c for i, c in zip(self.permutation, self.negations, strict=True)),
            self.output ^ after.output,
        )


@dataclass(frozen=True)
class Canonical:
    """The canonical form of a function f: ``transformation.apply(f) == representative``."""

    representative: BooleanFunction
    transformation: Transformation


def transformations(n: int) -> Iterator[Transformation]:
    """Return all 2^(n+1) n! transformations of n variables, in the order in which a canonical form looks for its own:
    not negated first, then permutations in lexicographic order, then negations.

    >>> [(t.negations, t.output) for t in transformations(1)]
    [((0,), 0), ((1,), 0), ((0,), 1), ((1,), 1)]
    """
    _refuse(n, MAX_VARIABLES)
    for output in (0, 1):
        for permutation in permutations(range(n)):
            for c in range(1 << n):
                yield Transformation(permutation, point(n, c), output)


def _refuse(n: int, most: int) -> None:
    if not 0 <= n <= most:
        raise PredictorError(f"NPN classes of {shown(n)} variables; here n is at most {most}")


@cache
def _indices(n: int) -> NDArray[np.uint8]:
    """Entry [t, i] is the index of y where x has index i, for input transformation t; shape (n! 2^n, 2^n)."""
    i = np.arange(1 << n)
    found = []
    for permutation in permutations(range(n)):
        y = np.zeros(1 << n, np.int64)
        for j, source in enumerate(permutation):
            y |= (i >> source & 1) << j
        # Negating inputs of f is an XOR of the index.
        found.append(y ^ i[:, None])
    indices = np.concatenate(found).astype(np.uint8)
    indices.setflags(write=False)
    return indices


def _images(f: BooleanFunction) -> NDArray[np.uint64]:
    """The tables of f under all input transformations, in the order of ``_indices``."""
    _refuse(f.n, MAX_CLASS_VARIABLES)
    packed = np.packbits(f.values()[_indices(f.n)], axis=1, bitorder="little")
    return packed.view(f"<u{packed.shape[1]}")[:, 0].astype(np.uint64)


def _negated(f: BooleanFunction, images: NDArray[np.uint64]) -> NDArray[np.uint64]:
    return images ^ np.uint64((1 << (1 << f.n)) - 1)


def canonical(f: BooleanFunction) -> Canonical:
    """Return the function of f's class with the smallest table, and the first transformation of f to it, n <= 6.

    >>> canonical(BooleanFunction(3, 0xE8)).representative.name         # majority
    '0x17:3'
    """
    images = _images(f)
    low, high = int(images.argmin()), int(images.argmax())
    # The smallest negated table is the negation of the largest.
    output = int(_negated(f, images)[high] < images[low])
    t = high if output else low
    all_permutations = list(permutations(range(f.n)))
    transformation = Transformation(all_permutations[t >> f.n], point(f.n, t & ((1 << f.n) - 1)), output)
    table = int(_negated(f, images)[high]) if output else int(images[low])
    return Canonical(BooleanFunction(f.n, table), transformation)


def orbit(f: BooleanFunction) -> NDArray[np.uint64]:
    """Return the tables of all functions of f's class, in increasing order, read-only, n <= 6.

    >>> [f"{table:04b}" for table in orbit(BooleanFunction(2, 0b0110))]
    ['0110', '1001']
    """
    images = _images(f)
    tables = np.unique(np.concatenate([images, _negated(f, images)]))
    tables.setflags(write=False)
    return tables


def class_size(f: BooleanFunction) -> int:
    """Return how many functions are in f's class, n <= 6.

    >>> class_size(BooleanFunction(3, 0x96)), class_size(BooleanFunction(3, 0xE8))
    (2, 8)
    """
    return len(orbit(f))


@cache
def representatives(n: int) -> NDArray[np.uint16]:
    """Return for every table of n <= 4 variables that of its representative: shape (2^(2^n),), read-only.

    >>> [f"{table:04b}" for table in representatives(2)]
    ['0000', '0001', '0001', '0011', '0001', '0011', '0110', '0001', '0001', '0110', '0011', '0001', '0011', '0001', '0001', '0000']
    """
    _refuse(n, MAX_LISTED_VARIABLES)
    found = np.zeros(1 << (1 << n), np.uint16)
    seen = np.zeros(len(found), np.bool_)
    # In increasing order, so that the first table of a class that is met is its smallest.
    for table in range(len(found)):
        if not seen[table]:
            members = orbit(BooleanFunction(n, table))
            seen[members] = True
            found[members] = table
    found.setflags(write=False)
    return found


def classes(n: int) -> tuple[tuple[BooleanFunction, int], ...]:
    """Return the representatives of all classes of n <= 4 variables with the sizes of their classes, by table.

    >>> [(f.name, size) for f, size in classes(2)]
    [('0x0:2', 2), ('0x1:2', 8), ('0x3:2', 4), ('0x6:2', 2)]
    """
    tables, sizes = np.unique(representatives(n), return_counts=True)
    return tuple((BooleanFunction(n, int(table)), int(size)) for table, size in zip(tables, sizes, strict=True))
