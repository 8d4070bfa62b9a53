"""Expressions against Python's own reading of them, and back from tables; errors with their column."""

from __future__ import annotations

import random
from itertools import pairwise, product

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sympy.logic.boolalg import anf_coeffs

from lcomplexity.errors import PredictorError
from lcomplexity.functions import BooleanFunction, expression, polynomial
from lcomplexity.functions.expressions import MAX_CHARACTERS

#: Texts of expressions: operands, and operators with and without parentheses and blanks, to any depth.
TEXTS = st.recursive(
    st.sampled_from(["x0", "x1", "x2", "x3", "0", "1"]),
    lambda inner: st.one_of(
        st.builds("~{}".format, inner),
        st.builds("({})".format, inner),
        st.builds("{}{}{}".format, inner, st.sampled_from(["&", "|", "^", " & ", " | ", " ^ "]), inner),
    ),
    max_leaves=20,
)


def python_value(text: str, x: tuple[int, ...]) -> int:
    """What Python's parser and integers make of the text; its ~ of a bit is right in the last binary digit."""
    return int(eval(text, {"__builtins__": {}}, {f"x{j}": bit for j, bit in enumerate(x)})) & 1


@given(TEXTS)
def test_an_expression_means_what_it_means_in_python(text: str) -> None:
    """Precedence, grouping and values, on all inputs, by value and by table."""
    f = expression(text, 4)
    table = f.tabulated()
    for x in product((0, 1), repeat=4):
        assert f.value(x) == table.value(x) == python_value(text, x), (text, x)


@given(
    st.integers(0, 5).flatmap(lambda n: st.builds(BooleanFunction, st.just(n), st.integers(0, (1 << (1 << n)) - 1)))
)
def test_a_table_written_as_a_polynomial_is_read_back(f: BooleanFunction) -> None:
    """expression(polynomial(f)) is f."""
    if f.n:
        assert expression(polynomial(f), f.n).tabulated() == f
    else:
        assert polynomial(f) == str(f.table)


@given(st.integers(0, 2**16 - 1))
def test_the_polynomial_is_the_algebraic_normal_form_of_sympy(table: int) -> None:
    """Coefficient by coefficient; sympy counts the first variable as the most significant."""
    f = BooleanFunction(4, table)
    values = [f.value(x) for x in product((0, 1), repeat=4)]
    expected = set()
    for u, coefficient in zip(product((0, 1), repeat=4), anf_coeffs(values), strict=True):
        if coefficient:
            expected.add(" & ".join(f"x{j}" for j in range(4) if u[j]) or "1")
    assert set(polynomial(f).split(" ^ ")) == (expected or {"0"})


def test_a_polynomial_is_written_by_degree() -> None:
    """Then by variables: 0x1e is x2 where x0 | x1 is 0, and its negation elsewhere."""
    assert polynomial(BooleanFunction(3, 0x1E)) == "x0 ^ x1 ^ x2 ^ x0 & x1"
    assert polynomial(BooleanFunction(3, 0x87)) == "1 ^ x2 ^ x0 & x1"


@pytest.mark.parametrize(
    ("text", "table"),
    [
        ("x0 ^ (x1 & ~x2)", "0xa6:3"),
        ("x0 | x1 & x2", "0xea:3"),
        ("x0 ^ x1 & x2", "0x6a:3"),
        ("x0 | x1 ^ x2", "0xbe:3"),
        ("~x0 & x1", "0x4:2"),
        ("~(x0 & x1)", "0x7:2"),
        ("~~x0", "0x2:1"),
        ("0", "0x0:1"),
        ("1", "0x3:1"),
        ("x2", "0xf0:3"),
        (" x0\t&\nx1 ", "0x8:2"),
        ("x00 & x01", "0x8:2"),
    ],
)
def test_known_expressions(text: str, table: str) -> None:
    """Tables worked out by hand; every pair of operators that precedence could mix up is among them."""
    assert expression(text).tabulated().name == table


