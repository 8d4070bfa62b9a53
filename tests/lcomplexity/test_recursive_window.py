"""Construction (b), whole runs: every token right, positions fixed by (steps, n) alone, schedules that stay small."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import fields, replace
from itertools import product
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lcomplexity.constructions import recursive_schedule
from lcomplexity.constructions.construction import Construction
from lcomplexity.constructions.recursive_schedule import whole_schedule
from lcomplexity.constructions.recursive_tokens import Says
from lcomplexity.constructions.recursive_window import recursive_window
from lcomplexity.decoding import decode
from lcomplexity.predictor import LinearPredictor, Rule
from lcomplexity.procedures import procedures
from lcomplexity.schedule import Block, Emit, Repeat, Sequence, flat
from lcomplexity.verification import verify
from proofs.machine_strategies import machines
from turing.machine import Machine
from turing.recursive import FAN_OUTS, RecursiveTrace
from turing.simulator import run
from turing.trace import Ending

BUSY = Machine.of("bb3", "A 0 1 R B", "A 1 1 R Z", "B 0 1 L B", "B 1 0 R C", "C 0 1 L C", "C 1 1 L A", start="A", blank="0", halting=["Z"])  # fmt: skip
#: Turns on 1 and on _, so that inputs decide where the head goes, in both directions.
TURNS = Machine.of("turns", "a 1 2 R a", "a 2 1 L b", "a _ 1 L b", "b 1 2 L a", "b 2 _ R a", "b _ 2 R b", start="a")


@st.composite
def cases(draw: st.DrawFn) -> Construction:
    """Construction (b) of a drawn machine: every ending, fan-out and packing, now and then of several tapes."""
    tapes = draw(st.sampled_from([1, 1, 1, 2, 3]))
    machine = draw(machines(states=(1, 3), symbols=(2, 3 if tapes == 1 else 2), tapes=(tapes, tapes)))
    w = draw(st.sampled_from([1, 1, 2])) if tapes == 1 and len(machine.alphabet) == 2 else 1
    n, steps, R = draw(st.integers(0, 3)), draw(st.integers(1, 30)), draw(st.integers(2, 5))
    ending: Ending = draw(st.sampled_from(["verdict", "tape"]))
    return recursive_window(machine, n, steps, ending, draw(st.integers(0, tapes - 1)), R, w)


@settings(max_examples=20)
@given(cases())
def test_the_recursive_window_writes_the_run(c: Construction) -> None:
    """For every machine, length, number of steps, ending, fan-out and packing: all inputs' chains are right token for token, with
    margin at least 1, and every claim holds."""
    v = verify(c)
    assert v.passed and v.exhaustive and v.min_margin is not None and v.min_margin >= 1, v


@pytest.mark.parametrize("R", [2, 4, 5, FAN_OUTS.stop - 1])
def test_every_fan_out_writes_a_run_of_several_levels(R: int) -> None:
    """All inputs of three symbols, for 30 steps and for more than R^2 of a machine that turns as its input says."""
    v = verify(recursive_window(TURNS, 3, max(30, R * R + R + 1), R=R))
    assert v.passed and v.inputs == 8 and v.min_margin == 1, v


def test_the_reference_decoder_reads_the_busy_beaver_off_the_tape() -> None:
    """Decoded by the definition, 21 steps of the 3-state beaver leave five ones, as the simulator says; packed too."""
    assert run(BUSY, "").steps == 21
    for R, w in ((2, 1), (4, 1), (3, 2)):
        c = recursive_window(BUSY, 0, 21, "tape", R=R, w=w)
        decoded = decode(c.predictor, c.interface.prompt(""))
        assert c.interface.answer(decoded.chain).count("1") == 5 and decoded.min_margin == 1


# --- positions ---


def arrays_of(machine: Machine, n: int, steps: int, **options: object) -> list[object]:
    """Return rules' numbers and positions of a whole run's schedule, as arrays."""
    form = RecursiveTrace(machine, n, steps, **options)  # type: ignore[arg-type]
    p = procedures(whole_schedule(form)[1], n + 1)
    values = [getattr(p, field.name) for field in fields(p)]
    return [v.tolist() if isinstance(v, np.ndarray) else v for v in values]


@settings(max_examples=10)
@given(st.data(), st.integers(0, 3), st.integers(1, 200), st.integers(2, 5), st.sampled_from(["verdict", "tape"]))
def test_positions_depend_on_steps_and_length_alone(
    data: st.DataObject, n: int, steps: int, R: int, ending: Ending
) -> None:
    """Any two machines with the same numbers of symbols and tapes have the same schedule, rule for rule and position for
    position."""
    tapes, w = data.draw(st.sampled_from([(1, 1), (1, 2), (2, 1)]))
    drawn = machines(states=(1, 2), symbols=(2, 2), tapes=(tapes, tapes))
    one, two = data.draw(drawn), data.draw(drawn)
    options = {"ending": ending, "R": R, "w": w}
    assert arrays_of(one, n, steps, **options) == arrays_of(two, n, steps, **options)


def test_flat_schedules_of_two_machines_are_equal() -> None:
    """The same by the plain definition of a schedule; and another number of steps has another one."""
    other = Machine.of("other", "A 0 1 L C", "A 1 1 L B", "B 0 0 R B", "B 1 0 R A", "C 0 1 R C", "C 1 1 L Z", start="A", blank="0", halting=["Z"])  # fmt: skip
    for steps in (1, 2, 5, 21):
        one, two = (recursive_window(M, 3, steps).predictor for M in (BUSY, other))
        more = recursive_window(BUSY, 3, steps + 1).predictor
        assert list(flat(one.schedule, one.n)) == list(flat(two.schedule, two.n)) != list(flat(more.schedule, more.n))


def test_the_newest_window_that_shows_a_cell_is_asked() -> None:
    """The pruning argument, for every R, number of parts and path of the head: of the windows that show a part block the newest
    is asked for its true centre, none is asked about a block outside it, and the frame is asked if no window shows the block."""
    for R, first in product(range(2, 6), ("spine", "core")):
        starts = (0,) if first == "spine" else range(R)
        for parts, o_1 in product(range(1, R + 1), starts):
            for moves in product((-1, 0, 1), repeat=parts - 1):
                o = np.cumsum((o_1, *moves)).tolist()
                for block in range(-R, 2 * R):
                    asked = recursive_schedule._asked(len(starts), parts, block)
                    centres = dict(asked.windows)
                    shown = [i for i in range(1, parts + 1) if abs(block - o[i - 1]) <= 1 + parts - i]
                    speaks = [i for i in centres if o[i - 1] in centres[i]]
                    assert set(speaks) <= set(shown)
                    if shown:
                        assert max(speaks) == max(shown)
                    else:
                        assert asked.frame


# --- size ---


def blocks_in(schedule: Block) -> Iterator[Block]:
    """Return every block of a schedule, shared ones once."""
    seen: dict[int, Block] = {}

    def visit(block: Block) -> None:
        if id(block) not in seen:
            seen[id(block)] = block
            for part in block.blocks if isinstance(block, Sequence) else ():
                visit(part)
            if isinstance(block, Repeat):
                visit(block.body)

    visit(schedule)
    return iter(seen.values())


@pytest.mark.parametrize("R", [2, 4])
def test_a_schedule_grows_with_the_square_of_the_level(R: int) -> None:
    """For T = R^K the second differences of the number of blocks are constant from some K on, and of its rules the first are 0;
    the tokens grow with T."""
    levels = range(5, 10)
    made = [whole_schedule(RecursiveTrace(BUSY, 0, R**K, R=R)) for K in levels]
    counts = np.array([sum(1 for _ in blocks_in(schedule)) for _, schedule in made])
    assert len(set(np.diff(counts, 2).tolist())) == 1 and (np.diff(counts, 2) > 0).all()
    assert len({len(rules) for rules, _ in made}) == 1
    assert made[-1][1].length > R**9


def test_a_million_steps_take_less_than_two_megabytes() -> None:
    """The predictor's whole schedule for 10^6 steps (66 million tokens, R = 4), laid out for an engine."""
    rules, schedule = whole_schedule(RecursiveTrace(BUSY, 0, 10**6))
    assert schedule.length == 66_397_990 and len(rules) < 100
    assert procedures(schedule, 1).nbytes < 2_000_000


