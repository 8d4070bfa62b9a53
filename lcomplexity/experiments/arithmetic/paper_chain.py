"""The paper's chain for multiplication, and the same chain with the carries written out.

For 12 x 34, after ``bos``, the prompt ``1 2 x 3 4 =`` leads to

    ( 2 x 1 + 1 x 1 0 ) x ( 4 x 1 + 3 x 1 0 ) = 2x4 x 1 x 1 + 2x3 x 1 x 1 0 + .. = 0 8 + 0 6 0 + .. = 0 4 0 8

that is the digits with their powers, least significant first; all products of digits (``2x4`` is one token) with their two powers; their values, with as many
digits as they could need; and the product, most significant digit first. 307 tokens with prompt and ``bos`` for 4 x 4 digits. The layout is that of
the paper's public code (github.com/emalach/LinearLM, torch_datasets/product.py, with joined tokens as in config_linear_prod.json), which takes its
operands from 1111 to 9999 and trains on three quarters of the pairs; only the layout is taken over.

Every token but the product's digits is a reading of one earlier token, or a pair: one linear token each. The digits of the product are sums with carries,
which no linear token can be. :func:`paper_program` writes the sums out between values and product: column by column, ``s:v`` is the sum so far with the
carry, and the next digit v of the column. 32 more tokens for 4 x 4 digits, and all tokens are linear.

>>> program = paper_program(2, 2)
>>> chain = program.chains(program.prompts(np.array([[0, 1, 2, 0, 3, 4, 0]])))[0]
>>> program.text(chain[:21])
'( 2 x 1 + 1 x 1 0 ) x ( 4 x 1 + 3 x 1 0 )'
>>> program.text(chain[-12:])                                        # columns 8; 6, 0, 0+4 from the right; then the product
'0:8 0:0 0:6 6:4 1:0 1:0 1:3 0:0 0 4 0 8'
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from lcomplexity.constructions.arithmetic import FACTORS
from lcomplexity.errors import PredictorError
from lcomplexity.learning.datasets import Dataset, incomplete
from lcomplexity.typed_programs import Argument, Kind, TypedProgram

#: A sign says the constants that a chain contains.
_ONE_ZERO = {"zero": lambda _: 0, "one": lambda _: 1}
BOS = Kind.of("bos", (1,), "bos", **_ONE_ZERO)
DIGIT = Kind.of("digit", (10,), "{0}", value=lambda d: d)
SIGNS = {sign: Kind.of(f"sign {sign}", (1,), sign, **_ONE_ZERO) for sign in ("(", ")", "+", "x", "=")}
#: The largest sum of a column of two numbers of four digits, with its carry, before its last digit is added.
LARGEST_SUM = 79
MAX_DIGITS = 4
COLUMN = Kind.of(
    "column",
    (LARGEST_SUM + 1, 10),
    "{0}:{1}",
    sum=lambda s, v: min(s + v, LARGEST_SUM),
    value=lambda s, v: (s + v) % 10,
    carry=lambda s, v: (s + v) // 10,
)
#: The role of the tokens that the paper's chain does not have.
COLUMNS = "columns"


def paper_program(d: int, e: int) -> TypedProgram:
    """Return the program of the paper's chain with the columns written out, for numbers of d and e digits, at most 4.

    >>> program = paper_program(4, 4)
    >>> program.n + program.length - sum(i.role == COLUMNS for i in program.instructions)
    307
    >>> sum(i.role == COLUMNS for i in program.instructions)
    32
    """
    if not (1 <= d <= MAX_DIGITS and 1 <= e <= MAX_DIGITS):
        raise PredictorError(f"paper's chain: numbers of {d} and {e} digits; give 1 to {MAX_DIGITS} digits each")
    prompt = (BOS, *[DIGIT] * d, SIGNS["x"], *[DIGIT] * e, SIGNS["="])
    n = len(prompt)
    instructions: list[Argument] = []

    def say(kind: Kind, role: str, *sources: tuple[int, str]) -> int:
        instructions.append(Argument(kind, sources, role))
        return n + len(instructions) - 1

    def sign(text: str) -> None:
        say(SIGNS[text], "signs", (0, "zero"))

    def power(zeros: int) -> None:
        say(DIGIT, "powers", (0, "one"))
        for _ in range(zeros):
            say(DIGIT, "powers", (0, "zero"))

    def expansion(first: int, digits: int) -> list[int]:
        """A number's digits with their powers, least significant first; where they stand."""
        places = []
        sign("(")
        for i in range(digits):
            if i:
                sign("+")
            places.append(say(DIGIT, "digits", (first + digits - 1 - i, "value")))
            sign("x")
            power(i)
        sign(")")
        return places

    a = expansion(1, d)
    sign("x")
    b = expansion(d + 2, e)
    sign("=")
    products = []
    for i in range(d):
        for j in range(e):
            if i or j:
                sign("+")
            products.append((i + j, say(FACTORS, "products", (a[i], "value"), (b[j], "value"))))
            for zeros in (i, j):
                sign("x")
                power(zeros)
    sign("=")
    # The digits to be added in each column: which tokens, least significant column first.
    columns: list[list[int]] = [[] for _ in range(d + e)]
    for number, (zeros, product) in enumerate(products):
        if number:
            sign("+")
        columns[zeros + 1].append(say(DIGIT, "values", (product, "tens")))
        columns[zeros].append(say(DIGIT, "values", (product, "units")))
        for _ in range(zeros):
            say(DIGIT, "powers", (0, "zero"))
    sign("=")
    before: tuple[int, str] = (0, "zero")
    sums = []
    for column in columns:
        for digit in column:
            here = say(COLUMN, COLUMNS, before, (digit, "value"))
            before = (here, "sum")
        before = (here, "carry")
        sums.append(here)
    for here in reversed(sums):
        say(DIGIT, "product", (here, "value"))
    T = len(instructions)
    return TypedProgram(prompt, tuple(instructions), (T - d - e, T))


def paper_data(program: TypedProgram, a: NDArray[np.int64], b: NDArray[np.int64], d: int, e: int) -> Dataset:
    """Return the chains, columns written out, of the products of numbers a and b (m,).

    >>> program = paper_program(2, 2)
    >>> paper_data(program, np.array([12]), np.array([34]), 2, 2).chains.shape
    (1, 78)
    """
    digits = [a // 10**i % 10 for i in reversed(range(d))], [b // 10**i % 10 for i in reversed(range(e))]
    zero = np.zeros_like(a)
    values = np.stack([zero, *digits[0], zero, *digits[1], zero], axis=1)
    prompts = program.prompts(values)
    return Dataset(program.vocabulary, prompts, program.chains(prompts))


def without_columns(program: TypedProgram, data: Dataset) -> Dataset:
    """Return the paper's own chains: without the columns.

    >>> program = paper_program(1, 1)
    >>> data = without_columns(program, paper_data(program, np.array([7]), np.array([8]), 1, 1))
    >>> program.text(data.chains[0])
    '( 7 x 1 ) x ( 8 x 1 ) = 7x8 x 1 x 1 = 5 6 = 5 6'
    """
    return incomplete(data, tuple(t for t, i in enumerate(program.instructions) if i.role != COLUMNS))
