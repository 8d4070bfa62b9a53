"""Mutants tried several at a time: forked workers, each with a copy of the workplace of its own."""

from __future__ import annotations

import contextlib
import multiprocessing
from collections.abc import Callable, Iterator, Sequence
from typing import TypeAlias

from tests.mutation.mutants import Mutant
from tests.mutation.trial import Outcome
from tests.mutation.workplace import Workplace

Try: TypeAlias = Callable[[Workplace, Mutant], Outcome]

#: In a worker: its workplace, and what is done with a mutant.
_mine: list[tuple[Workplace, Try]] = []


@contextlib.contextmanager
def outcomes(
    place: Workplace, todo: Sequence[Mutant], tried: Try, jobs: int
) -> Iterator[Iterator[tuple[Mutant, Outcome]]]:
    """Give the mutants with their outcomes, in the order in which they are decided; leaving the block ends the workers.

    >>> from pathlib import Path
    >>> from tests.mutation.mutants import mutants
    >>> with outcomes(Workplace(Path("/nowhere")), mutants("f.py", "x = 1"), lambda p, m: Outcome("killed", "t", 1), 1) as found:
    ...     [outcome.verdict for _, outcome in found]
    ['killed', 'killed']
    """
    if jobs == 1:
        yield ((mutant, tried(place, mutant)) for mutant in todo)
        return
    context = multiprocessing.get_context("fork")
    numbers = context.SimpleQueue()
    for i in range(jobs):
        numbers.put(i)
    with context.Pool(jobs, _enter, (place, tried, numbers)) as pool:
        yield pool.imap_unordered(_one, todo)


def _enter(place: Workplace, tried: Try, numbers: multiprocessing.SimpleQueue[int]) -> None:
    _mine.append((place.twin(place.folder / f"worker{numbers.get()}"), tried))


def _one(mutant: Mutant) -> tuple[Mutant, Outcome]:
    place, tried = _mine[0]
    return mutant, tried(place, mutant)
