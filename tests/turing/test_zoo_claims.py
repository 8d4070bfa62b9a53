"""The zoo's other claims: published figures, cells visited, obliviousness."""

from __future__ import annotations

import pytest

from turing.batch import extent, word_array
from turing.machine import cells
from turing.oblivious import HeadSchedule, NotOblivious, head_schedule
from turing.simulator import Halted, run
from turing.zoo import ZOO, ZooEntry

BEAVERS = [name for name, entry in ZOO.items() if entry.published is not None]

#: Steps and non-blank cells from the literature, kept apart from the registry.
LITERATURE = {
    "bb2": (6, 4),
    "bb3": (21, 5),
    "bb3_ones": (14, 6),
    "bb4": (107, 13),
    "bb5": (47_176_870, 4098),
    "bb2x3": (38, 9),
    "bb2x4": (3_932_964, 2050),
}

#: Machines whose window is a bound only; the others reach both ends of theirs.
WINDOW_IS_A_BOUND = {"collatz", "universal"}

#: Machines with one input, oblivious by definition, whose head path is too long to write down in a test.
LONG_PATHS = {"bb5", "bb2x4"}


def words_of(entry: ZooEntry, n: int, most: int = 4096) -> list[str]:
    return [x for x, _ in zip(entry.inputs(n), range(most), strict=False)]


@pytest.mark.parametrize("name", BEAVERS)
def test_busy_beaver_has_its_published_steps_and_score(name: str) -> None:
    """A busy beaver on the empty tape halts after the published number of transitions with the published score."""
    entry = ZOO[name]
    end = run(entry.machine, "", engine="compiled")
    assert isinstance(end, Halted)
    assert (end.steps, len(cells(entry.machine, end.configuration.tapes[0]))) == LITERATURE[name]
    assert tuple(entry.published or ()) == LITERATURE[name]
    assert entry.time(0) == end.steps
    assert entry.read(end.configuration) == entry.oracle("")


def test_every_busy_beaver_is_in_the_literature() -> None:
    """The reference table and the registry name the same busy beavers."""
    assert set(LITERATURE) == set(BEAVERS)


@pytest.mark.parametrize("name", list(ZOO))
def test_heads_stay_in_the_claimed_window(name: str) -> None:
    """At each length every head stays within window(n), and at the longest length both ends are reached."""
    entry = ZOO[name]
    lengths = sorted({0, 1, 2, 3, *entry.lengths}) if entry.published is None else [0]
    for n in lengths:
        words = words_of(entry, n)
        if not words:
            continue
        found = extent(entry.machine, [word_array(entry.machine, words)], n, max_steps=10**8)
        least, greatest = entry.window(n)
        visited = (found.window[0], found.window[1] - 1)
        assert found.halted
        assert least <= visited[0] and visited[1] <= greatest, f"{name} at length {n}: {visited}"
        if n == max(lengths) and name not in WINDOW_IS_A_BOUND:
            assert visited == (least, greatest), f"{name} at length {n}"


@pytest.mark.parametrize("name", [name for name in ZOO if name not in LONG_PATHS])
def test_obliviousness_is_as_recorded(name: str) -> None:
    """A machine recorded as oblivious is so at each of its lengths; each other one is refuted at one of them."""
    entry = ZOO[name]
    found = []
    for n in entry.lengths:
        domain = words_of(entry, n) if entry.words is not None else None
        found.append(head_schedule(entry.machine, n, domain=domain))
    if entry.oblivious:
        assert all(isinstance(f, HeadSchedule) for f in found), found
    else:
        assert any(isinstance(f, NotOblivious) for f in found), found


@pytest.mark.parametrize("name", list(ZOO))
def test_suggested_lengths_have_inputs(name: str) -> None:
    """Each suggested length has a valid input; there are three, or one where there is one input in all."""
    entry = ZOO[name]
    assert all(words_of(entry, n, 1) for n in entry.lengths)
    assert len(set(entry.lengths)) == (3 if entry.published is None else 1)
