"""Files of exported modules: what they hold, that nothing in them is run, and one line for every damaged one."""

from __future__ import annotations

import io
import json
import pickle
import random
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from lcomplexity.constructions.build import build
from lcomplexity.constructions.parity import parity
from lcomplexity.errors import PredictorError
from lcomplexity.predictor_file import stored
from turing.zoo import zoo

torch = pytest.importorskip("torch")
tensor_files = pytest.importorskip("safetensors.torch")
torch.set_num_threads(1)

from lcomplexity.exports.exported import FIELDS, digest, exported  # noqa: E402
from lcomplexity.exports.files import FORMATS, Format, load, save  # noqa: E402


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> dict[Format, bytes]:
    """The bytes of parity of 5 bits in both forms."""
    folder = tmp_path_factory.mktemp("exports")
    for form in FORMATS:
        save(folder / form, exported(stored(parity(5), {"inputs": 32, "failures": 0}), "float32"), form)
    return {form: (folder / form).read_bytes() for form in FORMATS}


def read(tmp_path: Path, content: bytes) -> Any:
    """What load makes of these bytes."""
    path = tmp_path / "export"
    path.write_bytes(content)
    return load(path)


def opened(content: bytes) -> tuple[dict[str, str], dict[str, Any]]:
    """Texts and tensors of a safetensors file, by the format's own words."""
    size = int.from_bytes(content[:8], "little")
    return json.loads(content[8 : 8 + size])["__metadata__"], tensor_files.load(content)


def said(e: Any) -> Any:
    """All that an export says, to be compared."""
    tensors = {name: t.tolist() for name, t in e.model.state_dict().items()}
    words = (
        e.construction,
        e.input_length,
        e.provenance,
        e.interface,
        dict(e.claims),
        dict(e.values),
        dict(e.verification),
    )
    return tensors, words, e.model.vocabulary, e.model.n, e.model.stop


def refused(tmp_path: Path, content: bytes) -> str:
    """The one line that load refuses these bytes with."""
    with pytest.raises(PredictorError) as refusal:
        read(tmp_path, content)
    line = str(refusal.value)
    assert line.startswith(str(tmp_path / "export")) and "\n" not in line and len(line) < 400
    return line.removeprefix(f"{tmp_path / 'export'}: ")


def test_a_file_holds_all_that_is_known_of_the_predictor(data: dict[Format, bytes], tmp_path: Path) -> None:
    """Vocabulary, prompts and answers, claims, provenance and verification are read back; both forms say the same."""
    s = stored(parity(5), {"inputs": 32, "failures": 0})
    for form in FORMATS:
        e = read(tmp_path, data[form])
        assert (e.construction, e.input_length, e.provenance) == (s.construction, s.input_length, s.provenance)
        assert (e.interface, dict(e.claims), dict(e.values)) == (s.interface, dict(s.claims), dict(s.values))
        assert (dict(e.verification), e.model.vocabulary) == (dict(s.verification), s.predictor.vocabulary.tokens)
        assert (e.chain("11010"), e.answer("11010")) == ((0, 1, 1), "1")


def test_the_same_predictor_is_the_same_file(data: dict[Format, bytes], tmp_path: Path) -> None:
    """A safetensors file has the same bytes every time, and so has what was loaded from it and saved again."""
    save(tmp_path / "again", read(tmp_path, data["safetensors"]), "safetensors")
    assert (tmp_path / "again").read_bytes() == data["safetensors"]


