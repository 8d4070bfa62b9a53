"""Predictor files with one field or array made wrong: the message names it, what it is and what it must be."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from predictor_file_samples import (
    CONTENTS,
    fault_of,
    good_file,
)

from lcomplexity.archive import packed, unpacked
from lcomplexity.predictor import LinearPredictor, Rule
from lcomplexity.schedule import Emit
from lcomplexity.schedule_blocks import MAX_LENGTH, MAX_POSITION, MAX_RUN, schedule_blocks, schedule_from
from lcomplexity.vocabulary import Vocabulary


@pytest.fixture(scope="module")
def good() -> bytes:
    return good_file()


Edit = Callable[[dict[str, Any]], Any]
EMIT = {"block": "emit", "rule": 0, "count": 1, "reads": []}
DOUBLING = [EMIT, *({"block": "sequence", "blocks": [i, i]} for i in range(60))]
REPEATED = [EMIT, *({"block": "repeat", "times": 1000, "body": i} for i in range(6))]
SHREDS = [EMIT, {"block": "sequence", "blocks": [0] * 400}, {"block": "sequence", "blocks": [1] * 400}]
#: Two bodies, each just within the bounds.
SHREDDED_BODIES = [
    EMIT,
    *({"block": "sequence", "blocks": [0] * 60_000} for _ in range(2)),
    *({"block": "repeat", "times": 1, "body": i} for i in (1, 2)),
    {"block": "sequence", "blocks": [3, 4]},
]
WIDE = {**EMIT, "count": MAX_RUN, "reads": [[0, 0, "context"]] * 20}
LONG = [{**WIDE, "reads": [[0, 0, "context"]] * 21}]
LONG_BODIES = [
    *(WIDE for _ in range(2)),
    *({"block": "repeat", "times": 1, "body": i} for i in range(2)),
    {"block": "sequence", "blocks": [2, 3]},
]
DEEP = [EMIT, *({"block": "repeat", "times": 1, "body": i} for i in range(100))]


def shifted(blocks: list[dict[str, Any]], by: int) -> list[dict[str, Any]]:
    """Return the blocks, numbered for a place behind ``by`` others."""
    moved = [dict(block) for block in blocks]
    for block in moved:
        if "body" in block:
            block["body"] += by
        if "blocks" in block:
            block["blocks"] = [i + by for i in block["blocks"]]
    return moved


EDITS: list[tuple[Edit, str]] = [
    (lambda m: m.update(schema="other"), "metadata.json has schema 'other'; it must be 'lcomplexity.predictor'"),
    (lambda m: m.pop("schema"), "metadata.json has schema None; it must be 'lcomplexity.predictor'"),
    (lambda m: m.update(version=2), "this is version 2 of the format; only 1 is known here"),
    (lambda m: m.update(version="one"), "version is 'one'; it must be an integer"),
    (lambda m: m.update(version=True), "version is True; it must be an integer"),
    (lambda m: m.pop("n"), "metadata.json has no 'n'; its names are "),
    (lambda m: m.update(extra=1), "metadata.json has 'extra'; its names are "),
    (lambda m: m.update(n=-1), "n is -1; it must be an integer in 0..10000000000000"),
    (lambda m: m.update(n=1.0), "n is 1.0; it must be an integer"),
    (lambda m: m.update(n="0x10000000000000000"), "n is '0x10000000000000000'; it must be an integer in "),
    (lambda m: m.update(n=0), "predictor: token 0 reads position 0; it may read 0..-1"),
    (lambda m: m.update(input_length=-1), "input_length is -1; it must be an integer in 0..10000000000000"),
    (lambda m: m.update(construction=3), "construction is 3; it must be a text"),
    (lambda m: m.update(vocabulary={}), "vocabulary is an object of 0; it must be a list"),
    (lambda m: m.update(vocabulary=["a"]), "vocabulary: 1 token(s); a predictor chooses among at least 2"),
    (lambda m: m["vocabulary"].__setitem__(0, 3), "vocabulary[0] is 3; it must be a text"),
    (lambda m: m["vocabulary"].__setitem__(0, ""), "vocabulary: token 0 is ''; a token is a non-empty text"),
    (lambda m: m["vocabulary"].__setitem__(0, m["vocabulary"][1]), "is number 0 and 1; name it once"),
    (lambda m: m["vocabulary"].pop(), "coordinate_values.npy has "),
    (lambda m: m.update(stop=[99]), "stop[0] is 99; it must be an integer in 0.."),
    (lambda m: m.update(stop=[-1]), "stop[0] is -1; it must be an integer in 0.."),
    (lambda m: m.update(stop=3), "stop is 3; it must be a list"),
    (lambda m: m.update(claims=[]), "claims is a list of 0; it must be an object"),
    (lambda m: m["claims"].update(length=["==", "n"]), "claims.length is a list of 2; it must be a list of 3"),
    (lambda m: m["claims"].update(length=["!=", "n", 1]), "claims.length[0] is '!='; it is one of ==, <=, >="),
    (lambda m: m["claims"].update(length=["==", "n", "1"]), "claims.length[2] is '1'; it must be an integer"),
    (lambda m: m["claims"].update(length=[{}, "n", 1]), "claims.length[0] is an object of 0; it is one of "),
    (lambda m: m["values"].update(k=None), "values.k is None; it must be an integer"),
    (lambda m: m.update(verification=1), "verification is 1; it must be an object"),
    (
        lambda m: m["verification"].update(a=[[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]]),
        "nested more than 16 deep; flatten it",
    ),
    (lambda m: m.update(interface=None), "interface is None; it must be an object"),
    (lambda m: m["interface"].pop("strip"), "interface has no 'strip'; its names are "),
    (lambda m: m["interface"].update(prefix=[99]), "interface.prefix[0] is 99; it must be an integer in 0.."),
    (lambda m: m["interface"]["first"].update(x=[-1]), "interface.first['x'][0] is -1; it must be an integer in 0.."),
    (lambda m: m["interface"]["rest"].update(x=5), "interface.rest['x'] is 5; it must be a list"),
    (lambda m: m["interface"].update(words=[[0, "a"], [0, "b"]]), "interface.words has the same tokens twice; "),
    (lambda m: m["interface"].update(words=[[99, "a"]]), "interface.words[0][0] is 99; it must be an integer in 0.."),
    (lambda m: m["interface"].update(words=[[0]]), "interface.words[0] is a list of 1; it must be a list of 2"),
    (lambda m: m["interface"].update(groups=[[0, "a"]]), "interface.groups[0][0] is 0; it must be a list"),
    (lambda m: m["interface"].update(groups=[[[0], 1]]), "interface.groups[0][1] is 1; it must be a text"),
    (
        lambda m: m["interface"].update(count=10**18),
        "interface.count is 1000000000000000000; it must be an integer in ",
    ),
    (lambda m: m["interface"].update(width=-1), "interface.width is -1; it must be an integer in 1.."),
    (lambda m: m["interface"].update(start=10**9), "interface.start is 1000000000; it must be an integer in "),
    (
        lambda m: m.update(large_weights=[[0, 5]]),
        "large_weights[0] is not for a 0 in entry_weights or fits 64 bits; ",
    ),
    (
        lambda m: m.update(large_weights=[[10**6, "0x1"]]),
        "large_weights[0][0] is 1000000; it must be an integer in 0..",
    ),
    (lambda m: m.update(large_weights=[[0, "1e99"]]), "large_weights[0][1] is '1e99'; it must be an integer"),
    (lambda m: m.update(blocks=[]), "blocks is empty; its last one is the schedule"),
    (lambda m: m.update(blocks=[7]), "blocks[0] is 7; it must be an object"),
    (lambda m: m.update(blocks=[{}]), "blocks[0].block is None; it is emit, listed, sequence or repeat"),
    (lambda m: m["blocks"].pop(0), "blocks[2].blocks[1] is 2; it must be an integer in 0..1"),
    (lambda m: m["blocks"].append({**EMIT, "count": -1}), ".count is -1; it must be an integer in 0..20000000"),
    (lambda m: m["blocks"].append({**EMIT, "rule": 99}), "predictor: the schedule names a rule outside 0..2"),
    (lambda m: m["blocks"].append(EMIT), "predictor: the schedule gives a rule fewer positions than it reads"),
    (lambda m: m["blocks"].append({**EMIT, "reads": [[0, 0, "here"]]}), "[2] is 'here'; it is context or frame"),
    (
        lambda m: m["blocks"].append({**EMIT, "reads": [[2**70, 0, "frame"]]}),
        "it must be an integer in -10000000000000..10000000000000",
    ),
    (lambda m: m["blocks"].append({"block": "listed", "count": 1, "slots": 1}), ".count is 1; it must be "),
    (lambda m: m["blocks"].append({"block": "sequence", "blocks": [99]}), "is 99; it must be an integer in 0.."),
    (
        lambda m: m["blocks"].append({"block": "repeat", "times": -1, "body": 0}),
        "times is -1; it must be an integer in ",
    ),
    (lambda m: m.update(blocks=[{"block": "repeat", "times": 2, "body": 0}]), "blocks[0].body is 0; it must be "),
    (lambda m: m.update(blocks=[{"block": "sequence", "blocks": [0]}]), "blocks[0].blocks[0] is 0; it must be "),
    (
        lambda m: m["blocks"].append({"block": "repeat", "times": MAX_POSITION + 1, "body": 0}),
        "times is 10000000000001; it must be an integer in 0..10000000000000",
    ),
    (lambda m: m.update(blocks=DOUBLING), "blocks[16] is laid out as 131071 operations; the limit is 100000"),
    (lambda m: m.update(blocks=SHREDS), "blocks[2] is laid out as 160401 operations; the limit is 100000"),
    (
        lambda m: m.update(blocks=m["blocks"][:1] + shifted(SHREDDED_BODIES, 1)),
        "the schedule is laid out as 120005 operations; the limit is 100000",
    ),
    (
        lambda m: m.update(blocks=REPEATED),
        "blocks[5] has 1000000000000000 tokens; a chain in a file has at most 1000000000000",
    ),
    (
        lambda m: m["blocks"].extend(LONG),
        "blocks[6] reads over 400000000 positions; a file may list that many",
    ),
    (
        lambda m: m.update(blocks=m["blocks"][:1] + shifted(LONG_BODIES, 1)),
        "the schedule reads over 400000000 positions; a file may list that many",
    ),
    (lambda m: m.update(blocks=DEEP), "blocks[64] is nested 65 deep; the limit is 64"),
]


def test_long_chains_and_loops_over_nothing_cost_nothing() -> None:
    """10^12 tokens in a loop, or nothing 10^13 times, are a few blocks: read at once, whatever decoding takes."""
    empty = schedule_blocks(Emit(0, 0, ()))[1]
    long = schedule_from([EMIT, *({"block": "repeat", "times": 1000, "body": i} for i in range(4))], empty)
    nothing = schedule_from([{**EMIT, "count": 0}, {"block": "repeat", "times": MAX_POSITION, "body": 0}], empty)
    assert (long.length, nothing.length) == (MAX_LENGTH, 0)
    for schedule, operations in ((long, 5), (nothing, 0)):
        h = LinearPredictor(Vocabulary(("a", "b")), 0, (Rule(()),), schedule)
        assert len(h.procedures.kind) == operations


@pytest.mark.parametrize("number", range(len(EDITS)))
def test_an_edited_field_is_refused_by_name(number: int, good: bytes, tmp_path: Path) -> None:
    """Every field of metadata.json, made wrong: the message says which, what it is, and what it must be."""
    edit, fault = EDITS[number]
    metadata, arrays = unpacked(good, CONTENTS)
    edit(metadata)
    assert fault in fault_of(tmp_path, packed(metadata, arrays))


ARRAY_EDITS: list[tuple[str, Callable[[np.ndarray], np.ndarray], str]] = [
    ("rule_coordinates", lambda a: -a, "rule_coordinates.npy counts -2; a count is in 0..4000000"),
    ("rule_coordinates", lambda a: a * 2, "rule_coordinates.npy counts 8 in all; coordinate_reads.npy has 4"),
    ("coordinate_reads", lambda a: a + 2**62, "coordinate_reads.npy counts 461168601842738790"),
    ("row_entries", lambda a: a[:-1], "row_entries.npy counts "),
    ("read_slots", lambda a: np.append(a, 0), "coordinate_reads.npy counts 4 in all; read_slots.npy has 5"),
    ("read_slots", lambda a: a - 1, "predictor: rule 0 has a table with slot or token out of range"),
    ("read_slots", lambda a: a + 2**40, "read_slots.npy has slot 1099511627777; a slot is in 0..1048575"),
    ("read_slots", lambda a: a + 1, "predictor: the schedule gives a rule fewer positions than it reads"),
    ("row_tokens", lambda a: a + 100, "predictor: rule 0 has a table with slot or token out of range"),
    ("row_tokens", lambda a: a * 0, "read_rows.npy: two of "),
    ("coordinate_values", lambda a: a[1:], "coordinate_values.npy has "),
    ("entry_weights", lambda a: a[1:], " entries, entry_weights.npy "),
    ("listed_rules", lambda a: a + 7, "predictor: the schedule names a rule outside 0..2"),
    (
        "listed_rules",
        lambda a: np.append(a, 0),
        "1 listed rules and 0 positions are in no block; list them or drop them",
    ),
    ("listed_rules", lambda a: a[1:], "blocks[0].count is 6; it must be an integer in 0..5"),
    ("listed_positions", lambda a: a + 100, "reads position 100; it may read 0.."),
    (
        "listed_positions",
        lambda a: a - 2**60,
        "listed_positions.npy has -1152921504606846976; a position is at most ",
    ),
    (
        "listed_positions",
        lambda a: a[1:],
        "listed_positions.npy has 11 entries, listed_framed.npy 12; they go together",
    ),
]


@pytest.mark.parametrize("number", range(len(ARRAY_EDITS)))
def test_an_edited_array_is_refused_by_name(number: int, good: bytes, tmp_path: Path) -> None:
    """Arrays that do not fit together or point outside: the message says which."""
    name, edit, fault = ARRAY_EDITS[number]
    metadata, arrays = unpacked(good, CONTENTS)
    assert fault in fault_of(tmp_path, packed(metadata, {**arrays, name: edit(arrays[name])}))
