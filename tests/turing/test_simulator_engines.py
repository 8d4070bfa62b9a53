"""Every engine executes exactly what the kernel does; the kernel, what a dozen lines with a dictionary do."""

from __future__ import annotations

from random import Random
from types import ModuleType
from unittest.mock import patch

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from turing.engines import blocks, compiled, kernel, run_length
from turing.errors import MachineError
from turing.machine import Configuration, Machine, cells, initial
from turing.tape import tape_of

BUDGETS = st.one_of(st.integers(0, 40), st.integers(0, 3000))
WIDTHS = st.sampled_from([(1,), (2,), (3,), (5,), (1, 2, 3)])


@st.composite
def machines(draw: st.DrawFn, tapes: st.SearchStrategy[int] = st.integers(1, 3)) -> Machine:  # noqa: B008
    """Machines of 1-4 states with rules and a halting one, 2-4 symbols, k tapes, moves L, R, S, some rules missing."""
    random: Random = draw(st.randoms(use_true_random=False))
    k, n = draw(tapes), draw(st.integers(1, 4))
    alphabet = "_abc"[: draw(st.integers(2, 4 if k == 1 else 3))]
    states = [f"q{i}" for i in range(n)]
    missing = draw(st.sampled_from([0.0, 0.1, 0.4]))
    stay = draw(st.sampled_from([0, 1]))
    halts = draw(st.sampled_from([0, 1]))
    rules = []
    for q in states:
        for index in range(len(alphabet) ** k):
            if index and random.random() < missing:
                continue
            read = [alphabet[index // len(alphabet) ** j % len(alphabet)] for j in range(k)]
            write = [random.choice(alphabet) for _ in range(k)]
            move = [random.choice("LR" + "S" * stay) for _ in range(k)]
            target = random.choice(states * 3 + ["stop"] * halts)
            rules.append(" ".join([q, *read, *write, *move, target]))
    # The blank need not be symbol number 0.
    machine = Machine.of("random", *rules, start="q0", halting=["stop"])
    order = tuple(random.sample(machine.alphabet, len(machine.alphabet)))
    return Machine(
        machine.name, machine.states, order, "_", machine.input_alphabet, "q0", machine.rules,
        halting=machine.halting, tapes=k,
    )  # fmt: skip


@st.composite
def configurations(draw: st.DrawFn, machine: Machine) -> Configuration:
    """Any state but the halting one, any cells near 0, blanks inside included, heads near 0 on either side."""
    contents = st.dictionaries(st.integers(-6, 6), st.sampled_from(machine.alphabet), max_size=8)
    tapes = tuple(tape_of(draw(contents), draw(st.integers(-9, 9)), "_") for _ in range(machine.tapes))
    return Configuration(draw(st.sampled_from([q for q in machine.states if q != "stop"])), tapes)


def by_dictionary(machine: Machine, configuration: Configuration, steps: int) -> tuple[Configuration, int]:
    """The same again from the definition: a dictionary for each tape, a list of heads, rules as a dictionary."""
    rules = {(r.state, r.read): (r.write, r.move, r.target) for r in machine.rules}
    tapes = [dict(cells(machine, tape)) for tape in configuration.tapes]
    heads, state = [tape.head for tape in configuration.tapes], configuration.state
    for executed in range(steps + 1):
        read = tuple(tape.get(head, "_") for tape, head in zip(tapes, heads, strict=True))
        if executed == steps or (state, read) not in rules:
            break
        write, move, state = rules[state, read]
        for j, (symbol, direction) in enumerate(zip(write, move, strict=True)):
            tapes[j][heads[j]] = symbol
            heads[j] += 1 if direction == "R" else -1 if direction == "L" else 0
    made = tuple(tape_of(tape, head, "_") for tape, head in zip(tapes, heads, strict=True))
    return Configuration(state, made), executed


def engines_for(machine: Machine) -> list[ModuleType]:
    """Every engine that runs this machine."""
    return [kernel, compiled, run_length] if machine.tapes == 1 else [kernel, compiled]


@settings(max_examples=150, deadline=None)
@given(st.data(), machines(), BUDGETS, WIDTHS)
def test_every_engine_is_the_definition(
    data: st.DataObject, machine: Machine, steps: int, widths: tuple[int, ...]
) -> None:
    """For all machines, configurations and budgets, each engine's advance is that of the dictionary program."""
    configuration = data.draw(configurations(machine))
    expected = by_dictionary(machine, configuration, steps)
    with patch.object(compiled, "SPARE", compiled.MARGIN), patch.object(run_length, "WIDTHS", widths):
        for engine in engines_for(machine):
            assert engine.advance(machine, configuration, steps) == expected, engine.__name__


@settings(max_examples=60, deadline=None)
@given(st.data(), machines(), BUDGETS, BUDGETS, WIDTHS)
def test_advancing_twice_is_advancing_by_the_sum(
    data: st.DataObject, machine: Machine, a: int, b: int, widths: tuple[int, ...]
) -> None:
    """advance(a) then advance(b) is advance(a + b), in configuration and in steps."""
    configuration = data.draw(configurations(machine))
    with patch.object(run_length, "WIDTHS", widths):
        for engine in engines_for(machine):
            middle, first = engine.advance(machine, configuration, a)
            last, second = engine.advance(machine, middle, b)
            assert engine.advance(machine, configuration, a + b) == (last, first + second), engine.__name__


def period_by_search(machine: Machine, configuration: Configuration, within: int) -> int | None:
    """The least number of steps back to the configuration, each configuration computed from the start anew."""
    for p in range(1, within + 1):
        after, executed = by_dictionary(machine, configuration, p)
        if executed == p and after == configuration:
            return p
    return None


@settings(max_examples=120, deadline=None)
@given(st.data(), machines(), st.integers(0, 60), st.integers(0, 60), WIDTHS)
def test_every_engine_finds_the_least_period(
    data: st.DataObject, machine: Machine, before: int, within: int, widths: tuple[int, ...]
) -> None:
    """period is the least return found by brute force, from anywhere on or off a cycle."""
    configuration, _ = kernel.advance(machine, data.draw(configurations(machine)), before)
    expected = period_by_search(machine, configuration, within)
    with patch.object(compiled, "SPARE", compiled.MARGIN), patch.object(run_length, "WIDTHS", widths):
        for engine in engines_for(machine):
            assert engine.period(machine, configuration, within) == expected, engine.__name__


@settings(max_examples=20, deadline=None)
@given(st.data(), st.integers(1, 300), st.integers(0, 400), WIDTHS)
def test_a_walk_between_two_walls_has_the_period_of_its_length(
    data: st.DataObject, length: int, before: int, widths: tuple[int, ...]
) -> None:
    """Between walls with ``length`` cells inside, the walk returns after 2 length + 2 steps and not before."""
    walk = Machine.of("walk", "r _ _ R r", "r w w L l", "l _ _ L l", "l w w R r", start="r")
    walls = Configuration("r", (tape_of({-1: "w", length: "w"}, data.draw(st.integers(0, length - 1)), "_"),))
    with patch.object(compiled, "SPARE", compiled.MARGIN), patch.object(run_length, "WIDTHS", widths):
        for engine in (kernel, compiled, run_length):
            configuration, _ = engine.advance(walk, walls, before)
            assert engine.period(walk, configuration, 1000) == 2 * length + 2, engine.__name__
            assert engine.period(walk, configuration, 2 * length + 2) == 2 * length + 2, engine.__name__
            assert engine.period(walk, configuration, 2 * length + 1) is None, engine.__name__


def test_a_long_way_out_over_blanks_and_back_is_a_loop() -> None:
    """400 cells out and 400 back by counting in the states: period 800, in arrays that must grow on the way."""
    out = [f"{i} _ _ R {i + 1}" for i in range(400)]
    back = [f"{i} _ _ L {(i + 1) % 800}" for i in range(400, 800)]
    counter = Machine.of("counter", *out, *back, start="0")
    with patch.object(compiled, "SPARE", compiled.MARGIN):
        for engine in (kernel, compiled, run_length):
            assert engine.period(counter, initial(counter, ""), 800) == 800, engine.__name__
            assert engine.period(counter, initial(counter, ""), 799) is None, engine.__name__


@pytest.mark.parametrize("widths", [(1,), (2,), (3,), (5,)])
def test_a_configuration_that_leads_into_a_cycle_is_not_on_it(widths: tuple[int, ...]) -> None:
    """One step before a bounce of period 2 there is no period; one step later there is."""
    leads = Machine.of("leads", "a x _ R b", "b _ _ R c", "c _ _ L b", start="a")
    with patch.object(run_length, "WIDTHS", widths):
        for engine in (kernel, compiled, run_length):
            before = initial(leads, "x")
            after, executed = engine.advance(leads, before, 1)
            assert (executed, after.heads) == (1, (1,))
            assert engine.period(leads, before, 100) is None, engine.__name__
            assert engine.period(leads, after, 100) == 2, engine.__name__


@given(st.integers(0, 10**40))
def test_run_length_counts_without_bound(steps: int) -> None:
    """A walk over blanks for any number of steps ends at that cell with that many ones behind it."""
    walk = Machine.of("walk", "a _ 1 L a", start="a")
    end = run_length.compressed(walk, initial(walk, ""), steps)
    assert (end.executed, end.head, end.count("1"), end.state) == (steps, -steps, steps, "a")


@given(st.integers(0, 10**40))
def test_run_length_leaves_a_block_it_never_leaves(steps: int) -> None:
    """A machine that counts in two cells for ever, 8 steps a round after 1 step, is executed modulo its period."""
    count = Machine.of(
        "count", "a _ _ S b", "b _ 1 S c", "c 1 1 R d", "d _ 1 S e", "e 1 1 L f", "f 1 _ S g", "g _ _ R h",
        "h 1 _ S i", "i _ _ L b", start="a",
    )  # fmt: skip
    end = run_length.compressed(count, initial(count, ""), steps)
    expected, _ = by_dictionary(count, initial(count, ""), steps if steps < 9 else 1 + (steps - 1) % 8)
    assert (end.configuration(), end.executed) == (expected, steps)


def test_a_block_reports_what_leaves_it() -> None:
    """Right over '_1_' inverting: 3 steps, same state; against a wall: back to the left in the other state."""
    m = Machine.of("m", "a _ 1 R a", "a 1 _ R a", "a w w L b", "b _ _ L b", "b 1 1 L b", start="a")
    three = blocks.Blocks(m, 3)
    assert three.crossing(0, three.number("_1_")) == (three.number("1_1"), 0, 3)
    assert three.crossing(0, three.number("_w_")) == (three.number("1w_"), 3, 3)
    assert three.crossing(2, three.number("w__"))[1] == blocks.STAYS


def test_engines_refuse_what_they_cannot_run() -> None:
    """Two tapes for run-length and a table too large for compiled code are refused in one line."""
    two = Machine.of("two", "s 1 _ 1 _ R R s", start="s")
    for function in (run_length.advance, run_length.period, run_length.compressed):
        with pytest.raises(MachineError) as refused:
            function(two, initial(two, ""), 1)
        assert str(refused.value) == (
            "two: engine 'run-length' runs machines with one tape, this one has 2; use engine 'compiled'"
        )
    wide = Machine("wide", ("s",), tuple("_abcdefghijklmno"), "_", ("a",), "s", (), halting=frozenset(["s"]), tapes=5)
    assert not compiled.fits(wide)
    with pytest.raises(MachineError) as refused:
        compiled.advance(wide, initial(wide, ""), 1)
    assert str(refused.value) == (
        "wide: 1 states, 16 symbols and 5 tape(s) make a table of more than 1048576 entries; use engine 'kernel'"
    )


def test_every_engine_bounds_the_tape() -> None:
    """A walk that writes is refused once a tape has too many cells, and says which tape and when."""
    walk = Machine.of("walk", "a _ 1 R a", start="a")
    with patch.object(kernel, "MAX_CELLS", 5000), patch.object(kernel, "STRIDE", 100):
        for engine in (kernel, compiled, run_length):
            with pytest.raises(
                MachineError, match=r"^walk: tape 1 holds \d+ cells after \d+ steps; a configuration may"
            ):
                engine.advance(walk, initial(walk, ""), 30_000)
            assert engine.advance(walk, initial(walk, ""), 4000)[1] == 4000


def test_the_compiled_engine_counts_beyond_one_batch() -> None:
    """Steps are added up over batches in unbounded integers."""
    bounce = Machine.of("bounce", "a _ _ R b", "b _ 1 L c", "c _ _ S a", start="a")
    with patch.object(compiled, "BATCH", 7):
        assert compiled.advance(bounce, initial(bounce, ""), 100) == by_dictionary(bounce, initial(bounce, ""), 100)
        assert compiled.advance(bounce, initial(bounce, ""), 100)[1] == 4


def test_positions_beyond_64_bits_are_kept() -> None:
    """Heads are unbounded integers in every engine."""
    walk = Machine.of("walk", "a _ 1 R a", "a 1 1 L a", start="a")
    far = Configuration("a", (tape_of({}, 10**30, "_"),))
    for engine in (kernel, compiled, run_length):
        assert engine.advance(walk, far, 5)[0].heads == (10**30 + 5,)


@settings(max_examples=60, deadline=None)
@given(st.data(), machines(tapes=st.just(1)), st.integers(0, 5000), WIDTHS)
def test_compressed_says_what_the_configuration_says(
    data: st.DataObject, machine: Machine, steps: int, widths: tuple[int, ...]
) -> None:
    """Counts of symbols, head and state of the compressed end are those of the configuration."""
    configuration = data.draw(configurations(machine))
    expected, executed = kernel.advance(machine, configuration, steps)
    assume(executed > 0)
    with patch.object(run_length, "WIDTHS", widths):
        end = run_length.compressed(machine, configuration, steps)
    written = list(cells(machine, expected.tapes[0]).values())
    assert {s: end.count(s) for s in machine.alphabet if s != "_"} == {
        s: written.count(s) for s in machine.alphabet if s != "_"
    }
    assert (end.state, end.head, end.executed) == (expected.state, expected.heads[0], executed)
