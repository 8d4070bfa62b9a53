"""The recursive window as a trace: its tokens tell the run, its windows are the tape, and its lengths are the formulas."""

from itertools import count, pairwise, product

import numpy as np
import pytest
import sympy
from hypothesis import given, settings
from hypothesis import strategies as st
from told_runs import Telling, chain_names, told_run

from proofs.machine_strategies import absorbing_run, inputs, machines
from turing.errors import MachineError
from turing.machine import Machine
from turing.recursive import (
    FAN_OUTS,
    LoopedTrace,
    RecursiveTrace,
    completed_length,
    core_length,
    cut_length,
    run_length,
)
from turing.recursive_tokens import RecursiveTokens
from turing.trace import Ending

BEAVER = Machine.of("bb3", "A 0 1 R B", "A 1 1 R Z", "B 0 1 L B", "B 1 0 R C", "C 0 1 L C", "C 1 1 L A", start="A", blank="0", halting=["Z"])  # fmt: skip


@st.composite
def cases(draw: st.DrawFn, longest: int) -> tuple[RecursiveTrace, tuple[str, ...]]:
    """A machine with 1 to 3 tapes, now and then packed, with an input and a number of steps."""
    tapes = draw(st.sampled_from([1, 1, 2, 3]))
    machine = draw(machines(tapes=(tapes, tapes), symbols=(1, 3 if tapes == 1 else 2)))
    w = draw(st.sampled_from([1, 1, 2, 3])) if tapes == 1 and len(machine.alphabet) < 3 else 1
    x = draw(inputs(machine, draw(st.integers(0, 5))))
    steps, R = draw(st.integers(1, longest)), draw(st.integers(2, 5))
    ending: Ending = draw(st.sampled_from(["verdict", "tape"]))
    return RecursiveTrace(machine, len(x), steps, ending, draw(st.integers(0, tapes - 1)), R, w), x


@settings(max_examples=60)
@given(cases(60))
def test_the_step_tokens_of_the_chain_are_the_run(case: tuple[RecursiveTrace, tuple[str, ...]]) -> None:
    """The z tokens, in order, are state and scanned symbols of steps 1, 2, .. by the kernel's step alone (packed: of every
    w-th one); nothing else in the chain looks like one."""
    form, x = case
    moments = absorbing_run(form.machine, x, form.block_steps * form.w)
    telling = Telling(form.machine, moments, form.R, form.w)
    found = [name for name in chain_names(form, x) if name.startswith("z")]
    assert found == [telling.step(t) for t in range(form.block_steps)]
    assert form.block_steps * form.w >= form.steps


@settings(max_examples=80)
@given(cases(40))
def test_every_token_is_what_the_configurations_say(case: tuple[RecursiveTrace, tuple[str, ...]]) -> None:
    """IN, X_i and OUT are the true tape around the head, block for block, and o, r and d where it was and is: the chain is the
    one told from the kernel's configurations."""
    form, x = case
    assert chain_names(form, x) == told_run(form, x)
    assert form.length == len(told_run(form, x))


def test_a_chain_by_hand() -> None:
    """Four steps of the 3-state beaver with R = 2: 0 0 0, then 1 written and B entered, and so on."""
    chain = [
        "z(A:0)",  # writes 1 to cell 0, moves right
        *(f"x[0,1,0]({c})" for c in "00100"),  # cells -2 .. 2; the head is in cell 1
        "z(B:0)",  # writes 1 to cell 1, moves left
        *(f"out[1,-1]({c})" for c in "110"),  # cells 0 .. 2; the head is in cell 0
        *(f"x[0,0,0]({c})" for c in "0000110000"),  # cells -4 .. 5, centred on cells 0 and 1; the head in the first
        "z(B:1)",  # writes 0 to cell 0, moves right
        *(f"x[0,1,0]({c})" for c in "00010"),  # cells -2 .. 2
        "z(C:1)",
        "limit",
    ]
    assert chain_names(RecursiveTrace(BEAVER, 0, 4, R=2), ()) == chain


