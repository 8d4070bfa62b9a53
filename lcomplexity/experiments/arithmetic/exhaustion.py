"""Right on *every* pair of numbers: by going through everything that a token of a typed program can find before it.

A learned table reads a token or two; what it says depends on nothing else. So a predictor with a known wiring is right on all inputs if
each table is right on every combination of tokens that some input puts before it. The combinations are collected by running the program on
all inputs (compiled, 10^8 pairs of 4-digit numbers in about a minute), and are few: some 16,000 for multiplication of 4 digits by 4.

>>> from lcomplexity.constructions.arithmetic import addition_program
>>> found = combinations(addition_program(1), np.array([[a, 0, b, 0] for a in range(10) for b in range(10)]))
>>> [len(rows) for rows in found]                                     # addends, carried, top, digit
[100, 100, 19, 19]
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numba
import numpy as np
from numpy.typing import NDArray

from lcomplexity.errors import PredictorError
from lcomplexity.learning.learned import Learned
from lcomplexity.typed_programs import TypedProgram

#: Inputs made at a time, and run at a time.
BLOCK, AT_ONCE = 1 << 20, 1 << 10


@dataclass(frozen=True)
class Exhaustion:
    """Over ``inputs`` inputs: the combinations of (table, tokens read) that occur, and those with a wrong answer."""

    inputs: int
    combinations: int
    wrong: int


def exhausted(
    program: TypedProgram,
    learned: Learned,
    values: Callable[[NDArray[np.int64]], NDArray[np.int64]],
    inputs: int,
    progress: Callable[[int], None] | None = None,
) -> Exhaustion:
    """Return on how many combinations a learned predictor is wrong; its wiring must be that of the program.

    ``values(numbers)`` gives the prompts' values (B, n) of inputs numbered 0 .. ``inputs`` - 1, as :meth:`TypedProgram.prompts` takes
    them. 0 wrong means: right on all these inputs.

    >>> from lcomplexity.constructions.arithmetic import addition_program
    >>> from lcomplexity.learning.perceptron import perceptron
    >>> from lcomplexity.learning.datasets import Dataset
    >>> from lcomplexity.learning.wiring import by_role
    >>> program = addition_program(1)
    >>> prompts = program.prompts(np.array([[a, 0, b, 0] for a in range(10) for b in range(10)]))
    >>> data = Dataset(program.vocabulary, prompts, program.chains(prompts))
    >>> learned = perceptron(data, by_role(program)).learned
    >>> exhausted(program, learned, lambda i: np.stack([i // 10, 0 * i, i % 10, 0 * i], axis=1), 100)
    Exhaustion(inputs=100, combinations=238, wrong=0)
    """
    code, marks = _code(program), _no_marks(program)
    for start in range(0, inputs, BLOCK):
        numbers = np.arange(start, min(start + BLOCK, inputs))
        _mark(*code, program.prompts(values(numbers)).astype(np.int32), program.n, marks)
        if progress is not None:
            progress(int(numbers[-1]) + 1)
    seen: dict[tuple[int, ...], int] = {}
    wrong = 0
    for t, rows in enumerate(_combinations(program, marks)):
        table = learned.tables[learned.wiring.tables[t]]
        for row, answer in zip(rows.tolist(), _answers(program, t, rows).tolist(), strict=True):
            key = (int(learned.wiring.tables[t]), *row)
            if key in seen:
                if seen[key] != answer:
                    raise PredictorError(
                        f"exhaustion: the tokens of table {key[0]} must say different things after {row}"
                    )
                continue
            seen[key] = answer
            scores = np.zeros(len(table.labels), np.int64)
            first = 0
            for there, token in zip(table.tokens, row, strict=True):
                if token in there:
                    scores += table.weights[first + there.index(token)]
                first += len(there)
            wrong += int(table.labels[scores.argmax()]) != answer
    return Exhaustion(inputs, len(seen), wrong)


def combinations(program: TypedProgram, values: NDArray[np.int64]) -> list[NDArray[np.int64]]:
    """Return for each instruction the combinations (N, parts) of tokens it reads on prompts with these values (B, n).

    >>> from lcomplexity.constructions.arithmetic import addition_program
    >>> combinations(addition_program(1), np.array([[7, 0, 8, 0]]))[0].tolist()           # two digits are read first
    [[7, 8]]
    """
    marks = _no_marks(program)
    _mark(*_code(program), program.prompts(values).astype(np.int32), program.n, marks)
    return _combinations(program, marks)


_Code = tuple[NDArray[np.int64], NDArray[np.int32], NDArray[np.int64], NDArray[np.int64]]


def _code(program: TypedProgram) -> _Code:
    """Sources (T, 2), -1 for none; readings (T, 2, size); sizes of parts (T, 2); first tokens (T,)."""
    size, T = len(program.vocabulary), program.length
    if max(len(i.sources) for i in program.instructions) > 2:
        raise PredictorError("exhaustion: an instruction reads more than two tokens; it is made for at most two")
    sources, readings = np.full((T, 2), -1, np.int64), np.zeros((T, 2, size), np.int32)
    sizes, first = np.ones((T, 2), np.int64), np.zeros(T, np.int64)
    for t, instruction in enumerate(program.instructions):
        first[t] = program.first_token[instruction.kind.name]
        for i, ((variable, reading), part) in enumerate(
            zip(instruction.sources, instruction.kind.parts, strict=True)
        ):
            kind = program.variable_kinds[variable]
            begin = program.first_token[kind.name]
            sources[t, i], sizes[t, i] = variable, part
            readings[t, i, begin : begin + kind.size] = kind.readings[reading]
    return sources, readings, sizes, first


def _no_marks(program: TypedProgram) -> NDArray[np.bool_]:
    size = len(program.vocabulary)
    return np.zeros((program.length, size, size), np.bool_)


@numba.njit(cache=True)
def _mark(
    sources: NDArray[np.int64],
    readings: NDArray[np.int32],
    sizes: NDArray[np.int64],
    first: NDArray[np.int64],
    prompts: NDArray[np.int32],
    n: int,
    marks: NDArray[np.bool_],
) -> None:  # pragma: no cover - compiled
    T = len(sources)
    # Instruction by instruction for some inputs at a time: the marks of one instruction are what the cache holds.
    context = np.zeros((n + T, AT_ONCE), np.int32)
    for start in range(0, len(prompts), AT_ONCE):
        count = min(AT_ONCE, len(prompts) - start)
        for i in range(n):
            for b in range(count):
                context[i, b] = prompts[start + b, i]
        for t in range(T):
            here, one, two = marks[t], readings[t, 0], readings[t, 1]
            left, right = sources[t, 0], sources[t, 1]
            for b in range(count):
                u = context[left, b]
                v = context[right, b] if right >= 0 else 0
                number = one[u] * sizes[t, 1] + two[v] if right >= 0 else one[u]
                here[u, v] = True
                context[n + t, b] = first[t] + number


def _combinations(program: TypedProgram, marks: NDArray[np.bool_]) -> list[NDArray[np.int64]]:
    return [np.argwhere(marks[t])[:, : len(i.sources)] for t, i in enumerate(program.instructions)]


def _answers(program: TypedProgram, t: int, rows: NDArray[np.int64]) -> NDArray[np.int64]:
    """The token that instruction t says after each combination."""
    instruction = program.instructions[t]
    number: NDArray = np.zeros(len(rows), np.int64)
    for i, ((variable, reading), part) in enumerate(zip(instruction.sources, instruction.kind.parts, strict=True)):
        kind = program.variable_kinds[variable]
        number = number * part + np.array(kind.readings[reading])[rows[:, i] - program.first_token[kind.name]]
    return number + program.first_token[instruction.kind.name]
