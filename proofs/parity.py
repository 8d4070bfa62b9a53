"""Statements on parity: exactly floor(log2 n) + 1 binary tokens, both directions; and more letters.

The bits enter every score of the construction with one and the same table (checked), so a score depends on the input through its
sum alone and n + 1 sums stand for all 2^n inputs: the check is exhaustive for each n.

>>> parity_case({"n": 5}).counterexample is None         # 6 sums, 3 tokens each
True
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any, TypeAlias

import numpy as np

from lcomplexity.constructions.circuit import circuit
from lcomplexity.constructions.construction import Construction
from lcomplexity.constructions.parity import parity
from lcomplexity.decoding import decode
from lcomplexity.length.refuters import refute_parity
from lcomplexity.predictor import LinearPredictor, Rule
from lcomplexity.schedule import at
from lcomplexity.tradeoffs.vocabulary import lower_bound
from proofs.construction_cases import construction_case, damaged
from proofs.damage import DAMAGES, Damage, undamaged
from proofs.dense_chains import circuit_of, drawn_chain, drawn_gates, predictor_of
from proofs.places import ours, paper
from proofs.statement import Case, OutsideError, Statement, statement

Record: TypeAlias = dict[str, Any]


#: The lengths checked are 1 .. LARGEST.
LARGEST = 1000


def parity_case(record: Record, damage: Damage = undamaged) -> Case:
    """Return the check of n bits over all sums.

    >>> parity_case({"n": 100}).size                      # 101 sums, 7 tokens each
    707
    """
    n = record["n"]
    if n < 1:
        raise OutsideError("at least one bit")
    return sums_case(damage(parity(n)), n)


def sums_case(construction: Construction, n: int) -> Case:
    """Return the check of a binary predictor of parity on n bits.

    >>> sums_case(parity(3), 3).size
    8
    """
    h = construction.predictor
    if h.length != n.bit_length():
        return Case(0, f"n = {n}: T = {h.length}, claimed floor(log2 n) + 1 = {n.bit_length()}")
    if h.n != n:
        return Case(0, f"n = {n}: the predictor reads {h.n} bits")
    # Objects: Python's integers, which do not wrap.
    s = np.arange(n + 1).astype(object)
    digits: list[np.ndarray] = []
    margin: int | None = None
    for t in range(h.length):
        rule, positions = at(h.schedule, t, h.n)
        said = _score_of_one(h.rules[rule], positions, n, s, digits)
        if isinstance(said, str):
            return Case(0, f"n = {n}, token {t + 1}: {said}")
        if (said == 0).any():
            return Case(0, f"n = {n}, token {t + 1}: margin 0 at sum {int((said == 0).argmax())}")
        least = int(abs(said).min())
        margin = least if margin is None else min(margin, least)
        digits.append((said > 0).astype(np.int64))
        expected = s >> (h.length - 1 - t) & 1
        if (digits[-1] != expected).any():
            return Case(0, f"n = {n}, token {t + 1}: wrong at sum {int((digits[-1] != expected).argmax())}")
    return Case((n + 1) * h.length, None, margin, {"tokens": h.length})


def _score_of_one(
    rule: Rule, positions: tuple[int, ...], n: int, s: np.ndarray, digits: list[np.ndarray]
) -> np.ndarray | str:
    """score(1) - score(0) for every sum, or what keeps it from being a function of the sum."""
    (coordinate,) = rule.coordinates
    if coordinate.values != (0, 1):
        return f"tokens have values {coordinate.values}"
    difference = np.zeros(n + 1, dtype=object)
    by_bit: dict[int, list[int]] = {i: [0, 0] for i in range(n)}
    for read in coordinate.reads:
        position = positions[read.slot]
        of = [read.table.get(u, {}).get(1, 0) - read.table.get(u, {}).get(0, 0) for u in (0, 1)]
        if position < n:
            by_bit[position][0] += of[0]
            by_bit[position][1] += of[1]
        else:
            difference = difference + np.array(of, dtype=object)[digits[position - n]]
    slopes = {one - zero for zero, one in by_bit.values()}
    if len(slopes) != 1:
        return f"bits have different weights {sorted(slopes)}"
    return difference + sum(zero for zero, _ in by_bit.values()) + slopes.pop() * s


def drawn_short_program(random: np.random.Generator) -> Record:
    """Return at most floor(log2 n) threshold gates on n = 2 .. 24 bits.

    >>> record = drawn_short_program(np.random.default_rng(0)); len(record["gates"]) < record["n"].bit_length()
    True
    """
    n = int(random.integers(2, 25))
    return drawn_gates(random, n=n, N=int(random.integers(1, n.bit_length())))


def refuter_case(record: Record) -> Case:
    """Return whether the refuter finds bits on which at most floor(log2 n) gates end in the wrong parity.

    >>> refuter_case({"n": 2, "gates": [{"weights": [[0, 1], [1, 1]], "theta": 1}]}).counterexample is None
    True
    """
    if len(record["gates"]) >= record["n"].bit_length():
        raise OutsideError("too many gates for the bound")
    h = circuit(circuit_of(record)).predictor
    return _refuted(h, {"bits": h.n, "gates": h.length})


def one_token_more(record: Record) -> Case:
    """Return the same for the bound lowered by one: floor(log2 n) + 1 gates are allowed, so the construction's own are tried.

    >>> one_token_more({"n": 5, "gates": []}).counterexample
    'n = 5, 3 tokens: the refuter finds no input'
    """
    return _refuted(parity(record["n"]).predictor, {})


def _refuted(h: LinearPredictor, features: Mapping[str, int]) -> Case:
    x = refute_parity(h)
    if x is None:
        return Case(0, f"n = {h.n}, {h.length} tokens: the refuter finds no input")
    said = decode(h, x).chain[-1]
    if said == sum(x) % 2:
        return Case(h.length, f"n = {h.n}, {h.length} tokens: right on {x}, the refuter's input")
    return Case(h.length, None, None, dict(features))


def drawn_short_chain(random: np.random.Generator) -> Record:
    """Return T tokens of a = 2 .. 4 letters with arbitrary weights, on so many bits that T are too few.

    >>> drawn_short_chain(np.random.default_rng(0))["a"] in (2, 3, 4)
    True
    """
    a, T = int(random.integers(2, 5)), int(random.integers(1, 3))
    least = 1 << ((a - 1) * (T - 1) + 1)
    return drawn_chain(random, n=least + int(random.integers(3)), a=a, T=T)


def letters_refuter_case(record: Record) -> Case:
    """Return whether the refuter finds bits on which T tokens over a letters, (a - 1)(T - 1) + 1 <= floor(log2 n), err.

    >>> letters_refuter_case(drawn_short_chain(np.random.default_rng(0))).counterexample is None
    True
    """
    h = predictor_of(record)
    a = record["a"]
    if (a - 1) * (h.length - 1) + 1 >= h.n.bit_length():
        raise OutsideError("too many tokens for the bound")
    assert h.length < lower_bound(h.n, a)
    return _refuted(h, {"bits": h.n, "letters": a, "tokens": h.length})


def letters_one_token_more(record: Record) -> Case:
    """Return the same for the construction's own tokens, over the letters of the record.

    >>> letters_one_token_more({"n": 6, "a": 3}).counterexample
    'n = 6, 3 tokens: the refuter finds no input'
    """
    return _refuted(parity(record["n"], record["a"]).predictor, {})


#: n bits over a letters: all inputs.
_LETTERS = [(n, a) for n in range(1, 11) for a in range(2, 8)]


def letters_case(record: Record, damage: Damage = undamaged) -> Case:
    """Return whether parity over a letters is 1 + ceil(log_a((n + 1) / 2)) tokens, right on all inputs.

    >>> letters_case({"n": 4, "a": 3}).counterexample is None
    True
    """
    n, a = record["n"], record["a"]
    if n < 1 or a < 2 or n > 12:
        raise OutsideError("1 to 12 bits, at least two letters")
    c = parity(n, a)
    # The least j with a^j >= (n + 1) / 2.
    j = next(j for j in range(n + 1) if 2 * a**j >= n + 1)
    if c.predictor.length != 1 + j:
        return Case(0, f"n = {n} over {a} letters: {c.predictor.length} tokens, claimed {1 + j}")
    return construction_case(c, record, {"bits": n, "letters": a}, _odd, damage)


def _odd(x: tuple[str, ...]) -> set[str]:
    return {str(x.count("1") % 2)}


_TEN = paper("Thm 10", icml="Theorem 3.11")


STATEMENTS: tuple[Statement, ...] = (
    statement(
        label="parity",
        group="parity",
        words="Parity of n bits is the last of floor(log2 n) + 1 binary tokens, for n = 1 .. 1000 and every sum of the bits.",
        latex=r"T = \lfloor \log_2 n \rfloor + 1,\quad z_t = \left[s - \sum_{i<t} 2^{T-i} z_i \ge 2^{T-t}\right]",
        place=_TEN + "; the theorem says O(log n), the exact count is ours",
        status="exhaustive",
        uses=("circuit",),
        code=("lcomplexity.constructions.parity.parity",),
        check=parity_case,
        draw=lambda number: {"n": number + 1},
        cases=LARGEST,
        broken={name: partial(parity_case, damage=DAMAGES[name]) for name in ("a wrong weight", "a missing token")},
        block=50,
        blocks=3,
    ),
    statement(
        label="parity-refuter",
        group="parity",
        words="No floor(log2 n) binary tokens compute the parity of n bits: a program finds an input on which they err, for any weights.",
        latex=r"N(n) \ge 1 + N(\lfloor n/2 \rfloor),\quad N(1) = 1",
        place=_TEN + "; the lower bound and the program are ours",
        hypotheses="Threshold gates with integer weights on n = 2 .. 24 bits.",
        uses=("hlin", "halving"),
        code=("lcomplexity.length.refuters.refute_parity",),
        check=refuter_case,
        draw=drawn_short_program,
        broken={"the bound lowered by one": one_token_more},
        block=100,
        blocks=4,
    ),
    statement(
        label="parity-letters",
        group="parity",
        words="Over a letters parity of n bits is the last of 1 + ceil(log_a((n + 1) / 2)) tokens; a = 2 gives floor(log2 n) + 1.",
        latex=r"T = 1 + \lceil \log_a \tfrac{n+1}{2} \rceil",
        place=ours("parity over letters; optimal for a = 2, open for a >= 3"),
        hypotheses="n = 1 .. 10 bits, a = 2 .. 7 letters, all inputs.",
        status="exhaustive",
        uses=("hlin",),
        code=("lcomplexity.constructions.parity.parity",),
        check=letters_case,
        draw=lambda number: {"n": _LETTERS[number][0], "a": _LETTERS[number][1]},
        cases=len(_LETTERS),
        broken=damaged(letters_case),
        block=15,
        blocks=4,
    ),
    statement(
        label="parity-letters-refuter",
        group="parity",
        words="T tokens over a letters with (a - 1)(T - 1) + 1 <= floor(log2 n) do not compute the parity of n bits: a program finds an "
        "input on which they err.",
        latex=r"(a-1)(T-1) + 1 > \lfloor \log_2 n \rfloor",
        place=ours("the refuter over letters"),
        hypotheses="a = 2 .. 4, T = 1, 2; arbitrary weights from -3 to 3.",
        uses=("parity-refuter",),
        code=("lcomplexity.length.refuters.refute_parity", "lcomplexity.tradeoffs.vocabulary.lower_bound"),
        check=letters_refuter_case,
        draw=drawn_short_chain,
        broken={"as many tokens as the construction has": letters_one_token_more},
        block=60,
        blocks=4,
    ),
)
