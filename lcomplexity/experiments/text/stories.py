"""Short stories written by a grammar of ours: the entropy rate is known exactly, and one choice depends on two words together.

A hero goes out, sees things (nouns with adjectives, "that saw ..", "and ..", nested as deep as chance will have it), meets a friend at some place, and
something ends the story. *Whom* the hero meets is a Latin square of hero and place: every hero meets another friend at each place, and each
friend is met by every hero somewhere. Knowing the hero alone or the place alone says nothing about the friend; together they say it in 17 of 20
cases, and both stand right before. A sum of what single words say cannot use that.

The grammar is unambiguous (:func:`lcomplexity.experiments.text.grammar.ambiguities` finds nothing), so its entropy rate is exact.

>>> from lcomplexity.experiments.text.grammar import ambiguities, length, rate
>>> g = story_grammar()
>>> ambiguities(g), round(float(length(g)), 2), round(rate(g), 4)
((), 95.61, 0.3348)
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from lcomplexity.experiments.text.corpus import Corpus, corpus
from lcomplexity.experiments.text.grammar import Alternative, Grammar, grammar, rate, sample

#: Each hero, and how a day and a gift are told of the hero.
HEROES: dict[str, tuple[str, str]] = {
    "Tom ": ("He ", ", who gave him "),
    "Ann ": ("She ", ", who gave her "),
    "Sam ": ("He ", ", who gave him "),
    "Eve ": ("She ", ", who gave her "),
}
PLACES = ("sea ", "hill ", "farm ", "wood ")
FRIENDS = ("Fox", "Owl", "Bear", "Duck")
#: Of twenty meetings, the one that hero and place agree on, and each other friend.
_LIKELY, _RARE = 17, 1

NOUNS = (
    *("dog", "bird", "horse", "boat", "tree", "cat", "stone", "king", "house", "mouse", "lamp", "girl"),
    *("river", "cow", "garden", "ship", "apple", "nest", "window", "letter"),
)
ADJECTIVES = ("big ", "old ", "red ", "small ", "green ", "quiet ", "yellow ", "happy ", "funny ", "kind ")
VERBS = ("saw ", "liked ", "followed ", "knew ", "painted ", "wanted ", "feared ", "carried ", "met ", "helped ")


def story_grammar() -> Grammar:
    """Return the grammar of the stories.

    >>> text, _ = sample(story_grammar(), np.random.default_rng(4)); print(text, end="")
    Sam got up. At the farm Sam met Bear! What a day!
    """
    rules: dict[str, Mapping[Alternative, int]] = {
        "Story": {(hero, "Go", f"Days {hero}"): 1 for hero in HEROES},
        "Go": {("went out. ",): 4, ("ran off. ",): 2, ("walked along. ",): 1, ("got up. ",): 1},
        "Act": _falling(VERBS),
        "Thing": {("a ", "Named"): 3, ("the ", "Named"): 2, ("one ", "Named"): 1},
        "Named": {("Adjective", "Named"): 1, ("Noun", "More"): 2},
        "Adjective": _falling(ADJECTIVES),
        "Noun": _falling(NOUNS),
        "More": {(". ",): 4, (" that ", "Act", "Thing"): 1, (" and ", "Thing"): 1},
        "Together": {("ate ", "Food"): 1, ("sang until ", "Time"): 1, ("slept until ", "Time"): 1, ("talked",): 1},
        "Food": {("bread",): 3, ("soup",): 2, ("an apple",): 1},
        "Time": {("noon",): 2, ("evening",): 2, ("midnight",): 1},
    }
    for i, (hero, (pronoun, gives)) in enumerate(HEROES.items()):
        rules[f"Days {hero}"] = {
            (pronoun, "Act", "Thing", f"Days {hero}"): 1,
            ("At the ", f"Place {hero}"): 1,
        }
        rules[f"Place {hero}"] = {(place, hero, "met ", f"Met {hero}{place}"): 1 for place in PLACES}
        rules[f"End {hero}"] = {
            (", and they ", "Together", ".\n"): 3,
            (gives, "Thing", "So ended the day.\n"): 1,
            ("! What a day!\n",): 1,
        }
        for j, place in enumerate(PLACES):
            met = FRIENDS[(i + j) % len(FRIENDS)]
            rules[f"Met {hero}{place}"] = {
                (friend, f"End {hero}"): _LIKELY if friend == met else _RARE for friend in FRIENDS
            }
    return grammar("Story", rules)


def stories(characters: int) -> Corpus:
    """Return stories: at least ``characters`` for training, a fiftieth for validation and a twentieth for the test, from three fixed seeds.

    >>> c = stories(2_000)
    >>> len(c.train) >= 2_000, len(c.validation) >= 40, len(c.test) >= 100
    (True, True, True)
    """
    g = story_grammar()
    symbols = {s for alternatives in g.rules.values() for alternative in alternatives for s in alternative}
    alphabet = "".join(sorted(set("".join(symbols - g.rules.keys()))))
    train, _ = _written(g, 1, characters)
    validation, _ = _written(g, 2, characters // 50)
    test, surprise = _written(g, 3, characters // 20)
    return corpus("grammar", alphabet, train, validation, test, rate(g), None, surprise / len(test))


def _written(g: Grammar, seed: int, characters: int) -> tuple[str, float]:
    """Stories of at least so many characters together, and their surprise in bits."""
    source = np.random.default_rng((2309_06979, seed))
    texts, size, surprise = [], 0, 0.0
    while size < characters:
        text, bits = sample(g, source)
        texts.append(text)
        size += len(text)
        surprise += bits
    return "".join(texts), surprise


def _falling(words: tuple[str, ...]) -> dict[Alternative, int]:
    """Weights as the frequencies of words fall: about 1/rank."""
    return {(word,): max(1, round(2 * len(words) / (rank + 1))) for rank, word in enumerate(words)}