def test_emit_runs_are_long() -> None:
    """Cells are emitted in runs, not one by one: a schedule of 10^5 tokens has fewer than 2,000 runs."""
    h = recursive_window(BUSY, 0, 1 << 12, R=2).predictor
    runs = [b for b in blocks_in(h.schedule) if isinstance(b, Emit)]
    assert h.length > 10**5 and len(runs) < 2000


# --- deliberate mutants ---


def with_rule(c: Construction, number: int, rule: Rule) -> Construction:
    """Return the construction with another rule."""
    h = c.predictor
    rules = (*h.rules[:number], rule, *h.rules[number + 1 :])
    return replace(c, predictor=LinearPredictor(h.vocabulary, h.n, rules, h.schedule, h.stop))


def noticed(c: Construction) -> bool:
    """Return whether verifying finds a wrong token or a tie; a broken claim about sizes does not count."""
    v = verify(c)
    return v.failures > 0 or v.min_margin == 0


@pytest.mark.parametrize(("R", "every"), [(2, 1), (3, 7)])
def test_a_coordinate_that_reads_nothing_is_noticed(R: int, every: int) -> None:
    """Deliberate mutants: silence all reads of one coordinate of one rule (R = 2: each; R = 3: one in seven). Every mutant whose
    rule is in use is found, by a wrong token or by a margin of 0."""
    c = recursive_window(TURNS, 2, R * R + 1, R=R)
    used = sorted({rule for rule, _ in flat(c.predictor.schedule, c.predictor.n)})
    places = [(number, i) for number in used for i in range(len(c.predictor.rules[number].coordinates))]
    assert not noticed(c) and len(places) > 50
    for number, i in places[::every]:
        rule = c.predictor.rules[number]
        silent = replace(rule.coordinates[i], reads=())
        mutant = Rule((*rule.coordinates[:i], silent, *rule.coordinates[i + 1 :]))
        assert noticed(with_rule(c, number, mutant)), (number, i)


