"""Construction (b) in rounds: every token right in bounded space, and a broken promise is never overlooked."""

from collections.abc import Iterator
from dataclasses import fields

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from lcomplexity.constructions.construction import Construction
from lcomplexity.constructions.recursive_schedule import looped_schedule
from lcomplexity.constructions.recursive_tokens import Says, What
from lcomplexity.constructions.recursive_window import recursive_loop, recursive_window
from lcomplexity.decoding import decode
from lcomplexity.procedures import procedures
from lcomplexity.verification import verify
from proofs.machine_strategies import absorbing_run, every_input, machines
from turing.errors import MachineError
from turing.machine import Machine
from turing.recursive import LoopedTrace, core_length
from turing.trace import Ending

#: Goes to and fro between the ends of the input, and changes it on its way.
SWEEPS = Machine.of(
    "sweeps", "r 1 2 R r", "r 2 1 R r", "r _ _ L l", "l 1 1 L l", "l 2 2 L l", "l _ _ R r", start="r"
)  # fmt: skip
#: Writes a cell to the left of the input, and comes back to read it.
OUTSIDE = Machine.of(
    "outside", "a 1 1 L b", "b _ 1 R c", "c 1 1 S d", "d 1 1 S e", "e 1 1 L f", "f 1 1 R yes", "f _ _ R no",
    start="a", accepting=["yes"], rejecting=["no"],
)  # fmt: skip


@st.composite
def forms(draw: st.DrawFn) -> LoopedTrace:
    """Rounds of a drawn machine whose heads stay in the row on all inputs, to the end of the last round."""
    tapes = draw(st.sampled_from([1, 1, 1, 2, 3]))
    machine = draw(machines(states=(1, 3), symbols=(2, 3 if tapes == 1 else 2), tapes=(tapes, tapes)))
    w = draw(st.sampled_from([1, 1, 2])) if tapes == 1 and len(machine.alphabet) == 2 else 1
    n, steps, R = draw(st.integers(0, 3)), draw(st.integers(1, 25)), draw(st.integers(2, 5))
    ending: Ending = draw(st.sampled_from(["verdict", "tape"]))
    words = every_input(machine, n)
    low, high = _visited(machine, words, n, steps)
    form = LoopedTrace(machine, n, steps, (low, high), ending, draw(st.integers(0, tapes - 1)), R, w)
    low, high = _visited(machine, words, n, form.rounds * form.S * w)
    assume(form.first * w <= low and high <= (form.first + form.S) * w)
    return form


def _visited(machine: Machine, words: list[tuple[str, ...]], n: int, steps: int) -> tuple[int, int]:
    heads = [h for x in words for moment in absorbing_run(machine, x, steps) for h in moment.heads]
    return min(heads, default=0), max(max(heads, default=0) + 1, n, 1)


def construction(form: LoopedTrace) -> Construction:
    """Return the construction for a form's numbers."""
    return recursive_loop(
        form.machine, form.n, form.steps, form.window, form.ending, form.output_tape, form.R, form.w
    )


@settings(max_examples=20)
@given(forms())
def test_rounds_write_the_run(form: LoopedTrace) -> None:
    """For every machine whose heads stay in the row, every ending, fan-out, packing and number of tapes: all inputs' chains are
    right token for token, with margin at least 1, and every claim holds."""
    c = construction(form)
    v = verify(c)
    assert v.passed and v.exhaustive and v.min_margin is not None and v.min_margin >= 1, v
    assert c.predictor.length == form.length


