"""Greedy decoding: the reference, and a fast engine tested equal to it.

:func:`decode` is the definition: score every token in unbounded integers, take the argmax, append, go on. The
engine ``scoring`` behind :func:`decode_batch` does the same sums in 64-bit integers, compiled, for many prompts at
once; it starts only after :func:`lcomplexity.predictor.score_bound` has shown in unbounded integers that no partial
sum can leave 64 bits.

>>> from lcomplexity.constructions.parity import parity
>>> h = parity(3).predictor
>>> decode(h, (1, 1, 1)).chain
(1, 1)
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from lcomplexity.errors import PredictorError
from lcomplexity.predictor import LinearPredictor, Rule, argmax, margin, score_bound, scores
from lcomplexity.schedule import chunks

#: Partial sums below this bound fit a signed 64-bit integer with room for the runner-up's initial value.
_LIMIT = 2**62


@dataclass(frozen=True)
class Decoded:
    """A chain and the margins of its tokens: the winner's score minus the runner-up's, in order."""

    prompt: tuple[int, ...]
    chain: tuple[int, ...]
    margins: tuple[int, ...]

    @property
    def min_margin(self) -> int:
        """Return the smallest margin; a chain without tokens has none."""
        if not self.margins:
            raise PredictorError("decoding: a chain without tokens has no margin")
        return min(self.margins)


def decode(h: LinearPredictor, prompt: Sequence[int]) -> Decoded:
    """Return the greedily decoded chain of a prompt of n tokens: the reference, in unbounded integers.

    >>> from lcomplexity.constructions.circuit import threshold
    >>> decode(threshold((1, 1, 1), 2).predictor, (1, 0, 1))
    Decoded(prompt=(1, 0, 1), chain=(1,), margins=(1,))
    """
    _check_prompts(h, np.asarray(prompt, dtype=np.int64).reshape(1, -1))
    context = list(prompt)
    margins = []
    for t in range(h.length):
        S = scores(h, t, context)
        context.append(argmax(S))
        margins.append(margin(S))
        if context[-1] in h.stop:
            break
    return Decoded(tuple(prompt), tuple(context[h.n :]), tuple(margins))


def _check_prompts(h: LinearPredictor, prompts: NDArray[np.int64]) -> None:
    if prompts.shape[1] != h.n:
        raise PredictorError(f"decoding: the prompt has {prompts.shape[1]} tokens; this predictor reads {h.n}")
    bad = prompts[(prompts < 0) | (prompts >= len(h.vocabulary))]
    if bad.size:
        raise PredictorError(f"decoding: token {bad[0]} is not in the vocabulary of {len(h.vocabulary)}")


class Batch(NamedTuple):
    """Chains of B prompts: ``chains`` (B, T), -1 behind a stop token; ``lengths`` (B,); ``min_margins`` (B,)."""

    chains: NDArray[np.int64]
    lengths: NDArray[np.int64]
    min_margins: NDArray[np.int64]


def decode_batch(h: LinearPredictor, prompts: NDArray[np.int64]) -> Batch:
    """Return the chains of prompts of shape (B, n), by the compiled engine ``scoring``.

    Raises :class:`PredictorError` if a score might not fit 64 bits; :func:`decode` has no such limit.

    >>> from lcomplexity.constructions.parity import parity
    >>> decode_batch(parity(2).predictor, np.array([[0, 1], [1, 1]])).chains.tolist()
    [[0, 1], [1, 0]]
    """
    prompts = np.ascontiguousarray(prompts, dtype=np.int64)
    _check_prompts(h, prompts)
    bound = max((score_bound(rule) for rule in h.rules), default=0)
    if bound >= _LIMIT:
        raise PredictorError(f"decoding: scores up to {bound} do not fit 64 bits; use the reference decoder")
    from lcomplexity.scoring_engine import emit

    compiled = _compiled(h.rules, len(h.vocabulary))
    B = len(prompts)
    contexts = np.full((B, h.n + h.length), -1, dtype=np.int32)
    contexts[:, : h.n] = prompts
    stop = np.zeros(len(h.vocabulary), dtype=np.bool_)
    stop[list(h.stop)] = True
    lengths = np.full(B, h.length, dtype=np.int64)
    min_margins = np.full(B, np.iinfo(np.int64).max)
    here = h.n
    for rules, positions in chunks(h.schedule, h.n):
        emit(contexts, here, rules, np.ascontiguousarray(positions), *compiled, stop, h.n, lengths, min_margins)
        here += len(rules)
    return Batch(contexts[:, h.n :].astype(np.int64), lengths, min_margins)


class CompiledRules(NamedTuple):
    """Rules as flat arrays: the values of a rule's coordinates are numbered through. ``entry_*`` is what the token in
    a slot gives each value, ``token*`` which tokens have a value, both in compressed rows."""

    size: int
    #: (R,) number of values of each rule.
    counts: NDArray[np.int64]
    #: (R,) first row of ``entry_starts`` of each rule: a row for each (slot, token found).
    rows: NDArray[np.int64]
    slots: NDArray[np.int64]
    entry_starts: NDArray[np.int64]
    entry_values: NDArray[np.int64]
    entry_weights: NDArray[np.int64]
    #: (R,) first row of ``token_starts`` of each rule: a row for each value.
    value_rows: NDArray[np.int64]
    token_starts: NDArray[np.int64]
    tokens: NDArray[np.int64]


@lru_cache(maxsize=8)
def _compiled(rules: tuple[Rule, ...], size: int) -> CompiledRules:
    counts, rows, slots, value_rows = list[int](), list[int](), list[int](), list[int]()
    entry_values, entry_weights = list[int](), list[int]()
    entry_counts = [np.zeros(1, np.int64)]
    token_counts, tokens = [0], list[int]()
    for rule in rules:
        having: dict[tuple[int, int], list[int]] = {}
        for c, coordinate in enumerate(rule.coordinates):
            for D, v in enumerate(coordinate.values):
                if v is not None:
                    having.setdefault((c, v), []).append(D)
        number = {key: i for i, key in enumerate(having)}
        value_rows.append(len(token_counts) - 1)
        counts.append(len(number))
        for tokens_of_value in having.values():
            tokens.extend(tokens_of_value)
            token_counts.append(len(tokens_of_value))
        rows.append((len(entry_counts) - 1) * size)
        slots.append(rule.slots)
        for per_token in _by_slot(rule, number):
            found = np.zeros(size, np.int64)
            for u in sorted(per_token):
                found[u] = len(per_token[u])
                entry_values.extend(per_token[u].keys())
                entry_weights.extend(per_token[u].values())
            entry_counts.append(found)
    entry_starts, token_starts = np.cumsum(np.concatenate(entry_counts)), np.cumsum(token_counts)
    arrays = (counts, rows, slots, entry_starts, entry_values, entry_weights, value_rows, token_starts, tokens)
    return CompiledRules(size, *(np.asarray(a, dtype=np.int64) for a in arrays))


def _by_slot(rule: Rule, number: dict[tuple[int, int], int]) -> list[dict[int, dict[int, int]]]:
    """For each slot and token found there: what it gives each numbered value."""
    slots: list[dict[int, dict[int, int]]] = [{} for _ in range(rule.slots)]
    for c, coordinate in enumerate(rule.coordinates):
        for read in coordinate.reads:
            for u, row in read.table.items():
                merged = slots[read.slot].setdefault(u, {})
                for v, w in row.items():
                    if (c, v) in number:
                        merged[number[c, v]] = merged.get(number[c, v], 0) + w
    return slots
