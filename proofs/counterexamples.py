"""Counterexamples on file: made smaller, saved, and run again.

    {"format": "lcomplexity-counterexample", "version": 1, "label": "circuit", "seed": 0, "number": 17, "words": "..", "instance": {..},
     "drawn": {..}}

``instance`` is the small one, ``drawn`` the one that was drawn. If the small one is none by itself (an error of the check, say) they are equal.

>>> from proofs.registry import REGISTRY
>>> record_of(REGISTRY["two-bits"], seed=0, number=6, seconds=1)["instance"]          # it holds, so there is nothing to make smaller
{'table': 6}
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from lcomplexity.archive import write_bytes
from lcomplexity.errors import PredictorError
from proofs.shrinking import refutes, smallest
from proofs.statement import Case, OutsideError, Statement, checked, instance_of

FORMAT = "lcomplexity-counterexample"


def record_of(of: Statement, *, seed: int, number: int, seconds: float) -> dict[str, Any]:
    """Return the record of instance ``number`` of a statement, made smaller within ``seconds`` if it is a counterexample.

    >>> from proofs.statement import statement
    >>> s = statement(label="s", words="", draw=lambda i: [i, 7], check=lambda x: Case(1, f"{x}" if x[0] > 4 else None), cases=9)
    >>> record_of(s, seed=0, number=8, seconds=5)["instance"]
    [5]
    """
    assert of.check is not None
    drawn = instance_of(of, seed, number)
    instance = smallest(of.check, drawn, seconds=seconds) if refutes(of.check, drawn) else drawn
    words = checked(of.check, instance).counterexample
    head = {"format": FORMAT, "version": 1, "label": of.label, "seed": seed, "number": number}
    return head | {"words": words, "instance": instance, "drawn": drawn}


def save(record: dict[str, Any], folder: Path) -> Path:
    """Return the path of the file in ``folder`` to which a record was written, named by label, seed and number.

    >>> save({"label": "s", "seed": 0, "number": 8}, Path("no such folder"))
    Traceback (most recent call last):
        ...
    lcomplexity.errors.PredictorError: no such folder/counterexample-s-0-8.json: cannot be written (No such file or directory); give a path in an existing folder
    """
    path = folder / f"counterexample-{record['label']}-{record['seed']}-{record['number']}.json"
    try:
        write_bytes(path, (json.dumps(record, indent=1) + "\n").encode())
    except PredictorError as error:
        raise PredictorError(f"{path}: {error}") from None
    return path


def replay(path: Path) -> tuple[Statement, Case]:
    """Return the statement that a file is about, and the case of its instance now.

    Raises :class:`PredictorError` for a file that is no counterexample, or is about no instance of the statement.

    >>> replay(Path("/dev/null"))
    Traceback (most recent call last):
        ...
    lcomplexity.errors.PredictorError: /dev/null: this is no counterexample of version 1 (Expecting value: line 1 column 1 (char 0))
    """
    from proofs.registry import REGISTRY

    try:
        record = json.loads(path.read_bytes())
    except (OSError, ValueError, RecursionError) as error:
        reason = error.strerror if isinstance(error, OSError) else error
        raise PredictorError(f"{path}: this is no counterexample of version 1 ({reason})") from None
    if (
        not isinstance(record, dict)
        or record.get("format") != FORMAT
        or record.get("version") != 1
        or "instance" not in record
    ):
        raise PredictorError(
            f"{path}: this is no counterexample of version 1; verify saves one where a statement fails"
        )
    of = REGISTRY.get(str(record.get("label")))
    if of is None or of.check is None:
        raise PredictorError(f"{path}: no statement {record.get('label')!r} has a check; verify lists the statements")
    try:
        return of, of.check(record["instance"])
    except OutsideError as error:
        raise PredictorError(f"{path}: the statement {of.label} says nothing about this instance ({error})") from None
    except (ValueError, TypeError, KeyError, IndexError, AttributeError) as error:
        raise PredictorError(
            f"{path}: this is no instance of the statement {of.label} ({type(error).__name__}: {error})"
        ) from None
