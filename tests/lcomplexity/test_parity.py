"""Parity: floor(log2 n) + 1 binary tokens, 1 + ceil(log_a((n+1)/2)) over a letters, right on every input."""

from __future__ import annotations

from dataclasses import replace

import pytest

from lcomplexity.constructions.claims import Claims
from lcomplexity.constructions.construction import Construction
from lcomplexity.constructions.parity import block_sizes, parity
from lcomplexity.decoding import decode
from lcomplexity.predictor import Coordinate, Read, Rule
from lcomplexity.verification import verify
from proofs.parity import parity_case, sums_case


def tokens_needed(n: int, a: int) -> int:
    """Return 1 + the least j with 2 a^j >= n + 1, in integers."""
    j = 0
    while 2 * a**j < n + 1:
        j += 1
    return 1 + j


def test_the_length_claimed_is_the_integer_formula() -> None:
    """For n = 1 .. 1000 and a = 2 .. 8, powers and their neighbours among them: expression, blocks and integers agree;
    for two letters it is the number of binary digits of n."""
    for a in range(2, 9):
        claims = parity(3, a).claims
        for n in range(1, 1001):
            at_n: Claims = replace(claims, values={"n": n, "a": a})
            assert at_n.value("length") == tokens_needed(n, a) == len(block_sizes(n, a)) + 1
            assert at_n.value("reads") == n + tokens_needed(n, a)
            if a == 2:
                assert tokens_needed(n, a) == n.bit_length()


@pytest.mark.parametrize("n", [1, 2, 3, 4, 63, 64, 65, 127, 128, 500])
def test_the_predictor_is_as_long_as_claimed(n: int) -> None:
    """T, vocabulary and reads, for 2 and for 7 letters."""
    for a in (2, 7):
        c = parity(n, a)
        measured = c.measured()
        assert measured["length"] == tokens_needed(n, a) and measured["vocabulary"] == a
        assert measured["reads"] == n + tokens_needed(n, a)
        assert not list(c.claims.broken(measured))


@pytest.mark.parametrize("a", [2, 3, 4, 5])
@pytest.mark.parametrize("n", range(1, 11))
def test_every_input_ends_in_its_parity(n: int, a: int) -> None:
    """All 2^n inputs, every token; claims hold; digits and blocks add up to the sum."""
    c = parity(n, a)
    v = verify(c)
    assert v.passed and v.exhaustive and v.inputs == 2**n, v
    for s in range(n + 1):
        chain = decode(c.predictor, (1,) * s + (0,) * (n - s)).chain
        assert sum(d * size for d, size in zip(chain, (*block_sizes(n, a), 1), strict=True)) == s
        assert chain[-1] == s % 2


@pytest.mark.parametrize("n", [11, 31, 32, 33, 100, 127, 128, 255])
def test_all_sums_of_longer_inputs_are_right(n: int) -> None:
    """n + 1 sums stand for 2^n inputs, as the bits enter alike."""
    assert parity_case({"n": n}).counterexample is None
    assert parity_case({"n": n}).size == (n + 1) * n.bit_length()


@pytest.mark.deep
@pytest.mark.parametrize("first", range(1, 1001, 50))
def test_all_sums_up_to_a_thousand_bits_are_right(first: int) -> None:
    """n = 1 .. 1000, in lots of 50."""
    assert [n for n in range(first, first + 50) if parity_case({"n": n}).counterexample] == []


def with_weight(c: Construction, rule: int, read: int, found: int, value: int, change: int) -> Construction:
    """Return the construction with one weight of one rule changed."""
    (coordinate,) = c.predictor.rules[rule].coordinates
    reads = list(coordinate.reads)
    row = dict(reads[read].table.get(found, {}))
    row[value] = row.get(value, 0) + change
    reads[read] = Read(reads[read].slot, {**reads[read].table, found: row})
    rules = list(c.predictor.rules)
    rules[rule] = Rule((Coordinate(coordinate.values, tuple(reads)),))
    return replace(c, predictor=replace(c.predictor, rules=tuple(rules)))


@pytest.mark.parametrize("n", [3, 5])
@pytest.mark.parametrize("change", [-9, -2, -1, 1, 2, 9])
def test_the_check_of_sums_finds_every_weight_that_spoils_a_chain(n: int, change: int) -> None:
    """Each weight changed, one at a time: what decoding all inputs refutes, the sums refute; and most are refuted."""
    c = parity(n)
    mutants = refuted = 0
    for rule in range(c.predictor.length):
        for read in range(n + rule + 1):
            for found, value in ((0, 0), (0, 1), (1, 0), (1, 1)):
                mutant = with_weight(c, rule, read, found, value, change)
                v = verify(mutant)
                spoilt = v.failures > 0 or v.min_margin == 0
                case = sums_case(mutant, n)
                assert case.counterexample is not None or not spoilt, (rule, read, found, value)
                assert case.counterexample is None or case.counterexample.startswith(f"n = {n}, token {rule + 1}: ")
                mutants, refuted = mutants + 1, refuted + (case.counterexample is not None)
    assert refuted > 0.6 * mutants


def test_a_chain_of_another_length_is_refuted() -> None:
    """Said with both lengths."""
    assert sums_case(parity(7), 8).counterexample == "n = 8: T = 3, claimed floor(log2 n) + 1 = 4"
