"""Packed chains of small machines, one by one and quickly: levels, lengths, rounds, and the text that is read out."""

from itertools import product

import numpy as np
import pytest
from told_runs import chain_names, told_rounds, told_run

from proofs.kernel_runs import absorbing_run, answer_of
from turing.batch import word_array
from turing.errors import MachineError
from turing.machine import Machine
from turing.packed import MAX_TABLE, packed
from turing.recursive import LoopedTrace, RecursiveTrace
from turing.trace import Ending

#: Walks over ones to the right, comes back over what it wrote, and stops at the left end.
THERE_AND_BACK = Machine.of("M", "a 1 1 R a", "a _ 1 L b", "b 1 1 L b", "b _ _ S h", start="a", halting=["h"])
SIZES = list(product((1, 2, 3), (2, 3, 4), ("verdict", "tape")))


@pytest.mark.parametrize(("w", "R", "ending"), SIZES)
def test_levels_are_as_few_as_the_steps_need(w: int, R: int, ending: Ending) -> None:
    """K >= 1 is the least with R^K w >= steps; parts of the highest level and block steps cover the steps, one less would not."""
    for steps in range(1, 45):
        form = RecursiveTrace(THERE_AND_BACK, 2, steps, ending, 0, R, w)
        assert R**form.K * w >= steps and (form.K == 1 or R ** (form.K - 1) * w < steps)
        unit = R ** (form.K - 1)
        assert form.parts * unit * w >= steps > (form.parts - 1) * unit * w
        assert form.block_steps == (form.parts * unit if ending == "tape" else -(-steps // w))


@pytest.mark.parametrize(("w", "R", "ending"), SIZES)
def test_a_packed_chain_is_told_from_the_configurations(w: int, R: int, ending: Ending) -> None:
    """Every token of a whole run and of rounds, for inputs that fill no block, one, and more; the lengths are the formulas; the
    answer is the kernel's after the steps covered."""
    M = THERE_AND_BACK
    for n, steps in ((0, 3), (1, 5), (2, 7), (4, 12)):
        x = ("1",) * n
        for form, told in (
            (RecursiveTrace(M, n, steps, ending, 0, R, w), told_run),
            (LoopedTrace(M, n, steps, (-1, n + 1), ending, 0, R, w), told_rounds),
        ):
            names = chain_names(form, x)
            assert names == told(form, x)
            assert form.length == len(names)
            covered = form.block_steps if isinstance(form, RecursiveTrace) else form.rounds * form.S
            last = absorbing_run(M, x, covered * w)[-1]
            words, said = form.answering, [form.vocabulary.index(name) for name in names]
            if ending == "verdict":
                assert words.words[said[-1]] == answer_of(M, last, ending)
            else:
                cells = [words.groups[(t,)] for t in said[words.start : words.start + words.count]]
                assert "".join(cells).strip("_") == answer_of(M, last, ending)
            assert np.array_equal(form.records(word_array(M, [x])).chains[0], said)


def test_a_table_of_more_entries_than_fit_is_refused() -> None:
    """The number of entries is Q w G^(3 w): the largest that fits is made, the next one refused."""
    assert packed(THERE_AND_BACK, 5).nx.size == 3 * 5 * 2**15
    assert 2 * MAX_TABLE > 3 * 6 * 2**18
    with pytest.raises(MachineError, match=f"a table of {3 * 6 * 2**18} entries is too large"):
        packed(THERE_AND_BACK, 6)
