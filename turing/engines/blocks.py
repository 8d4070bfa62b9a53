"""What a machine does inside a block of cells, from entering it to leaving it.

A block is ``width`` symbol numbers read from left to right as one number in base (number of symbols); the blank
is numbered 0, so block 0 is blank. A *mode* is 2 * state + side: side 0 enters a block at its leftmost cell,
moving right; side 1 at its rightmost, moving left. Leaving is told by the mode in which the next block is entered.

>>> from turing.machine import Machine
>>> b = Blocks(Machine.of("M", "a _ 1 R a", "a 1 _ R a", start="a"), 3)
>>> b.crossing(0, b.number(("_", "1", "_"))) == (b.number(("1", "_", "1")), 0, 3)
True
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from turing.machine import DELTA, Machine

#: A width is admissible if a block, the head in it and the state have at most this many situations.
MAX_SITUATIONS = 1 << 18

#: In place of the mode in which the next block is entered: the machine stops in this block or never leaves it.
STAYS = -1


class Inside(NamedTuple):
    """The head inside a block: state number, position from 0, the block's symbol numbers, steps executed.

    >>> Inside(state=0, position=2, cells=(1, 0, 0), executed=7).cells[2]
    0
    """

    state: int
    position: int
    cells: tuple[int, ...]
    executed: int


class Blocks:
    """One machine's behaviour on blocks of one width; ``known`` keeps what has been worked out.

    >>> from turing.machine import Machine
    >>> b = Blocks(Machine.of("M", "a _ 1 R a", start="a"), 2); b.symbols(b.number(("1", "_")))
    ('1', '_')
    """

    def __init__(self, machine: Machine, width: int) -> None:
        self.machine = machine
        self.width = width
        self.order = (machine.blank, *(s for s in machine.alphabet if s != machine.blank))
        self.base = len(self.order)
        self.modes = 2 * len(machine.states)
        self.known: dict[int, tuple[int, int, int]] = {}
        state = {q: i for i, q in enumerate(machine.states)}
        self.digit = {s: i for i, s in enumerate(self.order)}
        self.delta = {
            (state[r.state], self.digit[r.read[0]]): (self.digit[r.write[0]], DELTA[r.move[0]], state[r.target])
            for r in machine.rules
        }

    def number(self, symbols: Sequence[str]) -> int:
        """Return the number of the block with these symbols, from left to right.

        >>> from turing.machine import Machine
        >>> Blocks(Machine.of("M", "a _ 1 R a", start="a"), 3).number("1_1")
        5
        """
        block = 0
        for s in symbols:
            block = block * self.base + self.digit[s]
        return block

    def symbols(self, block: int) -> tuple[str, ...]:
        """Return the symbols of a block from left to right: the inverse of :meth:`number`.

        >>> from turing.machine import Machine
        >>> Blocks(Machine.of("M", "a _ 1 R a", start="a"), 3).symbols(5)
        ('1', '_', '1')
        """
        return tuple(self.order[digit] for digit in self._cells(block))

    def entered(self, mode: int, block: int) -> Inside:
        """Return the head in the first cell of a block it enters in this mode.

        >>> from turing.machine import Machine
        >>> Blocks(Machine.of("M", "a _ 1 R a", start="a"), 3).entered(1, 4)
        Inside(state=0, position=2, cells=(1, 0, 0), executed=0)
        """
        return Inside(mode >> 1, self.width - 1 if mode & 1 else 0, self._cells(block), 0)

    def crossing(self, mode: int, block: int) -> tuple[int, int, int]:
        """Return the block left behind, the mode in which the next is entered or ``STAYS``, and the steps.

        With ``STAYS`` the block and the steps say nothing.

        >>> from turing.machine import Machine
        >>> b = Blocks(Machine.of("M", "a _ 1 L a", start="a"), 1)
        >>> b.crossing(0, 0), b.crossing(0, 1)
        ((1, 1, 1), (0, -1, 0))
        """
        key = block * self.modes + mode
        if key not in self.known:
            self.known[key] = self._crossed(self.entered(mode, block))
        return self.known[key]

    def execute(self, start: Inside, steps: int) -> Inside:
        """Return the head after up to ``steps`` steps that do not leave the block; fewer where no rule applies.

        Takes time bounded by the number of situations of the block, however many the steps.

        >>> from turing.machine import Machine
        >>> b = Blocks(Machine.of("M", "a _ 1 S b", "b 1 _ S a", start="a"), 1)
        >>> b.execute(b.entered(0, 0), 10**30 + 1)
        Inside(state=1, position=0, cells=(1,), executed=1000000000000000000000000000001)
        """
        after = self._walk(start, min(steps, self._situations()))
        if after.executed - start.executed < self._situations():
            return after
        # So many steps cannot all be in different situations, so this one returns.
        once = self.circuit(after)
        if once is None:
            return after
        skipped = (steps - (after.executed - start.executed)) // once * once
        final = self._walk(after, steps - (after.executed - start.executed) - skipped)
        return final._replace(executed=final.executed + skipped)

    def circuit(self, start: Inside) -> int | None:
        """Return after how many steps inside the block this situation returns, or ``None`` if it does not.

        >>> from turing.machine import Machine
        >>> b = Blocks(Machine.of("M", "a _ 1 S b", "b 1 _ S a", start="a"), 1)
        >>> b.circuit(b.entered(0, 0))
        2
        """
        state, position, cells = start.state, start.position, list(start.cells)
        for count in range(1, self._situations() + 1):
            rule = self.delta.get((state, cells[position]))
            if rule is None:
                return None
            cells[position], move, state = rule
            position += move
            if not 0 <= position < self.width:
                return None
            if state == start.state and position == start.position and tuple(cells) == start.cells:
                return count
        return None

    def _situations(self) -> int:
        return situations(self.machine, self.width)

    def _cells(self, block: int) -> tuple[int, ...]:
        digits = []
        for _ in range(self.width):
            block, digit = divmod(block, self.base)
            digits.append(digit)
        return tuple(reversed(digits))

    def _walk(self, start: Inside, steps: int) -> Inside:
        state, position, cells = start.state, start.position, list(start.cells)
        for count in range(steps):
            rule = self.delta.get((state, cells[position]))
            if rule is None:
                return Inside(state, position, tuple(cells), start.executed + count)
            cells[position], move, state = rule
            position += move
        return Inside(state, position, tuple(cells), start.executed + steps)

    def _crossed(self, start: Inside) -> tuple[int, int, int]:
        state, position, cells = start.state, start.position, list(start.cells)
        for count in range(1, self._situations() + 1):
            rule = self.delta.get((state, cells[position]))
            if rule is None:
                break
            cells[position], move, state = rule
            position += move
            if not 0 <= position < self.width:
                block = 0
                for digit in cells:
                    block = block * self.base + digit
                return block, 2 * state + (position < 0), count
        return 0, STAYS, 0


def situations(machine: Machine, width: int) -> int:
    """Return how many ways a state, a block of this width and a head inside it can be combined.

    >>> from turing.machine import Machine
    >>> situations(Machine.of("M", "a _ 1 R a", start="a"), 3)
    24
    """
    return len(machine.states) * width * len(machine.alphabet) ** width
