"""Checkpoints: the whole state of a run in one file, replaced at once or not at all.

A state is a dictionary of tensors, numbers, strings and such dictionaries and lists. Reading executes nothing
(PyTorch's ``weights_only``).
"""

from __future__ import annotations

import os
import secrets
from pathlib import Path
from typing import Any

from lcomplexity.errors import PredictorError
from lcomplexity.experiments.runtime import require_torch


def write_whole(path: Path, content: bytes) -> None:
    """Write a file so that at every moment the old content or the new one is there, also after a crash.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     file = Path(folder, "state"); write_whole(file, b"1"); write_whole(file, b"2"); file.read_bytes()
    b'2'
    """
    beside = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        with beside.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.replace(beside, path)
    except OSError as error:
        raise PredictorError(f"{path}: cannot be written ({error.strerror}); give another folder") from None
    finally:
        beside.unlink(missing_ok=True)


def save(path: Path, state: dict[str, Any]) -> None:
    """Write a state to a file, at once or not at all.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     save(Path(folder, "c.pt"), {"step": 1}); load(Path(folder, "c.pt"), "cpu")
    {'step': 1}
    """
    require_torch()
    import io

    import torch

    sink = io.BytesIO()
    torch.save(state, sink)
    write_whole(path, sink.getvalue())


def load(path: Path, device: str) -> dict[str, Any] | None:
    """Return the state in a file, its tensors on ``device``, or ``None`` if there is no file.

    Raises :class:`PredictorError` if the file is there but is no state.

    >>> load(Path("no such file.pt"), "cpu") is None
    True
    """
    if not path.exists():
        return None
    require_torch()
    import torch

    try:
        state = torch.load(path, map_location=device, weights_only=True)
    except Exception as error:  # PyTorch raises many kinds, all for a damaged or foreign file.
        why = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise PredictorError(f"{path}: no checkpoint ({why[:100]}); delete it to start this run anew") from None
    if not isinstance(state, dict):
        raise PredictorError(f"{path}: no checkpoint (it holds no state); delete it to start this run anew")
    return state
