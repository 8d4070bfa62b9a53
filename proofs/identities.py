"""Facts that sympy decides for all values of their symbols, and how it is asked.

An equation is decided by bringing the difference to 0, an inequality by writing the difference as a sum of terms whose signs follow from
the assumptions on the symbols. Where a fact is about a function of this project, that function's own code is run on symbols
(:func:`with_names`). Each fact takes a number ``off``: 0 is the fact, 1 the fact with a constant changed, which must be found false.

>>> x = sympy.Symbol("x", positive=True)
>>> fact = Fact("(x + 1)^2 > 2 x", "for all", lambda off: sum_of_positive((x + 1) ** 2 - (2 + off) * x))
>>> fact.holds(0), fact.holds(1)
(True, False)
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import dataclass
from types import FunctionType
from typing import Any, Literal, TypeAlias

import sympy

Kind: TypeAlias = Literal["for all", "evaluated"]


@dataclass(frozen=True)
class Fact:
    """A fact in words, how far it reaches, and its check (``holds(0)``; ``holds(1)`` is the same with a constant changed)."""

    words: str
    kind: Kind
    holds: Callable[[int], bool]


#: R^K, the power that closed forms of the recursive window are made of.
R, K = sympy.symbols("R K", integer=True, positive=True)


def vanishes(e: sympy.Expr) -> bool:
    """Return whether an expression in R^K, R, K and m is 0 as an identity.

    >>> R, K = sympy.symbols("R K", integer=True, positive=True)
    >>> vanishes(R ** (K + 1) - R * R**K), vanishes(R**K - 1)
    (True, False)
    """
    power = sympy.Symbol("power", positive=True)
    return bool(sympy.cancel(sympy.expand_power_exp(sympy.expand(e)).subs(R**K, power)) == 0)


def is_zero(e: sympy.Expr) -> bool:
    """Return whether sympy brings an expression to 0.

    >>> x = sympy.Symbol("x")
    >>> is_zero((x + 1) ** 2 - x**2 - 2 * x - 1)
    True
    """
    return bool(sympy.simplify(e) == 0)


def sum_of_positive(e: sympy.Expr) -> bool:
    """Return whether an expression, expanded, is a sum of terms each positive by the assumptions on its symbols.

    >>> x = sympy.Symbol("x", positive=True)
    >>> sum_of_positive((x + 1) ** 2), sum_of_positive(x - 1)
    (True, False)
    """
    return all(term.is_positive is True for term in sympy.Add.make_args(sympy.expand(e)))


def sum_of_nonnegative(e: sympy.Expr) -> bool:
    """Return whether an expression, expanded, is a sum of terms none of which can be negative.

    >>> x = sympy.Symbol("x", nonnegative=True)
    >>> sum_of_nonnegative(2 * x), sum_of_nonnegative(2 * x - 1)
    (True, False)
    """
    return all(term.is_nonnegative is True for term in sympy.Add.make_args(sympy.expand(e)))


def sum_of_positive_or(e: sympy.Expr) -> bool:
    """Return whether an expression is a sum of terms that cannot be negative, at least one of them positive.

    >>> x = sympy.Symbol("x", nonnegative=True)
    >>> sum_of_positive_or(x + 1), sum_of_positive_or(2 * x)
    (True, False)
    """
    terms = sympy.Add.make_args(e)
    return all(term.is_nonnegative is True for term in terms) and any(term.is_positive is True for term in terms)


def with_names(function: Callable[..., Any], **names: Any) -> Callable[..., Any]:
    """Return a function with the very code of ``function``, in which some names of its module mean something else, such as ``log``
    the logarithm of sympy: so it takes symbols where it would make numbers of them.

    >>> from lcomplexity.notions.sample_bound import ln_threshold_functions
    >>> with_names(ln_threshold_functions, log=sympy.log)(2)
    log(14)
    """
    plain = inspect.unwrap(function)
    assert inspect.isfunction(plain)
    return FunctionType(
        plain.__code__, plain.__globals__ | names, plain.__name__, plain.__defaults__, plain.__closure__
    )
