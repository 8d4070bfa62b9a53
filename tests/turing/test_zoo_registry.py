"""The registry: its names, files, page and errors."""

from __future__ import annotations

import subprocess
import sys
import warnings
from pathlib import Path

import pytest

from turing.errors import MachineError
from turing.formats import load
from turing.zoo import ZOO, zoo
from turing.zoo.catalogue import markdown
from turing.zoo.entry import MACHINES

PAGE = Path(__file__).parents[2] / "docs" / "zoo.md"


def test_zoo_is_large_and_names_are_unique() -> None:
    """There are at least 24 machines, no two with one name or one file, each under its own name."""
    assert len(ZOO) >= 24
    assert all(entry.name == name for name, entry in ZOO.items())
    assert len({entry.file for entry in ZOO.values()}) == len(ZOO)


def test_every_file_is_registered() -> None:
    """The files in machines/ are exactly those of the registry."""
    assert sorted(p.name for p in MACHINES.iterdir()) == sorted(entry.file for entry in ZOO.values())


@pytest.mark.parametrize("name", list(ZOO))
def test_file_loads_without_a_warning(name: str) -> None:
    """A machine file has nothing doubtful in it, and the machine has the entry's name and input alphabet."""
    entry = ZOO[name]
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        loaded = load(entry.path)
    assert entry.machine.rules == loaded.rules
    assert entry.machine.name == name
    assert entry.machine.input_alphabet == entry.input_alphabet
    assert entry.machine.blank not in entry.input_alphabet
    assert entry.machine is entry.machine


def test_page_is_up_to_date() -> None:
    """docs/zoo.md is what the registry writes: python -m turing.zoo.catalogue > docs/zoo.md."""
    assert PAGE.read_text(encoding="utf-8") == markdown()


def test_unknown_name_names_near_misses() -> None:
    """An unknown name is refused in one line, with the names it may have meant, or all names."""
    with pytest.raises(MachineError) as near:
        zoo("bitsort")
    assert str(near.value) == "zoo: no machine is named 'bitsort'; did you mean 'bit_sort'?"
    with pytest.raises(MachineError) as far:
        zoo("???")
    assert str(far.value) == f"zoo: no machine is named '???'; machines are {', '.join(ZOO)}"


def test_negative_length_is_refused() -> None:
    """inputs(-1) names the machine and the remedy."""
    with pytest.raises(MachineError) as caught:
        ZOO["parity"].inputs(-1)
    assert str(caught.value) == "parity: input length -1 is negative; give a length of at least 0"


def test_importing_the_zoo_reads_no_file_and_no_large_library() -> None:
    """import turing.zoo loads neither sympy, numpy, numba, yaml nor a format."""
    code = (
        "import sys, turing.zoo; "
        "print([m for m in ('sympy', 'numpy', 'numba', 'yaml', 'turing.formats') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
