"""The run-length engine: one tape, exact at any number of steps, with unbounded integers.

The tape is cut into blocks of ``width`` cells and stored as runs of equal blocks. What the machine does from
entering a block to leaving it is worked out once. If it leaves at the far side in the state it came in, it does
the same in every further block of the run: the whole run is one *operation*. A machine that never leaves a block
repeats itself there, and only the remainder of the steps by its period is executed.

>>> from turing.machine import Machine, initial
>>> M = Machine.of("M", "a _ 1 R a", start="a")
>>> end = compressed(M, initial(M, ""), 10**30)
>>> end.executed == end.head == end.count("1") == 10**30
True
"""

from __future__ import annotations

from dataclasses import dataclass

from turing.engines import kernel
from turing.engines.blocks import MAX_SITUATIONS, STAYS, Blocks, Inside, situations
from turing.errors import MachineError
from turing.machine import Configuration, Machine
from turing.tape import Side, Tape

#: Block widths tried, as far as :data:`MAX_SITUATIONS` allows, and the operations that each may use.
WIDTHS = (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 12)
TRIAL = 500

#: Operations between two looks at the number of runs.
STRIDE = 1 << 16


@dataclass(frozen=True)
class Compressed:
    """A configuration as runs of blocks, where a :class:`Configuration` could be too long to write out.

    ``runs`` are (symbols, how many times) from left to right, the first starting at cell ``first``; all other
    cells are blank. ``executed`` steps led here.

    >>> from turing.machine import Machine, initial
    >>> M = Machine.of("M", "a _ 1 R a", start="a")
    >>> end = compressed(M, initial(M, ""), 6); end.state, end.head, end.count("1")
    ('a', 6, 6)
    """

    machine: Machine
    state: str
    head: int
    first: int
    runs: tuple[tuple[tuple[str, ...], int], ...]
    executed: int

    @property
    def size(self) -> int:
        """Return the number of cells in the runs, at least one: the head is in a block of its own.

        >>> from turing.machine import Machine, initial
        >>> M = Machine.of("M", "a _ 1 L a", start="a")
        >>> compressed(M, initial(M, ""), 10**20).size >= 10**20
        True
        """
        return sum(len(symbols) * times for symbols, times in self.runs)

    def count(self, symbol: str) -> int:
        """Return how many cells of the runs hold ``symbol``.

        >>> from turing.machine import Machine, initial
        >>> M = Machine.of("M", "a _ 1 L a", start="a")
        >>> compressed(M, initial(M, ""), 10**20).count("1") == 10**20
        True
        """
        return sum(symbols.count(symbol) * times for symbols, times in self.runs)

    def configuration(self) -> Configuration:
        """Return the configuration written out; raise :class:`MachineError` if it has too many cells.

        >>> from turing.machine import Machine, initial
        >>> M = Machine.of("M", "a _ 1 L a", start="a")
        >>> compressed(M, initial(M, ""), 5).configuration() == kernel.advance(M, initial(M, ""), 5)[0]
        True
        """
        kernel.bounded(self.machine, 0, self.size, self.executed)
        symbols = [s for block, times in self.runs for _ in range(times) for s in block]
        at, blank = self.head - self.first, self.machine.blank
        left = _linked(symbols[:at], blank)
        right = _linked(symbols[:at:-1], blank)
        return Configuration(self.state, (Tape(left, symbols[at], right, self.head),))


def compressed(machine: Machine, configuration: Configuration, steps: int) -> Compressed:
    """Return what up to ``steps`` transitions lead to, as runs of blocks.

    Raises :class:`MachineError` for a machine with more than one tape, and if the runs become too many.

    >>> from turing.machine import Machine, initial
    >>> M = Machine.of("M", "a _ 1 R b", "b _ 1 R a", start="a")
    >>> compressed(M, initial(M, ""), 10**25 + 1).state
    'b'
    """
    simulation = _chosen(machine, configuration, steps)
    while not simulation.operate(STRIDE, steps):
        simulation.check_size()
    return simulation.finished(steps)


def advance(machine: Machine, configuration: Configuration, steps: int) -> tuple[Configuration, int]:
    """Return the configuration after up to ``steps`` transitions, and how many were executed.

    Means what :func:`turing.engines.kernel.advance` means. Raises :class:`MachineError` as :func:`compressed`
    does, and if the configuration has too many cells to write out.

    >>> from turing.machine import Machine, initial
    >>> M = Machine.of("M", "a _ _ S b", "b _ _ S a", start="a")
    >>> c, executed = advance(M, initial(M, ""), 10**30 + 1); c.state, executed == 10**30 + 1
    ('b', True)
    """
    end = compressed(machine, configuration, steps)
    return end.configuration(), end.executed


