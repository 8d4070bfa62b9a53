"""Wirings, the hypothesis classes: which positions each token reads, and which tokens share a weight table.

* :func:`dense`: every token its own table over its whole context, H_1 x .. x H_T with nothing known (the paper's class);
* :func:`known`: the reads and rules of a given predictor, weights unknown; tokens of one rule share a table;
* :func:`by_role`: a typed program's reads, one table for all tokens of a role;
* :func:`window`: one table for all tokens, which read a fixed number of positions back (time-invariant);
* :func:`per_position`: the same reads, but a table for every token.

>>> w = dense(n=2, T=3)
>>> w.tables.tolist(), w.positions.tolist()
([0, 1, 2], [[0, 1, -1, -1], [0, 1, 2, -1], [0, 1, 2, 3]])
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lcomplexity.decoding import whole_numbers
from lcomplexity.errors import PredictorError
from lcomplexity.learning.datasets import check_counts
from lcomplexity.predictor import LinearPredictor
from lcomplexity.schedule import chunks
from lcomplexity.typed_programs import TypedProgram

#: Positions a wiring may list: it is held as an array.
MAX_READS = 50_000_000


@dataclass(frozen=True, eq=False)
class Wiring:
    """``tables`` (T,): the table of each token; ``positions`` (T, k): what its slots read, padded with -1 on the right.

    Tokens of one table have equally many slots, and tables are numbered from 0 without a gap. Raises :class:`PredictorError` if it is not so, or if a
    slot looks outside [x, z_<t].
    """

    n: int
    tables: NDArray[np.int64]
    positions: NDArray[np.int64]

    def __post_init__(self) -> None:
        for name in ("tables", "positions"):
            array = np.ascontiguousarray(whole_numbers(f"wiring: {name}", getattr(self, name)))
            array.setflags(write=False)
            object.__setattr__(self, name, array)
        check_counts("wiring", n=self.n)
        if self.positions.ndim != 2 or self.tables.shape != self.positions.shape[:1] or not len(self.tables):
            raise PredictorError(
                f"wiring: tables {self.tables.shape}, positions {self.positions.shape}; give one row a token"
            )
        limit = self.n + np.arange(self.T)[:, None]
        wrong = (self.positions < -1) | (self.positions >= limit)
        if wrong.any():
            t, slot = np.argwhere(wrong)[0]
            raise PredictorError(
                f"wiring: token {t} reads position {self.positions[t, slot]}; it may read 0..{self.n + t - 1}"
            )
        numbers = np.unique(self.tables)
        if numbers.tolist() != list(range(len(numbers))):
            raise PredictorError(
                f"wiring: {len(numbers)} tables, numbered {numbers[0]} to {numbers[-1]}; number them from 0 to {len(numbers) - 1}"
            )
        slots = (self.positions >= 0).sum(axis=1)
        padded = np.argwhere((self.positions < 0) & (np.arange(self.positions.shape[1]) < slots[:, None]))
        if len(padded):
            raise PredictorError(
                f"wiring: token {padded[0][0]} has a slot behind a -1; pad with -1 on the right only"
            )
        for table in numbers:
            if len(set(slots[self.tables == table].tolist())) > 1:
                raise PredictorError(
                    f"wiring: tokens of table {table} read {sorted(set(slots[self.tables == table].tolist()))} positions"
                )

    @property
    def T(self) -> int:
        """Return the number of tokens."""
        return len(self.tables)

    @property
    def count(self) -> int:
        """Return the number of tables; they are numbered from 0."""
        return int(self.tables.max()) + 1

    def tokens_of(self, table: int) -> NDArray[np.int64]:
        """Return the tokens (indices from 0) that use a table."""
        return np.flatnonzero(self.tables == table)

    def slots_of(self, table: int) -> int:
        """Return how many positions a token of a table reads."""
        return int((self.positions[self.tokens_of(table)[0]] >= 0).sum())


def dense(n: int, T: int) -> Wiring:
    """Return the wiring in which every token reads its whole context with weights of its own.

    >>> dense(n=1, T=2).positions.tolist()
    [[0, -1], [0, 1]]
    """
    check_counts("wiring", n=n, T=T)
    if T * (n + T) > MAX_READS:
        raise PredictorError(
            f"wiring: {T} tokens that read everything before them; the limit is {MAX_READS:,} reads in all: use a known wiring"
        )
    positions = np.broadcast_to(np.arange(n + T - 1), (T, n + T - 1))
    return Wiring(n, np.arange(T), np.where(positions < n + np.arange(T)[:, None], positions, -1))


def known(h: LinearPredictor) -> Wiring:
    """Return the wiring of a predictor: its schedule without its weights.

    >>> from lcomplexity.constructions.arithmetic import multiplication
    >>> known(multiplication(1, 1).predictor).positions.tolist()      # the digits, their product, its parts
    [[0, 2], [4, 1], [4, 5], [6, -1], [5, -1]]
    """
    rules, positions = [], []
    most = max(rule.slots for rule in h.rules)
    if h.length * most > MAX_READS:
        raise PredictorError(f"wiring: a chain of {h.length:,} tokens; the limit is {MAX_READS:,} reads in all")
    for chunk in chunks(h.schedule, h.n):
        rules.append(chunk.rules)
        positions.append(np.pad(chunk.positions, ((0, 0), (0, max(0, most - chunk.positions.shape[1]))))[:, :most])
    used = np.concatenate(rules)
    slots = np.array([rule.slots for rule in h.rules])[used]
    _, tables = np.unique(used, return_inverse=True)
    return Wiring(h.n, tables, np.where(np.arange(most) < slots[:, None], np.concatenate(positions), -1))


def by_role(program: TypedProgram) -> Wiring:
    """Return the wiring of a typed program, one table for all tokens of a role.

    >>> from lcomplexity.constructions.arithmetic import addition_program
    >>> by_role(addition_program(2)).tables.tolist()                  # addends, carried, digit, top
    [0, 1, 0, 1, 3, 2, 2]
    """
    _, tables = np.unique([i.role for i in program.instructions], return_inverse=True)
    width = max(len(i.sources) for i in program.instructions)
    positions = np.full((program.length, width), -1)
    for t, instruction in enumerate(program.instructions):
        positions[t, : len(instruction.sources)] = [variable for variable, _ in instruction.sources]
    return Wiring(program.n, tables, positions)


def window(n: int, T: int, back: tuple[int, ...]) -> Wiring:
    """Return the time-invariant wiring: every token reads the positions ``back`` = (1: the one before it, ..).

    >>> window(n=2, T=2, back=(2, 1)).positions.tolist()
    [[0, 1], [1, 2]]
    """
    if not back or min(back) < 1 or max(back) > n:
        raise PredictorError(f"wiring: positions {list(back)} back with a prompt of {n}; give 1..{n}")
    return Wiring(n, np.zeros(T, np.int64), n + np.arange(T)[:, None] - np.array(back))


def per_position(wiring: Wiring) -> Wiring:
    """Return the wiring with the same reads and a table for every token.

    >>> per_position(window(n=2, T=3, back=(1,))).tables.tolist()
    [0, 1, 2]
    """
    return Wiring(wiring.n, np.arange(wiring.T), wiring.positions)
