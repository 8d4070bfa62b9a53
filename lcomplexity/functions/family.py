"""What a family of Boolean functions is: a name, parameters with their ranges, and a definition for every n.

>>> both = Family("both", (Number("n", 2, lambda: 9),), "1 if all n bits are 1", lambda n: n, of_sum=lambda s, n: int(s == n))
>>> both.form, both.read(["3"]), both.inputs(3), both.of_sum(3, 3)
('both:n', (3,), 3, 1)
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from lcomplexity.archive import shown
from lcomplexity.errors import PredictorError
from lcomplexity.programs import Gate

#: A parameter: a number, or the values of a symmetric function as text, F(0) first.
Value: TypeAlias = int | str

#: Variables of a member at most.
MAX_MEMBER_VARIABLES = 1_000_000


@dataclass(frozen=True)
class Number:
    """A parameter that is a number from ``low`` to ``high(parameters before it)``."""

    name: str
    low: int
    high: Callable[..., int]

    def read(self, text: str, before: tuple[Value, ...]) -> Value:
        """Return the number that a text says; raises :class:`PredictorError` with the range.

        >>> Number("n", 1, lambda: 9).read("7", ())
        7
        """
        high = self.high(*before)
        if not (text.isascii() and text.isdecimal() and len(text) < 20 and self.low <= int(text) <= high):
            raise PredictorError(f"{self.name} is {shown(text)}; it must be a whole number from {self.low} to {high}")
        return int(text)


@dataclass(frozen=True)
class Sums:
    """A parameter that lists n + 1 values, F(0) first, for the sums of n bits; n is the parameter before it."""

    name: str

    def read(self, text: str, before: tuple[Value, ...]) -> Value:
        """Return the values as text; raises :class:`PredictorError` if they are not n + 1 zeros and ones.

        >>> Sums("values").read("0110", (3,))
        '0110'
        """
        n = before[0]
        assert isinstance(n, int)
        if len(text) != n + 1 or text.strip("01"):
            raise PredictorError(
                f"{self.name} is {shown(text)}; give {n + 1} digits 0 or 1, the value for each sum from 0 to {n}"
            )
        return text


def no_gate(*_: Value) -> Gate | None:
    """Return None: of most families nothing is said about single gates.

    >>> no_gate(3)
    """
    return None


@dataclass(frozen=True)
class Family:
    """A definition for all parameters.

    ``inputs(*parameters)`` is n, ``value(x, *parameters)`` is f(x) for a tuple of n bits; for a family of symmetric functions
    ``of_sum(s, *parameters)`` is the value where s bits are 1, and there is no ``value``. ``gate(*parameters)`` is a threshold
    gate that computes the member, or None where the definition gives none. ``says`` is the definition in words.
    """

    name: str
    parameters: tuple[Number | Sums, ...]
    says: str
    inputs: Callable[..., int]
    value: Callable[..., int] | None = None
    of_sum: Callable[..., int] | None = None
    gate: Callable[..., Gate | None] = no_gate

    @property
    def form(self) -> str:
        """Return how a member is written.

        >>> from lcomplexity.functions.families import FAMILIES
        >>> FAMILIES["threshold"].form
        'threshold:n,k'
        """
        return f"{self.name}:{','.join(p.name for p in self.parameters)}"

    def read(self, parameters: Sequence[str]) -> tuple[Value, ...]:
        """Return the parameters that texts say; raises :class:`PredictorError` for a wrong one, or a wrong number of them.

        >>> from lcomplexity.functions.families import FAMILIES
        >>> FAMILIES["symmetric"].read(["3", "0110"])
        (3, '0110')
        """
        name = f"{self.name}:{','.join(parameters)}"
        place = name if len(name) <= 60 else f"{name[:60]}.."
        if len(parameters) != len(self.parameters):
            count = f"{len(parameters)} parameter{'' if len(parameters) == 1 else 's'}"
            raise PredictorError(f"{place}: {count}; write {self.form}")
        values: tuple[Value, ...] = ()
        for parameter, text in zip(self.parameters, parameters, strict=True):
            try:
                values = (*values, parameter.read(text, values))
            except PredictorError as error:
                raise PredictorError(f"{place}: {error}") from None
        return values
