"""Any symmetric function f(x) = F(x_1 + .. + x_n) in about 2 sqrt(n) binary tokens, or in 3 tokens over L + 1 letters.

Cut 0 .. n into blocks of L = ceil(sqrt(n+1)) sums. Inside block b the values F(bL), F(bL+1), .. form runs; number them
from 0, letting run 0 be the (possibly empty) run of zeros, so that **the parity of the run's number is the value**.
Where run k of block b starts, cut_k(b), is any function of b, and linear in the unary code of b:

* binary: the bits g_i = [s >= iL], i < blocks, say b in unary; u_k = [s >= cut_k(b)] for k = 1 .. K; the answer is
  u_1 - u_2 + u_3 - .. >= 1. Tokens: blocks - 1 + K + 1, with K <= L the largest number of runs (run 0 not counted).
* letters: token 1 is b, token 2 the number of the run, token 3 its parity.

Source: Siu, Roychowdhury and Kailath's depth-3 circuits for symmetric functions, with runs instead of values.

>>> F = (0, 0, 1, 1, 0, 1, 0, 0, 1)
>>> c = symmetric(F); c.predictor.length, symmetric_letters(F).predictor.length
(6, 3)
>>> from lcomplexity.decoding import decode
>>> [decode(c.predictor, (1,) * s + (0,) * (8 - s)).chain[-1] for s in range(9)] == list(F)
True
"""

from __future__ import annotations

from collections.abc import Sequence
from math import isqrt

import numpy as np
from numpy.typing import NDArray

from lcomplexity.constructions.circuit import bit_interface, circuit
from lcomplexity.constructions.claims import Claims
from lcomplexity.constructions.construction import Construction, Expected
from lcomplexity.constructions.counting import interval_rule
from lcomplexity.errors import PredictorError
from lcomplexity.predictor import Coordinate, LinearPredictor, Read, Rule, vote
from lcomplexity.programs import Gate, ThresholdCircuit
from lcomplexity.schedule import Listed
from lcomplexity.vocabulary import Vocabulary


def block_length(n: int) -> int:
    """Return L = ceil(sqrt(n + 1)), the number of sums in a block.

    >>> [block_length(n) for n in (1, 3, 4, 8, 9)]
    [2, 2, 3, 3, 4]
    """
    return isqrt(n) + 1


def run_starts(values: Sequence[int]) -> list[list[int]]:
    """Return for each block the sums at which its runs 1, 2, .. start, padded with the block's end to equal length.

    >>> run_starts((0, 1, 1, 1, 0, 0, 1, 0, 1))
    [[1, 3, 3], [3, 4, 6], [6, 7, 8]]
    """
    L = block_length(len(values) - 1)
    starts = []
    for first in range(0, len(values), L):
        inside = [0, *values[first : first + L]]
        starts.append([first + i for i in range(len(inside) - 1) if inside[i] != inside[i + 1]])
    longest = max(len(row) for row in starts)
    return [row + [(b + 1) * L] * (longest - len(row)) for b, row in enumerate(starts)]


def _values(values: Sequence[int]) -> tuple[int, ...]:
    if len(values) < 2 or any(v not in (0, 1) for v in values):
        raise PredictorError("symmetric: give the n + 1 values F(0) .. F(n), each 0 or 1, with n >= 1")
    return tuple(int(v) for v in values)


def symmetric(values: Sequence[int]) -> Construction:
    """Return the binary predictor of the symmetric function whose value on inputs of sum s is ``values[s]``.

    >>> majority = symmetric((0, 0, 1, 1)); majority.claims.expression("length"), majority.predictor.length
    (K + blocks, 3)
    """
    values = _values(values)
    n, L, starts = len(values) - 1, block_length(len(values) - 1), run_starts(values)
    blocks, K = len(starts), len(starts[0])
    ones = tuple((i, 1) for i in range(n))
    gates = [Gate(ones, b * L) for b in range(1, blocks)]
    for k in range(K):
        # s - cut_k(b) >= 0, with cut_k(b) = cut_k(0) + sum_i (cut_k(i) - cut_k(i-1)) g_i
        steps = tuple((n + b - 1, starts[b - 1][k] - starts[b][k]) for b in range(1, blocks))
        gates.append(Gate(ones + steps, starts[0][k]))
    gates.append(Gate(tuple((n + blocks - 1 + k, (-1) ** k) for k in range(K)), 1))
    c = circuit(ThresholdCircuit(n, tuple(gates)))

    def expected(x: NDArray[np.int64]) -> Expected:
        s = x.sum(axis=1)
        b = s // L
        unary = [(b >= i).astype(np.int64) for i in range(1, blocks)]
        runs = [(s >= np.array([row[k] for row in starts])[b]).astype(np.int64) for k in range(K)]
        chain = np.stack([*unary, *runs, np.array(values)[s]], axis=1)
        return Expected(x, chain, np.full(len(x), c.predictor.length, np.int64))

    claims = Claims(
        {**c.claims.values, "blocks": blocks, "K": K, "n": n, "L": L},
        length=("==", "blocks + K"),
        vocabulary=("==", "2"),
        reads=c.claims.reads,
        max_weight=c.claims.max_weight,
        margin=(">=", "1"),
    )
    source = f"symmetric function of {n} bits"
    return Construction("symmetric", c.predictor, c.interface, claims, n, (0, 1), expected, source)


def symmetric_letters(values: Sequence[int]) -> Construction:
    """Return the three-token predictor over L + 1 letters of the function whose value on sum s is ``values[s]``.

    >>> c = symmetric_letters((0, 1, 1, 0)); len(c.predictor.vocabulary)
    3
    """
    values = _values(values)
    n, L, starts = len(values) - 1, block_length(len(values) - 1), run_starts(values)
    size, blocks = L + 1, len(starts)
    bits = [{1: 1}] * n
    if not starts[0]:
        starts = [[(b + 1) * L] for b in range(blocks)]
    cuts = starts + [starts[0]] * (size - blocks)
    block = interval_rule(bits, [[b * L for b in range(1, blocks)]] * size)
    run = interval_rule(bits, cuts)
    answer = Rule((Coordinate((0, 1, *[None] * (size - 2)), (Read(0, vote({u: u % 2 for u in range(size)})),)),))
    positions = np.zeros((3, n + 1), np.int64)
    positions[:2, 1:] = np.arange(n)
    positions[1, 0], positions[2, 0] = n, n + 1
    schedule = Listed(np.arange(3), positions, np.zeros(positions.shape, bool))
    h = LinearPredictor(Vocabulary(tuple(str(v) for v in range(size))), n, (block, run, answer), schedule)

    def expected(x: NDArray[np.int64]) -> Expected:
        s = x.sum(axis=1)
        number = (s[:, None] >= np.array(starts)[s // L]).sum(axis=1)
        chain = np.stack([s // L, number, np.array(values)[s]], axis=1)
        return Expected(x, chain, np.full(len(x), 3, np.int64))

    claims = Claims(
        {"n": n, "L": L},
        length=("==", "3"),
        vocabulary=("==", "L + 1"),
        reads=("==", "n + 1"),
        max_weight=("<=", "2*L*(n + L + 2)"),
        margin=(">=", "1"),
    )
    interface = bit_interface(n, 3)
    source = f"symmetric function of {n} bits over {size} letters"
    return Construction("symmetric-letters", h, interface, claims, n, (0, 1), expected, source)
