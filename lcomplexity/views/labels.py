"""Token names as they can be shown in a picture or in a paper, and which tokens of a long context are shown.

>>> label("a b"), short("halt-reject-and-more:1", 18), latex("a_1")
('a␣b', 'halt-reject-and-..', 'a\\\\_1')
"""

from __future__ import annotations

from collections.abc import Sequence

#: Positions shown next to the token looked at; contexts up to ALL tokens are shown whole; arcs drawn at most.
NEAR, ALL, MOST_ARCS = 8, 36, 48
#: Characters of a name that a drawing shows.
LONGEST_NAME = 18

_LATEX = {
    "\\": "\\textbackslash{}",
    "{": "\\{",
    "}": "\\}",
    "$": "\\$",
    "&": "\\&",
    "#": "\\#",
    "^": "\\textasciicircum{}",
    "_": "\\_",
    "~": "\\textasciitilde{}",
    "%": "\\%",
    "<": "\\textless{}",
    ">": "\\textgreater{}",
    "|": "\\textbar{}",
    '"': "\\textquotedbl{}",
    "\u2423": "\\textvisiblespace{}",
    "\u2212": "-",
}


def label(name: str) -> str:
    """Return a name with spaces made visible and characters that no document may hold replaced.

    >>> label("a b\\x00")
    'a␣b\ufffd'
    """
    return "".join(_shown(c) for c in name)


def _shown(c: str) -> str:
    code = ord(c)
    if code == 0x20:
        return "\u2423"
    hidden = code < 0x20 or 0x7F <= code <= 0x9F or code in (0x2028, 0x2029, 0xFFFE, 0xFFFF)
    return "\ufffd" if hidden or 0xD800 <= code <= 0xDFFF else c


def short(name: str, most: int) -> str:
    """Return the label of a name, cut to ``most`` characters.

    >>> short("abcdef", 4), short("abcd", 4)
    ('ab..', 'abcd')
    """
    text = label(name)
    return text if len(text) <= most else text[: most - 2] + ".."


def latex(name: str) -> str:
    """Return a name, cut and escaped, as LaTeX text in ASCII; other characters are written by their code.

    >>> latex("50%"), latex("a b"), latex("\u00e9")
    ('50\\\\%', 'a\\\\textvisiblespace{}b', 'U+00E9')
    """
    return "".join(_LATEX.get(c) or (c if ord(c) < 0x80 else f"U+{ord(c):04X}") for c in short(name, LONGEST_NAME))


def shown_positions(here: int, reads: Sequence[int]) -> tuple[int, ...]:
    """Return the positions of a context of ``here`` tokens that a picture shows: all of a short one, else the first, those
    read and the nearest.

    >>> shown_positions(4, (1,)), shown_positions(100, (50, 99))
    ((0, 1, 2, 3), (0, 50, 92, 93, 94, 95, 96, 97, 98, 99))
    """
    if here <= ALL:
        return tuple(range(here))
    return tuple(sorted({0, *reads[:MOST_ARCS], *range(here - NEAR, here)}))
