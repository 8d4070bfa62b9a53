"""The smallest cases: windows without a cell, gates without inputs, chains without tokens, weights for nobody."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

import numpy as np
import pytest

import lcomplexity.verification as verification_module
import turing.oblivious as oblivious_module
from lcomplexity.constructions.arithmetic import multiplication
from lcomplexity.constructions.build import COMPARED, MAX_MEASURED, MAX_STEPS, _limit, build, requirements
from lcomplexity.constructions.circuit import bit_interface, circuit, threshold
from lcomplexity.constructions.claims import Claim, Claims
from lcomplexity.constructions.construction import Construction, Expected
from lcomplexity.constructions.machine_circuits import compact_circuit, row_circuit, step_circuit
from lcomplexity.constructions.oblivious import decided
from lcomplexity.constructions.parity import parity
from lcomplexity.constructions.sliding_window import sliding_window
from lcomplexity.constructions.symmetric import symmetric, symmetric_letters
from lcomplexity.decoding import decode
from lcomplexity.errors import PredictorError
from lcomplexity.predictor import Coordinate, LinearPredictor, Read, Rule, max_weight, scores, vote
from lcomplexity.programs import Gate, ThresholdCircuit
from lcomplexity.schedule import CELLS, Address, Emit, copies
from lcomplexity.typed_programs import Argument, Kind, TypedProgram
from lcomplexity.verification import MAX_SAMPLE, verify
from lcomplexity.vocabulary import Vocabulary
from turing.errors import MachineError
from turing.machine import Machine
from turing.oblivious import FIRST_STEPS, HeadSchedule, NotOblivious, head_schedule
from turing.table import STUCK, absorbing
from turing.trace import RowTrace

FLIP = Machine.of("flip", "a 0 1 R a", "a 1 0 R a", "a _ _ S h", start="a", halting=["h"])


@pytest.mark.parametrize("window", [(0, 0), (-2, 0), (1, 3)])
def test_a_window_holds_cell_0_even_for_the_empty_input(window: tuple[int, int]) -> None:
    """The head starts there; one cell is enough."""
    with pytest.raises(MachineError, match=r"^flip: window \(.*\) does not hold an input of length 0$"):
        RowTrace(FLIP, 0, 1, window)
    assert RowTrace(FLIP, 0, 1, (0, 1)).S == 1


@pytest.mark.parametrize("threshold", [0, 1, 3])
def test_a_gate_without_inputs_is_a_constant(threshold: int) -> None:
    """Its only weight is the constant's, |2 theta - 1|, and the claim is attained."""
    c = circuit(ThresholdCircuit(1, (Gate((), threshold),)))
    assert verify(c).passed
    assert c.measured()["max_weight"] == c.claims.value("max_weight") == abs(2 * threshold - 1)
    assert c.measured()["reads"] == c.claims.value("reads") == 1


def test_a_chain_without_tokens_has_a_full_sample_and_no_margin() -> None:
    """Nothing to decode on 17 bits: no input of the sample fails, claims of a margin are not judged, and nothing was shown."""
    n = 17

    def expected(x: np.ndarray) -> Expected:
        return Expected(x, np.zeros((len(x), 0), np.int64), np.zeros(len(x), np.int64))

    h = LinearPredictor(Vocabulary(("0", "1")), n, (), Emit(0, 0, ()))
    nothing = Claims({}, ("==", "0"), ("==", "2"), ("==", "0"), ("==", "0"), (">=", "1"))
    v = verify(Construction("nothing", h, bit_interface(n, 1), nothing, n, (0, 1), expected, "nothing"))
    assert (v.inputs, v.tokens, v.exhaustive, v.min_margin, v.broken) == (MAX_SAMPLE, 0, False, None, ())
    assert not v.failures and not v.passed


@pytest.mark.parametrize("number", [-1, 1])
def test_a_schedule_names_rules_that_are_there(number: int) -> None:
    """Rules are numbered from 0; -1 is not the last one."""
    with pytest.raises(PredictorError, match=r"^predictor: the schedule names a rule outside 0\.\.0$"):
        LinearPredictor(Vocabulary(("0", "1")), 1, (Rule(()),), Emit(number, 1, ()))


