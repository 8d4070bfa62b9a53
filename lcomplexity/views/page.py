"""One self-contained page on which a predictor can be stepped through, for :mod:`lcomplexity.cli.view`.

The page holds the predictor (:mod:`lcomplexity.views.page_data`), how to talk to it, the chain as Python decoded it, and, if
given, a machine. Its scripts are the files of the folder ``page``: it loads nothing, and forbids itself to.

>>> from lcomplexity.constructions.parity import parity
>>> from lcomplexity.decoding import decode
>>> from lcomplexity.predictor_file import stored
>>> s = stored(parity(3)); d = decode(s.predictor, s.interface.prompt("101"))
>>> text = page(s, d, "101", None, "built from no machine")
>>> text.startswith("<!DOCTYPE html>"), "http://" in text.replace("http://www.w3.org/2000/svg", "")
(True, False)
"""

from __future__ import annotations

import html
import json
from importlib import resources
from typing import Any

from lcomplexity.decoding import Decoded
from lcomplexity.errors import PredictorError
from lcomplexity.interface import Interface
from lcomplexity.predictor_file import StoredPredictor
from lcomplexity.views.page_data import predictor_data

#: Scripts in the order in which they need each other.
SCRIPTS = ("predictor.js", "machine.js", "drawing.js", "tikz.js", "stepper.js")
#: Characters of a page at most.
LARGEST = 1_000_000


def page(stored: StoredPredictor, d: Decoded, x: str, machine: dict[str, Any] | None, no_machine: str) -> str:
    """Return the page of a predictor on input ``x``, whose chain is ``d``.

    ``machine`` is :func:`lcomplexity.views.machine_data.machine_data`; ``no_machine`` says why there is none, where there is
    none. Raises :class:`PredictorError` for a predictor or a chain too large for a page.

    >>> from lcomplexity.constructions.parity import parity
    >>> from lcomplexity.decoding import decode
    >>> from lcomplexity.predictor_file import stored
    >>> s = stored(parity(3)); d = decode(s.predictor, s.interface.prompt("101"))
    >>> len(page(s, d, "101", None, "")) < 100_000
    True
    """
    data = page_data(stored, d, x, machine, no_machine)
    about = (
        f"An exact linear next-token predictor: {stored.predictor.n} prompt tokens, T = {stored.predictor.length}, "
        f"{len(stored.predictor.vocabulary)} tokens in the vocabulary, at most {stored.predictor.reads} reads a token."
    )
    # "<" is the only character that could end a script element early.
    text = json.dumps(data, separators=(",", ":")).replace("<", "\\u003c")
    parts = {
        "TITLE": html.escape(data["title"]),
        "ABOUT": html.escape(about),
        "STYLE": page_file("style.css"),
        "DATA": text,
        "SCRIPT": script(),
    }
    found = page_file("page.html")
    pieces = []
    for name in ("TITLE", "STYLE", "TITLE", "ABOUT", "DATA", "SCRIPT"):
        before, _, found = found.partition(f"@{name}@")
        pieces += [before, parts[name]]
    made = "".join([*pieces, found])
    if len(made) > LARGEST:
        raise PredictorError(
            f"view: the page would have {len(made)} characters (at most {LARGEST}): the predictor's weights and schedule are "
            "too large; build one for fewer steps or a shorter input"
        )
    return made


def page_data(
    stored: StoredPredictor, d: Decoded, x: str, machine: dict[str, Any] | None, no_machine: str
) -> dict[str, Any]:
    """Return what a page carries as JSON data.

    >>> from lcomplexity.constructions.parity import parity
    >>> from lcomplexity.decoding import decode
    >>> from lcomplexity.predictor_file import stored
    >>> s = stored(parity(3))
    >>> carried = page_data(s, decode(s.predictor, (1, 0, 1)), "101", None, ""); carried["chain"], carried["title"]
    ([1, 0], 'parity: parity of 3 bits over 2 letters')
    """
    return {
        "title": f"{stored.construction}: {stored.provenance}",
        "input": x,
        "chain": list(d.chain),
        "predictor": predictor_data(stored.predictor),
        "interface": _interface(stored.interface, stored.input_length),
        "machine": machine,
        "no_machine": no_machine,
    }


def _interface(i: Interface, input_length: int) -> dict[str, Any]:
    return {
        "prefix": i.prefix,
        "first": list(i.first.items()),
        "rest": list(i.rest.items()),
        "suffix": i.suffix,
        "words": list(i.words.items()),
        "start": i.start,
        "count": i.count,
        "width": i.width,
        "groups": list(i.groups.items()),
        "strip": i.strip,
        "input_length": input_length,
    }


def page_file(name: str) -> str:
    """Return the text of a file of the page.

    >>> page_file("predictor.js").splitlines()[0]
    '"use strict";'
    """
    return (resources.files("lcomplexity.views") / "page" / name).read_text(encoding="utf-8")


def script() -> str:
    """Return all scripts of the page as one.

    >>> "function predictorOf" in script()
    True
    """
    return "\n".join(page_file(name) for name in SCRIPTS)
