"""Virtual environments for other people's programs, made once from pinned requirements.

They lie in a git-ignored folder, apart from the project's own environment: what these programs need shall not decide
what the project runs with.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.benchmarks.results import CACHE

HERE = Path(__file__).parent


@dataclass(frozen=True)
class Unavailable:
    """An environment that could not be made, and the line that says why."""

    reason: str


def environment(name: str) -> Path | Unavailable:
    """Return the interpreter of the environment with the packages of ``NAME.requirements.txt``, made if need be."""
    requirements = HERE / f"{name}.requirements.txt"
    folder = CACHE / "environments" / name
    interpreter = folder / "bin" / "python"
    # Written last: an environment without it, or with another text in it, is made anew.
    made = folder / "made-from.txt"
    wanted = f"# {sys.version.split()[0]}\n{requirements.read_text()}"
    if made.exists() and made.read_text() == wanted:
        return interpreter
    print(f"\n  making an environment for {name} (a minute or two, mostly downloads)", flush=True)
    shutil.rmtree(folder, ignore_errors=True)
    # As on a Debian without ensurepip: the environment gets no pip of its own.
    said = _failed([sys.executable, "-m", "venv", "--without-pip", str(folder)])
    if said is None:
        pip = next((p for p in _interpreters() if _failed([p, "-m", "pip", "--version"]) is None), None)
        if pip is None:
            return Unavailable(f"{name}: no interpreter here has pip")
        install = [pip, "-m", "pip", "--python", str(interpreter), "install", "-q", "--disable-pip-version-check"]
        said = _failed([*install, "--only-binary", ":all:", "-r", str(requirements)])
    if said is not None:
        return Unavailable(f"{name}: {said}")
    made.write_text(wanted)
    return interpreter


def versions(name: str) -> dict[str, str]:
    """Return the pinned versions of the packages of an environment, by package."""
    lines = (HERE / f"{name}.requirements.txt").read_text().splitlines()
    return dict(line.split("==") for line in lines if "==" in line and not line.startswith("#"))


def _interpreters() -> Iterator[str]:
    yield sys.executable
    yield getattr(sys, "_base_executable", sys.executable)
    if found := shutil.which("python3"):
        yield found


def _failed(command: list[str]) -> str | None:
    """What a command complained of at the end, or ``None`` if it succeeded."""
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode == 0:
        return None
    lines = [line for line in done.stderr.splitlines() if line.startswith("ERROR")] or done.stderr.splitlines()
    return lines[-1].removeprefix("ERROR: ") if lines else f"exit status {done.returncode}"
