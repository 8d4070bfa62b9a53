"""The least number of tokens of one function of n <= 5 variables, with the tokens: exact both ways, compiled.

Tokens are kept as truth tables: z_t of a program is a function of x. What is decided:

* T = 1: f splits no parallelogram (lemma 1) and is separable.
* T = 2: some first token g balances no parallelogram that f splits (lemma 2), and f is separable on the points (x, g). The
  first tokens that survive lemma 2 are found for all of them at once: each parallelogram has the set of threshold functions
  that do not balance it as a bit string, and the strings of those that f splits are intersected.
* T = 3: for each first token g, lemma 3 says that a second token h solves the system over GF(2)
  ``h(a) + h(b) + h(c) + h(d) = 1`` for the parallelograms that f splits and g balances. Most first tokens leave it without
  solution. The solutions of the others are listed and each is looked at: up to complement h has a positive weight in f, so
  h(a) + h(b) - h(c) - h(d) = 1 where f(a) = f(b) = 1; what is left must be separable on (x, g), and f on (x, g, h).
* T >= 4 if all first tokens are through.

A token and its complement serve alike, so the first tokens are the threshold functions that are 0 at the last point. Lemmas only
save work, except that those for first and second tokens decide for all of them at once; whether labels are separable is
decided by an integer simplex method, and its weights or multipliers are checked in integers here. Rows hold -1, 0, 1 and have
at most 8 entries, weights stay below 8 * 2^30, so no sum leaves 64 bits.

>>> first, tokens = FirstTokens.of(3), np.zeros(3, np.int64)
>>> decide(3, 0x96, first.tables, first.corners, first.unbalanced, QUICK, tokens), tokens.tolist()      # parity
(2, [23, 0, 0])
"""

from __future__ import annotations

from typing import Any

import numba
import numpy as np

from lcomplexity.length.census.first_tokens import FirstTokens
from lcomplexity.length.strict_system_compiled import CANCELLED, SOLVED, strict_system

#: Second tokens are listed for systems with up to 2^13 solutions first; larger ones are put off until all else has failed.
QUICK = 13


def decided(n: int, tables: Any) -> tuple[Any, Any]:
    """Return T, shape (count,), and the tables of tokens z_1 .. z_(T-1), shape (count, 3), filled up with 0, for each table.

    >>> decided(3, np.array([0x96, 0xE8]))
    (array([2, 1]), array([[23,  0,  0],
           [ 0,  0,  0]]))
    """
    lengths, tokens = np.zeros(len(tables), np.int64), np.zeros((len(tables), 3), np.int64)
    first = FirstTokens.of(n)
    _decide_all(n, tables, first.tables, first.corners, first.unbalanced, QUICK, lengths, tokens)
    return lengths, tokens


@numba.njit(cache=True)
def _decide_all(
    n: int, tables: Any, firsts: Any, corners: Any, unbalanced: Any, quick: int, lengths: Any, tokens: Any
) -> None:
    for k in range(len(tables)):
        lengths[k] = decide(n, tables[k], firsts, corners, unbalanced, quick, tokens[k])


@numba.njit(cache=True)
def decide(n: int, f: int, firsts: Any, corners: Any, unbalanced: Any, quick: int, tokens: Any) -> int:
    """Return the least number of tokens T of f; fill ``tokens`` (3,) with the tables of z_1 .. z_(T-1), the rest 0.

    >>> decide.py_func.__name__
    'decide'
    """
    T = three_at_most(n, f, firsts, corners, unbalanced, quick, tokens)
    if T > 3:
        # f and "x is not p" of a shorter h, or h or "x is p": h is f changed at p.
        T = 0
        for p in range(1 << n):
            if three_at_most(n, f ^ (1 << p), firsts, corners, unbalanced, quick, tokens) == 3:
                T = 4
                tokens[2] = f ^ (1 << p)
                break
        if T == 0:
            raise AssertionError("census: no neighbour of a function that needs 4 tokens needs 3")
    for t in range(T - 1, 3):
        tokens[t] = 0
    check_program(n, f, tokens, T)
    return T


