"""The one object: a linear next-token predictor with exact integer weights (the class H^lin).

A token is emitted by a *rule*. A rule splits the tokens it may emit into *coordinates*, and each coordinate sums
what its *reads* say: read (slot, table) looks at one position of the context, finds token u there and gives value v
the integer ``table[u][v]``. The score of token D is the sum of what its values in each coordinate got:

    score(D) = sum over coordinates c, reads r of c:  table_r[token at position of r][value of D in c]

Positions, tables and coordinates never depend on data, so this *is* argmax_D sum_i W_t[D, i, tok_i]: the weight
W_t[D, i, u] is the sum of table_r[u][D_c] over the coordinates c and the reads r that look at position i
(:func:`weights`; tests prove the two equal). Integers are Python's, so nothing overflows. The largest score wins;
ties go to the smallest token.

>>> from lcomplexity.vocabulary import Vocabulary
>>> from lcomplexity.schedule import Address, Emit
>>> conjunction = Rule((Coordinate((None, 0), (Read(0, vote({1: 0}, 2)), Read(1, vote({0: 0, 1: 0}, -3)),
...                                            Read(1, vote({1: 0}, 2)))),))
>>> h = LinearPredictor(Vocabulary(("0", "1")), n=2, rules=(conjunction,),
...                     schedule=Emit(0, 1, (Address(0), Address(1))))
>>> [(x, scores(h, 0, x)) for x in ((0, 0), (0, 1), (1, 1))]
[((0, 0), (0, -3)), ((0, 1), (0, -1)), ((1, 1), (0, 1))]
>>> weights(h, 0)[1].tolist()                                     # W_1[D=1, position, token]
[[0, 2], [-3, -1]]
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from lcomplexity.errors import PredictorError
from lcomplexity.procedures import Procedures, procedures
from lcomplexity.schedule import Block, at, chunks
from lcomplexity.vocabulary import Vocabulary

#: For each token that says anything: the values it gives weight to. Missing tokens and values get 0.
Scores = Mapping[int, Mapping[int, int]]


def vote(table: Mapping[int, int], weight: int = 1) -> Scores:
    """Return the table by which token u gives ``weight`` to the single value ``table[u]``, if it has one.

    >>> dict(vote({3: 0}, weight=2)[3])
    {0: 2}
    """
    return {u: {v: weight} for u, v in table.items()}


@dataclass(frozen=True, eq=False)
class Read:
    """What the token found by slot ``slot`` says: ``table[u][v]`` for value v of the read's coordinate."""

    slot: int
    table: Scores

    def __post_init__(self) -> None:
        frozen = {
            int(u): MappingProxyType({int(v): int(w) for v, w in row.items() if w}) for u, row in self.table.items()
        }
        object.__setattr__(self, "table", MappingProxyType(frozen))

    @cached_property
    def largest(self) -> int:
        """Return the largest \\|weight\\| in the table."""
        return max((abs(w) for row in self.table.values() for w in row.values()), default=0)


@dataclass(frozen=True, eq=False)
class Coordinate:
    """``values[D]`` is the value of token D in this coordinate, or ``None`` if it has none (and scores 0 in it)."""

    values: tuple[int | None, ...]
    reads: tuple[Read, ...]


@dataclass(frozen=True, eq=False)
class Rule:
    """How a token is scored: coordinates, whose reads name the slots that a schedule fills with positions."""

    coordinates: tuple[Coordinate, ...]

    @property
    def slots(self) -> int:
        """Return how many positions the rule reads."""
        return 1 + max((read.slot for c in self.coordinates for read in c.reads), default=-1)


@dataclass(frozen=True, eq=False)
class LinearPredictor:
    """A member of H_1 x .. x H_T: reads ``n`` prompt tokens, emits ``length`` = T tokens.

    ``stop`` tokens end a chain early when emitted (every construction here also keeps repeating them, so that
    z_T is the same either way). Raises :class:`PredictorError` if rules, schedule and vocabulary do not fit
    together, or a read looks outside [x, z_<t].
    """

    vocabulary: Vocabulary
    n: int
    rules: tuple[Rule, ...]
    schedule: Block
    stop: frozenset[int] = field(default_factory=frozenset)

    def __post_init__(self) -> None:
        _check(self)

    def _repr_html_(self) -> str:
        """Return the predictor's figures as a table, for notebooks."""
        from lcomplexity.views.predictor_tables import predictor_html

        return predictor_html(self)

    def _repr_latex_(self) -> str:
        """Return the predictor's figures as a LaTeX table, for notebooks."""
        from lcomplexity.views.predictor_tables import predictor_latex

        return predictor_latex(self)

    @property
    def length(self) -> int:
        """Return T, the number of tokens emitted when no stop token ends the chain before."""
        return self.schedule.length

    @property
    def reads(self) -> int:
        """Return the largest number of reads (slots) of a token of the chain; two may meet on one position."""
        p = self.procedures
        used = {int(r) for _, i in p.operations() for r in np.unique(p.rules_of(i))}
        return max((self.rules[r].slots for r in used), default=0)

    @cached_property
    def procedures(self) -> Procedures:
        """Return the schedule as procedures."""
        return procedures(self.schedule, self.n)


