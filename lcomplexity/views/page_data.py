"""What a page carries of a predictor: rules and schedule, compactly, exactly, and ready for its small decoder.

Equal tables and equal value lists stand once; a value list is written as runs, a table by the differences between its
entries. The schedule is a list of *patterns* (rule, positions), and for every token the
number of its pattern. In a pattern a position of the prompt is written as it is, and one of the chain as minus its distance
from the token: so all tokens of a regular schedule share a few patterns. Values are renumbered; what nobody has is left out.

Weights are numbers if every partial sum of scores is below 2^53 in size, where a browser's numbers are exact integers; else
they are texts, and the page computes in big integers. Which of the two is decided here by a bound in unbounded integers.

>>> from lcomplexity.constructions.parity import parity
>>> carried = predictor_data(parity(3).predictor)
>>> carried["patterns"], carried["schedule"], carried["numbers"]
([[0, 0, 0, 1, 2], [1, 0, 0, 1, 2, -1]], [0, 1], 'small')
"""

from __future__ import annotations

from collections.abc import Hashable
from itertools import groupby
from typing import Any

from lcomplexity.errors import PredictorError
from lcomplexity.predictor import Coordinate, LinearPredictor, Read, Rule, score_bound
from lcomplexity.schedule import chunks, slots_of

#: A browser's numbers are exact integers up to here.
EXACT = 2**53
#: The longest chain that a page steps through.
LONGEST = 10_000
#: Positions read in all tokens together that are laid out for a page.
MOST_POSITIONS = 4_000_000


class _Pool:
    """Things that stand once, by number."""

    def __init__(self) -> None:
        self._numbers: dict[Hashable, int] = {}
        self.items: list[Any] = []

    def number(self, key: Hashable, item: Any) -> int:
        if key not in self._numbers:
            self._numbers[key] = len(self.items)
            self.items.append(item)
        return self._numbers[key]


def predictor_data(h: LinearPredictor) -> dict[str, Any]:
    """Return rules, schedule, vocabulary and stop tokens as JSON data.

    Keys: ``vocabulary``; ``n``; ``stop``; ``numbers`` (``small`` or ``big``); ``values`` are runs: a value (-1 for none) and how
    many tokens have it, and so on; ``tables`` are flat: token and value as differences from the entry before, weight; a rule is a list of coordinates [number of its values, [slot,
    number of its table, slot, ..]]; ``patterns``; ``schedule``. Raises :class:`PredictorError` for a chain longer than
    :data:`LONGEST`.

    >>> from lcomplexity.constructions.circuit import threshold
    >>> d = predictor_data(threshold((1, 1), 2).predictor)
    >>> d["values"], d["tables"], d["rules"]
    ([[-1, 1, 0, 1]], [[0, 0, -3, 1, 0, -3], [1, 0, 2]], [[[0, [0, 0, 1, 1, 2, 1]]]])
    """
    refuse_long(h)
    patterns, schedule = _patterns(h)
    used = sorted({pattern[0] for pattern in patterns})
    renumbered = {rule: i for i, rule in enumerate(used)}
    bound = max((score_bound(h.rules[r]) for r in used), default=0)
    values, tables = _Pool(), _Pool()
    # A score is a difference of two sums in a margin, and a weight may be changed in the page: a factor to spare.
    small = bound < EXACT // 16
    rules = [[_coordinate(c, values, tables, small) for c in h.rules[r].coordinates] for r in used]
    return {
        "vocabulary": list(h.vocabulary.tokens),
        "n": h.n,
        "stop": sorted(h.stop),
        "numbers": "small" if small else "big",
        "values": values.items,
        "tables": tables.items,
        "rules": rules,
        "names": used,
        "patterns": [[renumbered[rule], *positions] for rule, *positions in patterns],
        "schedule": schedule,
    }


