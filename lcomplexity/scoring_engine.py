"""The compiled inner loop of the engine ``scoring``: the same sums as the reference, in 64-bit integers."""

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
    sizes: Any,
    values: Any,
    rows: Any,
    slots: Any,
    entry_starts: Any,
    entry_values: Any,
    entry_weights: Any,
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
    size, C = values.shape[1], values.shape[2]
    S = np.zeros(sizes.max() + 1, dtype=np.int64)
    for b in range(contexts.shape[0]):
        for i in range(len(rules)):
            t = here - n + i
            if t >= lengths[b]:
                break
            r = rules[i]
            S[: sizes[r] + 1] = 0
            for slot in range(slots[r]):
                row = rows[r] + slot * size + contexts[b, positions[i, slot]]
                for e in range(entry_starts[row], entry_starts[row + 1]):
                    S[entry_values[e]] += entry_weights[e]
            top = np.int64(-(2**62))
            second = top
            winner = 0
            for D in range(size):
                score = np.int64(0)
                for c in range(C):
                    score += S[values[r, D, c]]
                if score > top:
                    second = top
                    top = score
                    winner = D
                elif score > second:
                    second = score
            contexts[b, here + i] = winner
            min_margins[b] = min(min_margins[b], top - second)
            if stop[winner]:
                lengths[b] = t + 1
                break
