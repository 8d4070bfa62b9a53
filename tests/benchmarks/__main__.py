"""``python -m tests.benchmarks``: measure everything and write docs/benchmarks.md (about half an hour on one core).

``--part P`` (repeatable): only simulators, decoding, compilers or growth. ``--resume``: keep the rows that an interrupted
run has measured. ``--report``: measure nothing, write the page's tables from docs/benchmarks.json anew.

Other people's programs are installed once, from the package index, into environments under .benchmarks, which git
ignores. A part is published when all its tests passed; the others keep what was published before.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import time

from tests.benchmarks.report import CHART, PAGE, growth_chart, page
from tests.benchmarks.results import PARTS, PUBLISHED, ROOT, RUNNING, load, save

#: pytest exits so when every test was deselected: all rows were there.
NOTHING_LEFT = 5


def main() -> int:
    """Run the command and return 1 if a test failed."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.benchmarks", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--part", action="append", choices=PARTS, help="only this part (repeatable)")
    parser.add_argument("--resume", action="store_true", help="keep the rows that an interrupted run has measured")
    parser.add_argument("--report", action="store_true", help="write the page anew from docs/benchmarks.json")
    args = parser.parse_args()
    if args.report:
        publish([])
        return 0
    wanted = args.part or list(PARTS)
    if not args.resume:
        save(RUNNING, {name: rows for name, rows in load(RUNNING).items() if name not in wanted})
    failed = [part for part in wanted if not measured(part)]
    for part in failed:
        print(f"{part}: not published, a test failed; --resume keeps the rows that were measured")
    return int(bool(failed))


def measured(part: str) -> bool:
    """Measure and publish a part; return whether all its tests passed."""
    print(f"--- {part}", flush=True)
    begin = time.monotonic()
    command = [sys.executable, "-m", "pytest", f"tests/benchmarks/test_{part}.py", "--rows", str(RUNNING)]
    # The usual options leave this folder out. Output is shown as it comes: a line for each row.
    options = ["-o", "addopts=", "-p", "no:cacheprovider", "-v", "-s", "--benchmark-columns=median,iqr,rounds"]
    status = subprocess.run([*command, *options], cwd=ROOT, check=False).returncode
    passed = status in (0, NOTHING_LEFT)
    if passed:
        publish([part])
    print(f"--- {part}: {'ok' if passed else 'FAILED'} ({time.monotonic() - begin:.0f} s)", flush=True)
    return passed


def publish(measured_now: list[str]) -> None:
    """Write the published rows, the page and its chart, with these parts from the run under way."""
    running = load(RUNNING) if measured_now else {}
    parts = load(PUBLISHED) | {name: running[name] for name in measured_now if name in running}
    save(PUBLISHED, parts)
    PAGE.write_text(page(PAGE.read_text(), parts))
    drawn = growth_chart(parts)
    if drawn is not None:
        CHART.write_text(drawn)


if __name__ == "__main__":
    sys.exit(main())
