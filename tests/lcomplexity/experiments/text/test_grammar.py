"""The entropy of a grammar is that of the texts it writes: against enumeration, and against what samples cost."""

from __future__ import annotations

import math
from collections import Counter
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lcomplexity.errors import PredictorError
from lcomplexity.experiments.text.grammar import (
    Grammar,
    ambiguities,
    derivations,
    entropy,
    grammar,
    length,
    rate,
    sample,
)
from lcomplexity.experiments.text.stories import FRIENDS, HEROES, PLACES, stories, story_grammar

#: A small grammar of finitely many texts, with a nonterminal used twice and one inside another.
SMALL = grammar(
    "S",
    {
        "S": {("x", "A", "B"): 3, ("y", "A"): 2, ("zz",): 1},
        "A": {("0",): 1, ("1", "B"): 4},
        "B": {("+",): 2, ("-", "C", "C"): 1},
        "C": {("a",): 1, ("bcd",): 5},
    },
)
LOOSE = grammar("S", {"S": {("A", "A"): 1}, "A": {("a",): 1, ("aa",): 1}})


def texts(g: Grammar, symbol: str) -> dict[str, Fraction]:
    """All texts of a grammar without recursion, with their probabilities, by substitution."""
    if symbol not in g.rules:
        return {symbol: Fraction(1)}
    found: dict[str, Fraction] = {}
    total = sum(g.rules[symbol].values())
    for alternative, weight in g.rules[symbol].items():
        combined = {"": Fraction(weight, total)}
        for part in alternative:
            combined = {
                before + after: p * q for before, p in combined.items() for after, q in texts(g, part).items()
            }
        for text, p in combined.items():
            found[text] = found.get(text, Fraction(0)) + p
    return found


def bits(p: dict[str, Fraction]) -> float:
    """The entropy of a distribution."""
    return -sum(float(v) * math.log2(v) for v in p.values())


def test_entropy_and_length_are_those_of_all_texts_enumerated() -> None:
    """Every text of a small grammar is listed: its probability, the entropy and the mean length are the solved ones."""
    listed = texts(SMALL, "S")
    assert ambiguities(SMALL) == () and sum(listed.values()) == 1 and len(listed) == 6 * 5 + 6 + 1
    assert abs(entropy(SMALL) - bits(listed)) < 1e-12
    assert length(SMALL) == sum(p * len(text) for text, p in listed.items())
    assert all(derivations(SMALL, text) == (1, p) for text, p in listed.items())
    assert derivations(SMALL, "x0") == (0, 0)


def test_an_ambiguous_grammar_has_less_entropy_than_its_derivations_and_is_found() -> None:
    """Deliberate fault: where a text has two derivations the formula is too large, and the check says so."""
    listed = texts(LOOSE, "S")
    assert entropy(LOOSE) == 2.0 and bits(listed) == 1.5
    assert ambiguities(LOOSE) == ("'a' begins 'aa'",)
    assert derivations(LOOSE, "aaa") == (2, Fraction(1, 2))


@pytest.mark.parametrize("weight", [1, 3, 7])
def test_a_recursive_grammar_is_the_geometric_distribution(weight: int) -> None:
    """a^k b with probability (1-q) q^k: entropy h(q)/(1-q), length 1/(1-q)."""
    q = weight / (weight + 2)
    g = grammar("S", {"S": {("a", "S"): weight, ("b",): 2}})
    h = -q * math.log2(q) - (1 - q) * math.log2(1 - q)
    assert abs(entropy(g) - h / (1 - q)) < 1e-12 and length(g) == Fraction(weight + 2, 2)


@given(st.lists(st.tuples(st.integers(1, 5), st.lists(st.sampled_from("ABab"), max_size=3)), min_size=6, max_size=6))
def test_a_grammar_without_found_ambiguities_has_one_derivation_for_every_text(
    drawn: list[tuple[int, list[str]]],
) -> None:
    """Random grammars whose alternatives begin with different letters; also: mean surprise and probability agree."""
    rules = {
        name: {(first, *rest): weight for first, (weight, rest) in zip("xyz", part, strict=True)}
        for name, part in (("A", drawn[:3]), ("B", drawn[3:]))
    }
    try:
        g = grammar("A", rules)
    except PredictorError as error:
        assert "no finite expected length" in str(error)
        return
    assert ambiguities(g) == ()
    source = np.random.default_rng(0)
    for _ in range(5):
        text, surprise = sample(g, source)
        if len(text) < 200:
            count, p = derivations(g, text)
            assert count == 1 and math.isclose(-math.log2(p), surprise, abs_tol=1e-9)


def test_the_stories_cost_their_entropy() -> None:
    """4,000 stories: mean surprise and mean length are within five standard errors of H and L; a few have one derivation."""
    g = story_grammar()
    source = np.random.default_rng(5)
    written = [sample(g, source) for _ in range(4_000)]
    for values, expected in (([s for _, s in written], entropy(g)), ([len(t) for t, _ in written], float(length(g)))):
        error = np.std(values) / math.sqrt(len(values))
        assert abs(np.mean(values) - expected) < 5 * error and error < expected / 25
    assert ambiguities(g) == () and rate(g) == entropy(g) / float(length(g))
    for text, surprise in written[:20]:
        count, p = derivations(g, text)
        assert count == 1 and math.isclose(-math.log2(p), surprise, abs_tol=1e-9)


def test_the_friend_depends_on_hero_and_place_only_together() -> None:
    """The conditional distributions, from the weights: given either alone every friend has 1/4; given both, one has 17/20."""
    g = story_grammar()
    alone: Counter[tuple[str, str]] = Counter()
    for hero in HEROES:
        for place in PLACES:
            weights = {friend: w for (friend, _), w in g.rules[f"Met {hero}{place}"].items()}
            assert sorted(weights.values()) == [1, 1, 1, 17] and set(weights) == set(FRIENDS)
            for friend, w in weights.items():
                alone[hero, friend] += w
                alone[place, friend] += w
    assert set(alone.values()) == {20}


def test_the_parts_of_a_corpus_are_fixed_and_differ() -> None:
    """Made twice they are equal; no part is another; all end with a whole story."""
    a, b = stories(3_000), stories(3_000)
    assert a.train.tolist() == b.train.tolist() and a.test.tolist() == b.test.tolist()
    assert a.train[: len(a.test)].tolist() != a.test.tolist()
    assert all(a.alphabet[part[-1]] == "\n" for part in (a.train, a.validation, a.test))
    assert not a.train.flags.writeable


@pytest.mark.parametrize(
    ("rules", "fault"),
    [
        ({"T": {("a",): 1}}, "the start has no rules"),
        ({"S": {}}, "'S' needs alternatives with weights of at least 1"),
        ({"S": {("a",): 0}}, "'S' needs alternatives with weights of at least 1"),
        ({"S": {(): 1}}, "'S' has an empty alternative or piece"),
        ({"S": {("S", "a"): 1}}, "a text has no finite expected length"),
        ({"S": {("S", "S"): 2, ("a",): 1}}, "a text has no finite expected length"),
    ],
)
def test_a_grammar_that_is_none_costs_one_line(rules: dict[str, dict[tuple[str, ...], int]], fault: str) -> None:
    """Place, fault, remedy."""
    with pytest.raises(PredictorError, match=f"grammar S: {fault}"):
        grammar("S", rules)
