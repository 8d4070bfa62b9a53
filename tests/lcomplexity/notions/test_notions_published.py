"""Notions against figures that others published, and against sizes that another program computed."""

from __future__ import annotations

import pytest
from published_notions import NAMES, SIZES, differences, lines

from lcomplexity.notions import NOTIONS
from lcomplexity.notions.boolean_chains import functions_of
from lcomplexity.notions.circuit_table import circuit_rows
from lcomplexity.notions.formulas import depths, formula_sizes
from lcomplexity.notions.four_variables import TABLES, Basis, class_names
from lcomplexity.notions.obdd_size import obdd_size

VALUE = {notion.key: notion.value for notion in NOTIONS}

PUBLISHED = sorted({(key, int(n)) for key, n, *_ in lines("distributions.tsv")})


@pytest.mark.parametrize(("key", "n"), PUBLISHED)
def test_a_distribution_over_all_functions_is_the_published_one(key: str, n: int) -> None:
    """Every published count of functions and of classes, for every value given; where all values are, they are all there are."""
    assert differences(key, n, VALUE[key]) == []


def test_the_real_degree_is_full_for_as_many_classes_as_published() -> None:
    """8 classes of three variables (OEIS A397075), found among those of four that ignore the last one."""
    full = {int(class_names()[table | table << 8]) for table in range(256) if VALUE["real_degree"](3, table) == 3}
    assert len(full) == 8


def test_the_largest_sizes_are_the_published_ones() -> None:
    """AND/OR/NOT circuits and formulas of n variables, as functions of four that ignore the others."""
    published = {name: (int(first), list(map(int, values.split()))) for name, first, values in lines("sequences.tsv")}
    for key in ("and_or_not_size", "and_or_not_formula_size"):
        first, largest = published[f"largest_{key}"]
        for n, most in enumerate(largest, start=first):
            tables = range(1 << (1 << n)) if n < 4 else NAMES
            assert max(int(VALUE[key](n, table)) for table in tables) == most


def test_the_four_hardest_functions_are_those_that_schroeppel_names() -> None:
    """ "A+B+C+D = 2 or 4", "A selects carry or low bit of B+C+D", "ABCD is 1 mod 3", "ABCD is 1 mod 3 or else 0"."""
    bits = [[x >> j & 1 for j in range(4)] for x in range(16)]
    number = [8 * a + 4 * b + 2 * c + d for a, b, c, d in bits]
    named = [
        [sum(x) in (2, 4) for x in bits],
        [(b + c + d >= 2) if a else (b + c + d) % 2 for a, b, c, d in bits],
        [v % 3 == 1 for v in number],
        [v % 3 == 1 or v == 0 for v in number],
    ]
    tables = [sum(bool(value) << i for i, value in enumerate(f)) for f in named]
    hardest = {name for name, row in circuit_rows().items() if row.and_or_gates == 10}
    assert {int(class_names()[table]) for table in tables} == hardest


def test_the_hidden_weighted_bit_has_the_published_diagrams() -> None:
    """Best sizes for n = 1 .. 10, from Knuth."""
    (row,) = (row for row in lines("sequences.tsv") if row[0] == "hidden_weighted_bit_obdd")
    for n, size in enumerate(map(int, row[2].split()), start=int(row[1])):
        f = sum(1 << x for x in range(1, 1 << n) if x >> (x.bit_count() - 1) & 1)
        assert obdd_size(n, f) == size


def test_diagrams_are_as_small_as_another_program_finds_them() -> None:
    """All 222 classes, over all orders of the variables."""
    rows = list(lines("obdd_dd.tsv"))
    assert [int(table, 16) for table, _ in rows] == NAMES
    assert all(obdd_size(4, int(table, 16)) == int(nodes) for table, nodes in rows)


@pytest.mark.parametrize("basis", ["all two-input gates", "AND, OR, NOT"])
def test_a_stored_chain_computes_its_class_in_as_many_gates_as_stored(basis: Basis) -> None:
    """All 222 chains of either basis, evaluated; formulas take no fewer gates than circuits."""
    formulas = formula_sizes(basis)
    for row in circuit_rows().values():
        xor = basis == "all two-input gates"
        text, gates = (row.chain, row.gates) if xor else (row.and_or_chain, row.and_or_gates)
        functions = functions_of(text)
        assert len(functions) == gates <= formulas[row.name]
        assert not gates or functions[-1] in (row.name, row.name ^ (TABLES - 1))
        assert xor or "^" not in text


def test_a_stored_row_is_there_for_every_class_with_its_number_of_functions() -> None:
    """222 smallest tables, 65,536 functions."""
    assert [(row.name, row.functions) for row in circuit_rows().values()] == list(zip(NAMES, SIZES, strict=True))


def test_parity_takes_three_gates_a_variable_over_and_or_not() -> None:
    """3(n - 1), Schnorr 1974; n^2 - 1 in formulas for n = 2, 4, Khrapchenko 1971; depth log2 n with XOR."""
    for n, table in ((2, 0x6), (3, 0x96), (4, 0x6996)):
        assert VALUE["and_or_not_size"](n, table) == 3 * (n - 1)
        assert n == 3 or VALUE["and_or_not_formula_size"](n, table) == n * n - 1
        assert VALUE["circuit_depth"](n, table) == (n - 1).bit_length()
        assert int(depths("AND, OR, NOT")[0x6996]) == 4