def period(machine: Machine, configuration: Configuration, within: int) -> int | None:
    """Return the least p, 1 <= p <= ``within``, such that p steps lead back to this configuration, or ``None``.

    Means what :func:`turing.engines.kernel.period` means.

    >>> from turing.machine import Machine, initial
    >>> M = Machine.of("M", "a _ _ R b", "b _ _ L a", start="a")
    >>> period(M, initial(M, ""), 10**30)
    2
    """
    width = _chosen(machine, configuration, within).blocks.width
    simulation = Simulation.of(Blocks(machine, width), configuration)
    budget = 2 * within
    if simulation.operate(1, budget):
        return simulation.circuit(within)
    # From here on the configuration can return only when the head comes back to the first block, which no second
    # operation can do before its end. Were the configuration on a cycle, the boundary after the second operation
    # would be on it too and be met again at the end of an operation: that operation went into the block the head
    # really came from, and it ended because the next block or the state differs. (The first one does not do: that
    # its block was entered from the left is made up, and a run passed in one operation may hide its end.)
    if simulation.operate(1, budget):
        return None
    saved, since = simulation.snapshot(), simulation.executed
    if since > within:
        return None
    while not simulation.operate(STRIDE, budget, until=saved[:2]):
        simulation.check_size()
        if simulation.snapshot() == saved:
            p = simulation.executed - since
            back = compressed(machine, configuration, p) if p <= within else None
            return p if back is not None and back.executed == p and back.configuration() == configuration else None
    return None


class Runs:
    """A stack of runs of equal blocks, nearest to the head last; below it, blank blocks without end.

    Neighbouring runs differ and the bottom one is not blank, so equal half-tapes have equal stacks.

    >>> r = Runs([5], [2]); r.push(5, 1); r.push(0, 4); r.blocks, r.counts
    ([5, 0], [3, 4])
    """

    __slots__ = ("blocks", "counts")

    def __init__(self, blocks: list[int], counts: list[int]) -> None:
        self.blocks = blocks
        self.counts = counts

    def push(self, block: int, count: int) -> None:
        """Return nothing; put ``count`` equal blocks on top.

        >>> r = Runs([], []); r.push(0, 7); r.blocks
        []
        """
        if self.blocks and self.blocks[-1] == block:
            self.counts[-1] += count
        elif block or self.blocks:
            self.blocks.append(block)
            self.counts.append(count)


