"""The rules of a predictor as flat arrays, exactly and compactly, and back.

Rules are nested lists laid out flat: at each level an array says how many of the next belong together. A rule has
coordinates, a coordinate a value for every token and reads, a read a slot and rows, a row a token and entries, an
entry a value and its weight. What the arrays ask for is bounded before anything is built.

>>> rule = Rule((Coordinate((None, 0), (Read(0, {1: {0: 5}}), Read(2, {0: {0: 1}, 1: {0: -1}}))),))
>>> arrays, large = rule_arrays((rule,))
>>> arrays["read_slots"].tolist(), arrays["row_tokens"].tolist(), arrays["entry_weights"].tolist()
([0, 2], [1, 0, 1], [5, 1, -1])
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lcomplexity.archive import Content
from lcomplexity.errors import PredictorError
from lcomplexity.json_fields import integer_field, row_field
from lcomplexity.predictor import Coordinate, Read, Rule

#: The arrays; all are flat.
RULE_ARRAYS: Mapping[str, Content] = {
    "rule_coordinates": "integers",
    "coordinate_values": "integers",
    "coordinate_reads": "integers",
    "read_slots": "integers",
    "read_rows": "integers",
    "row_tokens": "integers",
    "row_entries": "integers",
    "entry_values": "integers",
    "entry_weights": "integers",
}

#: In ``coordinate_values``: the token has no value in this coordinate.
NO_VALUE = -(2**63)

#: Numbers in all arrays together; slots of a rule; cells of the dense tables that a decoder makes of the rules.
MAX_ITEMS = 4_000_000
MAX_SLOTS = 1 << 20
MAX_CELLS = 1 << 26


def rule_arrays(rules: tuple[Rule, ...]) -> tuple[dict[str, NDArray], list[list[Any]]]:
    """Return the flat arrays, and ``[index, text]`` for each entry whose weight is beyond 64 bits (0 in the array).

    >>> rule = Rule((Coordinate((None, 0), (Read(0, {1: {0: 2**70}}),)),))
    >>> arrays, large = rule_arrays((rule,))
    >>> arrays["entry_weights"].tolist(), large
    ([0], [[0, '0x400000000000000000']])
    """
    coordinates = [c for rule in rules for c in rule.coordinates]
    reads = [read for c in coordinates for read in c.reads]
    rows = [row for read in reads for row in read.table.values()]
    weights = [w for row in rows for w in row.values()]
    large = [[i, hex(w)] for i, w in enumerate(weights) if not _fits(w)]
    weights = [w if _fits(w) else 0 for w in weights]
    values = [NO_VALUE if v is None else v for c in coordinates for v in c.values]
    if values.count(NO_VALUE) != sum(v is None for c in coordinates for v in c.values):
        raise PredictorError(f"value {NO_VALUE} of a coordinate stands for none; number the values otherwise")
    return {
        "rule_coordinates": _flat([len(rule.coordinates) for rule in rules]),
        "coordinate_values": _flat(values),
        "coordinate_reads": _flat([len(c.reads) for c in coordinates]),
        "read_slots": _flat([read.slot for read in reads]),
        "read_rows": _flat([len(read.table) for read in reads]),
        "row_tokens": _flat([u for read in reads for u in read.table]),
        "row_entries": _flat([len(row) for row in rows]),
        "entry_values": _flat([v for row in rows for v in row]),
        "entry_weights": _flat(weights),
    }, large


def _fits(value: int) -> bool:
    return -(2**63) <= value < 2**63


def _flat(values: list[int]) -> NDArray[np.int64]:
    try:
        return np.array(values, dtype=np.int64)
    except OverflowError:
        wide = next(v for v in values if not _fits(v))
        raise PredictorError(f"a value or slot has {wide.bit_length()} bits; only weights may exceed 64") from None


def rules_from(arrays: Mapping[str, NDArray], large: list[Any], size: int) -> tuple[Rule, ...]:
    """Return the rules over a vocabulary of ``size`` tokens that :func:`rule_arrays` wrote.

    >>> rule = Rule((Coordinate((None, 0), (Read(0, {1: {0: 2**70}}),)),))
    >>> again, = rules_from(*rule_arrays((rule,)), size=2)
    >>> dict(again.coordinates[0].reads[0].table[1]) == {0: 2**70}
    True
    """
    _check_rule_arrays(arrays, size)
    weights: list[int] = arrays["entry_weights"].tolist()
    _set_large(weights, large)
    entries = zip(arrays["entry_values"].tolist(), weights, strict=True)
    rows = (_table(entries, k, "row_entries") for k in arrays["row_entries"].tolist())
    numbered_rows = zip(arrays["row_tokens"].tolist(), rows, strict=True)
    reads = (
        Read(slot, _table(numbered_rows, k, "read_rows"))
        for slot, k in zip(arrays["read_slots"].tolist(), arrays["read_rows"].tolist(), strict=True)
    )
    values = (
        tuple(None if v == NO_VALUE else v for v in row)
        for row in arrays["coordinate_values"].reshape(-1, size).tolist()
    )
    counts = arrays["coordinate_reads"].tolist()
    coordinates = (Coordinate(v, tuple(islice(reads, k))) for v, k in zip(values, counts, strict=True))
    rules = tuple(Rule(tuple(islice(coordinates, k))) for k in arrays["rule_coordinates"].tolist())
    _check_slots(rules, size)
    return rules


def _table(items: Iterator[tuple[int, Any]], count: int, name: str) -> dict[int, Any]:
    table = dict(islice(items, count))
    if len(table) != count:
        raise PredictorError(f"{name}.npy: two of {count} belong to the same token or value; give each once")
    return table


def _check_rule_arrays(arrays: Mapping[str, NDArray], size: int) -> None:
    lengths = {name: len(arrays[name]) for name in RULE_ARRAYS}
    items = sum(lengths.values())
    if items > MAX_ITEMS:
        raise PredictorError(f"the rules have {items} numbers; a file may hold {MAX_ITEMS}")
    for counts, counted in (
        ("rule_coordinates", "coordinate_reads"),
        ("coordinate_reads", "read_slots"),
        ("read_rows", "row_tokens"),
        ("row_entries", "entry_values"),
    ):
        low, high = (int(arrays[counts].min()), int(arrays[counts].max())) if lengths[counts] else (0, 0)
        # Each is bounded first, so that the sum cannot wrap.
        if low < 0 or high > MAX_ITEMS:
            raise PredictorError(f"{counts}.npy counts {low if low < 0 else high}; a count is in 0..{MAX_ITEMS}")
        if (total := int(arrays[counts].sum())) != lengths[counted]:
            raise PredictorError(f"{counts}.npy counts {total} in all; {counted}.npy has {lengths[counted]}")
    for one, other in (
        ("read_slots", "read_rows"),
        ("row_tokens", "row_entries"),
        ("entry_values", "entry_weights"),
    ):
        if lengths[one] != lengths[other]:
            raise PredictorError(
                f"{one}.npy has {lengths[one]} entries, {other}.npy {lengths[other]}; they go together"
            )
    if lengths["coordinate_values"] != lengths["coordinate_reads"] * size:
        raise PredictorError(
            f"coordinate_values.npy has {lengths['coordinate_values']} entries; {lengths['coordinate_reads']} "
            f"coordinates of {size} tokens need {lengths['coordinate_reads'] * size}"
        )


def _check_slots(rules: tuple[Rule, ...], size: int) -> None:
    # A decoder lays rules out densely: tokens by slots, and rules by tokens by coordinates.
    slots = [rule.slots for rule in rules]
    widest = max((len(rule.coordinates) for rule in rules), default=0)
    if max(slots, default=0) > MAX_SLOTS:
        raise PredictorError(f"read_slots.npy has slot {max(slots) - 1}; a slot is in 0..{MAX_SLOTS - 1}")
    cells = size * max(sum(slots), len(rules) * widest)
    if cells > MAX_CELLS:
        raise PredictorError(f"the rules laid out densely have {cells} cells; a file may hold {MAX_CELLS}")


def _set_large(weights: list[int], large: list[Any]) -> None:
    last = -1
    for i, item in enumerate(large):
        index, text = row_field(item, f"large_weights[{i}]", 2)
        last = integer_field(index, f"large_weights[{i}][0]", last + 1, len(weights) - 1)
        weight = integer_field(text, f"large_weights[{i}][1]")
        if _fits(weight) or weights[last]:
            raise PredictorError(
                f"large_weights[{i}] is not for a 0 in entry_weights or fits 64 bits; write it there"
            )
        weights[last] = weight
