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
    S, values, said = np.zeros(widest, np.int64), np.zeros(widest, np.int64), np.zeros(widest, np.bool_)
    score, candidates = np.zeros(size, np.int64), np.zeros(size, np.int64)
    spoken_for = np.zeros(size, np.bool_)
    for b in range(contexts.shape[0]):
        for i in range(len(rules)):
            t = here - n + i
            if t >= lengths[b]:
                break
            r = rules[i]
            heard = 0
            for slot in range(slots[r]):
                row = rows[r] + slot * size + contexts[b, positions[i, slot]]
                for e in range(entry_starts[row], entry_starts[row + 1]):
                    v = entry_values[e]
                    if not said[v]:
                        said[v] = True
                        values[heard] = v
                        heard += 1
                    S[v] += entry_weights[e]
            count = _add_up(
                S, values, said, heard, value_rows[r], token_starts, tokens, score, candidates, spoken_for
            )
            winner, margin = _best(score, candidates, spoken_for, count, size)
            contexts[b, here + i] = winner
            min_margins[b] = min(min_margins[b], margin)
            if stop[winner]:
                lengths[b] = t + 1
                break


@numba.njit(cache=True)
def _add_up(
    S: Any,
    values: Any,
    said: Any,
    heard: int,
    first_row: int,
    token_starts: Any,
    tokens: Any,
    score: Any,
    candidates: Any,
    spoken_for: Any,
) -> int:
    """Give every token what its values got, clear the values, and return how many tokens have one."""
    count = 0
    for j in range(heard):
        v = values[j]
        for e in range(token_starts[first_row + v], token_starts[first_row + v + 1]):
            D = tokens[e]
            if not spoken_for[D]:
                spoken_for[D] = True
                candidates[count] = D
                count += 1
            score[D] += S[v]
        S[v] = 0
        said[v] = False
    return count


@numba.njit(cache=True)
def _best(score: Any, candidates: Any, spoken_for: Any, count: int, size: int) -> tuple[Any, Any]:
    """The smallest token with the largest score, and its margin; the scores are cleared."""
    top = np.int64(-(2**62))
    second = top
    winner = size
    if count < size:
        top = np.int64(0)
        winner = 0
        while spoken_for[winner]:
            winner += 1
        if count < size - 1:
            second = np.int64(0)
    for j in range(count):
        D = candidates[j]
        if score[D] > top or (score[D] == top and winner > D):
            second = top
            top = score[D]
            winner = D
        elif score[D] > second:
            second = score[D]
        score[D] = 0
        spoken_for[D] = False
    return winner, top - second
