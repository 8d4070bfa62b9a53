"""Statements on machines: the constructions write the machine's chain of thought, on every machine drawn.

Each instance is a machine and a length; the check builds the predictor, decodes *all* inputs of that length and compares every
token with the simulator, and the answer with the machine's own run, step by step in the kernel; the claims (length, vocabulary,
reads, weights, margin) are held against the predictor.

>>> from proofs.statement import gather
>>> e = gather(STATEMENTS[0], examples=3, seed=7); e.label, e.examples, e.failures
('oblivious', 3, 0)
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from fractions import Fraction
from functools import partial
from typing import Any, TypeAlias

import numpy as np

from lcomplexity.constructions.construction import Construction
from lcomplexity.constructions.machine_circuits import compact_circuit, row_circuit, step_circuit
from lcomplexity.constructions.oblivious import from_schedule
from lcomplexity.constructions.recursive_window import recursive_loop, recursive_window
from lcomplexity.constructions.sliding_window import sliding_window
from lcomplexity.decoding import decode_batch
from lcomplexity.verification import verify
from proofs.construction_cases import construction_case, damaged
from proofs.damage import Damage, undamaged
from proofs.kernel_runs import Moment, absorbing_run, answer_of, verdict_of
from proofs.machine_records import machine_features, machine_of, machine_record
from proofs.places import ours, paper
from proofs.random_machines import described, random_machine, random_oblivious_machine
from proofs.statement import Case, OutsideError, Statement, statement
from turing.batch import all_words, extent
from turing.machine import Machine
from turing.oblivious import HeadSchedule, head_schedule
from turing.recursive import FAN_OUTS, LoopedTrace
from turing.trace import Ending, RowTrace, prompts

Record: TypeAlias = dict[str, Any]


#: From a machine's run, moment by moment, to the answers that are right.
Right: TypeAlias = Callable[[list[Moment]], Collection[str]]


def verified(
    machine: Machine, construction: Construction, steps: int, right: Right, damage: Damage = undamaged
) -> Case:
    """Return what verifying one construction on all inputs showed, after the damage if there is one; ``right`` are the answers
    that the machine's run of so many steps allows, told by :func:`turing.machine.step` alone.

    >>> from turing.zoo import zoo
    >>> from lcomplexity.constructions.oblivious import oblivious
    >>> M = zoo("parity").machine
    >>> case = verified(M, oblivious(M, 3), 4, lambda run: {verdict_of(M, run[4])}); case.size, case.counterexample, case.margin
    (40, None, 1)
    """
    c = construction
    told = f"start {machine.start}, rules {described(machine)}, n = {c.input_length}, values {dict(c.claims.values)}"

    def definition(x: tuple[str, ...]) -> Collection[str]:
        return right(absorbing_run(machine, x, steps))

    return construction_case(c, told, machine_features(machine), definition, damage, machine.alphabet)


def _last(machine: Machine, ending: Ending, tape: int = 0) -> Right:
    """What the last moment says."""
    return lambda run: {answer_of(machine, run[-1], ending, tape)}


def _one_bit(machine: Machine, ending: Ending, tape: int = 0) -> Right:
    """The same for circuits, whose verdict is one bit."""

    def right(run: list[Moment]) -> set[str]:
        said = answer_of(machine, run[-1], ending, tape)
        return {said if ending == "tape" or said == "accept" else "not accepted"}

    return right


def _ending(random: np.random.Generator) -> Ending:
    return "verdict" if random.random() < 0.5 else "tape"


def _recorded(machine: Machine, **numbers: Any) -> Record:
    return {"machine": machine_record(machine), **numbers}


# --- oblivious machines: (a) and d0 -----------------------------------------------------------------------------------


def drawn_oblivious(random: np.random.Generator) -> Record:
    """Return a machine that is oblivious on a length: by its make, or drawn at large and found to be.

    >>> sorted(drawn_oblivious(np.random.default_rng(0)))
    ['ending', 'machine', 'n', 'steps', 'tape']
    """
    while True:
        steps = int(random.integers(1, 25))
        if random.random() < 0.5:
            machine, n = random_oblivious_machine(random), int(random.integers(5))
        else:
            machine, n = random_machine(random), int(random.integers(1, 5))
        if isinstance(head_schedule(machine, n, steps=steps), HeadSchedule):
            tape = int(random.integers(machine.tapes))
            return _recorded(machine, n=n, steps=steps, ending=_ending(random), tape=tape)


def _scheduled(record: Record) -> tuple[Machine, HeadSchedule]:
    machine = machine_of(record["machine"])
    found = head_schedule(machine, record["n"], steps=record["steps"])
    if not isinstance(found, HeadSchedule):
        raise OutsideError(f"not oblivious on length {record['n']}")
    return machine, found


def oblivious_case(record: Record, damage: Damage = undamaged) -> Case:
    """Return one case of construction (a).

    >>> oblivious_case(drawn_oblivious(np.random.default_rng(0))).counterexample is None
    True
    """
    machine, schedule = _scheduled(record)
    ending, tape = record["ending"], record["tape"]
    right = _last(machine, ending, tape)
    return verified(machine, from_schedule(machine, schedule, ending, tape), record["steps"], right, damage)


def step_circuit_case(record: Record, damage: Damage = undamaged) -> Case:
    """Return one case of circuit d0, of at most 8 steps.

    >>> step_circuit_case(drawn_oblivious(np.random.default_rng(0))).counterexample is None
    True
    """
    machine, schedule = _scheduled(record)
    short = HeadSchedule(schedule.n, schedule.heads[:8], schedule.proof)
    ending, tape = record["ending"], record["tape"]
    if not step_circuit(machine, short, ending, tape).predictor.length:
        # No steps, and a tape without a cell: no bit to write.
        ending = "verdict"
    right = _one_bit(machine, ending, tape)
    return verified(machine, step_circuit(machine, short, ending, tape), short.steps, right, damage)


# --- rows: (c), and the trap at their ends ----------------------------------------------------------------------------


def drawn_rows(random: np.random.Generator) -> Record:
    """Return a machine and a window: plain rows in the cells that all runs need, or marked rows, often in fewer cells.

    >>> sorted(drawn_rows(np.random.default_rng(0)))
    ['ending', 'machine', 'n', 'rows', 'steps', 'window']
    """
    machine, n, steps = random_machine(random), int(random.integers(5)), int(random.integers(25))
    low, high = _needed(machine, n, max(steps, 1) + 1)
    ending = _ending(random)
    if random.random() < 0.5:
        return _recorded(machine, n=n, steps=steps, window=[low, high], ending=ending, rows="plain")
    # A window may not start at cell 0 if a first step to the left would leave it before a separator can tell.
    low = int(random.integers(low, 0)) if low < 0 else low
    high = int(random.integers(max(n, 1), high + 1))
    return _recorded(machine, n=n, steps=steps, window=[low, high], ending=ending, rows="marked")


def _needed(machine: Machine, n: int, steps: int) -> tuple[int, int]:
    return extent(machine, all_words(machine, n), n, steps).window


def sliding_window_case(record: Record, damage: Damage = undamaged) -> Case:
    """Return one case of construction (c).

    >>> sliding_window_case(drawn_rows(np.random.default_rng(0))).counterexample is None
    True
    """
    machine, n, steps = machine_of(record["machine"]), record["n"], record["steps"]
    low, high = record["window"]
    rows, ending = max(steps, 1), record["ending"]
    # One step more than the chain covers: its last row may show a head about to leave.
    least = _needed(machine, n, rows + 1)
    if record["rows"] == "plain" and not (low <= least[0] and least[1] <= high):
        raise OutsideError("a head leaves the window")
    if record["rows"] == "marked" and least[0] < 0 and low >= 0:
        raise OutsideError("the window must begin on the left of cell 0")

    def right(run: list[Moment]) -> set[str]:
        said = answer_of(machine, run[rows], ending)
        # A head stopped in the row that is just begun may be told too.
        allowed = {said} if ending == "tape" or said != "limit" else {said, verdict_of(machine, run[rows + 1])}
        if record["rows"] == "plain" or all(low <= m.heads[0] < high for m in run):
            return allowed
        return {"limit"} if any(not low <= m.heads[0] < high for m in run[:-1]) else {*allowed, "limit"}

    c = sliding_window(machine, n, steps, (low, high), ending, record["rows"])
    length = rows * (high - low + (record["rows"] == "marked")) + (ending == "verdict")
    if record["rows"] == "plain" and c.predictor.length != length:
        return Case(0, f"{record}: {c.predictor.length} tokens, {length} claimed")
    return verified(machine, c, rows + 1, right, damage)


def drawn_leaving(random: np.random.Generator) -> Record:
    """Return a machine that in its last row is about to leave, on the left, the cells visited so far.

    >>> sorted(drawn_leaving(np.random.default_rng(0)))
    ['machine', 'n', 'steps']
    """
    while True:
        machine, n, steps = random_machine(random), int(random.integers(4)), int(random.integers(1, 8))
        record = _recorded(machine, n=n, steps=steps)
        if _leaves(machine, n, steps):
            return record


def _leaves(machine: Machine, n: int, steps: int) -> bool:
    """Whether the cells visited in the steps are at least two, and the next step goes one further on the left."""
    low, high = _needed(machine, n, steps)
    return high - low > 1 and _needed(machine, n, steps + 1)[0] < low


def row_end_case(record: Record, spare: int = 0) -> Case:
    """Return whether plain rows in the cells visited (and ``spare`` more on the left) are wrong in the last cell of the last
    row, there alone, and rows with room for one more step are right.

    >>> row_end_case(drawn_leaving(np.random.default_rng(0))).counterexample is None
    True
    """
    machine, n, steps = machine_of(record["machine"]), record["n"], record["steps"]
    if steps < 1 or not _leaves(machine, n, steps):
        raise OutsideError("no head is about to leave on the left")
    low, high = _needed(machine, n, steps)
    low -= spare
    first, end = _needed(machine, n, steps + 1)
    roomy = sliding_window(machine, n, steps, (first, end), "tape")
    told = f"n = {n}, steps = {steps}, start {machine.start}, rules {described(machine)}"
    x = np.concatenate(list(all_words(machine, n)))
    v, features = verify(roomy), machine_features(machine)
    if not v.passed:
        return Case(v.tokens, f"{told}: wrong with room for one more step, {v.first_failure}", None, features)
    right = roomy.expected(x).chains.reshape(-1, steps, end - first)[:, :, low - first :]
    tight = sliding_window(machine, n, steps, (low, high), "tape").predictor
    form = RowTrace(machine, n, steps, (low, high), "tape")
    found = decode_batch(tight, prompts(form, x)).chains.reshape(-1, steps, high - low)
    wrong = {(int(r), int(c)) for _, r, c in np.argwhere(found != right[:, :, : high - low])}
    if wrong != {(steps - 1, high - low - 1)}:
        told = f"{told}: in the cells {low} .. {high - 1} wrong are (row, cell) {sorted(wrong)}"
        return Case(v.tokens + found.size, told, v.min_margin, features)
    return Case(v.tokens + found.size, None, v.min_margin, features)


# --- circuits of rows: d1 and d2 --------------------------------------------------------------------------------------


def drawn_cells(random: np.random.Generator) -> Record:
    """Return a machine, a length of input and a number of steps for a circuit of cells.

    >>> 1 <= drawn_cells(np.random.default_rng(0))["steps"] < 8
    True
    """
    machine, n, steps = random_machine(random), int(random.integers(4)), int(random.integers(1, 8))
    return _recorded(machine, n=n, steps=steps, ending=_ending(random))


def cell_circuit_case(record: Record, make: Callable[..., Construction], damage: Damage = undamaged) -> Case:
    """Return one case of circuit d1 or d2, ``make``.

    >>> cell_circuit_case(drawn_cells(np.random.default_rng(0)), row_circuit).counterexample is None
    True
    """
    machine, n, steps = machine_of(record["machine"]), record["n"], record["steps"]
    if steps < 1:
        raise OutsideError("a circuit of at least one step")
    c = make(machine, n, steps, _needed(machine, n, steps), record["ending"])
    return verified(machine, c, steps, _one_bit(machine, record["ending"]), damage)


# --- the recursive window: (b) ----------------------------------------------------------------------------------------


def drawn_recursive(random: np.random.Generator) -> Record:
    """Return a single-tape machine for construction (b): whole or in rounds, any fan-out, now and then with packed cells.

    >>> drawn_recursive(np.random.default_rng(0))["machine"]["start"]
    'q0'
    """
    return _drawn_recursive(random, random_machine(random), int(random.integers(5)), int(random.integers(1, 70)))


def drawn_recursive_tapes(random: np.random.Generator) -> Record:
    """Return the same with two or three tapes.

    >>> 0 <= drawn_recursive_tapes(np.random.default_rng(0))["tape"] < 3
    True
    """
    machine = random_machine(random, tapes=int(random.integers(2, 4)))
    return _drawn_recursive(random, machine, int(random.integers(4)), int(random.integers(1, 30)))


def _drawn_recursive(random: np.random.Generator, machine: Machine, n: int, steps: int) -> Record:
    R, ending, tape = int(random.integers(2, 9)), _ending(random), int(random.integers(machine.tapes))
    if random.random() < 0.5:
        # A power of R, for which the count is a closed form.
        steps = R ** int(random.integers(1, max(K for K in range(1, 8) if K == 1 or R**K <= 64) + 1))
    w = 2 if machine.tapes == 1 and len(machine.alphabet) == 2 and random.random() < 0.2 else 1
    form = "whole" if random.random() < 0.5 else "rounds"
    return _recorded(machine, n=n, steps=steps, ending=ending, tape=tape, R=R, w=w, form=form)


def recursive_case(record: Record, damage: Damage = undamaged) -> Case:
    """Return one case of construction (b).

    >>> recursive_case(drawn_recursive(np.random.default_rng(0))).counterexample is None
    True
    """
    machine, n, steps = machine_of(record["machine"]), record["n"], record["steps"]
    R, w, rest = record["R"], record["w"], (record["ending"], record["tape"], record["R"], record["w"])
    if steps < 1 or R not in FAN_OUTS or w < 1:
        raise OutsideError("at least one step, 2 to 8 parts to a level, one cell to a token")
    right = _last(machine, record["ending"], record["tape"])
    if record["form"] == "rounds":
        # Rounds go on to their end: the head must stay in the cells so long.
        least = _needed(machine, n, steps)
        form = LoopedTrace(machine, n, steps, least, *rest)
        covered = form.rounds * form.S * w
        window = _needed(machine, n, covered)
        if window == least or LoopedTrace(machine, n, covered, window, *rest).S == form.S:
            looped = recursive_loop(machine, n, steps, window, *rest)
            return verified(machine, looped, covered, right, damage)
    whole = recursive_window(machine, n, steps, *rest)
    told = _closed_form(record, machine.tapes, whole.predictor.length)
    return told or verified(machine, whole, _covered(steps, R, w, record["ending"]), right, damage)


def _covered(steps: int, R: int, w: int, ending: Ending) -> int:
    """The steps of a whole run: full blocks' steps; before a tape is read out, full parts of the highest level."""
    unit = w
    while ending == "tape" and unit * R < steps:
        unit *= R
    return -(-steps // unit) * unit


def _closed_form(record: Record, m: int, length: int) -> Case | None:
    """The statement's count where it speaks of this run (T = R^K steps, K >= 1, one cell to a token, a verdict), if it is wrong."""
    R, T, K = record["R"], record["steps"], 0
    while R**K < T:
        K += 1
    if R**K != T or K < 1 or record["w"] != 1 or record["ending"] != "verdict":
        return None
    cells = T * ((R + 2) * K + Fraction(3 * (K - 1), R) - Fraction(6, R - 1)) + 3 + Fraction(6, R - 1)
    claimed = T + m * cells + 1
    return None if length == claimed else Case(0, f"R = {R}, K = {K}, {m} tapes: {length} tokens, {claimed} claimed")


# --- the statements ---------------------------------------------------------------------------------------------------


_TIME = paper("Thm 7 and Cor 8") + "; exact counts are ours"
_row, _compact = partial(cell_circuit_case, make=row_circuit), partial(cell_circuit_case, make=compact_circuit)

#: In the order of the constructions.
STATEMENTS: tuple[Statement, ...] = (
    statement(
        label="oblivious",
        group="machines",
        words="An oblivious machine's run is a chain of steps + 1 tokens of an exact linear predictor, margin 1.",
        latex=r"T = \mathrm{steps} + 1,\quad |\mathbb{D}| = |G| + |G|^k |Q| + 6,\quad \text{margin } 1",
        place=_TIME,
        hypotheses="The head path of the machine depends on n alone, as long as runs go on.",
        uses=("hlin", "tuples"),
        code=("lcomplexity.constructions.oblivious.from_schedule", "turing.trace.StepTrace"),
        check=oblivious_case,
        draw=drawn_oblivious,
        broken=damaged(oblivious_case),
        block=10,
        blocks=5,
    ),
    statement(
        label="sliding",
        group="machines",
        words="Any single-tape machine's run in S cells is a chain of S tokens a step of one time-invariant rule, and a verdict; in "
        "marked rows, of S + 1 tokens, an input that needs more cells is answered 'limit'.",
        latex=r"T = \max(\mathrm{steps}, 1) \cdot S + 1,\quad W_1 = W_2 = \dots",
        place=ours("construction (c), one token for each cell") + "; it proves " + paper("Thm 7"),
        hypotheses="One tape; in plain rows no head leaves the S cells, in the step after the last covered one either; marked rows begin "
        "left of cell 0 if some head goes there. The count is of plain rows with a verdict.",
        uses=("hlin",),
        code=("lcomplexity.constructions.sliding_window.sliding_window", "turing.trace.RowTrace"),
        check=sliding_window_case,
        draw=drawn_rows,
        broken=damaged(sliding_window_case),
        block=10,
        blocks=5,
    ),
    statement(
        label="row-ends",
        group="machines",
        words="Rows of tape stand one behind the other: in plain rows a head about to leave at the left end is seen at the right "
        "end one row early. So plain rows in exactly the cells visited are wrong in the very last cell, and right with "
        "room for one more step.",
        latex=r"\text{cell } S - 1 \text{ of row } r \text{ looks } S - 1 \text{ back, at cell } 0 \text{ of row } r",
        place=ours("the trap of construction (c)"),
        hypotheses="Some input brings the head to the left end in the last row covered, with a rule that moves it left; at least two cells "
        "are visited.",
        uses=("sliding",),
        code=("lcomplexity.constructions.sliding_window.sliding_window",),
        check=row_end_case,
        draw=drawn_leaving,
        broken={"one more cell on the left, where nothing goes wrong": partial(row_end_case, spare=1)},
        block=8,
        blocks=3,
    ),
    statement(
        label="recursive",
        group="machines",
        words="Any single-tape machine's run of T = R^K steps, K >= 1, is a chain of T ((R + 2) K + 3 (K - 1) / R - 6 / (R - 1) + 1) + 4 "
        "+ 6 / (R - 1) tokens, for every R = 2 .. 8, at positions that depend on T and n alone; in bounded space it is "
        "rounds of (R + 2) K + 3 (K - 1) / R + 2 tokens a step and a few more.",
        latex=r"T\left((R+2)K + \tfrac{3(K-1)}{R} - \tfrac{6}{R-1} + 1\right) + 4 + \tfrac{6}{R-1},\quad T = R^K,\ K \ge 1",
        place=_TIME,
        hypotheses="One tape; in rounds the head stays in S = R^K cells.",
        uses=("hlin", "multiplexer", "recursive-counts"),
        code=("lcomplexity.constructions.recursive_window.recursive_window", "turing.recursive.RecursiveTrace"),
        check=recursive_case,
        draw=drawn_recursive,
        broken=damaged(recursive_case),
        block=1,
        blocks=12,
    ),
    statement(
        label="recursive-tapes",
        group="machines",
        words="The same with m tapes: m times as many cell tokens, and one step token.",
        latex=r"T + m\left(T\left((R+2)K + \tfrac{3(K-1)}{R} - \tfrac{6}{R-1}\right) + 3 + \tfrac{6}{R-1}\right) + 1",
        place=_TIME,
        hypotheses="In rounds all heads stay in S = R^K cells.",
        uses=("recursive",),
        code=("lcomplexity.constructions.recursive_window.recursive_window", "turing.recursive.RecursiveTrace"),
        check=recursive_case,
        draw=drawn_recursive_tapes,
        broken=damaged(recursive_case),
        block=1,
        blocks=8,
    ),
    statement(
        label="circuit-steps",
        group="machines",
        words="An oblivious machine's run is a chain of Q G^k binary tokens a step.",
        latex=r"T = \mathrm{steps} \cdot |Q| |G|^k + 1,\quad |\mathbb{D}| = 2",
        place=_TIME,
        hypotheses="The head path of the machine depends on n alone, as long as runs go on. Checked on the first 8 steps.",
        uses=("circuit",),
        code=("lcomplexity.constructions.machine_circuits.step_circuit",),
        check=step_circuit_case,
        draw=drawn_oblivious,
        broken=damaged(step_circuit_case),
        block=10,
        blocks=3,
    ),
    statement(
        label="circuit-rows",
        group="machines",
        words="Any single-tape machine's run in S cells is a chain of S G (Q + 1) binary tokens a step.",
        latex=r"T = \mathrm{steps} \cdot S |G| (|Q| + 1) + 1,\quad |\mathbb{D}| = 2",
        place=_TIME,
        hypotheses="One tape; no head leaves the S cells in the steps covered.",
        uses=("circuit",),
        code=("lcomplexity.constructions.machine_circuits.row_circuit",),
        check=_row,
        draw=drawn_cells,
        broken=damaged(_row),
        block=10,
        blocks=3,
    ),
    statement(
        label="circuit-compact",
        group="machines",
        words="Any single-tape machine's run in S cells is a chain of S (2 G + 1) + Q G binary tokens a step.",
        latex=r"T = \mathrm{steps} \cdot (S (2|G| + 1) + |Q| |G|) + 1,\quad |\mathbb{D}| = 2",
        place=_TIME,
        hypotheses="One tape; no head leaves the S cells in the steps covered.",
        uses=("circuit",),
        code=("lcomplexity.constructions.machine_circuits.compact_circuit",),
        check=_compact,
        draw=drawn_cells,
        broken=damaged(_compact),
        block=8,
        blocks=3,
    ),
)
