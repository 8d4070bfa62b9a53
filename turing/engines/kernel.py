"""The reference engine: :func:`turing.machine.step`, iterated and counted. Every other engine is tested equal to it.

An engine is two functions. ``advance(machine, configuration, steps)`` executes up to ``steps`` transitions and
stops earlier exactly where no rule applies; ``period(machine, configuration, within)`` says after how many steps
the configuration returns, if it does within that many. :mod:`turing.simulator` builds everything else on them.

>>> from turing.machine import Machine, initial
>>> M = Machine.of("M", "a _ 1 R b", "b _ 1 L a", "b 1 1 S a", start="a")
>>> c, executed = advance(M, initial(M, ""), 10); c.state, c.heads, executed
('a', (0,), 2)
"""

from __future__ import annotations

from turing.errors import TapeTooLongError
from turing.machine import Configuration, Machine, step
from turing.tape import Side, Tape

#: The most cells one tape of a configuration may hold, blank ones between its outermost symbols and its head
#: included: 256 MB of linked list.
MAX_CELLS = 4_000_000

#: Steps between two looks at the size of the tapes. A step adds at most one cell to each.
STRIDE = 1 << 20


def advance(machine: Machine, configuration: Configuration, steps: int) -> tuple[Configuration, int]:
    """Return the configuration after up to ``steps`` transitions, and how many were executed.

    Fewer are executed only where no rule applies. Raises :class:`TapeTooLongError` if a tape outgrows
    :data:`MAX_CELLS`.

    >>> from turing.machine import Machine, initial
    >>> M = Machine.of("M", "a _ 1 L a", start="a")
    >>> c, executed = advance(M, initial(M, ""), 3); c.heads, executed
    ((-3,), 3)
    """
    executed = 0
    while executed < steps:
        following = step(machine, configuration)
        # A stopped configuration is its own successor; one that merely repeats itself is a new value.
        if following is configuration:
            break
        configuration = following
        executed += 1
        if executed % STRIDE == 0:
            for i, tape in enumerate(configuration.tapes):
                bounded(machine, i, stored(tape), executed)
    return configuration, executed


def period(machine: Machine, configuration: Configuration, within: int) -> int | None:
    """Return the least p, 1 <= p <= ``within``, such that p steps lead back to this configuration, or ``None``.

    State, all tapes and absolute head positions must return.

    >>> from turing.machine import Machine, initial
    >>> M = Machine.of("M", "a _ _ R b", "b _ _ L a", start="a")
    >>> period(M, initial(M, ""), 5), period(M, initial(M, ""), 1)
    (2, None)
    """
    following = configuration
    for p in range(1, within + 1):
        last, following = following, step(machine, following)
        if following is last:
            return None
        if following == configuration:
            return p
        if p % STRIDE == 0:
            for i, tape in enumerate(following.tapes):
                bounded(machine, i, stored(tape), p)
    return None


def stored(tape: Tape) -> int:
    """Return how many cells a tape holds: those from its outermost symbols to its head.

    >>> from turing.tape import tape_of
    >>> stored(tape_of({0: "1"}, 2, "_"))
    3
    """
    return 1 + _length(tape.left) + _length(tape.right)


def bounded(machine: Machine, tape: int, size: int, step_number: int) -> None:
    """Return nothing; raise :class:`MachineError` if ``size`` cells of tape ``tape`` (from 0) exceed the bound.

    ``step_number`` counts the steps of this engine, for the message.

    >>> from turing.machine import Machine
    >>> bounded(Machine.of("M", "a _ 1 R a", start="a"), 0, 4_000_001, 4_000_000)
    Traceback (most recent call last):
        ...
    turing.errors.TapeTooLongError: M: tape 1 holds 4000001 cells after 4000000 steps; a configuration may hold 4000000; lower the step limit
    """
    if size > MAX_CELLS:
        raise TapeTooLongError(
            f"{machine.name}: tape {tape + 1} holds {size} cells after {step_number} steps; "
            f"a configuration may hold {MAX_CELLS}; lower the step limit"
        )


def _length(side: Side) -> int:
    count = 0
    while side is not None:
        count += 1
        side = side[1]
    return count
