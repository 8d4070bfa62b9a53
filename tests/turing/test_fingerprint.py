"""A fingerprint tells runs apart: it is that of the kernel's steps, however often the tape had to grow."""

import numpy as np
import pytest

from turing.errors import MachineError
from turing.fingerprint import rolled, run_fingerprint
from turing.machine import Machine, initial, step
from turing.recursive import LoopedTrace
from turing.table import absorbing
from turing.zoo import zoo

SWEEP = Machine.of("sweep", "a _ 1 R a", "a 1 1 R a", start="a")


def by_definition(machine: Machine, x: str, steps: int) -> int:
    """The same hash in Python's integers, from the kernel's step."""
    a, h, c = absorbing(machine), 0, initial(machine, x)
    for _ in range(steps):
        q, s = a.states.index(c.state), machine.alphabet.index(c.tapes[0].symbol)
        h = (6364136223846793005 * h + q * len(machine.alphabet) + s + 1) % 2**64
        following = step(machine, c)
        c = c if following is None else following
    return h


@pytest.mark.parametrize(("name", "x", "steps"), [("bb4", "", 150), ("palindrome", "0110", 30)])
def test_the_fingerprint_is_that_of_the_kernels_steps(name: str, x: str, steps: int) -> None:
    """States and scanned symbols by the kernel's step, also behind the halt."""
    assert run_fingerprint(zoo(name).machine, x, steps) == by_definition(zoo(name).machine, x, steps)


def test_a_tape_that_grows_does_not_change_it() -> None:
    """3,000 steps to the right leave the first array twice."""
    assert run_fingerprint(SWEEP, "", 3000) == by_definition(SWEEP, "", 3000)


def test_one_other_step_is_another_fingerprint() -> None:
    """Changing any one value of a sequence changes the hash."""
    values = np.arange(50)
    for i in range(50):
        other = values.copy()
        other[i] += 1
        assert rolled(other, 0) != rolled(values, 0)


def test_the_step_tokens_of_a_looped_run_have_it() -> None:
    """60,000 steps of the five-state champion, in rounds: the hash of the chain's step tokens is the run's."""
    machine = zoo("bb5").machine
    form = LoopedTrace(machine, 0, 60_000, (-600, 400), R=2)
    h, first, behind = 0, form.tokens.z(0, 0), form.tokens.state(0)
    for piece in form.stream(np.zeros(0, np.int64)):
        h = rolled(piece[(piece >= first) & (piece < behind)] - first, h)
    assert h == run_fingerprint(machine, "", form.rounds * form.S)


def test_several_tapes_are_refused() -> None:
    """One line says why."""
    with pytest.raises(MachineError, match="3 tapes"):
        run_fingerprint(zoo("multiply_3tape").machine, "", 1)
