"""Damaged and foreign predictor files: each is refused in one line, in bounded time and memory."""

from __future__ import annotations

import io
import itertools
import os
import random
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from predictor_file_samples import (
    CONTENTS,
    everything,
    fault_of,
    good_file,
    loaded,
    rezipped,
)

import lcomplexity.archive
from lcomplexity.archive import packed, unpacked
from lcomplexity.errors import PredictorError
from lcomplexity.predictor_file import load, save
from lcomplexity.schedule import flat


@pytest.fixture(scope="module")
def good() -> bytes:
    return good_file()


def test_a_path_that_is_no_file_is_refused(tmp_path: Path) -> None:
    """Missing files, folders, pipes and impossible names: one line, no waiting."""
    os.mkfifo(tmp_path / "pipe")
    for path, fault in {
        str(tmp_path / "none"): "No such file or directory; give the path of a predictor file",
        str(tmp_path): "this is a directory; give the path of a predictor file",
        str(tmp_path / "pipe"): "this is no regular file; give the path of a predictor file",
        "/dev/zero": "this is no regular file; give the path of a predictor file",
    }.items():
        with pytest.raises(PredictorError) as info:
            load(path)
        assert str(info.value) == f"{path}: {fault}"
    with pytest.raises(
        PredictorError, match=r"^'a\\nb\\x00': embedded null byte; give the path of a predictor file$"
    ):
        load("a\nb\0")


def pickled_arrays() -> bytes:
    sink = io.BytesIO()
    np.savez(sink, a=np.array([{}], dtype=object))
    return sink.getvalue()


NO_ZIP = "no zip archive; a predictor file is the .npz that save wrote"
CUT = "no complete zip archive (cut short, or another kind of file); a predictor file ends with an archive directory"


@pytest.mark.parametrize(
    ("forge", "fault"),
    [
        (lambda good: b"", NO_ZIP),
        (lambda good: b"\x80\x04\x95pickle", NO_ZIP),
        (lambda good: b"PK\x03\x04", CUT),
        (lambda good: good + b"\n", CUT),
        (lambda good: b"junk" + good, NO_ZIP),
        (lambda good: good[:30] + good[31:], "the zip directory does not fit the file; save the predictor again"),
        (lambda good: pickled_arrays(), "unexpected member 'a.npy'; the members must be "),
        (lambda good: rezipped(good, lambda m: m.pop("metadata.json")), "member 'metadata.json' is missing; "),
        (lambda good: rezipped(good, lambda m: m.pop("row_tokens.npy")), "member 'row_tokens.npy' is missing; "),
        (lambda good: rezipped(good, lambda m: m.update({"../x": b""})), "unexpected member '../x'; "),
        (lambda good: rezipped(good, lambda m: m.update({"metadata.json": b"{"})), "metadata.json:1:2: Expecting "),
        (lambda good: rezipped(good, lambda m: m.update({"metadata.json": b"[]"})), "metadata.json is a list of 0; "),
        (lambda good: rezipped(good, lambda m: m.update({"metadata.json": b"\xff"})), "metadata.json is no UTF-8 "),
        (
            lambda good: rezipped(good, lambda m: m.update({"metadata.json": b"[" * 10**6})),
            "metadata.json is nested too deeply; ",
        ),
        (
            lambda good: rezipped(good, lambda m: m.update({"metadata.json": b"[NaN]"})),
            "metadata.json has NaN, which is no JSON; ",
        ),
        (
            lambda good: rezipped(good, lambda m: m.update({"metadata.json": b"[-1e999]"})),
            "metadata.json has the number -1e999; ",
        ),
        (
            lambda good: rezipped(good, lambda m: m.update({"metadata.json": b"9" * 10**6})),
            "metadata.json has a number of more than 4300 digits; ",
        ),
        (
            lambda good: rezipped(good, lambda m: m.update({"metadata.json": b'{"n":1,"n":1}'})),
            "metadata.json has 'n' twice in one object; ",
        ),
        (
            lambda good: rezipped(
                good, lambda m: m.update({"metadata.json": m["metadata.json"].replace(b'"a test"', b'"\\ud800"')})
            ),
            "provenance is '\\ud800', with half a surrogate pair; use Unicode text",
        ),
        (
            lambda good: rezipped(good, lambda m: m.update({"metadata.json": b" " * (20 << 20)})),
            "metadata.json unpacks to 20971520 bytes; the limit is 16777216",
        ),
        (
            lambda good: rezipped(good, lambda m: m.update({"read_slots.npy": bytes(300 << 20)})),
            "read_slots.npy unpacks to 314572800 bytes; the limit is 268435456",
        ),
        (
            lambda good: rezipped(good, lambda m: m.update({"read_slots.npy": bytes(100 << 20)})),
            " bytes unpack to 1048",
        ),
    ],
)
def test_a_foreign_or_damaged_archive_is_refused(
    forge: Callable[[bytes], bytes], fault: str, good: bytes, tmp_path: Path
) -> None:
    """Not a zip, cut short, missing or unexpected members, bad JSON, zip bombs: each has its line."""
    assert fault in fault_of(tmp_path, forge(good))


def array_file(array: np.ndarray) -> bytes:
    sink = io.BytesIO()
    np.lib.format.write_array(sink, array, allow_pickle=True)
    return sink.getvalue()


