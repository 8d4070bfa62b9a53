"""Construction (a) on random oblivious machines: every token of every input, the margin, the claims, the answers.

And deliberate faults: a predictor with one entry wrong is told from a right one by comparing chains and margins,
exactly where the entry is ever used.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from lcomplexity.constructions.construction import Construction, Expected
from lcomplexity.constructions.oblivious import decided, from_schedule, oblivious
from lcomplexity.decoding import decode, decode_batch
from lcomplexity.errors import PredictorError
from lcomplexity.predictor import Coordinate, LinearPredictor, Read, Rule
from lcomplexity.schedule import Listed, flat
from proofs.machine_strategies import Moment, absorbing_run, every_input, machines, oblivious_machines
from turing.batch import word_array
from turing.machine import POLICIES, Machine
from turing.oblivious import HeadSchedule, head_schedule
from turing.table import STUCK
from turing.trace import Ending


def verdict_of(machine: Machine, state: str) -> str:
    """Return the verdict of a state of an absorbing run."""
    if state == STUCK:
        return POLICIES[machine.policy].missing
    if state not in machine.halting:
        return "limit"
    if machine.policy == "by-halting":
        return "accept"
    return {"yes": "accept", "no": "reject"}.get(state, "halt")


def text_of(machine: Machine, moment: Moment, tape: int = 0) -> str:
    """Return the non-blank window of a tape."""
    cells = moment.tapes[tape]
    return "".join(cells.get(i, machine.blank) for i in range(min(cells), max(cells) + 1)) if cells else ""


def unlike(h: LinearPredictor, expected: Expected) -> bool:
    """Return whether decoding all prompts shows a chain that is not the expected one, or a margin below 1."""
    batch = decode_batch(h, expected.prompts)
    return not np.array_equal(batch.chains, expected.chains) or bool((batch.min_margins < 1).any())


def keeps_its_word(c: Construction, machine: Machine) -> dict[tuple[str, ...], list[int]]:
    """Assert that every input's chain is the expected one with margin >= 1, that prompts are those of the interface,
    that the reference decoder agrees, and that no claim is broken. Return the chains."""
    words = every_input(machine, c.input_length)
    expected = c.expected(word_array(machine, words))
    batch = decode_batch(c.predictor, expected.prompts)
    assert np.array_equal(batch.chains, expected.chains)
    assert np.array_equal(batch.lengths, expected.lengths)
    assert batch.min_margins.min() >= 1
    assert expected.prompts.tolist() == [list(c.interface.prompt("".join(word))) for word in words]
    smallest = int(batch.min_margins.min())
    assert not list(c.claims.broken(c.measured() | {"margin": smallest}))
    assert c.claims.value("length") == c.predictor.length == expected.chains.shape[1]
    for b in {0, len(words) - 1}:
        decoded = decode(c.predictor, expected.prompts[b].tolist())
        assert list(decoded.chain) == expected.chains[b, : expected.lengths[b]].tolist()
        assert decoded.min_margin == batch.min_margins[b]
    return {
        word: chain[:length].tolist()
        for word, chain, length in zip(words, batch.chains, batch.lengths.tolist(), strict=True)
    }


@settings(max_examples=100, deadline=None)
@given(
    machine=st.one_of(oblivious_machines(tapes=(1, 2)), machines(), machines(tapes=(2, 2), states=(1, 2))),
    n=st.integers(0, 3),
    steps=st.integers(0, 9),
    ending=st.sampled_from(["verdict", "tape"]),
    tape=st.integers(0, 1),
)
def test_an_oblivious_machine_is_written_one_token_a_step(
    machine: Machine, n: int, steps: int, ending: Ending, tape: int
) -> None:
    """steps + 1 (+ cells) tokens, each the expected one with margin 1, for every input; the answer is the kernel's."""
    assume(tape < machine.tapes)
    schedule = head_schedule(machine, n, steps=steps)
    assume(isinstance(schedule, HeadSchedule))
    assert isinstance(schedule, HeadSchedule)
    c = from_schedule(machine, schedule, ending, tape)
    for word, chain in keeps_its_word(c, machine).items():
        end = absorbing_run(machine, word, steps)[-1]
        wanted = verdict_of(machine, end.state) if ending == "verdict" else text_of(machine, end, tape)
        assert c.interface.answer(chain) == wanted


@settings(max_examples=40, deadline=None)
@given(machine=oblivious_machines(tapes=(1, 2)), n=st.integers(0, 3))
def test_without_steps_the_chain_covers_the_longest_run(machine: Machine, n: int) -> None:
    """If all runs stop soon: no answer is ``limit``, and with one step less some answer is."""
    schedule = head_schedule(machine, n, max_steps=40)
    assume(isinstance(schedule, HeadSchedule))
    c = oblivious(machine, n)
    steps = c.claims.values["steps"]
    answers = {c.interface.answer(chain) for chain in keeps_its_word(c, machine).values()}
    assert "limit" not in answers
    if steps:
        shorter = oblivious(machine, n, steps=steps - 1)
        assert "limit" in {shorter.interface.answer(chain) for chain in keeps_its_word(shorter, machine).values()}


