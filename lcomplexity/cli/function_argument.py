"""FUNCTION on the command line: a family, a truth table, an expression, a circuit file, or a machine at a length."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from lcomplexity.cli.machine_argument import count, machine_file, machine_of

if TYPE_CHECKING:
    from lcomplexity.functions.boolean_function import BooleanFunction, Function
    from turing.machine import Machine

HELP = (
    "a family (parity:8), a truth table (0x6996:4), an expression ('x0 ^ (x1 & ~x2)'), a file (.blif .aag .aig, with "
    "file.blif:name for one of several outputs), or with --length a machine: a zoo name or a file"
)

#: Steps of one run after which a machine's verdict is called unknown.
MAX_STEPS = 1_000_000


def add_function(parser: argparse.ArgumentParser) -> None:
    """Add the argument FUNCTION and its options.

    >>> p = argparse.ArgumentParser(); add_function(p); p.parse_args(["parity:8"]).function
    'parity:8'
    """
    parser.add_argument("function", metavar="FUNCTION", help=HELP)
    _add_options(parser)


def add_functions(parser: argparse.ArgumentParser) -> None:
    """Add the argument FUNCTION.., one or more, and its options; ``--length`` is meant for those that are machines.

    >>> p = argparse.ArgumentParser(); add_functions(p); p.parse_args(["parity:8", "x0 ^ x1"]).function
    ['parity:8', 'x0 ^ x1']
    """
    parser.add_argument("function", metavar="FUNCTION", nargs="+", help=HELP)
    _add_options(parser)


def _add_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--length", type=count, metavar="n", help="the function is a machine's verdict on words of length n"
    )
    parser.add_argument(
        "--alphabet",
        metavar="SYMBOLS",
        help="the two input symbols of the machine that stand for 0 and 1 (default: 0 and 1, or the two it declares)",
    )


def function_argument(args: argparse.Namespace) -> Function:
    """Return the function that FUNCTION names; raises :class:`PredictorError` or :class:`MachineError` if there is none.

    >>> function_argument(argparse.Namespace(function="parity:8", length=None, alphabet=None)).n
    8
    """
    function, is_machine = _function(args.function, args.length, args.alphabet)
    if not is_machine:
        _refuse_options(args, function.name)
    return function


def function_arguments(args: argparse.Namespace) -> tuple[Function, ...]:
    """Return the functions that FUNCTION.. names, in order.

    >>> args = argparse.Namespace(function=["parity", "or:2"], length=3, alphabet=None)
    >>> [f.name for f in function_arguments(args)]
    ['parity at length 3', 'or:2']
    """
    found = [_function(text, args.length, args.alphabet) for text in args.function]
    if not any(is_machine for _, is_machine in found):
        _refuse_options(args, found[0][0].name)
    return tuple(function for function, _ in found)


def function_file(text: str) -> str | None:
    """Return the file that FUNCTION names, a circuit's or a machine's, or ``None``.

    >>> function_file("adder.blif:carry"), function_file("parity.tm"), function_file("parity:8")
    ('adder.blif', 'parity.tm', None)
    """
    from lcomplexity.functions.circuit_files import split_output

    circuit = split_output(text)
    return machine_file(text) if circuit is None else circuit[0]


def _refuse_options(args: argparse.Namespace, name: str) -> None:
    from lcomplexity.errors import PredictorError

    for option in ("length", "alphabet"):
        if getattr(args, option) is not None:
            raise PredictorError(f"{name}: --{option} is for machines; this function has its variables, leave it out")


def _function(text: str, length: int | None, alphabet: str | None) -> tuple[Function, bool]:
    """The function that a text names, and whether it is a machine's."""
    from lcomplexity.errors import PredictorError
    from lcomplexity.functions.families import FAMILIES
    from lcomplexity.functions.reading import form_of, function_of

    # Without a length, a word that is neither a machine's name nor a file's is no function at all.
    if not _names_machine(text) and (length is None or form_of(text) != "other"):
        return function_of(text), False
    if length is None:
        family = f" (the family of that name is written {FAMILIES[text].form})" if text in FAMILIES else ""
        raise PredictorError(f"{text}: a machine is a function at one length of input only; give --length n{family}")
    return machine_function(text, length, alphabet), True


