"""What is known between the notions, and what they do under permuting and negating."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lcomplexity.functions.boolean_function import BooleanFunction
from lcomplexity.functions.npn import Transformation, canonical
from lcomplexity.notions import NOTIONS, Absent
from lcomplexity.notions.four_variables import class_names, four_variable_table
from lcomplexity.notions.truth_table import essential_variables

VALUE = {notion.key: notion.value for notion in NOTIONS}

NAMES = sorted(set(class_names().tolist()))


def values(n: int, table: int) -> dict[str, int | Fraction]:
    """All notions that are there."""
    found = {}
    for key, value in VALUE.items():
        match value(n, table):
            case Absent():
                pass
            case number:
                found[key] = number
    return found


def hold(n: int, table: int) -> None:
    """Assert the inequalities for one function."""
    v, m = values(n, table), len(essential_variables(n, table))
    s, bs, C, D = (v[key] for key in ("sensitivity", "block_sensitivity", "certificate", "decision_tree_depth"))
    deg, deg2, approximate, sign = (
        v[key] for key in ("real_degree", "f2_degree", "approximate_degree", "sign_degree")
    )
    assert s <= bs <= C <= D <= m  # Nisan 1991
    assert s * bs >= C  # Nisan 1991
    assert C * bs >= D  # Beals et al. 1998
    assert deg2 <= deg <= D and bs <= 2 * deg**2  # Nisan and Szegedy 1994
    assert s <= deg**2 and deg <= s**2  # Huang 2019 for the second
    assert sign <= approximate <= deg
    assert bs <= 6 * approximate**2  # Nisan and Szegedy 1994
    assert m == 0 or m <= deg * 2 ** int(deg - 1)  # Nisan and Szegedy 1994
    assert v["total_influence"] <= min(s, deg)
    norm, sparsity = v["fourier_l1"], v["fourier_sparsity"]
    assert norm >= 1 and norm**2 <= sparsity <= 4 ** int(D) and 2 ** int(D) >= norm
    assert 2 ** int(deg2) <= max(2, sparsity)  # Bernasconi and Codenotti 1999
    assert m + (2 if m else 1) <= v["obdd_size"] <= 2 ** int(m) + 1
    if "dnf_size" in v:
        assert max(v["dnf_size"], v["cnf_size"]) <= (2 ** (m - 1) if m else 1)
    if m <= 4:
        assert max(0, m - 1) <= v["circuit_size"] <= v["formula_size"] <= v["and_or_not_formula_size"]
        assert v["circuit_size"] <= v["and_or_not_size"] <= min(v["and_or_not_formula_size"], 3 * v["circuit_size"])
        assert v["formula_size"] <= 2 ** v["circuit_depth"] - 1 and 2 ** v["circuit_depth"] >= m
        assert v["dnf_size"] == 0 or v["and_or_not_formula_size"] <= v["dnf_size"] * m


@pytest.mark.parametrize("part", range(4))
def test_the_known_inequalities_hold_for_every_class_of_four_bits(part: int) -> None:
    """s <= bs <= C <= D, degrees, norms, sizes: all 222 classes."""
    for name in NAMES[part::4]:
        hold(4, name)


@pytest.mark.deep
def test_the_known_inequalities_hold_for_every_complement_too() -> None:
    """Whose DNF and CNF sizes are exchanged."""
    for name in NAMES:
        hold(4, name ^ 0xFFFF)


@settings(max_examples=40)
@given(st.integers(0, 5), st.data())
def test_the_known_inequalities_hold_for_drawn_functions(n: int, data: st.DataObject) -> None:
    """Up to five bits."""
    hold(n, data.draw(st.integers(0, (1 << (1 << n)) - 1)))


@settings(max_examples=40)
@given(st.integers(0, 5), st.data())
def test_permuting_and_negating_changes_no_notion(n: int, data: st.DataObject) -> None:
    """Negating the output exchanges DNF and CNF; all else stays."""
    f = BooleanFunction(n, data.draw(st.integers(0, (1 << (1 << n)) - 1)))
    permutation = tuple(data.draw(st.permutations(range(n))))
    negations = tuple(data.draw(st.integers(0, 1)) for _ in range(n))
    output = data.draw(st.integers(0, 1))
    g = Transformation(permutation, negations, output).apply(f)
    one, other = values(n, f.table), values(n, g.table)
    if output:
        one["dnf_size"], one["cnf_size"] = one["cnf_size"], one["dnf_size"]
    assert one == other


@given(st.integers(0, 4), st.data())
def test_the_name_of_a_class_is_its_canonical_form(n: int, data: st.DataObject) -> None:
    """The smallest table, as lcomplexity.functions.npn computes it one function at a time."""
    table = four_variable_table(n, data.draw(st.integers(0, (1 << (1 << n)) - 1)))
    assert canonical(BooleanFunction(4, table)).representative.table == class_names()[table]


def test_known_functions_have_the_known_values() -> None:
    """AND of four bits and majority of three have threshold degree 1, parity all degrees, addressing a shallow tree."""
    and4, maj3 = values(4, 0x8000), values(3, 0xE8)
    assert and4["sign_degree"] == maj3["sign_degree"] == 1 and and4["real_degree"] == 4
    assert and4["approximate_degree"] == 2 and and4["f2_degree"] == 4
    for n, table in ((1, 0x2), (2, 0x6), (3, 0x96), (4, 0x6996), (5, 0x96696996)):
        parity = values(n, table)
        assert {parity[key] for key in ("sign_degree", "approximate_degree", "real_degree", "sensitivity")} == {n}
        assert parity["f2_degree"] == parity["fourier_sparsity"] == parity["fourier_l1"] == 1
        assert parity["dnf_size"] == parity["cnf_size"] == 2 ** (n - 1) and parity["obdd_size"] == 2 * n + 1
    address = sum((x >> (2 + (x & 3)) & 1) << x for x in range(64))
    six = values(6, address)
    assert (six["decision_tree_depth"], six["certificate"], six["real_degree"], six["obdd_size"]) == (3, 3, 3, 9)


def test_the_functions_with_the_largest_fourier_norm_are_the_bent_ones() -> None:
    """896 functions of four bits have L1 norm 4 and all 16 coefficients of one size."""
    bent = [name for name in NAMES if VALUE["fourier_l1"](4, name) == 4]
    assert sum(int((class_names() == name).sum()) for name in bent) == 896
    assert all(VALUE["fourier_sparsity"](4, name) == 16 and VALUE["f2_degree"](4, name) == 2 for name in bent)