def test_a_weight_for_a_value_that_no_token_has_counts_for_nothing() -> None:
    """In no score and not in the largest weight, whatever else the same token says in another coordinate."""
    nobody = Coordinate((0, 1), (Read(0, vote({1: 2}, 9)),))
    somebody = Coordinate((None, 0), (Read(0, vote({1: 0}, -4)),))
    for coordinates, largest in (((nobody,), 0), ((nobody, somebody), 4), ((somebody,), 4)):
        h = LinearPredictor(Vocabulary(("0", "1")), 1, (Rule(coordinates),), Emit(0, 1, (Address(0),)))
        assert max_weight(h) == largest
        assert scores(h, 0, (1,)) == (0, -largest)


def test_a_broken_claim_tells_its_value_only_where_it_says_more_than_the_claim() -> None:
    """Not behind a number, and not where nothing was put in."""

    def line(values: dict[str, int], text: str) -> list[str]:
        claim: Claim = ("<=", text)
        return list(Claims(values, claim, claim, claim, claim, claim).broken({"reads": 7}))

    assert line({"n": 5}, "6") == ["reads is 7, claimed <= 6"]
    assert line({}, "2*3") == ["reads is 7, claimed <= 2*3"]
    assert line({"n": 5}, "n + 1") == ["reads is 7, claimed <= n + 1 = 6"]


@pytest.mark.parametrize("text", ["floor(log(n))", "ceiling(n/log(2))"])
def test_a_logarithm_that_is_no_quotient_of_two_is_refused(text: str) -> None:
    """Only floor and ceiling of log(u)/log(b) are exact."""
    claim: Claim = ("==", text)
    with pytest.raises(PredictorError, match=r"^claims: .* has no exact value at \{'n': 5\}"):
        Claims({"n": 5}, claim, claim, claim, claim, claim).value("length")


@pytest.mark.parametrize(
    "construction",
    [
        threshold((1, 1), 2),
        parity(3),
        symmetric((0, 1, 1)),
        symmetric_letters((0, 1, 1)),
        sliding_window(FLIP, 1, 2, (0, 3)),
        row_circuit(FLIP, 1, 2, (0, 3)),
        compact_circuit(FLIP, 1, 2, (0, 3)),
        step_circuit(FLIP, decided(FLIP, 1)),
    ],
    ids=lambda c: c.name,
)
def test_a_margin_is_claimed_from_below(construction: Construction) -> None:
    """No tie is promised, and a larger margin than 1 contradicts nothing."""
    assert not list(construction.claims.broken({"margin": 1}))
    assert not list(construction.claims.broken({"margin": 9}))
    assert list(construction.claims.broken({"margin": 0})) == ["margin is 0, claimed >= 1"]


def test_heads_that_part_late_are_found_though_the_first_run_goes_on_behind_the_steps_asked_for() -> None:
    """Two words that differ in their last symbol only, beyond the first steps looked at: no run may be left out."""
    turn = Machine.of("turn", "a 0 0 R a", "a _ _ R a", "a 1 1 L b", "b 0 0 L b", "b _ _ L b", start="a")
    n = FIRST_STEPS + 5
    words = ("0" * n, "0" * (n - 1) + "1")
    found = head_schedule(turn, n, steps=n + 7, domain=words)
    assert isinstance(found, NotOblivious)
    assert (found.step, found.inputs) == (n, (tuple(words[0]), tuple(words[1])))
    assert isinstance(head_schedule(turn, n, steps=n + 7, domain=words[:1]), HeadSchedule)