def _shifted(name: str, by: int) -> Callable[..., Iterator[tuple[int, int]]]:
    """A table of :class:`Says` that says values ``by`` too large."""
    right = getattr(Says, name)

    def wrong(says: Says, *key: object) -> Iterator[tuple[int, int]]:
        return ((token, value + by) for token, value in right(says, *key))

    return wrong


def _untagged(name: str) -> Callable[..., Iterator[tuple[int, int]]]:
    """A table of :class:`Says` that answers whatever the head's part d is."""
    right, count = getattr(Says, name), {"_in": 2, "_x": 4}[name]

    def wrong(says: Says, *key: object) -> Iterator[tuple[int, int]]:
        return right(says, *key[: count - 1])

    return wrong


def _oldest_first(layers: list[list[Any]]) -> list[Any]:
    """Layers weighed the wrong way round."""
    return RIGHT_WEIGHTS(layers[::-1])


def _all_alike(layers: list[list[Any]]) -> list[Any]:
    """Layers of the same weight."""
    return [vote for layer in layers for vote in layer]


def _narrow(first_centres: int, parts: int, block: int) -> Any:
    """Windows not asked about their next to outermost blocks."""
    windows, frame = RIGHT_ASKED(first_centres, parts, block)
    kept = tuple((i, tuple(o for o in centres if abs(block - o) == 1 + parts - i)) for i, centres in windows)
    return recursive_schedule._Asked(tuple((i, centres) for i, centres in kept if centres), frame)


def _frameless(first_centres: int, parts: int, block: int) -> Any:
    """The frame is never asked."""
    return RIGHT_ASKED(first_centres, parts, block)._replace(frame=False)


RIGHT_WEIGHTS, RIGHT_ASKED = recursive_schedule._weighed, recursive_schedule._asked

#: Mistakes in the construction: where, what, and by what it is replaced.
MISTAKES: Mapping[str, tuple[object, str, Callable[..., Any]]] = {
    "old windows outweigh new ones": (recursive_schedule, "_weighed", _oldest_first),
    "all windows weigh the same": (recursive_schedule, "_weighed", _all_alike),
    "windows are asked too little": (recursive_schedule, "_asked", _narrow),
    "the frame is not asked": (recursive_schedule, "_asked", _frameless),
    "o is one too large": (Says, "_next", _shifted("_next", 1)),
    "r is one too large": (Says, "_moved", _shifted("_moved", 1)),
    "d of IN is not heeded": (Says, "_in", _untagged("_in")),
    "d of X is not heeded": (Says, "_x", _untagged("_x")),
    "d is one too small": (Says, "_place", _shifted("_place", -1)),
    "the first centre is one too large": (Says, "_d", _shifted("_d", 1)),
    "the state is another": (Says, "_state", _shifted("_state", -1)),
}


@pytest.mark.parametrize("R", [2, 4])
@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_in_the_construction_is_noticed(mistake: str, R: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Deliberate mutants: each of these mistakes leads to a wrong token or to a margin of 0 on some input."""
    place, name, wrong = MISTAKES[mistake]
    monkeypatch.setattr(place, name, wrong)
    assert noticed(recursive_window(TURNS, 3, 30, R=R))
