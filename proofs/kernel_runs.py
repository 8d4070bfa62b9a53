"""The run of a machine as the kernel alone tells it: :func:`turing.machine.step`, again and again.

>>> M = Machine.of("M", "a 1 0 R a", start="a")
>>> [m.state for m in absorbing_run(M, "1", 2)]
['a', 'a', '(stuck)']
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from turing.machine import POLICIES, Machine, cells, initial, step, verdict
from turing.table import STUCK
from turing.trace import Ending


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


def verdict_of(machine: Machine, moment: Moment) -> str:
    """Return what a moment of a run says of the input: ``limit`` if the run goes on.

    >>> M = Machine.of("M", "a 1 1 R a", "a _ _ S yes", start="a", accepting=["yes"])
    >>> [verdict_of(M, m) for m in absorbing_run(M, "1", 2)]
    ['limit', 'limit', 'accept']
    """
    if moment.state == STUCK:
        return POLICIES[machine.policy].missing
    if moment.state not in machine.halting:
        return "limit"
    if machine.policy == "by-halting" or moment.state in machine.accepting:
        return "accept"
    return "reject" if moment.state in machine.rejecting else "halt"


def text_of(machine: Machine, moment: Moment, tape: int = 0) -> str:
    """Return what stands on a tape, from its first to its last cell that is not blank.

    >>> M = Machine.of("M", "a 1 0 R a", start="a")
    >>> text_of(M, absorbing_run(M, "11", 1)[-1])
    '01'
    """
    written = moment.tapes[tape]
    symbols = [written.get(i, machine.blank) for i in range(min(written), max(written) + 1)] if written else []
    return ("" if all(len(s) == 1 for s in machine.alphabet) else " ").join(symbols)


def answer_of(machine: Machine, moment: Moment, ending: Ending, tape: int = 0) -> str:
    """Return the verdict of a moment, or the text on a tape.

    >>> M = Machine.of("M", "a 1 0 R a", start="a")
    >>> [answer_of(M, absorbing_run(M, "1", 1)[-1], ending) for ending in ("verdict", "tape")]
    ['limit', '0']
    """
    return verdict_of(machine, moment) if ending == "verdict" else text_of(machine, moment, tape)
