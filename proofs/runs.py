"""Verification runs: a plan of blocks of instances, worked off by any executor.

A *block* is a range of instances of one statement. What it shows is a function of the seed and the block, so it does not matter who works
it off, when, or beside what. A run has a *plan*, known before it begins:

* so many examples of each statement; or
* so many seconds: for each statement a fixed share of instances, from the costs in the registry, that takes about half the time given
  on two cores. What time is left is spent *beyond the plan*, on further blocks of each statement in turn.

So two runs with the same seed and the same number of seconds have the same plan, and the same evidence for it, instance by instance; how far
they get beyond it depends on the machine, and is counted apart. Only where time ends before the plan does is the plan itself cut, which is said;
but every statement's first block is always done.

>>> from proofs.statement import Case, statement
>>> even = statement(label="even", words="2 i is even.", check=lambda i: Case(1), draw=lambda i: i, cases=7, block=3, blocks=2)
>>> plan_of_examples([even], 5)
(Block(label='even', first=0, count=3), Block(label='even', first=3, count=2))
>>> plan_of_seconds([even], 60)
(Block(label='even', first=0, count=3), Block(label='even', first=3, count=3))
>>> list(beyond([even], plan_of_seconds([even], 60)))
[Block(label='even', first=6, count=1)]
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Executor, Future, wait
from dataclasses import dataclass, field
from functools import cached_property, partial
from itertools import chain
from typing import NamedTuple

from lcomplexity.errors import PredictorError
from proofs.statement import Evidence, Statement, examined, merged

#: The blocks of the registry are for so many seconds.
MINUTE = 60
#: A plan is made beforehand, so it has to fit.
MAX_BLOCKS = 1_000_000


@dataclass(frozen=True, order=True)
class Block:
    """Instances ``first`` .. ``first + count - 1`` of a statement."""

    label: str
    first: int
    count: int


class Done(NamedTuple):
    """What a block showed, and the seconds it took."""

    block: Block
    evidence: Evidence
    seconds: float


def plan_of_examples(statements: Iterable[Statement], examples: int) -> tuple[Block, ...]:
    """Return blocks of ``examples`` >= 1 instances of each statement that has a check, or of all it has.

    >>> from proofs.registry import REGISTRY
    >>> plan_of_examples([REGISTRY["two-bits"], REGISTRY["bapo-majority"]], 200)
    (Block(label='two-bits', first=0, count=16),)
    """
    if examples < 1:
        raise PredictorError(f"verify: {examples} examples check nothing; give at least 1")
    return _rounds([(s, examples if s.cases is None else min(examples, s.cases)) for s in statements])


def plan_of_seconds(statements: Iterable[Statement], seconds: int) -> tuple[Block, ...]:
    """Return the blocks that a run of ``seconds`` >= 1 has to do: the registry's share of each statement, at least one instance.

    >>> from proofs.registry import REGISTRY
    >>> sum(block.count for block in plan_of_seconds(REGISTRY.values(), 60)) >= 100_000
    True
    """
    if seconds < 1:
        raise PredictorError(f"verify: {seconds} seconds check nothing; give at least 1")
    shares = []
    for s in statements:
        share = max(1, s.block * s.blocks * seconds // MINUTE)
        shares.append((s, share if s.cases is None else min(share, s.cases)))
    return _rounds(shares)


def beyond(statements: Iterable[Statement], plan: Sequence[Block]) -> Iterator[Block]:
    """Return an iterator over further blocks, each statement in turn, without end if some statement's instances do not end.

    >>> from proofs.registry import REGISTRY
    >>> s = [REGISTRY["two-bits"], REGISTRY["multiplexer"]]
    >>> next(beyond(s, plan_of_seconds(s, 60)))
    Block(label='multiplexer', first=18000, count=4500)
    """
    chosen = {s.label: s for s in statements if s.check is not None}
    at = dict.fromkeys(chosen, 0)
    for block in plan:
        at[block.label] = max(at[block.label], block.first + block.count)
    going = True
    while going:
        going = False
        for label, s in chosen.items():
            count = s.block if s.cases is None else min(s.block, s.cases - at[label])
            if count > 0:
                yield Block(label, at[label], count)
                at[label] += count
                going = True


def _rounds(shares: Iterable[tuple[Statement, int]]) -> tuple[Block, ...]:
    """Blocks in rounds: the first of each statement, the second of each, and so on."""
    shares = list(shares)
    if sum(-(-count // s.block) for s, count in shares if s.check is not None) > MAX_BLOCKS:
        raise PredictorError(
            f"verify: a plan of more than {MAX_BLOCKS:,} blocks of cases; give fewer examples, or seconds"
        )
    blocks = []
    for order, (s, count) in enumerate(shares):
        if s.check is not None:
            starts = range(0, count, s.block)
            blocks += [
                (i, order, Block(s.label, first, min(s.block, count - first))) for i, first in enumerate(starts)
            ]
    return tuple(block for _, _, block in sorted(blocks))


def work(block: Block, seed: int) -> Done:
    """Return what a block of a registered statement shows.

    >>> work(Block("two-bits", 0, 16), seed=0).evidence.failures
    0
    """
    from proofs.registry import REGISTRY

    start = time.perf_counter()
    evidence = examined(REGISTRY[block.label], seed, range(block.first, block.first + block.count))
    return Done(block, evidence, time.perf_counter() - start)


@dataclass
class Run:
    """A run so far: ``planned`` blocks, and what each of these and of further ones showed; ``taken`` are those that an earlier run
    did, ``None`` if this one began anew."""

    seed: int
    plan: tuple[Block, ...]
    done: dict[Block, Done] = field(default_factory=dict)
    taken: frozenset[Block] | None = None

    @cached_property
    def planned(self) -> frozenset[Block]:
        """Return the blocks of the plan as a set."""
        return frozenset(self.plan)

    @property
    def missing(self) -> tuple[Block, ...]:
        """Return the blocks of the plan that are not done."""
        return tuple(block for block in self.plan if block not in self.done)

    @property
    def cases_taken(self) -> int:
        """Return the number of cases that an earlier run did."""
        return sum(block.count for block in self.taken or ())

    def take_over(self, done: Mapping[Block, Done]) -> None:
        """Go on from what an earlier run did; what is done already stays.

        >>> run = Run(0, (Block("two-bits", 0, 16),)); run.take_over({run.plan[0]: work(run.plan[0], 0)})
        >>> run.cases_taken, run.missing
        (16, ())
        """
        self.taken = (self.taken or frozenset()) | (done.keys() - self.done.keys())
        self.done = dict(done) | self.done

    def evidence(self, of: Statement) -> Evidence:
        """Return the evidence of the plan's blocks for one statement."""
        return self._merged(of, (b for b in self.done if b.label == of.label and b in self.planned))

    def evidence_beyond(self, of: Statement) -> Evidence:
        """Return the evidence of the blocks beyond the plan for one statement."""
        return self._merged(of, (b for b in self.done if b.label == of.label and b not in self.planned))

    def seconds(self, label: str) -> float:
        """Return the seconds that all blocks of a statement took, those on different cores added up."""
        return sum(done.seconds for block, done in self.done.items() if block.label == label)

    def _merged(self, of: Statement, blocks: Iterable[Block]) -> Evidence:
        total = Evidence(of.label, of.status, self.seed, of.cases)
        for block in sorted(blocks):
            total = merged(total, self.done[block].evidence)
        return total


