"""Trained tables kept in a folder, so that training that was interrupted goes on to the same result.

Tables are trained one by one, each from its own seed; a file a table is all there is to keep. The file names carry a key of the data, the
wiring and the settings: other data or settings find nothing.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from zipfile import BadZipFile

import numpy as np

from lcomplexity.errors import PredictorError
from lcomplexity.learning.datasets import Dataset
from lcomplexity.learning.learned import Table
from lcomplexity.learning.wiring import Wiring


@dataclass(frozen=True, eq=False)
class TableRun:
    """What training one table came to: its weights, the updates of each pass, and the samples of a pass."""

    table: Table
    updates: tuple[int, ...]
    samples: int


@dataclass(frozen=True)
class KeptTables:
    """The tables of one training run in ``folder``."""

    folder: Path
    key: str

    @classmethod
    def of(cls, folder: Path, data: Dataset, wiring: Wiring, settings: Mapping[str, object]) -> KeptTables:
        """Return the tables kept for this data, wiring and settings; raises :class:`PredictorError` if there can be no such folder.

        >>> import tempfile
        >>> from lcomplexity.learning.wiring import dense
        >>> one = Dataset(("0", "1"), np.array([[0]]), np.array([[1]]))
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     kept = KeptTables.of(Path(folder), one, dense(1, 1), {"epochs": 1})
        ...     table = Table(((0,),), np.array([1]), np.array([[3]]))
        ...     kept.save(0, TableRun(table, (2, 0), 1))
        ...     again = kept.load(0); again.table.weights.tolist(), again.updates, kept.load(1)
        ([[3]], (2, 0), None)
        """
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise PredictorError(
                f"{folder}: no folder for checkpoints ({error.strerror}); name another one"
            ) from None
        digest = sha256()
        for array in (data.contexts, wiring.tables, wiring.positions):
            digest.update(repr(array.shape).encode() + np.ascontiguousarray(array).tobytes())
        digest.update(json.dumps([data.n, list(data.vocabulary), dict(settings)], sort_keys=True).encode())
        return cls(folder, digest.hexdigest()[:16])

    def load(self, table: int) -> TableRun | None:
        """Return a kept table, or ``None``; a file that is damaged counts as none."""
        try:
            with np.load(BytesIO(self._path(table).read_bytes()), allow_pickle=False) as kept:
                tokens = np.split(kept["tokens"], np.cumsum(kept["counts"])[:-1])
                slots = tuple(tuple(there.tolist()) for there in tokens)
                return TableRun(
                    Table(slots, kept["labels"], kept["weights"]),
                    tuple(kept["updates"].tolist()),
                    int(kept["samples"]),
                )
        except (OSError, KeyError, ValueError, BadZipFile):
            return None

    def save(self, table: int, run: TableRun) -> None:
        """Return nothing; keep a table, whole or not at all."""
        path = self._path(table)
        partial = path.with_suffix(".partial")
        with partial.open("wb") as file:
            np.savez_compressed(
                file,
                tokens=np.array([u for there in run.table.tokens for u in there], np.int64),
                counts=np.array([len(there) for there in run.table.tokens], np.int64),
                labels=run.table.labels,
                weights=run.table.weights,
                updates=np.array(run.updates, np.int64),
                samples=np.int64(run.samples),
            )
        os.replace(partial, path)

    def _path(self, table: int) -> Path:
        return self.folder / f"{self.key}-{table}.npz"
