"""Programs that need no machine: straight-line programs over a finite alphabet, and circuits of threshold gates.

Both are values with a plain evaluator; :mod:`lcomplexity.constructions` compiles them.

>>> xor = Program.of("01", 2, [(lambda a, b: "1" if a != b else "0", (0, 1))])
>>> xor.run("10")
('1',)
>>> majority = ThresholdCircuit(3, (Gate(((0, 1), (1, 1), (2, 1)), 2),))
>>> majority.run((1, 0, 1))
(1,)
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import product

from lcomplexity.errors import PredictorError


@dataclass(frozen=True)
class Instruction:
    """v = table[arguments]: ``table`` lists the results (value numbers) for all argument tuples in order."""

    arguments: tuple[int, ...]
    table: tuple[int, ...]


@dataclass(frozen=True)
class Program:
    """An oblivious straight-line program: variables 0 .. ``inputs``-1 are the input, each instruction defines the
    next variable from earlier ones, ``outputs`` are the variables read out.

    Raises :class:`PredictorError` for an instruction without arguments, one that reads itself or a later variable,
    or a table of the wrong size.
    """

    alphabet: tuple[str, ...]
    inputs: int
    instructions: tuple[Instruction, ...]
    outputs: tuple[int, ...]

    def __post_init__(self) -> None:
        A = len(self.alphabet)
        if A < 2 or len(set(self.alphabet)) < A:
            raise PredictorError(f"program: alphabet {list(self.alphabet)} needs at least 2 different values")
        if self.inputs < 1:
            raise PredictorError(f"program: {self.inputs} inputs; it needs at least 1")
        for i, instruction in enumerate(self.instructions):
            if not instruction.arguments:
                raise PredictorError(f"program: instruction {i} has no arguments; ignore one to define a constant")
            for v in instruction.arguments:
                if not 0 <= v < self.inputs + i:
                    raise PredictorError(
                        f"program: instruction {i} reads variable {v}; it may read 0..{self.inputs + i - 1}"
                    )
            expected = A ** len(instruction.arguments)
            if len(instruction.table) != expected or not all(0 <= v < A for v in instruction.table):
                raise PredictorError(f"program: instruction {i} needs a table of {expected} values in 0..{A - 1}")
        for v in self.outputs:
            if not 0 <= v < self.inputs + len(self.instructions):
                raise PredictorError(f"program: output {v} is not a variable")
        if not self.outputs:
            raise PredictorError("program: it has no output; name at least one variable")

    @classmethod
    def of(
        cls,
        alphabet: Iterable[str],
        inputs: int,
        instructions: Sequence[tuple[Callable[..., str], Sequence[int]]],
        outputs: Sequence[int] | None = None,
    ) -> Program:
        """Return the program with instructions (Python function on values, argument variables); without
        ``outputs`` the last variable is read out.

        >>> Program.of("ab", 1, [(lambda v: "a", (0,))]).instructions[0].table
        (0, 0)
        """
        values = tuple(alphabet)
        number = {v: i for i, v in enumerate(values)}
        compiled = []
        for i, (f, arguments) in enumerate(instructions):
            table = []
            for point in product(values, repeat=len(arguments)):
                v = f(*point)
                if v not in number:
                    raise PredictorError(
                        f"program: instruction {i} gives {v!r} on {point}; values are {list(values)}"
                    )
                table.append(number[v])
            compiled.append(Instruction(tuple(arguments), tuple(table)))
        last = inputs + len(compiled) - 1
        return cls(values, inputs, tuple(compiled), (last,) if outputs is None else tuple(outputs))

    def variables(self, x: Sequence[int]) -> tuple[int, ...]:
        """Return the value numbers of all variables on input ``x`` (value numbers)."""
        v = list(x)
        A = len(self.alphabet)
        for instruction in self.instructions:
            at = 0
            for a in instruction.arguments:
                at = at * A + v[a]
            v.append(instruction.table[at])
        return tuple(v)

    def run(self, x: Sequence[str]) -> tuple[str, ...]:
        """Return the outputs on input ``x`` (values); raises :class:`PredictorError` if it is no input."""
        if len(x) != self.inputs or any(s not in self.alphabet for s in x):
            raise PredictorError(f"program: {list(x)} is no input; give {self.inputs} of {list(self.alphabet)}")
        v = self.variables([self.alphabet.index(s) for s in x])
        return tuple(self.alphabet[v[i]] for i in self.outputs)


@dataclass(frozen=True)
class Gate:
    """1 iff sum of weight * wire over ``weights`` = ((wire, weight), ..) is at least ``threshold``."""

    weights: tuple[tuple[int, int], ...]
    threshold: int


@dataclass(frozen=True)
class ThresholdCircuit:
    """``inputs`` bits are wires 0 .. inputs-1; gate i defines wire inputs + i. The last ``outputs`` gates are the
    output. Raises :class:`PredictorError` for a gate that reads itself or a later wire, or one wire twice."""

    inputs: int
    gates: tuple[Gate, ...]
    outputs: int = 1

    def __post_init__(self) -> None:
        if self.inputs < 1 or not self.gates:
            raise PredictorError(
                f"circuit: {self.inputs} inputs, {len(self.gates)} gates; it needs at least 1 of each"
            )
        if not 1 <= self.outputs <= len(self.gates):
            raise PredictorError(f"circuit: {self.outputs} outputs of {len(self.gates)} gates")
        for i, gate in enumerate(self.gates):
            wires = [wire for wire, _ in gate.weights]
            if len(set(wires)) < len(wires):
                raise PredictorError(f"circuit: gate {i} names a wire twice; add the weights up")
            if any(not 0 <= wire < self.inputs + i for wire in wires):
                raise PredictorError(f"circuit: gate {i} reads wires {wires}; it may read 0..{self.inputs + i - 1}")

    def wires(self, x: Sequence[int]) -> tuple[int, ...]:
        """Return the bits of all wires on input bits ``x``."""
        bits = list(x)
        for gate in self.gates:
            bits.append(int(sum(w * bits[wire] for wire, w in gate.weights) >= gate.threshold))
        return tuple(bits)

    def run(self, x: Sequence[int]) -> tuple[int, ...]:
        """Return the output bits on input bits ``x``; raises :class:`PredictorError` if it is no input."""
        if len(x) != self.inputs or any(bit not in (0, 1) for bit in x):
            raise PredictorError(f"circuit: {list(x)} is no input; give {self.inputs} bits, each 0 or 1")
        return self.wires(x)[-self.outputs :]
