"""A corpus: characters as numbers, a fixed split into training, validation and test parts, and floors that are known.

>>> c = corpus("letters", "ab", train="abab", validation="ba", test="b", floor=1.0, linear_floor=None, source_bits=None)
>>> c.train.tolist(), text_of(c, c.validation)
([0, 1, 0, 1], 'ba')
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lcomplexity.errors import PredictorError


@dataclass(frozen=True, eq=False)
class Corpus:
    """Parts are arrays of indices into ``alphabet``. Bits per character that no predictor can go below on average, if known:
    ``floor`` for every predictor, ``linear_floor`` for every sum of what single characters say. ``source_bits`` is what the source itself
    loses on the test part, which is near the floor."""

    name: str
    alphabet: str
    train: NDArray[np.int64]
    validation: NDArray[np.int64]
    test: NDArray[np.int64]
    floor: float | None
    linear_floor: float | None
    source_bits: float | None


def corpus(
    name: str,
    alphabet: str,
    train: str,
    validation: str,
    test: str,
    floor: float | None,
    linear_floor: float | None,
    source_bits: float | None,
) -> Corpus:
    """Return the corpus of three texts; raises :class:`PredictorError` if a character is not in the alphabet.

    >>> corpus("c", "ab", "abc", "a", "b", None, None, None)
    Traceback (most recent call last):
        ...
    lcomplexity.errors.PredictorError: corpus c: 'c' is not a character of its alphabet 'ab'
    """
    parts = [_encoded(name, alphabet, text) for text in (train, validation, test)]
    return Corpus(name, alphabet, parts[0], parts[1], parts[2], floor, linear_floor, source_bits)


def text_of(c: Corpus, indices: NDArray[np.int64]) -> str:
    """Return characters as text.

    >>> text_of(corpus("c", "ab", "abb", "a", "b", None, None, None), np.array([1, 1, 0]))
    'bba'
    """
    return "".join(c.alphabet[i] for i in indices)


def _encoded(name: str, alphabet: str, text: str) -> NDArray[np.int64]:
    foreign = sorted(set(text) - set(alphabet))
    if foreign:
        raise PredictorError(f"corpus {name}: {foreign[0]!r} is not a character of its alphabet {alphabet!r}")
    table = np.zeros(max(map(ord, alphabet)) + 1, np.int64)
    table[[ord(character) for character in alphabet]] = np.arange(len(alphabet))
    indices = table[np.frombuffer(text.encode("utf-32-le"), np.uint32)]
    indices.setflags(write=False)
    return indices
