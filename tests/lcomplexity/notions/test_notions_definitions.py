"""Notions against their definitions, written out point by point in plain Python with nothing of the package's."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from functools import cache
from itertools import chain, combinations, permutations, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lcomplexity.notions import NOTIONS, Absent
from lcomplexity.notions.chain_walk import KINDS
from lcomplexity.notions.four_variables import INPUTS, class_names
from lcomplexity.notions.read_once import is_read_once
from lcomplexity.notions.truth_table import essential_variables, on_essential_variables

Point = tuple[int, ...]
VALUE = {notion.key: notion.value for notion in NOTIONS}


def function(n: int, table: int) -> dict[Point, int]:
    """The values of f at points (x_0, .., x_(n-1))."""
    return {x: table >> sum(bit << j for j, bit in enumerate(x)) & 1 for x in product((0, 1), repeat=n)}


def subsets(items: range) -> list[Point]:
    """All subsets, as tuples."""
    return list(chain.from_iterable(combinations(items, size) for size in range(len(items) + 1)))


def flipped(x: Point, block: Point) -> Point:
    """The point with the bits of a block changed."""
    return tuple(bit ^ (j in block) for j, bit in enumerate(x))


def sensitivity(n: int, f: dict[Point, int]) -> int:
    """The most single bits that change f."""
    return max(sum(f[x] != f[flipped(x, (j,))] for j in range(n)) for x in f)


def block_sensitivity(n: int, f: dict[Point, int]) -> int:
    """The most disjoint blocks that change f."""

    def disjoint(blocks: list[Point], taken: frozenset[int]) -> int:
        return max(
            (1 + disjoint(blocks[i + 1 :], taken | set(b)) for i, b in enumerate(blocks) if not taken & set(b)),
            default=0,
        )

    return max(disjoint([b for b in subsets(range(n)) if b and f[x] != f[flipped(x, b)]], frozenset()) for x in f)


def certificate(n: int, f: dict[Point, int]) -> int:
    """The most, over x, of the fewest positions on which agreeing with x forces f."""
    return max(
        min(len(S) for S in subsets(range(n)) if all(f[y] == f[x] for y in f if all(y[j] == x[j] for j in S)))
        for x in f
    )


def tree_depth(n: int, f: dict[Point, int]) -> int:
    """The depth of a best decision tree, from its definition."""
    if len(set(f.values())) == 1:
        return 0
    open_variables = [j for j in range(n) if len({x[j] for x in f}) == 2]
    return min(
        1 + max(tree_depth(n, {x: v for x, v in f.items() if x[j] == bit}) for bit in (0, 1)) for j in open_variables
    )


def real_degree(n: int, f: dict[Point, int]) -> int:
    """The largest S with sum over x within S of (-1)^|S - x| f(x) not 0."""
    return max((len(S) for S in subsets(range(n)) if coefficient(S, f)), default=0)


def coefficient(S: Point, f: dict[Point, int]) -> int:
    """The coefficient of the product over S in the real polynomial."""
    return sum((-1) ** (len(S) - sum(x)) * v for x, v in f.items() if all(j in S for j, bit in enumerate(x) if bit))


def f2_degree(n: int, f: dict[Point, int]) -> int:
    """The same modulo 2."""
    return max((len(S) for S in subsets(range(n)) if coefficient(S, f) % 2), default=0)


def correlation(S: Point, f: dict[Point, int]) -> Fraction:
    """A Fourier coefficient."""
    return Fraction(sum((-1) ** (v + sum(x[j] for j in S)) for x, v in f.items()), len(f))


def fourier_l1(n: int, f: dict[Point, int]) -> Fraction:
    """The sum of absolute Fourier coefficients."""
    return sum((abs(correlation(S, f)) for S in subsets(range(n))), Fraction(0))


def fourier_sparsity(n: int, f: dict[Point, int]) -> int:
    """The number of Fourier coefficients that are not 0."""
    return sum(correlation(S, f) != 0 for S in subsets(range(n)))


def total_influence(n: int, f: dict[Point, int]) -> Fraction:
    """The sum of |S| times squared Fourier coefficients."""
    return sum((len(S) * correlation(S, f) ** 2 for S in subsets(range(n))), Fraction(0))


def obdd_size(n: int, f: dict[Point, int]) -> int:
    """Over all orders: the different subfunctions that read the next variable first, and the constants that occur."""

    def size(order: Point) -> int:
        nodes = set(f.values())
        found: set[object] = set(nodes)
        for level, j in enumerate(order):
            for prefix in product((0, 1), repeat=level):
                rest = {x: v for x, v in f.items() if all(x[i] == b for i, b in zip(order, prefix, strict=False))}
                later = order[level:]
                values = tuple(sorted((tuple(x[i] for i in later), v) for x, v in rest.items()))
                zero = [v for key, v in values if key[0] == 0]
                one = [v for key, v in values if key[0] == 1]
                if zero != one:
                    found.add((j, values))
        return len(found)

    return min(size(order) for order in permutations(range(n)))


def dnf_size(n: int, f: dict[Point, int]) -> int:
    """The fewest products of literals, each of which implies f, that cover the ones of f."""
    ones = {x for x, v in f.items() if v}
    cubes = set()
    for literals in product((0, 1, None), repeat=n):
        cube = frozenset(
            x for x in f if all(want is None or bit == want for bit, want in zip(x, literals, strict=True))
        )
        if cube <= ones:
            cubes.add(cube)
    return next(k for k in range(len(ones) + 1) if any(set().union(*some) == ones for some in combinations(cubes, k)))


def cnf_size(n: int, f: dict[Point, int]) -> int:
    """The fewest clauses."""
    return dnf_size(n, {x: 1 - v for x, v in f.items()})


DEFINED: dict[str, Callable[[int, dict[Point, int]], int | Fraction]] = {
    "sensitivity": sensitivity,
    "block_sensitivity": block_sensitivity,
    "certificate": certificate,
    "decision_tree_depth": tree_depth,
    "real_degree": real_degree,
    "f2_degree": f2_degree,
    "fourier_l1": fourier_l1,
    "fourier_sparsity": fourier_sparsity,
    "total_influence": total_influence,
    "obdd_size": obdd_size,
    "dnf_size": dnf_size,
    "cnf_size": cnf_size,
}


@pytest.mark.parametrize("key", DEFINED)
def test_a_notion_is_what_its_definition_says_for_every_function_of_up_to_two_bits(key: str) -> None:
    """All 2 + 4 + 16 functions of 0, 1, 2 bits."""
    for n in range(3):
        for table in range(1 << (1 << n)):
            assert VALUE[key](n, table) == DEFINED[key](n, function(n, table)), (n, table)


@pytest.mark.parametrize("key", DEFINED)
def test_a_notion_is_what_its_definition_says_for_three_bits(key: str) -> None:
    """A function of each of the 14 classes under permuting and negating, its complement, and every seventh table."""
    tables = {int(class_names()[t | t << 8]) & 0xFF for t in range(256)}
    for table in tables | {t ^ 0xFF for t in tables} | set(range(3, 256, 7)):
        assert VALUE[key](3, table) == DEFINED[key](3, function(3, table)), hex(table)


@given(
    st.sampled_from([key for key in DEFINED if key not in {"obdd_size", "dnf_size", "cnf_size"}]),
    st.integers(0, 0xFFFF),
)
def test_a_notion_is_what_its_definition_says_for_four_bits(key: str, table: int) -> None:
    """Drawn tables."""
    assert VALUE[key](4, table) == DEFINED[key](4, function(4, table))


@pytest.mark.deep
@given(st.sampled_from(sorted(DEFINED)), st.integers(0, 0xFFFF))
def test_every_notion_is_what_its_definition_says_for_four_bits(key: str, table: int) -> None:
    """Drawn tables, diagrams and normal forms among them."""
    assert VALUE[key](4, table) == DEFINED[key](4, function(4, table))


@cache
def reached(signs: str, most: int) -> dict[int, int]:
    """The fewest gates of every normal function that a chain of at most ``most`` gates ends in: all chains, one by one."""
    gates = {"&": lambda a, b: a & b, ">": lambda a, b: a & ~b, "<": lambda a, b: ~a & b, "|": lambda a, b: a | b}
    gates["^"] = lambda a, b: a ^ b
    best = {0: 0} | dict.fromkeys(INPUTS, 0)

    def extend(pool: tuple[int, ...]) -> None:
        made = len(pool) - 4
        for a, b in combinations(pool, 2):
            for sign in signs:
                f = gates[sign](a, b)
                best[f] = min(best.get(f, 99), made + 1)
                if made + 1 < most and f and f not in pool:
                    extend((*pool, f))

    extend(INPUTS)
    return best


@pytest.mark.parametrize(("key", "signs"), [("circuit_size", KINDS), ("and_or_not_size", KINDS[:4])])
def test_circuits_of_up_to_three_gates_compute_what_is_said(key: str, signs: str) -> None:
    """All chains of three gates: the functions they end in, and no others, have sizes 0 .. 3, and these."""
    found: dict[int, int] = {}
    for f, gates in reached(signs, 3).items():
        name = int(class_names()[f])
        found[name] = min(gates, found.get(name, gates))
    for name in sorted(set(class_names().tolist())):
        size = VALUE[key](4, name)
        assert size == found[name] if name in found else size > 3, hex(name)


@given(st.integers(0, 0xFFFF), st.integers(0, 0xFFFF), st.sampled_from("&|^"))
def test_a_gate_on_two_functions_adds_one(f: int, g: int, sign: str) -> None:
    """C, L, D of f op g are at most those of f and g added up (for D: the larger) and 1 more; likewise without XOR."""
    h = {"&": f & g, "|": f | g, "^": f ^ g}[sign]
    for key in ("circuit_size", "formula_size"):
        assert VALUE[key](4, h) <= VALUE[key](4, f) + VALUE[key](4, g) + 1
    assert VALUE["circuit_depth"](4, h) <= max(VALUE["circuit_depth"](4, f), VALUE["circuit_depth"](4, g)) + 1
    if sign != "^":
        for key in ("and_or_not_size", "and_or_not_formula_size"):
            assert VALUE[key](4, h) <= VALUE[key](4, f) + VALUE[key](4, g) + 1


@st.composite
def read_once_function(draw: st.DrawFn) -> tuple[int, int]:
    """A read-once formula of 2 .. 8 variables over all gates, in a drawn order, as (n, table)."""
    n = draw(st.integers(2, 8))
    full = (1 << (1 << n)) - 1
    terms = [sum(1 << x for x in range(1 << n) if x >> j & 1) for j in draw(st.permutations(range(n)))]
    while len(terms) > 1:
        i = draw(st.integers(0, len(terms) - 2))
        a, b = terms[i] ^ draw(st.sampled_from((0, full))), terms[i + 1] ^ draw(st.sampled_from((0, full)))
        terms[i : i + 2] = [draw(st.sampled_from((a & b, a ^ b)))]
    return n, terms[0]


@given(read_once_function())
def test_a_read_once_formula_is_found_and_takes_one_gate_less_than_variables(f: tuple[int, int]) -> None:
    """However the pairs lie; C and L are n - 1."""
    n, table = f
    assert is_read_once(n, table)
    assert VALUE["circuit_size"](n, table) == VALUE["formula_size"](n, table) == n - 1


def test_a_function_of_four_bits_is_read_once_exactly_if_three_gates_or_fewer_do() -> None:
    """m - 1 gates for m variables it depends on: the 222 classes."""
    for name in sorted(set(class_names().tolist())):
        m = len(essential_variables(4, name))
        assert is_read_once(4, name) == (VALUE["circuit_size"](4, name) == max(0, m - 1)), hex(name)


@settings(max_examples=40)
@given(st.integers(0, 5), st.data())
def test_variables_that_are_ignored_change_nothing(n: int, data: st.DataObject) -> None:
    """f of n bits, and f as a function of n + 1 bits: every notion is the same."""
    table = data.draw(st.integers(0, (1 << (1 << n)) - 1))
    wider = table | table << (1 << n)
    assert on_essential_variables(n, table) == on_essential_variables(n + 1, wider)
    for notion in NOTIONS:
        one, other = notion.value(n, table), notion.value(n + 1, wider)
        assert one == other or isinstance(one, Absent), notion.key
