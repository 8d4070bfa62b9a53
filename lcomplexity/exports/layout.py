"""A predictor as arrays for other programs: dense tables, which positions they look at, and which token has which value.

Everything that a network needs is here: token u stands for its one-hot vector e_u (the *embedding*), a *table* is a matrix (V, F) that maps
it to features, a token of the chain sums the features of the positions it reads, and the *unembedding* gives each token D the
feature of its value. A table is stored once for all reads that share it, a rule once for all tokens that it emits; what differs from token to token is
the position map (T, S). Only rules that the schedule uses are laid out, and only values that some token has and some table speaks of.

Floating-point arithmetic on integers is exact while no partial sum passes 2^p for a significand of p bits: 2^24 for float32, 2^53 for
float64. :func:`refuse_inexact` compares that with a bound worked out in unbounded integers. Zeros and signs do no harm, and neither does the order
of summation.

>>> from lcomplexity.constructions.parity import parity
>>> L = layout(parity(3).predictor)
>>> L.rule_of_token.tolist(), L.positions.tolist()                  # slot 0 is the constant's, and looks at position 0
([0, 1], [[0, 0, 1, 2, 0], [0, 0, 1, 2, 3]])
>>> (c,) = L.rules[0]; c.tables.tolist(), c.table_of_read.tolist()      # a bit gives 2 to value 1; the constant takes 3
([[[-3], [-3]], [[0], [2]]], [0, 1, 1, 1])
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

from lcomplexity.errors import PredictorError
from lcomplexity.predictor import Coordinate, LinearPredictor, score_bound
from lcomplexity.schedule import chunks
from lcomplexity.vocabulary import Vocabulary

Dtype: TypeAlias = Literal["float32", "float64"]
DTYPES: tuple[Dtype, ...] = ("float32", "float64")

#: Integers up to this size are exact, and so are sums and differences that stay below it, in any order.
EXACT: Mapping[str, int] = {"bfloat16": 2**8, "float16": 2**11, "float32": 2**24, "float64": 2**53}

#: Numbers in all tables together; in the position map; coordinates of all rules.
MAX_CELLS = 1 << 24
MAX_POSITIONS = 1 << 24
MAX_COORDINATES = 20_000


@dataclass(frozen=True, eq=False)
class CoordinateLayout:
    """A coordinate's R reads: slot ``slots[r]`` is looked up in table ``table_of_read[r]`` of ``tables`` (K, V, F), integers.

    Token D gets feature ``value_of_token[D]`` of the sum, or nothing if that is -1.
    """

    slots: NDArray[np.int64]
    table_of_read: NDArray[np.int64]
    tables: NDArray[np.int64]
    value_of_token: NDArray[np.int64]

    def __post_init__(self) -> None:
        for array in (self.slots, self.table_of_read, self.tables, self.value_of_token):
            array.setflags(write=False)

    @property
    def bound(self) -> int:
        """Return the sum over reads of the largest \\|weight\\|: an unbounded integer that no partial sum exceeds."""
        largest = [int(np.abs(table).max(initial=0)) for table in self.tables]
        return sum(largest[k] for k in self.table_of_read.tolist())


@dataclass(frozen=True, eq=False)
class Layout:
    """A predictor with rules numbered anew: token t of the chain is by rule ``rule_of_token[t]``, and slot s looks at ``positions[t, s]``.

    Shapes (T,) and (T, S); slots that a rule does not read are padded with 0. Raises :class:`PredictorError` if parts do not
    fit together, or a token looks at what is not before it.
    """

    vocabulary: Vocabulary
    n: int
    stop: frozenset[int]
    rules: tuple[tuple[CoordinateLayout, ...], ...]
    rule_of_token: NDArray[np.int64]
    positions: NDArray[np.int64]

    def __post_init__(self) -> None:
        _check(self)
        self.rule_of_token.setflags(write=False)
        self.positions.setflags(write=False)

    @property
    def T(self) -> int:
        """Return the length of the chain."""
        return len(self.rule_of_token)

    @property
    def bound(self) -> int:
        """Return an unbounded integer that no \\|score\\| and no partial sum of one exceeds."""
        return max((sum(c.bound for c in rule) for rule in self.rules), default=0)

    @property
    def weights(self) -> int:
        """Return the number of entries of all tables, zeros among them."""
        return sum(c.tables.size for rule in self.rules for c in rule)


def _within(name: str, array: NDArray, low: int, high: int) -> None:
    """Raise unless all entries are in ``low .. high - 1``."""
    if array.size and not (low <= int(array.min()) and int(array.max()) < high):
        wrong = int(array.min()) if int(array.min()) < low else int(array.max())
        raise PredictorError(f"export: {name} has {wrong}; it must be in {low}..{high - 1}")


def _check(L: Layout) -> None:
    size, T = len(L.vocabulary), L.T
    if L.rule_of_token.ndim != 1 or L.positions.ndim != 2 or len(L.positions) != T:
        raise PredictorError(
            f"export: rule_of_token {L.rule_of_token.shape} and positions {L.positions.shape}; shapes are (T,) and (T, S)"
        )
    _within("rule_of_token", L.rule_of_token, 0, len(L.rules))
    _within("stop", np.array(sorted(L.stop), np.int64), 0, size)
    S = L.positions.shape[1]
    # The tokens of each rule, found by one sorting.
    by_rule = np.argsort(L.rule_of_token, kind="stable")
    ends = np.searchsorted(L.rule_of_token[by_rule], np.arange(len(L.rules) + 1))
    for r, rule in enumerate(L.rules):
        read = np.zeros(S, bool)
        for k, c in enumerate(rule):
            place = f"rules.{r}.coordinates.{k}"
            if c.tables.ndim != 3 or c.tables.shape[1] != size or c.value_of_token.shape != (size,):
                raise PredictorError(
                    f"export: {place} has tables {c.tables.shape} and value_of_token {c.value_of_token.shape}; "
                    f"shapes are (K, {size}, F) and ({size},)"
                )
            if c.slots.ndim != 1 or c.slots.shape != c.table_of_read.shape:
                raise PredictorError(
                    f"export: {place} has slots {c.slots.shape} and table_of_read {c.table_of_read.shape}; one of each a read"
                )
            _within(f"{place}.slots", c.slots, 0, S)
            _within(f"{place}.table_of_read", c.table_of_read, 0, len(c.tables))
            _within(f"{place}.value_of_token", c.value_of_token, -1, c.tables.shape[2])
            read[c.slots] = True
        here = by_rule[ends[r] : ends[r + 1]]
        looked_at = L.positions[np.ix_(here, read)]
        bad = (looked_at < 0) | (looked_at >= L.n + here[:, None])
        if bad.any():
            t, s = np.argwhere(bad)[0]
            raise PredictorError(
                f"export: token {here[t]} reads position {looked_at[t, s]}; it may read 0..{L.n + here[t] - 1}"
            )


def layout(h: LinearPredictor) -> Layout:
    """Return a predictor as arrays; raises :class:`PredictorError` if they would be too large, or a weight is beyond 2^53.

    >>> from lcomplexity.constructions.circuit import threshold
    >>> L = layout(threshold((1, 1, 1), 2).predictor)
    >>> L.T, L.bound, L.weights                                         # |-3| + 2 + 2 + 2
    (1, 9, 4)
    """
    widest = max((rule.slots for rule in h.rules), default=0)
    if h.length * max(widest, 1) > MAX_POSITIONS:
        raise PredictorError(
            f"export: {h.length:,} tokens that read up to {widest} positions; an export lists at most {MAX_POSITIONS:,} "
            "positions: build one for a shorter input or fewer steps"
        )
    parts = list(chunks(h.schedule, h.n))
    by_rule = np.concatenate([np.zeros(0, np.int64), *(part.rules for part in parts)])
    used, rule_of_token = np.unique(by_rule, return_inverse=True)
    rules = [h.rules[r] for r in used]
    # Before any weight goes into an array of 64 bits.
    refuse_inexact(max(map(score_bound, rules), default=0), "float64")
    if sum(len(rule.coordinates) for rule in rules) > MAX_COORDINATES:
        raise PredictorError(
            f"export: {len(rules):,} rules; an export has at most {MAX_COORDINATES:,} coordinates of rules: build a smaller one"
        )
    S = max((rule.slots for rule in rules), default=0)
    rows = [np.pad(part.positions, ((0, 0), (0, max(0, S - part.positions.shape[1]))))[:, :S] for part in parts]
    positions = np.concatenate([np.zeros((0, S), np.int64), *rows])
    slots = np.array([rule.slots for rule in rules] or [0])[rule_of_token]
    laid_out, cells = [], 0
    for rule in rules:
        coordinates = []
        for c in rule.coordinates:
            coordinates.append(_coordinate(c, len(h.vocabulary), MAX_CELLS - cells))
            cells += coordinates[-1].tables.size
        laid_out.append(tuple(coordinates))
    return Layout(
        h.vocabulary,
        h.n,
        h.stop,
        tuple(laid_out),
        rule_of_token.astype(np.int64),
        np.where(np.arange(S) < slots[:, None], positions, 0),
    )


def _coordinate(c: Coordinate, size: int, room: int) -> CoordinateLayout:
    """A coordinate's arrays, if its tables have at most ``room`` cells."""
    spoken_of = {v for read in c.reads for row in read.table.values() for v in row}
    numbers = {v: f for f, v in enumerate(sorted({v for v in c.values if v is not None and v in spoken_of}))}
    F = len(numbers)
    # Reads that say the same share a table.
    kept: dict[Hashable, int] = {}
    contents: list[tuple[tuple[int, int, int], ...]] = []
    table_of_read: list[int] = []
    for read in c.reads:
        entries = tuple(
            sorted((u, numbers[v], w) for u, row in read.table.items() for v, w in row.items() if v in numbers)
        )
        if entries not in kept:
            kept[entries] = len(contents)
            contents.append(entries)
        table_of_read.append(kept[entries])
    if len(contents) * size * F > room:
        raise PredictorError(
            f"export: tables of more than {MAX_CELLS:,} numbers, laid out densely over {size:,} tokens; build one with fewer "
            "tokens (another --via, a smaller fan-out)"
        )
    tables = np.zeros((len(contents), size, F), np.int64)
    for k, entries in enumerate(contents):
        for u, f, w in entries:
            tables[k, u, f] = w
    return CoordinateLayout(
        np.array([read.slot for read in c.reads], np.int64),
        np.array(table_of_read, np.int64),
        tables,
        np.array([-1 if v is None else numbers.get(v, -1) for v in c.values], np.int64),
    )


def refuse_inexact(bound: int, dtype: str) -> None:
    """Return nothing; raise :class:`PredictorError` unless ``dtype`` holds sums up to ``bound`` exactly.

    >>> refuse_inexact(2**24, "float32")
    >>> refuse_inexact(2**24 + 1, "float32")
    Traceback (most recent call last):
        ...
    lcomplexity.errors.PredictorError: export: scores up to 16777217 do not fit float32 exactly (integers up to 16777216); take float64
    """
    if bound <= EXACT[dtype]:
        return
    fitting = next((d for d in DTYPES if bound <= EXACT[d]), None)
    shown = str(bound) if bound < 10**40 else f"2^{bound.bit_length() - 1}"
    remedy = f"take {fitting}" if fitting else "no floating-point type does: use the decoder of this package"
    raise PredictorError(
        f"export: scores up to {shown} do not fit {dtype} exactly (integers up to {EXACT[dtype]}); {remedy}"
    )
