"""The census: every NPN class of n <= 5 variables with its length, over any executor, resumable.

>>> with InProcess() as executor:
...     result = census(3, executor, ahead=1)
>>> result.classes(), result.functions()
({1: 6, 2: 8}, {1: 104, 2: 152})
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Executor, Future
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import numpy as np

from lcomplexity.errors import PredictorError
from lcomplexity.length.census.blocks import Decided, blocks, done
from lcomplexity.length.census.journal import opened
from lcomplexity.length.census.orbits import MAX_VARIABLES

_S = TypeVar("_S")
_T = TypeVar("_T")

#: Numbers of NPN classes of n = 1 .. 5 variables (OEIS A000370): a census that finds others is wrong.
NPN_CLASSES = {1: 2, 2: 4, 3: 14, 4: 222, 5: 616126}


class InProcess(Executor):
    """An executor that does the work at once, in the process that asks for it.

    >>> InProcess().submit(pow, 2, 5).result()
    32
    """

    def submit(self, fn: Callable[..., _T], /, *args: Any, **kwargs: Any) -> Future[_T]:
        """Return a future that is done."""
        future: Future[_T] = Future()
        future.set_result(fn(*args, **kwargs))
        return future


@dataclass(frozen=True, eq=False)
class Census:
    """All classes of n variables, decided, by table."""

    n: int
    decided: Decided

    def classes(self) -> dict[int, int]:
        """Return the number of classes of each length T."""
        T, count = np.unique(self.decided.lengths, return_counts=True)
        return dict(zip(T.tolist(), count.tolist(), strict=True))

    def functions(self) -> dict[int, int]:
        """Return the number of functions of each length T."""
        return {T: int(self.decided.sizes[self.decided.lengths == T].sum()) for T in self.classes()}


@dataclass(frozen=True)
class Stage:
    """How far a census is: blocks done and in all, and classes of each length so far."""

    blocks_done: int
    blocks: int
    classes: dict[int, int]


def census(
    n: int,
    executor: Executor,
    *,
    ahead: int,
    folder: Path | None = None,
    progress: Callable[[Stage], object] | None = None,
) -> Census:
    """Return the census of n = 1 .. 5 variables, the work done by ``executor``, ``ahead`` blocks at a time under way.

    With ``folder``, blocks are appended to the file ``classes-n.txt`` there as they are done (:mod:`.journal`), and a census
    that is there already is continued, or only read if it is complete. ``progress`` is called after each block.
    Raises :class:`PredictorError` for another n, or a file that cannot be used.

    >>> census(2, InProcess(), ahead=1).classes()
    {1: 3, 2: 1}
    """
    if n not in NPN_CLASSES:
        raise PredictorError(f"census: n = {n}; the census is of 1 to {MAX_VARIABLES} variables")
    todo = blocks(n)
    counts: Counter[int] = Counter()

    def report(parts: list[Decided]) -> None:
        counts.update(parts[-1].lengths.tolist())
        if progress is not None:
            progress(Stage(len(parts), len(todo), dict(sorted(counts.items()))))

    if folder is None:
        parts: list[Decided] = []
        for decided in in_order(done, todo, executor, ahead):
            parts.append(decided)
            report(parts)
        return checked(n, parts)
    journal, complete = opened(folder / f"classes-{n}.txt", n, todo)
    with journal:
        if complete:
            return checked(n, journal.parts)
        for part in journal.parts:
            counts.update(part.lengths.tolist())
        rest = todo[len(journal.parts) :]
        for block, decided in zip(rest, in_order(done, rest, executor, ahead), strict=True):
            journal.append(block, decided)
            report(journal.parts)
        result = checked(n, journal.parts)
        journal.finish()
        return result


def in_order(work: Callable[[_S], _T], items: Iterable[_S], executor: Executor, ahead: int) -> Iterator[_T]:
    """Return the results of ``work`` on the items, in order, with up to ``ahead`` of them under way.

    >>> list(in_order(abs, [-1, 2, -3], InProcess(), 2))
    [1, 2, 3]
    """
    if ahead < 1:
        raise PredictorError(f"census: {ahead} pieces of work under way; at least 1 has to be")
    under_way: deque[Future[_T]] = deque()
    try:
        for item in items:
            under_way.append(executor.submit(work, item))
            if len(under_way) == ahead:
                yield under_way.popleft().result()
        while under_way:
            yield under_way.popleft().result()
    finally:
        for future in under_way:
            future.cancel()


def checked(n: int, parts: list[Decided]) -> Census:
    """Return the census that the blocks make; raises ``AssertionError`` unless they hold each class, and so each function, once.

    >>> checked(3, [done(block) for block in blocks(3)[:3]])
    Traceback (most recent call last):
        ...
    AssertionError: census: 13 classes of 254 functions of 3 variables, not 14 of 256
    """
    found = Census(n, Decided.joined(parts))
    classes, functions = len(found.decided.tables), int(found.decided.sizes.sum())
    if classes != NPN_CLASSES[n] or functions != 1 << (1 << n) or (np.diff(found.decided.tables) <= 0).any():
        raise AssertionError(
            f"census: {classes} classes of {functions} functions of {n} variables, not {NPN_CLASSES[n]} of {1 << (1 << n)}"
        )
    return found