COPY = Machine.of("copy", "a 0 _ 0 0 R R a", "a 1 _ 1 1 R R a", "a _ _ _ _ S S yes", start="a", accepting=["yes"])
ODD = Machine.of(
    "odd", "e 0 0 R e", "e 1 1 R o", "o 0 0 R o", "o 1 1 R e", "o _ _ S yes", "e _ _ S no",
    start="e", accepting=["yes"], rejecting=["no"],
)  # fmt: skip
#: Right over the input, then left over it flipping each bit if the number of ones is odd: moves both ways, writes.
SWEEP = Machine.of(
    "sweep", "e 0 0 R e", "e 1 1 R o", "o 0 0 R o", "o 1 1 R e", "e _ _ L k", "o _ _ L f",
    "k 0 0 L k", "k 1 1 L k", "f 0 1 L f", "f 1 0 L f", "k _ _ S yes", "f _ _ S no",
    start="e", accepting=["yes"], rejecting=["no"],
)  # fmt: skip


def test_known_machines_answer_as_they_should() -> None:
    """Parity in n + 2 tokens, a copy on the second tape, a sweep that goes there and back."""
    odd = oblivious(ODD, 3)
    assert odd.predictor.length == 5
    for word, chain in keeps_its_word(odd, ODD).items():
        assert odd.interface.answer(chain) == ("accept" if word.count("1") % 2 else "reject")
    copy = oblivious(COPY, 3, ending="tape", output_tape=1)
    for word, chain in keeps_its_word(copy, COPY).items():
        assert copy.interface.answer(chain) == "".join(word)
    sweep = oblivious(SWEEP, 3, ending="tape")
    assert sweep.claims.values["steps"] == 3 + 1 + 3 + 1
    for word, chain in keeps_its_word(sweep, SWEEP).items():
        flipped = "".join("10"[int(s)] for s in word) if word.count("1") % 2 else "".join(word)
        assert sweep.interface.answer(chain) == flipped


def test_every_claim_is_attained() -> None:
    """The bound on the weights too: a head that stays reads the token before it k + 1 times for one score."""
    stay = Machine.of("stay", "a 1 1 S b", "a 0 0 S b", "b 1 0 S h", "b 0 1 S h", start="a", halting=["h"])
    both = Machine.of("both", "a 1 _ 1 1 S S b", "b 1 1 1 1 S S h", start="a", halting=["h"])
    for machine in (stay, both):
        c = oblivious(machine, 1)
        assert c.measured()["max_weight"] == c.claims.value("max_weight") == machine.tapes + 1
        assert c.measured()["reads"] == c.claims.value("reads")


def test_a_machine_that_is_not_oblivious_is_refused_with_two_inputs() -> None:
    """The error names the step and the inputs whose heads part, or says why nothing is decided."""
    turn = Machine.of(
        "turn", "a 0 0 R b", "a 1 1 L b", "b 0 0 S h", "b 1 1 S h", "b _ _ S h", start="a", halting=["h"]
    )
    message = (
        r"^turn: not oblivious on length 2: after 1 steps the heads on inputs '00' and '10' are apart; use another "
        r"construction$"
    )
    with pytest.raises(PredictorError, match=message):
        oblivious(turn, 2)
    with pytest.raises(PredictorError, match=r"^turn: obliviousness on length 30 is undecided: on sets of symbols"):
        decided(turn, 30)
    assert oblivious(turn, 2, domain=["10", "11"]).predictor.length == 3


# --- deliberate faults -------------------------------------------------------------------------------------------


def changed(h: LinearPredictor, rule: int, coordinate: int, reads: tuple[Read, ...]) -> LinearPredictor:
    """Return the predictor with other reads in one coordinate of one rule."""
    old = h.rules[rule]
    coordinates = list(old.coordinates)
    coordinates[coordinate] = Coordinate(coordinates[coordinate].values, reads)
    rules = list(h.rules)
    rules[rule] = Rule(tuple(coordinates))
    return replace(h, rules=tuple(rules))


def rows(h: LinearPredictor) -> Iterator[tuple[int, int, int, int]]:
    """Return (rule, coordinate, read, token found) of every row of a table."""
    for r, rule in enumerate(h.rules):
        for c, coordinate in enumerate(rule.coordinates):
            for i, read in enumerate(coordinate.reads):
                for u in read.table:
                    yield r, c, i, u


def used_rows(h: LinearPredictor, expected: Expected) -> set[tuple[int, int, int, int]]:
    """Return those that some token of some expected chain reads."""
    contexts = np.concatenate([expected.prompts, expected.chains], axis=1)
    used = set()
    for number, positions in flat(h.schedule, h.n):
        for c, coordinate in enumerate(h.rules[number].coordinates):
            for i, read in enumerate(coordinate.reads):
                used |= {(number, c, i, u) for u in set(contexts[:, positions[read.slot]].tolist())}
    return used


