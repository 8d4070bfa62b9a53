"""Members of families: values with a name and parameters.

``parity:64`` needs no table of 2^64 entries to be named, evaluated, compared or put into a theorem.

>>> f = family_member("threshold:5,2")
>>> f, f.n, f.value((0, 1, 0, 0, 1)), f.symmetric_values()
(FamilyMember(family='threshold', parameters=(5, 2)), 5, 1, (0, 0, 1, 1, 1, 1))
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from lcomplexity.archive import shown
from lcomplexity.errors import PredictorError
from lcomplexity.functions.boolean_function import BooleanFunction, checked, refuse_large_table
from lcomplexity.functions.families import FAMILIES
from lcomplexity.functions.family import Family, Value
from lcomplexity.programs import Gate


@dataclass(frozen=True)
class FamilyMember:
    """One function of a named family; raises :class:`PredictorError` for an unknown family (with near misses) or
    parameters that it does not take (with the range)."""

    family: str
    parameters: tuple[Value, ...]

    def __post_init__(self) -> None:
        if self.family not in FAMILIES:
            near = get_close_matches(self.family[:60], FAMILIES, n=3, cutoff=0.6)
            remedy = f"did you mean {', '.join(map(repr, near))}?" if near else f"families are {', '.join(FAMILIES)}"
            raise PredictorError(f"no family of functions is named {shown(self.family)}; {remedy}")
        # Numbers given as text become numbers, so that equal members are equal.
        object.__setattr__(self, "parameters", self.definition.read([str(p) for p in self.parameters]))

    @property
    def definition(self) -> Family:
        """Return the family."""
        return FAMILIES[self.family]

    @property
    def name(self) -> str:
        """Return the member as the command line takes it."""
        return f"{self.family}:{','.join(map(str, self.parameters))}"

    @property
    def n(self) -> int:
        """Return the number of variables."""
        return self.definition.inputs(*self.parameters)

    def value(self, x: Sequence[int]) -> int:
        """Return f(x), for any n.

        >>> from lcomplexity.functions.family_member import member
        >>> member("parity", 64).value((1,) * 63 + (0,))
        1
        """
        return self._value(checked(x, self))

    def _value(self, x: tuple[int, ...]) -> int:
        if self.definition.of_sum is not None:
            return self.definition.of_sum(sum(x), *self.parameters)
        assert self.definition.value is not None
        return self.definition.value(x, *self.parameters)

    def tabulated(self) -> BooleanFunction:
        """Return the truth table; raises :class:`PredictorError` above 16 variables.

        >>> from lcomplexity.functions.family_member import member
        >>> member("parity", 4).tabulated().name
        '0x6996:4'
        """
        refuse_large_table(self.name, self.n)
        return BooleanFunction.of(self.n, self._value)

    def symmetric_values(self) -> tuple[int, ...] | None:
        """Return F(0), .., F(n) with f(x) = F(x_0 + .. + x_{n-1}) for a family of symmetric functions, else None.

        >>> from lcomplexity.functions.family_member import member
        >>> member("majority", 4).symmetric_values(), member("ip", 2).symmetric_values()
        ((0, 0, 0, 1, 1), None)
        """
        if self.definition.of_sum is None:
            return None
        return tuple(self.definition.of_sum(s, *self.parameters) for s in range(self.n + 1))

    def threshold_gate(self) -> Gate | None:
        """Return a threshold gate that computes the function if its definition gives one, else None, which says nothing.

        A symmetric function is a gate if its values change at most once.

        >>> from lcomplexity.functions.family_member import member
        >>> member("majority", 3).threshold_gate()
        Gate(weights=((0, 1), (1, 1), (2, 1)), threshold=2)
        >>> member("parity", 3).threshold_gate()
        """
        F = self.symmetric_values()
        if F is None:
            return self.definition.gate(*self.parameters)
        changes = [s for s in range(1, len(F)) if F[s] != F[s - 1]]
        if len(changes) > 1:
            return None
        if not changes:
            return Gate((), 1 - F[0])
        sign = 1 if F[-1] else -1
        # Rising: s >= change. Falling: s <= change - 1.
        threshold = changes[0] if F[-1] else 1 - changes[0]
        return Gate(tuple((j, sign) for j in range(self.n)), threshold)


def member(name: str, *parameters: Value) -> FamilyMember:
    """Return the member of a family with these parameters; raises :class:`PredictorError` if there is none.

    >>> member("majority", 5).name
    'majority:5'
    >>> member("exactly", 5, 6)
    Traceback (most recent call last):
        ...
    lcomplexity.errors.PredictorError: exactly:5,6: k is '6'; it must be a whole number from 0 to 5
    """
    return FamilyMember(name, parameters)


def family_member(text: str) -> FamilyMember:
    """Return the member that a text such as ``threshold:5,2`` names.

    >>> family_member("pairty:8")
    Traceback (most recent call last):
        ...
    lcomplexity.errors.PredictorError: no family of functions is named 'pairty'; did you mean 'parity'?
    """
    name, colon, rest = text.partition(":")
    if name not in FAMILIES:
        return FamilyMember(name, ())
    definition = FAMILIES[name]
    if not colon:
        raise PredictorError(f"{shown(name)}: a family needs its parameters; write {definition.form}")
    return FamilyMember(name, tuple(part.strip() for part in rest.split(",")))
