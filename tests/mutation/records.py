"""What became of each mutant tried, one JSON object a line; the first line says how many mutants there are."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from tests.mutation.mutants import Mutant
from tests.mutation.trial import Outcome

FOLDER = Path(__file__).resolve().parent
RECORDS = FOLDER / "records.jsonl"
#: By the name of a survivor: why no test can notice it, or why none should.
JUDGED = FOLDER / "judged.json"


@dataclass(frozen=True)
class Sizes:
    """Number of ``mutants`` of each module, and the ``seed`` of the sample.

    >>> Sizes({"f.py": 3}, 0).mutants["f.py"]
    3
    """

    mutants: Mapping[str, int]
    seed: int


@dataclass(frozen=True)
class Record:
    """A mutant tried: its ``name``, where it is, what was changed, the ``verdict``, and the test that gave it."""

    name: str
    module: str
    line: int
    change: str
    before: str
    after: str
    verdict: str
    by: str

    @classmethod
    def of(cls, mutant: Mutant, outcome: Outcome) -> Record:
        """Return the record of a mutant and its outcome."""
        where = (mutant.name, mutant.module, mutant.line, mutant.change, mutant.before, mutant.after)
        return cls(*where, outcome.verdict, outcome.by[:200])


def load(path: Path) -> tuple[Sizes, dict[str, Record]]:
    """Return sizes and records by name; none if there is no such file.

    >>> load(Path("/nowhere"))[1]
    {}
    """
    if not path.exists():
        return Sizes({}, 0), {}
    first, *lines = path.read_text().splitlines()
    records = (Record(**json.loads(line)) for line in lines)
    return Sizes(**json.loads(first)), {record.name: record for record in records}


def store(path: Path, sizes: Sizes, records: Mapping[str, Record]) -> None:
    """Write sizes and records, in the order of modules and lines; an interrupted run leaves the file whole."""
    ordered = sorted(records.values(), key=lambda r: (r.module, r.line, r.name))
    rows: list[dict[str, Any]] = [asdict(sizes), *(asdict(r) for r in ordered)]
    new = path.with_suffix(".new")
    new.write_text("".join(json.dumps(row) + "\n" for row in rows))
    os.replace(new, path)


def judged() -> dict[str, str]:
    """Return the judgements by name of mutant.

    >>> all(isinstance(reason, str) for reason in judged().values())
    True
    """
    found: dict[str, str] = json.loads(JUDGED.read_text()) if JUDGED.exists() else {}
    return found
