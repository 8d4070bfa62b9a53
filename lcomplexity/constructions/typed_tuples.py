"""Lemma T for programs with kinds: T tokens, as many reads as parts, weights 0 and 1, margin exactly 1.

Coordinate i of a token of a kind is its part i, and gets 1 from what the reading of its source says:

    S_i(v) = [v = reading_i(token of source i)]

The winner gets 1 in every coordinate of its kind, any other token misses one. One rule serves all instructions that
copy the same readings from the same kinds; a role may need several rules, one for each kind it meets in a slot.

Source: our own argument (see :mod:`lcomplexity.constructions.tuples`).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from lcomplexity.predictor import Coordinate, LinearPredictor, Read, Rule, vote
from lcomplexity.schedule import Listed
from lcomplexity.typed_programs import Argument, Kind, TypedProgram
from lcomplexity.vocabulary import Vocabulary


def typed_tuples(program: TypedProgram) -> LinearPredictor:
    """Return the predictor that writes the values of a program.

    >>> from lcomplexity.typed_programs import Argument, Kind
    >>> bit = Kind.of("bit", (2,), "{0}", value=lambda b: b)
    >>> two = Kind.of("two", (2, 2), "{0}{1}", xor=lambda a, b: a ^ b)
    >>> h = typed_tuples(TypedProgram((bit, bit), (Argument(two, ((0, "value"), (1, "value")), "pair"),
    ...                                            Argument(bit, ((2, "xor"),), "answer")), (1, 2)))
    >>> from lcomplexity.decoding import decode
    >>> d = decode(h, (1, 0)); h.vocabulary.text(d.chain), d.margins
    ('10 1', (1, 1))
    """
    numbers: dict[tuple[object, ...], int] = {}
    rules: list[Rule] = []
    used: list[int] = []
    for instruction in program.instructions:
        kinds = tuple(program.variable_kinds[variable].name for variable, _ in instruction.sources)
        key = (instruction.kind.name, kinds, tuple(reading for _, reading in instruction.sources))
        if key not in numbers:
            numbers[key] = len(rules)
            rules.append(_rule(program, instruction))
        used.append(numbers[key])
    width = max(len(i.sources) for i in program.instructions)
    positions: NDArray = np.zeros((program.length, width), np.int64)
    for t, instruction in enumerate(program.instructions):
        positions[t, : len(instruction.sources)] = [variable for variable, _ in instruction.sources]
    schedule = Listed(np.array(used, np.int64), positions, np.zeros(positions.shape, bool))
    return LinearPredictor(Vocabulary(program.vocabulary), program.n, tuple(rules), schedule)


def _rule(program: TypedProgram, instruction: Argument) -> Rule:
    size, kind = len(program.vocabulary), instruction.kind
    first = program.first_token[kind.name]
    coordinates = []
    for i, (variable, reading) in enumerate(instruction.sources):
        values: list[int | None] = [None] * size
        for number, parts in enumerate(np.ndindex(*kind.parts)):
            values[first + number] = int(parts[i])
        coordinates.append(Coordinate(tuple(values), (Read(i, vote(_says(program, variable, reading))),)))
    return Rule(tuple(coordinates))


def _says(program: TypedProgram, variable: int, reading: str) -> dict[int, int]:
    source: Kind = program.variable_kinds[variable]
    first = program.first_token[source.name]
    return {first + number: v for number, v in enumerate(source.readings[reading])}
