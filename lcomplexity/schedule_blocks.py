"""A schedule as JSON blocks and flat arrays, and back.

A schedule is a list of blocks in which a block names only blocks before it (a cycle cannot be written) and a shared
one is written once; the last block is the schedule. A few blocks can stand for more operations than any machine has
memory for, so what laying them out as procedures takes (:mod:`lcomplexity.procedures`) is worked out block by block, and
bounded, before it is done. The chain may be long: how long is bounded, and decoding it takes as long as it takes.

>>> row = Emit(0, 2, (Address(-1, 1, "frame"),))
>>> blocks, arrays = schedule_blocks(Sequence((row, Repeat(3, row))))
>>> schedule_from(blocks, arrays) == Sequence((row, Repeat(3, row)))
True
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from lcomplexity.archive import Content, shown
from lcomplexity.errors import PredictorError
from lcomplexity.json_fields import integer_field, integers_field, list_field, object_field, row_field
from lcomplexity.schedule import Address, Block, Emit, Listed, Repeat, Sequence

#: The arrays; all are flat, those of all listed blocks one after another.
SCHEDULE_ARRAYS: Mapping[str, Content] = {
    "listed_rules": "integers",
    "listed_positions": "integers",
    "listed_framed": "booleans",
}

#: Tokens of a chain; of a run; positions; levels of blocks in blocks.
MAX_LENGTH = 10**12
MAX_RUN = 20_000_000
MAX_POSITION = 10**13
MAX_DEPTH = 64
#: Positions a token may read; positions read in all operations, and operations, each procedure laid out once.
MAX_SLOTS = 1 << 20
MAX_POSITIONS_READ = 400_000_000
MAX_OPERATIONS = 100_000


def schedule_blocks(schedule: Block) -> tuple[list[dict[str, Any]], dict[str, NDArray]]:
    """Return the blocks as JSON objects, a block after those it names, and the arrays of all listed blocks.

    >>> row = Emit(0, 2, (Address(-1, 1, "frame"),))
    >>> schedule_blocks(Sequence((row, Repeat(3, row))))[0][1:]
    [{'block': 'repeat', 'times': 3, 'body': 0}, {'block': 'sequence', 'blocks': [0, 1]}]
    """
    numbers: dict[int, int] = {}
    blocks: list[dict[str, Any]] = []
    listed: list[Listed] = []

    def number(block: Block, depth: int) -> int:
        if id(block) in numbers:
            return numbers[id(block)]
        if depth > MAX_DEPTH:
            raise PredictorError(f"the schedule is nested more than {MAX_DEPTH} deep; flatten its sequences")
        blocks.append(fields(block, depth + 1))
        return numbers.setdefault(id(block), len(blocks) - 1)

    def fields(block: Block, depth: int) -> dict[str, Any]:
        match block:
            case Emit(rule, count, reads):
                addresses = [[int(base), int(stride), anchor] for base, stride, anchor in reads]
                return {"block": "emit", "rule": int(rule), "count": int(count), "reads": addresses}
            case Listed(rules, positions, _):
                listed.append(block)
                return {"block": "listed", "count": len(rules), "slots": positions.shape[1]}
            case Sequence(parts):
                return {"block": "sequence", "blocks": [number(part, depth) for part in parts]}
            case Repeat(times, body):
                return {"block": "repeat", "times": int(times), "body": number(body, depth)}

    number(schedule, 1)
    empty = np.zeros(0, np.int64)
    return blocks, {
        "listed_rules": np.concatenate([empty, *(b.rules for b in listed)]),
        "listed_positions": np.concatenate([empty, *(b.positions.ravel() for b in listed)]),
        "listed_framed": np.concatenate([empty.astype(bool), *(b.framed.ravel() for b in listed)]),
    }


class _Extent(NamedTuple):
    """What a block stands for: tokens, levels of nesting, and, where it is laid out, operations and positions read."""

    length: int
    depth: int
    operations: int
    positions: int


def schedule_from(blocks: list[Any], arrays: Mapping[str, NDArray]) -> Block:
    """Return the schedule that :func:`schedule_blocks` wrote; raises :class:`PredictorError` if it is out of bounds.

    >>> schedule_from([{"block": "emit", "rule": 0, "count": 10**18, "reads": []}], schedule_blocks(Emit(0, 1, ()))[1])
    Traceback (most recent call last):
        ...
    lcomplexity.errors.PredictorError: blocks[0].count is 1000000000000000000; it must be an integer in 0..20000000
    """
    built: list[Block] = []
    extents: list[_Extent] = []
    bodies: set[int] = set()
    listed = _ListedArrays(arrays)
    block: Block
    for i, fields in enumerate(blocks):
        place = f"blocks[{i}]"
        match object_field(fields, place).get("block"):
            case "emit":
                block, extent = _emit(fields, place)
            case "listed":
                block, extent = listed.next_block(fields, place)
            case "sequence":
                object_field(fields, place, ("block", "blocks"))
                parts = integers_field(fields["blocks"], f"{place}.blocks", 0, i - 1)
                block = Sequence(tuple(built[j] for j in parts))
                extent = _in_sequence([extents[j] for j in parts])
            case "repeat":
                object_field(fields, place, ("block", "times", "body"))
                times = integer_field(fields["times"], f"{place}.times", 0, MAX_POSITION)
                body = integer_field(fields["body"], f"{place}.body", 0, i - 1)
                bodies.add(body)
                block, extent = Repeat(times, built[body]), _repeated(times, extents[body])
            case other:
                raise PredictorError(f"{place}.block is {shown(other)}; it is emit, listed, sequence or repeat")
        _check_extent(extent, place)
        built.append(block)
        extents.append(extent)
    if not built:
        raise PredictorError("blocks is empty; its last one is the schedule")
    listed.check_used_up()
    # Every body is laid out once, however often it is repeated.
    laid_out = [extents[-1], *(extents[body] for body in bodies)]
    _check_work(sum(e.operations for e in laid_out), sum(e.positions for e in laid_out), "the schedule")
    return built[-1]


def _emit(fields: dict[str, Any], place: str) -> tuple[Emit, _Extent]:
    object_field(fields, place, ("block", "rule", "count", "reads"))
    rule = integer_field(fields["rule"], f"{place}.rule", 0, MAX_POSITION)
    count = integer_field(fields["count"], f"{place}.count", 0, MAX_RUN)
    reads = []
    for j, item in enumerate(list_field(fields["reads"], f"{place}.reads")):
        base, stride, anchor = row_field(item, f"{place}.reads[{j}]", 3)
        if anchor not in ("context", "frame"):
            raise PredictorError(f"{place}.reads[{j}][2] is {shown(anchor)}; it is context or frame")
        integers_field([base, stride], f"{place}.reads[{j}]", -MAX_POSITION, MAX_POSITION)
        reads.append(Address(integer_field(base, place), integer_field(stride, place), anchor))
    return Emit(rule, count, tuple(reads)), _Extent(count, 1, 1, count * max(len(reads), 1))


class _ListedArrays:
    """The arrays of all listed blocks, handed out in order."""

    def __init__(self, arrays: Mapping[str, NDArray]) -> None:
        self._rules, self._positions = arrays["listed_rules"], arrays["listed_positions"]
        self._framed = arrays["listed_framed"]
        self._tokens = self._cells = 0
        if len(self._positions) != len(self._framed):
            raise PredictorError(
                f"listed_positions.npy has {len(self._positions)} entries, listed_framed.npy {len(self._framed)}; "
                "they go together"
            )
        for low, high in _range(self._positions):
            if low < -MAX_POSITION or high > MAX_POSITION:
                wrong = low if low < -MAX_POSITION else high
                raise PredictorError(
                    f"listed_positions.npy has {wrong}; a position is at most {MAX_POSITION} in size"
                )

    def next_block(self, fields: dict[str, Any], place: str) -> tuple[Listed, _Extent]:
        object_field(fields, place, ("block", "count", "slots"))
        count = integer_field(fields["count"], f"{place}.count", 0, len(self._rules) - self._tokens)
        slots = integer_field(fields["slots"], f"{place}.slots", 0, MAX_SLOTS)
        if count * slots > len(self._positions) - self._cells:
            raise PredictorError(
                f"{place} needs {count * slots} positions; listed_positions.npy has not so many left"
            )
        tokens = slice(self._tokens, self._tokens + count)
        cells = slice(self._cells, self._cells + count * slots)
        self._tokens, self._cells = tokens.stop, cells.stop
        block = Listed(
            self._rules[tokens],
            self._positions[cells].reshape(count, slots),
            self._framed[cells].reshape(count, slots),
        )
        return block, _Extent(count, 1, 1, count * max(slots, 1))

    def check_used_up(self) -> None:
        left = len(self._rules) - self._tokens, len(self._positions) - self._cells
        if any(left):
            raise PredictorError(
                f"{left[0]} listed rules and {left[1]} positions are in no block; list them or drop them"
            )


def _range(array: NDArray) -> Iterator[tuple[int, int]]:
    if array.size:
        yield int(array.min()), int(array.max())


def _in_sequence(parts: list[_Extent]) -> _Extent:
    deepest = max((e.depth for e in parts), default=0)
    return _Extent(
        sum(e.length for e in parts),
        1 + deepest,
        1 + sum(e.operations for e in parts),
        sum(e.positions for e in parts),
    )


def _repeated(times: int, body: _Extent) -> _Extent:
    return _Extent(times * body.length, 1 + body.depth, 1, 0)


def _check_extent(extent: _Extent, place: str) -> None:
    if extent.length > MAX_LENGTH:
        raise PredictorError(f"{place} has {shown(extent.length)} tokens; a chain in a file has at most {MAX_LENGTH}")
    if extent.depth > MAX_DEPTH:
        raise PredictorError(f"{place} is nested {extent.depth} deep; the limit is {MAX_DEPTH}")
    _check_work(extent.operations, extent.positions, place)


def _check_work(operations: int, positions: int, place: str) -> None:
    if operations > MAX_OPERATIONS:
        raise PredictorError(f"{place} is laid out as {shown(operations)} operations; the limit is {MAX_OPERATIONS}")
    if positions > MAX_POSITIONS_READ:
        raise PredictorError(f"{place} reads over {MAX_POSITIONS_READ} positions; a file may list that many")
