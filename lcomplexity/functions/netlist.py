"""Building circuits gate by gate: AND, XOR and negation over wires, nothing computed twice.

A wire is a number, read as the AIGER format reads its literals: 0 and 1 are the constants, 2, 4, 6, .. the inputs and the
gates in their order, and ``w ^ 1`` is the negation of w, which costs no gate. A gate whose value is a constant or a wire
that is there already is not made.

>>> net = Netlist(2)
>>> x, y = net.inputs
>>> net.both(x, y), net.both(y, x), net.both(x, x ^ 1), net.either(x, 0)
(6, 6, 0, 2)
>>> net.program(net.either(x, y)).instructions                          # the unused AND is left out
(Instruction(arguments=(0, 1), table=(0, 1, 1, 1)),)
"""

from __future__ import annotations

from typing import Literal

from lcomplexity.errors import PredictorError
from lcomplexity.programs import Instruction, Program

#: Inputs and gates of a circuit at most: a bound for files, beyond anything whose length could be asked for.
MAX_INPUTS = 1 << 16
MAX_GATES = 1 << 17

FALSE, TRUE = 0, 1


class Netlist:
    """Gates under construction, for a circuit with a given number of inputs (1 .. 65,536).

    Raises :class:`PredictorError` for a number outside, and for more than 131,072 gates.
    """

    def __init__(self, inputs: int) -> None:
        if not 1 <= inputs <= MAX_INPUTS:
            raise PredictorError(f"circuit: {inputs} inputs; a circuit has 1 to {MAX_INPUTS}")
        self.inputs = tuple(2 * j for j in range(1, inputs + 1))
        self._gates: list[tuple[Literal["and", "xor"], int, int]] = []
        self._wires: dict[tuple[str, int, int], int] = {}

    def both(self, a: int, b: int) -> int:
        """Return the wire of a AND b.

        >>> Netlist(2).both(2, 1)
        2
        """
        a, b = sorted((a, b))
        if a == FALSE or a ^ 1 == b:
            return FALSE
        if a in (TRUE, b):
            return b
        return self._gate("and", a, b)

    def either(self, a: int, b: int) -> int:
        """Return the wire of a OR b.

        >>> Netlist(2).either(2, 1)
        1
        """
        return self.both(a ^ 1, b ^ 1) ^ 1

    def differ(self, a: int, b: int) -> int:
        """Return the wire of a XOR b.

        >>> Netlist(2).differ(2, 3)
        1
        """
        inverted = (a ^ b) & 1
        a, b = sorted((a & ~1, b & ~1))
        if a == b:
            return inverted
        return (b if a == FALSE else self._gate("xor", a, b)) ^ inverted

    def _gate(self, kind: Literal["and", "xor"], a: int, b: int) -> int:
        key = (kind, a, b)
        if key not in self._wires:
            if len(self._gates) == MAX_GATES:
                raise PredictorError(f"circuit: more than {MAX_GATES} gates; simplify it first")
            self._gates.append(key)
            self._wires[key] = 2 * (len(self.inputs) + len(self._gates))
        return self._wires[key]

    def program(self, output: int) -> Program:
        """Return the program of the gates that ``output`` needs, with negations inside their tables.

        >>> Netlist(2).program(3).instructions                          # not x_0
        (Instruction(arguments=(0,), table=(1, 0)),)
        """
        n, inverted = len(self.inputs), output & 1
        if output in (FALSE, TRUE):
            return Program(("0", "1"), n, (Instruction((0,), (output, output)),), (n,))
        if output >> 1 <= n:
            j = (output >> 1) - 1
            negation = (Instruction((j,), (1, 0)),) if inverted else ()
            return Program(("0", "1"), n, negation, (n if inverted else j,))
        number = {j + 1: j for j in range(n)}
        instructions = []
        for gate in self._needed(output >> 1):
            kind, a, b = self._gates[gate - n - 1]
            table = [((u ^ a) & (v ^ b) & 1) if kind == "and" else u ^ v for u in (0, 1) for v in (0, 1)]
            if gate == output >> 1:
                # No gate that is needed reads the output, so it may carry the output's negation.
                table = [bit ^ inverted for bit in table]
            instructions.append(Instruction((number[a >> 1], number[b >> 1]), tuple(table)))
            number[gate] = n + len(instructions) - 1
        return Program(("0", "1"), n, tuple(instructions), (number[output >> 1],))

    def _needed(self, gate: int) -> list[int]:
        """The gates that a gate depends on, itself included, in order."""
        n = len(self.inputs)
        seen, waiting = {gate}, [gate]
        while waiting:
            _, a, b = self._gates[waiting.pop() - n - 1]
            for wire in (a >> 1, b >> 1):
                if wire > n and wire not in seen:
                    seen.add(wire)
                    waiting.append(wire)
        return sorted(seen)