def test_pieces_of_any_size_make_the_same_chain() -> None:
    """The writer may stop anywhere and go on: the smallest pieces, joined, are the chain; whole runs and rounds."""
    for form in (RecursiveTrace(BEAVER, 0, 300, R=3), LoopedTrace(BEAVER, 0, 60, (-4, 3), "tape", R=2)):
        x = np.zeros(0, np.int64)
        pieces = list(form.stream(x, buffer=1))
        assert len(pieces) > 5
        assert np.concatenate(pieces).tolist() == form.records(x[None]).chains[0].tolist()


def test_token_numbers_are_a_numbering() -> None:
    """Every token has one number, 0 .. size - 1, and one name, for every form."""
    for R, w, form in product((2, 3, 5), (1, 2), ("whole", "looped")):
        say = RecursiveTokens(2, R, 1, 2**w, w - 1, 3 * w, w, "looped" if form == "looped" else "whole")
        cells, moves, parts = range(say.C), (-1, 0, 1), range(R)
        numbers = list(range(say.bos + 1))
        numbers += [say.block(c) for c in cells] if w > 1 else []
        numbers += [say.cell_in(c, d) for c in cells for d in parts]
        numbers += [say.x(c, o, r, d) for c in cells for o in say.x_centres for r in moves for d in parts]
        numbers += [say.out(c, o, r) for c in cells for o in say.out_centres for r in moves]
        numbers += [say.z(q, scanned) for q in range(say.states) for scanned in range(say.scans)]
        numbers += [say.state(q) for q in range(say.states)] if form == "looped" else []
        numbers += [say.place(d) for d in parts] if form == "looped" else []
        assert numbers == list(range(say.size))
    for w, tapes in ((1, 1), (2, 1), (1, 3)):
        rules = ["a" + " 1" * tapes + " 1" * tapes + " R" * tapes + " h"]
        machine = Machine.of("M", *rules, start="a", halting=["h"])
        for trace in (RecursiveTrace(machine, 0, 1, w=w), LoopedTrace(machine, 0, 1, (0, 1), w=w)):
            assert len(set(trace.vocabulary)) == len(trace.vocabulary) == trace.tokens.size


def test_the_centres_are_those_that_can_occur() -> None:
    """o_1 is in 0 .. R-1 and each part moves it by at most one: X_i is centred on -(R-2) .. 2 R - 3 and OUT on -(R-1) .. 2 R - 2,
    and every one of these can be."""
    for R in FAN_OUTS:
        say = RecursiveTokens(2, R, 1, 2, 0, 3, 1, "whole")
        reached = [set(range(R))]
        for _ in range(R - 1):
            reached.append({o + r for o in reached[-1] for r in (-1, 0, 1)})
        assert set(say.x_centres) == set().union(*reached[:-1]) and set(say.out_centres) == reached[-1]


# --- lengths ---

k, R, m = sympy.symbols("k R m", positive=True)
#: In closed form: a completed core(k), a whole run of R^k steps without verdict, and one with OUT at every level.
CORE = R**k + m * R**k * ((R + 2) * k + 3 * (k - 1) / R)
WHOLE_RUN = R**k + m * (R**k * ((R + 2) * k + 3 * (k - 1) / R - 6 / (R - 1)) + 3 + 6 / (R - 1))
COMPLETED_RUN = R**k + m * (R**k * ((R + 2) * k + 3 * (k - 1) / R - 3 / (R - 1)) + 3 + 3 / (R - 1))


def vanishes(e: sympy.Expr) -> bool:
    """Whether an expression in R^k, R, k and m is 0, as an identity."""
    power = sympy.Symbol("power", positive=True)
    return sympy.cancel(sympy.expand_power_exp(e).subs(R**k, power)) == 0


def windows(c: sympy.Expr | int) -> sympy.Expr:
    """Part blocks of X_1 .. X_(c - 1) of c parts: the sum of 2 (c - i) + 3."""
    i = sympy.Symbol("i")
    return sympy.summation(2 * (c - i) + 3, (i, 1, c - 1))


