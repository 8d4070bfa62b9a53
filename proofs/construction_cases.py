"""What verifying a construction shows, as a case of a statement.

>>> from lcomplexity.constructions.parity import parity
>>> construction_case(parity(3), {"n": 3}, {"bits": 3}, undamaged)
Case(size=16, counterexample=None, margin=1, features={'bits': 3})
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from lcomplexity.constructions.construction import Construction
from lcomplexity.verification import verify
from proofs.damage import DAMAGES, Damage, undamaged
from proofs.statement import Case, Check, Value

__all__ = ["construction_case", "damaged", "undamaged"]


def construction_case(
    construction: Construction, told: Mapping[str, Any], features: Mapping[str, Value], damage: Damage
) -> Case:
    """Return whether a construction, damaged first, is right on all inputs and keeps its claims; ``told`` names it in words.

    >>> from lcomplexity.constructions.parity import parity
    >>> construction_case(parity(2), {"n": 2}, {}, DAMAGES["a missing token"]).counterexample[:22]
    "parity of {'n': 2}: le"
    """
    v = verify(damage(construction))
    if v.passed and v.exhaustive:
        return Case(v.tokens, None, v.min_margin, features)
    fault = "; ".join(v.broken) or f"{v.failures} of {v.inputs} inputs fail, first {v.first_failure}"
    return Case(v.tokens, f"{construction.name} of {told}: {fault}", v.min_margin, features)


def damaged(check: Callable[..., Case]) -> Mapping[str, Check]:
    """Return the check with each damage in turn: the broken variants of a statement on constructions.

    >>> len(damaged(construction_case)) == len(DAMAGES)
    True
    """
    return {name: partial(check, damage=damage) for name, damage in DAMAGES.items()}
