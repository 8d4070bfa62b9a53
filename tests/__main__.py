"""``python -m tests``: lint, types, import contracts, the documentation site, doctests and tests, in that order; stops at nothing, sums up.

``python -m tests --deep`` adds the long checks: tests marked ``deep`` and 20,000 random machines through the step
tokens and through the sliding window (about a quarter of an hour).
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PYTHON = sys.executable

CHECKS = {
    "lint": [PYTHON, "-m", "ruff", "check", "."],
    "format": [PYTHON, "-m", "ruff", "format", "--check", "."],
    "types": [PYTHON, "-m", "mypy"],
    "import contracts": [str(Path(PYTHON).parent / "lint-imports"), "--no-cache"],
    "documentation site": [PYTHON, "-m", "sphinx", "-W", "-q", "-b", "html", "docs", "site"],
    "tests and doctests": [PYTHON, "-m", "pytest", "-n", "2", "--dist", "worksteal"],
}
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
    checks = CHECKS | (DEEP if parser.parse_args().deep else {})
    # Hypothesis would silently derandomise under CI; the tests set their own profile instead (tests/conftest.py).
    environment = {key: value for key, value in os.environ.items() if key not in {"CI", "TF_BUILD"}}
    summary = []
    for name, command in checks.items():
        print(f"--- {name}", flush=True)
        start = time.monotonic()
        status = subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode
        summary.append((name, status, time.monotonic() - start))
    print("---")
    for name, status, seconds in summary:
        print(f"{'ok    ' if status == 0 else 'FAILED'} {name} ({seconds:.0f} s)")
    return int(any(status for _, status, _ in summary))


if __name__ == "__main__":
    sys.exit(main())
