"""Wrong ways of computing notions, some of them found in published packages: the reference figures must refuse each."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

import numpy as np
import pytest
from published_notions import NAMES, differences, lines

from lcomplexity.notions import NOTIONS
from lcomplexity.notions.error_by_degree import error_by_degree
from lcomplexity.notions.prime_cover import prime_implicants
from lcomplexity.notions.real_degree import real_coefficients
from lcomplexity.notions.sensitivity import sensitive_bits
from lcomplexity.notions.truth_table import essential_variables, values, weights
from lcomplexity.notions.uniform_approximation import best_approximation, parities

VALUE = {notion.key: notion.value for notion in NOTIONS}


def greedy_cover(n: int, table: int) -> int:
    """DNF terms, always the prime that covers most."""
    taken = 0
    while table:
        table &= ~max(prime_implicants(n, table), key=int.bit_count)
        taken += 1
    return taken


def all_primes(n: int, table: int) -> int:
    """DNF terms: the number of prime implicants."""
    return len(prime_implicants(n, table))


def one_order(n: int, table: int) -> int:
    """OBDD nodes in the given order of variables."""
    f = values(n, table)
    levels = (np.unique(f.reshape(-1, 1 << j), axis=0) for j in range(1, n + 1))
    nodes = (sum(not np.array_equal(*np.split(g, 2)) for g in level) for level in levels)
    return len(np.unique(f)) + sum(nodes)


def touching_degree(n: int, table: int) -> int:
    """Threshold degree with errors of 1 let through: the polynomial 0."""
    return next(d for d in range(n + 1) if error_by_degree(n, table, d) <= 1)


def homogeneous_degree(n: int, table: int) -> int:
    """Threshold degree with products of just d variables."""
    F = 1 - 2 * values(n, table).astype(np.int64)
    for d in range(n + 1):
        features = parities(n, d)[parities(n, d - 1).shape[0] if d else 0 :]
        if best_approximation(features, F).error < 1:
            return d
    return n + 1


WRONG: dict[str, tuple[str, Callable[[int, int], int | Fraction]]] = {
    "threshold degree that is the degree over R": ("sign_degree", VALUE["real_degree"]),
    "threshold degree that lets 0 pass": ("sign_degree", touching_degree),
    "threshold degree of homogeneous polynomials": ("sign_degree", homogeneous_degree),
    "threshold degree that is approximate degree": ("sign_degree", VALUE["approximate_degree"]),
    "degree over R taken over F2": ("real_degree", VALUE["f2_degree"]),
    "degree over F2 taken over R": ("f2_degree", VALUE["real_degree"]),
    "degree that forgets the constant function 1": (
        "f2_degree",
        lambda n, t: int((weights(n) * (real_coefficients(n, t) == 1)).max()),
    ),
    "circuits that are formulas": ("circuit_size", VALUE["formula_size"]),
    "circuits without XOR": ("circuit_size", VALUE["and_or_not_size"]),
    "circuits that read each variable once": (
        "circuit_size",
        lambda n, t: max(0, len(essential_variables(n, t)) - 1),
    ),
    "formulas without XOR": ("formula_size", VALUE["and_or_not_formula_size"]),
    "formulas that are circuits": ("formula_size", VALUE["circuit_size"]),
    "depth that counts gates": ("circuit_depth", VALUE["circuit_size"]),
    "AND/OR/NOT circuits that are formulas": ("and_or_not_size", VALUE["and_or_not_formula_size"]),
    "AND/OR/NOT circuits with XOR": ("and_or_not_size", VALUE["circuit_size"]),
    "DNF by a greedy cover": ("dnf_size", greedy_cover),
    "DNF of all prime implicants": ("dnf_size", all_primes),
    "DNF that is CNF or DNF": ("dnf_size", lambda n, t: min(VALUE["dnf_size"](n, t), VALUE["cnf_size"](n, t))),
    "DNF of minterms": ("dnf_size", lambda n, t: t.bit_count()),
}


@pytest.mark.parametrize("name", WRONG)
def test_published_figures_refuse_a_wrong_notion(name: str) -> None:
    """Some distribution comes out otherwise."""
    key, value = WRONG[name]
    published = {int(n) for k, n, *_ in lines("distributions.tsv") if k == key}
    assert any(differences(key, n, value) for n in published), name


def test_the_other_programs_diagrams_refuse_one_order_and_uncounted_terminals() -> None:
    """Both differ from the best over all orders with terminals."""
    sizes = {int(table, 16): int(nodes) for table, nodes in lines("obdd_dd.tsv")}
    assert any(one_order(4, name) > sizes[name] for name in NAMES)
    assert all(one_order(4, name) >= sizes[name] for name in NAMES)
    assert all(VALUE["obdd_size"](4, name) - len({*values(4, name).tolist()}) != sizes[name] for name in NAMES)


def test_an_approximate_degree_that_ignores_the_error_is_not_ours() -> None:
    """AND of four bits: 2 with 1/3, 1 with 1/2 less a little, 3 with 1/8, 4 exactly: the allowed error matters."""
    errors = [error_by_degree(4, 0x8000, d) / 2 for d in range(5)]
    by_error = {
        e: next(d for d, error in enumerate(errors) if error <= e) for e in map(Fraction, ("0", "1/8", "1/3", "2/5"))
    }
    assert by_error == {
        Fraction(0): 4,
        Fraction(1, 8): 3 if errors[2] > Fraction(1, 8) else 2,
        Fraction(1, 3): 2,
        Fraction(2, 5): 1,
    }
    assert VALUE["approximate_degree"](4, 0x8000) == 2 != VALUE["real_degree"](4, 0x8000)


def test_sensitivity_on_average_and_at_most_are_different_notions() -> None:
    """AND of two bits: 1 on average, 2 at most."""
    assert sensitive_bits(2, 0x8).mean() == VALUE["total_influence"](2, 0x8) == 1 != VALUE["sensitivity"](2, 0x8)
