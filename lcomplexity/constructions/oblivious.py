"""Construction (a): an oblivious machine, one token per step.

z_t = (q_t, s_t), the state and the scanned symbols before step t. The state follows from the token before; the symbol
on tape i is what was written when that cell was last scanned, or stands in the prompt, or is blank:

    S_state(q')  = [q' = nx(z_{t-1})]            (t = 1: bos says the start state)
    S_symbol_i(s') = [s' = wr_i(z_last(i, t))]   (last visit of the cell; else the input token; else bos says blank)

last(i, t) depends on the head schedule alone, so every position is fixed in advance: one rule serves all steps. The
winner scores 1 in each of the k+1 coordinates, the runner-up misses one: margin exactly 1. The result of the last
transition is in no step token; one token for the verdict follows, and one token for each cell of the tape that is read
out. Chain length: steps + 1 (+ cells). A finite automaton is the case "the head moves right".

Source: one token per step of an oblivious machine; the paper's Theorem on machines goes through circuits (see
:mod:`lcomplexity.constructions.machine_circuits`), this is the same idea with tokens as tuples.

>>> from turing.machine import Machine
>>> odd = Machine.of("odd", "even 0 0 R even", "even 1 1 R odd", "odd 0 0 R odd", "odd 1 1 R even",
...                  "odd _ _ S yes", "even _ _ S no", start="even", accepting=["yes"], rejecting=["no"])
>>> c = oblivious(odd, 3)
>>> from lcomplexity.decoding import decode
>>> d = decode(c.predictor, c.interface.prompt("100"))
>>> c.predictor.vocabulary.text(d.chain), d.margins
('even:1 odd:0 odd:0 odd:_ accept', (1, 1, 1, 1, 1))
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from lcomplexity.constructions.claims import Claims
from lcomplexity.constructions.construction import Construction
from lcomplexity.constructions.machine_interface import construction_of
from lcomplexity.errors import PredictorError
from lcomplexity.predictor import Coordinate, LinearPredictor, Read, Rule, vote
from lcomplexity.schedule import Listed
from lcomplexity.vocabulary import Vocabulary
from turing.machine import Machine
from turing.oblivious import HeadSchedule, NotOblivious, Undecided, head_schedule
from turing.trace import VERDICTS, Ending, StepTrace

STEP, VERDICT, CELL = range(3)


def decided(
    machine: Machine, n: int, *, steps: int | None = None, domain: Sequence[str] | None = None
) -> HeadSchedule:
    """Return the machine's head schedule on inputs of length n, or raise :class:`PredictorError` saying why there
    is none: two inputs whose heads part, or no decision.

    >>> from turing.zoo import zoo
    >>> decided(zoo("parity").machine, 3).heads.ravel().tolist()
    [0, 1, 2, 3]
    """
    match head_schedule(machine, n, steps=steps, domain=domain):
        case HeadSchedule() as schedule:
            return schedule
        case NotOblivious(_, step, (one, other)):
            raise PredictorError(
                f"{machine.name}: not oblivious on length {n}: after {step} steps the heads on inputs "
                f"{''.join(one)!r} and {''.join(other)!r} are apart; use another construction"
            )
        case Undecided(_, reason):
            raise PredictorError(f"{machine.name}: obliviousness on length {n} is undecided: {reason}")


def oblivious(
    machine: Machine,
    n: int,
    *,
    steps: int | None = None,
    ending: Ending = "verdict",
    output_tape: int = 0,
    domain: Sequence[str] | None = None,
) -> Construction:
    """Return construction (a) for inputs of length ``n``.

    Obliviousness is decided first (:func:`decided`), on all inputs of length n or on those of ``domain``; without
    ``steps`` the chain covers the longest run; with fewer than that, a verdict can be ``limit``, but a tape is read as
    it stands (:func:`lcomplexity.constructions.build.build` refuses that).

    >>> from turing.zoo import zoo
    >>> c = oblivious(zoo("increment_lsd").machine, 3, ending="tape")
    >>> from lcomplexity.decoding import decode
    >>> c.interface.answer(decode(c.predictor, c.interface.prompt("110")).chain)     # 3 + 1, least digit first
    '001'
    """
    return from_schedule(machine, decided(machine, n, steps=steps, domain=domain), ending, output_tape)


def from_schedule(
    machine: Machine, schedule: HeadSchedule, ending: Ending = "verdict", output_tape: int = 0
) -> Construction:
    """Return construction (a) for a machine and its head schedule.

    >>> from turing.zoo import zoo
    >>> from_schedule(zoo("parity").machine, decided(zoo("parity").machine, 20)).claims.expression("length")
    steps + 1
    """
    form = StepTrace(machine, schedule, ending, output_tape)
    h = LinearPredictor(Vocabulary(form.vocabulary), form.n + 1, _rules(form), _schedule(form))
    Q, G, k = len(form.table.states), len(machine.alphabet), machine.tapes
    values = {"steps": form.steps, "Q": Q, "G": G, "k": k, "cells": len(form.cells)}
    claims = Claims(
        values,
        length=("==", "steps + 1" if ending == "verdict" else "steps + 1 + cells"),
        vocabulary=("==", f"Q*G**k + G + {len(VERDICTS) + 1}"),
        reads=("==", "k + 1" if form.steps else "1"),
        # A head that stays reads the token before it twice: once for the state, once for the symbol.
        max_weight=("<=", "k + 1"),
        margin=("==", "1"),
    )
    return construction_of("oblivious", form, h, claims)


def _rules(form: StepTrace) -> tuple[Rule, ...]:
    """Rules by what they do to named directions: the state, the symbols, the verdict, a cell."""
    a, machine, size = form.table, form.machine, len(form.vocabulary)
    G, k, GK = len(machine.alphabet), machine.tapes, form.combined
    steps = {q * GK + s: (q, s) for q in range(len(a.states)) for s in range(GK)}
    symbols = {form.first_symbol + s: s for s in range(G)}
    verdict_of = [VERDICTS.index(v) for v in a.verdicts]

    def values(of: dict[int, int]) -> tuple[int | None, ...]:
        return tuple(of.get(D) for D in range(size))

    def written(i: int) -> Read:
        """Tape i: what the last visitor wrote, the input symbol, or blank where nobody has been."""
        table = {D: int(a.wr[q, s, i]) for D, (q, s) in steps.items()}
        return Read(0, vote(table | symbols | {form.bos: a.blank}))

    after = {D: int(a.nx[q, s]) for D, (q, s) in steps.items()} | {form.bos: a.start}
    state = Coordinate(values({D: q for D, (q, _) in steps.items()}), (Read(0, vote(after)),))
    scanned = [
        Coordinate(
            values({D: s // G ** (k - 1 - i) % G for D, (_, s) in steps.items()}),
            (Read(1 + i, written(i).table),),
        )
        for i in range(k)
    ]
    verdict = Coordinate(
        values({form.first_verdict + v: v for v in range(len(VERDICTS))}),
        (Read(0, vote({D: verdict_of[q] for D, q in after.items()})),),
    )
    cell = Coordinate(values(symbols), (written(form.output_tape),))
    return Rule((state, *scanned)), Rule((verdict,)), Rule((cell,))


def _schedule(form: StepTrace) -> Listed:
    """Positions read: the token before, and the last visit of each scanned cell."""
    n, k = form.n, form.machine.tapes
    last: list[dict[int, int]] = [{} for _ in range(k)]
    last[0] = {i: 1 + i for i in range(n)}
    rules, positions = [], []
    for t, heads in enumerate(form.schedule.heads.tolist()):
        here = n + 1 + t
        rules.append(STEP)
        positions.append([here - 1 if t else 0, *(last[i].get(h, 0) for i, h in enumerate(heads))])
        for i, h in enumerate(heads):
            last[i][h] = here
    rules.append(VERDICT)
    positions.append([n + form.steps if form.steps else 0] + [0] * k)
    if form.ending == "tape":
        visits: Iterable[int] = (last[form.output_tape].get(cell, 0) for cell in form.cells)
        for position in visits:
            rules.append(CELL)
            positions.append([position] + [0] * k)
    listed = np.array(positions, np.int64)
    return Listed(np.array(rules, np.int64), listed, np.zeros(listed.shape, bool))
