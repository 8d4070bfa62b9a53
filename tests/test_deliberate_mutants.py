"""Faults made on purpose in a copy of the kernel: each makes a named check of this suite fail.

The faults and their checks are listed in :mod:`tests.mutation.deliberate`; ``python -m tests.mutation`` tries many more.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from tests.mutation.deliberate import DELIBERATE

ROOT = Path(__file__).resolve().parent.parent


def test_each_named_fault_makes_its_named_check_fail() -> None:
    """Every check passes on the unchanged project and fails, itself, on its fault."""
    command = [sys.executable, "-m", "tests.mutation", "--deliberate"]
    # An own process: it forks, and must not have imported the modules that it changes.
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stderr
    unchanged, *found = (json.loads(line) for line in done.stdout.splitlines())
    assert unchanged == {"name": "unchanged", "verdict": "survived", "by": ""}
    assert found == [{"name": m.name, "verdict": "killed", "by": m.check} for m in DELIBERATE]


def test_each_kind_of_fault_is_there() -> None:
    """L and R, head positions, tie-breaks, signs, reads, margins, claims, tables and checkpoints: none may be taken out of
    the list."""
    names = " / ".join(m.name for m in DELIBERATE)
    for kind in (
        "L and R",
        "head position off by one",
        "ties",
        "wrong sign",
        "dropped",
        "margin",
        "claimed T",
        "table",
        "checkpoint",
    ):
        assert kind in names
