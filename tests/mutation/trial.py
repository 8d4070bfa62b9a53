"""One trial: a forked child runs chosen tests in the copy, quickest first, and stops at the first failure.

A fork, because importing the libraries costs more than most tests; the parent has imported none of the project's own
modules but this package. The child reports each test as it starts it; one that takes far longer than it should is
killed, and so is what it started.
"""

from __future__ import annotations

import contextlib
import os
import resource
import select
import signal
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import pytest

from tests.mutation.kernel import module_name
from tests.mutation.workplace import Workplace

Verdict = Literal["killed", "survived", "timeout", "unbuildable"]

#: Seconds for importing and collecting; and for a test: this, and a multiple of what it took unchanged.
COLLECTION_LIMIT = 45.0
TEST_LIMIT, TEST_FACTOR = 20.0, 10.0
MEMORY_LIMIT = 8 << 30


@dataclass(frozen=True)
class Outcome:
    """What became of a mutant, and which test decided it (``""`` if it survived)."""

    verdict: Verdict
    by: str
    seconds: float


def preload() -> None:
    """Import the libraries once, before any fork.

    >>> preload(); "hypothesis" in sys.modules
    True
    """
    for name in ("numpy", "numba", "sympy", "scipy.sparse", "hypothesis.strategies", "hypothesis.stateful", "yaml"):
        with contextlib.suppress(ImportError):
            __import__(name)


def trial(
    place: Workplace, cache: Path | None, module: str, tests: Sequence[str], expected: Mapping[str, float]
) -> Outcome:
    """Return the outcome of running ``tests`` (node identifiers, in this order) in the copy as it now is.

    Compiled loops are kept in ``cache``; with ``None`` loops are interpreted, which is quicker for small tests.

    ``expected`` seconds bound each test (see :data:`TEST_LIMIT`); an import of ``module`` that fails is
    ``"unbuildable"``.
    """
    start = time.monotonic()
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        _in_child(lambda say: _run(place.tree, cache, module, tests, say), writing, place.folder / "child.log")
    os.close(writing)
    verdict, by = _watch(child, reading, expected)
    return Outcome(verdict, by, time.monotonic() - start)


def _watch(child: int, reading: int, expected: Mapping[str, float]) -> tuple[Verdict, str]:
    current, limit = "collection", COLLECTION_LIMIT
    since, buffer = time.monotonic(), b""
    try:
        while True:
            left = since + limit - time.monotonic()
            ready, _, _ = select.select([reading], [], [], max(left, 0))
            if not ready:
                return "timeout", current
            data = os.read(reading, 1 << 16)
            if not data:
                return "killed", f"{current} (the interpreter died)"
            *lines, buffer = (buffer + data).split(b"\n")
            for line in lines:
                kind, _, what = line.decode().partition(" ")
                if kind == "start":
                    current, since = what, time.monotonic()
                    limit = TEST_LIMIT + TEST_FACTOR * expected.get(what, 1.0)
                elif kind == "failed":
                    return "killed", what
                elif kind == "unbuildable":
                    return "unbuildable", what
                else:
                    return "survived", ""
    finally:
        os.close(reading)
        with contextlib.suppress(ProcessLookupError):
            os.killpg(child, signal.SIGKILL)
        with contextlib.suppress(ProcessLookupError):
            os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)


def _in_child(work: Any, writing: int, log: Path) -> None:
    """Run ``work(say)`` in the forked child and leave, whatever happens."""
    os.setsid()
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    output = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
    os.dup2(output, 1)
    os.dup2(output, 2)

    def say(line: str) -> None:
        os.write(writing, line.replace("\n", " ").encode() + b"\n")

    try:
        work(say)
    except BaseException as error:
        say(f"failed {type(error).__name__}: {error}")
    finally:
        os._exit(0)


def enter(tree: Path, cache: Path | None) -> None:
    """Make this process import the project from ``tree``, and keep compiled loops in ``cache`` (``None``: compile
    nothing)."""
    import numba

    os.chdir(tree)
    for name in [name for name in sys.modules if name.split(".")[0] in ("turing", "lcomplexity", "proofs", "tests")]:
        del sys.modules[name]
    sys.path[:] = [str(tree), *(p for p in sys.path if p not in ("", str(tree)))]
    os.environ.update(PYTHONPATH=str(tree), PYTHONDONTWRITEBYTECODE="1")
    if cache is None:
        numba.config.DISABLE_JIT = True
    else:
        os.environ["NUMBA_CACHE_DIR"] = numba.config.CACHE_DIR = str(cache)


def options(tree: Path, files: Sequence[str]) -> list[str]:
    """Return pytest's arguments for a run in the copy.

    >>> options(Path("/t"), ["tests"])[-1]
    'tests'
    """
    plugins = ("no:cacheprovider", "no:xdist", "no:benchmark")
    given = [argument for plugin in plugins for argument in ("-p", plugin)]
    # Libraries are imported before pytest could rewrite their asserts, and nobody here reads those.
    given += ["-W", "ignore::pytest.PytestAssertRewriteWarning"]
    return [*given, "--basetemp", str(tree.parent / "tmp"), "--hypothesis-seed=0", *files]


def _run(tree: Path, cache: Path | None, module: str, tests: Sequence[str], say: Any) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_LIMIT, MEMORY_LIMIT))
    sys.dont_write_bytecode = True
    enter(tree, cache)
    try:
        found = __import__(module_name(module), fromlist=["x"])
    except Exception as error:
        say(f"unbuildable {type(error).__name__}: {error}")
        return
    if not str(found.__file__).startswith(str(tree)):
        raise RuntimeError(f"{found.__file__} is not in the copy")
    files = list(dict.fromkeys(test.split("::")[0] for test in tests))
    code = pytest.main(options(tree, files), plugins=[Chosen(tests, say)])
    # 5: nothing collected, which no run of the tests would notice.
    say("survived" if code in (0, 5) else f"failed pytest ended with {code}")


class Chosen:
    """A pytest plugin: runs the chosen tests in the order given and tells how they go."""

    def __init__(self, tests: Sequence[str], say: Any) -> None:
        self._order = {test: i for i, test in enumerate(tests)}
        self._say = say

    def pytest_sessionstart(self) -> None:
        """Load hypothesis' settings for mutants: a failing example is enough, it need not be the smallest."""
        from hypothesis import Phase, settings

        phases = (Phase.explicit, Phase.generate)
        settings.register_profile("mutation", settings.get_profile("default"), database=None, phases=phases)
        settings.load_profile("mutation")

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(self, items: list[Any]) -> None:
        """Keep the chosen tests, in order."""
        items[:] = sorted((i for i in items if i.nodeid in self._order), key=lambda i: self._order[i.nodeid])

    def pytest_collectreport(self, report: Any) -> None:
        """Tell that a file could not be collected, which is a failure."""
        if report.failed:
            self._fail(f"collection of {report.nodeid}")

    def pytest_runtest_logstart(self, nodeid: str) -> None:
        """Tell which test starts."""
        self._say(f"start {nodeid}")

    def pytest_runtest_logreport(self, report: Any) -> None:
        """Tell of the first failure, and leave."""
        if report.failed:
            self._fail(report.nodeid)

    def _fail(self, what: str) -> None:
        self._say(f"failed {what}")
        os._exit(1)
