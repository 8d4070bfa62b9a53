"""Running machines: from an input and a step limit to an outcome, which is a value.

An outcome is one of :class:`Accepted`, :class:`Rejected`, :class:`Halted`, :class:`Undefined`,
:class:`OutOfSteps` and :class:`Looping`, each with the last configuration and the number of transitions executed,
the one into a halting state included. Out of steps is never reject. The engines differ in speed only.

>>> from turing.machine import Machine
>>> even = Machine.of("even", "e 1 1 R o", "o 1 1 R e", "e _ _ S yes", "o _ _ S no", start="e",
...                   accepting=["yes"], rejecting=["no"])
>>> match run(even, "111"):
...     case Accepted(_, steps): print("yes", steps)
...     case Rejected(configuration, steps): print("no", steps, configuration.heads)
no 4 (3,)
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import ClassVar, Literal, NamedTuple, TypeAlias, get_args

from turing.engines import kernel
from turing.errors import MachineError
from turing.machine import Configuration, Machine, Verdict, initial, verdict
from turing.tape import Side

#: Transitions that a run executes at most unless told otherwise.
DEFAULT_MAX_STEPS = 100_000_000

EngineName: TypeAlias = Literal["auto", "kernel", "run-length", "compiled"]

#: Transitions that ``auto`` leaves to the kernel: fewer would not pay for loading a compiler.
KERNEL_STEPS = 4096


@dataclass(frozen=True, slots=True)
class Accepted:
    """The machine stopped and accepts its input.

    >>> from turing.machine import Machine
    >>> run(Machine.of("M", "a 1 1 R yes", start="a", accepting=["yes"]), "1").outcome
    'accept'
    """

    configuration: Configuration
    steps: int
    outcome: ClassVar[Literal["accept"]] = "accept"


@dataclass(frozen=True, slots=True)
class Rejected:
    """The machine stopped and rejects its input.

    >>> from turing.machine import Machine
    >>> run(Machine.of("M", "a 1 1 R no", start="a", rejecting=["no"]), "1").outcome
    'reject'
    """

    configuration: Configuration
    steps: int
    outcome: ClassVar[Literal["reject"]] = "reject"


@dataclass(frozen=True, slots=True)
class Halted:
    """The machine stopped; what is on its tapes is the result.

    >>> from turing.machine import Machine
    >>> run(Machine.of("M", "a 1 1 R h", start="a", halting=["h"]), "1").outcome
    'halt'
    """

    configuration: Configuration
    steps: int
    outcome: ClassVar[Literal["halt"]] = "halt"


@dataclass(frozen=True, slots=True)
class Undefined:
    """The machine stopped where it has no rule and its policy gives that no meaning.

    >>> from turing.machine import Machine
    >>> run(Machine.of("M", "a 1 1 R a", start="a"), "1").outcome
    'undefined'
    """

    configuration: Configuration
    steps: int
    outcome: ClassVar[Literal["undefined"]] = "undefined"


@dataclass(frozen=True, slots=True)
class OutOfSteps:
    """The step limit was reached: nothing is known of what the machine would do.

    >>> from turing.machine import Machine
    >>> run(Machine.of("M", "a _ _ R a", start="a"), "", max_steps=10).outcome
    'limit'
    """

    configuration: Configuration
    steps: int
    outcome: ClassVar[Literal["limit"]] = "limit"


@dataclass(frozen=True, slots=True)
class Looping:
    """The step limit was reached in a configuration that returns every ``period`` steps: the machine never stops.

    >>> from turing.machine import Machine
    >>> end = run(Machine.of("M", "a _ _ R b", "b _ _ L a", start="a"), "", max_steps=10); end.outcome, end.period
    ('loop', 2)
    """

    configuration: Configuration
    steps: int
    period: int
    outcome: ClassVar[Literal["loop"]] = "loop"


Outcome: TypeAlias = Accepted | Rejected | Halted | Undefined | OutOfSteps | Looping

_STOPPED: Mapping[Verdict, type[Accepted] | type[Rejected] | type[Halted] | type[Undefined]] = MappingProxyType(
    {"accept": Accepted, "reject": Rejected, "halt": Halted, "undefined": Undefined}
)


class Engine(NamedTuple):
    """A way of running machines: the two functions described in :mod:`turing.engines.kernel`.

    >>> from turing.machine import Machine, initial
    >>> M = Machine.of("M", "a _ _ R b", "b _ _ L a", start="a")
    >>> engine_named(M, "kernel").period(M, initial(M, ""), 9)
    2
    """

    advance: Callable[[Machine, Configuration, int], tuple[Configuration, int]]
    period: Callable[[Machine, Configuration, int], int | None]


def run(
    machine: Machine,
    x: str | Sequence[str],
    *,
    max_steps: int = DEFAULT_MAX_STEPS,
    engine: EngineName = "auto",
) -> Outcome:
    """Return the outcome of the machine on input ``x`` within ``max_steps`` transitions.

    At the limit the outcome is :class:`Looping` if the configuration there returns within ``max_steps`` further
    transitions, else :class:`OutOfSteps`. Raises :class:`MachineError` for an input that is neither a text nor a
    sequence of symbols, a symbol outside the input alphabet, a limit that is not an integer of at least 0, an engine
    that is unknown or cannot run the machine, and a tape that outgrows :data:`turing.engines.kernel.MAX_CELLS`.

    >>> from turing.machine import Machine
    >>> run(Machine.of("M", "a 1 1 R a", start="a"), "1", max_steps=-1)
    Traceback (most recent call last):
        ...
    turing.errors.MachineError: M: step limit -1 is negative; give an integer of at least 0
    """
    _check_input(machine, x)
    return run_from(machine, initial(machine, x), max_steps=max_steps, engine=engine)


def run_from(
    machine: Machine,
    configuration: Configuration,
    *,
    max_steps: int = DEFAULT_MAX_STEPS,
    engine: EngineName = "auto",
) -> Outcome:
    """Return the outcome of the machine from any configuration, as :func:`run` does; steps are counted from there.

    Raises :class:`MachineError` as :func:`run` does, and for a configuration that is not one of this machine.

    >>> from turing.machine import Machine
    >>> M = Machine.of("M", "a 1 1 R a", "a _ _ S done", start="a", accepting=["done"])
    >>> first = run(M, "11111", max_steps=2); rest = run_from(M, first.configuration)
    >>> first.outcome, first.steps, rest.outcome, rest.steps
    ('limit', 2, 'accept', 4)
    """
    _check_limit(machine, max_steps)
    _check_configuration(machine, configuration)
    chosen = engine_named(machine, engine)
    last, steps = chosen.advance(machine, configuration, max_steps)
    meaning = verdict(machine, last)
    if meaning is not None:
        return _STOPPED[meaning](last, steps)
    period = chosen.period(machine, last, max_steps)
    return OutOfSteps(last, steps) if period is None else Looping(last, steps, period)


def engine_named(machine: Machine, name: EngineName) -> Engine:
    """Return the engine of this name; raise :class:`MachineError` if there is none.

    Compiled code is loaded only when it is to run. ``auto`` stays with the kernel where the machine's table is
    too large to compile.

    >>> from turing.machine import Machine
    >>> engine_named(Machine.of("M", "a 1 1 R a", start="a"), "warp")
    Traceback (most recent call last):
        ...
    turing.errors.MachineError: M: engine 'warp' is unknown; engines are ['auto', 'kernel', 'run-length', 'compiled']
    """
    if name == "kernel":
        return Engine(kernel.advance, kernel.period)
    if name == "auto":
        return Engine(_advance_auto, _period_auto)
    if name == "run-length":
        from turing.engines import run_length

        return Engine(run_length.advance, run_length.period)
    if name == "compiled":
        from turing.engines import compiled

        return Engine(compiled.advance, compiled.period)
    raise MachineError(f"{machine.name}: engine {name!r} is unknown; engines are {list(get_args(EngineName))}")


def _advance_auto(machine: Machine, configuration: Configuration, steps: int) -> tuple[Configuration, int]:
    first = min(steps, KERNEL_STEPS)
    configuration, executed = kernel.advance(machine, configuration, first)
    if executed < first or executed == steps:
        return configuration, executed
    configuration, more = _fastest(machine).advance(machine, configuration, steps - executed)
    return configuration, executed + more


def _period_auto(machine: Machine, configuration: Configuration, within: int) -> int | None:
    if within <= KERNEL_STEPS:
        return kernel.period(machine, configuration, within)
    return _fastest(machine).period(machine, configuration, within)


def _fastest(machine: Machine) -> Engine:
    from turing.engines import compiled

    return engine_named(machine, "compiled" if compiled.fits(machine) else "kernel")


def _check_input(machine: Machine, x: object) -> None:
    if not isinstance(x, Iterable):
        raise MachineError(
            f"{machine.name}: input {x!r:.60} is of type {type(x).__name__}; give a text, such as '101', or a sequence of symbols"
        )


def _check_limit(machine: Machine, max_steps: int) -> None:
    if isinstance(max_steps, bool) or not isinstance(max_steps, int):
        raise MachineError(
            f"{machine.name}: step limit {max_steps!r} is not an integer; give an integer of at least 0"
        )
    if max_steps < 0:
        raise MachineError(f"{machine.name}: step limit {max_steps} is negative; give an integer of at least 0")


def _check_configuration(machine: Machine, configuration: Configuration) -> None:
    """Refuse a configuration of another machine: an engine would read outside its tables."""
    name = machine.name
    if configuration.state not in machine.states:
        raise MachineError(
            f"{name}: configuration has state {configuration.state!r}; states are {list(machine.states)}"
        )
    if len(configuration.tapes) != machine.tapes:
        raise MachineError(
            f"{name}: configuration has {len(configuration.tapes)} tape(s); the machine {machine.tapes}"
        )
    for i, tape in enumerate(configuration.tapes):
        used = {tape.symbol} | _symbols(tape.left) | _symbols(tape.right)
        for s in sorted(used.difference(machine.alphabet)):
            raise MachineError(
                f"{name}: tape {i + 1} of the configuration has symbol {s!r}; "
                f"the tape alphabet is {list(machine.alphabet)}"
            )
        kernel.bounded(machine, i, kernel.stored(tape), 0)


def _symbols(side: Side) -> set[str]:
    found = set()
    while side is not None:
        found.add(side[0])
        side = side[1]
    return found
