"""Strict systems: a solution or a cancellation, never both, the same from Python and from compiled code."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lcomplexity.errors import PredictorError
from lcomplexity.length.strict_system import (
    Cancellation,
    Solution,
    fault_of,
    solve,
    solve_in_python,
)
from lcomplexity.length.strict_system_compiled import solve_compiled


@st.composite
def systems(draw: st.DrawFn) -> list[tuple[int, ...]]:
    """Return a strategy for matrices of 1 to 14 rows of 1 to 5 small integers; rows may be zero, equal or dependent."""
    m = draw(st.integers(1, 5))
    return draw(st.lists(st.tuples(*[st.integers(-3, 3)] * m), min_size=1, max_size=14))


@settings(max_examples=300)
@given(systems())
def test_python_and_compiled_code_agree_and_their_answers_hold(rows: list[tuple[int, ...]]) -> None:
    """Both answers are of one kind and right by the definition, checked here in plain sums."""
    for found in (solve_in_python(rows), solve_compiled(rows), solve(rows), solve(np.array(rows, np.int64))):
        match found:
            case Solution(w):
                assert all(sum(a * b for a, b in zip(row, w, strict=True)) >= 1 for row in rows)
            case Cancellation(multipliers):
                assert all(factor > 0 for _, factor in multipliers) and multipliers
                columns = range(len(rows[0]))
                assert all(sum(factor * rows[i][j] for i, factor in multipliers) == 0 for j in columns)
        assert isinstance(found, type(solve_in_python(rows)))


@settings(max_examples=60)
@given(systems())
def test_a_cancellation_has_minimal_support(rows: list[tuple[int, ...]]) -> None:
    """Of its rows, all but any one can be solved."""
    found = solve(rows)
    if isinstance(found, Cancellation):
        used = [rows[i] for i, _ in found.multipliers]
        for rest in combinations(used, len(used) - 1):
            assert not rest or isinstance(solve(rest), Solution)


@given(st.integers(31, 200))
def test_numbers_that_do_not_fit_the_compiled_code_are_handed_back(bits: int) -> None:
    """Compiled code gives up; the answer is exact all the same."""
    rows = [(1 << bits, 1), (-1, 0), (0, -1)] * 80
    assert solve_compiled(rows) is None
    found = solve(rows)
    assert isinstance(found, Cancellation) and fault_of(rows, found) is None


def test_wrong_answers_are_called_wrong() -> None:
    """A sign, a multiplier or a row changed, and the check says which."""
    rows = [(1, 1), (-1, 0), (0, -1)]
    right = solve(rows)
    assert right == Cancellation(((0, 1), (1, 1), (2, 1))) and fault_of(rows, right) is None
    assert fault_of(rows, Cancellation(((0, 1), (1, 1)))) == "the combination is (0, 1), not zero"
    assert fault_of(rows, Cancellation(((0, 1), (1, -1), (2, 1)))) == "the multiplier of row 1 is -1"
    assert fault_of(rows, Cancellation(())) == "the combination is (0, 0), not zero"
    assert fault_of(rows, Solution((1, 1))) == "row 1 gives -1"
    assert fault_of(np.array(rows), Solution((1, 1))) == "row 1 gives -1"
    assert fault_of(np.array([(1, 1)]), Solution((2**62, -(2**62)))) == "row 0 gives 0"


@pytest.mark.parametrize("rows", [[], [(1, 2), (1,)]])
def test_no_rows_or_ragged_ones_are_refused(rows: list[tuple[int, ...]]) -> None:
    """In one line."""
    with pytest.raises(PredictorError, match="strict system: give at least one row, all equally long"):
        solve(rows)