def _check(h: LinearPredictor) -> None:
    size = len(h.vocabulary)
    if h.n < 0:
        raise PredictorError(f"predictor: prompt length {h.n} is negative")
    for D in h.stop:
        if not 0 <= D < size:
            raise PredictorError(f"predictor: stop token {D} is not in the vocabulary of {size}")
    for i, rule in enumerate(h.rules):
        for c in rule.coordinates:
            if len(c.values) != size:
                raise PredictorError(f"predictor: rule {i} gives values to {len(c.values)} of {size} tokens")
            for read in c.reads:
                if read.slot < 0 or any(not 0 <= u < size for u in read.table):
                    raise PredictorError(f"predictor: rule {i} has a table with slot or token out of range")
    _check_positions(h)


def _check_positions(h: LinearPredictor) -> None:
    """Every token reads what stands before it, in the first frame its procedure runs in and so in all."""
    slots = np.array([rule.slots for rule in h.rules] or [0])
    p = h.procedures
    for procedure, i in p.operations():
        rules = p.rules_of(i)
        if rules.min() < 0 or rules.max() >= len(h.rules):
            raise PredictorError(f"predictor: the schedule names a rule outside 0..{len(h.rules) - 1}")
        if p.slots[i] < slots[rules].max():
            raise PredictorError("predictor: the schedule gives a rule fewer positions than it reads")
        tokens = p.ends_of(i)
        positions, framed = p.positions_of(i, tokens)
        positions = positions + framed * p.first_frame[procedure]
        here = p.first_frame[procedure] + p.start[i] + tokens
        used = np.arange(p.slots[i]) < slots[rules][:, None]
        bad = used & ((positions < 0) | (positions >= here[:, None]))
        if bad.any():
            t, slot = np.argwhere(bad)[0]
            raise PredictorError(
                f"predictor: token {here[t] - h.n} reads position {positions[t, slot]}; "
                f"it may read 0..{here[t] - 1}, the context before it"
            )


def _read_scores(rule: Rule, tokens: Sequence[int], size: int) -> tuple[int, ...]:
    total = [0] * size
    for c in rule.coordinates:
        S: defaultdict[int, int] = defaultdict(int)
        for read in c.reads:
            for v, w in read.table.get(tokens[read.slot], {}).items():
                S[v] += w
        for D, value in enumerate(c.values):
            if value is not None:
                total[D] += S[value]
    return tuple(total)


def scores(h: LinearPredictor, t: int, context: Sequence[int]) -> tuple[int, ...]:
    """Return the score of every token as token ``t`` (from 0) of the chain after ``context`` = [x, z_<t].

    >>> from lcomplexity.constructions.circuit import threshold
    >>> scores(threshold((1, 1, 1), 2).predictor, 0, (1, 0, 1))          # 2 (x_1 + x_2 + x_3) - 3
    (0, 1)
    """
    number, positions = at(h.schedule, t, h.n)
    rule = h.rules[number]
    # What stands behind the rule's slots is padding, and need not be in the context.
    return _read_scores(rule, [context[p] for p in positions[: rule.slots]], len(h.vocabulary))


def argmax(S: Sequence[int]) -> int:
    """Return the token with the largest score; of several, the smallest.

    >>> argmax((1, 3, 3))
    1
    """
    return S.index(max(S))


def margin(S: Sequence[int]) -> int:
    """Return the largest score minus the second largest (0 if they tie).

    >>> margin((5, 2, 4)), margin((3, 3))
    (1, 0)
    """
    runner_up, top = sorted(S)[-2:]
    return top - runner_up


def weights(h: LinearPredictor, t: int) -> NDArray[np.object_]:
    """Return the dense weights of token ``t`` (from 0), W_t[D, i, u], shape (\\|D\\|, n + t, \\|D\\|), unbounded integers.

    For small cases: the array has (n + t) \\|D\\|^2 entries.

    >>> from lcomplexity.constructions.circuit import threshold
    >>> weights(threshold((1, 1, 1), 2).predictor, 0)[1].tolist()        # the constant -3 stands at position 0
    [[-3, -1], [0, 2], [0, 2]]
    """
    rule, positions = at(h.schedule, t, h.n)
    size = len(h.vocabulary)
    W_t = np.zeros((size, h.n + t, size), dtype=object)
    for c in h.rules[rule].coordinates:
        for read in c.reads:
            for u, row in read.table.items():
                for D, value in enumerate(c.values):
                    if value is not None:
                        W_t[D, positions[read.slot], u] += row.get(value, 0)
    return W_t


