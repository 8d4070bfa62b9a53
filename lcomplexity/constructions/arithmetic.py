"""Addition and multiplication of decimal numbers, every token a pair of readings of two earlier tokens.

Both chains are typed programs (:mod:`lcomplexity.typed_programs`), so Lemma T makes them exact predictors, and the
learning experiments have the same chains as data. Operands are written most significant digit first, with leading
zeros; the answer too.

**Addition** of d digits, least significant first: the digits ``a&b`` (read as their sum 0..18), then ``s,c``, the sum with
the carry into the place; then d + 1 digits. 3 d + 1 tokens.

**Multiplication** of d by e digits, by rows. Place i of row j takes three tokens: ``axb``, the digits; ``u+c``, the units of their
product with the carry into the place; ``t^b``, its tens with the carry bit of u + c, which is the carry into the next place. Row j is then
added to the rows before it, at each of its d + 1 places the pair ``a&b`` and the sum with the carry ``s,c``. Then d + e digits:

    3 d e + 2 (d + 1)(e - 1) + d + e tokens; 86 for 4 x 4 digits, vocabulary 368.

``expected`` does not use the program: it says every token from the product of whole numbers, e.g. the carry into place i of
row j is floor((a mod 10^i) b_j / 10^i).

Source: the schoolbook methods; that a chain which writes its carries out needs no more than a linear predictor is the paper's
claim made exact (our own argument).

>>> c = multiplication(2, 2)
>>> from lcomplexity.decoding import decode
>>> d = decode(c.predictor, c.interface.prompt("47x86="))
>>> c.interface.answer(d.chain), 47 * 86, c.predictor.length, set(d.margins)
('4042', 4042, 22, {1})
>>> c.predictor.vocabulary.text(d.chain[:6])
'7x6 2+0 4^0 4x6 4+4 2^0'
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from lcomplexity.constructions.claims import Claims
from lcomplexity.constructions.construction import Construction, Expected
from lcomplexity.constructions.typed_tuples import typed_tuples
from lcomplexity.errors import PredictorError
from lcomplexity.interface import Interface
from lcomplexity.typed_programs import Argument, Kind, TypedProgram

#: The product of two numbers of this many digits fits 64 bits, which ``expected`` computes in.
MAX_DIGITS = 9

DIGIT = Kind.of("digit", (10,), "{0}", value=lambda d: d)
PLUS = Kind.of("plus", (1,), "+", zero=lambda _: 0)
TIMES = Kind.of("times", (1,), "x", zero=lambda _: 0)
EQUALS = Kind.of("equals", (1,), "=")
#: Two digits under each other, to be added.
ADDENDS = Kind.of("addends", (10, 10), "{0}&{1}", sum=lambda a, b: a + b)
#: The sum of two digits and the carry into their place.
CARRIED = Kind.of("carried", (19, 2), "{0},{1}", value=lambda s, c: (s + c) % 10, carry=lambda s, c: (s + c) // 10)
#: Two digits, to be multiplied.
FACTORS = Kind.of("factors", (10, 10), "{0}x{1}", units=lambda a, b: a * b % 10, tens=lambda a, b: a * b // 10)
#: The units of a product and the carry into its place.
UNITS = Kind.of("units", (10, 10), "{0}+{1}", value=lambda u, c: (u + c) % 10, bit=lambda u, c: (u + c) // 10)
#: The tens of a product and the bit carried by its units; tens are at most 8.
TENS = Kind.of("tens", (9, 2), "{0}^{1}", value=lambda t, b: t + b)


def addition_program(d: int) -> TypedProgram:
    """Return the program that adds numbers of d digits.

    >>> program = addition_program(2)
    >>> program.text(program.chains(program.prompts(np.array([[5, 8, 0, 6, 7, 0]])))[0])     # 58+67=
    '8&7 15,0 5&6 11,1 1 2 5'
    """
    _refuse(d, d)
    instructions: list[Argument] = []
    prompt = (*[DIGIT] * d, PLUS, *[DIGIT] * d, EQUALS)
    n = len(prompt)
    carried: list[int] = []
    for i in range(d):
        instructions.append(Argument(ADDENDS, ((d - 1 - i, "value"), (2 * d - i, "value")), "addends"))
        before = (carried[-1], "carry") if carried else (d, "zero")
        carried.append(n + len(instructions))
        instructions.append(Argument(CARRIED, ((carried[-1] - 1, "sum"), before), "carried"))
    # The top digit is the last carry, not a digit of a column: a role of its own.
    instructions.append(Argument(DIGIT, ((carried[-1], "carry"),), "top"))
    instructions += [Argument(DIGIT, ((v, "value"),), "digit") for v in reversed(carried)]
    return TypedProgram(prompt, tuple(instructions), (2 * d, 3 * d + 1))


def multiplication_program(d: int, e: int) -> TypedProgram:
    """Return the program that multiplies numbers of d by numbers of e digits.

    >>> program = multiplication_program(4, 4)
    >>> program.length, len(program.vocabulary), sorted({i.role for i in program.instructions})
    (86, 368, ['addends', 'carried', 'digit', 'factors', 'tens', 'units'])
    """
    _refuse(d, e)
    prompt = (*[DIGIT] * d, TIMES, *[DIGIT] * e, EQUALS)
    n, sign = len(prompt), d
    instructions: list[Argument] = []

    def say(kind: Kind, role: str, *sources: tuple[int, str]) -> int:
        instructions.append(Argument(kind, sources, role))
        return n + len(instructions) - 1

    # Where the digits of the sum so far stand, least significant first.
    digits: list[int] = []
    for j in range(e):
        row: list[int] = []
        tens = None
        for i in range(d):
            product = say(FACTORS, "factors", (d - 1 - i, "value"), (d + e - j, "value"))
            units = say(UNITS, "units", (product, "units"), (tens, "value") if tens else (sign, "zero"))
            tens = say(TENS, "tens", (product, "tens"), (units, "bit"))
            row.append(units)
        assert tens is not None
        row.append(tens)
        if j == 0:
            digits = row
            continue
        carried = None
        for i, here in enumerate(row):
            above = (digits[j + i], "value") if j + i < len(digits) else (sign, "zero")
            pair = say(ADDENDS, "addends", above, (here, "value"))
            carried = say(CARRIED, "carried", (pair, "sum"), (carried, "carry") if carried else (sign, "zero"))
            digits[j + i : j + i + 1] = [carried]
    for place in reversed(digits):
        say(DIGIT, "digit", (place, "value"))
    T = len(instructions)
    return TypedProgram(prompt, tuple(instructions), (T - d - e, T))


def addition(d: int) -> Construction:
    """Return the predictor that adds numbers of d digits.

    >>> c = addition(3); c.interface.prompt("999+001="), c.predictor.length, c.claims.value("vocabulary")
    ((9, 9, 9, 10, 0, 0, 1, 11), 10, 150)
    """
    program = addition_program(d)
    claims = _claims({"d": d}, "3*d + 1", "150")
    return _construction("addition", program, claims, d, d, lambda a, b: addition_tokens(d, a, b))


def multiplication(d: int, e: int) -> Construction:
    """Return the predictor that multiplies numbers of d by numbers of e digits.

    >>> multiplication(4, 4).claims.expression("length")
    3*d*e + d + e + (2*d + 2)*(e - 1)
    """
    program = multiplication_program(d, e)
    # A factor of one digit adds nothing up.
    vocabulary = "368" if e > 1 else "230"
    claims = _claims({"d": d, "e": e}, "3*d*e + 2*(d + 1)*(e - 1) + d + e", vocabulary)
    return _construction("multiplication", program, claims, d, e, lambda a, b: multiplication_tokens(d, e, a, b))


def addition_tokens(d: int, a: NDArray[np.int64], b: NDArray[np.int64]) -> list[tuple[Kind, NDArray[np.int64]]]:
    """Return the kind and the number (m,) of every token of the sums of a and b (m,), from whole numbers.

    >>> [kind.words[number[0]] for kind, number in addition_tokens(2, np.array([58]), np.array([67]))]
    ['8&7', '15,0', '5&6', '11,1', '1', '2', '5']
    """
    tokens = []
    for i in range(d):
        carry = (a % 10**i + b % 10**i) // 10**i
        s = _digit(a, i) + _digit(b, i)
        tokens += [(ADDENDS, _digit(a, i) * 10 + _digit(b, i)), (CARRIED, s * 2 + carry)]
    return tokens + [(DIGIT, _digit(a + b, i)) for i in reversed(range(d + 1))]


def multiplication_tokens(
    d: int, e: int, a: NDArray[np.int64], b: NDArray[np.int64]
) -> list[tuple[Kind, NDArray[np.int64]]]:
    """Return the kind and the number (m,) of every token of the products of a and b (m,), from whole numbers.

    >>> tokens = multiplication_tokens(2, 1, np.array([47]), np.array([8]))
    >>> [kind.words[number[0]] for kind, number in tokens]
    ['7x8', '6+0', '5^0', '4x8', '2+5', '3^0', '3', '7', '6']
    """
    tokens = []
    for j in range(e):
        y = _digit(b, j)
        for i in range(d):
            x, carry = _digit(a, i), a % 10**i * y // 10**i
            units, tens = x * y % 10, x * y // 10
            tokens += [(FACTORS, x * 10 + y), (UNITS, units * 10 + carry), (TENS, tens * 2 + (units + carry) // 10)]
        if j:
            above, row = a * (b % 10**j) // 10**j, a * y
            for i in range(d + 1):
                carry = (above % 10**i + row % 10**i) // 10**i
                s = _digit(above, i) + _digit(row, i)
                tokens += [(ADDENDS, _digit(above, i) * 10 + _digit(row, i)), (CARRIED, s * 2 + carry)]
    return tokens + [(DIGIT, _digit(a * b, i)) for i in reversed(range(d + e))]


def _digit(a: NDArray[np.int64], i: int) -> NDArray[np.int64]:
    return a // 10**i % 10


def _refuse(d: int, e: int) -> None:
    if not (1 <= d <= MAX_DIGITS and 1 <= e <= MAX_DIGITS):
        raise PredictorError(f"arithmetic: numbers of {d} and {e} digits; give 1 to {MAX_DIGITS} digits each")


def _claims(values: dict[str, int], length: str, vocabulary: str) -> Claims:
    # A place may read one token in both slots, so weights may add up.
    return Claims(values, ("==", length), ("==", vocabulary), ("==", "2"), ("<=", "2"), ("==", "1"))


def _construction(
    name: str,
    program: TypedProgram,
    claims: Claims,
    d: int,
    e: int,
    tokens: Callable[[NDArray[np.int64], NDArray[np.int64]], list[tuple[Kind, NDArray[np.int64]]]],
) -> Construction:
    first = program.first_token
    operator = program.prompt[d]

    def expected(x: NDArray[np.int64]) -> Expected:
        a, b = (x[:, here] @ 10 ** np.arange(here.stop - here.start)[::-1] for here in (slice(0, d), slice(d, d + e)))
        signs = np.zeros((len(x), 1), np.int64)
        prompts = program.prompts(np.concatenate([x[:, :d], signs, x[:, d:], signs], axis=1))
        chains = np.stack([first[kind.name] + number for kind, number in tokens(a, b)], axis=1)
        return Expected(prompts, chains, np.full(len(x), program.length, np.int64))

    start, stop = program.answer
    words = {str(v): (first["digit"] + v,) for v in range(10)}
    codes = words | {operator.words[0]: (first[operator.name],), "=": (first["equals"],)}
    groups: dict[tuple[int, ...], str] = {code: word for word, code in words.items()}
    interface = Interface((), codes, codes, (), {}, start, stop - start, 1, groups)
    source = f"{name} of {d} and {e} decimal digits"
    return Construction(name, typed_tuples(program), interface, claims, d + e, tuple(range(10)), expected, source)
