"""Exported modules as files: ``.safetensors`` or ``.pt``, with all that is needed to rebuild them and nothing executable.

A file holds the tensors of the module under their names and one text for each of :data:`lcomplexity.exports.exported.FIELDS`, JSON all of them: vocabulary, prompt
length, stop tokens, how to turn inputs into prompts, claims, provenance, verification, and the SHA-256 of all this. :func:`load`
rebuilds the module from the file alone. It checks every tensor (names, shapes, whole numbers, positions that look back,
scores that fit the type) and the digest, so a damaged file is one line of :class:`PredictorError`,
and a weight or a word that was changed is noticed.
``docs/exports.md`` describes the tensors for readers in other programs.

>>> import tempfile
>>> from pathlib import Path
>>> from lcomplexity.constructions.parity import parity
>>> from lcomplexity.predictor_file import stored
>>> with tempfile.TemporaryDirectory() as folder:
...     save(Path(folder) / "parity.safetensors", exported(stored(parity(5)), "float32"), "safetensors")
...     again = load(Path(folder) / "parity.safetensors")
>>> again.chain("10110"), again.answer("10110"), again.claims["length"]
((0, 1, 1), '1', ('==', 'floor(log(n, 2)) + 1', 3))
"""

from __future__ import annotations

import io
import json
import os
from typing import Literal, TypeAlias

import torch
from numpy.typing import NDArray
from torch import Tensor

from lcomplexity.archive import read_bytes, shown, write_bytes
from lcomplexity.errors import PredictorError
from lcomplexity.experiments.runtime import require
from lcomplexity.exports.exported import Exported, exported, rebuilt, texts

__all__ = ["FORMATS", "Format", "exported", "load", "save"]

Format: TypeAlias = Literal["safetensors", "torch"]
FORMATS: tuple[Format, ...] = ("safetensors", "torch")


def save(path: str | os.PathLike[str], e: Exported, form: Format) -> None:
    """Write a file that :func:`load` reads back equal; an existing file is replaced at once, or kept if anything goes wrong.

    >>> from lcomplexity.constructions.parity import parity
    >>> from lcomplexity.predictor_file import stored
    >>> save("no such folder/parity.pt", exported(stored(parity(2)), "float32"), "torch")
    Traceback (most recent call last):
        ...
    lcomplexity.errors.PredictorError: no such folder/parity.pt: cannot be written (No such file or directory); give a path in an existing folder
    """
    tensors = {name: tensor.detach().cpu().contiguous() for name, tensor in e.model.state_dict().items()}
    metadata = texts(e, {name: tensor.numpy() for name, tensor in tensors.items()})
    try:
        if form == "safetensors":
            require("safetensors", "exporting", "train")
            from safetensors.torch import save as packed

            data = _ordered(packed(tensors, metadata))
        else:
            sink = io.BytesIO()
            torch.save({"metadata": metadata, "tensors": tensors}, sink)
            data = sink.getvalue()
        # What load would refuse is refused now.
        rebuilt(*_opened(data))
        write_bytes(path, data)
    except PredictorError as fault:
        raise PredictorError(f"{_name(path)}: {fault}") from None


def load(path: str | os.PathLike[str]) -> Exported:
    """Return what an exported file holds, of either form; raises :class:`PredictorError` if it is anything but a sound one.

    >>> load("no such file.safetensors")
    Traceback (most recent call last):
        ...
    lcomplexity.errors.PredictorError: no such file.safetensors: No such file or directory; give the path of an exported file
    """
    try:
        return rebuilt(*_opened(read_bytes(path)))
    except PredictorError as fault:
        raise PredictorError(f"{_name(path)}: {fault}".replace("a predictor file", "an exported file")) from None
    except MemoryError:
        raise PredictorError(f"{_name(path)}: there is not enough memory for this module; free some") from None


def _ordered(data: bytes) -> bytes:
    """A safetensors file with its header in order: the writer's own order is another one every time."""
    start = 8 + int.from_bytes(data[:8], "little")
    header = json.dumps(json.loads(data[8:start]), sort_keys=True, separators=(",", ":")).encode()
    # Padded with blanks, so that the tensors stay where their types want them.
    header += b" " * (-len(header) % 8)
    return len(header).to_bytes(8, "little") + header + data[start:]


def _name(path: str | os.PathLike[str]) -> str:
    name = os.fsdecode(path)
    return name if name.isprintable() else ascii(name)


def _opened(data: bytes) -> tuple[dict[str, str], dict[str, NDArray]]:
    """The texts and the tensors of a file of either form."""
    if data[:4] == b"PK\x03\x04":
        metadata, tensors = _opened_torch(data)
    else:
        metadata, tensors = _opened_safetensors(data)
    arrays = {}
    for name, tensor in tensors.items():
        if tensor.dtype not in (torch.int32, torch.float32, torch.float64):
            raise PredictorError(
                f"tensor {shown(name)} is of {tensor.dtype}; an export has int32, float32 and float64"
            )
        arrays[name] = tensor.numpy()
    return metadata, arrays


def _opened_torch(data: bytes) -> tuple[dict[str, str], dict[str, Tensor]]:
    try:
        # weights_only: tensors and plain values, and no code of the file is run.
        found = torch.load(io.BytesIO(data), map_location="cpu", weights_only=True)
    except Exception as fault:  # PyTorch does not say what it raises on a damaged file.
        reason = " ".join(str(fault).split())[:80] or type(fault).__name__
        raise PredictorError(f"no sound PyTorch file ({reason}); export the predictor again") from None
    sound = (
        isinstance(found, dict)
        and set(found) == {"metadata", "tensors"}
        and all(isinstance(part, dict) for part in found.values())
        and all(isinstance(k, str) and isinstance(v, str) for k, v in found["metadata"].items())
        and all(isinstance(k, str) and isinstance(v, Tensor) for k, v in found["tensors"].items())
        and all(v.layout is torch.strided and not v.is_quantized for v in found["tensors"].values())
    )
    if not sound:
        raise PredictorError("a PyTorch file, but not of an exported predictor; write one with 'lcomplexity export'")
    return found["metadata"], found["tensors"]


def _opened_safetensors(data: bytes) -> tuple[dict[str, str], dict[str, Tensor]]:
    require("safetensors", "reading an export", "train")
    from safetensors import SafetensorError
    from safetensors.torch import load as unpacked

    try:
        tensors = unpacked(data)
        # It was just found sound: 8 bytes of length, then JSON.
        header = json.loads(data[8 : 8 + int.from_bytes(data[:8], "little")])
    except (SafetensorError, ValueError, KeyError, RuntimeError, RecursionError) as fault:
        reason = " ".join(str(fault).split())[:80] or type(fault).__name__
        raise PredictorError(f"no sound safetensors file ({reason}); export the predictor again") from None
    return header.get("__metadata__", {}), tensors
