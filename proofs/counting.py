"""Statements that count: how many labelings thresholds have, and so how many functions so many tokens.

>>> from proofs.statement import gather
>>> [gather(s, examples=3, seed=1).failures for s in STATEMENTS]
[0, 0]
"""

from __future__ import annotations

from functools import partial
from math import comb, exp
from typing import Any, TypeAlias

import numpy as np

from lcomplexity.length.threshold_functions import labelings
from lcomplexity.notions.sample_bound import ln_threshold_functions
from proofs.lower_bounds import shortest_lengths
from proofs.places import ours
from proofs.statement import Case, OutsideError, Statement, statement

Record: TypeAlias = dict[str, Any]


def cover(points: int, dimension: int) -> int:
    """Return in how many ways at most a threshold can label so many points: 2 sum_(i <= d) C(points - 1, i) (Cover).

    >>> cover(4, 2)
    14
    """
    return 2 * sum(comb(points - 1, i) for i in range(dimension + 1))


def drawn_points(random: np.random.Generator) -> Record:
    """Return up to eight different points of one to three small integer coordinates.

    >>> len(drawn_points(np.random.default_rng(0))["points"]) >= 1
    True
    """
    d = int(random.integers(1, 4))
    points = random.integers(-5, 6, size=(int(random.integers(1, 9)), d)).tolist()
    return {"points": [list(p) for p in dict.fromkeys(map(tuple, points))]}


def cover_case(record: Record, lower: int = 0) -> Case:
    """Return whether thresholds label different points in at most 2 sum_(i <= d) C(m - 1, i) ways; ``lower`` dimensions less.

    >>> cover_case({"points": [[0, 0], [0, 1], [1, 0], [1, 1]]}).counterexample is None
    True
    """
    points = [tuple(p) for p in record["points"]]
    if (
        not points
        or len({len(p) for p in points}) != 1
        or not points[0]
        or len(set(points)) < len(points)
        or len(points) > 10
    ):
        raise OutsideError("1 to 10 different points of one dimension")
    d, m = len(points[0]), len(points)
    found, bound = len(labelings(points)), cover(m, d - lower)
    told = None if found <= bound else f"points {points}: {found} labelings, at most {bound} claimed"
    return Case(found, told, None, {"points": m, "dimension": d, "general": str(found == bound)})


def counting_case(record: Record, lower: int = 0, fewer: int = 0) -> Case:
    """Return whether the functions of n bits with at most N tokens are at most prod_(t < N) 2 sum_(i <= n + t) C(2^n - 1, i) for N = 1, 2,
    and at most as many as the chains of N threshold functions by which samples are counted (:func:`ln_threshold_functions`): for
    N = 1 exactly as many. ``lower`` dimensions, or ``fewer`` bits, less.

    >>> counting_case({"n": 2}).counterexample is None
    True
    """
    n = record["n"]
    if not 1 <= n <= 3:
        raise OutsideError("1 to 3 bits")
    lengths, bound, chains = shortest_lengths(n), 1, 1
    for N in (1, 2):
        bound *= cover(1 << n, n + N - 1 - lower)
        # Counts this small are whole numbers that the logarithm's rounding leaves apart.
        chains *= round(exp(ln_threshold_functions(n + N - 1 - fewer)))
        found = sum(length <= N for length in lengths.values())
        if found > min(bound, chains) or (N == 1 and found != chains):
            told = f"{found} functions have at most {N} tokens, at most {bound} by counting, {chains} chains of thresholds"
            return Case(found, f"n = {n}: {told}")
    return Case(len(lengths), features={"bits": n})


STATEMENTS: tuple[Statement, ...] = (
    statement(
        label="cover-count",
        group="lower-bounds",
        words="Thresholds label m different points of d coordinates in at most 2 sum_(i <= d) C(m - 1, i) ways.",
        latex=r"2 \sum_{i \le d} \binom{m-1}{i}",
        place="Cover 1965; not in the paper",
        hypotheses="At most 8 points of at most 3 coordinates.",
        code=("lcomplexity.length.threshold_functions.labelings",),
        check=cover_case,
        draw=drawn_points,
        broken={"one dimension less": partial(cover_case, lower=1)},
        block=1000,
        blocks=4,
    ),
    statement(
        label="counting",
        group="lower-bounds",
        words="At most prod_(t < N) 2 sum_(i <= n + t) C(2^n - 1, i) functions of n bits have at most N tokens, and at most as many as "
        "there are chains of N threshold functions; so if N tokens do for all functions, the product is at least 2^(2^n).",
        latex=r"\left|\{f : T(f) \le N\}\right| \le \prod_{t < N} 2 \sum_{i \le n+t} \binom{2^n - 1}{i},\quad "
        r"\text{so } \max_f T(f) \le N \implies \prod_{t < N} 2 \sum_{i \le n+t} \binom{2^n - 1}{i} \ge 2^{2^n}",
        place=ours("counting"),
        hypotheses="Two letters. Checked against all functions of n = 1, 2, 3 bits, with N = 1, 2 (two tokens do for all of them).",
        status="exhaustive",
        uses=("cover-count",),
        code=(
            "lcomplexity.notions.sample_bound.ln_threshold_functions",
            "lcomplexity.length.threshold_functions.threshold_functions",
        ),
        check=counting_case,
        draw=lambda number: {"n": number + 1},
        cases=3,
        broken={
            "one dimension less": partial(counting_case, lower=1),
            "chains of thresholds of one bit less": partial(counting_case, fewer=1),
        },
        block=3,
    ),
)
