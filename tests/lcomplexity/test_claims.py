"""Claims: values are exact integers of any size, and each kind of violation is told."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lcomplexity.constructions.claims import QUANTITIES, Claim, Claims, Relation
from lcomplexity.errors import PredictorError


def claims(values: dict[str, int], claim: Claim) -> Claims:
    """Return claims that say the same of every quantity."""
    return Claims(values, claim, claim, claim, claim, claim)


def value(text: str, **values: int) -> int:
    """Return the value of one expression."""
    return claims(values, ("==", text)).value("length")


@pytest.mark.parametrize("exponent", [1, 2, 29, 31, 32, 52, 53, 63, 64, 100, 1000])
def test_a_logarithm_is_exact_next_to_a_power(exponent: int) -> None:
    """At b^k - 1, b^k, b^k + 1, floored and raised; 2^31 - 1 and 2^53 - 1 are where rounding goes wrong."""
    for b in (2, 3, 10):
        for offset in (-1, 0, 1):
            n = b**exponent + offset
            assert value("floor(log(n, b))", n=n, b=b) == exponent - (offset < 0)
            # Between 1 and 2 lies no other integer power: 2^1 - 1 = 1 = 2^0.
            assert value("ceiling(log(n, b))", n=n, b=b) == exponent + (offset > 0) - (n == 1)
        assert value("floor(log(1/n, b))", n=b**exponent, b=b) == -exponent


@given(st.integers(0, 2**300), st.integers(1, 10**9), st.integers(0, 80))
def test_a_value_is_exact_in_unbounded_integers(n: int, m: int, k: int) -> None:
    """Sums, products, powers, largest and smallest, floor and ceiling of a quotient."""
    assert value("n**2*m - 2**k + 3", n=n, m=m, k=k) == n * n * m - 2**k + 3
    assert value("floor(n/m) + ceiling(n/m)", n=n, m=m) == n // m - (-n // m)
    assert value("Max(n, m) - Min(n, m)", n=n, m=m) == abs(n - m)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("n/2", "claims: length is n/2 = 5/2, which is no integer"),
        ("n + other", "claims: other has no exact value at {'n': 5}; give each name a number"),
        ("log(n, 2)", "claims: log(2) has no exact value at {'n': 5}; give each name a number"),
        ("1/(n - 5)", "claims: 1/(n - 5) has no exact value at {'n': 5}; give each name a number"),
        ("floor(log(n - 5, 2))", "claims: the logarithm of 0 to base 2 is not defined"),
        ("floor(log(n, n - 4))", "claims: the logarithm of 5 to base 1 is not defined"),
    ],
)
def test_an_expression_without_an_exact_value_is_refused(text: str, message: str) -> None:
    """Never rounded; the line says what is missing."""
    with pytest.raises(PredictorError) as error:
        value(text, n=5)
    assert str(error.value) == message


RELATIONS: tuple[Relation, ...] = ("==", "<=", ">=")


@pytest.mark.parametrize("relation", RELATIONS)
@pytest.mark.parametrize("quantity", QUANTITIES)
def test_each_violation_is_told_and_nothing_else(quantity: str, relation: Relation) -> None:
    """One quantity off by one, the others as claimed: one line if it contradicts the relation, none if not."""
    c = claims({"n": 3}, (relation, "2*n"))
    allowed = {"==": {0}, "<=": {0, -1}, ">=": {0, 1}}[relation]
    for off in (-1, 0, 1):
        measured = {q: 6 + (off if q == quantity else 0) for q in QUANTITIES}
        line = f"{quantity} is {6 + off}, claimed {relation} 2*n = 6"
        assert list(c.broken(measured)) == ([] if off in allowed else [line])


def test_all_violations_are_told_in_the_order_measured() -> None:
    """Each with its own claim; what was not measured is not judged."""
    c = Claims({}, ("==", "1"), ("==", "2"), ("<=", "3"), ("<=", "4"), (">=", "5"))
    assert list(c.broken({"margin": 0, "length": 2, "vocabulary": 2, "reads": 4})) == [
        "margin is 0, claimed >= 5",
        "length is 2, claimed == 1",
        "reads is 4, claimed <= 3",
    ]
    assert list(c.broken({})) == []


def test_a_name_that_sympy_knows_is_a_name() -> None:
    """Q, S, N, E and I are numbers here where values has them."""
    for name, number in product("QSNEI", (0, 7)):
        assert value(f"{name}**2 + 1", **{name: number}) == number**2 + 1
