"""Runs that end where the state has rules, but none for what is scanned: perhaps a line of the file is missing.

By the policies ``missing-halts``, ``final-state`` and ``by-halting`` such an end has a meaning, so that nothing else would tell it from an
end by a rule. Where it has none (``by-state``) the outcome ``undefined`` tells it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import product
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from turing.machine import Configuration, Machine

#: Runs that are looked at for a note on a machine at one length, and the steps of all of them together.
RUNS, STEPS = 256, 50_000

_DOES = {"accept": "accepts", "reject": "rejects", "halt": "halts"}


def missing_rule(machine: Machine, end: Configuration) -> str | None:
    """Return a note if a run that ended here ended for want of a rule and its policy gives that a verdict, else ``None``.

    >>> from turing.machine import Machine
    >>> from turing.simulator import run
    >>> M = Machine.of("M", "scan 1 1 R scan", start="scan", policy="missing-halts")
    >>> missing_rule(M, run(M, "11").configuration)
    'no rule for (scan, _): by policy missing-halts the machine halts there'
    """
    from turing.machine import POLICIES

    does = _DOES.get(POLICIES[machine.policy].missing)
    if does is None or end.state in machine.halting or (end.state, end.scanned) in machine.delta:
        return None
    read = end.scanned[0] if machine.tapes == 1 else f"[{' '.join(end.scanned)}]"
    return f"no rule for ({end.state}, {read}): by policy {machine.policy} the machine {does} there"


def first_missing_rule(machine: Machine, n: int, words: Iterable[str | Sequence[str]] | None) -> str | None:
    """Return the note on the first of these inputs that ends so, with the input, or ``None``; ``words`` is ``None`` for all of length n.

    A look at a few: at most :data:`RUNS` inputs and :data:`STEPS` steps.

    >>> from turing.machine import Machine
    >>> M = Machine.of("M", "scan 1 1 R scan", "scan _ _ S end", "scan 0 0 R odd", "odd 0 0 R scan", "odd 1 1 R odd",
    ...                start="scan", halting=["end"], policy="missing-halts")
    >>> first_missing_rule(M, 2, None)
    "no rule for (odd, _): by policy missing-halts the machine halts there (input '10')"
    """
    from turing.machine import POLICIES
    from turing.simulator import run

    if POLICIES[machine.policy].missing not in _DOES:
        return None
    left = STEPS
    every = product(machine.input_alphabet, repeat=n) if words is None else words
    for _, word in zip(range(RUNS), every, strict=False):
        # So few steps are not worth loading a compiler.
        end = run(machine, word, max_steps=left, engine="kernel")
        left -= end.steps
        note = missing_rule(machine, end.configuration)
        if note is not None:
            return f"{note} (input {''.join(word)!r})"
    return None
