"""Traced Python bit functions: a function on bits, run once on symbols, becomes a circuit.

The function is called with one symbol for each bit; ``& | ^ ~`` between symbols, and with 0 and 1, are recorded. So loops,
calls and lists are all allowed; what depends on the *value* of a bit is not, because the circuit is the same for
all inputs: ``if``, ``and``, comparisons, arithmetic are refused with the line they are in. :func:`choose` is the if.
On plain bits the function computes the same, where ``& 1`` undoes that Python's ``~0`` is -1.

>>> def majority(a, b, c):
...     return a & b | c & (a ^ b)
>>> f = traced(majority)
>>> f.name, f.n, f.gates, f.tabulated().name
('majority', 3, 4, '0xe8:3')
>>> def parity(*x):
...     odd = 0
...     for bit in x:
...         odd ^= bit
...     return odd
>>> traced(parity, 4).tabulated().name
'0x6996:4'
>>> traced(lambda a, b: 1 if a else b)
Traceback (most recent call last):
    ...
lcomplexity.errors.PredictorError: <doctest ...>:1: the value of a traced bit is asked for (by if, while, and, or, not, or a call); write choose(c, a, b) for an if, and & | ^ ~ for and, or, !=, not
"""

from __future__ import annotations

import inspect
import sys
from collections.abc import Callable
from typing import Any, NoReturn

from lcomplexity.archive import shown
from lcomplexity.errors import PredictorError
from lcomplexity.functions.logic_circuit import LogicCircuit
from lcomplexity.functions.netlist import Netlist


def _place(depth: int) -> str:
    """File and line of the code that called into this module, ``depth`` frames up."""
    frame = sys._getframe(depth + 1)
    return f"{frame.f_code.co_filename}:{frame.f_lineno}"


def _refusal(what: str, remedy: str) -> Callable[..., NoReturn]:
    def refuse(*_: object) -> NoReturn:
        raise PredictorError(f"{_place(1)}: {what}; {remedy}")

    return refuse


_VALUE = "the value of a traced bit is asked for (by if, while, and, or, not, or a call)"
_COMPARED = "traced bits are compared"
_COUNTED = "traced bits are calculated with as numbers"
_CHOOSE = "write choose(c, a, b) for an if, and & | ^ ~ for and, or, !=, not"
_EQUALITY = "write a ^ b for a != b, ~(a ^ b) for a == b, ~a & b for a < b"
_GATES = "write sums and products with & | ^, as a circuit does"


class Bit:
    """A symbol for one bit while a function is traced; made by :func:`traced` only.

    >>> traced(lambda a: ~a & 1).tabulated().name
    '0x1:1'
    """

    __slots__ = ("_net", "_wire")

    def __init__(self, net: Netlist, wire: int) -> None:
        self._net, self._wire = net, wire

    def __invert__(self) -> Bit:
        return Bit(self._net, self._wire ^ 1)

    def __and__(self, other: object) -> Bit:
        return Bit(self._net, self._net.both(self._wire, self._other(other)))

    def __or__(self, other: object) -> Bit:
        return Bit(self._net, self._net.either(self._wire, self._other(other)))

    def __xor__(self, other: object) -> Bit:
        return Bit(self._net, self._net.differ(self._wire, self._other(other)))

    __rand__, __ror__, __rxor__ = __and__, __or__, __xor__

    def _other(self, other: object) -> int:
        if isinstance(other, Bit) and other._net is self._net:
            return other._wire
        if isinstance(other, int) and other in (0, 1):
            return int(other)
        what = "a bit of another trace" if isinstance(other, Bit) else shown(other)
        raise PredictorError(
            f"{_place(2)}: a traced bit is combined with {what}; combine it with bits of this call, 0 and 1 "
            f"(for the negation of a constant write 1 ^ c)"
        )

    def __repr__(self) -> str:
        return "<traced bit>"

    # Not even hashed or compared: what depends on it would not be in the circuit.
    __bool__ = __int__ = __index__ = __float__ = __complex__ = __iter__ = __len__ = __hash__ = _refusal(
        _VALUE, _CHOOSE
    )
    __eq__ = __ne__ = __lt__ = __le__ = __gt__ = __ge__ = _refusal(_COMPARED, _EQUALITY)
    __add__ = __radd__ = __sub__ = __rsub__ = __mul__ = __rmul__ = _refusal(_COUNTED, _GATES)
    __mod__ = __rmod__ = __floordiv__ = __rfloordiv__ = __truediv__ = __rtruediv__ = _refusal(_COUNTED, _GATES)
    __lshift__ = __rlshift__ = __rshift__ = __rrshift__ = _refusal(_COUNTED, _GATES)
    __pow__ = __rpow__ = __neg__ = __pos__ = __abs__ = _refusal(_COUNTED, _GATES)


def choose(c: Any, a: Any, b: Any) -> Any:
    """Return a if c is 1, else b: for bits and for traced bits.

    >>> choose(1, 0, 1), choose(0, 0, 1)
    (0, 1)
    >>> traced(choose).tabulated().name                              # x0 is c, x1 is a, x2 is b
    '0xd8:3'
    """
    return b ^ (c & (a ^ b))


def traced(function: Callable[..., Any], n: int | None = None) -> LogicCircuit:
    """Return the circuit that a Python function of bits computes; x_j is its argument j.

    ``n`` is needed if the function takes ``*bits``, else it is the number of its parameters. Raises
    :class:`PredictorError`, with file and line, where the function asks for the value of a bit, and for a result that
    is no bit. What the function itself raises is passed on.

    >>> traced(lambda a, b: a ^ b).program.instructions[0].table
    (0, 1, 1, 0)
    """
    name = getattr(function, "__name__", type(function).__name__)
    net = Netlist(_count(function, n, name))
    result = function(*(Bit(net, wire) for wire in net.inputs))
    if isinstance(result, Bit) and result._net is net:
        return LogicCircuit(name, net.program(result._wire))
    if isinstance(result, int) and result in (0, 1):
        return LogicCircuit(name, net.program(int(result)))
    what = "a bit of another trace" if isinstance(result, Bit) else shown(result)
    raise PredictorError(
        f"{name}: it returns {what}; return one traced bit, 0 or 1 (choose an output if there are several)"
    )


def _count(function: Callable[..., Any], n: int | None, name: str) -> int:
    """The number of bits to call a function with."""
    try:
        parameters = inspect.signature(function).parameters.values()
    except (TypeError, ValueError):
        if n is None:
            raise PredictorError(f"{name}: its parameters cannot be counted; give n, the number of bits") from None
        return n
    positional = [p for p in parameters if p.kind in (p.POSITIONAL_ONLY, p.POSITIONAL_OR_KEYWORD)]
    required = [p for p in positional if p.default is p.empty]
    starred = any(p.kind is p.VAR_POSITIONAL for p in parameters)
    if n is None:
        if starred:
            raise PredictorError(f"{name}: it takes any number of bits; give n, the number of bits")
        n = len(required)
    if n < max(1, len(required)) or (not starred and n > len(positional)):
        raise PredictorError(f"{name}: {n} bits for {len(required)} parameters; a bit for each, at least one")
    return n
