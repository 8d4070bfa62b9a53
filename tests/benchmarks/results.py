"""Where measurements are kept: rows by part and by test, with the machine they were measured on, as JSON.

A file has ``{"parts": {part: {"measured_on": {..}, "rows": {test: {column: value}}}}}``. Rows are stored one by one as they
are measured, so that a run that was stopped goes on where it was.
"""

from __future__ import annotations

import json
import os
import platform
from collections.abc import Mapping
from importlib.metadata import version
from pathlib import Path
from typing import Any, TypeAlias

ROOT = Path(__file__).resolve().parent.parent.parent

#: Git-ignored: rows of the run under way, and other people's packages.
CACHE = ROOT / ".benchmarks"
RUNNING = CACHE / "rows.json"

#: What the page shows.
PUBLISHED = ROOT / "docs" / "benchmarks.json"

PARTS = ("simulators", "decoding", "compilers", "growth")

Row: TypeAlias = dict[str, Any]
Parts: TypeAlias = dict[str, dict[str, Any]]


def load(path: Path) -> Parts:
    """Return the parts in a file; none if there is no file."""
    return json.loads(path.read_text())["parts"] if path.exists() else {}


def save(path: Path, parts: Mapping[str, Any]) -> None:
    """Write the parts to a file, whole or not at all, in the page's order."""
    path.parent.mkdir(parents=True, exist_ok=True)
    ordered = {name: parts[name] for name in PARTS if name in parts}
    partial = path.with_suffix(".partial")
    partial.write_text(json.dumps({"parts": ordered}, indent=1) + "\n")
    os.replace(partial, path)


def store(path: Path, part: str, test: str, row: Row) -> None:
    """Add one row to a file."""
    parts = load(path)
    parts.setdefault(part, {"measured_on": measured_on(), "rows": {}})["rows"][test] = row
    save(path, parts)


def measured_on() -> dict[str, str]:
    """Return what a reader needs to know of the machine: processor, system, interpreter, libraries."""
    return {
        "processor": f"{os.cpu_count()} x {_processor()}",
        "system": f"{platform.system()} {platform.machine()}",
        "python": platform.python_version(),
        **{name: version(name) for name in ("numpy", "numba")},
    }


def _processor() -> str:
    information = Path("/proc/cpuinfo")
    lines = information.read_text().splitlines() if information.exists() else []
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.processor() or "unknown"
