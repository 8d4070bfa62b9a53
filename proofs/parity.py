"""Statement: parity of n bits takes floor(log2 n) + 1 binary tokens, right on every input.

The bits enter every score with one and the same table (checked), so a score depends on the input through its sum alone
and n + 1 sums stand for all 2^n inputs: the check is exhaustive for each n.

>>> parity_case(4).counterexample is None                # n = 5: 6 sums, 3 tokens each
True
"""

from __future__ import annotations

import numpy as np

from lcomplexity.constructions.construction import Construction
from lcomplexity.constructions.parity import parity
from lcomplexity.predictor import Rule
from lcomplexity.schedule import at
from proofs.statement import Case, Statement

#: The lengths checked are 1 .. LARGEST.
LARGEST = 1000


def parity_case(number: int) -> Case:
    """Return the check of n = ``number`` + 1 over all sums.

    >>> parity_case(99).size                              # 101 sums, 7 tokens each
    707
    """
    return sums_case(parity(number + 1), number + 1)


def sums_case(construction: Construction, n: int) -> Case:
    """Return the check of a binary predictor of parity on n bits.

    >>> sums_case(parity(3), 3).size
    8
    """
    h = construction.predictor
    if h.length != n.bit_length():
        return Case(0, f"n = {n}: T = {h.length}, claimed floor(log2 n) + 1 = {n.bit_length()}")
    if h.n != n:
        return Case(0, f"n = {n}: the predictor reads {h.n} bits")
    # Objects: Python's integers, which do not wrap.
    s = np.arange(n + 1).astype(object)
    digits: list[np.ndarray] = []
    for t in range(h.length):
        rule, positions = at(h.schedule, t, h.n)
        said = _score_of_one(h.rules[rule], positions, n, s, digits)
        if isinstance(said, str):
            return Case(0, f"n = {n}, token {t + 1}: {said}")
        if (said == 0).any():
            return Case(0, f"n = {n}, token {t + 1}: margin 0 at sum {int((said == 0).argmax())}")
        digits.append((said > 0).astype(np.int64))
        expected = s >> (h.length - 1 - t) & 1
        if (digits[-1] != expected).any():
            return Case(0, f"n = {n}, token {t + 1}: wrong at sum {int((digits[-1] != expected).argmax())}")
    return Case((n + 1) * h.length)


def _score_of_one(
    rule: Rule, positions: tuple[int, ...], n: int, s: np.ndarray, digits: list[np.ndarray]
) -> np.ndarray | str:
    """score(1) - score(0) for every sum, or what keeps it from being a function of the sum."""
    (coordinate,) = rule.coordinates
    if coordinate.values != (0, 1):
        return f"tokens have values {coordinate.values}"
    difference = np.zeros(n + 1, dtype=object)
    by_bit: dict[int, list[int]] = {i: [0, 0] for i in range(n)}
    for read in coordinate.reads:
        position = positions[read.slot]
        of = [read.table.get(u, {}).get(1, 0) - read.table.get(u, {}).get(0, 0) for u in (0, 1)]
        if position < n:
            by_bit[position][0] += of[0]
            by_bit[position][1] += of[1]
        else:
            difference = difference + np.array(of, dtype=object)[digits[position - n]]
    slopes = {one - zero for zero, one in by_bit.values()}
    if len(slopes) != 1:
        return f"bits have different weights {sorted(slopes)}"
    return difference + sum(zero for zero, _ in by_bit.values()) + slopes.pop() * s


PARITY = Statement(
    "parity",
    "Parity of n bits is the last of floor(log2 n) + 1 binary tokens, for n = 1 .. 1000 and every sum of the bits.",
    "Theorem on parity (Thm 10, numbering of the public reviews of the submission); the exact count is ours",
    "exhaustive",
    parity_case,
    cases=LARGEST,
)