def refuse_long(h: LinearPredictor) -> None:
    """Return nothing; raise :class:`PredictorError` for a chain too long to be stepped through.

    >>> from lcomplexity.schedule import Emit
    >>> from lcomplexity.vocabulary import Vocabulary
    >>> refuse_long(LinearPredictor(Vocabulary(("0", "1")), 0, (Rule(()),), Emit(0, 10**6, ())))
    Traceback (most recent call last):
        ...
    lcomplexity.errors.PredictorError: view: a chain of 1000000 tokens is too long to be stepped through (at most 10000); build one for fewer steps or a shorter input, or use 'lcomplexity run'
    """
    if h.length > LONGEST:
        raise PredictorError(
            f"view: a chain of {h.length} tokens is too long to be stepped through (at most {LONGEST}); build one for fewer "
            "steps or a shorter input, or use 'lcomplexity run'"
        )
    if h.length * max(slots_of(h.schedule), 1) > MOST_POSITIONS:
        raise PredictorError(
            f"view: {h.length} tokens that read up to {slots_of(h.schedule)} positions each are too many to be stepped "
            "through; build one for fewer steps or a shorter input"
        )


def _patterns(h: LinearPredictor) -> tuple[list[list[int]], list[int]]:
    pool, schedule = _Pool(), []
    slots = [rule.slots for rule in h.rules]
    here = h.n
    for chunk in chunks(h.schedule, h.n):
        for rule, row in zip(chunk.rules.tolist(), chunk.positions.tolist(), strict=True):
            pattern = (rule, *(p if p < h.n else p - here for p in row[: slots[rule]]))
            schedule.append(pool.number(pattern, list(pattern)))
            here += 1
    return pool.items, schedule


def _coordinate(c: Coordinate, values: _Pool, tables: _Pool, small: bool) -> list[Any]:
    # Equal up to the names of their values: numbered by first appearance.
    names: dict[int, int] = {}
    row = tuple(-1 if v is None else names.setdefault(v, len(names)) for v in c.values)
    flat: list[int] = []
    for read in c.reads:
        entries = sorted((u, names[v], w) for u, row in read.table.items() for v, w in row.items() if v in names)
        # Written out only if no equal table has been.
        flat += [read.slot, tables.number(tuple(entries), _differences(entries, small))]
    runs = [x for v, group in groupby(row) for x in (v, len(list(group)))]
    return [values.number(row, runs), flat]


def _differences(entries: list[tuple[int, int, int]], small: bool) -> list[int | str]:
    flat: list[int | str] = []
    before = (0, 0)
    for u, v, w in entries:
        flat += [u - before[0], v - before[1], w if small else _text(w)]
        before = u, v
    return flat


def _text(w: int) -> str:
    # Decimal texts of huge integers are slow to make, and forbidden beyond some length; a page reads hexadecimal ones.
    return f"-{-w:#x}" if w < 0 else f"{w:#x}"


def rules_of(carried: dict[str, Any]) -> tuple[Rule, ...]:
    """Return the rules that a page's data stand for, values numbered as there: the inverse, for tests and other readers.

    >>> from lcomplexity.constructions.circuit import threshold
    >>> rule, = rules_of(predictor_data(threshold((1, 1), 2).predictor))
    >>> [dict(read.table[1]) for read in rule.coordinates[0].reads]
    [{0: -3}, {0: 2}, {0: 2}]
    """

    def table(number: int) -> dict[int, dict[int, int]]:
        flat, found, u, v = carried["tables"][number], dict[int, dict[int, int]](), 0, 0
        for du, dv, w in zip(flat[::3], flat[1::3], flat[2::3], strict=True):
            u, v = u + du, v + dv
            found.setdefault(u, {})[v] = int(w, 16) if isinstance(w, str) else w
        return found

    def coordinate(row: int, reads: list[int]) -> Coordinate:
        runs = carried["values"][row]
        values = tuple(
            None if v < 0 else v for v, count in zip(runs[::2], runs[1::2], strict=True) for _ in range(count)
        )
        pairs = zip(reads[::2], reads[1::2], strict=True)
        return Coordinate(values, tuple(Read(slot, table(number)) for slot, number in pairs))

    return tuple(Rule(tuple(coordinate(*c) for c in rule)) for rule in carried["rules"])