def test_the_number_of_variables_is_that_of_the_last_one_or_what_is_asked() -> None:
    """x3 alone is a function of four; more may be asked for, fewer not."""
    assert expression("x3").n == 4 and expression("1").n == 1 and expression("x0", 3).n == 3
    with pytest.raises(PredictorError) as error:
        expression("x3", 3)
    assert str(error.value) == "expression 'x3': names x3; of 3 variables the last is x2"


NEED = "stands where a variable, 0, 1, ~ or ( is needed"
ENOUGH = "stands where an operator or ) is needed"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", f"expression '': column 1: the end {NEED}"),
        ("  ", f"expression '  ': column 3: the end {NEED}"),
        ("x0 &", f"expression 'x0 &': column 5: the end {NEED}"),
        ("x0 & & x1", f"expression 'x0 & & x1': column 6: '&' {NEED}"),
        ("x0 x1", f"expression 'x0 x1': column 4: 'x1' {ENOUGH}"),
        ("x0 ~x1", f"expression 'x0 ~x1': column 4: '~' {ENOUGH}"),
        ("01", f"expression '01': column 2: '1' {ENOUGH}"),
        ("x0(x1)", f"expression 'x0(x1)': column 3: '(' {ENOUGH}"),
        ("()", f"expression '()': column 2: ')' {NEED}"),
        ("x0)", "expression 'x0)': column 3: ')' closes nothing; remove it or add a '('"),
        ("((x0)", "expression '((x0)': column 1: '(' is not closed; add a ')'"),
        ("x0 + x1", "expression 'x0 + x1': column 4: '+' is not understood; use x0, x1, .., 0, 1, ~ & ^ | and ( )"),
        (
            "x0 and x1",
            "expression 'x0 and x1': column 4: 'a' is not understood; use x0, x1, .., 0, 1, ~ & ^ | and ( )",
        ),
        ("x", "expression 'x': column 1: 'x' is not understood; use x0, x1, .., 0, 1, ~ & ^ | and ( )"),
        ("__import__('os')", "expression \"__import__('os')\": column 1: '_' is not understood"),
        ("x70000", "expression 'x70000': column 1: 'x70000' is too large; the last variable is x65535"),
        ("x" + "9" * 5000, "expression 'x999"),
        ("x0 & 2", "expression 'x0 & 2': column 6: '2' is not understood"),
    ],
)
def test_what_is_no_expression_is_refused_with_its_column(text: str, message: str) -> None:
    """Columns count from 1; the rest of the line says what was needed there."""
    with pytest.raises(PredictorError) as error:
        expression(text)
    assert str(error.value).startswith(message) and len(str(error.value)) < 300


@given(st.lists(st.sampled_from(["x0", "x1", "0", "1", "~", "&", "^", "|", "(", ")"]), max_size=10))
def test_a_text_is_read_exactly_if_python_reads_it(tokens: list[str]) -> None:
    """Any sequence of tokens: both accept or both refuse. (A call and an empty tuple are Python, and no expressions.)"""
    text = " ".join(tokens)
    pairs = list(pairwise(tokens))
    more_than_bits = any(b == "(" and (a == ")" or a[0] in "x01") for a, b in pairs) or ("(", ")") in pairs
    try:
        compile(text, "text", "eval")
        python = not more_than_bits
    except SyntaxError:
        python = False
    try:
        expression(text)
        accepted = True
    except PredictorError:
        accepted = False
    assert accepted == python


def test_deep_nesting_and_long_texts_are_read_without_recursion() -> None:
    """A hundred thousand parentheses, negations and operators."""
    k = 100_000
    assert expression("(" * k + "x0" + ")" * k).tabulated().name == "0x2:1"
    assert expression("~" * k + "x0").tabulated().name == "0x2:1"
    draw = random.Random(3)
    long = " ^ ".join(f"x{draw.randrange(5)}" for _ in range(k // 4))
    odd = [long.split(" ^ ").count(f"x{j}") % 2 for j in range(5)]
    assert expression(long, 5).value((1, 1, 1, 1, 1)) == sum(odd) % 2
    with pytest.raises(PredictorError) as error:
        expression("(" * MAX_CHARACTERS + "x0")
    assert str(error.value).endswith("262146 characters; an expression has at most 262144")
