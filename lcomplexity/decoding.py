"""Greedy decoding: the reference, and fast engines tested equal to it.

:func:`decode` is the definition: score every token in unbounded integers, take the argmax, append, go on. The
engine ``scoring`` behind :func:`decode_batch` does the same sums in 64-bit integers, compiled; ``tabulated`` looks winners up
in tables that were made from the scores (:mod:`lcomplexity.tabulation`). Both start only after
:func:`lcomplexity.predictor.score_bound` has shown in unbounded integers that no partial sum can leave 64 bits. Chains
too long to be held are decoded piece by piece by :mod:`lcomplexity.streaming`.

>>> from lcomplexity.constructions.parity import parity
>>> h = parity(3).predictor
>>> decode(h, (1, 1, 1)).chain
(1, 1)
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal, NamedTuple, TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lcomplexity.compiled_rules import CompiledRules, compiled
from lcomplexity.errors import PredictorError
from lcomplexity.predictor import LinearPredictor, Rule, argmax, margin, score_bound, scores
from lcomplexity.procedures import EMIT, Procedures
from lcomplexity.tabulation import Tables, tabulated

#: The compiled engines: sum the scores of every token, or look winners up in tables made from the scores.
Engine: TypeAlias = Literal["scoring", "tabulated"]

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
    given = whole_numbers("decoding", prompt)
    if given.ndim != 1:
        raise PredictorError(f"decoding: a prompt of shape {given.shape}; give one row of {h.n} tokens")
    check_prompts(h, given[None])
    x = tuple(given.tolist())
    context = list(x)
    margins = []
    for t in range(h.length):
        S = scores(h, t, context)
        context.append(argmax(S))
        margins.append(margin(S))
        if context[-1] in h.stop:
            break
    return Decoded(x, tuple(context[h.n :]), tuple(margins))


def whole_numbers(place: str, values: ArrayLike) -> NDArray[np.int64]:
    """Return integers as an array of 64-bit ones, of the same shape; raise :class:`PredictorError`, which names ``place``, for
    anything else.

    Nothing is rounded: numpy's own conversion would make 1.5 the token 1.

    >>> whole_numbers("decoding", [[0, 1]]).shape
    (1, 2)
    >>> whole_numbers("decoding", (1, 1.5))
    Traceback (most recent call last):
        ...
    lcomplexity.errors.PredictorError: decoding: 1.5 is no whole number; give integers
    """
    try:
        array = np.asarray(values)
    except ValueError:
        raise PredictorError(f"{place}: rows of different lengths; give as many numbers in each") from None
    if array.dtype.kind in "ib" or not array.size:
        return array.astype(np.int64, copy=False)
    if array.dtype.kind == "u" and int(array.max()) < 1 << 63:
        return array.astype(np.int64)
    # Numpy holds mixed numbers as one type (1 beside 1.5 is 1.0) and large ones as objects.
    flat = array.ravel().tolist()
    inexact = [v for v in flat if not isinstance(v, int)]
    if inexact:
        broken = next((v for v in inexact if not (isinstance(v, float) and v.is_integer())), inexact[0])
        raise PredictorError(f"{place}: {str(broken)[:40]} is no whole number; give integers")
    wide = next((v for v in flat if not -(1 << 63) <= v < 1 << 63), None)
    if wide is not None:
        raise PredictorError(f"{place}: an integer of {wide.bit_length()} bits; give integers of 64 bits")
    return array.astype(np.int64)


def check_prompts(h: LinearPredictor, prompts: NDArray[np.int64]) -> None:
    """Return nothing; raise :class:`PredictorError` unless prompts (B, n) have the right length and tokens.

    >>> from lcomplexity.constructions.parity import parity
    >>> check_prompts(parity(3).predictor, np.array([[0, 1]]))
    Traceback (most recent call last):
        ...
    lcomplexity.errors.PredictorError: decoding: the prompt has 2 tokens; this predictor reads 3
    """
    if prompts.ndim != 2:
        raise PredictorError(f"decoding: prompts of shape {prompts.shape}; give rows of {h.n} tokens")
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


def decode_batch(h: LinearPredictor, prompts: NDArray[np.int64], engine: Engine = "scoring") -> Batch:
    """Return the chains of prompts of shape (B, n), by a compiled engine.

    ``min_margins`` of the engine ``tabulated`` are lower bounds: a table's answer has margin at least 1 and no more is
    known of it. Raises :class:`PredictorError` if a score might not fit 64 bits; :func:`decode` has no such limit.

    >>> from lcomplexity.constructions.parity import parity
    >>> decode_batch(parity(2).predictor, np.array([[0, 1], [1, 1]])).chains.tolist()
    [[0, 1], [1, 0]]
    """
    from lcomplexity.engine import DEPTH, HERE, SCORED, execute

    prompts = np.ascontiguousarray(whole_numbers("decoding", prompts))
    check_prompts(h, prompts)
    made = prepared(h, engine)
    B, T = len(prompts), h.length
    chains = np.full((B, T), -1, dtype=np.int64)
    lengths, min_margins = np.zeros(B, np.int64), np.zeros(B, np.int64)
    context: NDArray = np.zeros(h.n + T, made.dtype)
    for b in range(B):
        context[: h.n] = prompts[b]
        scalars, stack = made.start()
        least = execute(*made.arguments, context, scalars, stack, made.stop, h.n + T)
        lengths[b] = scalars[HERE] - h.n
        chains[b, : lengths[b]] = context[h.n : scalars[HERE]]
        min_margins[b] = least if scalars[SCORED] >= lengths[b] else min(least, 1)
        assert scalars[DEPTH] == 0 or lengths[b] == T
    return Batch(chains, lengths, min_margins)


class Code(NamedTuple):
    """The arrays of :class:`lcomplexity.procedures.Procedures` that the engine walks, and what can be known of them beforehand.

    ``moving[i]`` has a bit for each coordinate of operation i's rule in which some read moves (for listed tokens: 1 if some
    read counts from the frame); ``plain[i]``: all its reads count from the frame and look at the chain. ``records[e]`` are slot, table row and class table row of read e.
    """

    n: int
    kind: NDArray[np.int64]
    what: NDArray[np.int64]
    counts: NDArray[np.int64]
    slots: NDArray[np.int64]
    reads: NDArray[np.int64]
    base: NDArray[np.int64]
    stride: NDArray[np.int64]
    framed: NDArray[np.bool_]
    listed_rules: NDArray[np.int64]
    positions: NDArray[np.int64]
    positions_framed: NDArray[np.bool_]
    first: NDArray[np.int64]
    moving: NDArray[np.int64]
    plain: NDArray[np.bool_]
    records: NDArray[np.int32]


def _code(p: Procedures, rules: CompiledRules, tables: Tables) -> Code:
    moving, plain = np.zeros(len(p.kind), np.int64), np.zeros(len(p.kind), np.bool_)
    for procedure, i in p.operations():
        if p.kind[i] != EMIT:
            # Of listed tokens: whether any read counts from the frame.
            moving[i] = p.positions_of(i)[1].any()
            continue
        here = slice(p.reads[i], p.reads[i] + p.slots[i])
        base, stride = p.base[here], p.stride[here]
        lowest = base + np.minimum(stride, 0) * (p.counts[i] - 1) + p.first_frame[procedure]
        plain[i] = p.framed[here].all() and (lowest >= p.n).all()
        r = p.what[i]
        for k, c in enumerate(range(rules.coordinates[r], rules.coordinates[r + 1])):
            if stride[rules.read_slots[rules.reads[c] : rules.reads[c + 1]]].any():
                # A rule with more coordinates than bits has all of them summed for every token.
                moving[i] |= 1 << k if k < 62 else -1
    classes = tables.read_classes if len(tables.read_classes) else np.zeros(len(rules.read_slots), np.int64)
    records = np.stack([rules.read_slots, rules.read_tables * rules.size, classes * rules.size], axis=1).astype(
        np.int32
    )
    found = {name: getattr(p, name) for name in Code._fields if hasattr(p, name)}
    # Listed tokens are read from memory one by one: half as wide is nearly twice as fast.
    if abs(p.positions).max(initial=0) < 2**31:
        found |= {name: found[name].astype(np.int32) for name in ("positions", "listed_rules")}
    return Code(**found, moving=moving, plain=plain, records=records)


@dataclass(frozen=True, eq=False)
class Prepared:
    """A predictor made ready for an engine: ``arguments`` (code, rules, tables, mode), stop tokens, and the integer type
    of its contexts."""

    arguments: tuple[Code, CompiledRules, Tables, int]
    stop: NDArray[np.bool_]
    dtype: type
    procedures: Procedures

    def start(self, t: int = 0) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Return scalars and stack as they are before token ``t`` (0 .. T) if the whole context is held."""
        p = self.procedures
        calls, done = p.calls_before(t) if t < p.length else ([], 0)
        scalars = np.array([len(calls), p.n + t, 0, done, 0], np.int64)
        stack = np.zeros((p.depth + 1, 4), np.int64)
        stack[: len(calls)] = np.array(calls, np.int64).reshape(-1, 4)
        return scalars, stack


