"""Strategies that draw Boolean functions, gates, circuits and straight-line programs: a search tool for small examples.

They shrink to few bits, few gates, small weights; ``hypothesis.find`` with a condition is a search for a small thing that meets it. Which
function is the smallest that is not one token, up to its negation?

>>> from lcomplexity.length.separability import Separation, cube, labels_of, separate
>>> def two_tokens(f):
...     return f.table % 2 == 0 and not isinstance(separate(cube(f.n), labels_of(f.n, f.table)), Separation)
>>> f = smallest_function(two_tokens)
>>> f.n, f"{f.table:04b}"                                               # exclusive or
(2, '0110')
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import product

from hypothesis import find, settings
from hypothesis import strategies as st
from hypothesis.errors import NoSuchExample

from lcomplexity.functions.boolean_function import BooleanFunction
from lcomplexity.programs import Gate, Instruction, Program, ThresholdCircuit


@st.composite
def functions(draw: st.DrawFn, *, bits: tuple[int, int] = (0, 4)) -> BooleanFunction:
    """Return a strategy for Boolean functions with this many bits; they shrink to few bits and few ones.

    >>> from hypothesis import find
    >>> from random import Random
    >>> find(functions(bits=(1, 3)), lambda f: f.count == 1, random=Random(0))
    BooleanFunction(n=1, table=1)
    """
    n = draw(st.integers(*bits))
    return BooleanFunction(n, draw(st.integers(0, (1 << (1 << n)) - 1)))


def smallest_function(condition: Callable[[BooleanFunction], bool], *, most: int = 3) -> BooleanFunction:
    """Return a function that meets a condition, of as few bits as any that does: ``hypothesis.find`` for 0, 1, .., ``most`` bits.

    For up to two bits all functions are looked at; for more, a thousand. Raises ``hypothesis.errors.NoSuchExample`` if none is found.

    >>> smallest_function(lambda f: f.count == 3).n
    2
    """
    for n in range(most + 1):
        try:
            return find(functions(bits=(n, n)), condition, settings=settings(max_examples=1000, database=None))
        except NoSuchExample:
            if n == most:
                raise
    raise AssertionError("most is at least 0")


def symmetric_values(*, bits: tuple[int, int] = (1, 8)) -> st.SearchStrategy[tuple[int, ...]]:
    """Return a strategy for the values F(0) .. F(n) of symmetric functions; they shrink to few bits and to 0.

    >>> from hypothesis import find
    >>> from random import Random
    >>> len(find(symmetric_values(), lambda F: sum(a != b for a, b in zip(F, F[1:])) == 2, random=Random(0)))
    3
    """
    low, high = bits
    return st.lists(st.integers(0, 1), min_size=low + 1, max_size=high + 1).map(tuple)


@st.composite
def threshold_circuits(
    draw: st.DrawFn, *, bits: tuple[int, int] = (1, 4), gates: tuple[int, int] = (1, 4), weight: int = 5
) -> ThresholdCircuit:
    """Return a strategy for threshold circuits with weights up to ``weight`` in size; they shrink to few gates that read little.

    Two gates that compute exclusive or, as small as they get:

    >>> from random import Random
    >>> from hypothesis import find, settings
    >>> def xor(c):
    ...     return c.inputs == 2 and all(c.run((a, b)) == (a ^ b,) for a in (0, 1) for b in (0, 1))
    >>> found = find(threshold_circuits(bits=(2, 2), gates=(1, 2), weight=2), xor, settings=settings(max_examples=100_000), random=Random(0))
    >>> len(found.gates)
    2
    """
    n = draw(st.integers(*bits))
    made = []
    for t in range(draw(st.integers(*gates))):
        weights = draw(st.lists(st.integers(-weight, weight), min_size=n + t, max_size=n + t))
        size = sum(map(abs, weights))
        made.append(Gate(tuple((i, w) for i, w in enumerate(weights) if w), draw(st.integers(-size, size + 1))))
    return ThresholdCircuit(n, tuple(made))


@st.composite
def programs(
    draw: st.DrawFn,
    *,
    values: tuple[int, int] = (2, 3),
    inputs: tuple[int, int] = (1, 3),
    instructions: tuple[int, int] = (0, 4),
) -> Program:
    """Return a strategy for straight-line programs; instructions have one to three arguments, and shrink to constants.

    >>> from hypothesis import find
    >>> program = find(programs(), lambda program: len({program.run((a, b)) for a in "01" for b in "01"}) > 1
    ...                if program.inputs == 2 else False)
    >>> program.inputs, len(program.instructions)
    (2, 0)
    """
    A, n = draw(st.integers(*values)), draw(st.integers(*inputs))
    made = []
    for i in range(draw(st.integers(*instructions))):
        arguments = tuple(draw(st.lists(st.integers(0, n + i - 1), min_size=1, max_size=3)))
        cells = len(list(product(range(A), repeat=len(arguments))))
        table = tuple(draw(st.lists(st.integers(0, A - 1), min_size=cells, max_size=cells)))
        made.append(Instruction(arguments, table))
    outputs = draw(st.lists(st.integers(0, n + len(made) - 1), min_size=1, max_size=2))
    return Program(tuple(map(str, range(A))), n, tuple(made), tuple(outputs))