def carry_out(
    run: Run,
    executor: Executor,
    *,
    jobs: int,
    further: Iterable[Block] = (),
    end: float | None = None,
    told: Callable[[Done], None] | None = None,
) -> None:
    """Work off the plan's missing blocks, then ``further`` ones, ``jobs`` at a time; ``told`` is called with each that is done.

    After ``end`` (of :func:`time.monotonic`) no block begins but the first of each statement; what has begun is finished.

    >>> from lcomplexity.length.census.census import InProcess
    >>> run = Run(0, (Block("two-bits", 0, 16),)); carry_out(run, InProcess(), jobs=1); run.missing
    ()
    """
    first = {block for block in run.plan if block.first == 0}
    todo = chain(run.missing, (block for block in further if block not in run.done))
    under_way: set[Future[Done]] = set()
    exhausted = False
    try:
        while True:
            while not exhausted and len(under_way) < jobs:
                block = next(todo, None)
                if block is None or (end is not None and time.monotonic() >= end and block not in first):
                    exhausted = True
                    break
                under_way.add(executor.submit(partial(work, block, run.seed)))
            if not under_way:
                return
            ready, under_way = wait(under_way, return_when=FIRST_COMPLETED)
            for future in ready:
                done = future.result()
                run.done[done.block] = done
                if told is not None:
                    told(done)
    finally:
        for future in under_way:
            future.cancel()
