"""Threshold circuits: N gates are N binary tokens; of the functions of two bits, 14 are one gate and two are not."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lcomplexity.constructions.circuit import circuit, threshold
from lcomplexity.decoding import decode
from lcomplexity.predictor import score_bound
from lcomplexity.programs import Gate, ThresholdCircuit
from lcomplexity.verification import verify

PAIRS = [(0, 0), (0, 1), (1, 0), (1, 1)]
#: Truth tables over PAIRS: XOR and XNOR.
NOT_ONE_GATE: set[tuple[int, ...]] = {(0, 1, 1, 0), (1, 0, 0, 1)}


@st.composite
def circuits(draw: st.DrawFn) -> ThresholdCircuit:
    """Return a strategy for circuits on 1 to 6 bits with 1 to 8 gates; gates may read nothing, or with weight 0."""
    inputs, count = draw(st.integers(1, 6)), draw(st.integers(1, 8))
    gates = []
    for i in range(count):
        weights = draw(st.dictionaries(st.integers(0, inputs + i - 1), st.integers(-4, 4), max_size=5))
        gates.append(Gate(tuple(weights.items()), draw(st.integers(-6, 6))))
    return ThresholdCircuit(inputs, tuple(gates), draw(st.integers(1, count)))


@settings(max_examples=60)
@given(circuits())
def test_a_circuit_of_n_gates_is_a_chain_of_n_tokens(program: ThresholdCircuit) -> None:
    """On all inputs the reference decoder writes the gates in order, with odd margins, and the claims hold."""
    c = circuit(program)
    assert c.predictor.length == len(program.gates) == c.claims.value("length")
    assert len(c.predictor.vocabulary) == c.claims.value("vocabulary") == 2
    assert c.predictor.reads == c.claims.value("reads")
    for x in product((0, 1), repeat=program.inputs):
        decoded = decode(c.predictor, x)
        assert x + decoded.chain == program.wires(x)
        assert all(m % 2 for m in decoded.margins)
        assert c.interface.answer(decoded.chain) == "".join(map(str, program.run(x)))
    v = verify(c)
    assert v.passed and v.exhaustive, v


@given(st.lists(st.integers(-(2**90), 2**90), min_size=1, max_size=4), st.integers(-(2**91), 2**91))
def test_weights_of_any_size_are_exact(weights: list[int], theta: int) -> None:
    """The reference decoder sums in unbounded integers: also where a sum misses the threshold by one."""
    for threshold_ in (theta, sum(weights), sum(weights) + 1):
        c = threshold(tuple(weights), threshold_)
        for x in product((0, 1), repeat=len(weights)):
            total = sum(w * b for w, b in zip(weights, x, strict=True))
            assert decode(c.predictor, x).chain == (int(total >= threshold_),)


def one_gate_functions(largest: int) -> set[tuple[int, ...]]:
    """Return the truth tables of all single gates with weights up to ``largest`` and every threshold that matters."""
    found = set()
    small = range(-largest, largest + 1)
    for w, v in product(small, small):
        for theta in range(-2 * largest, 2 * largest + 2):
            found.add(tuple(int(w * a + v * b >= theta) for a, b in PAIRS))
    return found


def test_fourteen_of_the_sixteen_functions_of_two_bits_are_one_gate() -> None:
    """Weights up to 2 give 14, and up to 8 no more: XOR and XNOR are missing. Each of the 14 is one token."""
    assert one_gate_functions(2) == one_gate_functions(8) == set(product((0, 1), repeat=4)) - NOT_ONE_GATE
    for w, v, theta in product(range(-2, 3), range(-2, 3), range(-4, 6)):
        c = threshold((w, v), theta)
        assert c.predictor.length == 1
        assert tuple(decode(c.predictor, x).chain[0] for x in PAIRS) in one_gate_functions(2)


@given(st.tuples(*[st.integers()] * 8))
def test_no_linear_score_of_two_tokens_is_positive_exactly_on_xor(weights: tuple[int, ...]) -> None:
    """S(01) + S(10) = S(00) + S(11) for any tables: XOR would have the left side above 0 and the right one at most 0."""
    first, second = {0: weights[0], 1: weights[1]}, {0: weights[2], 1: weights[3]}
    S = {(a, b): first[a] + second[b] for a, b in PAIRS}
    assert S[0, 1] + S[1, 0] == S[0, 0] + S[1, 1]
    assert tuple(int(S[a, b] > 0) for a, b in PAIRS) not in NOT_ONE_GATE


@pytest.mark.parametrize("table", sorted(NOT_ONE_GATE))
def test_xor_and_xnor_are_two_gates(table: tuple[int, ...]) -> None:
    """AND, then the bits' sum less twice the AND (at least 1, or at most 0)."""
    both = Gate(((0, 1), (1, 1)), 2)
    last = Gate(((0, 1), (1, 1), (2, -2)), 1) if table[1] else Gate(((0, -1), (1, -1), (2, 2)), 0)
    c = circuit(ThresholdCircuit(2, (both, last)))
    assert tuple(decode(c.predictor, x).chain[-1] for x in PAIRS) == table and c.predictor.length == 2


def test_gates_of_one_shape_share_a_rule() -> None:
    """100 copies of a bit are one rule; its score stays within the bound."""
    c = circuit(ThresholdCircuit(1, tuple(Gate(((i, 1),), 1) for i in range(100))))
    assert len(c.predictor.rules) == 1 and score_bound(c.predictor.rules[0]) == 3
    assert decode(c.predictor, (1,)).chain == (1,) * 100
