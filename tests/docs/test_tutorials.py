"""The tutorials run as a reader would run them, and stay as short as they say."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
FOLDER = ROOT / "docs" / "tutorials"
TUTORIALS = [path for path in sorted(FOLDER.glob("*.py")) if path.name != "conftest.py"]
#: The files that each leaves in its folder.
WRITES = {
    "lecture": {"ends.html", "ends.svg", "ends.tex"},
    "length": {"mine.json", "table.tex"},
    "learning": {"palindrome.jsonl", "learnt.safetensors"},
    "trust": {"palindrome.npz", "damaged.npz", "parity.json"},
}


def ran(program: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """A program, run in a fresh interpreter in this folder; warnings are errors in our own modules' code."""
    return subprocess.run(
        [sys.executable, "-W", "error::DeprecationWarning:__main__", program],
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=300,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )


@pytest.mark.parametrize("tutorial", TUTORIALS, ids=lambda path: path.stem)
def test_a_tutorial_runs_in_a_fresh_interpreter(tutorial: Path, tmp_path: Path) -> None:
    """All its assertions hold, nothing is complained of, and it writes the files it speaks of."""
    if "torch" in tutorial.read_text():
        pytest.importorskip("torch")
        pytest.importorskip("safetensors")
    done = ran(str(tutorial), tmp_path)
    assert (done.returncode, done.stderr) == (0, ""), done.stderr[-2000:]
    assert {path.name for path in tmp_path.iterdir()} == WRITES[tutorial.stem]


@pytest.mark.parametrize("tutorial", TUTORIALS, ids=lambda path: path.stem)
def test_a_tutorial_is_short_in_cells_and_asserts_something(tutorial: Path) -> None:
    """Less than 80 lines; cells alternate between words and code; most cells of code assert something."""
    text = tutorial.read_text()
    assert len(text.splitlines()) < 80
    kinds = re.findall(r"^# %%(.*)$", text, flags=re.MULTILINE)
    assert (
        kinds[:2] == [" [markdown]", ""]
        and set(kinds) == {" [markdown]", ""}
        and kinds[::2] == [" [markdown]"] * (len(kinds) // 2)
    )
    assert text.startswith("# %% [markdown]\n# # ")
    code = [cell for cell in re.split(r"^# %%", text, flags=re.MULTILINE)[1:] if not cell.startswith(" [markdown]")]
    assert sum("assert " in cell for cell in code[1:]) >= len(code[1:]) / 2


def test_a_tutorial_that_says_something_false_fails(tmp_path: Path) -> None:
    """One number changed in a tutorial, and its run does not end well."""
    text = (FOLDER / "length.py").read_text()
    assert "answer.upper.tokens == 2" in text
    false = tmp_path / "false.py"
    false.write_text(text.replace("answer.upper.tokens == 2", "answer.upper.tokens == 3"))
    assert "AssertionError" in ran(str(false), tmp_path).stderr


def test_the_list_names_each_tutorial() -> None:
    """The page lists the tutorials there are, no others."""
    listed = re.findall(r"^\| \[(\w+)\.py\]\(\1\.py\)", (FOLDER / "index.md").read_text(), flags=re.MULTILINE)
    assert sorted(listed) == [path.stem for path in TUTORIALS] == sorted(WRITES)
