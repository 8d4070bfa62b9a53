"""Compiled loops over Boolean chains of four variables: all sets with one gate more, and all ways to add a few gates.

A *chain* is a list of gates, each a two-input function of variables and earlier gates; NOT is free. With every function
replaced by its complement where f(0) = 1 (it is then *normal*, its table an even number) there are five kinds of gates, a & b,
a & ~b, ~a & b, a | b, a ^ b; without the last they are AND and OR with NOT free.

A gate in a set is a *code* f + u: f is its normal table, u = 1 if another gate of the chain reads it.
"""

from __future__ import annotations

from functools import cache

import numpy as np
from numba import njit
from numpy.typing import NDArray

from lcomplexity.notions.four_variables import UNKNOWN, input_actions

#: The kinds of gates, in the order of the loops below; ``<`` and ``>`` are ~a & b and a & ~b.
KINDS = "&><|^"


@cache
def moved_normal_tables() -> NDArray[np.uint16]:
    """Return entry (f / 2, a): the normal function of action a on the normal table f. Shape (32768, 384).

    >>> int(moved_normal_tables()[0xAAAA >> 1, 1])          # action 1 negates x_0: ~x_0, and its complement is normal
    43690
    """
    actions = input_actions()[:, ::2]
    moved = np.ascontiguousarray(np.where(actions & 1, ~actions, actions).T)
    moved.setflags(write=False)
    return moved


@njit(cache=True)
def gate(kind: int, a: int, b: int) -> int:
    """Return the table of a gate of one of the five kinds.

    >>> [gate(kind, 12, 10) for kind in range(5)]
    [8, 4, 2, 14, 6]
    """
    if kind == 0:
        return a & b
    if kind == 1:
        return a & ~b
    if kind == 2:
        return ~a & b
    if kind == 3:
        return a | b
    return a ^ b


@njit(cache=True)
def least_form(codes: NDArray, moved: NDArray, out: NDArray) -> None:
    """Write to ``out`` the lexicographically least sorted list of these codes under the 384 actions on inputs.

    >>> out = np.zeros(1, np.int64)
    >>> least_form(np.array([0xCCCC]), moved_normal_tables(), out); hex(out[0])        # x_1 can be moved to x_0
    '0xaaaa'
    """
    count = len(codes)
    least = 1 << 16
    lowest = np.empty(moved.shape[1], np.int64)
    for t in range(moved.shape[1]):
        low = 1 << 16
        for g in range(count):
            low = min(low, moved[codes[g] >> 1, t] | (codes[g] & 1))
        lowest[t] = low
        least = min(least, low)
    form = np.empty(count, np.int64)
    first = True
    for t in range(moved.shape[1]):
        # the first entry of a sorted form is its smallest: most actions are out without sorting
        if lowest[t] != least:
            continue
        for g in range(count):
            code = moved[codes[g] >> 1, t] | (codes[g] & 1)
            i = g
            while i > 0 and form[i - 1] > code:
                form[i] = form[i - 1]
                i -= 1
            form[i] = code
        smaller = first
        if not first:
            for g in range(count):
                if form[g] != out[g]:
                    smaller = form[g] < out[g]
                    break
        if smaller:
            out[:count] = form
        first = False


