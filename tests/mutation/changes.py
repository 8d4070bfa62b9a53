"""The changes that can be made to one statement: whole-statement ones, then those of its expressions.

A change edits the tree in place and gives back how to undo it, so that a module is parsed once.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

Undo = Callable[[], None]


@dataclass(frozen=True)
class Change:
    """``words`` say what is changed; ``apply`` does it and returns how to undo it."""

    words: str
    body: list[ast.stmt]
    index: int
    statement: ast.stmt
    apply: Callable[[], Undo]

    @property
    def replaced_statement(self) -> ast.stmt:
        """Return the statement that now stands in the place.

        >>> tree = ast.parse("x += 1"); change = next(changes(tree.body, 0))
        >>> change.words, bool(change.apply()), ast.unparse(change.replaced_statement)
        ('drop statement', True, 'pass')
        """
        return self.body[self.index]


_COMPARISONS: dict[type[ast.cmpop], tuple[type[ast.cmpop], ...]] = {
    ast.Lt: (ast.LtE, ast.GtE),
    ast.LtE: (ast.Lt, ast.Gt),
    ast.Gt: (ast.GtE, ast.LtE),
    ast.GtE: (ast.Gt, ast.Lt),
    ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq,),
    ast.Is: (ast.IsNot,),
    ast.IsNot: (ast.Is,),
    ast.In: (ast.NotIn,),
    ast.NotIn: (ast.In,),
}
_OPERATORS: dict[type[ast.operator], tuple[type[ast.operator], ...]] = {
    ast.Add: (ast.Sub,),
    ast.Sub: (ast.Add,),
    ast.Mult: (ast.FloorDiv, ast.Add),
    ast.FloorDiv: (ast.Mult,),
    ast.Div: (ast.Mult,),
    ast.Mod: (ast.FloorDiv,),
    ast.Pow: (ast.Mult,),
    ast.LShift: (ast.RShift,),
    ast.RShift: (ast.LShift,),
    ast.BitAnd: (ast.BitOr,),
    ast.BitOr: (ast.BitAnd,),
}
_SIGNS: dict[type[ast.AST], str] = dict(
    zip(
        (ast.Lt, ast.LtE, ast.Gt, ast.GtE, ast.Eq, ast.NotEq, ast.Is, ast.IsNot, ast.In, ast.NotIn, ast.And, ast.Or),
        ("<", "<=", ">", ">=", "==", "!=", "is", "is not", "in", "not in", "and", "or"),
        strict=True,
    )
) | dict(
    zip(
        (ast.Add, ast.Sub, ast.Mult, ast.FloorDiv, ast.Div, ast.Mod, ast.Pow, ast.LShift, ast.RShift),
        ("+", "-", "*", "//", "/", "%", "**", "<<", ">>"),
        strict=True,
    )
)
_SIGNS |= {ast.BitAnd: "&", ast.BitOr: "|"}


def _both(*pairs: tuple[str, str]) -> dict[str, str]:
    return {a: b for pair in pairs for a, b in (pair, pair[::-1])}


_TEXTS = _both(("L", "R"), ("frame", "context"), ("verdict", "tape"), ("plain", "marked"), ("<=", ">="))
_TEXTS |= _both(("accept", "reject"), ("halt", "undefined"), ("by-halting", "by-state"), ("abstract", "exhaustive"))
_NAMES = _both(("min", "max"), ("any", "all"), ("LEFT", "RIGHT"), ("low", "high"))
_ATTRIBUTES = _both(("left", "right"), ("any", "all"), ("min", "max"), ("argmax", "argmin"))
#: Annotations of what has a sign.
_NUMBERS = ("int", "NDArray[np.int64]", "NDArray[np.object_]", "sympy.Expr")
#: Keywords whose loss changes no result: checks of equal lengths, kinds of caches, dataclass plumbing.
_SILENT_KEYWORDS = ("strict", "repr", "compare", "init")


def changes(body: list[ast.stmt], index: int, returns: str = "") -> Iterator[Change]:
    """Return the changes of statement ``body[index]``, those of the statements inside it left out.

    ``returns`` is the annotation of the function it is in: only numbers have a sign to flip.

    >>> tree = ast.parse("x[0] = a - 1")
    >>> [change.words for change in changes(tree.body, 0)]
    ['drop statement', '- -> +', '0 -> 1', '1 -> 2', '1 -> 0']
    """
    statement = body[index]

    def change(words: str, owner: Any, name: str, new: Any, at: int | None = None) -> Change:
        def apply() -> Undo:
            if at is None:
                old = getattr(owner, name)
                setattr(owner, name, new)
                return lambda: setattr(owner, name, old)
            items = getattr(owner, name) if name else owner
            kept = items[at]
            items[at : at + 1] = [] if new is _GONE else [new]
            return lambda: items.__setitem__(slice(at, at + (new is not _GONE)), [kept])

        return Change(words, body, index, statement, apply)

    yield from _of_statement(statement, index, body, change)
    if isinstance(statement, ast.Return) and statement.value is not None and returns in _NUMBERS:
        yield change("flip sign of result", statement, "value", ast.UnaryOp(ast.USub(), statement.value))
    for node, parent, name, at in _expressions(statement):
        for words, new in _replacements(node):
            yield change(words, parent, name, new, at)
        yield from _removals(node, change)


_GONE = object()


def _of_statement(statement: ast.stmt, index: int, body: list[ast.stmt], change: Any) -> Iterator[Change]:
    droppable = (
        isinstance(statement, (ast.AugAssign, ast.Raise))
        or (isinstance(statement, ast.Expr) and not isinstance(statement.value, ast.Yield))
        or (isinstance(statement, ast.Assign) and not isinstance(statement.targets[0], (ast.Name, ast.Tuple)))
    )
    if droppable:
        yield change("drop statement", body, "", ast.Pass(), index)
    if isinstance(statement, (ast.Break, ast.Continue)):
        other: ast.stmt = ast.Continue() if isinstance(statement, ast.Break) else ast.Break()
        yield change("break <-> continue", body, "", other, index)
    if isinstance(statement, (ast.If, ast.While)):
        yield change("negate condition", statement, "test", ast.UnaryOp(ast.Not(), statement.test))
    if isinstance(statement, ast.AugAssign):
        for op in _OPERATORS.get(type(statement.op), ()):
            yield change(f"{_SIGNS[type(statement.op)]}= -> {_SIGNS[op]}=", statement, "op", op())


def _expressions(statement: ast.stmt) -> Iterator[tuple[ast.expr, ast.AST, str, int | None]]:
    """Every expression of a statement with its parent, field and index; nothing of what is skipped."""
    skipped = {"annotation", "returns", "decorator_list", "body", "orelse", "finalbody", "bases", "format_spec"}
    if isinstance(statement, ast.Raise) or _refuses(statement):
        return
    stack: list[ast.AST] = [statement]
    while stack:
        parent = stack.pop()
        inside = set() if isinstance(parent, (ast.IfExp, ast.Lambda)) else skipped
        later: list[ast.AST] = []
        for name, value in ast.iter_fields(parent):
            if name in inside:
                continue
            for at, child in enumerate(value) if isinstance(value, list) else [(None, value)]:
                if isinstance(child, ast.stmt) or not isinstance(child, ast.AST):
                    continue
                if isinstance(child, ast.keyword) and child.arg in _SILENT_KEYWORDS:
                    continue
                if isinstance(child, ast.expr):
                    yield child, parent, name, at
                if isinstance(child, ast.match_case):
                    if child.guard is not None:
                        later.append(child)
                elif not isinstance(child, ast.pattern):
                    later.append(child)
        stack.extend(reversed(later))


def _refuses(statement: ast.stmt) -> bool:
    return isinstance(statement, ast.Expr) and ast.unparse(statement).startswith("refuse(")


def _replacements(node: ast.expr) -> Iterator[tuple[str, ast.expr]]:
    """What may stand in the place of an expression."""
    match node:
        case ast.Constant(value=bool() as value):
            yield f"{value} -> {not value}", ast.Constant(not value)
        case ast.Constant(value=int() as value):
            yield f"{value} -> {value + 1}", ast.Constant(value + 1)
            if value:
                yield f"{value} -> {value - 1}", ast.Constant(value - 1)
        case ast.Constant(value=str() as value) if value in _TEXTS:
            yield f"{value} -> {_TEXTS[value]}", ast.Constant(_TEXTS[value])
        case ast.Compare(left, ops, comparators):
            for i, op in enumerate(ops):
                for new in _COMPARISONS[type(op)]:
                    words = f"{_SIGNS[type(op)]} -> {_SIGNS[new]}"
                    yield words, ast.Compare(left, [*ops[:i], new(), *ops[i + 1 :]], comparators)
        case ast.BoolOp(op, values):
            other = ast.Or() if isinstance(op, ast.And) else ast.And()
            yield f"{_SIGNS[type(op)]} -> {_SIGNS[type(other)]}", ast.BoolOp(other, values)
            for i in range(len(values)):
                rest = values[:i] + values[i + 1 :]
                words = f"drop operand {i + 1} of {_SIGNS[type(op)]}"
                yield words, rest[0] if len(rest) == 1 else ast.BoolOp(op, rest)
        case ast.BinOp(left, op, right) if not any(_is_sequence(side) for side in (left, right)):
            for new_op in _OPERATORS.get(type(op), ()):
                yield f"{_SIGNS[type(op)]} -> {_SIGNS[new_op]}", ast.BinOp(left, new_op(), right)
        case ast.UnaryOp(ast.USub(), operand):
            yield "delete -", operand
        case ast.UnaryOp(ast.Not(), operand):
            yield "delete not", operand
        case ast.IfExp(test, body, orelse):
            yield "swap the two cases", ast.IfExp(test, orelse, body)
        case ast.Name(identifier, ast.Load()) if identifier in _NAMES:
            yield f"{identifier} -> {_NAMES[identifier]}", ast.Name(_NAMES[identifier], ast.Load())
        case ast.Attribute(value, attribute) if attribute in _ATTRIBUTES:
            yield f".{attribute} -> .{_ATTRIBUTES[attribute]}", ast.Attribute(value, _ATTRIBUTES[attribute], node.ctx)
        case ast.Tuple([ast.Constant("=="), claim], ast.Load()):
            more = ast.BinOp(claim, ast.Add(), ast.Constant(" + 1"))
            yield "claim one more", ast.Tuple([ast.Constant("=="), more], ast.Load())


def _is_sequence(node: ast.expr) -> bool:
    return isinstance(node, (ast.List, ast.Tuple, ast.JoinedStr, ast.Set, ast.Dict)) or (
        isinstance(node, ast.Constant) and isinstance(node.value, str)
    )


def _removals(node: ast.expr, change: Any) -> Iterator[Change]:
    """Parts that an expression can lose: a dict entry, a keyword, a condition of a comprehension."""
    if isinstance(node, ast.Dict):
        for i, key in enumerate(node.keys):
            keys, values = node.keys[:i] + node.keys[i + 1 :], node.values[:i] + node.values[i + 1 :]
            name = "**" if key is None else ast.unparse(key)
            yield _dict_change(f"drop entry {name}", node, keys, values, change)
    # A constructor without one of its arguments would only fail.
    if isinstance(node, ast.Call) and not ast.unparse(node.func).split(".")[-1][0].isupper():
        for i, keyword in enumerate(node.keywords):
            if keyword.arg not in (None, *_SILENT_KEYWORDS):
                yield change(f"drop keyword {keyword.arg}", node, "keywords", _GONE, i)
    if isinstance(node, (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)):
        for generator in node.generators:
            for i, test in enumerate(generator.ifs):
                yield change("drop condition", generator, "ifs", _GONE, i)
                yield change("negate condition", generator, "ifs", ast.UnaryOp(ast.Not(), test), i)


def _dict_change(words: str, node: ast.Dict, keys: list, values: list, change: Any) -> Change:
    made: Change = change(words, node, "keys", keys)

    def apply() -> Undo:
        old = node.keys, node.values
        node.keys, node.values = keys, values

        def undo() -> None:
            node.keys, node.values = old

        return undo

    return Change(made.words, made.body, made.index, made.statement, apply)