class Simulation:
    """A run in progress: the head stands at ``edge`` between two blocks, about to enter one in ``mode``.

    Block i covers the cells from ``origin + i * width``; edge i is the left end of block i.

    >>> from turing.machine import Machine, initial
    >>> M = Machine.of("M", "a _ 1 R a", start="a")
    >>> s = Simulation.of(Blocks(M, 2), initial(M, "")); s.operate(1, 100), s.executed, s.edge
    (False, 100, 50)
    """

    def __init__(self, blocks: Blocks, origin: int, left: Runs, right: Runs, mode: int) -> None:
        self.blocks = blocks
        self.origin = origin
        self.left = left
        self.right = right
        self.mode = mode
        self.edge = 0
        self.executed = 0

    @classmethod
    def of(cls, blocks: Blocks, configuration: Configuration) -> Simulation:
        """Return the run that starts here, with the scanned cell leftmost in its block.

        >>> from turing.machine import Machine, initial
        >>> M = Machine.of("M", "a _ 1 R a", start="a")
        >>> Simulation.of(Blocks(M, 2), initial(M, "111")).right.counts
        [1, 1]
        """
        (tape,) = configuration.tapes
        width, blank = blocks.width, blocks.machine.blank
        sides = []
        for cells, order in ((_listed(tape.left), -1), ([tape.symbol, *_listed(tape.right)], 1)):
            cells += [blank] * (-len(cells) % width)
            runs = Runs([], [])
            for i in range(len(cells) - width, -1, -width):
                runs.push(blocks.number(cells[i : i + width][::order]), 1)
            sides.append(runs)
        mode = 2 * blocks.machine.states.index(configuration.state)
        return cls(blocks, tape.head, sides[0], sides[1], mode)

    def operate(self, operations: int, budget: int, until: tuple[int, int] | None = None) -> bool:
        """Return whether the next operation would stop, stay or pass ``budget`` steps; else up to ``operations``
        are done, fewer if one leads to the (edge, mode) ``until``.

        >>> from turing.machine import Machine, initial
        >>> M = Machine.of("M", "a _ 1 R a", start="a")
        >>> Simulation.of(Blocks(M, 2), initial(M, "1")).operate(1, 100)
        True
        """
        known, modes, crossing = self.blocks.known, self.blocks.modes, self.blocks.crossing
        mode, edge, left = self.mode, self.edge, budget - self.executed
        until_edge, until_mode = until or (None, None)
        ahead, behind = (self.left, self.right) if mode & 1 else (self.right, self.left)
        full = False
        for _ in range(operations):
            blocks, counts = ahead.blocks, ahead.counts
            block = blocks[-1] if blocks else 0
            new, after, cost = known.get(block * modes + mode) or crossing(mode, block)
            if after == STAYS or cost > left:
                full = True
                break
            if after == mode:
                times = left // cost
                if blocks and counts[-1] <= times:
                    times = counts[-1]
            else:
                times = 1
            left -= cost * times
            if blocks:
                if counts[-1] == times:
                    blocks.pop()
                    counts.pop()
                else:
                    counts[-1] -= times
            if (after ^ mode) & 1:
                ahead.push(new, 1)
                ahead, behind = behind, ahead
            else:
                behind.push(new, times)
                edge += -times if mode & 1 else times
            mode = after
            if edge == until_edge and mode == until_mode:
                break
        self.mode, self.edge, self.executed = mode, edge, budget - left
        return full

    def snapshot(self) -> tuple[int, int, list[int], list[int], list[int], list[int]]:
        """Return everything that decides how the run goes on; (edge, mode) come first.

        >>> from turing.machine import Machine, initial
        >>> M = Machine.of("M", "a _ 1 R a", start="a")
        >>> Simulation.of(Blocks(M, 2), initial(M, "11")).snapshot()
        (0, 0, [], [], [3], [1])
        """
        left, right = self.left, self.right
        sides = left.blocks.copy(), left.counts.copy(), right.blocks.copy(), right.counts.copy()
        return (self.edge, self.mode, *sides)

    def circuit(self, within: int) -> int | None:
        """Return after how many steps, at most ``within``, the configuration returns without leaving the block.

        >>> from turing.machine import Machine, initial
        >>> M = Machine.of("M", "a _ _ S a", start="a")
        >>> Simulation.of(Blocks(M, 2), initial(M, "")).circuit(5)
        1
        """
        p = self.blocks.circuit(self._entered())
        return p if p is not None and p <= within else None

    def finished(self, budget: int) -> Compressed:
        """Return where up to ``budget`` steps lead, once :meth:`operate` can do no more.

        >>> from turing.machine import Machine, initial
        >>> M = Machine.of("M", "a _ 1 R a", start="a")
        >>> s = Simulation.of(Blocks(M, 2), initial(M, "")); s.operate(9, 3), s.finished(3).head
        (True, 3)
        """
        blocks, width = self.blocks, self.blocks.width
        inside = blocks.execute(self._entered(), budget - self.executed)
        towards_left = self.mode & 1
        index = self.edge - towards_left
        left = list(zip(self.left.blocks, self.left.counts, strict=True))
        right = list(zip(self.right.blocks, self.right.counts, strict=True))
        ahead = left if towards_left else right
        if ahead:
            block, count = ahead.pop()
            if count > 1:
                ahead.append((block, count - 1))
        first = self.origin + (index - sum(count for _, count in left)) * width
        here = tuple(blocks.order[digit] for digit in inside.cells)
        runs = (
            *((blocks.symbols(block), count) for block, count in left),
            (here, 1),
            *((blocks.symbols(block), count) for block, count in reversed(right)),
        )
        head = self.origin + index * width + inside.position
        state = blocks.machine.states[inside.state]
        return Compressed(blocks.machine, state, head, first, runs, self.executed + inside.executed)

    def check_size(self) -> None:
        """Return nothing; raise :class:`MachineError` if there are more runs than a configuration may have cells.

        >>> from turing.machine import Machine, initial
        >>> M = Machine.of("M", "a _ 1 R a", start="a")
        >>> Simulation.of(Blocks(M, 2), initial(M, "")).check_size()
        """
        kernel.bounded(self.blocks.machine, 0, len(self.left.blocks) + len(self.right.blocks), self.executed)

    def _entered(self) -> Inside:
        ahead = self.left if self.mode & 1 else self.right
        return self.blocks.entered(self.mode, ahead.blocks[-1] if ahead.blocks else 0)


def _chosen(machine: Machine, configuration: Configuration, steps: int) -> Simulation:
    """Return the run that gets farthest in a trial of equally many operations, over all admissible widths.

    It goes on from where its trial ended.
    """
    if machine.tapes != 1:
        raise MachineError(
            f"{machine.name}: engine 'run-length' runs machines with one tape, this one has {machine.tapes}; "
            "use engine 'compiled'"
        )
    best: Simulation | None = None
    for width in WIDTHS:
        if best is not None and situations(machine, width) > MAX_SITUATIONS:
            break
        trial = Simulation.of(Blocks(machine, width), configuration)
        if trial.operate(TRIAL, steps):
            return trial
        if best is None or trial.executed > best.executed:
            best = trial
    assert best is not None
    return best


def _listed(side: Side) -> list[str]:
    found = []
    while side is not None:
        found.append(side[0])
        side = side[1]
    return found


def _linked(far_to_near: list[str], blank: str) -> Side:
    side: Side = None
    for symbol in far_to_near:
        if side is not None or symbol != blank:
            side = (symbol, side)
    return side
