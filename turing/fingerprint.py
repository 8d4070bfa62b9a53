"""A fingerprint of a run: a rolling hash of what every step scans, and in which state, for runs too long to be kept.

h <- 6364136223846793005 h + (q C + s) + 1 modulo 2^64 over the steps, q and s numbered as in :func:`turing.table.absorbing`. Two
runs that differ in one step have different fingerprints: the multiplier is odd, so the hash of what follows is a
bijection of the hash so far. Runs that differ in several steps can collide, by accident, with probability about 2^-64.

>>> from turing.machine import Machine
>>> M = Machine.of("M", "a 1 _ R a", "a _ _ S h", start="a", halting=["h"])
>>> f = run_fingerprint(M, "11", 3); f == rolled(np.array([1, 1, 0]), 0), f == rolled(np.array([1, 0, 1]), 0)
(True, False)
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numba
import numpy as np
from numpy.typing import NDArray

from turing.errors import MachineError
from turing.machine import Machine
from turing.table import absorbing


def rolled(values: NDArray, so_far: int) -> int:
    """Return the hash after some more values (non-negative integers).

    >>> rolled(np.array([0, 1]), 0) == rolled(np.array([1]), rolled(np.array([0]), 0))
    True
    """
    return int(_rolled(values, np.uint64(so_far)))


@numba.njit(cache=True)
def _rolled(values: Any, h: Any) -> Any:
    for v in values:
        h = h * np.uint64(6364136223846793005) + np.uint64(v) + np.uint64(1)
    return h


def run_fingerprint(machine: Machine, x: str | Sequence[str], steps: int) -> int:
    """Return the fingerprint of ``steps`` steps of a single-tape machine on an input, by stepping through them.

    A run that has stopped stays where it is, as in an absorbing table.

    >>> from turing.machine import Machine
    >>> run_fingerprint(Machine.of("M", "a _ 1 R a", start="a"), "", 2) == rolled(np.array([0, 0]), 0)
    True
    """
    if machine.tapes != 1:
        raise MachineError(f"{machine.name}: {machine.tapes} tapes; fingerprints are of single-tape machines")
    a, G = absorbing(machine), len(machine.alphabet)
    reach = 1 << 10
    tape = np.full(2 * reach + len(x), a.blank, np.int64)
    tape[reach : reach + len(x)] = [machine.alphabet.index(s) for s in x]
    head, q, h, left = reach, a.start, np.uint64(0), steps
    while left:
        # What comes back is a Python integer; mixed with signed ones it would become a float.
        head, q, h, left = _stepped(
            tape, head, q, np.uint64(h), left, a.nx, a.wr[:, :, 0].copy(), a.mv[:, :, 0].copy(), G
        )
        if left:
            tape, head = np.pad(tape, len(tape), constant_values=a.blank), head + len(tape)
    return int(h)


@numba.njit(cache=True)
def _stepped(tape: Any, head: int, q: int, h: Any, left: int, nx: Any, wr: Any, mv: Any, G: int) -> Any:
    """Step until the head comes to an end of the array."""
    while left and 0 < head < len(tape) - 1:
        s = tape[head]
        h = h * np.uint64(6364136223846793005) + np.uint64(q * G + s) + np.uint64(1)
        tape[head] = wr[q, s]
        head += mv[q, s]
        q = nx[q, s]
        left -= 1
    return head, q, h, left
