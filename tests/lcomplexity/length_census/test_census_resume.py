"""A census stopped anywhere goes on, and gives the same file; one that does not fit is refused with its place."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lcomplexity.errors import PredictorError
from lcomplexity.length.census.blocks import blocks, done
from lcomplexity.length.census.census import Census, InProcess, Stage, census
from lcomplexity.length.census.journal import head, opened

N = 4


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """The file of a census that ran through."""
    folder = tmp_path_factory.mktemp("whole")
    census(N, InProcess(), ahead=1, folder=folder)
    return (folder / f"classes-{N}.txt").read_bytes()


def same(a: Census, b: Census) -> bool:
    return a.n == b.n and a.decided.rows() == b.decided.rows()


@settings(max_examples=25)
@given(st.data())
def test_a_file_cut_off_anywhere_is_continued(
    whole: bytes, tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    """Whatever the number of bytes that reached the disk, running again ends with the same file and the same census, and decides
    again at most the blocks from the cut on."""
    folder = tmp_path_factory.mktemp("cut")
    length = data.draw(st.integers(0, len(whole)), label="bytes kept")
    path = folder / f"classes-{N}.txt"
    path.write_bytes(whole[:length])
    stages: list[Stage] = []
    result = census(N, InProcess(), ahead=1, folder=folder, progress=stages.append)
    assert path.read_bytes() == whole and same(result, census(N, InProcess(), ahead=1))
    assert len(stages) == len(blocks(N)) - whole[:length].count(b" classes, crc32 ") + _foot_cut(whole, length)


def _foot_cut(whole: bytes, length: int) -> int:
    """1 if the cut is inside the last line of a block, after the words counted above."""
    last = whole[:length].rpartition(b"\n")[2]
    return int(b" classes, crc32 " in last)


class Stopping(InProcess):
    """An executor that breaks down after some pieces of work."""

    def __init__(self, after: int) -> None:
        self.left = after

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        self.left -= 1
        if self.left < 0:
            raise KeyboardInterrupt
        return super().submit(fn, *args, **kwargs)


@pytest.mark.parametrize("ahead", [1, 3, 100])
def test_an_interrupted_run_keeps_its_blocks(tmp_path: Path, whole: bytes, ahead: int) -> None:
    """Interrupted after every 4 blocks, a census still ends, with the same file."""
    interrupted = 0
    while True:
        try:
            census(N, Stopping(4 if ahead < 4 else 14), ahead=ahead, folder=tmp_path)
            break
        except KeyboardInterrupt:
            interrupted += 1
            assert interrupted < 20
    assert (tmp_path / f"classes-{N}.txt").read_bytes() == whole


@pytest.mark.deep
def test_a_killed_process_loses_at_most_what_it_was_doing(tmp_path: Path) -> None:
    """The census of 5 variables, killed (SIGKILL) at drawn moments, has blocks that are those of a clean run, and goes on."""
    program = (
        "import sys; from pathlib import Path; from lcomplexity.length.census.census import InProcess, census; "
        "census(5, InProcess(), ahead=1, folder=Path(sys.argv[1]))"
    )
    path = tmp_path / "classes-5.txt"
    rng = np.random.default_rng(int(time.time()))
    before = 0
    for _ in range(3):
        size = path.stat().st_size if path.exists() else 0
        process = subprocess.Popen([sys.executable, "-c", program, str(tmp_path)])
        # It may have to compile first; killed a while after it has got on.
        while not path.exists() or path.stat().st_size < size + 20_000:
            assert process.poll() is None
            time.sleep(0.05)
        time.sleep(float(rng.uniform(0, 5)))
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
        journal, complete = opened(path, 5, blocks(5))
        with journal:
            assert not complete and len(journal.parts) > before
            before = len(journal.parts)
            for k in rng.integers(before, size=3):
                assert journal.parts[int(k)].rows() == done(blocks(5)[int(k)]).rows()
    assert before > 0


@pytest.mark.parametrize("place", range(8))
def test_a_changed_file_is_refused(tmp_path: Path, whole: bytes, place: int) -> None:
    """A file with one character changed, other than at its end, is refused with its name and line, and left as it is."""
    at = 30 + place * (len(whole) - 60) // 8
    changed = whole[:at] + (b"7" if whole[at : at + 1] != b"7" else b"8") + whole[at + 1 :]
    path = tmp_path / f"classes-{N}.txt"
    path.write_bytes(changed)
    with pytest.raises(PredictorError, match=r"classes-4.txt.*(damaged|not the census|follows)"):
        census(N, InProcess(), ahead=1, folder=tmp_path)
    assert path.read_bytes() == changed


def test_foreign_files_are_refused(tmp_path: Path, whole: bytes) -> None:
    """The census of other variables, another file, or a folder in its place is not written over."""
    path = tmp_path / "classes-3.txt"
    for content in (whole, b"shopping list", b"lcomplexity census, format 2: n = 3, vocabulary 2\n" + b"x" * 90):
        path.write_bytes(content)
        with pytest.raises(PredictorError, match=r"classes-3.txt: not the census of 3 variables"):
            census(3, InProcess(), ahead=1, folder=tmp_path)
        assert path.read_bytes() == content
    path.unlink()
    path.mkdir()
    with pytest.raises(PredictorError, match=r"classes-3.txt: Is a directory"):
        census(3, InProcess(), ahead=1, folder=tmp_path)


def test_something_after_the_end_is_refused(tmp_path: Path, whole: bytes) -> None:
    """A complete file is only read; with a line more it is refused."""
    path = tmp_path / f"classes-{N}.txt"
    path.write_bytes(whole)
    stages: list[Stage] = []
    census(N, InProcess(), ahead=1, folder=tmp_path, progress=stages.append)
    assert not stages and path.read_bytes() == whole
    path.write_bytes(whole + b"0x0 1 1\n")
    with pytest.raises(PredictorError, match="follows the last block"):
        census(N, InProcess(), ahead=1, folder=tmp_path)


def test_the_head_is_that_of_the_page() -> None:
    """The file says what it is in words."""
    assert head(5).startswith("lcomplexity census, format 1: n = 5, vocabulary 2\n")


def test_processes_give_the_same_census() -> None:
    """Spread over two processes, the census of 3 variables is the same."""
    with ProcessPoolExecutor(2, get_context("spawn")) as executor:
        assert same(census(3, executor, ahead=8), census(3, InProcess(), ahead=1))


def test_a_dask_cluster_gives_the_same_census() -> None:
    """Spread over a real local Dask cluster of two worker processes, the census of 4 variables is the same."""
    distributed = pytest.importorskip(
        "distributed", reason="Dask is not installed: pip install '.[cluster]' runs this test"
    )
    with (
        distributed.LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as cluster,
        distributed.Client(cluster) as client,
    ):
        executor: Executor = client.get_executor()
        assert same(census(4, executor, ahead=8), census(4, InProcess(), ahead=1))


@pytest.mark.parametrize(("n", "ahead", "words"), [(0, 1, "n = 0"), (6, 1, "n = 6"), (3, 0, "0 pieces")])
def test_what_cannot_be_done_is_refused(n: int, ahead: int, words: str) -> None:
    """Other numbers of variables, and no work under way, are refused."""
    with pytest.raises(PredictorError, match=words):
        census(n, InProcess(), ahead=ahead)
