"""What theorems say, against the search and against the functions themselves."""

from __future__ import annotations

from itertools import pairwise, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lcomplexity.decoding import decode
from lcomplexity.functions import BooleanFunction, function_of
from lcomplexity.length.bounds import ByParity, Lower, composed, identity, lifted, onto
from lcomplexity.length.complexity import length_complexity
from lcomplexity.length.search import Search
from lcomplexity.length.separability import cube
from lcomplexity.length.theorems import bounds_by_theorem, symmetric_bounds
from lcomplexity.length.weighted_sums import by_weighted_sum, changes, gates_along

NAMES = [
    *(f"{family}:{n}" for family in ("parity", "majority", "and", "or") for n in (1, 2, 5, 6)),
    *(
        "ip:1",
        "ip:2",
        "ip:3",
        "ip:4",
        "equality:1",
        "equality:3",
        "comparison:3",
        "address:1",
        "address:2",
        "multiplexer:2",
    ),
    *("add:1,0", "add:1,1", "add:3,0", "add:3,1", "add:3,2", "add:3,3", "constant:2,0", "constant:2,1"),
    *("threshold:5,2", "threshold:5,6", "exactly:5,0", "exactly:5,2", "exactly:5,5", "modulo:6,3,1", "modulo:7,2,0"),
]


@pytest.mark.parametrize("name", NAMES)
def test_a_theorems_program_computes_the_function_and_its_proof_is_about_it(name: str) -> None:
    """On all inputs, by the reference decoder; a projection that is said to be a parity is one."""
    f = function_of(name)
    bounds = bounds_by_theorem(f)
    assert bounds.upper is not None and bounds.lower.tokens <= bounds.upper.tokens
    h = bounds.upper.construction.predictor
    assert h.length == bounds.upper.tokens
    assert not list(bounds.upper.construction.claims.broken(bounds.upper.construction.measured()))
    for x in product((0, 1), repeat=f.n):
        assert decode(h, x).chain[-1] == f.value(x), x
    proof = bounds.lower.proof
    if isinstance(proof, ByParity):
        assert bounds.lower.tokens == proof.m.bit_length()
        values = set()
        for y in product((0, 1), repeat=proof.m):
            x = [(y[v // 2 - 1] if v > 1 else 0) ^ (v & 1) for v in proof.projection]
            values.add(f.value(x) ^ sum(y) % 2)
        assert len(values) == 1


@pytest.mark.parametrize("name", ["ip:2", "address:1", "exactly:4,2", "add:2,1", "equality:2", "modulo:4,3,1"])
def test_theorems_and_the_search_do_not_contradict_each_other(name: str) -> None:
    """The exact length lies between the ends of the theorems."""
    f = function_of(name)
    table = f.tabulated()
    search = Search(f.n, table.table)
    while not search.exact:
        search.advance(50)
    bounds = bounds_by_theorem(f)
    assert bounds.upper is not None
    assert bounds.lower.tokens <= search.lower <= bounds.upper.tokens


@pytest.mark.parametrize("n", [*range(1, 20), 31, 32, 63, 64])
def test_parity_is_exact(n: int) -> None:
    """floor(log2 n) + 1 both ways, for parity and for its complement."""
    for start in (0, 1):
        bounds = symmetric_bounds([(s + start) % 2 for s in range(n + 1)])
        assert bounds.upper is not None
        assert bounds.lower.tokens == bounds.upper.tokens == n.bit_length()


@settings(max_examples=40)
@given(st.lists(st.integers(0, 1), min_size=2, max_size=9))
def test_symmetric_functions_get_right_programs(F: list[int]) -> None:
    """All values on sums: the program is right on all inputs, and is a single gate iff the values change at most once."""
    bounds = symmetric_bounds(F)
    assert bounds.upper is not None
    n = len(F) - 1
    for x in cube(n):
        assert decode(bounds.upper.construction.predictor, x).chain[-1] == F[sum(x)]
    assert (bounds.upper.tokens == 1) == (sum(u != v for u, v in pairwise(F)) <= 1)


@pytest.mark.parametrize(
    ("name", "lower", "upper"),
    [
        ("equality:40", 2, 2),
        ("add:50,20", 2, 2),
        ("comparison:70", 1, 1),
        ("ip:20", 10, 24),
        ("address:5", 3, 32),
        ("majority:999", 1, 1),
    ],
)
def test_large_members_of_families(name: str, lower: int, upper: int) -> None:
    """Theorems need no table; programs are run on a sample, or on all sums."""
    answer = length_complexity(function_of(name))
    assert (answer.lower.tokens, answer.upper.tokens) == (lower, upper) and answer.verified.failures == 0


@settings(max_examples=40)
@given(st.integers(1, 4).flatmap(lambda n: st.tuples(st.just(n), st.integers(0, (1 << (1 << n)) - 1))))
def test_every_function_has_a_program_along_a_weighted_sum(case: tuple[int, int]) -> None:
    """The gates, evaluated one by one, end in f."""
    n, table = case
    gates = by_weighted_sum(n, table)
    for i, x in enumerate(cube(n)):
        context = list(x)
        for gate in gates:
            context.append(gate.label(context))
        assert context[-1] == table >> i & 1


@given(st.lists(st.integers(-9, 9), min_size=1, max_size=12, unique=True))
def test_gates_along_any_changes(cuts: list[int]) -> None:
    """One integer variable: the value after k changes is k mod 2."""
    cuts.sort()
    gates = gates_along((1,), cuts)
    for u in range(-12, 13):
        context = [u]
        for gate in gates:
            # Beyond the largest sum that 0 and 1 can have nothing is promised: only up to 1.
            context.append(gate.label(context))
        if u <= 1:
            assert context[-1] == sum(c <= u for c in cuts) % 2


def test_changes_of_a_function_that_is_none_of_the_sum() -> None:
    """None; and 0 is a change where f starts with 1."""
    assert changes(2, 0b1100, (1, 1)) is None and changes(1, 0b01, (1,)) == [0, 1]


def test_projections_compose() -> None:
    """x_0 = y_0, x_1 = 1, x_2 = not y_1 with y_0 = not u_0, y_1 = 0."""
    assert composed((2, 1, 5), (3, 0)) == (3, 1, 1)
    assert composed(identity(3), (0, 2, 5)) == (0, 2, 5) and onto((2,), 3) == (0, 0, 2)
    assert lifted(Lower(1, "always"), (0, 2)) == Lower(1, "always")


def test_variables_that_do_not_matter_change_nothing() -> None:
    """XOR of x_1 and x_3 among five variables: two tokens, with weight only there."""
    f = BooleanFunction.of(5, lambda x: x[1] ^ x[3])
    answer = length_complexity(f)
    assert (answer.lower.tokens, answer.upper.tokens, answer.verified.failures) == (2, 2, 0)
    assert answer.lower.proof is not None
