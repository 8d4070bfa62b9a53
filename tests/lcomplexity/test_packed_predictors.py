"""Construction (b) of small machines with packed cells, one by one and quickly: chains, claims, answers."""

from itertools import product

import pytest

from lcomplexity.constructions.recursive_window import recursive_loop, recursive_window
from lcomplexity.verification import verify
from proofs.answers import wrong_answer
from proofs.kernel_runs import absorbing_run, answer_of
from turing.machine import Machine
from turing.recursive import LoopedTrace, RecursiveTrace
from turing.trace import Ending

#: Turns on 1 and on _, and writes what the next turn depends on.
TURNS = Machine.of("turns", "a 1 _ R b", "a _ 1 L b", "b 1 _ L a", "b _ 1 R a", start="a")
#: Stays between the first cell and the one behind the input.
STAYS = Machine.of("stays", "a 1 1 R a", "a _ _ L b", "b 1 _ L c", "b _ _ R a", "c 1 1 L c", "c _ _ R a", start="a")
SIZES = [*product((1, 2), (2, 4), ("verdict", "tape")), (3, 2, "verdict")]


@pytest.mark.parametrize(("w", "R", "ending"), SIZES)
def test_whole_runs_of_packed_cells_are_written(w: int, R: int, ending: Ending) -> None:
    """Every token with margin at least 1, every claim, and the kernel's answer after the steps covered."""
    for n, steps in ((0, 5), (3, 9)):
        form = RecursiveTrace(TURNS, n, steps, ending, 0, R, w)
        c = recursive_window(TURNS, n, steps, ending, 0, R, w)
        v = verify(c)
        assert v.passed and v.min_margin == 1, (n, v)
        assert c.claims.value("length") == c.predictor.length == form.length
        covered = form.block_steps * w
        said = {x: answer_of(TURNS, absorbing_run(TURNS, x, covered)[-1], ending) for x in [("1",) * n]}
        assert wrong_answer(c, TURNS.alphabet, lambda x, said=said: {said[x]}) is None  # type: ignore[misc]


@pytest.mark.parametrize(("w", "R", "ending"), SIZES)
def test_rounds_of_packed_cells_are_written(w: int, R: int, ending: Ending) -> None:
    """The same in rounds."""
    for n, steps in ((1, 4), (3, 9)):
        window = (-1, n + 2)
        form = LoopedTrace(STAYS, n, steps, window, ending, 0, R, w)
        c = recursive_loop(STAYS, n, steps, window, ending, 0, R, w)
        v = verify(c)
        assert v.passed and v.min_margin == 1, (n, v)
        assert c.claims.value("length") == c.predictor.length == form.length
        last = absorbing_run(STAYS, ("1",) * n, form.rounds * form.S * w)[-1]
        assert wrong_answer(c, STAYS.alphabet, lambda x, last=last: {answer_of(STAYS, last, ending)}) is None  # type: ignore[misc]
