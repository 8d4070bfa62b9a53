"""Blocks: the pieces of work of a census, each a range of tables whose classes are found and decided together.

A block is the tables with one top half and a range of low halves, so blocks in order list the representatives in increasing
order, and each depends on nothing but n: any process can do any block, in any order.

>>> [(b.high, b.start, b.stop) for b in blocks(3)]
[(0, 0, 16), (1, 0, 16), (3, 0, 16), (6, 0, 16)]
>>> done(blocks(3)[3]).rows()                                               # parity, after majority
((105, 2, 2, (23,)),)
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lcomplexity.functions.npn import classes
from lcomplexity.length.census.by_definition import MAX_VARIABLES as FEW
from lcomplexity.length.census.orbits import Half, representatives_in
from lcomplexity.length.census.shortest import shortest

#: Low halves in a block: for n = 5 that makes 1,776 blocks, most of them of less than a second.
BLOCK = 1 << 13


@dataclass(frozen=True)
class Block:
    """Tables of n variables with top half ``high`` and low half in [start, stop)."""

    n: int
    high: int
    start: int
    stop: int


@dataclass(frozen=True, eq=False)
class Decided:
    """The classes of a block, or of a census: arrays of equal length, by table.

    ``tables``: representatives; ``sizes``: functions in the class; ``lengths``: T; ``tokens`` (count, 3): tables of the tokens
    before the last of a shortest program of the representative, 0 where there is none.
    """

    tables: NDArray[np.int64]
    sizes: NDArray[np.int64]
    lengths: NDArray[np.int64]
    tokens: NDArray[np.int64]

    def __post_init__(self) -> None:
        for array in (self.tables, self.sizes, self.lengths, self.tokens):
            array.setflags(write=False)

    def rows(self) -> tuple[tuple[int, int, int, tuple[int, ...]], ...]:
        """Return (table, size, T, tables of tokens 1 .. T-1) for each class."""
        numbers = zip(
            self.tables.tolist(), self.sizes.tolist(), self.lengths.tolist(), self.tokens.tolist(), strict=True
        )
        return tuple((table, size, T, tuple(tokens[: T - 1])) for table, size, T, tokens in numbers)

    @staticmethod
    def joined(parts: list[Decided]) -> Decided:
        """Return the classes of several blocks as one."""
        return Decided(
            np.concatenate([p.tables for p in parts]),
            np.concatenate([p.sizes for p in parts]),
            np.concatenate([p.lengths for p in parts]),
            np.concatenate([p.tokens for p in parts]),
        )


def blocks(n: int) -> tuple[Block, ...]:
    """Return the blocks of n = 1 .. 5 variables, in order.

    >>> len(blocks(4)), len(blocks(5))
    (14, 1776)
    """
    lows = 1 << (1 << n - 1)
    return tuple(
        Block(n, high, start, min(start + BLOCK, lows))
        for high in Half.of(n).highs.tolist()
        for start in range(0, lows, BLOCK)
    )


def done(block: Block) -> Decided:
    """Return the classes of a block, each decided.

    >>> done(Block(2, 0, 0, 4)).rows()
    ((0, 2, 1, ()), (1, 8, 1, ()), (3, 4, 1, ()))
    """
    if block.n <= FEW:
        return _done_plainly(block)
    from lcomplexity.length.census.decide import decided

    tables, sizes = representatives_in(Half.of(block.n), block.high, block.start, block.stop)
    return Decided(tables, sizes, *decided(block.n, tables))


def _done_plainly(block: Block) -> Decided:
    """For few variables: all classes listed, all tokens tried."""
    low = block.high << (1 << block.n - 1)
    found = [(f.table, size) for f, size in classes(block.n) if low + block.start <= f.table < low + block.stop]
    programs = [shortest(block.n, table) for table, _ in found]
    return Decided(
        np.array([table for table, _ in found], np.int64),
        np.array([size for _, size in found], np.int64),
        np.array([T for T, _ in programs], np.int64),
        np.array([(*tokens, 0, 0, 0)[:3] for _, tokens in programs], np.int64).reshape(-1, 3),
    )
