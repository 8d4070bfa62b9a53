"""Truth tables: the order of the bits, the operations, and what is refused."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lcomplexity.errors import PredictorError
from lcomplexity.functions import BooleanFunction, variable
from lcomplexity.functions.boolean_function import mask, point


@st.composite
def functions(draw: st.DrawFn, most: int = 6) -> BooleanFunction:
    """A function of 0 .. ``most`` variables, every table as likely as any other of its size."""
    n = draw(st.integers(0, most))
    return BooleanFunction(n, draw(st.integers(0, (1 << (1 << n)) - 1)))


@given(functions())
def test_entry_i_is_the_value_where_x_j_is_bit_j_of_i(f: BooleanFunction) -> None:
    """For every input, with the index written out as a sum."""
    for x in product((0, 1), repeat=f.n):
        i = sum(2**j for j in range(f.n) if x[j] == 1)
        assert f.value(x) == f.table // 2**i % 2 == f.values()[i]
        assert point(f.n, i) == x


def test_known_tables() -> None:
    """Written by hand: the projections, AND, majority, and x_0 chooses x_1 or x_2."""
    assert [variable(3, j).table for j in range(3)] == [0b10101010, 0b11001100, 0b11110000]
    assert BooleanFunction.of(2, lambda x: x[0] & x[1]).table == 0b1000
    assert BooleanFunction.of(3, lambda x: int(sum(x) > 1)).name == "0xe8:3"
    assert BooleanFunction.of(3, lambda x: x[1] if x[0] else x[2]).table == 0b11011000
    assert [BooleanFunction.of(0, lambda _, v=v: v).name for v in (0, 1)] == ["0x0:0", "0x1:0"]  # type: ignore[misc]


@given(functions())
def test_of_and_values_are_inverse_to_the_table(f: BooleanFunction) -> None:
    """A function rebuilt from its values, or from calls, is itself."""
    assert BooleanFunction.of(f.n, f.value) == f == BooleanFunction.of_values(f.values()) == f.tabulated()
    assert f.count == sum(f.values().tolist())
    assert not f.values().flags.writeable


@given(st.data())
def test_operators_act_point_by_point(data: st.DataObject) -> None:
    """``~ & | ^``, for every input."""
    f = data.draw(functions(4))
    g = BooleanFunction(f.n, data.draw(st.integers(0, (1 << (1 << f.n)) - 1)))
    for x in product((0, 1), repeat=f.n):
        u, v = f.value(x), g.value(x)
        assert [h.value(x) for h in (~f, f & g, f | g, f ^ g)] == [1 - u, u & v, u | v, u ^ v]


@given(functions(5), st.integers(0, 4), st.integers(0, 1))
def test_a_cofactor_is_the_function_with_one_variable_fixed(f: BooleanFunction, j: int, v: int) -> None:
    """For every input of the other variables; f depends on x_j iff its two cofactors differ."""
    if j >= f.n:
        with pytest.raises(PredictorError) as error:
            f.cofactor(j, v)
        assert str(error.value) == f"{f.name}: there is no variable x{j}; it has {f.n}, from x0"
        return
    g = f.cofactor(j, v)
    for x in product((0, 1), repeat=f.n - 1):
        assert g.value(x) == f.value((*x[:j], v, *x[j:]))
    assert f.depends_on(j) == (f.cofactor(j, 0) != f.cofactor(j, 1))


@given(st.data())
def test_the_support_is_what_the_function_depends_on(data: st.DataObject) -> None:
    """A function of some of the variables, looked at among more, comes back on its support."""
    n = data.draw(st.integers(1, 6))
    chosen = sorted(data.draw(st.sets(st.integers(0, n - 1))))
    inner = BooleanFunction(len(chosen), data.draw(st.integers(0, (1 << (1 << len(chosen))) - 1)))
    f = BooleanFunction.of(n, lambda x: inner.value([x[j] for j in chosen]))
    assert set(f.support) == {chosen[j] for j in inner.support}
    assert f.on_support() == inner.on_support()
    assert f.on_support().n == len(f.support)


def test_sixteen_variables_are_handled() -> None:
    """The largest table: 65,536 bits, of a projection and of its cofactor."""
    f = variable(16, 15)
    assert f.count == 1 << 15 and f.cofactor(15, 1).count == 1 << 15 and f.support == (15,)
    assert mask(16, 3) == variable(16, 3).table


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (
            lambda: BooleanFunction(17, 0),
            "truth table: a truth table of 17 variables has 2^17 entries; tables are made up to 16 variables",
        ),
        (lambda: BooleanFunction(-1, 0), "truth table: -1 variables; there are at least 0"),
        (lambda: BooleanFunction(2, 16), "truth table: '0x10' does not fit 2 variables; a table of 2 has 4 bits"),
        (lambda: BooleanFunction(2, -1), "truth table: '-0x1' does not fit 2 variables; a table of 2 has 4 bits"),
        (lambda: BooleanFunction.of(1, lambda x: 2), "truth table: the value at (0,) is 2; it must be 0 or 1"),
        (lambda: BooleanFunction.of(-3, lambda x: 0), "truth table: -3 variables; there are at least 0"),
        (
            lambda: BooleanFunction.of_values(np.zeros(3, np.uint8)),
            "truth table: values of shape (3,); give 2^n of them in a row, each 0 or 1",
        ),
        (
            lambda: BooleanFunction.of_values(np.array([0, 2])),
            "truth table: values of shape (2,); give 2^n of them in a row, each 0 or 1",
        ),
        (lambda: variable(2, 2), "truth table: there is no variable x2; of 2 variables the first is x0"),
        (lambda: BooleanFunction(2, 8).cofactor(0, 2), "0x8:2: x0 cannot be 2; it is 0 or 1"),
        (lambda: BooleanFunction(2, 8).value((0, 1, 1)), "0x8:2: '(0, 1, 1)' is no input; give 2 bits, each 0 or 1"),
        (lambda: BooleanFunction(2, 8).value((0, 2)), "0x8:2: '(0, 2)' is no input; give 2 bits, each 0 or 1"),
        (
            lambda: BooleanFunction(2, 8) & BooleanFunction(1, 1),
            "0x8:2 and 0x1:1 have 2 and 1 variables; combine functions of the same",
        ),
    ],
)
def test_what_is_no_function_is_refused(make: object, message: str) -> None:
    """In one line that says what would be right."""
    with pytest.raises(PredictorError) as error:
        make()  # type: ignore[operator]
    assert str(error.value) == message
