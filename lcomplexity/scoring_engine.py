"""The compiled inner loop of the engine ``scoring``: the same sums as the reference, in 64-bit integers.

A token none of whose values got anything scores 0, so only the others are summed; the smallest of the silent ones
stands for all of them in the argmax (and a second one, if there is one, in the margin).
"""

from __future__ import annotations

from typing import Any

import numba
import numpy as np


@numba.njit(cache=True)
def emit(
    contexts: Any,
    here: int,
    rules: Any,
    positions: Any,
    size: int,
    counts: Any,
    rows: Any,
    slots: Any,
    entry_starts: Any,
    entry_values: Any,
    entry_weights: Any,
    value_rows: Any,
    token_starts: Any,
    tokens: Any,
    stop: Any,
    n: int,
    lengths: Any,
    min_margins: Any,
) -> None:
    """Append one piece of the schedule to every context that has not stopped, in place.

    ``contexts`` (B, n + T) holds the tokens so far, ``here`` is the first position to fill; ``lengths`` and
    ``min_margins`` (B,) are updated. The arrays between are those of ``decoding.CompiledRules``.

    >>> emit.py_func.__name__
    'emit'
    """
    widest = counts.max()
    S = np.zeros(widest, np.int64)
    said = np.zeros(widest, np.bool_)
    values = np.zeros(widest, np.int64)
    score = np.zeros(size, np.int64)
    spoken_for = np.zeros(size, np.bool_)
    candidates = np.zeros(size, np.int64)
    for b in range(contexts.shape[0]):
        for i in range(len(rules)):
            t = here - n + i
            if t >= lengths[b]:
                break
            r = rules[i]
            # What each value gets.
            value_count = 0
            for slot in range(slots[r]):
                row = rows[r] + slot * size + contexts[b, positions[i, slot]]
                for e in range(entry_starts[row], entry_starts[row + 1]):
                    v = entry_values[e]
                    if not said[v]:
                        said[v] = True
                        values[value_count] = v
                        value_count += 1
                    S[v] += entry_weights[e]
            # What each token with such a value gets.
            token_count = 0
            for j in range(value_count):
                v = values[j]
                row = value_rows[r] + v
                for e in range(token_starts[row], token_starts[row + 1]):
                    D = tokens[e]
                    if not spoken_for[D]:
                        spoken_for[D] = True
                        candidates[token_count] = D
                        token_count += 1
                    score[D] += S[v]
                S[v] = 0
                said[v] = False
            top = np.int64(-(2**62))
            second = top
            winner = size
            if token_count < size:
                top = np.int64(0)
                winner = 0
                while spoken_for[winner]:
                    winner += 1
                if token_count < size - 1:
                    second = np.int64(0)
            for j in range(token_count):
                D = candidates[j]
                if score[D] > top or (score[D] == top and winner > D):
                    second = top
                    top = score[D]
                    winner = D
                elif score[D] > second:
                    second = score[D]
                score[D] = 0
                spoken_for[D] = False
            contexts[b, here + i] = winner
            min_margins[b] = min(min_margins[b], top - second)
            if stop[winner]:
                lengths[b] = t + 1
                break
