"""Circuits, programs, parity and symmetric functions: claims that are attained, answers, and what is refused."""

from __future__ import annotations

from itertools import pairwise, product

import numpy as np
import pytest

from lcomplexity.constructions.circuit import bit_interface, circuit, threshold
from lcomplexity.constructions.claims import QUANTITIES
from lcomplexity.constructions.parity import block_sizes, parity
from lcomplexity.constructions.symmetric import run_starts, symmetric, symmetric_letters
from lcomplexity.constructions.tuples import tuples
from lcomplexity.decoding import decode
from lcomplexity.errors import PredictorError
from lcomplexity.programs import Gate, Program, ThresholdCircuit


def test_the_weight_claimed_of_a_circuit_is_attained() -> None:
    """A gate that reads position 0 for an input too: 2 w + |2 theta - 1| there, at most; and fan-in + 1 reads."""
    c = threshold((-3, 1), 5)
    assert c.measured()["max_weight"] == c.claims.value("max_weight") == 2 * 3 + 9
    assert c.measured()["reads"] == c.claims.value("reads") == 3
    # Weights of 0 are not read.
    assert threshold((0, 1, 0), 1).measured()["reads"] == 2
    assert c.symbols == (0, 1)


def test_the_answer_of_bits_is_the_last_of_them() -> None:
    """``outputs`` tokens at the end of T, each as 0 or 1; a prompt is its bits."""
    interface = bit_interface(2, 5, outputs=3)
    assert interface.answer((1, 1, 0, 1, 1)) == "011"
    assert interface.prompt("01") == (0, 1)
    assert bit_interface(2, 4).answer((1, 1, 1, 0)) == "0"
    both = circuit(ThresholdCircuit(2, (Gate(((0, 1),), 1), Gate(((1, 1),), 1), Gate(((0, -1),), 0)), outputs=2))
    assert both.interface.answer(decode(both.predictor, (0, 1)).chain) == "11"


def test_parity_needs_a_bit_and_two_letters() -> None:
    """Nothing smaller makes sense, and the error says what does; one bit and two letters do."""
    for n, a in ((0, 2), (1, 1)):
        with pytest.raises(
            PredictorError, match=f"^parity: {n} bits over {a} letters; it needs at least 1 bit and 2"
        ):
            parity(n, a)
    assert (parity(1).predictor.length, parity(1).symbols) == (1, (0, 1))


def test_block_sizes_halve_down_to_two() -> None:
    """The largest block is at most n: a sum of n bits has a digit 1 in it."""
    assert block_sizes(3, 2) == (2,)
    assert block_sizes(4, 2) == (4, 2)
    assert block_sizes(19, 3) == (18, 6, 2)
    for n, a in product(range(1, 70), (2, 3, 5)):
        sizes = block_sizes(n, a)
        assert all(big == a * small for big, small in pairwise(sizes))
        assert all(2 <= size <= n for size in sizes)


def test_runs_start_where_values_change() -> None:
    """Each block is numbered on its own, and a row ends with the block's end until all are equally long."""
    assert run_starts((0, 0, 0, 0)) == [[], []]
    assert run_starts((1, 0, 1, 0)) == [[0, 1], [2, 3]]
    assert run_starts((1, 0, 0, 0)) == [[0, 1], [4, 4]]
    assert symmetric((0, 1, 1)).symbols == symmetric_letters((0, 1, 1)).symbols == (0, 1)


@pytest.mark.parametrize("values", [(0,), (), (0, 2), (0, -1, 1)])
def test_values_that_are_no_function_of_a_sum_are_refused(values: tuple[int, ...]) -> None:
    """n + 1 values, each 0 or 1, with n >= 1."""
    for make in (symmetric, symmetric_letters):
        with pytest.raises(PredictorError, match=r"^symmetric: give the n \+ 1 values F\(0\) \.\. F\(n\)"):
            make(values)


def test_equal_instructions_share_a_rule_and_every_claim_of_tuples_is_attained() -> None:
    """Reads f, and a weight of f where one variable is read in all f arguments."""
    same = (lambda a, b: str(int(a == b)), (0, 0))
    c = tuples(Program.of("01", 2, [same, same, (lambda a: a, (1,))], [2, 3, 2]))
    assert len(c.predictor.rules) == 3
    assert {q: c.claims.value(q) for q in QUANTITIES} == c.measured() | {"margin": 1}
    assert c.measured()["max_weight"] == 2
    assert c.symbols == (0, 1)
    assert np.array_equal(c.expected(np.array([[0, 1]])).chains[0], decode(c.predictor, (0, 1)).chain)