@njit(cache=True)
def one_more_gate(sets: NDArray, kinds: int, inputs: NDArray, moved: NDArray, new: NDArray) -> int:
    """Write the least forms of all these sets with one gate more to ``new``; return how many, repetitions included.

    >>> from lcomplexity.notions.four_variables import INPUTS
    >>> new = np.zeros((30, 1), np.int64)
    >>> one_more_gate(np.zeros((1, 0), np.int64), 5, np.array(INPUTS), moved_normal_tables(), new)
    30
    >>> [hex(f) for f in sorted(set(new[:, 0].tolist()))]        # ~x_2 & x_3 stands for 24 of them, x_2 ^ x_3 for 6
    ['0xaa', '0xff0']
    """
    r, m = sets.shape[1], len(inputs)
    pool = np.empty(r + m, np.int64)
    codes = np.empty(r + 1, np.int64)
    made = 0
    for s in range(len(sets)):
        pool[:m] = inputs
        for g in range(r):
            pool[m + g] = sets[s, g] & ~1
        for i in range(r + m):
            for j in range(i):
                for kind in range(kinds):
                    f = gate(kind, pool[i], pool[j])
                    fresh = f != 0
                    for g in range(r + m):
                        fresh = fresh and pool[g] != f
                    if not fresh:
                        continue
                    for g in range(r):
                        codes[g] = sets[s, g]
                    if i >= m:
                        codes[i - m] |= 1
                    if j >= m:
                        codes[j - m] |= 1
                    codes[r] = f
                    least_form(codes, moved, new[made])
                    made += 1
    return made


@njit(cache=True)
def complete(sets: NDArray, left: int, kinds: int, inputs: NDArray, gates: NDArray, chains: NDArray) -> int:
    """Add ``left`` >= 1 gates to each set in every way that leaves none unused but the last; return how many are new.

    A last gate f that is new, ``gates[f >> 1]`` being UNKNOWN, has its number of gates and its chain noted.

    >>> from lcomplexity.notions.four_variables import INPUTS
    >>> gates, chains = np.full(1 << 15, UNKNOWN, np.uint8), np.zeros((1 << 15, 3), np.int64)
    >>> a_and_b = np.array([[0x8888]])
    >>> complete(a_and_b, 1, 5, np.array(INPUTS), gates, chains) > 0
    True
    >>> int(gates[0x8080 >> 1]), [hex(g) for g in chains[0x8080 >> 1]]          # x_0 & x_1 & x_2
    (2, ['0x8888', '0x8080', '0x0'])
    >>> int(gates[0x6666 >> 1]) == UNKNOWN                  # x_0 ^ x_1 does not use the gate there is
    True
    """
    r, m = sets.shape[1], len(inputs)
    pool, used = np.zeros(m + r + left, np.int64), np.zeros(m + r + left, np.int64)
    noted = 0
    for s in range(len(sets)):
        pool[:m] = inputs
        for g in range(r):
            pool[m + g] = sets[s, g] & ~1
            used[m + g] = sets[s, g] & 1
        noted += _complete(pool, used, m + r, m, m + r, left, kinds, gates, chains)
    return noted


@njit(cache=True)
def _complete(
    pool: NDArray,
    used: NDArray,
    count: int,
    m: int,
    base: int,
    left: int,
    kinds: int,
    gates: NDArray,
    chains: NDArray,
) -> int:
    noted = 0
    unused = 0
    for g in range(m, count):
        unused += 1 - used[g]
    for i in range(count):
        for j in range(i):
            rest = unused
            if i >= m and not used[i]:
                rest -= 1
            if j >= m and not used[j]:
                rest -= 1
            # Every further gate lowers the number of unused ones by at most one, and one may remain.
            if rest + 1 > left:
                continue
            for kind in range(kinds):
                f = gate(kind, pool[i], pool[j])
                if left == 1:
                    if gates[f >> 1] == UNKNOWN:
                        gates[f >> 1] = count - m + 1
                        chains[f >> 1, : count - m] = pool[m:count]
                        chains[f >> 1, count - m] = f
                        noted += 1
                    continue
                # Two gates added in a row, the second not reading the first, could change places: take them increasing.
                if f == 0 or (count > base and i != count - 1 and f < pool[count - 1]):
                    continue
                fresh = True
                for g in range(count):
                    fresh = fresh and pool[g] != f
                if not fresh:
                    continue
                used_i, used_j = used[i], used[j]
                used[i] = 1
                used[j] = 1
                pool[count] = f
                used[count] = 0
                noted += _complete(pool, used, count + 1, m, base, left - 1, kinds, gates, chains)
                used[i] = used_i
                used[j] = used_j
    return noted