def test_copies_of_a_repeated_body_stay_within_the_bounds_of_a_piece() -> None:
    """At most ``size`` tokens and CELLS positions for each of them; a body that fits less than twice is not copied."""
    size = 100
    for length, slots in product(range(1, 60), (0, 1, 5, 64, 200, 319, 320, 321, 5000)):
        made = copies(length, slots, size)
        cells = length * max(slots, 1)
        assert made == (
            0 if 2 * length > size or 2 * cells > CELLS * size else min(size // length, CELLS * size // cells)
        )
        assert made * length <= size and made * cells <= CELLS * size
    assert (copies(10, 320, size), copies(10, 321, size), copies(50, 1, size), copies(51, 1, size)) == (2, 0, 2, 0)
    assert copies(0, 3, size) == 0


def test_an_absorbing_table_has_one_row_for_each_state() -> None:
    """The stuck one included, in all three arrays."""
    a = absorbing(Machine.of("gap", "a 1 1 R b", "b 1 1 L a", start="a"))
    assert a.states == ("a", "b", STUCK)
    assert (a.nx.shape, a.wr.shape, a.mv.shape) == ((3, 2), (3, 2, 1), (3, 2, 1))


def test_runs_that_are_cut_off_are_measured_one_step_further() -> None:
    """A row shows the head of the step after it; without a number of steps runs are followed up to the limit."""
    assert [_limit(steps) for steps in (0, 1, 2, 50)] == [2, 2, 3, 51]
    assert _limit(10**18) == MAX_MEASURED + 1 and _limit(None) == MAX_STEPS == 10**6


def test_a_construction_for_promised_inputs_says_so() -> None:
    """Unless there is one input only."""
    for n, domain, said in ((2, ["01", "11"], True), (2, None, False), (0, [""], False)):
        c = build(FLIP, n, domain=domain).construction
        assert c.provenance.endswith("promised ones only") == said


def test_a_space_of_one_cell_is_enough_for_a_machine_that_stays() -> None:
    """And a space of none is refused."""
    stays = Machine.of("stays", "a 1 1 S h", "a _ _ S h", start="a", halting=["h"])
    assert requirements(stays, 1, space=1).window == (0, 1)
    with pytest.raises(PredictorError, match="a space of 0 cells holds nothing"):
        requirements(stays, 0, space=0)


@pytest.mark.parametrize(("d", "e"), [(0, 1), (1, 0), (10, 1), (1, 10)])
def test_numbers_of_too_few_or_too_many_digits_are_refused(d: int, e: int) -> None:
    """On either side."""
    with pytest.raises(PredictorError, match=f"numbers of {d} and {e} digits; give 1 to 9 digits each"):
        multiplication(d, e)


def test_a_chain_of_the_wrong_length_fails_at_the_first_token_that_differs() -> None:
    """Also where the longer chain goes on with token 0."""
    c = parity(2)
    shorter = replace(c, expected=lambda x: _without_last(c.expected(x)))
    v = verify(shorter)
    assert v.failures == 4 and v.first_failure is not None
    assert (v.first_failure.t, v.first_failure.expected) == (1, -1)


def _without_last(e: Expected) -> Expected:
    return Expected(e.prompts, e.chains[:, :-1], e.lengths - 1)


def test_a_chain_of_another_length_than_expected_is_a_failure_and_no_error() -> None:
    """For one input and for many, longer or shorter."""
    c = parity(4)
    one = np.array([[1, 0, 1, 1]])
    for domain in (one, None):
        v = verify(replace(c, expected=lambda x: _first(c.expected(x), 1)), domain=domain)
        assert v.failures == v.inputs and v.first_failure is not None and v.first_failure.t == 1
        v = verify(replace(c, expected=lambda x: _more(c.expected(x), 6)), domain=domain)
        assert v.failures == v.inputs and v.first_failure is not None and v.first_failure.t == 3
        assert (v.first_failure.found, v.first_failure.expected) == (-1, 0)


def _first(e: Expected, T: int) -> Expected:
    return Expected(e.prompts, e.chains[:, :T], np.full(len(e.chains), T, np.int64))


def _more(e: Expected, T: int) -> Expected:
    chains = np.pad(e.chains, ((0, 0), (0, T - e.chains.shape[1])))
    return Expected(e.prompts, chains, np.full(len(chains), T, np.int64))


def test_a_run_that_gets_stuck_takes_one_covered_step_more() -> None:
    """A table finds in a step of its own that no rule applies, so two transitions are three steps, and four tokens."""
    gap = Machine.of("gap", "a 0 1 R a", "a 1 0 R a", start="a")
    stuck = build(gap, 2, steps=2, via="oblivious").construction
    assert stuck.predictor.length == 4
    chain = decode(stuck.predictor, stuck.interface.prompt("01")).chain
    assert stuck.interface.answer(chain) == "undefined"
    assert build(FLIP, 2, steps=2, via="oblivious").construction.predictor.length == 3


def test_the_best_fan_out_is_taken() -> None:
    """Six steps are 49 tokens with three parts to a level, and more with 2, 4 or 5."""
    walks = Machine.of("M", "a 1 1 R a", "a _ 1 L b", "b 1 1 L b", "b _ _ S h", start="a", halting=["h"])
    best = build(walks, 1, steps=6, via="recursive").construction
    lengths = {
        R: build(walks, 1, steps=6, via="recursive", fan_out=R).construction.predictor.length for R in COMPARED
    }
    assert best.predictor.length == lengths[3] == min(lengths.values())
    assert sorted(lengths) == [2, 3, 4, 5] and list(lengths.values()).count(lengths[3]) == 1


def test_zero_to_the_zeroth_power_is_one_in_claims() -> None:
    """An empty product, as everywhere; a negative power of 0 is no number."""
    claims = Claims({"n": 0, "k": 0}, ("==", "n**k"), ("==", "2"), ("==", "0"), ("==", "0"), (">=", "1"))
    assert claims.value("length") == 1
    with pytest.raises(PredictorError, match="has no exact value"):
        Claims({"n": 0, "k": 1}, ("==", "n**(-k)"), ("==", "2"), ("==", "0"), ("==", "0"), (">=", "1")).value(
            "length"
        )


def test_heads_that_part_late_are_found_when_steps_are_given(monkeypatch: pytest.MonkeyPatch) -> None:
    """All runs go on for the steps asked, and in the last portion of them two inputs part: every run is followed to the end."""
    monkeypatch.setattr(oblivious_module, "FIRST_STEPS", 4)
    rules = [f"{s}{i} _ _ R {s}{i + 1}" for s in "zo" for i in range(1, 7)]
    late = Machine.of(
        "late", "a 0 0 R z1", "a 1 1 R o1", *rules, "z7 _ _ R z7", "o7 _ _ L o8", "o8 _ _ R o8", start="a",
        input_alphabet=["0", "1"],
    )  # fmt: skip
    found = head_schedule(late, 1, steps=10)
    assert isinstance(found, NotOblivious) and found.step == 8
    assert isinstance(head_schedule(late, 1, steps=7), HeadSchedule)


def test_the_first_failure_is_the_first_of_all_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Inputs are compared block by block; with one input to a block later failures do not replace the first."""
    monkeypatch.setattr(verification_module, "BLOCK_TOKENS", 1)
    c = threshold((1, 1), 1)
    v = verify(replace(c, expected=lambda x: c.expected(1 - x)._replace(prompts=x)))
    assert v.failures == 2 and v.first_failure is not None and v.first_failure.x == (0, 0)


def test_a_logarithm_divided_by_a_number_is_no_logarithm() -> None:
    """Its floor is refused, as it has no exact value; the quotient of two logarithms has one."""
    for text, value in (("floor(log(n)/log(2))", 3), ("floor(log(n)/3)", None)):
        claims = Claims({"n": 8}, ("==", text), ("==", "2"), ("==", "0"), ("==", "0"), (">=", "1"))
        if value is not None:
            assert claims.value("length") == value
        else:
            with pytest.raises(PredictorError, match="has no exact value"):
                claims.value("length")


def test_a_margin_is_claimed_to_be_at_least_or_exactly_something() -> None:
    """Never at most: a smaller margin would keep such a claim."""
    M = FLIP
    made = [
        parity(5), threshold((1, 2), 2), symmetric((0, 1, 0)), symmetric_letters((0, 1, 0)), build(M, 2).construction,
        *(build(M, 2, via=via).construction for via in ("sliding", "recursive", "circuit")),
        *(make(M, 2, 3, (0, 3)) for make in (row_circuit, compact_circuit)), multiplication(1, 1),
    ]  # fmt: skip
    assert {c.claims.claim("margin")[0] for c in made} <= {"==", ">="}


@pytest.mark.parametrize(("size", "allowed"), [(3, True), (2, False)])
def test_a_reading_must_be_a_value_of_the_part_it_becomes(size: int, allowed: bool) -> None:
    """Readings 0, 1, 2 fit a part of three values; of two values not even though 0 and 1 do; a negative one fits none."""
    trit = Kind.of("trit", (3,), "{0}", value=lambda v: v)
    below = Kind.of("below", (3,), "{0}", value=lambda v: v - 1)
    copy = Kind.of("copy", (size,), "c{0}", value=lambda v: v)
    if allowed:
        assert TypedProgram((trit,), (Argument(copy, ((0, "value"),), "copy"),), (0, 1)).length == 1
    else:
        with pytest.raises(PredictorError, match="takes 'value' from a 'trit' as one of 2 values"):
            TypedProgram((trit,), (Argument(copy, ((0, "value"),), "copy"),), (0, 1))
    with pytest.raises(PredictorError, match=f"takes 'value' from a 'below' as one of {size} values"):
        TypedProgram((below,), (Argument(copy, ((0, "value"),), "copy"),), (0, 1))
