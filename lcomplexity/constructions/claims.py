"""What a construction claims about its predictor: exact expressions, with the numbers to put in.

>>> c = Claims(values={"n": 5}, length=("==", "floor(log(n, 2)) + 1"), vocabulary=("==", "2"),
...            reads=("<=", "n + 2"), max_weight=("<=", "2*n"), margin=("==", "1"))
>>> c.expression("length"), c.value("length")
(floor(log(n)/log(2)) + 1, 3)
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from math import ceil, floor, prod
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from lcomplexity.errors import PredictorError

if TYPE_CHECKING:
    import sympy

Relation: TypeAlias = Literal["==", "<=", ">="]
#: How the measured quantity relates to an expression in the names of ``values``.
Claim: TypeAlias = tuple[Relation, str]
Quantity: TypeAlias = Literal["length", "vocabulary", "reads", "max_weight", "margin"]
QUANTITIES: tuple[Quantity, ...] = ("length", "vocabulary", "reads", "max_weight", "margin")


@dataclass(frozen=True)
class Claims:
    """Length T, vocabulary size, reads of a token, largest \\|weight\\| and margin, as expressions in ``values``."""

    values: Mapping[str, int]
    length: Claim
    vocabulary: Claim
    reads: Claim
    max_weight: Claim
    margin: Claim

    def claim(self, quantity: Quantity) -> Claim:
        """Return the relation and the expression as text."""
        claim: Claim = getattr(self, quantity)
        return claim

    def expression(self, quantity: Quantity) -> sympy.Expr:
        """Return the claim as a sympy expression in non-negative integer symbols named as in ``values``."""
        return _parsed(self.claim(quantity)[1], tuple(sorted(self.values)))

    def value(self, quantity: Quantity) -> int:
        """Return the claim's value at ``values``, an exact integer of any size.

        Raises :class:`PredictorError` if the value is no integer or not defined there.
        """
        value = _exact(self.expression(quantity), self.values)
        if value.denominator != 1:
            raise PredictorError(f"claims: {quantity} is {self.claim(quantity)[1]} = {value}, which is no integer")
        return int(value)

    def broken(self, measured: Mapping[Quantity, int]) -> Iterator[str]:
        """Return a line for each measured quantity that contradicts its claim.

        >>> c = Claims({}, ("==", "3"), ("==", "2"), ("<=", "2"), ("<=", "2"), (">=", "1"))
        >>> list(c.broken({"length": 4, "margin": 1}))
        ['length is 4, claimed == 3']
        """
        for quantity, found in measured.items():
            relation, _ = self.claim(quantity)
            value = self.value(quantity)
            if not {"==": found == value, "<=": found <= value, ">=": found >= value}[relation]:
                yield f"{quantity} is {found}, claimed {relation} {self.claim(quantity)[1]}" + (
                    f" = {value}" if self.values and str(value) != self.claim(quantity)[1] else ""
                )


@lru_cache(maxsize=512)
def _parsed(text: str, names: tuple[str, ...]) -> sympy.Expr:
    # Only texts written in this package come here: a claim read from a file stays text.
    import sympy

    symbols = {name: sympy.Symbol(name, integer=True, nonnegative=True) for name in names}
    return sympy.sympify(text, locals=symbols)


def _exact(e: sympy.Expr, values: Mapping[str, int]) -> Fraction:
    """The value of an expression, in rational numbers throughout.

    Not sympy's own: it rounds logarithms, and says 31 for floor(log(2**31 - 1, 2)), which is 30.
    """
    import sympy

    if e.is_Rational:
        return Fraction(int(e.p), int(e.q))
    if e.is_Symbol and e.name in values:
        return Fraction(values[e.name])
    if isinstance(e, sympy.floor | sympy.ceiling):
        down = isinstance(e, sympy.floor)
        u, b = sympy.fraction(e.args[0])
        if isinstance(u, sympy.log) and isinstance(b, sympy.log):
            k = _floor_log(_exact(u.args[0], values), _exact(b.args[0], values), 1 if down else -1)
            return Fraction(k if down else -k)
        return Fraction((floor if down else ceil)(_exact(e.args[0], values)))
    if isinstance(e, sympy.Add | sympy.Mul | sympy.Max | sympy.Min | sympy.Pow):
        parts = [_exact(part, values) for part in e.args]
        if not isinstance(e, sympy.Pow):
            combine: Mapping[Any, Any] = {sympy.Add: sum, sympy.Mul: prod, sympy.Max: max, sympy.Min: min}
            return Fraction(combine[e.func](parts))
        base, exponent = parts
        if exponent.denominator == 1 and (base or exponent >= 0):
            return base ** int(exponent)
    raise PredictorError(f"claims: {e} has no exact value at {dict(values)}; give each name a number")


def _floor_log(u: Fraction, b: Fraction, sign: Literal[1, -1]) -> int:
    """The largest integer k with b^k <= u^sign."""
    if u <= 0 or b <= 1:
        raise PredictorError(f"claims: the logarithm of {u} to base {b} is not defined")
    u **= sign
    k, power = 0, Fraction(1)
    while power * b <= u:
        k, power = k + 1, power * b
    while power > u:
        k, power = k - 1, power / b
    return k
