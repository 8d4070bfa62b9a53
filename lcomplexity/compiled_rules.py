"""Rules as flat arrays, for the engines: every table and every coordinate laid out once, however many rules share it.

Most rules are *products*: each token either has a value in every coordinate, every combination of values being exactly
one token, or it has none at all and always scores 0. Then the best token is the combination of each coordinate's best
value, and only the values have to be summed. This is checked here, rule by rule; a rule that is no product is summed token
by token.

>>> from lcomplexity.constructions.parity import parity
>>> h = parity(4).predictor
>>> c = compiled(h.rules, len(h.vocabulary)); c.size, c.values.tolist(), c.product.tolist(), c.silent.tolist()
(2, [2, 2, 2], [1, 1, 1], [0, 0, 0])
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from itertools import accumulate
from math import prod
from typing import NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from lcomplexity.predictor import Read, Rule

Integers: TypeAlias = NDArray[np.int64]


class CompiledRules(NamedTuple):
    """Return of :func:`compiled`. Rule r has coordinates ``coordinates[r]`` .. ``coordinates[r + 1] - 1``; coordinate c reads
    ``reads[c]`` .. ``reads[c + 1] - 1`` and has ``values[c]`` values, numbered. A read looks at slot ``read_slots`` and
    finds, for token u, the entries ``rows[read_tables * size + u]`` .. of ``entry_values`` and ``entry_weights``.

    Value v of coordinate c is had by the tokens ``having[value_rows[c] + v]`` .. of ``tokens``. Rule r is a product
    if ``product[r]``; the token of values v_1, v_2, .. is then ``combined[first_combined[r] + (v_1 * V_2 + v_2) * ..]``, and
    ``silent[r]`` tokens, of which ``first_silent[r]`` is the smallest, have no value.
    """

    size: int
    #: The largest number of values of a coordinate, of coordinates and of slots of a rule.
    widest: int
    most_coordinates: int
    most_slots: int
    slots: Integers
    coordinates: Integers
    reads: Integers
    values: Integers
    read_slots: Integers
    read_tables: Integers
    rows: NDArray[np.int32]
    entry_values: NDArray[np.int32]
    entry_weights: Integers
    value_rows: Integers
    having: Integers
    tokens: Integers
    product: Integers
    first_combined: Integers
    combined: Integers
    silent: Integers
    first_silent: Integers


class _Values(NamedTuple):
    """The values of a coordinate, numbered: number of each value, tokens per value, and each token's number or -1."""

    number: Mapping[int, int]
    tokens: list[list[int]]
    of_token: Integers


@lru_cache(maxsize=16)
def compiled(rules: tuple[Rule, ...], size: int) -> CompiledRules:
    """Return the rules over a vocabulary of ``size`` tokens as arrays.

    >>> from lcomplexity.constructions.circuit import threshold
    >>> c = compiled(threshold((1, 1), 2).predictor.rules, 2)            # 2 x_1 and 2 x_2 are said by one table
    >>> c.entry_weights.tolist(), len(set(c.read_tables.tolist()))
    ([-3, -3, 2], 2)
    """
    numbered: dict[int, _Values] = {}
    tables: dict[tuple[int, int], int] = {}
    rows, entry_values, entry_weights = [np.zeros(1, np.int64)], list[int](), list[int]()
    contents: dict[tuple[object, ...], int] = {}
    first_row, value_rows = dict[int, int](), list[int]()
    having, tokens = [0], list[int]()
    read_slots, read_tables, read_counts, value_counts = list[int](), list[int](), [0], list[int]()
    for rule in rules:
        for c in rule.coordinates:
            key = id(c.values)
            if key not in numbered:
                numbered[key] = _numbered(c.values)
                first_row[key] = len(having) - 1
                for had in numbered[key].tokens:
                    tokens.extend(had)
                    having.append(len(tokens))
            value_rows.append(first_row[key])
            value_counts.append(len(numbered[key].number))
            for read in c.reads:
                if (id(read), key) not in tables:
                    entries = _entries(read, numbered[key].number, size)
                    # Reads that say the same share a table: a small one stays in the processor's cache.
                    said = (key, *(part.tobytes() for part in entries))
                    if said not in contents:
                        contents[said] = len(rows) - 1
                        rows.append(entries[0])
                        entry_values.extend(entries[1].tolist())
                        entry_weights.extend(entries[2].tolist())
                    tables[id(read), key] = contents[said]
                read_slots.append(read.slot)
                read_tables.append(tables[id(read), key])
            read_counts.append(len(read_slots))
    products = _Products(size)
    product = [products.add([numbered[id(c.values)] for c in rule.coordinates]) for rule in rules]
    return CompiledRules(
        size,
        max(value_counts, default=0),
        max((len(rule.coordinates) for rule in rules), default=0),
        max((rule.slots for rule in rules), default=0),
        _flat([rule.slots for rule in rules]),
        _flat([0, *accumulate(len(rule.coordinates) for rule in rules)]),
        _flat(read_counts),
        _flat(value_counts),
        _flat(read_slots),
        _flat(read_tables),
        np.cumsum(np.concatenate(rows)).astype(np.int32),
        np.array(entry_values, np.int32),
        _flat(entry_weights),
        _flat(value_rows),
        _flat(having),
        _flat(tokens),
        _flat([p is not None for p in product]),
        _flat([p[0] if p else 0 for p in product]),
        _flat(products.combined),
        _flat([p[1] if p else 0 for p in product]),
        _flat([p[2] if p else 0 for p in product]),
    )


