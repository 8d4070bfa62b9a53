"""Statements on symmetric functions: about two square roots of n binary tokens, or three tokens over more letters.

>>> from proofs.statement import gather
>>> [gather(s, examples=3, seed=1).failures for s in STATEMENTS]
[0, 0]
"""

from __future__ import annotations

from typing import Any, TypeAlias

import numpy as np

from lcomplexity.constructions.symmetric import block_length, symmetric, symmetric_letters
from proofs.answers import Definition
from proofs.construction_cases import construction_case, damaged
from proofs.damage import Damage, undamaged
from proofs.places import ours
from proofs.statement import Case, OutsideError, Statement, statement

Record: TypeAlias = dict[str, Any]


def drawn_symmetric(random: np.random.Generator) -> Record:
    """Return the values F(0) .. F(n) of a symmetric function of up to nine bits.

    >>> len(drawn_symmetric(np.random.default_rng(0))["F"]) > 1
    True
    """
    return {"F": random.integers(2, size=int(random.integers(2, 11))).tolist()}


def symmetric_case(record: Record, damage: Damage = undamaged) -> Case:
    """Return whether a symmetric function is written in at most ceil((n+1)/L) - 1 + L + 1 tokens, right on all inputs: the last is F of the sum.

    >>> symmetric_case({"F": [0, 1, 0]}).counterexample is None
    True
    """
    F, n = _values(record)
    c = damage(symmetric(F))
    L = block_length(n)
    most = -(-(n + 1) // L) - 1 + L + 1
    if c.predictor.length > most:
        return Case(0, f"{record}: {c.predictor.length} tokens, at most {most} claimed")
    return construction_case(c, record, {"bits": n, "tokens": c.predictor.length}, _definition(F), undamaged)


def symmetric_letters_case(record: Record, damage: Damage = undamaged) -> Case:
    """Return whether a symmetric function is written in 3 tokens over L + 1 letters, right on all inputs: the last is F of the sum.

    >>> symmetric_letters_case({"F": [0, 1, 0]}).counterexample is None
    True
    """
    F, n = _values(record)
    c = damage(symmetric_letters(F))
    size = len(c.predictor.vocabulary)
    if (c.predictor.length, size) != (3, block_length(n) + 1):
        return Case(0, f"{record}: {c.predictor.length} tokens over {size} letters")
    return construction_case(c, record, {"bits": n, "letters": size}, _definition(F), undamaged)


def _definition(F: tuple[int, ...]) -> Definition:
    return lambda x: {str(F[x.count("1")])}


def _values(record: Record) -> tuple[tuple[int, ...], int]:
    F = tuple(record["F"])
    if len(F) < 2 or any(v not in (0, 1) for v in F):
        raise OutsideError("values 0 and 1 of at least two sums")
    return F, len(F) - 1


STATEMENTS: tuple[Statement, ...] = (
    statement(
        label="symmetric",
        group="circuits",
        words="Every symmetric function of n bits is at most ceil((n+1)/L) - 1 + L + 1 binary tokens, L = ceil(sqrt(n+1)).",
        latex=r"T \le \lceil (n+1)/L \rceil - 1 + L + 1,\quad L = \lceil \sqrt{n+1} \rceil",
        place=ours("symmetric functions in blocks and runs", after="Siu, Roychowdhury and Kailath"),
        uses=("circuit",),
        code=("lcomplexity.constructions.symmetric.symmetric",),
        check=symmetric_case,
        draw=drawn_symmetric,
        broken=damaged(symmetric_case),
        block=30,
        blocks=4,
    ),
    statement(
        label="symmetric-letters",
        group="circuits",
        words="Every symmetric function of n bits is three tokens over L + 1 letters.",
        latex=r"T = 3,\quad |\mathbb{D}| = L + 1",
        place=ours("symmetric functions in three tokens"),
        uses=("hlin",),
        code=("lcomplexity.constructions.symmetric.symmetric_letters",),
        check=symmetric_letters_case,
        draw=drawn_symmetric,
        broken=damaged(symmetric_letters_case),
        block=30,
        blocks=4,
    ),
)
