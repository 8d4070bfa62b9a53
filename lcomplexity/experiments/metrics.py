"""Metrics as JSON lines, one record an evaluation, and tables made from them and from nothing else.

A record is a flat JSON object. Fields in :data:`MEASURED_TIME` are seconds: they differ from run to run, everything else is the
same bit for bit when a run on a CPU is repeated or resumed. The last line of a run that was killed may be cut short; it is
dropped when the file is read.

>>> a, b = {"step": 5, "bits": 2.5, "cpu_seconds": 1.0}, {"step": 5, "bits": 2.5, "cpu_seconds": 1.25}
>>> a == b, without_times(a) == without_times(b)
(False, True)
"""

from __future__ import annotations

import json
import math
import os
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeAlias

from lcomplexity.errors import PredictorError

Record: TypeAlias = dict[str, Any]

#: Fields that hold seconds and are left out when two runs are compared.
MEASURED_TIME = frozenset({"cpu_seconds", "wall_seconds"})


def without_times(record: Mapping[str, Any]) -> Record:
    """Return the fields of a record that a repeated run must reproduce.

    >>> without_times({"step": 1, "wall_seconds": 0.1})
    {'step': 1}
    """
    return {name: value for name, value in record.items() if name not in MEASURED_TIME}


def append(path: Path, record: Mapping[str, Any]) -> None:
    """Add one record to a file of metrics, at once on disk; raises :class:`PredictorError` if it cannot be written.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     file = Path(folder, "m.jsonl"); append(file, {"step": 1}); append(file, {"step": 2}); records(file)
    [{'step': 1}, {'step': 2}]
    """
    line = json.dumps(record, ensure_ascii=False, allow_nan=False)
    try:
        with path.open("a", encoding="utf-8", newline="\n") as file:
            file.write(line + "\n")
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        raise PredictorError(f"{path}: cannot be written ({error.strerror}); give another folder") from None


def records(path: Path) -> list[Record]:
    """Return the records of a file of metrics in order; none if there is no file. A last line without its end is dropped.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     file = Path(folder, "m.jsonl"); _ = file.write_text('{"step": 1}\\n{"ste'); records(file)
    [{'step': 1}]
    """
    try:
        text = path.read_text("utf-8") if path.exists() else ""
        *whole, _ = text.split("\n")
        found = [json.loads(line) for line in whole]
    except (OSError, ValueError) as error:
        raise PredictorError(f"{path}: no file of metrics ({error}); give another folder") from None
    if not all(isinstance(record, dict) for record in found):
        raise PredictorError(f"{path}: no file of metrics (a line is no object); give another folder")
    return found


def keep(path: Path, kept: Iterable[Mapping[str, Any]]) -> None:
    """Replace a file of metrics, at once or not at all, by these records.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     file = Path(folder, "m.jsonl"); append(file, {"step": 1}); keep(file, []); records(file)
    []
    """
    from lcomplexity.experiments.checkpoints import write_whole

    text = "".join(json.dumps(record, ensure_ascii=False, allow_nan=False) + "\n" for record in kept)
    write_whole(path, text.encode())


def mean_and_spread(values: Sequence[float]) -> tuple[float, float]:
    """Return the mean and the sample standard deviation (0 for a single value).

    >>> mean_and_spread([1.0, 2.0, 3.0]), mean_and_spread([4.0])
    ((2.0, 1.0), (4.0, 0.0))
    """
    mean = math.fsum(values) / len(values)
    if len(values) < 2:
        return mean, 0.0
    return mean, math.sqrt(math.fsum((v - mean) ** 2 for v in values) / (len(values) - 1))


def markdown_table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a Markdown table; ``|`` in a cell is escaped.

    >>> print(markdown_table(["model", "bits"], [["linear", "2.5"]]))
    | model | bits |
    |---|---|
    | linear | 2.5 |
    """
    lines = [head, *rows]
    drawn = ["| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines]
    drawn.insert(1, "|" + "---|" * len(head))
    return "\n".join(drawn)