def prepared(h: LinearPredictor, engine: Engine) -> Prepared:
    """Return the predictor with its rules compiled, for the engine named.

    Raises :class:`PredictorError` if a score might not fit 64 bits.

    >>> from lcomplexity.constructions.parity import parity
    >>> prepared(parity(4).predictor, "tabulated").dtype.__name__
    'uint16'
    """
    from lcomplexity.engine import SCORING, TABULATED

    bound = max((score_bound(rule) for rule in h.rules), default=0)
    if bound >= _LIMIT:
        raise PredictorError(f"decoding: scores up to {bound} do not fit 64 bits; use the reference decoder")
    size = len(h.vocabulary)
    rules = compiled(h.rules, size)
    # Scoring needs no tables; those of no rules stand in for them.
    tables = _tables(h.rules, size) if engine == "tabulated" else _tables((), size)
    code = _code(h.procedures, rules, tables)
    stop = np.zeros(size, dtype=np.bool_)
    stop[list(h.stop)] = True
    # Two widths only: the engine is compiled once for each.
    dtype = np.uint16 if size <= 1 << 16 else np.uint32
    mode = TABULATED if engine == "tabulated" else SCORING
    return Prepared((code, rules, tables, mode), stop, dtype, h.procedures)


@lru_cache(maxsize=16)
def _tables(rules: tuple[Rule, ...], size: int) -> Tables:
    return tabulated(rules, compiled(rules, size))
