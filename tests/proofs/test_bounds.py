"""Every fact of the symbolic side holds, and is found false with a constant changed."""

from __future__ import annotations

import pytest
import sympy

from lcomplexity.constructions.recursive_window import CORE, WHOLE_RUN
from proofs import identities, length_facts, sample_facts
from proofs.bounds import FACTS
from proofs.identities import Fact, with_names

ALL = [(label, i, fact) for label, facts in FACTS.items() for i, fact in enumerate(facts)]


@pytest.mark.parametrize("fact", [fact for _, _, fact in ALL], ids=[f"{label}-{i}" for label, i, _ in ALL])
def test_a_fact_holds_and_its_neighbour_does_not(fact: Fact) -> None:
    """By the same check, with one constant changed by one."""
    assert fact.holds(0) is True and fact.holds(1) is False


def test_only_evaluated_facts_are_evaluated_and_are_told_apart() -> None:
    """Statements called symbolic have facts for all values of their symbols only."""
    for label, facts in FACTS.items():
        assert {fact.kind for fact in facts} == {"evaluated" if label == "counts-evaluated" else "for all"}


def test_the_closed_forms_are_those_that_the_construction_claims() -> None:
    """The expressions of the construction's claims, as they stand, at one point by hand: R = 2, K = 1, m = 1: 2 + 8 = 10 tokens."""
    R, K, m = identities.R, identities.K, length_facts.m
    assert sympy.sympify(CORE, locals={"R": R, "K": K, "m": m}) == length_facts.CORE
    assert sympy.sympify(WHOLE_RUN, locals={"R": R, "K": K, "m": m}) == length_facts.WHOLE
    assert length_facts.CORE.subs({R: 2, K: 1, m: 1}) == 10


def test_the_tests_of_sign_are_not_fooled() -> None:
    """A term of unknown sign is not taken for positive."""
    x, y = sympy.Symbol("x", positive=True), sympy.Symbol("y", real=True)
    assert (
        identities.sum_of_positive(x + x**2)
        and not identities.sum_of_positive(x + y)
        and not identities.sum_of_positive(x - 1)
    )
    n = sympy.Symbol("n", nonnegative=True)
    assert identities.sum_of_nonnegative(n) and not identities.sum_of_nonnegative(n + y)
    assert (
        identities.sum_of_positive_or(n + 1)
        and not identities.sum_of_positive_or(n)
        and not identities.sum_of_positive_or(1 - n)
    )
    R, K = identities.R, identities.K
    assert identities.vanishes(R**K * R - R ** (K + 1)) and not identities.vanishes(R**K - K)


def test_a_logarithm_is_not_taken_for_a_number_beside_it() -> None:
    """ln T - (T - 1) is negative for T > 1, and neither by terms nor by slopes is it seen not to be; what is so is seen."""
    T, t, delta = sympy.Symbol("T", positive=True), sympy.Symbol("t", nonnegative=True), sample_facts._delta
    false = sympy.log(T) - (T - 1)
    assert not sample_facts.not_negative(false, T) and not sample_facts.never_negative(false.subs(T, 1 + t), t)
    assert sample_facts.never_negative(-false.subs(T, 1 + t), t)
    for rest in (T * sympy.log(T), (T - 1) * sympy.log(1 / delta), sympy.log(T / delta)):
        assert sample_facts.not_negative(rest, T) and not sample_facts.not_negative(-rest, T)
    # T^2 ln T - 1 has a slope that is not negative, and a value at T = 1 that is.
    assert not sample_facts.never_negative((1 + t) * sympy.log(1 + t) - 1, t)


def test_a_function_with_other_names_in_it_is_the_function() -> None:
    """Its own code, whether its results are kept or not, and nothing outside it changes."""

    def twice(x: object) -> object:
        return 2 * abs(x)  # type: ignore[operator, arg-type]

    renamed = with_names(twice, abs=lambda x: x)
    assert renamed.__code__ is twice.__code__
    assert (renamed(-1), twice(-1)) == (-2, 2)
    plain = with_names(length_facts.run_length, completed_length=lambda *_: 0)
    assert plain(4, 1, 1, 4) != length_facts.run_length(4, 1, 1, 4) == 25