def test_closed_forms_solve_the_recurrences_for_every_level_fan_out_and_number_of_tapes() -> None:
    """As identities in k, R and m, with B = R^(k-1) and S the part blocks of all X_i:

    * a core has R cores, IN (3 B), its X_i and OUT (3 B): N_k = R N_(k-1) + m B (3 + S + 3); N_1 has no IN, N_0 = 1;
    * on the spine no IN and a spine as the first part: F_k = F_(k-1) + (R - 1) N_(k-1) + m B (S + 3), F_0 = 1;
    * a cut run lacks OUT of its last part, on every level: run_k = F_k - 3 m (R^k - 1) / (R - 1).
    """
    B = R ** (k - 1)
    S = windows(R)
    assert sympy.expand(S - (R - 1) * (R + 3)) == 0

    def at(e: sympy.Expr, j: sympy.Expr) -> sympy.Expr:
        return e.subs(k, j)

    assert vanishes(CORE - (R * at(CORE, k - 1) + m * B * (3 + S + 3)))
    assert sympy.cancel(at(CORE, sympy.Integer(1)) - (R + m * (S + 3))) == 0
    assert vanishes(COMPLETED_RUN - (at(COMPLETED_RUN, k - 1) + (R - 1) * at(CORE, k - 1) + m * B * (S + 3)))
    assert sympy.cancel(at(COMPLETED_RUN, sympy.Integer(1)) - (R + m * (S + 3))) == 0
    assert vanishes(WHOLE_RUN - (COMPLETED_RUN - 3 * m * (R**k - 1) / (R - 1)))
    # The check can fail: one block more in IN.
    assert not vanishes(CORE - (R * at(CORE, k - 1) + m * B * (4 + S + 3)))


def test_the_lengths_computed_are_the_closed_forms() -> None:
    """core_length, run_length of R^K steps and completed_length of R parts, for every R, up to three tapes and K to 12; a core
    of level 0 is one step, in every form."""
    for fan_out, tapes in product(FAN_OUTS, (1, 2, 3)):
        assert core_length(fan_out, tapes, 0) == cut_length(fan_out, tapes, 0, 1) == 1
        for K in range(1, 13):
            values = {R: fan_out, m: tapes, k: K}
            assert core_length(fan_out, tapes, K) == CORE.subs(values)
            assert run_length(fan_out, tapes, K, fan_out**K) == WHOLE_RUN.subs(values)
            assert completed_length(fan_out, tapes, K, fan_out) == COMPLETED_RUN.subs(values)
            outs = 3 * tapes * (fan_out**K - 1) // (fan_out - 1)
            assert cut_length(fan_out, tapes, K, fan_out**K) == core_length(fan_out, tapes, K) - outs


def test_formulas_are_the_lengths_of_real_chains() -> None:
    """The length that a form claims is the number of tokens written, for every number of steps to 40, and to all fan-outs."""
    two = Machine.of("two", "s 1 _ _ 1 R R s", "s _ _ _ _ S S h", start="s", halting=["h"])
    for machine, fan_out in product((BEAVER, two), FAN_OUTS):
        for steps in (*range(1, 20), 31, 32, 33, 40):
            for ending in ("verdict", "tape"):
                form = RecursiveTrace(machine, 2, steps, ending, R=fan_out)
                tokens = sum(len(piece) for piece in form.stream(np.zeros(2, np.int64)))
                assert tokens == form.length
                if ending == "verdict":
                    assert tokens == run_length(fan_out, machine.tapes, form.K, steps) + 1


def test_more_steps_are_more_tokens() -> None:
    """The length of a run cut off behind a step, or rounded up to whole parts, increases with the step."""
    for fan_out, tapes in product((2, 3, 4, 5, 8), (1, 2)):
        least = iter(run_length(fan_out, tapes, _level(fan_out, steps), steps) for steps in range(1, 400))
        assert all(a < b for a, b in pairwise(least))
        forms = [RecursiveTrace(BEAVER, 0, steps, "tape", R=fan_out) for steps in range(1, 400)]
        assert all(
            (a.length < b.length) == (a.block_steps < b.block_steps) and a.length <= b.length
            for a, b in pairwise(forms)
        )


