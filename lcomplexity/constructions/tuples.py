"""Lemma T: a straight-line program of N instructions in N tokens and one per output, by emitting *argument tuples*.

Token t is not the value of instruction t but the tuple of its arguments' values; whoever reads that token applies the
instruction's table. So no token computes a conjunction: coordinate i of token t copies one value,

    S_i(v) = [v = g_a(token of variable a)],   a the i-th argument,   g_a the table of instruction a (identity on inputs)

Weights are at most f (0 and 1 where no variable is an argument twice), f reads for f arguments, margin exactly 1. Each output is one more token, its value.

Source: our own argument; the tuple trick is what makes construction (a) cost one token per step.

>>> from lcomplexity.programs import Program
>>> carry = Program.of("01", 3, [(lambda a, b, c: "1" if (a + b + c).count("1") > 1 else "0", (0, 1, 2))])
>>> c = tuples(carry)
>>> from lcomplexity.decoding import decode
>>> d = decode(c.predictor, c.interface.prompt("101")); c.predictor.vocabulary.text(d.chain), d.margins
('(1,0,1) 1', (1, 1))
"""

from __future__ import annotations

from itertools import product

import numpy as np
from numpy.typing import NDArray

from lcomplexity.constructions.claims import Claims
from lcomplexity.constructions.construction import Construction, Expected
from lcomplexity.interface import Interface
from lcomplexity.predictor import Coordinate, LinearPredictor, Read, Rule, vote
from lcomplexity.programs import Program
from lcomplexity.schedule import Listed
from lcomplexity.vocabulary import Vocabulary


class _Tokens:
    """Token numbers: the A values, then the tuples of each arity in use, in the order of their arities."""

    def __init__(self, program: Program) -> None:
        self.program, A = program, len(program.alphabet)
        self.arities = sorted({len(i.arguments) for i in program.instructions})
        self.names = list(program.alphabet)
        self.first: dict[int, int] = {}
        for f in self.arities:
            self.first[f] = len(self.names)
            self.names += [f"({','.join(point)})" for point in product(program.alphabet, repeat=f)]
        self.A = A

    def says(self, variable: int) -> dict[int, int]:
        """Token of ``variable`` -> the variable's value."""
        if variable < self.program.inputs:
            return {v: v for v in range(self.A)}
        instruction = self.program.instructions[variable - self.program.inputs]
        first = self.first[len(instruction.arguments)]
        return {first + i: v for i, v in enumerate(instruction.table)}

    def coordinate(self, f: int, i: int, read: Read) -> Coordinate:
        """Coordinate i of the tuples of arity f, copied by ``read``."""
        values: list[int | None] = [None] * len(self.names)
        for index, point in enumerate(product(range(self.A), repeat=f)):
            values[self.first[f] + index] = point[i]
        return Coordinate(tuple(values), (read,))


def tuples(program: Program) -> Construction:
    """Return the predictor that writes the argument tuples of a straight-line program, then its outputs.

    >>> from lcomplexity.programs import Program
    >>> both = Program.of("01", 2, [(lambda a, b: str(int(a) & int(b)), (0, 1))])
    >>> c = tuples(both); c.predictor.vocabulary.tokens
    ('0', '1', '(0,0)', '(0,1)', '(1,0)', '(1,1)')
    """
    tokens = _Tokens(program)
    n, A = program.inputs, tokens.A
    numbers: dict[tuple[object, ...], int] = {}
    rules: list[Rule] = []
    used: list[int] = []
    positions: list[tuple[int, ...]] = []

    def emit(key: tuple[object, ...], rule: Rule, variables: tuple[int, ...]) -> None:
        if key not in numbers:
            numbers[key] = len(rules)
            rules.append(rule)
        used.append(numbers[key])
        positions.append(variables)

    for instruction in program.instructions:
        f = len(instruction.arguments)
        says = [tokens.says(v) for v in instruction.arguments]
        rule = Rule(tuple(tokens.coordinate(f, i, Read(i, vote(said))) for i, said in enumerate(says)))
        emit((f, *(tuple(said.items()) for said in says)), rule, instruction.arguments)
    values = tuple(D if D < A else None for D in range(len(tokens.names)))
    for v in program.outputs:
        said = tokens.says(v)
        emit((0, tuple(said.items())), Rule((Coordinate(values, (Read(0, vote(said)),)),)), (v,))
    width = max(len(row) for row in positions)
    # Variable v stands at position v of the context: inputs are the prompt, instruction i is token i.
    listed = np.array([row + (0,) * (width - len(row)) for row in positions], np.int64)
    schedule = Listed(np.array(used, np.int64), listed, np.zeros(listed.shape, bool))
    h = LinearPredictor(Vocabulary(tuple(tokens.names)), n, tuple(rules), schedule)
    f_max = max(tokens.arities, default=1)
    claims = Claims(
        {"N": len(program.instructions), "A": A, "f": f_max, "outputs": len(program.outputs)},
        length=("==", "N + outputs"),
        vocabulary=("==", " + ".join(["A", *(f"A**{f}" for f in tokens.arities)])),
        reads=("==", "f"),
        # An instruction may read one variable in several arguments.
        max_weight=("<=", "f"),
        margin=("==", "1"),
    )
    codes = {s: (i,) for i, s in enumerate(program.alphabet)}
    groups: dict[tuple[int, ...], str] = {(i,): s for i, s in enumerate(program.alphabet)}
    interface = Interface((), codes, codes, (), {}, len(program.instructions), len(program.outputs), 1, groups)

    def expected(x: NDArray[np.int64]) -> Expected:
        chains = []
        for row in x.tolist():
            v = program.variables(row)
            chain = []
            for instruction in program.instructions:
                at = 0
                for a in instruction.arguments:
                    at = at * A + v[a]
                chain.append(tokens.first[len(instruction.arguments)] + at)
            chains.append(chain + [v[o] for o in program.outputs])
        return Expected(x, np.array(chains, np.int64).reshape(len(x), -1), np.full(len(x), h.length, np.int64))

    source = f"straight-line program, {n} inputs, {len(program.instructions)} instructions"
    return Construction("tuples", h, interface, claims, n, tuple(range(A)), expected, source)
