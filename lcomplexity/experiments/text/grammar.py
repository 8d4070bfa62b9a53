"""Probabilistic grammars whose texts have an exactly known entropy.

A grammar gives each nonterminal alternatives with integer weights; an alternative is a sequence of nonterminals and pieces of text. A text is
derived from the start by expanding every nonterminal independently.

**Entropy.** Let h(A) be the entropy in bits of the choice made at A, M[A, B] the expected number of Bs in one expansion of A, and l(A) the expected
number of characters written in it. Choices are independent given the tree so far, so the expected surprise H and length L of
all that is derived from A obey

    H(A) = h(A) + sum_B M[A, B] H(B),      L(A) = l(A) + sum_B M[A, B] L(B).

H is the entropy of the *derivation*. If every text has one derivation, derivations and texts correspond one to one, and H(start) is the entropy of the
text. For a stream of independent texts from which the texts can be told apart, n texts have entropy n H and, by the law of large numbers, about n L
characters: the entropy rate is H(start) / L(start) bits per character, and no predictor has a smaller expected loss in the long run. L is
rational and computed as a fraction; H is a sum of logarithms.

**One derivation for every text** is checked, not assumed (:func:`ambiguities`): the pieces of text are a prefix code, so a text can be cut into pieces in one way
only; and of every nonterminal, alternatives begin with different pieces, so that the next piece decides the alternative (an LL(1) grammar). This also
makes the set of texts prefix-free: a stream can be cut into texts in one way.

>>> g = grammar("S", {"S": {("a", "S"): 1, ("b",): 1}})                # a^k b with probability 2^-(k+1): 2 bits, 2 characters
>>> entropy(g), length(g), ambiguities(g)
(2.0, Fraction(2, 1), ())
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from types import MappingProxyType
from typing import TypeAlias

import numpy as np

from lcomplexity.errors import PredictorError

Alternative: TypeAlias = tuple[str, ...]


@dataclass(frozen=True, eq=False)
class Grammar:
    """``rules[A]`` maps each alternative of A to its weight; a symbol without rules is a piece of text."""

    start: str
    rules: Mapping[str, Mapping[Alternative, int]]


def grammar(start: str, rules: Mapping[str, Mapping[Alternative, int]]) -> Grammar:
    """Return a grammar, checked: weights are at least 1, nothing is empty, and texts end with probability 1.

    >>> grammar("S", {"S": {("S", "S"): 1, ("a",): 1}})
    Traceback (most recent call last):
        ...
    lcomplexity.errors.PredictorError: grammar S: a text has no finite expected length; give the recursive alternatives less weight
    """
    if start not in rules:
        raise PredictorError(f"grammar {start}: the start has no rules; give it some")
    for A, alternatives in rules.items():
        if not alternatives or any(weight < 1 for weight in alternatives.values()):
            raise PredictorError(f"grammar {start}: {A!r} needs alternatives with weights of at least 1")
        if any(not sequence or "" in sequence for sequence in alternatives):
            raise PredictorError(f"grammar {start}: {A!r} has an empty alternative or piece; write something")
    g = Grammar(
        start, MappingProxyType({A: MappingProxyType(dict(alternatives)) for A, alternatives in rules.items()})
    )
    _solved(g)
    return g


def entropy(g: Grammar) -> float:
    """Return the entropy of a derivation in bits; of the text, if :func:`ambiguities` finds none.

    >>> entropy(grammar("S", {"S": {("x", "T", "T"): 1}, "T": {("0",): 1, ("1",): 1}}))
    2.0
    """
    surprise, _ = _solved(g)
    return surprise


def length(g: Grammar) -> Fraction:
    """Return the expected number of characters of a text.

    >>> length(grammar("S", {"S": {("ab",): 1, ("c", "S"): 2}}))              # L = 2/3 + 2/3 (1 + L)
    Fraction(4, 1)
    """
    _, characters = _solved(g)
    return characters


def rate(g: Grammar) -> float:
    """Return the entropy rate of a stream of independent texts, in bits per character.

    >>> rate(grammar("S", {"S": {("a", "S"): 1, ("b",): 1}}))
    1.0
    """
    return entropy(g) / float(length(g))


def sample(g: Grammar, source: np.random.Generator) -> tuple[str, float]:
    """Return one text, and the surprise -log2 of the probability of its derivation in bits.

    >>> sample(grammar("S", {"S": {("a", "T"): 1}, "T": {("b",): 1}}), np.random.default_rng(0))
    ('ab', 0.0)
    """
    written: list[str] = []
    surprise = 0.0
    waiting = [g.start]
    while waiting:
        symbol = waiting.pop()
        if symbol not in g.rules:
            written.append(symbol)
            continue
        weights = list(g.rules[symbol].values())
        total = sum(weights)
        drawn, chosen = int(source.integers(total)), 0
        while drawn >= weights[chosen]:
            drawn -= weights[chosen]
            chosen += 1
        surprise -= math.log2(weights[chosen] / total)
        waiting.extend(reversed(list(g.rules[symbol])[chosen]))
    return "".join(written), surprise


def derivations(g: Grammar, text: str) -> tuple[int, Fraction]:
    """Return the number of derivations of a text, and its probability: the sum of theirs. Exhaustive, for any grammar.

    Alternatives must not begin with the nonterminal itself (no left recursion).

    >>> derivations(grammar("S", {"S": {("a", "S"): 1, ("b",): 1}}), "aab")
    (1, Fraction(1, 8))
    >>> derivations(grammar("S", {"S": {("A", "A"): 1}, "A": {("a",): 1, ("aa",): 1}}), "aaa")
    (2, Fraction(1, 2))
    """
    known: dict[tuple[str, int], dict[int, tuple[int, Fraction]]] = {}

    def ends(symbol: str, begin: int) -> dict[int, tuple[int, Fraction]]:
        """Where ``symbol`` can end if it begins here: number of ways, and probability."""
        if symbol not in g.rules:
            return {begin + len(symbol): (1, Fraction(1))} if text.startswith(symbol, begin) else {}
        if (symbol, begin) not in known:
            found: dict[int, tuple[int, Fraction]] = {}
            total = sum(g.rules[symbol].values())
            for alternative, weight in g.rules[symbol].items():
                reached = {begin: (1, Fraction(weight, total))}
                for part in alternative:
                    further: dict[int, tuple[int, Fraction]] = {}
                    for here, (ways, probability) in reached.items():
                        for end, (more, given) in ends(part, here).items():
                            count, mass = further.get(end, (0, Fraction(0)))
                            further[end] = count + ways * more, mass + probability * given
                    reached = further
                for end, (ways, probability) in reached.items():
                    count, mass = found.get(end, (0, Fraction(0)))
                    found[end] = count + ways, mass + probability
            known[symbol, begin] = found
        return known[symbol, begin]

    return ends(g.start, 0).get(len(text), (0, Fraction(0)))


def ambiguities(g: Grammar) -> tuple[str, ...]:
    """Return why a text might have two derivations; none means that none has, and that no text begins another.

    Sufficient, not necessary: the pieces are a prefix code, and the alternatives of a nonterminal begin with different pieces.

    >>> ambiguities(grammar("S", {"S": {("a", "S"): 1, ("ab",): 1, ("a",): 1}}))
    ("'a' begins 'ab'", "S: two alternatives begin with 'a'")
    """
    pieces = sorted({s for alternatives in g.rules.values() for alt in alternatives for s in alt if s not in g.rules})
    found = [f"{a!r} begins {b!r}" for a in pieces for b in pieces if a != b and b.startswith(a)]
    first: dict[str, set[str]] = {piece: {piece} for piece in pieces}
    first |= {A: set() for A in g.rules}
    changed = True
    while changed:
        changed = False
        for A, alternatives in g.rules.items():
            grown = first[A].union(*(first[alternative[0]] for alternative in alternatives))
            changed |= grown != first[A]
            first[A] = grown
    for A, alternatives in g.rules.items():
        seen: set[str] = set()
        for alternative in alternatives:
            for piece in sorted(first[alternative[0]] & seen):
                found.append(f"{A}: two alternatives begin with {piece!r}")
            seen |= first[alternative[0]]
    return tuple(found)


def _solved(g: Grammar) -> tuple[float, Fraction]:
    """H and L of the start: how often each nonterminal is expanded on average, times what one expansion costs."""
    names = list(g.rules)
    number = {A: i for i, A in enumerate(names)}
    # Expected expansions v of all nonterminals in one text: v = e_start + v M. Solved exactly.
    size = len(names)
    rows = [[Fraction(int(i == j)) for j in range(size)] + [Fraction(int(i == number[g.start]))] for i in range(size)]
    own: list[tuple[float, Fraction]] = []
    for A in names:
        total = sum(g.rules[A].values())
        characters = Fraction(0)
        bits = 0.0
        for alternative, weight in g.rules[A].items():
            share = Fraction(weight, total)
            bits -= float(share) * math.log2(share)
            for symbol in alternative:
                if symbol in number:
                    rows[number[symbol]][number[A]] -= share
                else:
                    characters += share * len(symbol)
        own.append((bits, characters))
    expanded = _gauss(rows)
    # A branching process that may go on for ever has a negative or no solution.
    if expanded is None or any(v < 0 for v in expanded):
        raise PredictorError(
            f"grammar {g.start}: a text has no finite expected length; give the recursive alternatives less weight"
        )
    bits = math.fsum(float(v) * b for v, (b, _) in zip(expanded, own, strict=True))
    return bits, sum((v * c for v, (_, c) in zip(expanded, own, strict=True)), Fraction(0))


def _gauss(rows: list[list[Fraction]]) -> list[Fraction] | None:
    """The solution of a square linear system given with its right side, or ``None`` if there is not exactly one."""
    size = len(rows)
    for i in range(size):
        pivot = next((j for j in range(i, size) if rows[j][i]), None)
        if pivot is None:
            return None
        rows[i], rows[pivot] = rows[pivot], rows[i]
        scale = rows[i][i]
        rows[i] = [v / scale for v in rows[i]]
        for j in range(size):
            if j != i and rows[j][i]:
                factor = rows[j][i]
                rows[j] = [a - factor * b for a, b in zip(rows[j], rows[i], strict=True)]
    return [row[-1] for row in rows]