def _flat(values: list[int] | list[bool]) -> Integers:
    return np.array(values, np.int64)


def _numbered(values: tuple[int | None, ...]) -> _Values:
    number: dict[int, int] = {}
    tokens: list[list[int]] = []
    of_token = np.full(len(values), -1, np.int64)
    for D, v in enumerate(values):
        if v is not None:
            if v not in number:
                number[v] = len(tokens)
                tokens.append([])
            tokens[number[v]].append(D)
            of_token[D] = number[v]
    return _Values(number, tokens, of_token)


def _entries(read: Read, number: Mapping[int, int], size: int) -> tuple[Integers, Integers, Integers]:
    """How many entries each token has in a table, and their values and weights, token by token."""
    counts = np.zeros(size, np.int64)
    values, weights = list[int](), list[int]()
    for u in sorted(read.table):
        row = [(number[v], w) for v, w in sorted(read.table[u].items()) if v in number]
        counts[u] = len(row)
        values.extend(v for v, _ in row)
        weights.extend(w for _, w in row)
    return counts, _flat(values), _flat(weights)


class _Products:
    """The product structure of rules: for each family of coordinates it is found once."""

    def __init__(self, size: int) -> None:
        self._size = size
        self.combined: list[int] = []
        self._found: dict[tuple[int, ...], tuple[int, int, int] | None] = {}

    def add(self, coordinates: list[_Values]) -> tuple[int, int, int] | None:
        """Return first entry in ``combined``, number of silent tokens and the first of them; ``None``: no product."""
        key = tuple(id(c) for c in coordinates)
        if key not in self._found:
            self._found[key] = self._structure(coordinates)
        return self._found[key]

    def _structure(self, coordinates: list[_Values]) -> tuple[int, int, int] | None:
        dims = [len(c.tokens) for c in coordinates]
        if not dims or not all(dims):
            return None
        of_token = np.stack([c.of_token for c in coordinates])
        silent = (of_token < 0).all(axis=0)
        speaking = np.flatnonzero(~silent)
        if (of_token[:, speaking] < 0).any() or prod(dims) != len(speaking):
            return None
        combination = np.zeros(len(speaking), np.int64)
        for dim, numbers in zip(dims, of_token[:, speaking], strict=True):
            combination = combination * dim + numbers
        if len(np.unique(combination)) != len(speaking):
            return None
        first = len(self.combined)
        tokens = np.zeros(len(speaking), np.int64)
        tokens[combination] = speaking
        self.combined.extend(tokens.tolist())
        return first, int(silent.sum()), int(silent.argmax()) if silent.any() else 0
