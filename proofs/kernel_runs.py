"""The run of a machine as the kernel alone tells it: :func:`turing.machine.step`, again and again.

>>> M = Machine.of("M", "a 1 0 R a", start="a")
>>> [m.state for m in absorbing_run(M, "1", 2)]
['a', 'a', '(stuck)']
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from turing.machine import Machine, cells, initial, step, verdict
from turing.table import STUCK


class Moment(NamedTuple):
    """One moment of a run: state, head positions, and the non-blank cells of each tape."""

    state: str
    heads: tuple[int, ...]
    tapes: tuple[dict[int, str], ...]


def absorbing_run(machine: Machine, x: Sequence[str], steps: int) -> list[Moment]:
    """Return the moments 0 .. ``steps`` of a run, by :func:`turing.machine.step` and nothing else.

    A run that has stopped in a halting state stays as it is. One that has stopped where no rule applies is in
    the state :data:`turing.table.STUCK` from the next moment on, with its tapes and heads as they were.

    >>> M = Machine.of("M", "a 1 0 R a", start="a")
    >>> [(m.state, m.heads, m.tapes) for m in absorbing_run(M, "1", 2)]
    [('a', (0,), ({0: '1'},)), ('a', (1,), ({0: '0'},)), ('(stuck)', (1,), ({0: '0'},))]
    """
    now = initial(machine, x)
    moments = [Moment(now.state, now.heads, tuple(cells(machine, tape) for tape in now.tapes))]
    for _ in range(steps):
        last = moments[-1]
        if now.state in machine.halting or last.state == STUCK:
            moments.append(last)
        elif verdict(machine, now) is not None:
            moments.append(last._replace(state=STUCK))
        else:
            now = step(machine, now)
            moments.append(Moment(now.state, now.heads, tuple(cells(machine, tape) for tape in now.tapes)))
    return moments