@numba.njit(cache=True)
def check_program(n: int, f: int, tokens: Any, T: int) -> None:
    """Raise AssertionError unless every token, and f as token T, is separable on the points (x, tokens before).

    >>> check_program.py_func.__name__
    'check_program'
    """
    for t in range(T):
        if not separable(n, tokens[:t], tokens[t] if t < T - 1 else f):
            raise AssertionError("census: a token found is no threshold function of the tokens before")


@numba.njit(cache=True)
def separable(n: int, tokens: Any, table: int) -> bool:
    """Return whether ``table`` is a threshold function of x and ``tokens``, given by tables; the answer's proof is checked.

    >>> separable.py_func.__name__
    'separable'
    """
    N, m = 1 << n, 1 + n + len(tokens)
    R = np.zeros((N, m), np.int64)
    for i in range(N):
        sign = 1 if table >> i & 1 else -1
        R[i, 0] = sign
        for j in range(n):
            R[i, 1 + j] = sign * (i >> j & 1)
        for s in range(len(tokens)):
            R[i, 1 + n + s] = sign * (tokens[s] >> i & 1)
    w, basis, alpha = np.zeros(m, np.int64), np.zeros(m, np.int64), np.zeros(m + 1, np.int64)
    status = strict_system(R, N, w, basis, alpha)
    if status == SOLVED:
        for i in range(N):
            value = 0
            for j in range(m):
                value += w[j] * R[i, j]
            if value <= 0:
                raise AssertionError("census: weights that do not separate")
        return True
    if status != CANCELLED:
        raise AssertionError("census: a separability system left 64 bits")
    entering, factor = alpha[m] >> 32, alpha[m] & 0xFFFFFFFF
    for j in range(m):
        total = factor * R[entering, j]
        for k in range(m):
            if basis[k] >= 0:
                if alpha[k] > 0:
                    raise AssertionError("census: a negative multiplier")
                total -= alpha[k] * R[basis[k], j]
        if total != 0 or factor <= 0:
            raise AssertionError("census: multipliers that do not cancel")
    return False


@numba.njit(cache=True)
def three_at_most(n: int, f: int, firsts: Any, corners: Any, unbalanced: Any, quick: int, tokens: Any) -> int:
    """Return T if f has a program of T <= 3 tokens, with those before the last in ``tokens``; 4 if it has none.

    >>> three_at_most.py_func.__name__
    'three_at_most'
    """
    # split[k] = (a, b, c, d) with f(a) = f(b) = 1, f(c) = f(d) = 0.
    split, numbers = np.empty_like(corners), np.empty(len(corners), np.int64)
    m = 0
    for k in range(len(corners)):
        a, b, c, d = corners[k]
        if f >> a & 1 == f >> b & 1 and f >> c & 1 == f >> d & 1 and f >> a & 1 != f >> c & 1:
            up = f >> a & 1
            split[m, 0], split[m, 1] = (a, b) if up else (c, d)
            split[m, 2], split[m, 3] = (c, d) if up else (a, b)
            numbers[m] = k
            m += 1
    split = split[:m]
    if m == 0 and separable(n, tokens[:0], f):
        return 1
    if second_is_last(n, f, firsts, unbalanced, numbers[:m], tokens):
        return 2
    # Systems put off by the first pass are looked at by the second.
    limits = np.array([-1, quick, 1 << n])
    for k in range(2):
        skipped = third_is_last(n, f, firsts, corners, split, limits[k], limits[k + 1], tokens)
        if skipped <= 0:
            break
    return 3 if skipped < 0 else 4


