"""What verifying a construction shows, as a case of a statement.

>>> from lcomplexity.constructions.parity import parity
>>> odd = lambda x: {str(x.count("1") % 2)}
>>> construction_case(parity(3), {"n": 3}, {"bits": 3}, odd, undamaged)
Case(size=16, counterexample=None, margin=1, features={'bits': 3})
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial

from lcomplexity.constructions.construction import Construction
from lcomplexity.verification import verify
from proofs.answers import Definition, wrong_answer
from proofs.damage import DAMAGES, Damage, undamaged
from proofs.statement import Case, Check, Value

__all__ = ["construction_case", "damaged", "undamaged"]


def construction_case(
    construction: Construction,
    told: object,
    features: Mapping[str, Value],
    definition: Definition,
    damage: Damage,
    alphabet: Sequence[str] = "01",
) -> Case:
    """Return whether a construction, damaged first, writes its chains on all inputs, keeps its claims, and answers as the definition
    of the object says; ``told`` names it, ``alphabet`` the input symbols by number.

    >>> from lcomplexity.constructions.parity import parity
    >>> odd = lambda x: {str(x.count("1") % 2)}
    >>> construction_case(parity(2), {"n": 2}, {}, odd, DAMAGES["a missing token"]).counterexample[:22]
    "parity of {'n': 2}: le"
    >>> construction_case(parity(2), {"n": 2}, {}, odd, DAMAGES["the construction of another object"]).counterexample
    "parity of {'n': 2}: input 00 is answered 1, by definition 0"
    """
    c = damage(construction)
    v = verify(c)
    if v.passed and v.exhaustive:
        fault = wrong_answer(c, alphabet, definition)
        if fault is None:
            return Case(v.tokens, None, v.min_margin, features)
    else:
        fault = "; ".join(v.broken) or f"{v.failures} of {v.inputs} inputs fail, first {v.first_failure}"
    return Case(v.tokens, f"{construction.name} of {told}: {fault}", v.min_margin, features)


def damaged(check: Callable[..., Case]) -> Mapping[str, Check]:
    """Return the check with each damage in turn: the broken variants of a statement on constructions.

    >>> len(damaged(construction_case)) == len(DAMAGES)
    True
    """
    return {name: partial(check, damage=damage) for name, damage in DAMAGES.items()}
