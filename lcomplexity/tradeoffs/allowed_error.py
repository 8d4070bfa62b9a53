"""Length against error: the least error of T = 1, 2, 3 binary tokens on a function of at most four bits, under the uniform distribution.

* T = 1: the nearest of all threshold functions.
* T = 2: for every threshold function g as first token, the nearest of all labelings that a gate gives the points (x, g(x)).
* T = 3: first and second tokens in turn, until labels without error are found.

Tokens that differ by a symmetry of the function are tried once: an action on the inputs that leaves f, or takes it to its
complement, takes predictors to predictors, and a first token may be negated. All labelings come from exact integer separability
(:mod:`lcomplexity.length.threshold_functions`), so an error for T <= 2, and an error of 0, is exact. Three tokens are enough for every
function of four bits, so nothing else occurs.

A function of fewer bits is one of four that ignores the others: of a predictor that reads an ignored bit, the better of its two
restrictions errs no more.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from lcomplexity.errors import PredictorError
from lcomplexity.length.separability import Separation, cube, separate
from lcomplexity.length.threshold_functions import labelings, threshold_functions
from lcomplexity.notions.four_variables import four_variable_table, input_actions

Say = Callable[[str], None]

_POINTS = cube(4)


@dataclass(frozen=True)
class LeastError:
    """The least fraction of inputs on which T tokens err, and tables of four variables of tokens z_1 .. z_T that reach it."""

    T: int
    error: Fraction
    tokens: tuple[int, ...]


def least_errors(n: int, table: int, say: Say) -> tuple[LeastError, ...]:
    """Return the least error for T = 1, 2, .. up to the first without error; n <= 4, ``say`` gets lines of progress.

    Functions with many symmetries take a second, without any up to a minute.

    >>> [(e.T, e.error) for e in least_errors(2, 0b0110, lambda line: None)]       # XOR: one input of four is lost
    [(1, Fraction(1, 4)), (2, Fraction(0, 1))]
    """
    if n > 4:
        raise PredictorError(f"error against length: {n} bits; it is computed for at most 4")
    f = four_variable_table(n, table)
    found = [_nearest((), f)]
    if found[-1].error:
        firsts = _first_tokens(f)
        found.append(min(_with_first(firsts, f, say), key=lambda e: e.error))
    if found[-1].error:
        found.append(_three_tokens(_first_tokens(f), f, say))
    return tuple(found)


def _points(tokens: Sequence[int]) -> list[tuple[int, ...]]:
    """The points (x, z_1(x), ..)."""
    return [(*x, *(z >> i & 1 for z in tokens)) for i, x in enumerate(_POINTS)]


def _nearest(tokens: tuple[int, ...], f: int) -> LeastError:
    """The last token nearest to f after the tokens given."""
    last = labelings(_points(tokens))
    wrong = np.bitwise_count(last ^ np.uint64(f))
    best = int(wrong.argmin())
    return LeastError(len(tokens) + 1, Fraction(int(wrong[best]), 16), (*tokens, int(last[best])))


def _first_tokens(f: int) -> list[int]:
    """One threshold function of each orbit under the symmetries of {f, ~f} and negation, smallest tables first."""
    actions = input_actions()
    symmetries = actions[(actions[:, f] == f) | (actions[:, f] == f ^ 0xFFFF)]
    thresholds = threshold_functions(4).astype(np.int64)
    orbits = symmetries[:, thresholds]
    least: NDArray[np.uint16] = np.minimum(orbits, orbits ^ 0xFFFF).min(axis=0)
    return np.unique(least).tolist()


def _with_first(firsts: list[int], f: int, say: Say) -> Iterator[LeastError]:
    for count, g in enumerate(firsts):
        say(f"2 tokens: first token {count + 1} of {len(firsts)}")
        yield _nearest((g,), f)


def _three_tokens(firsts: list[int], f: int, say: Say) -> LeastError:
    """Three tokens without error. Thresholds of x come first as second tokens: among them there nearly always is one."""
    labels = [f >> i & 1 for i in range(16)]
    thresholds = threshold_functions(4).tolist()
    for among in ("thresholds of x", "thresholds of x and z_1"):
        for count, g in enumerate(firsts):
            say(f"3 tokens: first token {count + 1} of {len(firsts)}")
            for h in thresholds if among == "thresholds of x" else labelings(_points((g,))).tolist():
                if isinstance(separate(_points((g, h)), labels), Separation):
                    return LeastError(3, Fraction(0), (g, h, f))
    raise AssertionError(f"{f:#06x} has no three tokens, but every function of four bits has")
