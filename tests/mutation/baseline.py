"""The tests on the unchanged copy: how long each takes, which fail, and which lines of the kernel each runs."""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from types import FrameType
from typing import Any
from zlib import crc32

import pytest

from tests.mutation.kernel import KERNEL, LEFT_OUT, TESTS
from tests.mutation.mutants import Mutant
from tests.mutation.trial import enter, options
from tests.mutation.workplace import Workplace


@dataclass(frozen=True)
class Baseline:
    """``seconds`` of each passing test, ``lines[module][test]`` of the kernel that it runs, and what ``failed``."""

    seconds: dict[str, float]
    lines: dict[str, dict[str, list[int]]]
    failed: list[str]

    def tests(self, mutant: Mutant, most: float) -> tuple[list[str], list[str]]:
        """Return the tests that may notice a mutant, quickest first: those that run its line, then the module's others.

        Each list is cut where the sum of its times exceeds ``most`` seconds. A line that runs only at import (or in a
        compiled loop) is in no test's list: then the first list is the module's.

        >>> b = Baseline({"a": 2.0, "b": 1.0, "c": 1.0}, {"f.py": {"a": [1], "b": [1], "c": [2]}}, [])
        >>> from tests.mutation.mutants import mutants
        >>> b.tests(mutants("f.py", "x = 1")[0], most=60)
        (['b', 'a'], ['c'])
        """
        by_test = self.lines.get(mutant.module, {})
        ordered = sorted(by_test, key=lambda test: self.seconds[test])
        inside = range(mutant.line, mutant.last_line + 1)
        covering = [test for test in ordered if any(line in inside for line in by_test[test])]
        others = [test for test in ordered if test not in set(covering)]
        if not covering:
            covering, others = others, []
        return self._cut(covering, most), self._cut(others, most)

    def _cut(self, tests: list[str], most: float) -> list[str]:
        kept: list[str] = []
        total = 0.0
        for test in tests:
            total += self.seconds[test]
            if kept and total > most:
                break
            kept.append(test)
        return kept


def measured(place: Workplace, path: Path, jobs: int = 1, files: Sequence[str] = TESTS) -> Baseline:
    """Return the baseline of the copy, measured in ``jobs`` children, each a share of the tests of ``files``, unless ``path``
    has it."""
    if not path.exists():
        parts = [path.with_suffix(f".{i}") for i in range(jobs)]
        children = []
        for i, part in enumerate(parts):
            child = os.fork()
            if child == 0:
                try:
                    _measure(place, part, i, jobs, files)
                finally:
                    os._exit(0)
            children.append(child)
        for child in children:
            os.waitpid(child, 0)
        path.write_text(json.dumps(asdict(merged([Baseline(**json.loads(part.read_text())) for part in parts]))))
    return Baseline(**json.loads(path.read_text()))


def merged(parts: Sequence[Baseline]) -> Baseline:
    """Return the baseline of all tests from those of shares of them.

    >>> merged([Baseline({"a": 1.0}, {"f.py": {"a": [1]}}, []), Baseline({"b": 2.0}, {"f.py": {"b": [2]}}, ["c"])])
    Baseline(seconds={'a': 1.0, 'b': 2.0}, lines={'f.py': {'a': [1], 'b': [2]}}, failed=['c'])
    """
    lines: dict[str, dict[str, list[int]]] = {}
    for part in parts:
        for module, by_test in part.lines.items():
            lines.setdefault(module, {}).update(by_test)
    seconds = {test: s for part in parts for test, s in part.seconds.items()}
    return Baseline(seconds, lines, sorted(test for part in parts for test in part.failed))


def _measure(place: Workplace, path: Path, share: int, shares: int, files: Sequence[str]) -> None:
    with open(place.folder / f"baseline-{share}.log", "w") as log:
        os.dup2(log.fileno(), 1)
        os.dup2(log.fileno(), 2)
    enter(place.tree, place.cache)
    os.environ.pop("PYTHONDONTWRITEBYTECODE")
    left_out = [f"--ignore={name}" for name in LEFT_OUT]
    watcher = _Watcher(place.tree, share, shares)
    present = [name for name in files if (place.tree / name).exists()]
    base = ["--basetemp", str(place.folder / f"tmp{share}")]
    pytest.main([*options(place.tree, present), *base, *left_out], plugins=[watcher])
    path.write_text(json.dumps(asdict(watcher.baseline())))


class _Watcher:
    """A pytest plugin: times every test of its share and traces which kernel lines it runs."""

    def __init__(self, tree: Path, share: int, shares: int) -> None:
        self._share, self._shares = share, shares
        self._modules = {str(tree / module): module for module in KERNEL}
        self._seconds: dict[str, float] = {}
        self._failed: set[str] = set()
        self._lines: dict[str, dict[str, list[int]]] = {module: {} for module in KERNEL}
        self._now: set[tuple[str, int]] = set()

    def baseline(self) -> Baseline:
        passing = {test: s for test, s in self._seconds.items() if test not in self._failed}
        lines = {m: {t: found for t, found in of.items() if t in passing} for m, of in self._lines.items()}
        return Baseline(passing, lines, sorted(self._failed))

    def pytest_sessionstart(self) -> None:
        """Fewer examples than usual: tracing is slow, and the lines reached are mostly the same."""
        from hypothesis import settings

        settings.register_profile("traced", settings.get_profile("default"), max_examples=15, database=None)
        settings.load_profile("traced")

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(self, items: list[Any]) -> None:
        """Keep the tests of this share."""
        items[:] = [item for item in items if crc32(item.nodeid.encode()) % self._shares == self._share]

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: Any) -> Any:
        self._now = set()
        start = time.monotonic()
        sys.settrace(self._call)
        try:
            return (yield)
        finally:
            sys.settrace(None)
            self._seconds[item.nodeid] = round(time.monotonic() - start, 4)
            for name, line in sorted(self._now):
                self._lines[self._modules[name]].setdefault(item.nodeid, []).append(line)

    def pytest_runtest_logreport(self, report: Any) -> None:
        if report.failed:
            self._failed.add(report.nodeid)

    def _call(self, frame: FrameType, event: str, argument: Any) -> Any:
        name = frame.f_code.co_filename
        if name not in self._modules:
            return None
        add = self._now.add

        def line(frame: FrameType, event: str, argument: Any) -> Any:
            add((name, frame.f_lineno))
            return line

        return line


def chosen(tests: Sequence[str], count: int) -> tuple[list[str], list[str]]:
    """Return the first ``count`` tests and the rest.

    >>> chosen(["a", "b", "c"], 2)
    (['a', 'b'], ['c'])
    """
    return list(tests[:count]), list(tests[count:])
