"""``python -m tests.benchmarks.gallery``: docs/gallery.md and its diagrams, and a stepper page for each machine in build/gallery.

Every exhibit is made by the two commands that the page shows, so its numbers are those that ``build`` measured and checked. The pages that step are
not kept in the repository: each is made in a second by the command beside it. A test makes all of it anew and compares.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Mapping
from contextlib import chdir, redirect_stdout
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import Any

from lcomplexity.cli import main as command
from turing.zoo import zoo

ROOT = Path(__file__).resolve().parent.parent.parent
PAGE, DIAGRAMS, PAGES = ROOT / "docs" / "gallery.md", ROOT / "docs" / "gallery", ROOT / "build" / "gallery"


@dataclass(frozen=True)
class Exhibit:
    """A machine of the zoo, the input it is shown on, and the construction; ``says`` is what to look at."""

    machine: str
    x: str
    via: str
    says: str

    @property
    def build(self) -> tuple[str, ...]:
        """Return the arguments that build its predictor."""
        via = () if self.via == "auto" else ("--via", self.via)
        return ("build", self.machine, "--length", str(len(self.x)), *via, "-o", f"{self.machine}.npz")

    def view(self, suffix: str) -> tuple[str, ...]:
        """Return the arguments that draw it."""
        return ("view", f"{self.machine}.npz", self.x, "-o", f"{self.machine}{suffix}")


EXHIBITS = (
    Exhibit("parity", "1011001", "auto", "The least there is: a head that never turns, and two states."),
    Exhibit("mod3", "110110", "auto", "The state is the number read so far, modulo 3."),
    Exhibit(
        "palindrome",
        "0110110",
        "auto",
        "The head turns at both ends, and each round trip is shorter by a cell on either side.",
    ),
    Exhibit("palindrome_2tape", "0110", "auto", "Two heads: the word is copied, and then read against its copy."),
    Exhibit("increment", "10111", "auto", "The answer is the tape, which the last tokens spell."),
    Exhibit("bit_sort", "10100", "auto", "Sweeps in both directions carry ones to the right."),
    Exhibit(
        "add_plus",
        "11+01",
        "auto",
        "Not oblivious: the head's path depends on the digits, so that rows of the tape are written instead of steps.",
    ),
    Exhibit(
        "majority",
        "10110",
        "recursive",
        "The recursive window: windows of cells round the head, small ones within larger ones. It works for any machine, in O(T log T) tokens.",
    ),
    Exhibit(
        "brackets4",
        "(()())",
        "circuit",
        "A circuit of threshold gates over two tokens only, 0 and 1; configurations are read from its wires.",
    ),
    Exhibit("bb3", "", "auto", "A busy beaver: no input, 21 steps."),
)

_INTRODUCTION = """\
# Gallery

{count} machines of the [zoo](zoo.md), each with the predictor that writes its run as tokens. A diagram has one row for each configuration, read from the
tokens of the chain and compared with the simulator; the line is the path of the head. The command makes the page that steps through the scores of every
token ([views.md](views.md)); `python -m tests.benchmarks.gallery` makes this page, and all of those in `build/gallery`.

The inputs are few, so `build` compared every token of every chain with the simulator. T is the length of the chain, margin the smallest
difference between best and second-best score that was met.

| machine | what it does | construction | T | vocabulary | reads | largest weight | margin | inputs checked |
|---|---|---|---|---|---|---|---|---|
"""


def made(folder: Path) -> dict[str, Mapping[str, Any]]:
    """Return what ``build`` and ``view`` say of each exhibit; predictors, diagrams and pages are written into a folder."""
    records = {}
    with chdir(folder):
        for exhibit in EXHIBITS:
            built = _said(exhibit.build)
            seen = [_said(exhibit.view(suffix)) for suffix in (".svg", ".html")]
            if built["verified"]["failures"] or not all(record["equal_to_simulator"] for record in seen):
                raise SystemExit(f"gallery: {exhibit.machine}: a chain is not the simulator's")
            records[exhibit.machine] = built | {
                "answer": seen[0]["answer"],
                "configurations": seen[0]["configurations"],
            }
    return records


def _said(arguments: tuple[str, ...]) -> dict[str, Any]:
    said = StringIO()
    with redirect_stdout(said):
        status = command([*arguments, "--json"])
    if status:
        raise SystemExit(f"gallery: 'lcomplexity {' '.join(arguments)}' ended with status {status}")
    return json.loads(said.getvalue())


def _shell(arguments: tuple[str, ...]) -> str:
    return " ".join(["lcomplexity", *(a if re.fullmatch(r"[\w.-]+", a) else f"'{a}'" for a in arguments)])


def page(records: Mapping[str, Mapping[str, Any]]) -> str:
    """Return the text of the page."""
    text = _INTRODUCTION.format(count=len(EXHIBITS))
    for e in EXHIBITS:
        r = records[e.machine]
        text += (
            f"| [{e.machine}](#{e.machine}) | {zoo(e.machine).title} | {r['construction']} | {r['T']} | {r['vocabulary']} | "
            f"{r['reads']} | {r['max_weight']} | {r['margin']} | {r['verified']['inputs']} |\n"
        )
    for e in EXHIBITS:
        r = records[e.machine]
        shown = f"input `{e.x}`" if e.x else "the empty input"
        text += (
            f"\n## {e.machine}\n\n{e.says}\n\nWith {shown}: answer `{r['answer']}`, {r['configurations']} configurations in {r['T']} tokens.\n\n"
            f"![Space-time diagram of {e.machine}, {shown.replace('`', '')}](gallery/{e.machine}.svg)\n\n"
            f"```\n{_shell(e.build)} && {_shell(e.view('.html'))}\n```\n"
        )
    return text


def main() -> int:
    """Run the command."""
    PAGES.mkdir(parents=True, exist_ok=True)
    records = made(PAGES)
    DIAGRAMS.mkdir(exist_ok=True)
    for old in DIAGRAMS.glob("*.svg"):
        old.unlink()
    for exhibit in EXHIBITS:
        (DIAGRAMS / f"{exhibit.machine}.svg").write_bytes((PAGES / f"{exhibit.machine}.svg").read_bytes())
    PAGE.write_text(page(records), encoding="utf-8")
    diagrams, pages = (
        sum(path.stat().st_size for path in found) for found in (DIAGRAMS.glob("*.svg"), PAGES.glob("*.html"))
    )
    print(
        f"{len(records)} exhibits: {PAGE.relative_to(ROOT)}, diagrams {diagrams:,} bytes, pages in {PAGES.relative_to(ROOT)} {pages:,} bytes"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