def score_bound(rule: Rule) -> int:
    """Return a bound on \\|score\\| and on every partial sum of it, over all contexts (an unbounded integer).

    >>> score_bound(Rule((Coordinate((0, None), (Read(0, vote({0: 0}, -5)), Read(1, vote({0: 0}, 3)))),)))
    8
    """
    return sum(read.largest for c in rule.coordinates for read in c.reads)


def max_weight(h: LinearPredictor) -> int:
    """Return the largest \\|W_t[D, i, u]\\| over all t, D, i, u, exactly.

    Two reads of one position add up, so each rule is looked at once for every way in which its slots coincide.

    >>> from lcomplexity.constructions.circuit import threshold
    >>> max_weight(threshold((1, 1, 1), 2).predictor)
    3
    """
    return max((_largest(h.rules[rule], groups) for rule, groups in _coincidences(h)), default=0)


def _coincidences(h: LinearPredictor) -> Iterator[tuple[int, tuple[int, ...]]]:
    """Each (rule, pattern) that occurs; the pattern numbers the slots, equal positions alike."""
    p = h.procedures
    seen: set[tuple[int, tuple[int, ...]]] = set()
    for procedure, i in p.operations():
        rules = p.rules_of(i)
        tokens = p.meetings_of(i, h.rules[rules[0]].slots)
        positions, framed = p.positions_of(i, tokens)
        if (framed != framed[:, :1]).any():
            if p.first_frame[procedure] < p.last_frame[procedure]:
                # Which of these meet depends on the frame: look at every token of the chain.
                yield from sorted(set().union(*(_patterns(h, *chunk) for chunk in chunks(h.schedule, h.n))))
                return
            positions, framed = p.positions_of(i)
        rules = np.broadcast_to(rules, len(positions))
        seen |= _patterns(h, rules, positions + framed * p.first_frame[procedure])
    yield from sorted(seen)


def _patterns(
    h: LinearPredictor, rules: NDArray[np.int64], positions: NDArray[np.int64]
) -> set[tuple[int, tuple[int, ...]]]:
    seen: set[tuple[int, tuple[int, ...]]] = set()
    for r in np.unique(rules):
        used = positions[rules == r, : h.rules[r].slots]
        ordered = np.sort(used, axis=1)
        repeats = (ordered[:, 1:] == ordered[:, :-1]).any(axis=1)
        patterns = {tuple(np.unique(row, return_inverse=True)[1].tolist()) for row in used[repeats]}
        if not repeats.all():
            patterns.add(tuple(range(used.shape[1])))
        seen |= {(int(r), _canonical(pattern)) for pattern in patterns}
    return seen


def _canonical(pattern: tuple[int, ...]) -> tuple[int, ...]:
    # Groups numbered by first appearance, so that one pattern has one name.
    names: dict[int, int] = {}
    return tuple(names.setdefault(g, len(names)) for g in pattern)


def _largest(rule: Rule, groups: tuple[int, ...]) -> int:
    """The largest |W[D, group of slots, u]| of one rule."""
    reads: dict[int, list[tuple[int, Read]]] = {}
    for c, coordinate in enumerate(rule.coordinates):
        for read in coordinate.reads:
            reads.setdefault(groups[read.slot], []).append((c, read))
    bounds = {group: sum(read.largest for _, read in here) for group, here in reads.items()}
    largest = 0
    # The most promising first: most of the others cannot be larger.
    for group in sorted(reads, key=lambda group: -bounds[group]):
        if bounds[group] > largest:
            largest = max(largest, _largest_together(rule, reads[group], largest))
    return largest


def _largest_together(rule: Rule, reads: list[tuple[int, Read]], so_far: int) -> int:
    """The largest |W[D, u]| of reads (coordinate, read) of one position, or ``so_far`` if none is larger."""
    # sums[u][c][v]: what token u gives value v of coordinate c.
    sums: dict[int, dict[int, defaultdict[int, int]]] = {}
    for c, read in reads:
        for u, row in read.table.items():
            S = sums.setdefault(u, {}).setdefault(c, defaultdict(int))
            for v, w in row.items():
                S[v] += w
    # Which values a token can have at once in the coordinates involved; the other coordinates add nothing.
    together: dict[tuple[int, ...], set[tuple[int | None, ...]]] = {}
    largest = so_far
    for involved in sums.values():
        if sum(max(map(abs, S.values()), default=0) for S in involved.values()) <= largest:
            continue
        key = tuple(involved)
        if key not in together:
            together[key] = set(zip(*(rule.coordinates[c].values for c in key), strict=True))
        if len(key) == 1:
            (S,) = involved.values()
            found = (w for v, w in S.items() if (v,) in together[key])
        else:
            found = (
                sum(involved[c].get(v, 0) for c, v in zip(key, values, strict=True) if v is not None)
                for values in together[key]
            )
        largest = max(largest, max((abs(w) for w in found), default=0))
    return largest
