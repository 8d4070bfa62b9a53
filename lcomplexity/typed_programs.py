"""Straight-line programs whose values have kinds: digits, sums, pairs, each with its own alphabet.

A value of a *kind* is a tuple of parts, and what a later instruction can take from it are the kind's *readings*. An
instruction copies: each part of its value is a reading of one earlier value. All computing is in the readings, so the
values are argument tuples (Lemma T, :mod:`lcomplexity.constructions.tuples`), and a program is at once a chain of
thought (its values in order are the tokens) and the list of who reads what. Instructions of one ``role`` do the same
thing at different places.

>>> digit = Kind.of("digit", (2,), "{0}", value=lambda d: d)
>>> pair = Kind.of("pair", (2, 2), "{0}&{1}", both=lambda a, b: a & b)
>>> program = TypedProgram((digit, digit), (Argument(pair, ((0, "value"), (1, "value")), "pair"),
...                                         Argument(digit, ((2, "both"),), "answer")), answer=(1, 2))
>>> program.text(program.chains(np.array([[1, 1], [1, 0]]))[0])
'1&1 1'
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import product
from math import prod
from types import MappingProxyType

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lcomplexity.decoding import whole_numbers
from lcomplexity.errors import PredictorError


@dataclass(frozen=True, eq=False)
class Kind:
    """A kind of value: tuples with part i in 0 .. ``parts[i]``-1, numbered in lexicographic order.

    ``words`` are their names, ``readings[name][number]`` what a reading takes from each. Raises :class:`PredictorError` unless there are
    as many words, and as many whole numbers in each reading, as values.
    """

    name: str
    parts: tuple[int, ...]
    words: tuple[str, ...]
    readings: Mapping[str, tuple[int, ...]]

    def __post_init__(self) -> None:
        place = f"kind {self.name!r}"
        if not (whole_numbers(f"{place}: parts", self.parts) >= 1).all():
            raise PredictorError(f"{place}: parts of {self.parts} values; give each part at least 1")
        if len(self.words) != self.size:
            raise PredictorError(f"{place}: {len(self.words)} words for {self.size} values; name each value once")
        tables = {}
        for reading, table in self.readings.items():
            numbers = whole_numbers(f"{place}: reading {reading!r}", table)
            if numbers.shape != (self.size,):
                raise PredictorError(
                    f"{place}: reading {reading!r} of shape {numbers.shape}; give a number for each of {self.size} values"
                )
            tables[reading] = tuple(numbers.tolist())
        object.__setattr__(self, "readings", MappingProxyType(tables))

    @classmethod
    def of(cls, name: str, parts: tuple[int, ...], text: str, **readings: Callable[..., int]) -> Kind:
        """Return the kind with names by a format text and readings by functions of the parts.

        >>> Kind.of("sum", (3, 2), "{0}+{1}", digit=lambda s, c: s + c).readings["digit"]
        (0, 1, 1, 2, 2, 3)
        """
        whole_numbers(f"kind {name!r}: parts", parts)
        values = list(product(*(range(size) for size in parts)))
        # As they are: what is no whole number is refused, not rounded.
        tables = {reading: tuple(f(*value) for value in values) for reading, f in readings.items()}
        return cls(name, parts, tuple(text.format(*value) for value in values), tables)

    @property
    def size(self) -> int:
        """Return the number of values."""
        return prod(self.parts)


@dataclass(frozen=True, eq=False)
class Argument:
    """The instruction that copies part i from ``sources[i]`` = (variable, reading); prompt variables come first."""

    kind: Kind
    sources: tuple[tuple[int, str], ...]
    role: str


@dataclass(frozen=True, eq=False)
class TypedProgram:
    """A program: the kinds of its prompt's variables, its instructions, and ``answer``, the slice of the chain that answers.

    Raises :class:`PredictorError` for an instruction that reads itself or a later variable, a reading that a kind does
    not have, one that leaves the range of a part, two kinds of one name, or two that name a value alike.
    """

    prompt: tuple[Kind, ...]
    instructions: tuple[Argument, ...]
    answer: tuple[int, int]

    def __post_init__(self) -> None:
        kinds = list(self.variable_kinds)
        for t, instruction in enumerate(self.instructions):
            if len(instruction.sources) != len(instruction.kind.parts):
                raise PredictorError(
                    f"program: instruction {t} has {len(instruction.sources)} sources for {len(instruction.kind.parts)} "
                    f"parts of kind {instruction.kind.name!r}"
                )
            for (variable, reading), size in zip(instruction.sources, instruction.kind.parts, strict=True):
                if not 0 <= variable < self.n + t:
                    raise PredictorError(
                        f"program: instruction {t} reads variable {variable}; it may read 0..{self.n + t - 1}"
                    )
                table = kinds[variable].readings.get(reading)
                if table is None or not all(0 <= v < size for v in table):
                    raise PredictorError(
                        f"program: instruction {t} takes {reading!r} from a {kinds[variable].name!r} as one of {size} "
                        f"values; its readings are {sorted(kinds[variable].readings)}"
                    )
        named: dict[str, Kind] = {}
        for kind in kinds:
            known = named.setdefault(kind.name, kind)
            if (known.parts, known.words) != (kind.parts, kind.words):
                raise PredictorError(f"program: two kinds are called {kind.name!r}; give each a name of its own")
        if len(set(self.vocabulary)) < len(self.vocabulary):
            raise PredictorError("program: two values have one name; name every kind's values differently")
        first, last = self.answer
        if not 0 <= first < last <= self.length:
            raise PredictorError(f"program: the answer is chain[{first}:{last}] of {self.length} values")

    @property
    def n(self) -> int:
        """Return the number of variables of the prompt."""
        return len(self.prompt)

    @property
    def length(self) -> int:
        """Return T, the number of instructions."""
        return len(self.instructions)

    @cached_property
    def variable_kinds(self) -> tuple[Kind, ...]:
        """Return the kind of every variable, prompt first."""
        return (*self.prompt, *(i.kind for i in self.instructions))

    @cached_property
    def first_token(self) -> Mapping[str, int]:
        """Return the number of each kind's first token, by the kind's name; kinds are numbered as they appear."""
        first: dict[str, int] = {}
        size = 0
        for kind in self.variable_kinds:
            if kind.name not in first:
                first[kind.name] = size
                size += kind.size
        return MappingProxyType(first)

    @cached_property
    def vocabulary(self) -> tuple[str, ...]:
        """Return the names of all tokens."""
        kinds = {kind.name: kind for kind in self.variable_kinds}
        return tuple(word for name in self.first_token for word in kinds[name].words)

    def text(self, chain: Iterable[int]) -> str:
        """Return the names of some tokens, separated by spaces."""
        return " ".join(self.vocabulary[int(D)] for D in chain)

    def prompts(self, values: ArrayLike) -> NDArray[np.int64]:
        """Return prompts (m, n) as tokens, of values (m, n) numbered within their kinds.

        Raises :class:`PredictorError` for another shape and for numbers that are no values of their kinds.
        """
        rows = self._rows("values", values)
        self._refuse_beyond("values", rows, np.zeros(self.n, np.int64))
        return rows + self._first_of_prompt

    def chains(self, prompts: ArrayLike) -> NDArray[np.int64]:
        """Return the chains (m, T) of prompts (m, n) of tokens.

        Raises :class:`PredictorError` for another shape and for tokens of other kinds than the prompt's.
        """
        rows = self._rows("prompts", prompts)
        self._refuse_beyond("prompts", rows, self._first_of_prompt)
        context = np.zeros((self.n + self.length, len(rows)), np.int64)
        context[: self.n] = rows.T
        first = self.first_token
        for t, (kind, sources) in enumerate((i.kind, i.sources) for i in self.instructions):
            number: NDArray = np.zeros(len(rows), np.int64)
            for (variable, reading), size in zip(sources, kind.parts, strict=True):
                source = self.variable_kinds[variable]
                table = np.array(source.readings[reading], np.int64)
                number = number * size + table[context[variable] - first[source.name]]
            context[self.n + t] = number + first[kind.name]
        return context[self.n :].T.copy()

    @property
    def _first_of_prompt(self) -> NDArray[np.int64]:
        """The first token of the kind of each variable of the prompt."""
        return np.array([self.first_token[kind.name] for kind in self.prompt], np.int64)

    def _rows(self, what: str, given: ArrayLike) -> NDArray[np.int64]:
        rows = whole_numbers(f"program: {what}", given)
        if rows.ndim != 2 or rows.shape[1] != self.n:
            raise PredictorError(f"program: {what} of shape {rows.shape}; give rows of {self.n} numbers")
        return rows

    def _refuse_beyond(self, what: str, rows: NDArray[np.int64], low: NDArray[np.int64]) -> None:
        """Raise unless each column has what its variable's kind has, from ``low`` on."""
        sizes = np.array([kind.size for kind in self.prompt], np.int64)
        wrong = (rows < low) | (rows >= low + sizes)
        if wrong.any():
            row, variable = np.argwhere(wrong)[0].tolist()
            raise PredictorError(
                f"program: row {row} of the {what} has {rows[row, variable]} for variable {variable}, a {self.prompt[variable].name!r}; "
                f"give {low[variable]}..{low[variable] + sizes[variable] - 1}"
            )
