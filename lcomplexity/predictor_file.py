"""Predictor files: one ``.npz`` with everything needed to use a predictor and to judge it, and nothing executable.

The format is described in ``docs/predictor-files.md``. :func:`save` writes a file that :func:`load` reads back equal,
always with the same bytes, and replaces an existing file at once or not at all. :func:`load` takes any file whatever:
it returns a predictor that fits together, or raises one line of :class:`PredictorError`, in bounded time and memory.

>>> import os, tempfile
>>> from lcomplexity.constructions.parity import parity
>>> with tempfile.TemporaryDirectory() as folder:
...     path = os.path.join(folder, "parity.npz")
...     save(path, stored(parity(5), {"inputs": 32, "failures": 0}))
...     again = load(path)
>>> again.construction, again.predictor.length, again.claims["length"], again.verification["inputs"]
('parity', 3, ('==', 'floor(log(n, 2)) + 1', 3), 32)
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, TypeAlias

from lcomplexity.archive import packed, read_bytes, shown, unpacked, write_bytes
from lcomplexity.errors import PredictorError
from lcomplexity.interface import Interface
from lcomplexity.json_fields import (
    frozen_json,
    integer_field,
    integer_json,
    integers_field,
    list_field,
    object_field,
    row_field,
    text_field,
)
from lcomplexity.predictor import LinearPredictor
from lcomplexity.rule_arrays import RULE_ARRAYS, rule_arrays, rules_from
from lcomplexity.schedule_blocks import MAX_POSITION, SCHEDULE_ARRAYS, schedule_blocks, schedule_from
from lcomplexity.vocabulary import Vocabulary

if TYPE_CHECKING:
    from lcomplexity.constructions.claims import Quantity
    from lcomplexity.constructions.construction import Construction

SCHEMA = "lcomplexity.predictor"
VERSION = 1

#: How a measured quantity relates to the expression and its value: exact text and an exact integer.
StoredClaim: TypeAlias = tuple[str, str, int]

_RELATIONS = ("==", "<=", ">=")
_QUANTITIES: tuple[Quantity, ...] = ("length", "vocabulary", "reads", "max_weight", "margin")
_FIELDS = (
    "schema",
    "version",
    "construction",
    "input_length",
    "provenance",
    "claims",
    "values",
    "verification",
    "interface",
    "vocabulary",
    "n",
    "stop",
    "large_weights",
    "blocks",
)
_INTERFACE_FIELDS = ("prefix", "first", "rest", "suffix", "words", "start", "count", "width", "groups", "strip")


@dataclass(frozen=True, eq=False)
class StoredPredictor:
    """What a file holds: a predictor, how to talk to it, and what was claimed and checked when it was built.

    ``claims`` gives for each quantity its relation, the expression as text and its value at ``values``. The text
    is for people: it is never evaluated. ``verification`` is JSON data (lists become tuples, all of it read-only).

    >>> from lcomplexity.constructions.parity import parity
    >>> s = stored(parity(5)); s.provenance == parity(5).provenance, dict(s.values)["n"]
    (True, 5)
    """

    predictor: LinearPredictor
    interface: Interface
    construction: str
    input_length: int
    claims: Mapping[str, StoredClaim]
    values: Mapping[str, int]
    provenance: str
    verification: Mapping[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for name in ("claims", "values"):
            object.__setattr__(self, name, MappingProxyType(dict(getattr(self, name))))
        object.__setattr__(self, "verification", frozen_json(dict(self.verification), "verification"))


def stored(construction: Construction, verification: Mapping[str, Any] | None = None) -> StoredPredictor:
    """Return what a file holds of a construction: all but the specification, which is code.

    >>> from lcomplexity.constructions.parity import parity
    >>> stored(parity(5)).claims["margin"]
    ('>=', '1', 1)
    """
    c = construction
    claims: dict[str, StoredClaim] = {
        quantity: (*c.claims.claim(quantity), c.claims.value(quantity)) for quantity in _QUANTITIES
    }
    return StoredPredictor(
        c.predictor, c.interface, c.name, c.input_length, claims, c.claims.values, c.provenance, verification or {}
    )


def save(path: str | os.PathLike[str], stored: StoredPredictor) -> None:
    """Write a predictor file; an existing file is replaced at once, or kept if anything goes wrong.

    Raises :class:`PredictorError` if the file cannot be written, or would be outside the bounds of :func:`load`.

    >>> from lcomplexity.constructions.parity import parity
    >>> save("no such folder/parity.npz", stored(parity(2)))
    Traceback (most recent call last):
        ...
    lcomplexity.errors.PredictorError: no such folder/parity.npz: cannot be written (No such file or directory); give a path in an existing folder
    """
    try:
        data = _encoded(stored)
        # What load would refuse is refused now, when there is still a predictor to do something else with.
        _decoded(data)
        write_bytes(path, data)
    except (PredictorError, MemoryError) as fault:
        raise _located(path, fault) from None


def load(path: str | os.PathLike[str]) -> StoredPredictor:
    """Return what a predictor file holds; raises :class:`PredictorError` if it is anything but a sound one.

    >>> load("no such file.npz")
    Traceback (most recent call last):
        ...
    lcomplexity.errors.PredictorError: no such file.npz: No such file or directory; give the path of a predictor file
    """
    try:
        return _decoded(read_bytes(path))
    except (PredictorError, MemoryError) as fault:
        raise _located(path, fault) from None


def _located(path: str | os.PathLike[str], fault: PredictorError | MemoryError) -> PredictorError:
    name = os.fsdecode(path)
    # A message is one line of valid text, whatever the file is called.
    name = name if name.isprintable() else ascii(name)
    if isinstance(fault, MemoryError):
        return PredictorError(
            f"{name}: there is not enough memory for this predictor; free some, or use a smaller one"
        )
    return PredictorError(f"{name}: {fault}")


def _encoded(stored: StoredPredictor) -> bytes:
    h = stored.predictor
    arrays, large_weights = rule_arrays(h.rules)
    blocks, listed = schedule_blocks(h.schedule)
    metadata = {
        "schema": SCHEMA,
        "version": VERSION,
        "construction": stored.construction,
        "input_length": integer_json(stored.input_length),
        "provenance": stored.provenance,
        "claims": {q: [relation, text, integer_json(value)] for q, (relation, text, value) in stored.claims.items()},
        "values": {name: integer_json(value) for name, value in stored.values.items()},
        "verification": stored.verification,
        "interface": interface_json(stored.interface),
        "vocabulary": h.vocabulary.tokens,
        "n": integer_json(h.n),
        "stop": sorted(h.stop),
        "large_weights": large_weights,
        "blocks": blocks,
    }
    return packed(metadata, {**arrays, **listed})


def interface_json(i: Interface) -> dict[str, Any]:
    """Return an interface as JSON data (docs/predictor-files.md says what each field is).

    >>> interface_json(Interface((), {"0": (0,)}, {"0": (0,)}, (), {0: "even"}))["words"]
    [(0, 'even')]
    """
    return {
        "prefix": i.prefix,
        "first": dict(i.first),
        "rest": dict(i.rest),
        "suffix": i.suffix,
        "words": list(i.words.items()),
        "start": i.start,
        "count": i.count,
        "width": i.width,
        "groups": list(i.groups.items()),
        "strip": i.strip,
    }


def _decoded(data: bytes) -> StoredPredictor:
    metadata, arrays = unpacked(data, {**RULE_ARRAYS, **SCHEDULE_ARRAYS})
    # The schema first: a file of another kind or version has other fields.
    if metadata.get("schema") != SCHEMA:
        raise PredictorError(f"metadata.json has schema {shown(metadata.get('schema'))}; it must be '{SCHEMA}'")
    if integer_field(metadata.get("version"), "version") != VERSION:
        raise PredictorError(
            f"this is version {shown(metadata['version'])} of the format; only {VERSION} is known here"
        )
    object_field(metadata, "metadata.json", _FIELDS)
    names = list_field(metadata["vocabulary"], "vocabulary")
    vocabulary = Vocabulary(tuple(text_field(name, f"vocabulary[{i}]") for i, name in enumerate(names)))
    size = len(vocabulary)
    h = LinearPredictor(
        vocabulary,
        integer_field(metadata["n"], "n", 0, MAX_POSITION),
        rules_from(arrays, list_field(metadata["large_weights"], "large_weights"), size),
        schedule_from(list_field(metadata["blocks"], "blocks"), arrays),
        frozenset(integers_field(metadata["stop"], "stop", 0, size - 1)),
    )
    return StoredPredictor(
        h,
        interface_from(object_field(metadata["interface"], "interface", _INTERFACE_FIELDS), h),
        text_field(metadata["construction"], "construction"),
        integer_field(metadata["input_length"], "input_length", 0, MAX_POSITION),
        {
            quantity: claim_from(claim, f"claims.{quantity}")
            for quantity, claim in object_field(metadata["claims"], "claims").items()
        },
        {
            name: integer_field(value, f"values.{name}")
            for name, value in object_field(metadata["values"], "values").items()
        },
        text_field(metadata["provenance"], "provenance"),
        object_field(metadata["verification"], "verification"),
    )


def claim_from(claim: Any, place: str) -> StoredClaim:
    """Return a claim from its JSON row [relation, expression, value]; raises :class:`PredictorError` that names ``place``.

    >>> claim_from(["==", "n + 1", 6], "claims.length")
    ('==', 'n + 1', 6)
    """
    relation, text, value = row_field(claim, place, 3)
    if relation not in _RELATIONS:
        raise PredictorError(f"{place}[0] is {shown(relation)}; it is one of {', '.join(_RELATIONS)}")
    return relation, text_field(text, f"{place}[1]"), integer_field(value, f"{place}[2]")


def interface_from(fields: dict[str, Any], h: LinearPredictor) -> Interface:
    """Return an interface from its JSON data (:func:`interface_json`); raises :class:`PredictorError` if it does not fit ``h``.

    >>> from lcomplexity.constructions.parity import parity
    >>> import json
    >>> c = parity(3); data = json.loads(json.dumps(interface_json(c.interface)))
    >>> interface_from(data, c.predictor).prompt("101")
    (1, 0, 1)
    """
    last, T = len(h.vocabulary) - 1, h.length

    def tokens(value: Any, place: str) -> tuple[int, ...]:
        return integers_field(value, place, 0, last)

    def codes(name: str) -> dict[str, tuple[int, ...]]:
        found = object_field(fields[name], f"interface.{name}")
        return {symbol: tokens(value, f"interface.{name}[{shown(symbol)}]") for symbol, value in found.items()}

    def pairs(name: str) -> list[tuple[Any, str, str]]:
        items = enumerate(list_field(fields[name], f"interface.{name}"))
        places = [(f"interface.{name}[{i}]", item) for i, item in items]
        rows = [(row_field(item, place, 2), place) for place, item in places]
        return [(key, text_field(word, f"{place}[1]"), f"{place}[0]") for (key, word), place in rows]

    words = {integer_field(key, place, 0, last): word for key, word, place in pairs("words")}
    groups = {tokens(key, place): text for key, text, place in pairs("groups")}
    for name, table in (("words", words), ("groups", groups)):
        if len(table) != len(fields[name]):
            raise PredictorError(f"interface.{name} has the same tokens twice; list them once")
    # An answer is read from the chain, so these need not exceed its length (a predictor without a chain has width 1).
    return Interface(
        tokens(fields["prefix"], "interface.prefix"),
        codes("first"),
        codes("rest"),
        tokens(fields["suffix"], "interface.suffix"),
        words,
        integer_field(fields["start"], "interface.start", -T, T),
        integer_field(fields["count"], "interface.count", 0, T),
        integer_field(fields["width"], "interface.width", 1, max(T, 1)),
        groups,
        text_field(fields["strip"], "interface.strip"),
    )