@numba.njit(cache=True)
def second_is_last(n: int, f: int, firsts: Any, unbalanced: Any, numbers: Any, tokens: Any) -> bool:
    """Return whether f is a threshold function of x and some first token, which is left in ``tokens[0]``.

    >>> second_is_last.py_func.__name__
    'second_is_last'
    """
    words = -(-len(firsts) // 64)
    alive = np.full(words, -1, np.int64)
    for k in numbers:
        left = np.int64(0)
        for i in range(words):
            alive[i] &= unbalanced[k, i]
            left |= alive[i]
        if left == 0:
            return False
    for k in range(len(firsts)):
        if alive[k >> 6] >> (k & 63) & 1:
            tokens[0] = firsts[k]
            if separable(n, tokens[:1], f):
                return True
    return False


@numba.njit(cache=True, inline="always")
def difference(z: int, corners: Any) -> int:
    """Return z(a) + z(b) - z(c) - z(d).

    >>> difference.py_func(0b0110, (0, 3, 1, 2))
    -2
    """
    return (z >> corners[0] & 1) + (z >> corners[1] & 1) - (z >> corners[2] & 1) - (z >> corners[3] & 1)


@numba.njit(cache=True)
def third_is_last(n: int, f: int, firsts: Any, corners: Any, split: Any, above: int, limit: int, tokens: Any) -> int:
    """Return -1 with tokens z_1, z_2 left in ``tokens`` if f is a threshold function of x and those two, else the number of
    first tokens whose system has more than 2^limit solutions and was not looked at; nor were those of at most 2^above.

    >>> third_is_last.py_func.__name__
    'third_is_last'
    """
    N, m = 1 << n, len(split)
    # Equations over GF(2): bit 1 + i for the unknown h(i), bit 0 for the right side.
    equations = np.empty(m, np.int64)
    for k in range(m):
        equations[k] = 1 | (2 << split[k, 0]) | (2 << split[k, 1]) | (2 << split[k, 2]) | (2 << split[k, 3])
    basis, kernel = np.empty(N + 1, np.int64), np.empty(N, np.int64)
    balanced = np.empty(m, np.int64)
    skipped = 0
    for first in range(len(firsts)):
        g = firsts[first]
        rank, count, consistent = 0, 0, True
        for k in range(m):
            if difference(g, split[k]) == 0:
                balanced[count] = k
                count += 1
                rest = equations[k]
                # A basis vector's leading bit is in no later one, so the smaller of the two has it cleared.
                for r in range(rank):
                    rest = min(rest, rest ^ basis[r])
                if rest == 1:
                    consistent = False
                    break
                if rest > 1:
                    basis[rank] = rest
                    rank += 1
        if not consistent or N - rank <= above:
            continue
        if N - rank > limit:
            skipped += 1
            continue
        h = solutions(N, basis[:rank], kernel)
        tokens[0] = g
        for number in range(1 << (N - rank)):
            if number:
                low = 0
                while not number >> low & 1:
                    low += 1
                h ^= kernel[low]
            if possible(g, h, split, balanced[:count], corners):
                tokens[1] = h
                if separable(n, tokens[:1], h) and separable(n, tokens[:2], f):
                    return -1
    return skipped


@numba.njit(cache=True)
def solutions(N: int, basis: Any, kernel: Any) -> int:
    """Return one solution of the equations ``basis``, which are reduced, and fill ``kernel`` with a basis of their kernel.

    >>> solutions.py_func.__name__
    'solutions'
    """
    rank = len(basis)
    leading = np.empty(rank, np.int64)
    for r in range(rank):
        top = 0
        while basis[r] >> (top + 1):
            top += 1
        leading[r] = top
    for r in range(rank):
        for s in range(rank):
            if s != r and basis[s] >> leading[r] & 1:
                basis[s] ^= basis[r]
    h, count, pivots = 0, 0, 0
    for r in range(rank):
        pivots |= 1 << leading[r]
        if basis[r] & 1:
            h |= 1 << (leading[r] - 1)
    for i in range(N):
        if not pivots >> (i + 1) & 1:
            vector = 1 << i
            for r in range(rank):
                if basis[r] >> (i + 1) & 1:
                    vector |= 1 << (leading[r] - 1)
            kernel[count] = vector
            count += 1
    return h


@numba.njit(cache=True)
def possible(g: int, h: int, split: Any, balanced: Any, corners: Any) -> bool:
    """Return False only if h is no second token after g for f with a positive weight: what parallelograms say.

    >>> possible.py_func.__name__
    'possible'
    """
    for k in balanced:
        if difference(h, split[k]) != 1:
            return False
    # f's gate needs v dg + dh > 0 with v = weight of g / weight of h, any rational: a lower and an upper bound on v.
    lower, upper = -9, 9
    for k in range(len(split)):
        dg = difference(g, split[k])
        if dg:
            dh = difference(h, split[k])
            # |dg| is 1, for g splits none.
            if dg > 0:
                lower = max(lower, -dh)
            else:
                upper = min(upper, dh)
    if lower >= upper:
        return False
    for k in range(len(corners)):
        if difference(g, corners[k]) == 0:
            dh = difference(h, corners[k])
            if dh == 2 or dh == -2:
                return False
    return True