def _level(fan_out: int, steps: int) -> int:
    return next(K for K in count(1) if fan_out**K >= steps)


def test_a_higher_level_than_needed_changes_nothing() -> None:
    """A run that ends in its first part is that part: run_length does not depend on the level it is seen from."""
    for fan_out, steps in product((2, 3, 4), range(1, 60)):
        K = _level(fan_out, steps)
        assert run_length(fan_out, 1, K, steps) == run_length(fan_out, 1, K + 2, steps)


def test_fan_out_four_is_a_fifth_shorter_than_the_design_of_pairs() -> None:
    """With R = 4 and T = 4^K >= 64 steps the chain has less than 82 % of T (6 log2 T - 13.5) + 3 log2 T + 16 tokens, the
    count of a design with R = 2 that passes each half's frame through copies; as K grows, 9/16 of it.

    Proof: 0.82 of the one minus the other is T (3.09 K - 9.32) + 4.92 K + 7.12: positive at K = 3, and for K >= 4 a sum of
    positive terms."""
    T = 4**k
    ours = WHOLE_RUN.subs({R: 4, m: 1}) + 1
    pairs = T * (12 * k - sympy.Rational(27, 2)) + 6 * k + 16
    percent = sympy.Rational(1, 100)
    gap = sympy.expand(82 * percent * pairs - ours)
    terms = T * (309 * k - 932) * percent + 492 * percent * k + 712 * percent
    assert sympy.expand(gap - terms) == 0
    assert gap.subs(k, 3) > 0 and 309 * 4 - 932 > 0
    quarter = sympy.Rational(1, 4)
    assert sympy.expand(ours - (T * (27 * k - 7) * quarter + 6)) == 0 and 27 * quarter / 12 == sympy.Rational(9, 16)
    assert ours.subs(k, 3) == RecursiveTrace(BEAVER, 0, 64).length == 1190 and pairs.subs(k, 3) == 1474


def test_the_best_fan_out_is_five_and_four_is_near() -> None:
    """In the long run T steps cost T log2 T (R + 2 + 3 / R) / log2 R tokens, what stands beside k R^k in the closed form: least at
    R = 5, at R = 4, 27/8, not 4 % more, at R = 2 more than 1.6 times as much; (R + 2) / log2 R alone is least at R = 4."""
    leading, constant, rest = m * (R + 2 + 3 / R), 1 - m * (3 / R + 6 / (R - 1)), m * (3 + 6 / (R - 1))
    assert vanishes(WHOLE_RUN - (R**k * (leading * k + constant) + rest))
    cost = {r: (r + 2 + sympy.Rational(3, r)) / sympy.log(r, 2) for r in FAN_OUTS}
    assert min(cost, key=cost.__getitem__) == 5 and cost[4] == sympy.Rational(27, 8)
    assert cost[4] < cost[5] * sympy.Rational(104, 100) and cost[2] > cost[5] * sympy.Rational(16, 10)
    assert min(FAN_OUTS, key=lambda r: (r + 2) / sympy.log(r, 2)) == 4


# --- arguments ---


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"steps": 0}, "bb3: 0 steps, length 0; give at least 1 and 0"),
        ({"n": -1}, "bb3: 5 steps, length -1; give at least 1 and 0"),
        ({"R": 1}, "bb3: fan-out 1 is out of range; give 2 to 8"),
        ({"R": 9}, "bb3: fan-out 9 is out of range; give 2 to 8"),
        ({"output_tape": 1}, "bb3: output tape 1 of 1"),
    ],
)
def test_arguments_out_of_range_are_refused(change: dict[str, int], message: str) -> None:
    """Steps, length, fan-out and output tape, in whole runs and in rounds: one line that says what is wrong."""
    given = {"machine": BEAVER, "n": 0, "steps": 5}
    for make in (RecursiveTrace, lambda **asked: LoopedTrace(window=(0, 1), **asked)):
        with pytest.raises(MachineError) as caught:
            make(**(given | change))  # type: ignore[arg-type]
        assert str(caught.value) == message
