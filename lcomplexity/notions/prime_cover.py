"""The fewest subcubes of ones that cover all ones of f: the terms of a shortest disjunctive normal form.

Only the largest such subcubes, the prime implicants, are needed (Quine 1952). The search covers an uncovered one that lies in
the fewest primes, by each of them in turn, and gives up where the number of terms, and as many more as ones that share no
prime must cost, reaches the best found: it is exact.
"""

from __future__ import annotations

import numpy as np

from lcomplexity.notions.subcubes import constant_subcubes
from lcomplexity.notions.truth_table import values, weights

#: Shortest forms are computed up to here; there are functions of 6 variables with 92 prime implicants.
MOST_VARIABLES = 5


def prime_implicants(n: int, table: int) -> list[int]:
    """Return the maximal subcubes on which f is 1, each as the table of its points.

    >>> [bin(prime) for prime in prime_implicants(2, 0b1110)]             # OR: x_1, x_0
    ['0b1100', '0b1010']
    """
    f, points = values(n, table), np.arange(1 << n)
    ones = constant_subcubes(n, table) & (f == 1)
    larger = np.zeros_like(ones)
    for j in range(n):
        without = points[points >> j & 1 == 0]
        larger[without] |= ones[without | 1 << j]
    primes = []
    for free in sorted(range(1 << n), key=lambda F: (-int(weights(n)[F]), F)):
        for x in points[ones[free] & ~larger[free] & (points & free == 0)].tolist():
            primes.append(sum(1 << (x | part) for part in points[points & ~free == 0].tolist()))
    return primes


def least_cover(n: int, table: int) -> int:
    """Return the fewest prime implicants whose union is f.

    >>> least_cover(2, 0b0110), least_cover(3, 0b11101000), least_cover(1, 0), least_cover(1, 3)
    (2, 3, 0, 1)
    """
    primes = prime_implicants(n, table)
    through = {x: [p for p in primes if p >> x & 1] for x in range(1 << n) if table >> x & 1}
    return _fewest(table, through, len(through) + 1, 0)


def _fewest(uncovered: int, through: dict[int, list[int]], best: int, taken: int) -> int:
    """The least number of primes in a cover that takes fewer than ``best``, else ``best``."""
    if not uncovered:
        return min(best, taken)
    left = [x for x in through if uncovered >> x & 1]
    # ones no two of which lie in one prime: each costs a term of its own
    apart, blocked = 0, 0
    for x in sorted(left, key=lambda x: len(through[x])):
        if not blocked >> x & 1:
            apart += 1
            for p in through[x]:
                blocked |= p
    if taken + apart >= best:
        return best
    x = min(left, key=lambda x: len(through[x]))
    for p in sorted(through[x], key=lambda p: -(p & uncovered).bit_count()):
        best = _fewest(uncovered & ~p, through, best, taken + 1)
    return best
