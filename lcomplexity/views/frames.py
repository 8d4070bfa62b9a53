"""A frame: how one token is chosen, with every candidate's score split by the position that contributed.

The predictor is linear, so the parts add up: score(D) = sum over positions i of W_t[D, i, token at i]. Each position read
has a letter, so that a part can be told by it in a picture without colour.

>>> from lcomplexity.constructions.parity import parity
>>> f = frame(parity(3).predictor, 1, (1, 1, 1, 1))           # three ones, and the first digit of their sum
>>> [(r.letter, r.position, r.parts) for r in f.reads]
[('a', 0, (0, 1)), ('b', 1, (0, 2)), ('c', 2, (0, 2)), ('d', 3, (0, -4))]
>>> f.scores, f.winner, f.runner_up, f.margin
((0, 1), 1, 0, 1)
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from lcomplexity.predictor import LinearPredictor, argmax
from lcomplexity.schedule import at

#: Candidates that a view shows: the best so many.
CANDIDATES = 6


@dataclass(frozen=True)
class PositionRead:
    """A position of the context that a token reads, ``found`` the token there, and ``parts[D]`` = W_t[D, position, found].

    ``slots`` are the slots of the rule that the schedule filled with this position; several may meet on one.
    """

    letter: str
    position: int
    found: int
    slots: tuple[int, ...]
    parts: tuple[int, ...]


@dataclass(frozen=True)
class Frame:
    """How token ``t`` (from 0) is chosen by rule ``rule`` after ``context`` = [x, z_<t]; ``scores[D]`` of every token."""

    t: int
    rule: int
    context: tuple[int, ...]
    reads: tuple[PositionRead, ...]
    scores: tuple[int, ...]

    @property
    def winner(self) -> int:
        """Return the token with the largest score, the smallest of several."""
        return argmax(self.scores)

    @property
    def ranking(self) -> tuple[int, ...]:
        """Return all tokens, the largest score first, of equal scores the smaller token first."""
        return tuple(sorted(range(len(self.scores)), key=lambda D: (-self.scores[D], D)))

    @property
    def runner_up(self) -> int:
        """Return the second token of the ranking."""
        return self.ranking[1]

    @property
    def margin(self) -> int:
        """Return the winner's score minus the runner-up's (0 if they tie)."""
        return self.scores[self.winner] - self.scores[self.runner_up]


def letter(i: int) -> str:
    """Return the name of the i-th position read, from 0: a, b, .., z, aa, ab, ..

    >>> [letter(i) for i in (0, 25, 26, 701, 702)]
    ['a', 'z', 'aa', 'zz', 'aaa']
    """
    name = ""
    i += 1
    while i:
        i, digit = divmod(i - 1, 26)
        name = chr(ord("a") + digit) + name
    return name


def frame(h: LinearPredictor, t: int, context: Sequence[int]) -> Frame:
    """Return how token ``t`` (from 0) is chosen after ``context`` = [x, z_<t], n + t tokens.

    Positions are in order; a position read by several slots stands once, and its parts are summed.

    >>> from lcomplexity.constructions.circuit import threshold
    >>> f = frame(threshold((1, 1, 1), 2).predictor, 0, (1, 0, 1))
    >>> [(r.position, r.slots, r.parts) for r in f.reads]              # position 0 holds the constant -3 as well
    [(0, (0, 1), (0, -1)), (1, (2,), (0, 0)), (2, (3,), (0, 2))]
    """
    number, positions = at(h.schedule, t, h.n)
    rule, size = h.rules[number], len(h.vocabulary)
    # What stands behind the rule's slots is padding.
    positions = positions[: rule.slots]
    parts = {p: [0] * size for p in sorted(set(positions))}
    for coordinate in rule.coordinates:
        for read in coordinate.reads:
            p = positions[read.slot]
            said = read.table.get(context[p], {})
            for D, value in enumerate(coordinate.values):
                if value is not None:
                    parts[p][D] += said.get(value, 0)
    reads = tuple(
        PositionRead(letter(i), p, context[p], tuple(j for j, q in enumerate(positions) if q == p), tuple(parts[p]))
        for i, p in enumerate(parts)
    )
    total = tuple(sum(read.parts[D] for read in reads) for D in range(size))
    return Frame(t, number, tuple(context[: h.n + t]), reads, total)


def number_text(w: int) -> str:
    """Return an integer as text: decimal up to 40 digits, hexadecimal beyond.

    >>> number_text(-12), number_text(10**40) == hex(10**40)
    ('-12', True)
    """
    return str(w) if abs(w) < 10**40 else hex(w)


def record(h: LinearPredictor, f: Frame) -> dict[str, Any]:
    """Return a frame as JSON data, tokens by name and all integers as texts (they may be of any size).

    >>> from lcomplexity.constructions.circuit import threshold
    >>> h = threshold((1, 1), 2).predictor
    >>> record(h, frame(h, 0, (1, 1)))["candidates"][0]
    {'token': '1', 'score': '1', 'parts': ['-1', '2']}
    """
    name = h.vocabulary.tokens
    return {
        "t": f.t + 1,
        "rule": f.rule,
        "reads": [
            {"letter": r.letter, "position": r.position, "token": name[r.found], "slots": list(r.slots)}
            for r in f.reads
        ],
        "candidates": [
            {"token": name[D], "score": number_text(f.scores[D]), "parts": [number_text(r.parts[D]) for r in f.reads]}
            for D in f.ranking[:CANDIDATES]
        ],
        "winner": name[f.winner],
        "runner_up": name[f.runner_up],
        "margin": number_text(f.margin),
    }