def test_a_file_is_read_without_this_package(data: dict[Format, bytes]) -> None:
    """A dozen lines of numpy on the tensors of a file, as docs/exports.md describes them, decode a machine's chains."""
    c = build(zoo("palindrome").machine, 4).construction
    tensors: dict[str, np.ndarray]
    for case, content in ((c, None), (parity(5), data["safetensors"])):
        if content is None:
            model = exported(stored(case), "float32").model
            tensors = {name: t.numpy() for name, t in model.state_dict().items()}
            n, size = model.n, len(model.vocabulary)
        else:
            metadata, found = opened(content)
            tensors = {name: t.numpy() for name, t in found.items()}
            n, size = json.loads(metadata["n"]), len(json.loads(metadata["vocabulary"]))
        x = (
            np.array([[1, 0, 1, 1, 0][: case.input_length]])
            if content
            else np.array([[case.symbols[i] for i in (0, 1, 1, 0)]])
        )
        expected = case.expected(x)
        context = expected.prompts[0].tolist()
        for t, rule in enumerate(tensors["rule_of_token"]):
            logits, k = np.zeros(size), 0
            while (place := f"rules.{rule}.coordinates.{k}.") + "reading.slots" in tensors:
                slots, which = tensors[place + "reading.slots"], tensors[place + "reading.table_of_read"]
                features = sum(
                    tensors[place + "reading.tables"][table, context[tensors["positions"][t, slot]]]
                    for slot, table in zip(slots, which, strict=True)
                )
                for D, value in enumerate(tensors[place + "unembedding.value_of_token"]):
                    logits[D] += features[value] if value >= 0 else 0
                k += 1
            context.append(int(logits.argmax()))
        assert context[n:][: expected.lengths[0]] == expected.chains[0, : expected.lengths[0]].tolist()


