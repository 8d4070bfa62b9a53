"""Where an experiment runs: is PyTorch there, which device, how many threads; said in every record.

Nothing here imports PyTorch before it is needed: without the extra ``train`` the package works, and asking for training costs
the user one line.
"""

from __future__ import annotations

import platform
from dataclasses import asdict, dataclass
from importlib.util import find_spec
from typing import Any, Literal, TypeAlias

from lcomplexity.errors import PredictorError
from lcomplexity.experiments.scales import Scale

Device: TypeAlias = Literal["auto", "cpu", "cuda"]


def require(module: str, purpose: str, extra: str) -> None:
    """Return nothing; raise :class:`PredictorError` that names the extra to install if ``module`` cannot be found.

    >>> require("json", "reading", "none")
    >>> require("no_such_module", "training", "train")
    Traceback (most recent call last):
        ...
    lcomplexity.errors.PredictorError: training needs the package no_such_module, which is not installed; install the extra in the project's folder: pip install '.[train]'
    """
    if find_spec(module) is None:
        raise PredictorError(
            f"{purpose} needs the package {module}, which is not installed; install the extra in the project's folder: pip install '.[{extra}]'"
        )


def require_torch() -> None:
    """Return nothing; raise :class:`PredictorError` in one line if PyTorch is not installed.

    >>> try:
    ...     require_torch()
    ... except PredictorError as error:
    ...     assert "pip install '.[train]'" in str(error)
    """
    require("torch", "training", "train")


@dataclass(frozen=True)
class Place:
    """Where a run takes place: ``device`` is "cpu" or "cuda", ``hardware`` the GPU's name or the kind of processor.

    >>> Place("tiny", "cpu", "x86_64", 1, "2.13.0", "cpython 3.11.2").facts()["threads"]
    1
    """

    scale: Scale
    device: str
    hardware: str
    threads: int
    torch: str
    python: str

    def facts(self) -> dict[str, Any]:
        """Return these as fields of a record."""
        return asdict(self)


def place(device: Device, threads: int, scale: Scale) -> Place:
    """Return where a run takes place, after setting PyTorch's number of threads; ``auto`` is the GPU if there is one.

    Metrics are the same bit for bit for the same seed, threads and PyTorch on one CPU; on a GPU that is not promised.

    >>> place("cpu", 0, "tiny")
    Traceback (most recent call last):
        ...
    lcomplexity.errors.PredictorError: 0 threads: at least 1 is needed
    """
    if threads < 1:
        raise PredictorError(f"{threads} threads: at least 1 is needed")
    require_torch()
    import torch

    if device == "cuda" and not torch.cuda.is_available():
        raise PredictorError("device cuda: PyTorch finds no GPU here; use --device cpu")
    torch.set_num_threads(threads)
    chosen = "cuda" if device == "cuda" or (device == "auto" and torch.cuda.is_available()) else "cpu"
    hardware = torch.cuda.get_device_name() if chosen == "cuda" else platform.machine()
    python = f"{platform.python_implementation().lower()} {platform.python_version()}"
    return Place(scale, chosen, hardware, threads, str(torch.__version__), python)
