"""Statements on the inner product mod 2: at least k/2 tokens by rectangles, at most k - 1 + floor(log2 k) + 1; what lies between is open.

>>> from proofs.statement import gather
>>> [gather(s, examples=3, seed=1).failures for s in STATEMENTS]
[0, 0, 0]
"""

from __future__ import annotations

from functools import partial
from itertools import product
from typing import Any, TypeAlias

import numpy as np

from lcomplexity.constructions.circuit import circuit
from lcomplexity.decoding import decode
from lcomplexity.functions import function_of
from lcomplexity.length.refuters import _other_value, refute_inner_product
from lcomplexity.length.theorems import bounds_by_theorem
from lcomplexity.predictor import LinearPredictor
from lcomplexity.verification import verify
from proofs.dense_chains import circuit_of, drawn_gates
from proofs.places import ours
from proofs.statement import Case, OutsideError, Statement, statement

Record: TypeAlias = dict[str, Any]


def drawn_inner_product_program(random: np.random.Generator) -> Record:
    """Return fewer than k/2 gates on k + k bits, k = 3 .. 6.

    >>> record = drawn_inner_product_program(np.random.default_rng(0)); 2 * len(record["gates"]) < record["n"] // 2
    True
    """
    k = int(random.integers(3, 7))
    return drawn_gates(random, n=2 * k, N=int(random.integers(1, -(-k // 2))))


def inner_product_case(record: Record) -> Case:
    """Return whether the refuter finds x and y on which fewer than k/2 gates are wrong about their inner product.

    >>> inner_product_case(drawn_inner_product_program(np.random.default_rng(0))).counterexample is None
    True
    """
    n = record["n"]
    if n % 2 or not 2 * len(record["gates"]) < n // 2 <= 8:
        raise OutsideError("fewer than k/2 gates, k at most 8")
    return _refuted(circuit(circuit_of(record)).predictor, n // 2)


def theorem_program(record: Record) -> Case:
    """Return the same for a program that is right: the theorem's, with k - 1 + floor(log2 k) + 1 tokens.

    >>> theorem_program({"n": 4}).counterexample
    'k = 2, 3 tokens: the refuter finds no input'
    """
    upper = bounds_by_theorem(function_of(f"ip:{record['n'] // 2}")).upper
    assert upper is not None
    return _refuted(upper.construction.predictor, record["n"] // 2)


def _refuted(h: LinearPredictor, k: int) -> Case:
    z = refute_inner_product(h)
    if z is None:
        return Case(0, f"k = {k}, {h.length} tokens: the refuter finds no input")
    x, y = z[:k], z[k:]
    if decode(h, z).chain[-1] == sum(a & b for a, b in zip(x, y, strict=True)) % 2:
        return Case(h.length, f"k = {k}, {h.length} tokens: right on the refuter's input {z}")
    return Case(h.length, features={"bits": 2 * k, "gates": h.length})


def inner_product_upper_case(record: Record, fewer: int = 0) -> Case:
    """Return whether the theorem's program computes the inner product on all inputs and has k - 1 + floor(log2 k) + 1 tokens (minus
    ``fewer``), with a lower end from k/2 to that.

    >>> inner_product_upper_case({"k": 2}).size
    48
    """
    k = record["k"]
    if not 1 <= k <= 6:
        raise OutsideError("vectors of 1 to 6 bits")
    bounds = bounds_by_theorem(function_of(f"ip:{k}"))
    assert bounds.upper is not None
    c, claimed = bounds.upper.construction, k - 1 + k.bit_length() - fewer
    v = verify(c)
    x = np.array(list(product((0, 1), repeat=2 * k)))
    right = (c.expected(x).chains[:, -1] == (x[:, :k] * x[:, k:]).sum(axis=1) % 2).all()
    if (
        not v.passed
        or not v.exhaustive
        or not right
        or c.predictor.length != claimed
        or not k <= 2 * bounds.lower.tokens <= 2 * claimed
    ):
        return Case(
            v.tokens, f"k = {k}: {c.predictor.length} tokens, claimed {claimed}; {v.failures} failures", v.min_margin
        )
    return Case(v.tokens, None, v.min_margin, {"bits": 2 * k})


def drawn_rectangle(random: np.random.Generator) -> Record:
    """Return sets A and B of vectors of k = 1 .. 4 bits: arbitrary, or spaces orthogonal to each other.

    >>> sorted(drawn_rectangle(np.random.default_rng(0)))
    ['A', 'B', 'k']
    """
    k = int(random.integers(1, 5))
    if random.random() < 0.5:
        A, B = (sorted({int(v) for v in random.integers(1 << k, size=int(random.integers(1, 1 << k)))}) for _ in "AB")
        return {"k": k, "A": A, "B": B}
    spanned = {0}
    for v in random.integers(1 << k, size=int(random.integers(k + 1))):
        spanned |= {a ^ int(v) for a in spanned}
    B = [b for b in range(1 << k) if not any((a & b).bit_count() % 2 for a in spanned)]
    return {"k": k, "A": sorted(spanned), "B": B}


def rectangle_case(record: Record, halved: int = 0) -> Case:
    """Return whether the sum of (-1)^<x, y> over A x B is at most sqrt(|A| |B| 2^k) in size, so that a rectangle on which the inner product
    is constant has |A| |B| <= 2^k; the bound is divided by 2^``halved``. So on a larger rectangle the refuter's last step, which is taken
    with both values, finds a pair of vectors with either.

    >>> rectangle_case({"k": 1, "A": [0], "B": [0, 1]}).counterexample is None
    True
    """
    k, A, B = record["k"], record["A"], record["B"]
    if (
        k < 1
        or not A
        or not B
        or any(not 0 <= v < 1 << k for v in (*A, *B))
        or len(set(A)) < len(A)
        or len(set(B)) < len(B)
    ):
        raise OutsideError("sets of vectors of k bits")
    total = sum((-1) ** ((a & b).bit_count() % 2) for a in A for b in B)
    size = len(A) * len(B)
    if total**2 * (1 << halved) > size << k:
        return Case(size, f"k = {k}, A = {A}, B = {B}: the sum is {total}, |A| |B| 2^k = {size << k}")
    # The signs sum to the size of the rectangle, or to its negative, where the product is constant.
    values = {size: {0}, -size: {1}}.get(total, {0, 1})
    for value in (0, 1):
        wrong = _last_step(k, A, B, value, values)
        if wrong is not None:
            return Case(size, f"k = {k}, A = {A}, B = {B}: the sum is {total}, {wrong}")
    return Case(size, features={"bits": k, "constant": str(abs(total) == size)})


def _last_step(k: int, A: list[int], B: list[int], value: int, values: set[int]) -> str | None:
    """What is wrong with the pair of this value that the refuter's last step finds in A x B, on which the product has ``values``."""
    sides = [np.array([[v >> i & 1 for i in range(k)] for v in side], object) for side in (A, B)]
    z = _other_value(sides, value)
    if z is None:
        return f"the refuter finds none of value {value}" if value in values else None
    x, y = (sum(bit << i for i, bit in enumerate(half)) for half in (z[:k], z[k:]))
    right = value in values and x in A and y in B and (x & y).bit_count() % 2 == value
    return None if right else f"the refuter finds {z}, which is none of value {value}"


STATEMENTS: tuple[Statement, ...] = (
    statement(
        label="ip2-refuter",
        group="lower-bounds",
        words="Fewer than k/2 binary tokens do not compute the inner product of k + k bits: each token is constant on a rectangle of half the "
        "rows and half the columns, and a program finds an input on which the last one errs.",
        latex=r"2^{k-N} \cdot 2^{k-N} > 2^k",
        place=ours("the rectangle refuter", after="Lindsey"),
        hypotheses="Threshold gates with integer weights, k = 3 .. 6.",
        uses=("lindsey",),
        code=("lcomplexity.length.refuters.refute_inner_product",),
        check=inner_product_case,
        draw=drawn_inner_product_program,
        broken={"a program that is long enough": theorem_program},
        block=100,
        blocks=4,
    ),
    statement(
        label="ip2-program",
        group="lower-bounds",
        words="The inner product of k + k bits is at most k - 1 + floor(log2 k) + 1 binary tokens: the products but one, then the binary "
        "digits of their sum.",
        latex=r"k/2 \le T(\mathrm{ip}_k) \le k - 1 + \lfloor \log_2 k \rfloor + 1",
        place=ours("the other end of ip2-refuter"),
        hypotheses="k = 1 .. 5, all inputs. No claim that fewer do not: for k = 2 the program has 3, and 2 do.",
        status="exhaustive",
        uses=("circuit", "parity"),
        code=("lcomplexity.length.theorems.bounds_by_theorem",),
        check=inner_product_upper_case,
        draw=lambda number: {"k": number + 1},
        cases=5,
        broken={"one token less claimed": partial(inner_product_upper_case, fewer=1)},
        block=5,
    ),
    statement(
        label="lindsey",
        group="lower-bounds",
        words="Lindsey's lemma: the signs of the inner product sum to at most sqrt(|A| |B| 2^k) in size over a rectangle A x B; one on which it "
        "is constant has |A| |B| <= 2^k, and on any other the refuter's last step finds a pair of either value.",
        latex=r"\Bigl|\sum_{A \times B} (-1)^{\langle x, y \rangle}\Bigr| \le \sqrt{|A| |B| 2^k}",
        place="Lindsey's lemma, from the literature",
        hypotheses="k = 1 .. 4.",
        code=("lcomplexity.length.refuters._other_value",),
        check=rectangle_case,
        draw=drawn_rectangle,
        broken={"the bound halved": partial(rectangle_case, halved=1)},
        block=4500,
        blocks=4,
    ),
)
