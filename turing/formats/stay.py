"""A machine without stay moves: for the formats that have only L and R."""

from __future__ import annotations

from dataclasses import replace

from turing.errors import MachineError
from turing.formats.correspondence import distinct
from turing.machine import Machine, Rule


def without_stay(machine: Machine) -> Machine:
    """Return a one-tape machine with only L and R that does what ``machine`` does.

    A rule that stays and goes to p becomes one that moves R to a new state, whose every rule moves back L to p
    and leaves the cell as it is. Exact relation: a run of ``machine`` with t steps, s of them stays, becomes a
    run of t + s steps with the same verdict, tape and head. Raises :class:`MachineError` for more tapes than one.

    >>> M = without_stay(Machine.of("M", "a 1 _ S h", start="a", halting=["h"]))
    >>> for rule in M.rules: print(rule)
    (a, 1) -> (_, R, h-back)
    (h-back, _) -> (_, L, h)
    (h-back, 1) -> (1, L, h)
    """
    if machine.tapes != 1:
        raise MachineError(
            f"{machine.name}: stay moves are compiled away for one tape only, and the machine has {machine.tapes}; "
            "choose a format with stay moves: jflap or automata-lib"
        )
    targets = list(dict.fromkeys(r.target for r in machine.rules if r.move == ("S",)))
    if not targets:
        return machine
    names = distinct([(q, q) for q in machine.states] + [(f"back to {p!r}", f"{p}-back") for p in targets])
    back = {p: names[f"back to {p!r}"] for p in targets}
    rules = [replace(r, move=("R",), target=back[r.target]) if r.move == ("S",) else r for r in machine.rules]
    rules += [Rule(back[p], (s,), (s,), ("L",), p) for p in targets for s in machine.alphabet]
    return replace(machine, states=machine.states + tuple(back.values()), rules=tuple(rules))
