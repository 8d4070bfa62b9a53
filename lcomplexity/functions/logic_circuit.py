"""Boolean functions given by circuits: straight-line programs over bits, evaluated at a point or on all points at once.

Expressions, circuit files and traced Python functions all become a :class:`LogicCircuit`. Its program is one of
:mod:`lcomplexity.programs`, so the constructions compile it like any other.

>>> from lcomplexity.functions.netlist import Netlist
>>> net = Netlist(2)
>>> half_sum = LogicCircuit("half sum", net.program(net.differ(net.inputs[0], net.inputs[1])))
>>> half_sum.value((1, 0)), half_sum.tabulated().name
(1, '0x6:2')
>>> from lcomplexity.constructions.tuples import tuples
>>> tuples(half_sum.program).predictor.length                          # the argument tuple, then the answer
2
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from lcomplexity.errors import PredictorError
from lcomplexity.functions.boolean_function import BooleanFunction, checked, mask, refuse_large_table
from lcomplexity.programs import Program

#: Bits that all variables of a program may take up together while a table is made.
_TABLE_BITS = 1 << 28


@dataclass(frozen=True)
class LogicCircuit:
    """The Boolean function that a program over the alphabet 0, 1 with one output computes; x_j is its variable j.

    Raises :class:`PredictorError` for another alphabet or several outputs.
    """

    name: str
    program: Program

    def __post_init__(self) -> None:
        if self.program.alphabet != ("0", "1"):
            raise PredictorError(f"{self.name}: the program's alphabet is not 0, 1; write it over these two values")
        if len(self.program.outputs) != 1:
            raise PredictorError(f"{self.name}: the program has {len(self.program.outputs)} outputs; choose one")

    @property
    def n(self) -> int:
        """Return the number of variables."""
        return self.program.inputs

    @property
    def gates(self) -> int:
        """Return the number of instructions of the program."""
        return len(self.program.instructions)

    def value(self, x: Sequence[int]) -> int:
        """Return f(x).

        >>> LogicCircuit("not x0", Program.of("01", 1, [(lambda v: "10"[int(v)], (0,))])).value((1,))
        0
        """
        return self.program.variables(checked(x, self))[self.program.outputs[0]]

    def tabulated(self) -> BooleanFunction:
        """Return the truth table: every instruction once on integers of many bits, one bit for each point.

        >>> LogicCircuit("not x0", Program.of("01", 1, [(lambda v: "10"[int(v)], (0,))])).tabulated().name
        '0x1:1'
        """
        refuse_large_table(self.name, self.n)
        # As many variables run through all their values as memory allows; the rest are fixed, one setting a pass.
        low = self.n
        while low and (self.n + self.gates) << low > _TABLE_BITS:
            low -= 1
        table = 0
        for high in range(1 << (self.n - low)):
            table |= self._pass(low, high) << (high << low)
        return BooleanFunction(self.n, table)

    def _pass(self, low: int, high: int) -> int:
        """The part of the table in which the variables from ``low`` on are the bits of ``high``."""
        ones = (1 << (1 << low)) - 1
        values = [mask(low, j) for j in range(low)]
        values += [ones if high >> j & 1 else 0 for j in range(self.n - low)]
        for instruction in self.program.instructions:
            arguments = [values[a] for a in instruction.arguments]
            found = 0
            for number, bit in enumerate(instruction.table):
                if bit:
                    here = ones
                    for place, argument in enumerate(reversed(arguments)):
                        here &= argument if number >> place & 1 else argument ^ ones
                    found |= here
            values.append(found)
        return values[self.program.outputs[0]]
