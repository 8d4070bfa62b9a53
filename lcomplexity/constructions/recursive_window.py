"""Construction (b): any machine, one token after another at positions that depend on (steps, n) alone, O(T log T) of them.

The chain is that of :mod:`turing.recursive`: read there what IN, X_i and OUT are. Here is where each token looks.

*Content.* A cell of a window is written in the newest of the windows below it: in OUT or X_(R-1), .., X_1 of the part
that has just run, or in that part's frame. Each of these tokens knows the centre of its own window, not where the reader
is; the reader looks wherever the cell can stand, and the token there votes if its tag says that it is so centred. At most one
token of each of these *layers* votes. A vote of a newer layer outweighs all older ones together, so the newest one that votes
wins (a self-addressed multiplexer; margin at least 1). A window X_i is not asked about cells that X_(i+1), centred at
most one block aside, is sure to show.

*Tags* (o, r, d) are read from one token each, weight 1: the window before, and the end of the part.

*Schedule.* A core's tokens stand the same way relative to its start wherever it is called, if its frame and the last
tokens that know state and head do: one template for each such situation, a number that grows with K^2.

>>> from lcomplexity.verification import verify
>>> from turing.zoo import zoo
>>> c = recursive_window(zoo("bb3").machine, 0, steps=21)
>>> c.predictor.length, c.measured()["reads"], verify(c).passed
(350, 14, True)
"""

from __future__ import annotations

from lcomplexity.constructions.claims import Claims
from lcomplexity.constructions.construction import Construction
from lcomplexity.constructions.machine_interface import construction_of
from lcomplexity.constructions.recursive_schedule import looped_schedule, whole_schedule
from lcomplexity.predictor import LinearPredictor
from lcomplexity.vocabulary import Vocabulary
from turing.machine import Machine
from turing.recursive import LoopedTrace, RecursiveTrace, completed_length, core_length, run_length
from turing.trace import VERDICTS, Ending


def recursive_window(
    machine: Machine, n: int, steps: int, ending: Ending = "verdict", output_tape: int = 0, R: int = 4, w: int = 1
) -> Construction:
    """Return construction (b) for at least ``steps`` >= 1 steps on inputs of length ``n``, with fan-out ``R`` and ``w`` cells
    to a token. To read out a tape the steps are rounded up (:class:`RecursiveTrace`), and the caller has checked that
    all runs have stopped by then.

    >>> from turing.zoo import zoo
    >>> [recursive_window(zoo("bb3").machine, 0, steps=64, R=R).predictor.length for R in (2, 4, 8)]
    [1706, 1190, 1318]
    """
    form = RecursiveTrace(machine, n, steps, ending, output_tape, R, w)
    rules, schedule = whole_schedule(form)
    h = LinearPredictor(Vocabulary(form.vocabulary), n + 1, rules, schedule)
    m, K = machine.tapes, form.K
    values = {"K": K, "R": R, "m": m, "steps": form.block_steps, "blocks": form.blocks if w > 1 else 0}
    if ending == "tape":
        values |= {"completed": completed_length(R, m, K, form.parts), "cells": len(form.cells) * w}
        length = "blocks + completed + cells"
    elif form.block_steps == R**K:
        length = f"blocks + {WHOLE_RUN} + 1"
    else:
        # A run cut off before R^K steps is a shorter chain, counted by a recurrence.
        values["run"] = run_length(R, m, K, form.block_steps)
        length = "blocks + run + 1"
    return construction_of("recursive", form, h, _claims(form, values, length))


def recursive_loop(
    machine: Machine,
    n: int,
    steps: int,
    window: tuple[int, int],
    ending: Ending = "verdict",
    output_tape: int = 0,
    R: int = 4,
    w: int = 1,
) -> Construction:
    """Return construction (b) in rounds, for a machine whose heads stay in the cells ``window`` on all inputs meant.

    >>> from lcomplexity.verification import verify
    >>> from turing.zoo import zoo
    >>> c = recursive_loop(zoo("parity").machine, 3, steps=4, window=(0, 5)); c.predictor.length, verify(c).passed
    (257, True)
    """
    form = LoopedTrace(machine, n, steps, window, ending, output_tape, R, w)
    rules, schedule = looped_schedule(form)
    h = LinearPredictor(Vocabulary(form.vocabulary), n + 1, rules, schedule)
    m, K = machine.tapes, form.K
    values = {
        "K": K,
        "R": R,
        "m": m,
        "S": form.S,
        "rounds": form.rounds,
        "blocks": form.blocks if w > 1 else 0,
        "ending": 1 if ending == "verdict" else form.S * w,
    }
    head = "(1 + m*(K - 1) + m*S)"
    length = f"blocks + {head} + rounds*({CORE} + {head}) + ending"
    assert form.round_length == core_length(R, m, K) + form.head_length + m * form.S
    return construction_of("recursive", form, h, _claims(form, values, length))


#: Tokens of a completed core(K), and of a whole run of R^K steps, K >= 1, in closed form.
CORE = "(R**K + m*R**K*((R + 2)*K + 3*(K - 1)/R))"
WHOLE_RUN = "(R**K + m*(R**K*((R + 2)*K + 3*(K - 1)/R - 6/(R - 1)) + 3 + 6/(R - 1)))"


def _claims(form: RecursiveTrace | LoopedTrace, values: dict[str, int], length: str) -> Claims:
    say = form.tokens
    values |= {"G": say.G, "C": say.C, "Q": say.states, "seen": form.packed.seen}
    extra = "Q + R" if isinstance(form, LoopedTrace) else "0"
    packed_input = "C" if form.w > 1 else "0"
    tags = "R + 3*R*(3*R - 4) + 3*(3*R - 2)"
    return Claims(
        values,
        length=("==", length),
        vocabulary=("==", f"G + {len(VERDICTS) + 1} + {packed_input} + C*({tags}) + Q*C**(m*seen) + {extra}"),
        reads=("<=", f"Max(4*R + 4, 3*R*m*seen + 1, {form.w})"),
        max_weight=("<=", "4*5**(R - 1)"),
        margin=(">=", "1"),
    )
