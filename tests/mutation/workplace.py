"""The copy of the project in which mutants live; the working tree is read once and never written.

Nothing compiled may outlive its source: a trial writes no bytecode, the changed module's bytecode is removed, and a
module with compiled loops gets a cache of machine code of its own for each trial. Unchanged modules share theirs.
"""

from __future__ import annotations

import contextlib
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.mutation.kernel import COPIED, ROOT


@dataclass(frozen=True)
class Workplace:
    """A folder with the copied ``tree`` and the ``cache`` of compiled loops.

    >>> Workplace(Path("/nowhere")).tree.name
    'tree'
    """

    folder: Path

    @property
    def tree(self) -> Path:
        """Return the root of the copied project."""
        return self.folder / "tree"

    @property
    def cache(self) -> Path:
        """Return where compiled loops of unchanged modules are kept."""
        return self.folder / "numba"

    def copy(self) -> None:
        """Copy the project as it is now, replacing what was there."""
        shutil.rmtree(self.folder, ignore_errors=True)
        self.tree.mkdir(parents=True)
        self.cache.mkdir()
        leave = shutil.ignore_patterns("__pycache__", ".hypothesis", "*.egg-info")
        for name in COPIED:
            source = ROOT / name
            if source.is_dir():
                shutil.copytree(source, self.tree / name, ignore=leave)
            elif source.exists():
                shutil.copy2(source, self.tree / name)

    def twin(self, folder: Path) -> Workplace:
        """Return a copy of this workplace in ``folder``, for changes made at the same time as others here."""
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(self.tree, folder / "tree")
        shutil.copytree(self.cache, folder / "numba")
        return Workplace(folder)

    def source(self, module: str) -> str:
        """Return the text of a module in the copy."""
        return (self.tree / module).read_text()

    @contextlib.contextmanager
    def changed(self, module: str, source: str) -> Iterator[Path]:
        """Put ``source`` in the place of a module while the block runs; give the cache of compiled loops to use."""
        path = self.tree / module
        original = path.read_text()
        for compiled in path.parent.glob(f"__pycache__/{path.stem}.*.pyc"):
            compiled.unlink()
        own = self.folder / "numba-of-this-mutant"
        compiles = "numba.njit" in original
        try:
            if compiles:
                shutil.rmtree(own, ignore_errors=True)
                shutil.copytree(self.cache, own)
                for stale in own.rglob(f"{path.stem}.*"):
                    stale.unlink()
            path.write_text(source)
            yield own if compiles else self.cache
        finally:
            path.write_text(original)
            shutil.rmtree(own, ignore_errors=True)
