"""``python -m tests.benchmarks.arithmetic FOLDER ..``: publish runs of ``lcomplexity experiment arithmetic -o FOLDER`` in docs/arithmetic.md.

The records of the folders' results.json (a part that stands in several is taken from the last) go to docs/arithmetic.json, and the page's tables are
made from them. Without folders the page is made anew from what was published.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from lcomplexity.experiments.arithmetic.report import quoted, tables

ROOT = Path(__file__).resolve().parent.parent.parent
PAGE, PUBLISHED = ROOT / "docs" / "arithmetic.md", ROOT / "docs" / "arithmetic.json"
ORDER = ("constructed", "dense", "addition", "shared", "lengths", "networks")


def page(text: str, records: Sequence[dict[str, Any]]) -> str:
    """Return the page's text with its tables made from the records."""
    for name, table in (("results", tables(records)), ("quoted", quoted())):
        place = rf"(<!-- {name} -->\n).*?(?=<!-- end -->)"
        text, count = re.subn(place, lambda m, t=table: f"{m[1]}{t}\n", text, count=1, flags=re.DOTALL)
        if not count:
            raise SystemExit(f"{PAGE}: no place for {name!r}")
    return text


def published(folders: Sequence[str]) -> list[dict[str, Any]]:
    """Return the records published so far, with the parts of these folders in their place."""
    parts: dict[str, list[dict[str, Any]]] = {}
    found = json.loads(PUBLISHED.read_text()) if PUBLISHED.exists() else []
    for records in (found, *(json.loads(Path(folder, "results.json").read_text())["records"] for folder in folders)):
        new: dict[str, list[dict[str, Any]]] = {}
        for record in records:
            new.setdefault(record["part"], []).append(record)
        parts |= new
    return [record for name in ORDER for record in parts.get(name, [])]


def main() -> int:
    """Run the command."""
    records = published(sys.argv[1:])
    PUBLISHED.write_text("[\n" + ",\n".join(json.dumps(record) for record in records) + "\n]\n")
    PAGE.write_text(page(PAGE.read_text(), records))
    return 0


if __name__ == "__main__":
    sys.exit(main())
