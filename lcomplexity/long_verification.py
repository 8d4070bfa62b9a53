"""Comparing one long chain, token by token, with what it must be: in constant memory, interruptible, resumable.

The predictor decodes piece by piece (:mod:`lcomplexity.streaming`), and the construction's independent source writes the same
chain piece by piece. A saved decoding is gone on with; the source starts anew, which takes a fraction of the time, and what
was compared before is only written again, not compared again.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from lcomplexity.constructions.construction import Construction
from lcomplexity.errors import PredictorError
from lcomplexity.streaming import Stream

#: Seconds between two saves.
SAVE_EVERY = 15.0


@dataclass(frozen=True)
class LongRun:
    """Tokens compared so far; the first wrong one, as (index, decoded, expected; -1: none); and a margin that no token
    falls short of."""

    tokens: int
    first_wrong: tuple[int, int, int] | None
    min_margin: int


def compared(
    construction: Construction,
    x: NDArray[np.int64],
    checkpoint: Path | None,
    number: int,
    tell: Callable[[LongRun], None],
) -> LongRun:
    """Return what comparing the chain of input ``x`` (n,) showed; ``tell`` is called after each piece.

    The decoding is saved in ``checkpoint`` every :data:`SAVE_EVERY` seconds, and when it is interrupted, as that of input
    ``number``; the file is gone on with if it is of the same predictor and input, and removed at the end.

    >>> from lcomplexity.constructions.recursive_window import recursive_window
    >>> from turing.zoo import zoo
    >>> c = recursive_window(zoo("bb3").machine, 0, 21)
    >>> run = compared(c, np.zeros(0, np.int64), None, 0, lambda run: None)
    >>> run.tokens == c.predictor.length, run.first_wrong, run.min_margin
    (True, None, 1)
    """
    if construction.stream is None:
        raise PredictorError(f"{construction.name}: it writes no chain in pieces; compare it as a whole")
    prompt, pieces = construction.stream(x)
    stream, expected = Stream(construction.predictor, prompt), _Source(pieces)
    if checkpoint is not None and checkpoint.exists():
        saved = stream.load(checkpoint)
        if saved != {"input": number}:
            raise PredictorError(
                f"{checkpoint}: a decoding of input number {saved.get('input')}; delete it to start anew"
            )
        expected.skip(stream.decoded)
    elif checkpoint is not None:
        # Whether it can be saved shows now, not when it is interrupted.
        stream.save(checkpoint, {"input": number})
    saved_at, done = time.monotonic(), -1
    try:
        for found in stream.pieces():
            wanted = expected.take(len(found))
            wrong = _first_wrong(stream.decoded - len(found), found, wanted)
            if wrong is not None:
                return LongRun(stream.decoded, wrong, _margin(stream))
            done = stream.decoded
            tell(LongRun(done, None, _margin(stream)))
            if checkpoint is not None and time.monotonic() - saved_at > SAVE_EVERY:
                stream.save(checkpoint, {"input": number})
                saved_at = time.monotonic()
            done = -1
    except KeyboardInterrupt:
        # A piece half decoded, or decoded but not yet compared, is not saved: the last save stands.
        if checkpoint is not None and done == stream.decoded:
            stream.save(checkpoint, {"input": number})
        raise
    if checkpoint is not None:
        checkpoint.unlink(missing_ok=True)
    rest = expected.take(1)
    wrong = None if not len(rest) else (stream.decoded, -1, int(rest[0]))
    return LongRun(stream.decoded, wrong, _margin(stream))


def _margin(stream: Stream) -> int:
    # What a table answers has margin at least 1.
    return 1 if stream.min_margin is None else min(1, stream.min_margin)


def _first_wrong(start: int, found: NDArray[np.int64], wanted: NDArray[np.int64]) -> tuple[int, int, int] | None:
    if len(wanted) == len(found) and (found == wanted).all():
        return None
    same = min(len(found), len(wanted))
    differ = np.flatnonzero(found[:same] != wanted[:same])
    i = int(differ[0]) if len(differ) else same
    return start + i, int(found[i]), int(wanted[i]) if i < len(wanted) else -1


class _Source:
    """The expected tokens, taken in any portions."""

    def __init__(self, pieces: Iterator[NDArray[np.int64]]) -> None:
        self._pieces = pieces
        self._held = np.zeros(0, np.int64)

    def skip(self, count: int) -> None:
        """Pass over the next ``count`` tokens."""
        while count > len(self._held):
            count -= len(self._held)
            following = next(self._pieces, None)
            if following is None:
                count = 0
            self._held = np.zeros(0, np.int64) if following is None else following
        self._held = self._held[count:]

    def take(self, count: int) -> NDArray[np.int64]:
        """Return the next ``count`` tokens, fewer at the end."""
        parts, missing = [], count
        while missing > len(self._held):
            parts.append(self._held)
            missing -= len(self._held)
            following = next(self._pieces, None)
            if following is None:
                self._held = np.zeros(0, np.int64)
                break
            self._held = following
        taken, self._held = self._held[:missing], self._held[missing:]
        return np.concatenate([*parts, taken])
