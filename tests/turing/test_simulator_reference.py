"""Published running times and scores, from tests/reference/busy_beavers.tsv, by every engine that can afford them."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import pytest

from turing.engines import run_length
from turing.machine import Machine, cells, initial
from turing.simulator import EngineName, Halted, OutOfSteps, run

REFERENCE = Path(__file__).parent.parent / "reference" / "busy_beavers.tsv"


class Published(NamedTuple):
    """A line of the table."""

    text: str
    steps: int
    score: int


def published() -> list[Published]:
    """Return the table."""
    lines = [line.split("\t") for line in REFERENCE.read_text().splitlines() if not line.startswith("#")]
    return [Published(text, int(steps), int(score)) for text, steps, score, _ in lines]


def machine_of(text: str) -> Machine:
    """Return the machine from bbchallenge text, read here on its own: three characters a cell, '-' for no rule."""
    rules = [
        f"{chr(ord('A') + i)} {j // 3} {row[j]} {row[j + 1]} {row[j + 2]}"
        for i, row in enumerate(text.split("_"))
        for j in range(0, len(row), 3)
        if row[j] != "-"
    ]
    halting = {rule[-1] for rule in rules} - {rule[0] for rule in rules}
    return Machine.of(text, *rules, start="A", blank="0", halting=halting)


def limits() -> list[tuple[Published, EngineName]]:
    """Return the pairs of table line and engine that take well under a second."""
    affordable: dict[EngineName, int] = {"kernel": 10**5, "compiled": 10**8, "run-length": 10**11, "auto": 10**7}
    return [(line, name) for line in published() for name, most in affordable.items() if line.steps <= most]


@pytest.mark.parametrize(("line", "engine"), limits(), ids=lambda v: v if isinstance(v, str) else v.text)
def test_a_published_machine_halts_when_it_should(line: Published, engine: EngineName) -> None:
    """From the blank tape: the published number of steps, state Z, the published number of non-blank cells."""
    machine = machine_of(line.text)
    end = run(machine, "", max_steps=line.steps, engine=engine)
    assert isinstance(end, Halted)
    assert (end.steps, end.configuration.state) == (line.steps, "Z")
    assert len(cells(machine, end.configuration.tapes[0])) == line.score


def test_the_table_is_whole() -> None:
    """44 machines, each once; the five-state champion among them."""
    table = published()
    assert len(table) == len({line.text for line in table}) == 44
    assert Published("1RB1LC_1RC1RB_1RD0LE_1LA1LD_1RZ0LA", 47_176_870, 4098) in table


def test_the_five_state_champion_without_its_last_rule() -> None:
    """With the halting rule undefined: 47,176,869 steps and 4,097 ones, and the outcome is 'undefined'."""
    machine = machine_of("1RB1LC_1RC1RB_1RD0LE_1LA1LD_---0LA")
    for engine in ("run-length", "compiled"):
        end = run(machine, "", engine=engine)
        assert (end.outcome, end.steps, end.configuration.state) == ("undefined", 47_176_869, "E")
        assert len(cells(machine, end.configuration.tapes[0])) == 4097


def test_one_step_short_is_out_of_steps() -> None:
    """The five-state champion with a limit of one less has not halted, and is not said to loop."""
    machine = machine_of("1RB1LC_1RC1RB_1RD0LE_1LA1LD_1RZ0LA")
    end = run(machine, "", max_steps=47_176_869, engine="run-length")
    assert isinstance(end, OutOfSteps) and end.configuration.state == "E"


@pytest.mark.parametrize("width", [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 12])
def test_the_block_width_changes_nothing(width: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Lin and Rado's 14 steps, and 3,932,964 steps of the 2-state 4-symbol champion, with blocks of any width."""
    monkeypatch.setattr(run_length, "WIDTHS", (width,))
    small = machine_of("1RB1RZ_0RC1RB_1LC1LA")
    end = run_length.compressed(small, initial(small, ""), 10**9)
    assert (end.executed, end.count("1"), end.state) == (14, 6, "Z")
    if width in (2, 3, 4, 6):
        large = machine_of("1RB2LA1RA1RA_1LB1LA3RB1RZ")
        end = run_length.compressed(large, initial(large, ""), 10**9)
        assert (end.executed, end.size - end.count("0"), end.state) == (3_932_964, 2050, "Z")
