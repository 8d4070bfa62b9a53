"""A module with its words: vocabulary, prompts and answers, claims, provenance; as JSON texts beside tensors, and rebuilt from them.

>>> from lcomplexity.constructions.parity import parity
>>> from lcomplexity.predictor_file import stored
>>> e = exported(stored(parity(5)), "float32")
>>> e.chain("10110"), e.answer("10110")
((0, 1, 1), '1')
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from lcomplexity.archive import shown
from lcomplexity.errors import PredictorError
from lcomplexity.exports.layout import DTYPES, EXACT, MAX_COORDINATES, CoordinateLayout, Dtype, Layout
from lcomplexity.exports.module import PredictorModule, module
from lcomplexity.interface import Interface
from lcomplexity.json_fields import (
    frozen_json,
    integer_field,
    integer_json,
    integers_field,
    list_field,
    object_field,
    text_field,
)
from lcomplexity.predictor import LinearPredictor, Rule
from lcomplexity.predictor_file import StoredClaim, StoredPredictor, claim_from, interface_from, interface_json
from lcomplexity.schedule import Emit
from lcomplexity.vocabulary import Vocabulary

SCHEMA = "lcomplexity.export"
VERSION = 1
#: The texts of a file, JSON each.
FIELDS = (
    "schema",
    "version",
    "dtype",
    "vocabulary",
    "n",
    "stop",
    "coordinates",
    "construction",
    "input_length",
    "interface",
    "claims",
    "values",
    "provenance",
    "verification",
    "sha256",
)
#: The tensors of a coordinate, under ``rules.<r>.coordinates.<c>.``
_TABLES = "reading.tables"
_COORDINATE = (_TABLES, "reading.slots", "reading.table_of_read", "unembedding.value_of_token")
_TOKENS = ("rule_of_token", "positions")


@dataclass(frozen=True, eq=False)
class Exported:
    """A module, how to talk to it, and what was claimed and checked of the predictor it was made from (see
    :class:`lcomplexity.predictor_file.StoredPredictor`)."""

    model: PredictorModule
    interface: Interface
    construction: str
    input_length: int
    claims: Mapping[str, StoredClaim]
    values: Mapping[str, int]
    provenance: str
    verification: Mapping[str, Any]

    def chain(self, x: str) -> tuple[int, ...]:
        """Return the chain that the module writes for an input text, up to its stop token if it says one.

        Raises :class:`PredictorError` for an input of another length than the module reads, or with a symbol it has no tokens for.
        """
        prompt = self.interface.prompt_of(x, self.model.n)
        (chain,) = self.model.generate(torch.tensor([prompt], dtype=torch.long)).tolist()
        return tuple(D for D in chain if D >= 0)

    def answer(self, x: str) -> str:
        """Return the answer that this chain ends with."""
        return self.interface.answer(self.chain(x))


def exported(s: StoredPredictor, dtype: Dtype) -> Exported:
    """Return a stored predictor as a module with its words; raises as :func:`lcomplexity.exports.module.module`.

    >>> from lcomplexity.constructions.parity import parity
    >>> from lcomplexity.predictor_file import stored
    >>> exported(stored(parity(5)), "float64").model.T
    3
    """
    model = module(s.predictor, dtype)
    return Exported(
        model, s.interface, s.construction, s.input_length, s.claims, s.values, s.provenance, s.verification
    )


def _text(value: Any) -> str:
    return json.dumps(value, ensure_ascii=True, allow_nan=False, default=dict)


def texts(e: Exported, arrays: Mapping[str, NDArray]) -> dict[str, str]:
    """Return the texts that go with the tensors ``arrays``: those of :data:`FIELDS`.

    >>> from lcomplexity.constructions.parity import parity
    >>> from lcomplexity.predictor_file import stored
    >>> e = exported(stored(parity(5)), "float32")
    >>> texts(e, {name: t.numpy() for name, t in e.model.state_dict().items()})["vocabulary"]
    '["0", "1"]'
    """
    m = e.model
    told = {
        "schema": SCHEMA,
        "version": VERSION,
        "dtype": str(m.dtype).removeprefix("torch."),
        "vocabulary": list(m.vocabulary),
        "n": m.n,
        "stop": sorted(m.stop),
        "coordinates": [len(rule.coordinates) for rule in m.rules],
        "construction": e.construction,
        "input_length": integer_json(e.input_length),
        "interface": interface_json(e.interface),
        "claims": {q: [relation, words, integer_json(value)] for q, (relation, words, value) in e.claims.items()},
        "values": {name: integer_json(value) for name, value in e.values.items()},
        "provenance": e.provenance,
        "verification": e.verification,
    }
    written = {name: _text(value) for name, value in told.items()}
    return written | {"sha256": _text(digest(written, arrays))}


def digest(metadata: Mapping[str, str], arrays: Mapping[str, NDArray]) -> str:
    """Return the SHA-256 over the other texts, then names, types, shapes and contents of the tensors, in the order of the names.

    >>> texts = dict.fromkeys(FIELDS, "0")
    >>> digest(texts, {"a": np.zeros(2)}) == digest(texts, {"a": np.zeros(3)})
    False
    """
    sha256 = hashlib.sha256()
    for name in FIELDS[:-1]:
        sha256.update(f"{name} {metadata[name]}\n".encode("utf-8", "surrogatepass"))
    for name in sorted(arrays):
        array = np.ascontiguousarray(arrays[name])
        little = array.astype(array.dtype.newbyteorder("<"), copy=False)
        sha256.update(f"{name} {array.dtype.name} {array.shape}\n".encode())
        sha256.update(little.tobytes())
    return sha256.hexdigest()


def _value(metadata: Mapping[str, str], name: str) -> Any:
    try:
        return json.loads(metadata[name])
    except (ValueError, RecursionError):
        raise PredictorError(
            f"metadata {name!r} is no JSON: {shown(metadata[name])}; export the predictor again"
        ) from None


def rebuilt(metadata: Mapping[str, str], arrays: Mapping[str, NDArray]) -> Exported:
    """Return the module and its words from texts and tensors; raises :class:`PredictorError` if they are not sound.

    >>> rebuilt({}, {})
    Traceback (most recent call last):
        ...
    lcomplexity.errors.PredictorError: metadata has no 'schema'; this is no exported predictor
    """
    for name in FIELDS:
        if name not in metadata:
            raise PredictorError(f"metadata has no {name!r}; this is no exported predictor")
    told = {name: _value(metadata, name) for name in FIELDS}
    if told["schema"] != SCHEMA or told["version"] != VERSION:
        raise PredictorError(
            f"schema {shown(told['schema'])} {shown(told['version'])}; known is '{SCHEMA}' {VERSION}"
        )
    if told["dtype"] not in DTYPES:
        raise PredictorError(f"dtype is {shown(told['dtype'])}; it is one of {', '.join(DTYPES)}")
    dtype: Dtype = told["dtype"]
    names = list_field(told["vocabulary"], "vocabulary")
    vocabulary = Vocabulary(tuple(text_field(name, f"vocabulary[{i}]") for i, name in enumerate(names)))
    coordinates = integers_field(told["coordinates"], "coordinates", 0, MAX_COORDINATES)
    parts = Layout(
        vocabulary,
        integer_field(told["n"], "n", 0, 1 << 40),
        frozenset(integers_field(told["stop"], "stop", 0, len(vocabulary) - 1)),
        _rules(coordinates, arrays, dtype),
        _whole("rule_of_token", arrays, "int32"),
        _whole("positions", arrays, "int32"),
    )
    if told["sha256"] != digest(metadata, arrays):
        raise PredictorError("this is not what was exported (SHA-256 differs); export the predictor again")
    # The checks of an interface ask a predictor for its vocabulary and length only.
    shape = LinearPredictor(vocabulary, parts.n, (Rule(()),), Emit(0, parts.T, ()), parts.stop)
    names_of = Interface.__dataclass_fields__
    return Exported(
        PredictorModule(parts, dtype),
        interface_from(object_field(told["interface"], "interface", tuple(names_of)), shape),
        text_field(told["construction"], "construction"),
        integer_field(told["input_length"], "input_length", 0),
        {q: claim_from(c, f"claims.{q}") for q, c in object_field(told["claims"], "claims").items()},
        {name: integer_field(v, f"values.{name}") for name, v in object_field(told["values"], "values").items()},
        text_field(told["provenance"], "provenance"),
        frozen_json(object_field(told["verification"], "verification"), "verification"),
    )


def _rules(
    coordinates: tuple[int, ...], arrays: Mapping[str, NDArray], dtype: Dtype
) -> tuple[tuple[CoordinateLayout, ...], ...]:
    wanted = {*_TOKENS}
    if sum(coordinates) > MAX_COORDINATES:
        raise PredictorError(f"coordinates are {sum(coordinates)} in all; at most {MAX_COORDINATES}")
    for r, count in enumerate(coordinates):
        wanted |= {f"rules.{r}.coordinates.{c}.{part}" for c in range(count) for part in _COORDINATE}
    for name in sorted(wanted ^ set(arrays))[:1]:
        what = "is missing" if name in wanted else "is none of an exported predictor's"
        raise PredictorError(f"tensor {shown(name)} {what}; export the predictor again")

    def coordinate(place: str) -> CoordinateLayout:
        tables, slots, table_of_read, value_of_token = (
            _whole(f"{place}.{part}", arrays, dtype if part == _TABLES else "int32") for part in _COORDINATE
        )
        return CoordinateLayout(slots, table_of_read, tables, value_of_token)

    return tuple(
        tuple(coordinate(f"rules.{r}.coordinates.{c}") for c in range(count)) for r, count in enumerate(coordinates)
    )


def _whole(name: str, arrays: Mapping[str, NDArray], dtype: str) -> NDArray[np.int64]:
    """A tensor as 64-bit integers, if it has the type told and all of it are whole numbers that the type tells apart."""
    array = arrays[name]
    if array.dtype.name != dtype:
        raise PredictorError(f"tensor {name} is of {array.dtype.name}; it must be {dtype}")
    if dtype in EXACT:
        bad = ~(np.isfinite(array) & (np.abs(array) <= EXACT[dtype]) & (array == np.trunc(array)))
        if bad.any():
            raise PredictorError(
                f"tensor {name} has {array[bad].flat[0]}; weights are whole numbers up to {EXACT[dtype]}"
            )
    return array.astype(np.int64)
