"""``trace --sample``: different words, as many as asked for or one line; the seed says which."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lcomplexity.cli.trace import _drawn

Cli = Callable[..., Any]


def inputs(cli: Cli, *arguments: str) -> list[str]:
    """The words traced."""
    told = cli("trace", *arguments)
    assert (told.status, told.err) == (0, "")
    return [json.loads(line)["input"] for line in told.out.splitlines()]


@pytest.mark.parametrize("m", [1, 3, 4, 5, 7, 8])
def test_no_word_is_drawn_twice(m: int, cli: Cli) -> None:
    """Of the 8 words of length 3: m different ones, the same for the same seed."""
    words = inputs(cli, "parity", "--length", "3", "--sample", str(m))
    assert len(set(words)) == len(words) == m and {len(word) for word in words} == {3}
    assert words == inputs(cli, "parity", "--length", "3", "--sample", str(m), "--seed", "0")
    told = cli("trace", "parity", "--length", "3", "--sample", str(m), "--json").record
    assert told["count"] == m == len(told["records"])


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("parity", "--length", "3", "--sample", "9"), "parity: --sample 9 of the 8 words of length 3; leave --sample away for all of them"),
        (("parity", "--length", "3", "--sample", "100"), "parity: --sample 100 of the 8 words of length 3; leave --sample away for all of them"),
        (("parity", "--length", "0", "--sample", "2"), "parity: --sample 2 of the 1 words of length 0; leave --sample away for all of them"),
        (("parity", "--length", "3", "--alphabet", "0", "--sample", "2"), "parity: --sample 2 of the 1 words of length 3; leave --sample away for all of them"),
        (("parity", "101", "--sample", "2"), "parity: --sample draws words of one length; give it with --length"),
        (("parity", "--sample", "2"), "parity: --sample draws words of one length; give it with --length"),
    ],
)  # fmt: skip
def test_more_words_than_there_are_are_refused(arguments: tuple[str, ...], told: str, cli: Cli) -> None:
    """Exit status 2 and one line with how many there are; nothing is repeated to make up the number."""
    assert cli("trace", *arguments) == (2, "", f"lcomplexity: {told}\n")


def test_the_only_word_of_length_0_is_drawn(cli: Cli) -> None:
    """One of one."""
    assert inputs(cli, "parity", "--length", "0", "--sample", "1") == [""]


@settings(max_examples=200, deadline=None)
@given(st.integers(1, 4), st.integers(0, 5), st.integers(0, 2**32), st.data())
def test_draws_are_different_words_for_every_alphabet_and_length(
    letters: int, n: int, seed: int, data: st.DataObject
) -> None:
    """For all letters, lengths, seeds and m up to the number of words: m different words over the alphabet."""
    alphabet = "abcd"[:letters]
    m = data.draw(st.integers(0, letters**n))
    words = _drawn(alphabet, n, m, seed)
    assert len(set(words)) == len(words) == m
    assert all(len(word) == n and set(word) <= set(alphabet) for word in words)


def test_every_word_is_drawn_as_often() -> None:
    """Over 2,000 seeds, 3 of 8 words (one way of drawing) and 5 of 8 (the other): each within five standard deviations."""
    for m in (3, 5):
        counts: dict[tuple[str, ...], int] = {}
        for seed in range(2000):
            for word in _drawn("01", 3, m, seed):
                counts[word] = counts.get(word, 0) + 1
        expected = 2000 * m / 8
        assert len(counts) == 8
        assert all(abs(count - expected) < 5 * (expected * (1 - m / 8)) ** 0.5 for count in counts.values())
