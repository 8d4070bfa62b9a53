"""Evidence on file: JSON lines, a header and one line a block, so that a run that was stopped goes on from there.

    {"format": "lcomplexity-evidence", "version": 1, "code": "5f0c..", "seed": 0, "asked": {"seconds": 60}, "statements": ["oblivious", ..]}
    {"label": "oblivious", "first": 0, "count": 10, "part": "plan", "status": "sampled", "size": 734, "largest": 120, "failures": 0,
     "margin": 1, "features": {"states": {"3": 4, "5": 6}, ..}, "failing": null, "counterexample": null}

Lines are appended as blocks are done, in whatever order. A run that ends writes the file anew: the plan's blocks first, in the order
of the registry, then those beyond the plan. Nothing in a line depends on time or machine, so for one seed and one number of seconds the planned
part is the same, byte for byte, in every run that finishes its plan; :func:`digest` sums it up.

What other code found is no evidence for this one: the header names the sources that it comes from (:func:`code_digest`), and a file
of other sources is refused.

>>> from proofs.runs import Block, Run, work
>>> run = Run(0, (Block("two-bits", 0, 16),)); run.done[run.plan[0]] = work(run.plan[0], 0)
>>> print(line_of(run.done[run.plan[0]], part="plan")[:80])
{"label": "two-bits", "first": 0, "count": 16, "part": "plan", "status": "exhaus
>>> len(digest(run))
16
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import cache
from hashlib import sha256
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Literal

from lcomplexity.archive import write_bytes
from lcomplexity.errors import PredictorError
from proofs.runs import Block, Done, Run
from proofs.statement import Evidence

FORMAT = "lcomplexity-evidence"
#: The packages whose sources evidence is found by.
PACKAGES = ("lcomplexity", "proofs", "turing")
_FIELDS = {
    *("label", "first", "count", "part", "status", "size", "largest", "failures", "margin", "features"),
    *("failing", "counterexample"),
}


@cache
def code_digest(packages: tuple[str, ...]) -> str:
    """Return 16 hexadecimal digits that sum up the Python files of installed packages (a prefix of the SHA-256 of their paths
    inside the packages, sizes and contents, sorted by path); they are read once in a process.

    >>> len(code_digest(PACKAGES)), code_digest(("turing",)) == code_digest(("proofs",))
    (16, False)
    """
    found: dict[str, Path] = {}
    for package in packages:
        spec = find_spec(package)
        for folder in (spec and spec.submodule_search_locations) or ():
            found |= {f"{package}/{file.relative_to(folder).as_posix()}": file for file in Path(folder).rglob("*.py")}
    sources = sha256()
    for name, file in sorted(found.items()):
        text = file.read_bytes()
        sources.update(f"{name} {len(text)}\n".encode() + text)
    return sources.hexdigest()[:16]


def header(run: Run, asked: Mapping[str, int], labels: Sequence[str]) -> str:
    """Return the first line of the file of a run.

    >>> header(Run(3, ()), {"examples": 5}, ["parity"])
    '{"format": "lcomplexity-evidence", "version": 1, "code": "...", "seed": 3, "asked": {"examples": 5}, "statements": ["parity"]}'
    """
    head = {"format": FORMAT, "version": 1, "code": code_digest(PACKAGES), "seed": run.seed, "asked": dict(asked)}
    return json.dumps(head | {"statements": list(labels)})


def line_of(done: Done, part: Literal["plan", "beyond"]) -> str:
    """Return the line of a block.

    >>> from proofs.runs import work
    >>> "seconds" in line_of(work(Block("two-bits", 0, 16), 0), part="plan")
    False
    """
    e = done.evidence
    features = {
        name: dict(sorted(row.items(), key=lambda pair: (len(pair[0]), pair[0])))
        for name, row in sorted(e.features.items())
    }
    where = {"label": done.block.label, "first": done.block.first, "count": done.block.count, "part": part}
    found = {"status": e.status, "size": e.size, "largest": e.largest, "failures": e.failures, "margin": e.margin}
    return json.dumps(where | found | {"features": features, "failing": e.first, "counterexample": e.counterexample})


def lines(run: Run, labels: Sequence[str]) -> tuple[list[str], list[str]]:
    """Return the lines of the plan's blocks that are done, and of those beyond it, each by statement and first instance.

    >>> lines(Run(0, ()), [])
    ([], [])
    """
    order = {label: i for i, label in enumerate(labels)}
    blocks = sorted(run.done, key=lambda b: (order.get(b.label, len(order)), b.label, b.first))
    mine = [line_of(run.done[b], part="plan") for b in blocks if b in run.planned]
    return mine, [line_of(run.done[b], part="beyond") for b in blocks if b not in run.planned]


def digest(run: Run) -> str:
    """Return 16 hexadecimal digits that sum up the evidence of the plan (a prefix of the SHA-256 of its sorted lines).

    >>> digest(Run(0, ())) == digest(Run(1, ()))
    True
    """
    mine, _ = lines(run, [])
    return sha256("\n".join(mine).encode()).hexdigest()[:16]


def write_whole(path: Path, run: Run, asked: Mapping[str, int], labels: Sequence[str]) -> None:
    """Write the file of a run that has ended, at once or not at all.

    >>> write_whole(Path("no such folder/e.jsonl"), Run(0, ()), {"examples": 1}, [])
    Traceback (most recent call last):
        ...
    lcomplexity.errors.PredictorError: no such folder/e.jsonl: cannot be written (No such file or directory); give a path in an existing folder
    """
    mine, others = lines(run, labels)
    text = "".join(line + "\n" for line in (header(run, asked, labels), *mine, *others))
    try:
        write_bytes(path, text.encode())
    except PredictorError as error:
        raise PredictorError(f"{path}: {error}") from None


def read_blocks(path: Path, seed: int) -> dict[Block, Done]:
    """Return the blocks of a file, which must be for this seed and made by this code; a last line that was not finished is
    left out.

    Raises :class:`PredictorError` with the number of a line that does not fit.

    >>> read_blocks(Path("no such file"), 0)
    Traceback (most recent call last):
        ...
    lcomplexity.errors.PredictorError: no such file: no evidence can be read (No such file or directory)
    """
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not Unicode text"
        raise PredictorError(f"{path}: no evidence can be read ({reason})") from None
    rows = text.split("\n")
    head = _json(rows[0])
    if not isinstance(head, dict) or head.get("format") != FORMAT or head.get("version") != 1:
        raise PredictorError(
            f"{path}:1: this is no evidence file of version 1; give another, or start without --resume"
        )
    if head.get("code") != code_digest(PACKAGES):
        by = f"digest {head['code']!r:.40}" if "code" in head else "it has no digest"
        raise PredictorError(
            f"{path}:1: it was made by other code ({by}, here {code_digest(PACKAGES)!r}); remove the file, or start without "
            "--resume"
        )
    if head.get("seed") != seed:
        raise PredictorError(f"{path}:1: its seed is {head.get('seed')}, not {seed}; give --seed {head.get('seed')}")
    found: dict[Block, Done] = {}
    # What stands behind the last line break was being written when the run stopped.
    for number, row in enumerate(rows[1:-1], start=2):
        done = _done(_json(row), seed)
        if done is None:
            raise PredictorError(f"{path}:{number}: this is no block of evidence; take the line away to do it again")
        found[done.block] = done
    return found


def _json(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def _done(row: Any, seed: int) -> Done | None:
    from proofs.registry import REGISTRY

    if not isinstance(row, dict) or set(row) != _FIELDS or row["label"] not in REGISTRY:
        return None
    numbers = [row[name] for name in ("first", "count", "size", "largest", "failures")]
    optional = [row[name] for name in ("margin", "failing")]
    if any(type(v) is not int or v < 0 for v in numbers) or any(type(v) not in (int, type(None)) for v in optional):
        return None
    features = row["features"]
    if not isinstance(features, dict) or not all(
        isinstance(of, dict) and all(type(v) is int for v in of.values()) for of in features.values()
    ):
        return None
    s = REGISTRY[row["label"]]
    if row["status"] != s.status or (row["counterexample"] is None) != (row["failing"] is None):
        return None
    evidence = Evidence(
        *(s.label, s.status, seed, s.cases, row["count"], row["size"], row["largest"], row["failures"]),
        *(row["margin"], features, row["failing"], row["counterexample"]),
    )
    return Done(Block(s.label, row["first"], row["count"]), evidence, 0.0)
