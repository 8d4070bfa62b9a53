"""Proofs that T tokens do not suffice: lemmas, each an integer relation, and clauses that follow from them one by one.

What a program of T tokens leaves open are the bits z_s(p) of its tokens s < T at the points p; the last token is the
label. Complementing a token changes nothing but the sign of the weights that later tokens give it, so the last token may be
taken to weigh every earlier one positively. A *lemma* is a relation for token t,

    sum over label 1 of lambda (1, p)  =  sum over label 0 of lambda (1, p),
    sign_s * (sum over label 1 of lambda z_s(p)  -  sum over label 0 of lambda z_s(p))  <=  0      for each s < t,

which contradicts token t having these labels, if its weight for z_s has the sign ``sign_s`` (+ for the last token). Bits that a
lemma leaves open stand at their best case, the value that makes the second line hold least; so it says that the labels and
the bits it does name are not all so: a *clause*. A refutation ends in the empty clause, by steps that each follow from
clauses named before by unit propagation: assume every literal of the new clause false; then each clause named has one literal
left, which is thereby true, until one has none.

>>> xor = Lemma(gate=1, signs=(), terms=((0, 1, 0), (1, 1, 1), (2, 1, 1), (3, 1, 0)))         # (1,0) + (0,1) = (0,0) + (1,1)
>>> clause_of(xor, 1, 4), fault_of(Refuted((xor,), (), 1), 1, 4)
((), None)
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

#: A bit that is not decided, or that a lemma leaves open.
OPEN = 2


@dataclass(frozen=True)
class Lemma:
    """A relation for token ``gate`` (1 .. T): ``terms`` are (point, multiplier, label, bit of z_1, .., bit of z_(gate-1)).

    A bit :data:`OPEN` is at its best case. ``signs`` are the signs (1 or -1) that the relation assumes of the weights of
    z_1, .. z_(gate-1).
    """

    gate: int
    signs: tuple[int, ...]
    terms: tuple[tuple[int, ...], ...]


@dataclass(frozen=True)
class Step:
    """A clause (literals, sorted) that follows by unit propagation from the clauses ``hints``, in this order.

    Hints count the lemmas from 0, and then the steps.
    """

    clause: tuple[int, ...]
    hints: tuple[int, ...]


@dataclass(frozen=True)
class Refuted:
    """No T tokens suffice: the last of ``steps`` (or, without steps, of ``lemmas``) is the empty clause.

    ``nodes`` is the size of the walk that found it.
    """

    lemmas: tuple[Lemma, ...]
    steps: tuple[Step, ...]
    nodes: int


def variable(points: int, s: int, p: int) -> int:
    """Return the number (from 1) of the variable "z_s(p) = 1", for s = 1 .. T-1 and p = 0 .. ``points``-1.

    >>> variable(16, 1, 0), variable(16, 2, 15)
    (1, 32)
    """
    return 1 + (s - 1) * points + p


def sign_variable(T: int, points: int, t: int, s: int) -> int:
    """Return the number of the variable "token t weighs z_s positively", 1 <= s < t < T; they follow the bits.

    >>> sign_variable(4, 16, 2, 1), sign_variable(4, 16, 3, 1), sign_variable(4, 16, 3, 2)
    (49, 50, 51)
    """
    return 1 + (T - 1) * points + (t - 1) * (t - 2) // 2 + s - 1


def bits_of(lemma: Lemma, T: int) -> list[tuple[int, int, int]]:
    """Return the bits that a lemma names, as (token s, point, value).

    >>> bits_of(Lemma(2, (1,), ((0, 1, 0, 2), (1, 1, 1, 0), (2, 1, 1, 2), (3, 1, 0, 2))), 2)
    [(1, 1, 0)]
    """
    named = []
    for p, _, label, *bits in lemma.terms:
        if lemma.gate < T:
            bits = [*bits, label]
        named += [(s, p, bit) for s, bit in enumerate(bits, start=1) if bit != OPEN]
    return named


def clause_of(lemma: Lemma, T: int, points: int) -> tuple[int, ...]:
    """Return the clause that a lemma proves: some bit, label or sign that it names is otherwise.

    >>> clause_of(Lemma(1, (), ((0, 1, 1), (1, 1, 0), (2, 1, 0), (3, 1, 1))), 2, 4)
    (-4, -1, 2, 3)
    >>> clause_of(Lemma(2, (1,), ((0, 1, 0, 2), (1, 1, 1, 0), (2, 1, 1, 2), (3, 1, 0, 2))), 2, 4)
    (2,)
    """
    literals = {-variable(points, s, p) if bit else variable(points, s, p) for s, p, bit in bits_of(lemma, T)}
    if lemma.gate < T:
        for s, sign in enumerate(lemma.signs, start=1):
            literals.add(-sign * sign_variable(T, points, lemma.gate, s))
    return tuple(sorted(literals))


def wrong_lemma(
    lemmas: Sequence[Lemma], points: Sequence[Sequence[int]], labels: Sequence[int], T: int
) -> Lemma | None:
    """Return the first lemma whose relation does not hold for the labels of the points, or ``None``: in Python's integers.

    >>> square, lemma = [(0, 0), (1, 0), (0, 1), (1, 1)], Lemma(1, (), ((0, 1, 0), (1, 1, 1), (2, 1, 1), (3, 1, 0)))
    >>> wrong_lemma([lemma], square, (0, 1, 1, 0), 1), wrong_lemma([lemma], square, (0, 1, 1, 1), 1) == lemma
    (None, True)
    """
    for lemma in lemmas:
        gate, signs, terms = lemma.gate, lemma.signs, lemma.terms
        shape = 1 <= gate <= T and len(signs) == gate - 1 and all(s == 1 or (s == -1 and gate < T) for s in signs)
        if not shape or not terms:
            return lemma
        total = [0] * (1 + len(points[0]) + gate - 1)
        for p, factor, label, *bits in terms:
            if not (0 <= p < len(points) and factor > 0 and label in (0, 1) and len(bits) == gate - 1):
                return lemma
            if not set(bits) <= {0, 1, OPEN} or (gate == T and label != labels[p]):
                return lemma
            best = [label if sign > 0 else 1 - label for sign in signs]
            values = [b if bit == OPEN else bit for bit, b in zip(bits, best, strict=True)]
            side = factor if label else -factor
            total = [u + side * v for u, v in zip(total, (1, *points[p], *values), strict=True)]
        fixed = 1 + len(points[0])
        if any(total[:fixed]) or any(s * d > 0 for s, d in zip(signs, total[fixed:], strict=True)):
            return lemma
    return None


def fault_of(refuted: Refuted, T: int, points: int) -> str | None:
    """Return the first step that does not follow, in words, or ``None`` if the clauses do end in the empty one.

    Whether the lemmas' relations hold is not looked at here.

    >>> fault_of(Refuted((), (Step((), ()),), 1), 1, 4)
    'step 0: its hints do not contradict it'
    """
    clauses = [clause_of(lemma, T, points) for lemma in refuted.lemmas]
    for i, step in enumerate(refuted.steps):
        fault = step_fault(step.clause, step.hints, clauses)
        if fault is not None:
            return f"step {i}: {fault}"
        clauses.append(step.clause)
    return None if clauses and not clauses[-1] else "the last clause is not empty"


def step_fault(clause: Sequence[int], hints: Sequence[int], clauses: Sequence[Sequence[int]]) -> str | None:
    """Return why a clause does not follow from the hinted clauses by unit propagation, in words, or ``None`` if it does.

    >>> step_fault((2,), (0, 1), [(1, 2), (-1, 2)]), step_fault((2,), (0,), [(1, 2), (-1, 2)])
    (None, 'its hints do not contradict it')
    """
    false, contradicted = set(clause), False
    for hint in hints:
        if not 0 <= hint < len(clauses):
            return f"hint {hint} is no clause before it"
        left = set(clauses[hint]) - false
        if len(left) > 1:
            return f"hint {hint} leaves {len(left)} literals"
        contradicted |= not left
        false |= {-literal for literal in left}
    return None if contradicted else "its hints do not contradict it"


def trimmed(refuted: Refuted, T: int, points: int) -> Refuted:
    """Return the refutation without lemmas and steps that the empty clause does not rest on.

    >>> xor = Lemma(1, (), ((0, 1, 0), (1, 1, 1), (2, 1, 1), (3, 1, 0)))
    >>> trimmed(Refuted((Lemma(1, (), ()), xor), (), 2), 1, 4) == Refuted((xor,), (), 2)
    True
    """
    L = len(refuted.lemmas)
    empty = [lemma for lemma in refuted.lemmas if lemma.terms and not clause_of(lemma, T, points)]
    if empty or not refuted.steps:
        return Refuted(tuple(empty[:1]), (), refuted.nodes)
    needed, front = set[int](), [L + len(refuted.steps) - 1]
    while front:
        i = front.pop()
        if i not in needed:
            needed.add(i)
            front += refuted.steps[i - L].hints if i >= L else ()
    number = {old: new for new, old in enumerate(sorted(needed))}
    steps = [
        Step(step.clause, tuple(number[h] for h in step.hints))
        for i, step in enumerate(refuted.steps, start=L)
        if i in needed
    ]
    return Refuted(tuple(refuted.lemmas[i] for i in sorted(needed) if i < L), tuple(steps), refuted.nodes)
