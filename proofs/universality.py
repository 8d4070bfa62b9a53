"""Statements: the constructions write the machine's chain of thought, on every machine drawn.

Each case draws a machine and a length, builds the predictor, decodes *all* inputs of that length and compares every
token with the simulator; the claims (length, vocabulary, reads, weights, margin) are held against the predictor.

>>> from proofs.statement import gather
>>> e = gather(STATEMENTS["oblivious"], examples=3, seed=7); e.examples, e.failures
(3, 0)
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

import numpy as np

from lcomplexity.constructions.construction import Construction
from lcomplexity.constructions.machine_circuits import compact_circuit, row_circuit, step_circuit
from lcomplexity.constructions.oblivious import from_schedule
from lcomplexity.constructions.recursive_window import recursive_loop, recursive_window
from lcomplexity.constructions.sliding_window import sliding_window
from lcomplexity.verification import verify
from proofs.random_machines import described, random_machine, random_oblivious_machine
from proofs.statement import Case, Statement
from turing.batch import all_words, extent
from turing.machine import Machine
from turing.oblivious import HeadSchedule, head_schedule
from turing.recursive import LoopedTrace
from turing.trace import Ending


def checked(machine: Machine, construction: Construction) -> Case:
    """Return what verifying one construction on all inputs showed.

    >>> from turing.zoo import zoo
    >>> from lcomplexity.constructions.oblivious import oblivious
    >>> checked(zoo("parity").machine, oblivious(zoo("parity").machine, 3))
    Case(size=40, counterexample=None)
    """
    v = verify(construction)
    if v.passed and v.exhaustive:
        return Case(v.tokens)
    fault = "; ".join(v.broken) or f"{v.failures} of {v.inputs} inputs fail, first {v.first_failure}"
    return Case(
        v.tokens,
        f"{construction.name}, n = {construction.input_length}, values {dict(construction.claims.values)}, "
        f"start {machine.start}, rules {described(machine)}: {fault}",
    )


def _oblivious_case(random: np.random.Generator) -> tuple[Machine, HeadSchedule]:
    """A machine with its head schedule: oblivious by its make, or drawn at large and found to be."""
    while True:
        steps = int(random.integers(1, 25))
        if random.random() < 0.5:
            machine, n = random_oblivious_machine(random), int(random.integers(5))
        else:
            machine, n = random_machine(random), int(random.integers(1, 5))
        found = head_schedule(machine, n, steps=steps)
        if isinstance(found, HeadSchedule):
            return machine, found


def _ending(random: np.random.Generator) -> Ending:
    return "verdict" if random.random() < 0.5 else "tape"


def oblivious_case(random: np.random.Generator) -> Case:
    """Return one case of construction (a).

    >>> oblivious_case(np.random.default_rng(0)).counterexample is None
    True
    """
    machine, schedule = _oblivious_case(random)
    return checked(machine, from_schedule(machine, schedule, _ending(random), int(random.integers(machine.tapes))))


def step_circuit_case(random: np.random.Generator) -> Case:
    """Return one case of circuit d0.

    >>> step_circuit_case(np.random.default_rng(0)).counterexample is None
    True
    """
    machine, schedule = _oblivious_case(random)
    short = HeadSchedule(schedule.n, schedule.heads[:8], schedule.proof)
    return checked(machine, step_circuit(machine, short, _ending(random)))


def sliding_window_case(random: np.random.Generator) -> Case:
    """Return one case of construction (c): plain rows in the cells that all runs need, or marked rows, then often in
    fewer cells than that.

    >>> sliding_window_case(np.random.default_rng(0)).counterexample is None
    True
    """
    machine, n, steps = random_machine(random), int(random.integers(5)), int(random.integers(25))
    # One step more than the chain covers: its last row may show a head about to leave.
    low, high = extent(machine, all_words(machine, n), n, max(steps, 1) + 1).window
    ending = _ending(random)
    if random.random() < 0.5:
        return checked(machine, sliding_window(machine, n, steps, (low, high), ending))
    # A window may not start at cell 0 if a first step to the left would leave it before a separator can tell.
    low = int(random.integers(low, 0)) if low < 0 else low
    high = int(random.integers(max(n, 1), high + 1))
    return checked(machine, sliding_window(machine, n, steps, (low, high), ending, "marked"))


def _cell_circuit_case(make: Callable[..., Construction]) -> Callable[[np.random.Generator], Case]:
    def draw(random: np.random.Generator) -> Case:
        machine, n, steps = random_machine(random), int(random.integers(4)), int(random.integers(1, 8))
        window = extent(machine, all_words(machine, n), n, steps).window
        return checked(machine, make(machine, n, steps, window, _ending(random)))

    return draw


def recursive_window_case(random: np.random.Generator) -> Case:
    """Return one case of construction (b) on one tape: whole or in rounds, any fan-out, now and then with packed cells.

    >>> recursive_window_case(np.random.default_rng(0)).counterexample is None
    True
    """
    machine, n, steps = random_machine(random), int(random.integers(5)), int(random.integers(1, 70))
    return _recursive_case(random, machine, n, steps)


def recursive_tapes_case(random: np.random.Generator) -> Case:
    """Return one case of construction (b) on two or three tapes.

    >>> recursive_tapes_case(np.random.default_rng(0)).counterexample is None
    True
    """
    machine = random_machine(random, tapes=int(random.integers(2, 4)))
    return _recursive_case(random, machine, int(random.integers(4)), int(random.integers(1, 30)))


def _recursive_case(random: np.random.Generator, machine: Machine, n: int, steps: int) -> Case:
    R, ending, tape = int(random.integers(2, 6)), _ending(random), int(random.integers(machine.tapes))
    w = 1
    if machine.tapes == 1 and len(machine.alphabet) == 2 and random.random() < 0.2:
        w = 2
    if random.random() < 0.5:
        return checked(machine, recursive_window(machine, n, steps, ending, tape, R, w))
    # Rounds go on to their end: the head must stay in the cells so long.
    least = extent(machine, all_words(machine, n), n, steps).window
    form = LoopedTrace(machine, n, steps, least, ending, tape, R, w)
    covered = form.rounds * form.S * w
    window = extent(machine, all_words(machine, n), n, covered).window
    if window != least and LoopedTrace(machine, n, covered, window, ending, tape, R, w).S != form.S:
        return checked(machine, recursive_window(machine, n, steps, ending, tape, R, w))
    return checked(machine, recursive_loop(machine, n, steps, window, ending, tape, R, w))


_SOURCE = (
    "Theorem on Turing machines (Thm 7, numbering of the public reviews of the submission); exact counts are ours"
)

#: By label: what ``lcomplexity verify`` checks.
STATEMENTS: Mapping[str, Statement] = MappingProxyType(
    {
        s.label: s
        for s in (
            Statement(
                "oblivious",
                "An oblivious machine's run is a chain of steps + 1 tokens of an exact linear predictor, margin 1.",
                _SOURCE,
                "sampled",
                oblivious_case,
            ),
            Statement(
                "sliding",
                "Any single-tape machine's run in S cells is a chain of S tokens a step of one time-invariant rule; in "
                "marked rows an input that needs more cells ends in 'limit'.",
                _SOURCE,
                "sampled",
                sliding_window_case,
            ),
            Statement(
                "recursive",
                "Any single-tape machine's run of T = R^K steps is a chain of T ((R + 2) K + 3 (K - 1) / R - 6 / (R - 1) + 1) + 4 "
                "+ 6 / (R - 1) tokens, for every R >= 2, at positions that depend on T and n alone; in bounded space it is "
                "rounds of (R + 2) K + 3 (K - 1) / R + 2 tokens a step and a few more.",
                _SOURCE,
                "sampled",
                recursive_window_case,
            ),
            Statement(
                "recursive-tapes",
                "The same with m tapes: m times as many cell tokens, and one step token.",
                _SOURCE,
                "sampled",
                recursive_tapes_case,
            ),
            Statement(
                "circuit-steps",
                "An oblivious machine's run is a chain of Q G^k binary tokens a step.",
                _SOURCE,
                "sampled",
                step_circuit_case,
            ),
            Statement(
                "circuit-rows",
                "Any single-tape machine's run in S cells is a chain of S G (Q + 1) binary tokens a step.",
                _SOURCE,
                "sampled",
                _cell_circuit_case(row_circuit),
            ),
            Statement(
                "circuit-compact",
                "Any single-tape machine's run in S cells is a chain of S (2 G + 1) + Q G binary tokens a step.",
                _SOURCE,
                "sampled",
                _cell_circuit_case(compact_circuit),
            ),
        )
    }
)
