"""Expressions: "x0 ^ (x1 & ~x2)" and back. Operators ``~ & ^ |`` bind in this order, as in Python; 0 and 1 are constants.

Read by a parser of our own with an explicit stack: text is never evaluated, and deep nesting costs memory, not recursion.

>>> f = expression("x0 ^ (x1 & ~x2)")
>>> f.n, f.value((1, 1, 0)), f.tabulated().name
(3, 0, '0xa6:3')
>>> polynomial(f.tabulated())
'x0 ^ x1 ^ x1 & x2'
>>> expression("x0 & (x1 |)")
Traceback (most recent call last):
    ...
lcomplexity.errors.PredictorError: expression 'x0 & (x1 |)': column 11: ')' stands where a variable, 0, 1, ~ or ( is needed
"""

from __future__ import annotations

import re

from lcomplexity.archive import shown
from lcomplexity.errors import PredictorError
from lcomplexity.functions.boolean_function import BooleanFunction, mask
from lcomplexity.functions.logic_circuit import LogicCircuit
from lcomplexity.functions.netlist import MAX_INPUTS, Netlist

#: Characters of an expression at most.
MAX_CHARACTERS = 1 << 18

_TOKEN = re.compile(r"x([0-9]+)|([01~&^|()])|(\s+)")
_BINDING = {"|": 1, "^": 2, "&": 3, "~": 4}


def expression(text: str, n: int | None = None) -> LogicCircuit:
    """Return the function of an expression in x0, x1, .., of ``n`` variables (default: up to the largest one named,
    at least one). Raises :class:`PredictorError`, with the column (from 1), for what is no expression.

    >>> expression("x1 & 1").n, expression("~0").tabulated().name
    (2, '0x3:1')
    """
    tokens = list(_tokens(text))
    named = 1 + max((index for _, _, index in tokens if index is not None), default=0)
    if n is not None and n < named:
        raise PredictorError(f"{_place(text)} names x{named - 1}; of {n} variables the last is x{n - 1}")
    net = Netlist(named if n is None else n)
    return LogicCircuit(text.strip(), net.program(_Reading(text, net).wire(tokens)))


def _place(text: str, column: int | None = None) -> str:
    return f"expression {shown(text)}:" + ("" if column is None else f" column {column}:")


def _tokens(text: str) -> list[tuple[str, int, int | None]]:
    """The tokens (text, column, number of the variable or None)."""
    if len(text) > MAX_CHARACTERS:
        raise PredictorError(f"{_place(text)} {len(text)} characters; an expression has at most {MAX_CHARACTERS}")
    found: list[tuple[str, int, int | None]] = []
    at = 0
    while at < len(text):
        token = _TOKEN.match(text, at)
        if token is None:
            raise PredictorError(
                f"{_place(text, at + 1)} {shown(text[at])} is not understood; use x0, x1, .., 0, 1, ~ & ^ | and ( )"
            )
        digits, operator, _ = token.groups()
        if digits is not None:
            if len(digits) > 6 or int(digits) >= MAX_INPUTS:
                raise PredictorError(
                    f"{_place(text, at + 1)} {shown(token[0])} is too large; the last variable is x{MAX_INPUTS - 1}"
                )
            found.append((token[0], at + 1, int(digits)))
        elif operator is not None:
            found.append((operator, at + 1, None))
        at = token.end()
    return found


class _Reading:
    """One pass over the tokens: operands and operators wait on stacks until an operator that binds less arrives."""

    def __init__(self, text: str, net: Netlist) -> None:
        self._text, self._net = text, net
        self._wires: list[int] = []
        self._operators: list[tuple[str, int]] = []

    def wire(self, tokens: list[tuple[str, int, int | None]]) -> int:
        operand_next = True
        for token, column, index in tokens:
            if operand_next != (index is not None or token in "01~("):
                self._refuse(column, shown(token), "a variable, 0, 1, ~ or (" if operand_next else "an operator or )")
            if index is not None:
                self._wires.append(self._net.inputs[index])
            elif token in "01":
                self._wires.append(int(token))
            elif token in "~(":
                self._operators.append((token, column))
            elif token == ")":
                self._apply(0)
                if not self._operators:
                    raise PredictorError(f"{_place(self._text, column)} ')' closes nothing; remove it or add a '('")
                self._operators.pop()
            else:
                self._apply(_BINDING[token])
                self._operators.append((token, column))
            operand_next = index is None and token in "~(&^|"
        if operand_next:
            self._refuse(len(self._text) + 1, "the end", "a variable, 0, 1, ~ or (")
        self._apply(0)
        if self._operators:
            raise PredictorError(f"{_place(self._text, self._operators[-1][1])} '(' is not closed; add a ')'")
        return self._wires.pop()

    def _refuse(self, column: int, found: str, needed: str) -> None:
        raise PredictorError(f"{_place(self._text, column)} {found} stands where {needed} is needed")

    def _apply(self, binding: int) -> None:
        """Apply the operators back to the last open parenthesis that bind at least as much."""
        wires = self._wires
        while self._operators and _BINDING.get(self._operators[-1][0], -1) >= binding:
            operator, _ = self._operators.pop()
            b = wires.pop()
            if operator == "~":
                wires.append(b ^ 1)
            else:
                combine = {"&": self._net.both, "^": self._net.differ, "|": self._net.either}[operator]
                wires.append(combine(wires.pop(), b))


def polynomial(f: BooleanFunction) -> str:
    """Return f as an expression: its algebraic normal form, the one XOR of ANDs of variables (degree first).

    The coefficient of the AND of the variables in a set u is the XOR of f over all x below u.

    >>> [polynomial(BooleanFunction(2, table)) for table in (0b0000, 0b0111, 0b1110)]
    ['0', '1 ^ x0 & x1', 'x0 ^ x1 ^ x0 & x1']
    """
    coefficients = f.table
    for j in range(f.n):
        coefficients ^= (coefficients << (1 << j)) & mask(f.n, j)
    monomials = [tuple(j for j in range(f.n) if u >> j & 1) for u in range(1 << f.n) if coefficients >> u & 1]
    monomials.sort(key=lambda monomial: (len(monomial), monomial))
    return " ^ ".join(" & ".join(f"x{j}" for j in monomial) or "1" for monomial in monomials) or "0"
