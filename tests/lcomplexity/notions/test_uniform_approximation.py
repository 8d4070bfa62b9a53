"""Best uniform approximation: proofs that hold, tampered ones that do not, another program's optimum, known errors."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from lcomplexity.errors import PredictorError
from lcomplexity.length.threshold_functions import threshold_functions
from lcomplexity.notions.approximate_degree import approximate_degree
from lcomplexity.notions.error_by_degree import error_by_degree, symmetric_values
from lcomplexity.notions.notion import Absent
from lcomplexity.notions.sign_degree import sign_degree
from lcomplexity.notions.truth_table import table_of, values, weights
from lcomplexity.notions.uniform_approximation import Approximation, best_approximation, parities, proved


@st.composite
def problem(draw: st.DrawFn) -> tuple[np.ndarray, np.ndarray]:
    """Up to five integer features, dependent ones among them, and integer values, on up to nine points."""
    N, m = draw(st.integers(1, 9)), draw(st.integers(0, 5))
    entries = st.integers(-3, 3)
    features = np.array(draw(st.lists(st.lists(entries, min_size=N, max_size=N), min_size=m, max_size=m)), np.int64)
    return features.reshape(m, N), np.array(draw(st.lists(entries, min_size=N, max_size=N)), np.int64)


@given(problem())
def test_the_result_is_always_proved(drawn: tuple[np.ndarray, np.ndarray]) -> None:
    """Coefficients with the error, and a measure that allows none below, in rationals; zero errors included."""
    features, F = drawn
    found = best_approximation(features, F)
    assert proved(features, F, found)
    assert found.error == 0 or sum(map(abs, found.measure)) == 1


@given(problem(), st.integers(0, 13), st.sampled_from((Fraction(1, 7), Fraction(-1, 1000))))
def test_a_changed_number_is_no_proof(drawn: tuple[np.ndarray, np.ndarray], place: int, change: Fraction) -> None:
    """The error, or an entry of the measure, is changed; or a coefficient, where the feature matters at an extreme point."""
    features, F = drawn
    found = best_approximation(features, F)
    assert not proved(features, F, replace(found, error=found.error + change))
    assume(found.error > 0 and place < len(F))
    measure = list(found.measure)
    measure[place] += change
    if proved(features, F, replace(found, measure=tuple(measure))):
        # only a point at which nothing can be told apart may weigh less
        assert change < 0 and not features[:, place].any() and F[place] == 0


@settings(max_examples=40)
@given(problem())
def test_the_error_is_that_of_a_linear_programming_library(drawn: tuple[np.ndarray, np.ndarray]) -> None:
    """scipy's HiGHS in floats, to 1e-7."""
    from scipy.optimize import linprog

    features, F = drawn
    m, N = features.shape
    one = np.ones((N, 1))
    A = np.vstack([np.hstack([-features.T, -one]), np.hstack([features.T, -one])])
    solved = linprog([0] * m + [1], A_ub=A, b_ub=np.concatenate([-F, F]), bounds=[(None, None)] * m + [(0, None)])
    assert abs(solved.fun - float(best_approximation(features, F).error)) < 1e-7


@settings(max_examples=15)
@given(st.integers(1, 4), st.integers(0, 4), st.data())
def test_numbers_of_64_bits_and_of_any_size_agree(n: int, degree: int, data: st.DataObject) -> None:
    """Values and features multiplied by 10^6, which leaves 64 bits: the error is multiplied too."""
    F = 1 - 2 * values(n, data.draw(st.integers(0, (1 << (1 << n)) - 1))).astype(np.int64)
    features = parities(n, min(degree, n))
    large = best_approximation(features * 10**6, F * 10**6)
    assert large.error == 10**6 * best_approximation(features, F).error
    assert proved(features * 10**6, F * 10**6, large)


def test_no_features_leave_the_largest_value() -> None:
    """And what does not fit together is refused."""
    assert best_approximation(np.zeros((0, 2), np.int64), np.array([1, -3])) == Approximation(
        Fraction(3), (), (Fraction(0), Fraction(-1))
    )
    with pytest.raises(PredictorError, match=r"features of shape \(1, 3\) for values of shape \(2,\)"):
        best_approximation(np.ones((1, 3), np.int64), np.ones(2, np.int64))


@settings(max_examples=25)
@given(st.integers(1, 5), st.integers(0, 5), st.data())
def test_symmetric_functions_need_their_sums_only(n: int, degree: int, data: st.DataObject) -> None:
    """On n + 1 sums and on 2^n points the error is the same (Minsky and Papert)."""
    by_sum = data.draw(st.lists(st.integers(0, 1), min_size=n + 1, max_size=n + 1))
    f = np.array(by_sum, np.uint8)[weights(n)]
    assert symmetric_values(n, table_of(f)) == tuple(by_sum)
    d = min(degree, n)
    assert error_by_degree(n, table_of(f), d) == best_approximation(parities(n, d), 1 - 2 * f.astype(np.int64)).error


def chebyshev(d: int, x: Fraction) -> Fraction:
    """T_d(x), by the recurrence."""
    before, now = Fraction(1), x
    for _ in range(d - 1):
        before, now = now, 2 * x * now - before
    return now if d else before


@pytest.mark.parametrize("n", [2, 3, 4, 7, 16])
def test_or_is_approximated_at_least_as_well_as_by_chebyshev_polynomials(n: int) -> None:
    """Degree d <= n - 1 has an error of at most 2/(1 + T_d((n+1)/(n-1))), degree n - 1 one of 2^(1-n), 1 in the threshold sense."""
    table = (1 << (1 << n)) - 2
    errors = [error_by_degree(n, table, d) for d in range(n + 1)]
    assert errors == sorted(errors, reverse=True)
    assert errors[0] == 1 and errors[n] == 0 and errors[n - 1] == Fraction(2, 2**n)
    for d in range(1, n):
        assert errors[n - 1] <= errors[d] <= 2 / (1 + chebyshev(d, Fraction(n + 1, n - 1)))
    assert sign_degree(n, table) == 1


def test_threshold_degree_one_is_being_a_threshold_function() -> None:
    """Against the walk over all threshold functions of four bits: 1882, the same tables; degree 4 is parity's alone."""
    thresholds = set(threshold_functions(4).tolist())
    from lcomplexity.notions.four_variables import class_names

    for name in sorted(set(class_names().tolist())):
        assert (sign_degree(4, name) <= 1) == (name in thresholds), hex(name)
        assert (sign_degree(4, name) == 4) == (name == 0x6996)


def test_degrees_beyond_reach_are_absent_with_the_reason() -> None:
    """Seven variables without symmetry; sixteen with."""
    table = sum(1 << x for x in range(128) if x % 5 == 1)
    assert sign_degree(7, table) == Absent(
        "computed for at most 6 essential variables, and for symmetric functions; this has 7"
    )
    assert isinstance(approximate_degree(7, table), Absent)
    parity = table_of((weights(16) & 1).astype(np.uint8))
    assert sign_degree(16, parity) == approximate_degree(16, parity) == 16
    assert approximate_degree(16, (1 << (1 << 16)) - 2) == 3  # OR: about sqrt(n)
