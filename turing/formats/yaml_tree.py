"""YAML as a tree of raw scalars with line numbers: ``0011`` stays ``0011``, ``yes`` stays ``yes``.

Built from the parser's events, so that depth is bounded before anything is built. Anchors, aliases and tags are
refused: no machine needs them, and they are what makes a small file large.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, TypeAlias

import yaml

from turing.formats.faults import fault, shown

#: Deepest nesting read; a machine needs five levels.
MAX_DEPTH = 8

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_NULLS = ("", "~", "null", "Null", "NULL")


@dataclass(frozen=True, slots=True)
class Scalar:
    """A scalar as written: ``plain`` tells a bare word from a quoted one.

    >>> Scalar("~", "plain", 1).null, Scalar("~", "quoted", 1).null
    (True, False)
    """

    text: str
    style: str
    line: int

    @property
    def null(self) -> bool:
        """Return whether this is YAML's null: nothing, ``~`` or ``null``, unquoted."""
        return self.style == "plain" and self.text in _NULLS


@dataclass(frozen=True, slots=True)
class Sequence:
    """A list of nodes.

    >>> Sequence((Scalar("a", "plain", 1),), 1).line
    1
    """

    items: tuple[Node, ...]
    line: int


@dataclass(frozen=True, slots=True)
class Mapping:
    """Pairs of nodes in file order; a key may be a scalar or a list, and keys may repeat.

    >>> Mapping((), 3).pairs
    ()
    """

    pairs: tuple[tuple[Node, Node], ...]
    line: int


Node: TypeAlias = Scalar | Sequence | Mapping


def compose(text: str, source: str, offset: int = 0) -> Node:
    """Return the tree of a one-document YAML text; lines are counted from ``offset`` + 1.

    Raises :class:`MachineError` for text that is not YAML, nested deeper than :data:`MAX_DEPTH`, or using
    anchors, aliases or tags.

    >>> tree = compose("input: 0011", "m.yaml")
    >>> tree.pairs[0][1].text
    '0011'
    """
    try:
        events = yaml.parse(text, Loader=_LOADER)
        node = _document(iter(events), source, offset)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 + offset if mark is not None else None
        raise fault(source, line, f"this is not YAML: {error.problem or error.context}") from None
    except yaml.reader.ReaderError as error:
        code = ord(error.character) if isinstance(error.character, str) else error.character
        raise fault(source, None, f"this is not YAML: character U+{code:04X} is not allowed in it") from None
    except yaml.YAMLError:
        raise fault(source, None, "this is not YAML; save a machine as turingmachine.io shows it") from None
    return node


def _document(events: Iterator[Any], source: str, offset: int) -> Node:
    """Build the tree with an explicit stack: each frame is the list of children so far and the opening event."""
    stack: list[tuple[list[Node], Any]] = []
    root: Node | None = None
    for event in events:
        if isinstance(event, yaml.DocumentStartEvent) and root is not None:
            raise fault(source, _line(event, offset), "there is a second document; write one machine a file")
        if getattr(event, "anchor", None):  # an anchor set, or the alias of one
            raise fault(
                source,
                _line(event, offset),
                f"anchor or alias {shown(event.anchor)} is not read; write the value out or use a synonym",
            )
        if not isinstance(event, (yaml.ScalarEvent, yaml.CollectionStartEvent, yaml.CollectionEndEvent)):
            continue
        if isinstance(event, yaml.CollectionStartEvent):
            stack.append(([], event))
            if len(stack) > MAX_DEPTH:
                line = _line(event, offset)
                raise fault(source, line, f"nested deeper than {MAX_DEPTH} levels; a machine needs five")
        if isinstance(event, (yaml.ScalarEvent, yaml.CollectionStartEvent)) and event.tag not in (None, ""):
            raise fault(source, _line(event, offset), f"tag {shown(event.tag)} is not read; leave it out")
        if isinstance(event, yaml.CollectionStartEvent):
            continue
        if isinstance(event, yaml.ScalarEvent):
            node: Node = _scalar(event, offset)
        else:
            children, start = stack.pop()
            line = _line(start, offset)
            if isinstance(start, yaml.MappingStartEvent):
                node = Mapping(tuple(zip(children[::2], children[1::2], strict=True)), line)
            else:
                node = Sequence(tuple(children), line)
        if stack:
            stack[-1][0].append(node)
        else:
            root = node
    if root is None:
        raise fault(source, None, "there is nothing but comments; a machine was expected")
    return root


def _line(event: Any, offset: int) -> int:
    return int(event.start_mark.line) + 1 + offset


def _scalar(event: Any, offset: int) -> Scalar:
    styles = {None: "plain", "": "plain", "|": "literal"}
    return Scalar(event.value, styles.get(event.style, "quoted"), _line(event, offset))