def with_row(h: LinearPredictor, where: tuple[int, int, int, int], row: dict[int, int]) -> LinearPredictor:
    """Return the predictor with one row of one table replaced."""
    r, c, i, u = where
    reads = list(h.rules[r].coordinates[c].reads)
    reads[i] = Read(reads[i].slot, {**reads[i].table, u: row})
    return changed(h, r, c, tuple(reads))


def subject(machine: Machine, n: int, steps: int | None, ending: Ending) -> tuple[Construction, Expected]:
    """Return construction (a) and the chains of all inputs; it is right before anything is changed."""
    c = oblivious(machine, n, steps=steps, ending=ending)
    expected = c.expected(word_array(machine, every_input(machine, n)))
    assert not unlike(c.predictor, expected)
    return c, expected


FEW = st.one_of(st.sampled_from([ODD, SWEEP]), oblivious_machines(phases=(1, 3), symbols=(2, 2)))


@settings(max_examples=12, deadline=None)
@given(machine=FEW, n=st.integers(1, 2), ending=st.sampled_from(["verdict", "tape"]))
def test_a_vote_with_the_wrong_sign_gone_or_for_another_value_is_found_iff_it_is_ever_cast(
    machine: Machine, n: int, ending: Ending
) -> None:
    """Of all votes of all rules: comparing chains and margins over all inputs finds each fault in one that some token
    reads, and no other."""
    c, expected = subject(machine, n, 5, ending)
    h = c.predictor
    assume(len({D for D in h.rules[0].coordinates[0].values if D is not None}) > 1)
    used = used_rows(h, expected)
    for where in rows(h):
        r, coordinate, i, u = where
        cast = h.rules[r].coordinates[coordinate].reads[i].table[u]
        (value,) = cast
        values = {v for v in h.rules[r].coordinates[coordinate].values if v is not None}
        other = min(values - {value})
        for fault in ({value: -1}, {}, {other: 1}):
            assert unlike(with_row(h, where, fault), expected) == (where in used), (where, fault)


@settings(max_examples=8, deadline=None)
@given(machine=FEW, n=st.integers(1, 2), ending=st.sampled_from(["verdict", "tape"]))
def test_a_position_off_by_one_is_found_iff_another_vote_is_read_there(
    machine: Machine, n: int, ending: Ending
) -> None:
    """Each read of each token shifted to either neighbour: found iff on some input the token there votes otherwise."""
    c, expected = subject(machine, n, 5, ending)
    h, contexts = c.predictor, np.concatenate([expected.prompts, expected.chains], axis=1)
    assume(len({D for D in h.rules[0].coordinates[0].values if D is not None}) > 1)
    assert isinstance(h.schedule, Listed)
    for t, (number, row) in enumerate(flat(h.schedule, h.n)):
        for slot in range(h.rules[number].slots):
            (read,) = (read for k in h.rules[number].coordinates for read in k.reads if read.slot == slot)
            for position in {row[slot] - 1, row[slot] + 1} & set(range(h.n + t)):
                there = h.schedule.positions.copy()
                there[t, slot] = position
                moved = replace(h, schedule=Listed(h.schedule.rules, there, h.schedule.framed))
                votes = [[dict(read.table.get(int(u), {})) for u in contexts[:, p]] for p in (row[slot], position)]
                assert unlike(moved, expected) == (votes[0] != votes[1]), (t, slot, position)


@pytest.mark.parametrize("machine", [ODD, SWEEP, COPY], ids=lambda M: M.name)
def test_a_read_left_out_is_found(machine: Machine) -> None:
    """Each read of each rule matters: without it some chain or margin over the inputs of length 2 is wrong."""
    c, expected = subject(machine, 2, None, "tape")
    used = {(r, k, i) for r, k, i, _ in used_rows(c.predictor, expected)}
    assert len({r for r, _, _ in used}) == 3
    for r, k, i in used:
        reads = c.predictor.rules[r].coordinates[k].reads
        assert unlike(changed(c.predictor, r, k, reads[:i] + reads[i + 1 :]), expected)


def mirrored(machine: Machine) -> Machine:
    """Return the machine with L and R swapped."""
    swap = {"L": "R", "R": "L", "S": "S"}
    rules = tuple(replace(rule, move=tuple(swap[m] for m in rule.move)) for rule in machine.rules)
    return replace(machine, rules=rules)


@pytest.mark.parametrize("machine", [ODD, SWEEP, COPY], ids=lambda M: M.name)
@pytest.mark.parametrize("ending", ["verdict", "tape"])
def test_left_and_right_swapped_is_found(machine: Machine, ending: Ending) -> None:
    """The construction given the mirrored machine does not write the chains of the machine itself."""
    c, expected = subject(machine, 2, None, ending)
    wrong = oblivious(mirrored(machine), 2, steps=c.claims.values["steps"], ending=ending).predictor
    batch = decode_batch(wrong, expected.prompts)
    assert batch.chains.shape != expected.chains.shape or not np.array_equal(batch.chains, expected.chains)