@pytest.mark.parametrize("form", FORMATS)
def test_a_file_cut_short_or_with_bytes_changed_is_one_line_or_equal(
    form: Format, data: dict[Format, bytes], tmp_path: Path
) -> None:
    """Whatever happens to the bytes, the file is refused in one line, or what it says has not changed."""
    whole, rng = data[form], random.Random(7)
    sound = read(tmp_path, whole)
    for cut in (0, 1, 7, 8, 9, len(whole) // 2, len(whole) - 1):
        refused(tmp_path, whole[:cut])
    for _ in range(150):
        changed = bytearray(whole)
        changed[rng.randrange(len(whole))] ^= 1 << rng.randrange(8)
        try:
            found = read(tmp_path, bytes(changed))
        except PredictorError as error:
            assert "\n" not in str(error)
            continue
        assert said(found) == said(sound)


def test_a_weight_that_was_changed_is_noticed(data: dict[Format, bytes], tmp_path: Path) -> None:
    """One weight more or less by 1, in a file that is otherwise sound, is refused; so is each other tensor."""
    metadata, tensors = opened(data["safetensors"])
    assert read(tmp_path, tensor_files.save(tensors, metadata)).model.T == 3
    assert "SHA-256" in refused(
        tmp_path, tensor_files.save(tensors, {**metadata, "provenance": json.dumps("parity of 6 bits")})
    )
    for name, tensor in tensors.items():
        broken = tensor.clone()
        broken.view(-1)[-1] += 1
        line = refused(tmp_path, tensor_files.save({**tensors, name: broken}, metadata))
        assert "SHA-256" in line or "must be in" in line or "may read" in line, name


def digested(metadata: dict[str, str], tensors: dict[str, Any]) -> bytes:
    """A file whose digest fits its tensors, whatever they are."""
    return tensor_files.save(
        tensors, {**metadata, "sha256": json.dumps(digest(metadata, {k: v.numpy() for k, v in tensors.items()}))}
    )


TABLES = "rules.0.coordinates.0.reading.tables"
SLOTS = "rules.0.coordinates.0.reading.slots"


@pytest.mark.parametrize(
    ("name", "change", "fault"),
    [
        (TABLES, lambda t: t + 0.5, "has 0.5|has -2.5|weights are whole numbers up to 16777216"),
        (TABLES, lambda t: t * float("nan"), "has nan; weights are whole numbers"),
        (TABLES, lambda t: t + 2.0**24, "whole numbers up to|do not fit float32"),
        (TABLES, lambda t: t.double(), "is of float64; it must be float32"),
        (TABLES, lambda t: t[:, :1], r"has tables \(2, 1, 1\)"),
        (TABLES, lambda t: t[:1], "table_of_read has 1; it must be in 0..0"),
        (SLOTS, lambda t: t + 100, r"slots has 10\d; it must be in 0..7"),
        (SLOTS, lambda t: t[:-1], "one of each a read"),
        ("positions", lambda t: t + 6, "it may read 0..4"),
        ("positions", lambda t: t[:2], r"shapes are \(T,\) and \(T, S\)"),
        ("rule_of_token", lambda t: t + 1, "rule_of_token has 3; it must be in 0..2"),
        ("rule_of_token", lambda t: t.long(), "is of torch.int64"),
    ],
)
def test_tensors_that_are_no_predictor_are_refused_even_with_a_digest(
    name: str, change: Callable[[Any], Any], fault: str, data: dict[Format, bytes], tmp_path: Path
) -> None:
    """Shapes, types, ranges, whole numbers and positions are checked one by one."""
    metadata, tensors = opened(data["safetensors"])
    if "int64" in fault:
        content = tensor_files.save({**tensors, name: change(tensors[name])}, metadata)
    else:
        content = digested(metadata, {**tensors, name: change(tensors[name]).contiguous()})
    line = refused(tmp_path, content)
    assert re.search(fault, line), line


@pytest.mark.parametrize("name", FIELDS)
def test_a_text_that_is_missing_or_of_another_kind_is_refused(
    name: str, data: dict[Format, bytes], tmp_path: Path
) -> None:
    """Every text of the metadata is needed and has its kind; the line names it or what it should be."""
    metadata, tensors = opened(data["safetensors"])
    assert f"no {name!r}" in refused(
        tmp_path, tensor_files.save(tensors, {k: v for k, v in metadata.items() if k != name})
    )
    assert "is no JSON" in refused(tmp_path, tensor_files.save(tensors, {**metadata, name: "{"}))
    # Lists, objects, texts and numbers are not null; what are objects are no lists either.
    for wrong in ("null", "[[1]]"):
        changed = {**metadata, name: wrong}
        content = tensor_files.save(tensors, changed) if name == "sha256" else digested(changed, tensors)
        assert "SHA-256" not in refused(tmp_path, content) or name == "sha256"


def test_tensors_missing_or_too_many_and_foreign_files_are_refused(data: dict[Format, bytes], tmp_path: Path) -> None:
    """A tensor more or less, a file of another program, and none at all."""
    metadata, tensors = opened(data["safetensors"])
    assert "'rules.0.coordinates.0.reading.slots' is missing" in refused(
        tmp_path, tensor_files.save({k: v for k, v in tensors.items() if k != SLOTS}, metadata)
    )
    assert "'extra' is none of" in refused(
        tmp_path, tensor_files.save({**tensors, "extra": tensors[SLOTS].clone()}, metadata)
    )
    assert "metadata has no 'schema'" in refused(tmp_path, tensor_files.save(tensors))
    sink = io.BytesIO()
    torch.save({"weight": torch.zeros(2)}, sink)
    assert "not of an exported predictor" in refused(tmp_path, sink.getvalue())
    assert "no sound safetensors file" in refused(tmp_path, b"#!/bin/sh\n" * 40)
    with pytest.raises(PredictorError, match="this is a directory; give the path of an exported file"):
        load(tmp_path)


class Trap:
    """Unpickled by a careless reader, this creates a file."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self) -> tuple[Any, ...]:
        return (Path.touch, (self.path,))


def test_code_in_a_file_is_not_run(tmp_path: Path) -> None:
    """A .pt file is a pickle; one that would run code when opened is refused, and nothing was run."""
    trap = tmp_path / "sprung"
    sink = io.BytesIO()
    torch.save({"metadata": Trap(trap), "tensors": {}}, sink)
    assert "no sound PyTorch file" in refused(tmp_path, sink.getvalue())
    assert not trap.exists()
    pickle.loads(pickle.dumps(Trap(trap)))
    assert trap.exists()


def test_what_load_would_refuse_is_not_written(tmp_path: Path) -> None:
    """A module whose weights were changed to what is no predictor is refused on saving, and an old file stays."""
    e = exported(stored(parity(3)), "float32")
    path = tmp_path / "parity.safetensors"
    save(path, e, "safetensors")
    before = path.read_bytes()
    e.model.rules[0].coordinates[0].reading.tables[0, 0, 0] = 0.25
    with pytest.raises(PredictorError, match=r"has 0\.25; weights are whole numbers"):
        save(path, e, "safetensors")
    assert path.read_bytes() == before
