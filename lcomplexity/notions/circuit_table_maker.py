"""Makes the table of circuit sizes of the 222 classes of functions of four variables.

    python -m lcomplexity.notions.circuit_table_maker -o lcomplexity/notions/four_variable_circuits.tsv

goes through all chains over both bases (:mod:`lcomplexity.notions.boolean_chains`), about 5 minutes on one core, and writes what
:mod:`lcomplexity.notions.circuit_table` reads.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np

from lcomplexity.notions.boolean_chains import chain_text, circuit_sizes
from lcomplexity.notions.circuit_table import COLUMNS
from lcomplexity.notions.four_variables import Basis, class_names


def table_text(say: Callable[[str], None]) -> str:
    """Return the text of the table, computed from nothing: about 5 minutes on one core; ``say`` gets lines of progress.

    >>> table_text(print).splitlines()[1].split("\t")[:2]                              # doctest: +SKIP
    ['class', 'functions']
    """
    bases: tuple[Basis, ...] = ("all two-input gates", "AND, OR, NOT")
    found = [(basis, circuit_sizes(basis, say)) for basis in bases]
    names, functions = np.unique(class_names(), return_counts=True)
    rows = [
        "# Least circuits of the 222 NPN classes of four variables; made by python -m lcomplexity.notions.circuit_table_maker"
    ]
    rows += ["\t".join(COLUMNS)]
    for name, count in zip(names.tolist(), functions.tolist(), strict=True):
        sizes = [(str(int(f.gates[name])), chain_text(f.chains[name], basis)) for basis, f in found]
        rows.append("\t".join((f"0x{name:04x}", str(count), *sizes[0], *sizes[1])))
    return "\n".join(rows) + "\n"


def _main() -> int:
    """Write the table to the file after ``-o``, or to standard output."""
    parser = argparse.ArgumentParser(
        prog="python -m lcomplexity.notions.circuit_table_maker", description=_main.__doc__
    )
    parser.add_argument("-o", metavar="FILE", help="the file to write (default: standard output)")
    target, text = parser.parse_args().o, table_text(_show)
    if sys.stderr.isatty():
        sys.stderr.write("\n")
    if target is None:
        sys.stdout.write(text)
    else:
        Path(target).write_text(text)
    return 0


def _show(line: str) -> None:
    """Redraw a line on a terminal."""
    if sys.stderr.isatty():
        sys.stderr.write("\r" + line.ljust(90))
        sys.stderr.flush()


if __name__ == "__main__":
    sys.exit(_main())