@settings(max_examples=10)
@given(st.data(), st.integers(0, 3), st.integers(1, 60), st.integers(0, 9), st.integers(2, 5))
def test_positions_depend_on_the_numbers_alone(data: st.DataObject, n: int, steps: int, space: int, R: int) -> None:
    """Any two machines with the same numbers of symbols and tapes have the same schedule, rule for rule and position for
    position."""
    tapes, w = data.draw(st.sampled_from([(1, 1), (1, 2), (2, 1)]))
    drawn = machines(states=(1, 2), symbols=(2, 2), tapes=(tapes, tapes))
    ending: Ending = data.draw(st.sampled_from(["verdict", "tape"]))

    def arrays(machine: Machine) -> Iterator[object]:
        form = LoopedTrace(machine, n, steps, (-space // 2, n + space + 1), ending, 0, R, w)
        p = procedures(looped_schedule(form)[1], n + 1)
        for field in fields(p):
            value = getattr(p, field.name)
            yield value.tolist() if isinstance(value, np.ndarray) else value

    assert list(arrays(data.draw(drawn))) == list(arrays(data.draw(drawn)))


@pytest.mark.parametrize(("R", "w"), [(2, 1), (3, 1), (4, 1), (2, 2)])
def test_many_rounds_of_a_head_that_sweeps(R: int, w: int) -> None:
    """All 16 inputs, 100 steps in the cells -1 .. 4 and beyond: the head passes every place of every level, both ways."""
    v = verify(recursive_loop(SWEEPS, 4, 100, (-1, 5), "tape", R=R, w=w))
    assert v.passed and v.inputs == 16 and v.min_margin == 1, v


def test_the_reference_decoder_reads_a_tape_off_the_last_row() -> None:
    """Decoded by the definition: after ten steps (to the right end, back, and to the right once more) the sweeps have
    changed every symbol twice or once, as the kernel says."""
    c = recursive_loop(SWEEPS, 2, 9, (-1, 3), "tape", R=2)
    decoded = decode(c.predictor, c.interface.prompt("12"))
    last = absorbing_run(SWEEPS, "12", 12)[-1].tapes[0]
    assert c.interface.answer(decoded.chain) == "".join(last[i] for i in sorted(last))
    assert decoded.min_margin == 1


def test_rounds_cost_the_same_for_every_step() -> None:
    """A chain of 10^4 S steps in S = 64 cells has (R + 2) K + 3 (K - 1) / R + 2 tokens a step and a few more: a whole run that
    long has more than twice as many; and its schedule is not larger than that of one round."""
    rounds, K, S, R = 10_000, 3, 64, 4
    form = LoopedTrace(SWEEPS, 4, rounds * S, (0, S))
    assert (form.rounds, form.K, form.S, form.R) == (rounds, K, S, R)
    a_round = core_length(R, 1, K) + 1 + (K - 1) + S
    assert form.length == 1 + (K - 1) + S + rounds * a_round + 1
    assert a_round == S * ((R + 2) * K + 2) + 3 * (K - 1) * S // R + K
    once = LoopedTrace(SWEEPS, 4, S, (0, S))
    bytes_ = [procedures(looped_schedule(f)[1], 5).nbytes for f in (form, once)]
    assert bytes_[0] == bytes_[1]


# --- a promise that is not kept ---


@pytest.mark.parametrize("R", [2, 3])
def test_what_was_written_outside_and_is_read_again_is_noticed(R: int) -> None:
    """A head that leaves the row and is back before the round ends is not refused by the writer; the predictor takes the cell for
    blank in the next round, and verifying says so. In a row that holds it, all is right."""
    c = recursive_loop(OUTSIDE, 1, 9, (0, 1), R=R)
    v = verify(c)
    assert v.failures == v.inputs == 1 and not v.passed
    assert verify(recursive_loop(OUTSIDE, 1, 9, (-1, 1), R=R)).passed
    assert verify(recursive_window(OUTSIDE, 1, 9, R=R)).passed


def test_a_head_that_leaves_for_good_is_an_error() -> None:
    """The expected chain cannot be written: one line that names the cells."""
    c = recursive_loop(SWEEPS, 3, 20, (0, 3), R=3)
    with pytest.raises(MachineError, match=r"^sweeps: a head leaves the cells \(0, 3\); give a larger window$"):
        verify(c)


# --- deliberate mutants ---


def _nothing(says: Says, *key: object) -> Iterator[tuple[int, int]]:
    return iter(())


def _place_off(says: Says) -> Iterator[tuple[int, int]]:
    return ((token, (value + 1) % says.tokens.R) for token, value in RIGHT_PLACE(says))


def _origin_off(says: Says, d: int) -> Iterator[tuple[int, int]]:
    return RIGHT_ORIGIN(says, d + 1)


def _blank_always(says: Says, what: What, d: int) -> Iterator[tuple[int, int]]:
    return RIGHT_IN(says, what)


RIGHT_PLACE, RIGHT_ORIGIN, RIGHT_IN = Says._place, Says._origin, Says._in


@pytest.mark.parametrize(
    ("name", "wrong"),
    [
        ("_place", _place_off),
        ("_origin", _origin_off),
        ("_blank", _blank_always),
        ("_blank", _nothing),
        ("_state", _nothing),
        ("_cell", _nothing),
    ],
)
def test_a_mistake_in_the_hand_over_is_noticed(name: str, wrong: object, monkeypatch: pytest.MonkeyPatch) -> None:
    """Deliberate mutants of what passes between rounds: places, the head's place at the start, the blanks beside the row, the
    state, the input. (The sweeps of four symbols have their head in every part at the start of some round.)"""
    monkeypatch.setattr(Says, name, wrong)
    v = verify(recursive_loop(SWEEPS, 4, 40, (-1, 5), "tape", R=2))
    assert v.failures > 0 or v.min_margin == 0
