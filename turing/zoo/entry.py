"""What the zoo records of one machine: its file, its oracle and its claims.

A claim is text in sympy's notation with the input length ``n`` as its only symbol, so that it can be read without
sympy and used as an exact expression with it.

>>> from turing.zoo.entry import ZooEntry
>>> e = ZooEntry("parity", "parity.tm", "odd number of ones", tuple("01"), lambda x: "accept", "verdict",
...              "n + 1", "exact", "every", ("0", "n"), True, (4, 8, 16))
>>> e.time(8), e.window(8), sorted(e.inputs(2)), e.machine.start
(9, (0, 8), ['00', '01', '10', '11'], '0')
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, TypeAlias

from turing.errors import MachineError
from turing.machine import Configuration, Machine, text, verdict

if TYPE_CHECKING:
    from turing.simulator import Outcome

#: Where the machine files are.
MACHINES = Path(__file__).parent / "machines"

Answer: TypeAlias = Literal["verdict", "tape"]
TimeKind: TypeAlias = Literal["exact", "bound"]
TimeOf: TypeAlias = Literal["every", "worst"]


class Published(NamedTuple):
    """Figures of a busy beaver from the literature: transitions until it halts, and non-blank cells left.

    >>> Published(6, 4).steps
    6
    """

    steps: int
    score: int


@dataclass(frozen=True, eq=False)
class ZooEntry:
    """One machine of the zoo with what is claimed of it.

    ``oracle`` maps an input to the answer: the verdict (``accept`` or ``reject``), or for ``answer="tape"`` the
    non-blank text of the first tape after halting. ``time_formula`` counts transitions, the halting one included:
    with ``time_kind="exact"`` it is the most over all inputs of length n, and with ``time_of="every"`` that of
    each of them; with ``"bound"`` no input takes more. ``window_formulas`` are the least and greatest cell that
    any head of any input of length n may reach. ``oblivious`` says whether the head path until the machine halts
    is expected to depend on n alone. All claims are about the valid inputs: every word over ``input_alphabet``,
    or those of ``words``, which ``domain`` describes. ``lengths`` are suggested lengths to work with.
    """

    name: str
    file: str
    title: str
    input_alphabet: tuple[str, ...]
    oracle: Callable[[str], str]
    answer: Answer
    time_formula: str
    time_kind: TimeKind
    time_of: TimeOf
    window_formulas: tuple[str, str]
    oblivious: bool
    lengths: tuple[int, ...]
    domain: str = "all words"
    words: Callable[[int], Iterator[str]] | None = None
    published: Published | None = None
    note: str = ""

    @property
    def path(self) -> Path:
        """Return the machine's file."""
        return MACHINES / self.file

    @cached_property
    def machine(self) -> Machine:
        """Return the machine, read from its file on first use, with exactly this input alphabet."""
        from turing.formats import load

        return replace(load(self.path), name=self.name, input_alphabet=self.input_alphabet)

    def inputs(self, n: int) -> Iterator[str]:
        """Return all valid inputs of length ``n``, one after the other; none where the domain has none.

        Raises :class:`MachineError` for a negative length.

        >>> from turing.zoo import zoo
        >>> list(zoo("multiply_unary").inputs(3))
        ['x11', '1x1', '11x']
        """
        if n < 0:
            raise MachineError(f"{self.name}: input length {n} is negative; give a length of at least 0")
        if self.words is not None:
            return self.words(n)
        return map("".join, product(self.input_alphabet, repeat=n))

    def time_expression(self) -> Any:
        """Return the time as a sympy expression in the symbol ``n`` (see :meth:`symbol`).

        >>> from turing.zoo import zoo
        >>> zoo("palindrome").time_expression()
        (n + 1)*(n + 2)/2
        """
        return _expression(self.time_formula)

    def time(self, n: int) -> int:
        """Return the claimed number of transitions at input length ``n``, rounded down if it is not whole.

        >>> from turing.zoo import zoo
        >>> zoo("palindrome").time(4)
        15
        """
        return _value(self.time_formula, n)

    def window(self, n: int) -> tuple[int, int]:
        """Return the least and greatest cell that a head may reach at input length ``n``.

        >>> from turing.zoo import zoo
        >>> zoo("copy").window(3)
        (0, 6)
        """
        least, greatest = self.window_formulas
        return _value(least, n), _value(greatest, n)

    def read(self, configuration: Configuration) -> str:
        """Return the answer in a configuration in which the machine has stopped: what ``oracle`` predicts.

        For a tape machine the answer is its first tape, provided it stopped in a halting state; where no rule
        applied, and while the machine still runs, the answer is ``undefined``.

        >>> from turing.machine import initial, step
        >>> from turing.zoo import zoo
        >>> e = zoo("increment"); c = initial(e.machine, "")
        >>> e.read(c), e.read(step(e.machine, step(e.machine, c)))
        ('undefined', '1')
        """
        if configuration.state not in self.machine.halting:
            return "undefined"
        if self.answer == "tape":
            return text(self.machine, configuration.tapes[0])
        return verdict(self.machine, configuration) or "undefined"

    def run(self, x: str) -> Outcome:
        """Return the outcome of the machine on a valid input within the claimed time.

        An outcome that is out of steps refutes the claim, or shows that the input was not valid.

        >>> from turing.zoo import zoo
        >>> zoo("parity").run("1011").outcome
        'accept'
        """
        from turing.simulator import run

        return run(self.machine, x, max_steps=self.time(len(x)))


def symbol() -> Any:
    """Return the sympy symbol of the formulas, the input length.

    >>> symbol()
    n
    """
    from sympy import Symbol

    return Symbol("n", integer=True, nonnegative=True)


def _expression(formula: str) -> Any:
    from sympy import sympify

    return sympify(formula, locals={"n": symbol()})


def _value(formula: str, n: int) -> int:
    if formula.lstrip("-").isdigit():
        return int(formula)
    from sympy import Integer, floor

    return int(floor(_expression(formula).subs(symbol(), Integer(n))))
