"""What a construction claims about its predictor: exact expressions, with the numbers to put in.

>>> c = Claims(values={"n": 5}, length=("==", "floor(log(n, 2)) + 1"), vocabulary=("==", "2"),
...            reads=("<=", "n + 2"), max_weight=("<=", "2*n"), margin=("==", "1"))
>>> c.expression("length"), c.value("length")
(floor(log(n)/log(2)) + 1, 3)
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Literal, TypeAlias

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
        """Return the claim's value at ``values``, an exact integer."""
        import sympy

        expression = self.expression(quantity)
        substituted = expression.subs({s: self.values[s.name] for s in expression.free_symbols})
        return int(sympy.floor(substituted)) if substituted.is_integer is not False else int(sympy.nan)

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