def _names_machine(text: str) -> bool:
    """Whether a text is the name of a zoo machine or has the extension of a machine file."""
    from lcomplexity.functions.circuit_files import split_output
    from turing.formats.registry import BY_EXTENSION
    from turing.zoo import ZOO

    return text in ZOO or (Path(text).suffix.lower() in BY_EXTENSION and split_output(text) is None)


@dataclass(frozen=True)
class MachineFunction:
    """f(x) = 1 iff the machine accepts the word of length ``n`` whose symbol j is ``letters[x_j]``.

    A machine that rejects, or that provably runs for ever, does not accept. Where it ends without a verdict, or is still
    running after a million steps, the value is refused with one line.
    """

    machine: Machine
    n: int
    letters: tuple[str, str]

    @property
    def name(self) -> str:
        """Return the machine's name and the length."""
        return f"{self.machine.name} at length {self.n}"

    def value(self, x: Sequence[int]) -> int:
        """Return f(x).

        >>> machine_function("palindrome", 4, None).value((0, 1, 1, 0))
        1
        """
        from lcomplexity.functions.boolean_function import checked

        return self._value(checked(x, self))

    def _value(self, x: tuple[int, ...]) -> int:
        from lcomplexity.errors import PredictorError
        from turing.simulator import Accepted, Halted, Looping, OutOfSteps, Rejected, Undefined, run

        word = [self.letters[bit] for bit in x]
        match run(self.machine, word, max_steps=MAX_STEPS):
            case Accepted():
                return 1
            case Rejected() | Looping():
                return 0
            case OutOfSteps():
                fault = f"no verdict after {MAX_STEPS} steps; a function needs a machine that stops"
            case Halted():
                fault = "it halts without a verdict; a function needs a machine that accepts or rejects"
            case Undefined():
                fault = "it stops where no rule applies; a function needs a machine that accepts or rejects"
        raise PredictorError(f"{self.name}: input {''.join(word)[:60]!r}: {fault}")

    def tabulated(self) -> BooleanFunction:
        """Return the truth table, from one run for each of the 2^n words; raises :class:`PredictorError` for n > 16.

        >>> machine_function("palindrome", 3, None).tabulated().name
        '0xa5:3'
        """
        from lcomplexity.cli.output import Progress
        from lcomplexity.functions.boolean_function import BooleanFunction, refuse_large_table

        refuse_large_table(self.name, self.n)
        done = 0
        with Progress() as line:

            def value(x: tuple[int, ...]) -> int:
                nonlocal done
                done += 1
                line(f"{self.name}: {done:,} of {1 << self.n:,} words run")
                return self._value(x)

            return BooleanFunction.of(self.n, value)


def machine_function(text: str, length: int, alphabet: str | None) -> MachineFunction:
    """Return the verdict of the machine that a text names, on binary words of a length.

    The words are over 0 and 1 if the machine reads both, else over its two input symbols in their order; ``alphabet`` names
    two others. Raises :class:`MachineError` if there is no such machine, :class:`PredictorError` if its words are not binary.

    >>> machine_function("anbn", 4, None).letters
    ('a', 'b')
    """
    from lcomplexity.errors import PredictorError

    if length < 1:
        raise PredictorError(f"{text}: --length {length}; a function has at least 1 variable")
    machine = machine_of(argparse.Namespace(machine=text, alphabet=alphabet)).machine
    symbols = machine.input_alphabet
    if alphabet is None and {"0", "1"} <= set(symbols):
        symbols = ("0", "1")
    if len(symbols) != 2:
        raise PredictorError(
            f"{machine.name}: the input symbols are {', '.join(map(repr, symbols[:8]))}; a function needs two: name them with "
            f"--alphabet, as in --alphabet 01"
        )
    return MachineFunction(machine, length, (symbols[0], symbols[1]))
