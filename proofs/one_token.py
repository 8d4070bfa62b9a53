"""Statements on single tokens: which functions are gates, and how many.

XOR is the smallest function that is none; a relation proves it.

>>> from proofs.statement import gather
>>> [gather(s, examples=3, seed=1).failures for s in STATEMENTS]
[0, 0, 0]
"""

from __future__ import annotations

from functools import cache, partial
from itertools import product
from typing import Any, TypeAlias

import numpy as np

from lcomplexity.length.relations import not_2_summable
from lcomplexity.length.separability import Separation, cube, is_relation, is_separation, labels_of, separate
from lcomplexity.length.threshold_functions import threshold_functions
from proofs.places import ours
from proofs.statement import Case, OutsideError, Statement, statement

Record: TypeAlias = dict[str, Any]


def _one_token(n: int, table: int) -> tuple[bool, str | None]:
    """Whether a function is a threshold function, and what is wrong with the proof that it is, or is none."""
    points, labels = cube(n), labels_of(n, table)
    found = separate(points, labels)
    if isinstance(found, Separation):
        return True, None if is_separation(points, labels, found) else f"{found} does not separate"
    return False, None if is_relation(points, labels, found) else f"{found} is no relation"


def two_bits_case(record: Record, not_linear: tuple[int, ...] = (0b0110, 0b1001)) -> Case:
    """Return whether a function of two bits is one token exactly if it is neither XOR nor its negation, with a proof either way.

    >>> two_bits_case({"table": 6}).counterexample is None
    True
    """
    table = record["table"]
    if not 0 <= table < 16:
        raise OutsideError("a table of two bits")
    linear, wrong = _one_token(2, table)
    if wrong is not None or linear != (table not in not_linear):
        return Case(4, f"the function {table:04b} of two bits: linear {linear}, {wrong or 'against the statement'}")
    return Case(4, features={"linear": str(linear)})


@cache
def _by_small_weights(n: int, largest: int) -> frozenset[int]:
    """Tables of all gates with weights of at most this size, by trying them."""
    points, found = np.array(cube(n)).reshape(1 << n, n), set()
    for w in product(range(-largest, largest + 1), repeat=n):
        sums = points @ np.array(w, np.int64) if n else np.zeros(1, np.int64)
        for theta in {*sums.tolist(), int(sums.max()) + 1}:
            found.add(sum(int(v) << i for i, v in enumerate(sums >= theta)))
    return frozenset(found)


#: Functions of 0 .. 3 bits: 2 + 4 + 16 + 256.
_FUNCTIONS = [(n, table) for n in range(4) for table in range(1 << (1 << n))]


def one_token_case(record: Record, largest: int = 2) -> Case:
    """Return whether a function of at most three bits has an integer separation exactly if some gate with weights of size at
    most 2 is it, and a relation that proves the contrary if not.

    >>> one_token_case({"n": 3, "table": 0b10010110}).counterexample is None
    True
    """
    n, table = record["n"], record["table"]
    if not 0 <= n <= 3 or not 0 <= table < 1 << (1 << n):
        raise OutsideError("a table of at most three bits")
    linear, wrong = _one_token(n, table)
    if wrong is not None or linear != (table in _by_small_weights(n, largest)):
        return Case(
            1 << n, f"function {table:#x} of {n} bits: one token {linear}, {wrong or 'but not by small weights'}"
        )
    return Case(1 << n, features={"bits": n, "one token": str(linear)})


#: Threshold functions of n = 0 .. 4 bits (OEIS A000609).
COUNTS = (2, 4, 14, 104, 1882)


def counts_case(record: Record, counts: tuple[int, ...] = COUNTS) -> Case:
    """Return whether the threshold functions of n bits are as many as published, counted in two ways that share nothing.

    >>> counts_case({"n": 2}).counterexample is None
    True
    """
    n = record["n"]
    if not 0 <= n < len(COUNTS):
        raise OutsideError("0 to 4 bits")
    walked = len(threshold_functions(n))
    # For n <= 8 a function is a threshold function exactly if it splits no square a + b = c + d (Muroga).
    squares = 2 * len(not_2_summable(n))
    told = (
        None
        if walked == squares == counts[n]
        else f"n = {n}: {walked} by separation, {squares} by squares, {counts[n]} published"
    )
    return Case(walked, told, features={"bits": n})


STATEMENTS: tuple[Statement, ...] = (
    statement(
        label="two-bits",
        group="circuits",
        words="XOR is not one linear token; 14 of the 16 functions of two bits are.",
        latex=r"(1,0) + (0,1) = (0,0) + (1,1)",
        place=ours("an old observation, as a relation"),
        status="exhaustive",
        uses=("hlin",),
        code=("lcomplexity.length.separability.separate",),
        check=two_bits_case,
        draw=lambda number: {"table": number},
        cases=16,
        broken={"XOR alone said not to be linear": partial(two_bits_case, not_linear=(0b0110,))},
        block=16,
    ),
    statement(
        label="one-token",
        group="circuits",
        words="A function of at most three bits is one token exactly if it is a gate with weights of size at most 2; if not, a relation "
        "(equal weighted sums of true and of false points) proves it.",
        latex=r"\sum_{f(x) = 1} \lambda_x (1, x) = \sum_{f(x) = 0} \lambda_x (1, x)",
        place=ours("relations", after="Gordan"),
        status="exhaustive",
        uses=("hlin",),
        code=("lcomplexity.length.separability.separate", "lcomplexity.length.separability.is_relation"),
        check=one_token_case,
        draw=lambda number: {"n": _FUNCTIONS[number][0], "table": _FUNCTIONS[number][1]},
        cases=len(_FUNCTIONS),
        broken={"weights of size 1 said to be enough": partial(one_token_case, largest=1)},
        block=len(_FUNCTIONS),
    ),
    statement(
        label="threshold-counts",
        group="circuits",
        words="There are 2, 4, 14, 104 and 1882 threshold functions of 0 to 4 bits.",
        latex=r"2, 4, 14, 104, 1882, \dots",
        place="OEIS A000609; not in the paper",
        status="exhaustive",
        uses=("one-token",),
        code=(
            "lcomplexity.length.threshold_functions.threshold_functions",
            "lcomplexity.length.relations.not_2_summable",
        ),
        check=counts_case,
        draw=lambda number: {"n": number},
        cases=len(COUNTS),
        broken={"one of the counts lowered by one": partial(counts_case, counts=(2, 4, 14, 103, 1882))},
        block=len(COUNTS),
    ),
)