HUGE = array_file(np.zeros(0, np.int64)).replace(b"(0,), }" + 10 * b" ", b"(99999999999,), }")


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (b"", "read_slots.npy: no numpy array header; write it as numpy's format 1.0 does"),
        (array_file(np.zeros(3)), "read_slots.npy holds '<f8'; it must be a row-major array of '<i8'"),
        (array_file(np.zeros(3, ">i8")), "read_slots.npy holds '>i8'; it must be a row-major array of '<i8'"),
        (array_file(np.array([{}], object)), "read_slots.npy holds '|O'; it must be a row-major array of '<i8'"),
        (array_file(np.zeros((2, 2), np.int64)), "read_slots.npy has shape (2, 2); it must be flat, (m,)"),
        (array_file(np.asfortranarray(np.zeros((2, 2), np.int64))), "; it must be a row-major array of '<i8'"),
        (array_file(np.zeros((), np.int64)), "read_slots.npy has shape (); it must be flat, (m,)"),
        (
            array_file(np.zeros(3, np.int64))[:-1],
            "read_slots.npy: 23 bytes of data for 3 entries; it needs 8 for each",
        ),
        (HUGE, "read_slots.npy: 0 bytes of data for 99999999999 entries; it needs 8 for each"),
    ],
)
def test_an_array_of_another_kind_is_refused(
    content: bytes, fault: str, good: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Wrong dtype, byte order, shape or size; a header that promises what is not there allocates nothing."""
    metadata, arrays = unpacked(good, CONTENTS)
    original = lcomplexity.archive._array_file
    slots = arrays["read_slots"]
    monkeypatch.setattr(lcomplexity.archive, "_array_file", lambda a: content if a is slots else original(a))
    assert fault in fault_of(tmp_path, packed(metadata, arrays))


def test_a_boolean_is_0_or_1(good: bytes, tmp_path: Path) -> None:
    """A byte of 2 is no boolean."""
    metadata, arrays = unpacked(good, CONTENTS)
    arrays["listed_framed"] = np.full(len(arrays["listed_framed"]), 2, np.uint8).view(np.bool_)
    assert fault_of(tmp_path, packed(metadata, arrays)) == "listed_framed.npy holds the byte 2; a boolean is 0 or 1"


@pytest.mark.parametrize("seed", range(100))
def test_flipped_bytes_are_found_or_do_not_matter(seed: int, good: bytes, tmp_path: Path) -> None:
    """A file with 1 to 4 bytes changed anywhere is refused, or loads equal."""
    chance = random.Random(seed)
    data = bytearray(good)
    for _ in range(chance.randint(1, 4)):
        data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
    before = everything(loaded(tmp_path, good))
    try:
        assert everything(loaded(tmp_path, bytes(data))) == before
    except PredictorError:
        fault_of(tmp_path, bytes(data))


def test_every_truncation_is_refused(good: bytes, tmp_path: Path) -> None:
    """No proper prefix of a file is a file."""
    for size in {*range(60), *range(0, len(good), 37), *range(len(good) - 60, len(good))}:
        assert fault_of(tmp_path, good[:size]) in (NO_ZIP, CUT)


def test_swapped_arrays_are_refused(good: bytes, tmp_path: Path) -> None:
    """Two arrays exchanged, each sound in itself: not the ones that the metadata names."""
    names = [f"{name}.npy" for name in CONTENTS]
    for one, other in itertools.combinations(names, 2):

        def swap(members: dict[str, bytes], one: str = one, other: str = other) -> None:
            members[one], members[other] = members[other], members[one]

        data = rezipped(good, swap)
        if data == rezipped(good, lambda _: None):
            continue
        assert "; take both from one saved file" in fault_of(tmp_path, data)


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=4),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=5,
)


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [p for key, item in items for p in ((*path, key), *places(item, (*path, key)))]


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_any_metadata_is_refused_or_sound(good: bytes, data: st.DataObject) -> None:
    """Any value of metadata.json replaced by any JSON: refused, or a predictor that can be saved and used."""
    metadata, arrays = unpacked(good, CONTENTS)
    path = data.draw(st.sampled_from(places(metadata)))
    inside: Any = metadata
    for key in path[:-1]:
        inside = inside[key]
    inside[path[-1]] = data.draw(JSON)
    refused_or_sound(packed(metadata, arrays))


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_any_array_is_refused_or_sound(good: bytes, data: st.DataObject) -> None:
    """Any entry of an array replaced by any integer: refused, or a predictor that can be saved and used."""
    metadata, arrays = unpacked(good, CONTENTS)
    name = data.draw(st.sampled_from([name for name in CONTENTS if len(arrays[name])]))
    changed = arrays[name].copy()
    value = st.integers(-5, 20) | st.integers(-(2**63), 2**63 - 1)
    changed[data.draw(st.integers(0, len(changed) - 1))] = data.draw(value)
    refused_or_sound(packed(metadata, {**arrays, name: changed}))


def refused_or_sound(data: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        try:
            found = loaded(Path(folder), data)
        except PredictorError:
            fault_of(Path(folder), data)
            return
        save(Path(folder) / "again.npz", found)
    h = found.predictor
    for t, (rule, positions) in enumerate(flat(h.schedule, h.n)):
        assert all(0 <= p < h.n + t for p in positions[: h.rules[rule].slots])
    assert isinstance(found.interface.answer((0,) * h.length), str)
