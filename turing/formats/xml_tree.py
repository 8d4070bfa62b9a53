"""XML as a small tree with line numbers; entities and document types are refused, depth is bounded."""

from __future__ import annotations

import re
import xml.sax
import xml.sax.handler
from collections.abc import Iterator
from dataclasses import dataclass, field

import defusedxml.common
import defusedxml.sax

from turing.errors import MachineError
from turing.formats.faults import fault

#: Deepest nesting read; a machine needs five levels.
MAX_DEPTH = 32

_DECLARATION = re.compile(r"\A\s*<\?xml[^>]*\?>")


@dataclass(slots=True)
class Element:
    """An element: name, attributes, text between its tags, children in order, and the line it begins on.

    >>> Element("state", {"id": "0"}, 3).get("name") is None
    True
    """

    tag: str
    attributes: dict[str, str]
    line: int
    text: str = ""
    children: list[Element] = field(default_factory=list)

    def get(self, attribute: str) -> str | None:
        """Return the attribute's value, or ``None`` if the element does not have it."""
        return self.attributes.get(attribute)

    def all(self, *tags: str) -> Iterator[Element]:
        """Yield the children with one of these names, in order."""
        return (child for child in self.children if child.tag in tags)

    def first(self, tag: str) -> Element | None:
        """Return the first child of this name, or ``None``."""
        return next(self.all(tag), None)


class _Builder(xml.sax.handler.ContentHandler):
    def __init__(self, source: str) -> None:
        super().__init__()
        self.source = source
        self.root: Element | None = None
        self.stack: list[Element] = []
        self.pieces: list[list[str]] = []
        self.locator: xml.sax.xmlreader.Locator | None = None

    def setDocumentLocator(self, locator: xml.sax.xmlreader.Locator) -> None:  # noqa: N802
        self.locator = locator

    def startElement(self, name: str, attrs: xml.sax.xmlreader.AttributesImpl) -> None:  # noqa: N802
        line = (self.locator.getLineNumber() if self.locator is not None else None) or 1
        element = Element(name, dict(attrs.items()), line)
        if len(self.stack) == MAX_DEPTH:
            raise fault(self.source, line, f"nested deeper than {MAX_DEPTH} levels; a machine needs five")
        if self.stack:
            self.stack[-1].children.append(element)
        else:
            self.root = element
        self.stack.append(element)
        self.pieces.append([])

    def endElement(self, name: str) -> None:  # noqa: N802
        self.stack.pop().text = "".join(self.pieces.pop())

    def characters(self, content: str) -> None:
        self.pieces[-1].append(content)


def parse(text: str, source: str) -> Element:
    """Return the root of an XML text. Raises :class:`MachineError` for text that is not XML, for any entity or
    document type declaration, and for nesting deeper than :data:`MAX_DEPTH`.

    >>> parse("<a>\\n<b id='1'>x</b></a>", "m.jff").children[0]
    Element(tag='b', attributes={'id': '1'}, line=2, text='x', children=[])
    >>> parse("<!DOCTYPE a [<!ENTITY x 'y'>]><a/>", "m.jff")
    Traceback (most recent call last):
        ...
    turing.errors.MachineError: m.jff: it declares a document type or entities, which are not read; remove the <!DOCTYPE ...>
    """
    # The text is decoded already: a declared encoding must not be applied a second time.
    text = _DECLARATION.sub(lambda found: "\n" * found[0].count("\n"), text)
    builder = _Builder(source)
    try:
        defusedxml.sax.parseString(
            text.encode("utf-8", "surrogatepass"), builder, forbid_dtd=True, forbid_entities=True
        )
    except defusedxml.common.DefusedXmlException:
        raise fault(
            source, None, "it declares a document type or entities, which are not read; remove the <!DOCTYPE ...>"
        ) from None
    except xml.sax.SAXParseException as error:
        raise fault(source, error.getLineNumber(), f"this is not XML: {error.getMessage()}") from None
    except MachineError:
        raise
    except (xml.sax.SAXException, ValueError) as error:
        raise fault(source, None, f"this is not XML: {str(error).splitlines()[0]}") from None
    if builder.root is None:
        raise fault(source, None, "there is no element; a JFLAP file has <structure>")
    return builder.root
