"""Constructions damaged on purpose: what a check must notice.

>>> from lcomplexity.constructions.parity import parity
>>> from lcomplexity.verification import verify
>>> verify(parity(5)).passed, [verify(damage(parity(5))).passed for damage in DAMAGES.values()]
(True, [False, False, False, False, True])

The last of them writes its own chains rightly; only the definition of what it should compute (:mod:`proofs.answers`) tells it from
the right one.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import TypeAlias, TypeVar

import numpy as np
from numpy.typing import NDArray

from lcomplexity.constructions.construction import Construction, Expected
from lcomplexity.predictor import Coordinate, Read, Rule
from lcomplexity.schedule import Listed, at, flat

_Key = TypeVar("_Key")
Damage: TypeAlias = Callable[[Construction], Construction]


def wrong_weight(c: Construction) -> Construction:
    """Return the construction with the weights of its last token's rule negated.

    >>> from lcomplexity.constructions.circuit import threshold
    >>> from lcomplexity.decoding import decode
    >>> decode(wrong_weight(threshold((1, 1), 2)).predictor, (0, 0)).chain
    (1,)
    """
    h = c.predictor
    number, _ = at(h.schedule, h.length - 1, h.n)
    negated = []
    for coordinate in h.rules[number].coordinates:
        reads = [
            Read(r.slot, {u: {v: -w for v, w in row.items()} for u, row in r.table.items()}) for r in coordinate.reads
        ]
        negated.append(Coordinate(coordinate.values, tuple(reads)))
    rules = (*h.rules[:number], Rule(tuple(negated)), *h.rules[number + 1 :])
    return replace(c, predictor=replace(h, rules=rules))


def missing_token(c: Construction) -> Construction:
    """Return the construction without its last token, in the predictor and in what is expected.

    >>> from lcomplexity.constructions.parity import parity
    >>> missing_token(parity(4)).predictor.length
    2
    """
    h = c.predictor
    rows = list(flat(h.schedule, h.n))[:-1]
    width = max((len(positions) for _, positions in rows), default=0)
    positions = np.array([[*p, *[0] * (width - len(p))] for _, p in rows], np.int64).reshape(len(rows), width)
    schedule = Listed(np.array([r for r, _ in rows], np.int64), positions, np.zeros(positions.shape, bool))

    def expected(x: NDArray[np.int64]) -> Expected:
        e = c.expected(x)
        return Expected(e.prompts, e.chains[:, :-1], np.minimum(e.lengths, len(rows)))

    return replace(c, predictor=replace(h, schedule=schedule), expected=expected)


def lowered_bound(c: Construction) -> Construction:
    """Return the construction with its length claimed one smaller.

    >>> from lcomplexity.constructions.parity import parity
    >>> lowered_bound(parity(4)).claims.value("length")
    2
    """
    relation, text = c.claims.length
    return replace(c, claims=replace(c.claims, length=(relation, f"{text} - 1")))


def lowered_vocabulary(c: Construction) -> Construction:
    """Return the construction with its vocabulary claimed one smaller.

    >>> from lcomplexity.constructions.parity import parity
    >>> lowered_vocabulary(parity(4)).claims.value("vocabulary")
    1
    """
    relation, text = c.claims.vocabulary
    return replace(c, claims=replace(c.claims, vocabulary=(relation, f"{text} - 1")))


def other_answers(c: Construction) -> Construction:
    """Return the construction of another object, in which every answer stands for the next one: 0 for 1, accept for reject, a
    symbol of the tape for another. Chains and claims are as before.

    >>> from lcomplexity.constructions.parity import parity
    >>> other_answers(parity(2)).interface.answer((1, 0)), parity(2).interface.answer((1, 0))
    ('1', '0')
    """
    i = c.interface
    return replace(c, interface=replace(i, words=_turned(i.words), groups=_turned(i.groups)))


def _turned(said: Mapping[_Key, str]) -> dict[_Key, str]:
    """Every value replaced by the next one that occurs, the last by the first."""
    values = list(dict.fromkeys(said.values()))
    following = dict(zip(values, [*values[1:], *values[:1]], strict=True))
    return {key: following[value] for key, value in said.items()}


#: By what is said to be wrong.
DAMAGES: Mapping[str, Damage] = MappingProxyType(
    {
        "a wrong weight": wrong_weight,
        "a missing token": missing_token,
        "the length claimed one smaller": lowered_bound,
        "the vocabulary claimed one smaller": lowered_vocabulary,
        "the construction of another object": other_answers,
    }
)


def undamaged(c: Construction) -> Construction:
    """Return the construction as it is.

    >>> from lcomplexity.constructions.parity import parity
    >>> c = parity(3); undamaged(c) is c
    True
    """
    return c
