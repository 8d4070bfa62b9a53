"""Predictor files for the tests of predictor files: a sound one, changed ones, and what it means to be equal."""

from __future__ import annotations

import io
import tempfile
import zipfile
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from lcomplexity.constructions.oblivious import oblivious
from lcomplexity.errors import PredictorError
from lcomplexity.interface import Interface
from lcomplexity.predictor import LinearPredictor
from lcomplexity.predictor_file import StoredPredictor, load, save, stored
from lcomplexity.rule_arrays import RULE_ARRAYS
from lcomplexity.schedule import Address, Block, Emit, Listed, Repeat, Sequence
from lcomplexity.schedule_blocks import SCHEDULE_ARRAYS
from lcomplexity.vocabulary import Vocabulary
from turing.zoo import zoo

CONTENTS = {**RULE_ARRAYS, **SCHEDULE_ARRAYS}
NO_INTERFACE = Interface((), {}, {}, (), {})


ONE = Vocabulary(("a", "b"))


def file_of(predictor: LinearPredictor) -> StoredPredictor:
    return StoredPredictor(predictor, NO_INTERFACE, "random", 0, {}, {}, "a test")


def plain_block(block: Block) -> Any:
    match block:
        case Emit(rule, count, reads):
            return "emit", rule, count, reads
        case Listed(rules, positions, framed):
            return "listed", rules.tolist(), positions.shape, positions.tolist(), framed.tolist()
        case Sequence(blocks):
            return "sequence", [plain_block(b) for b in blocks]
        case Repeat(times, body):
            return "repeat", times, plain_block(body)


def plain(h: LinearPredictor) -> Any:
    """A predictor as nested tuples and lists, to be compared."""
    rules = [
        [
            (c.values, [(r.slot, {u: dict(row) for u, row in r.table.items()}) for r in c.reads])
            for c in rule.coordinates
        ]
        for rule in h.rules
    ]
    return h.vocabulary.tokens, h.n, rules, plain_block(h.schedule), h.stop


def everything(s: StoredPredictor) -> Any:
    return (
        plain(s.predictor),
        s.interface,
        s.construction,
        s.input_length,
        dict(s.claims),
        dict(s.values),
        s.provenance,
        s.verification,
    )


@cache
def good_file() -> bytes:
    """A sound file with all kinds of block, a large weight, and an interface."""
    c = oblivious(zoo("parity").machine, 4)
    h = c.predictor
    again = Repeat(2, Sequence((Emit(2, 2, (Address(-1, 1, "frame"),)), Emit(2, 1, (Address(0),)))))
    h = LinearPredictor(h.vocabulary, h.n, h.rules, Sequence((h.schedule, again, again)), frozenset({1}))
    verification = {"inputs": 16, "exhaustive": True, "notes": ["seed", 5, None, 0.5]}
    found = StoredPredictor(h, c.interface, "mixed", 4, stored(c).claims, c.claims.values, "a test", verification)
    with tempfile.TemporaryDirectory() as folder:
        save(Path(folder) / "good.npz", found)
        return (Path(folder) / "good.npz").read_bytes()


def loaded(folder: Path, data: bytes) -> StoredPredictor:
    path = folder / "p.npz"
    path.write_bytes(data)
    return load(path)


def fault_of(folder: Path, data: bytes) -> str:
    """The message of the refusal, which must be one line that starts with the file."""
    with pytest.raises(PredictorError) as info:
        loaded(folder, data)
    message = str(info.value)
    assert message.startswith(f"{folder / 'p.npz'}: ") and "\n" not in message and len(message) < 600
    return message.removeprefix(f"{folder / 'p.npz'}: ")


def rezipped(data: bytes, change: Callable[[dict[str, bytes]], object]) -> bytes:
    """The archive with its members (names and bytes) changed."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    change(members)
    sink = io.BytesIO()
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return sink.getvalue()
