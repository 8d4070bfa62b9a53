"""Smaller counterexamples: an instance is JSON data, and parts of it are left out, or brought down, as long as the check still fails.

Greedy, and the same for every statement: pieces of lists, then single elements, are dropped; numbers go to 0, to half, or one towards 0;
in an instance with a machine one state is taken for another. What the statement says nothing about (it raises :class:`OutsideError`)
is no counterexample, so the result is one that the statement does speak of.

>>> from proofs.statement import Case
>>> def check(x):                                                       # false: no list of numbers adds up to more than 10
...     return Case(1, f"{x}" if sum(x["numbers"]) > 10 else None)
>>> smallest(check, {"numbers": [3, 9, 4, 7, 1]}, seconds=5)
{'numbers': [4, 7]}
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

from lcomplexity.errors import PredictorError
from proofs.machine_records import merged_states
from proofs.statement import Check, Instance
from turing.errors import MachineError

#: An instance is checked at most so often.
MAX_CHECKS = 20_000


def size(instance: Instance) -> tuple[int, int, int]:
    """Return what shrinking brings down, in this order: parts, digits of numbers and letters of texts, the sum of the numbers' sizes
    and signs.

    >>> size({"a": [1, -20], "b": "xy"})
    (3, 5, 22)
    """
    if isinstance(instance, dict):
        parts = [size(v) for v in instance.values()]
    elif isinstance(instance, list):
        parts = [(1 + p, d, s) for p, d, s in map(size, instance)]
    elif isinstance(instance, int):
        return 0, len(str(abs(instance))), abs(instance) + (instance < 0)
    else:
        return 0, len(str(instance)), 0
    total = [sum(part[i] for part in parts) for i in range(3)]
    return total[0] + isinstance(instance, dict), total[1], total[2]


def candidates(instance: Instance) -> Iterator[Instance]:
    """Return smaller instances, the boldest first.

    >>> list(candidates([2]))
    [[], [0], [1]]
    """
    match instance:
        case bool() | None | str() | float():
            return
        case int():
            sign = 1 if instance > 0 else -1
            half = sign * (abs(instance) // 2)
            for value in dict.fromkeys((0, 1, abs(instance), half, instance - sign, instance - 2 * sign)):
                if size(value) < size(instance):
                    yield value
        case list():
            yield from _shorter(instance)
            for i, part in enumerate(instance):
                for smaller in candidates(part):
                    yield [*instance[:i], smaller, *instance[i + 1 :]]
        case dict():
            machine = instance.get("machine")
            if isinstance(machine, dict):
                for smaller in merged_states(machine):
                    yield instance | {"machine": smaller}
            for name, part in instance.items():
                for smaller in candidates(part):
                    yield instance | {name: smaller}


def _shorter(items: list[Any]) -> Iterator[list[Any]]:
    """The list without a half, a quarter, .., an element."""
    length = len(items)
    while length:
        for first in range(0, len(items), length):
            yield items[:first] + items[first + length :]
        length //= 2


def smallest(check: Check, instance: Instance, *, seconds: float) -> Instance:
    """Return a counterexample no larger than ``instance``, which must be one, as found within ``seconds``.

    >>> from proofs.statement import Case
    >>> smallest(lambda x: Case(1, "odd" if x % 2 else None), 91, seconds=5)
    1
    """
    end, checks = time.monotonic() + seconds, 0
    found = True
    while found:
        found = False
        for smaller in candidates(instance):
            checks += 1
            if checks > MAX_CHECKS or time.monotonic() >= end:
                return instance
            if size(smaller) < size(instance) and refutes(check, smaller):
                instance, found = smaller, True
                break
    return instance


def refutes(check: Check, instance: Instance) -> bool:
    """Return whether an instance is a counterexample; one that the check cannot make sense of is none.

    >>> from proofs.statement import Case
    >>> refutes(lambda x: Case(1, "bad"), 0), refutes(lambda x: Case(1, x["no such key"]), {})
    (True, False)
    """
    try:
        return check(instance).counterexample is not None
    except (
        PredictorError,
        MachineError,
        ValueError,
        TypeError,
        KeyError,
        IndexError,
        ArithmeticError,
        AssertionError,
    ):
        return False
