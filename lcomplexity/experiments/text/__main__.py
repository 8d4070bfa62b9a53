"""``python -m lcomplexity.experiments.text RESULTS.json DIR``: the page ``text.md`` and its picture from the results of a ladder."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path

from lcomplexity.errors import PredictorError
from lcomplexity.experiments.checkpoints import write_whole
from lcomplexity.experiments.text.page import PICTURE, page
from lcomplexity.experiments.text.picture import picture


def main(arguments: Sequence[str]) -> int:
    """Return the exit status, 2 with one line if something is wrong.

    >>> main(["no such file.json", "."])
    2
    """
    parser = argparse.ArgumentParser(prog="python -m lcomplexity.experiments.text", description=__doc__)
    parser.add_argument("results", type=Path, help="results.json of 'lcomplexity experiment text -o DIR'")
    parser.add_argument("folder", type=Path, help="where text.md and its picture go")
    args = parser.parse_args(arguments)
    try:
        results = json.loads(args.results.read_text("utf-8"))
        made = {PICTURE: picture(results), "text.md": page(results)}
        for name, text in made.items():
            write_whole(args.folder / name, text.encode())
    except (OSError, ValueError, KeyError, TypeError) as error:
        known = isinstance(error, PredictorError)
        print(str(error) if known else f"{args.results}: no results of a ladder ({error})", file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
