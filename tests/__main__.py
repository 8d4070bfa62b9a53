"""``python -m tests``: the documentation site, lint, types and import contracts, two at a time, then doctests and tests; stops at
nothing, sums up.

``python -m tests --deep`` adds the long checks: tests marked ``deep`` and 20,000 random machines through the step
tokens and through the sliding window (about a quarter of an hour).
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PYTHON = sys.executable

#: Each takes one core for a while: run side by side.
STATIC = {
    "documentation site": [PYTHON, "-m", "sphinx", "-W", "-q", "-b", "html", "docs", "site"],
    "lint": [PYTHON, "-m", "ruff", "check", "."],
    "format": [PYTHON, "-m", "ruff", "format", "--check", "."],
    "import contracts": [str(Path(PYTHON).parent / "lint-imports"), "--no-cache"],
    "types": [PYTHON, "-m", "mypy"],
}
TESTS = {"tests and doctests": [PYTHON, "-m", "pytest", "-n", "2", "--dist", "worksteal"]}
DEEP = {
    "deep tests": [PYTHON, "-m", "pytest", "-n", "2", "--dist", "worksteal", "-m", "deep"],
    "20,000 machines, step tokens": [PYTHON, "-m", "lcomplexity", "verify", "oblivious", "--examples", "20000"],
    "20,000 machines, sliding window": [PYTHON, "-m", "lcomplexity", "verify", "sliding", "--examples", "20000"],
    "2,000 machines, circuits": [
        *(PYTHON, "-m", "lcomplexity", "verify", "circuit-steps", "circuit-rows", "circuit-compact"),
        *("--examples", "2000"),
    ],
    "parity, n = 1 .. 1000": [PYTHON, "-m", "lcomplexity", "verify", "parity", "--examples", "1000"],
}


def main() -> int:
    """Run the checks and return 1 if one failed."""
    parser = argparse.ArgumentParser(prog="python -m tests", description=__doc__)
    parser.add_argument("--deep", action="store_true", help="the long checks too")
    one_by_one = TESTS | (DEEP if parser.parse_args().deep else {})
    with ThreadPoolExecutor(2) as pool:
        static = list(pool.map(_kept, STATIC.items()))
    for name, outcome, _ in static:
        print(f"--- {name}\n{outcome.stdout}", end="", flush=True)
    summary = [(name, outcome.returncode, seconds) for name, outcome, seconds in static]
    for name, command in one_by_one.items():
        print(f"--- {name}", flush=True)
        start = time.monotonic()
        status = subprocess.run(command, cwd=ROOT, env=_environment(), check=False).returncode
        summary.append((name, status, time.monotonic() - start))
    print("---")
    for name, status, seconds in summary:
        print(f"{'ok    ' if status == 0 else 'FAILED'} {name} ({seconds:.0f} s)")
    return int(any(status for _, status, _ in summary))


def _kept(check: tuple[str, list[str]]) -> tuple[str, subprocess.CompletedProcess[str], float]:
    """Run a check and keep what it says, so that lines of two do not mix."""
    name, command = check
    start = time.monotonic()
    outcome = subprocess.run(
        command,
        cwd=ROOT,
        env=_environment(),
        check=False,
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    return name, outcome, time.monotonic() - start


def _environment() -> dict[str, str]:
    # Hypothesis would silently derandomise under CI; the tests set their own profile instead (tests/conftest.py).
    return {key: value for key, value in os.environ.items() if key not in {"CI", "TF_BUILD"}}


if __name__ == "__main__":
    sys.exit(main())
