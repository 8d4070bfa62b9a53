"""The pages hold together: links lead somewhere, and the notation table is the linter's."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
DOCS = ROOT / "docs"
PAGES = (*sorted(DOCS.glob("*.md")), ROOT / "README.md")

LINK = re.compile(r"\]\(([^)\s]+)\)")
HEADING = re.compile(r"^#+ (.*)$", flags=re.MULTILINE)
FENCED = re.compile(r"^```.*?^```", flags=re.MULTILINE | re.DOTALL)


def anchor(heading: str) -> str:
    """The anchor that a heading gets where pages are shown."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).strip().replace(" ", "-")


def anchors(page: Path) -> set[str]:
    """All anchors of a page."""
    return {anchor(heading) for heading in HEADING.findall(FENCED.sub("", page.read_text()))}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_link_to_a_page_or_a_section_leads_there(page: Path) -> None:
    """Each relative link names a file that is there, and a heading of it if it names one."""
    for link in LINK.findall(FENCED.sub("", page.read_text())):
        if "://" in link:
            continue
        name, _, section = link.partition("#")
        target = (page.parent / name).resolve() if name else page
        assert target.exists(), f"{page.name}: no file for {link}"
        assert not section or section in anchors(target), f"{page.name}: no heading for {link}"


def test_the_notation_table_is_the_list_of_the_linter() -> None:
    """The capital names that the linter lets pass are those of the first table of the notation page, no more and no less."""
    configuration = tomllib.loads((ROOT / "pyproject.toml").read_text())
    allowed = configuration["tool"]["ruff"]["lint"]["pep8-naming"]["ignore-names"]
    capitals = (DOCS / "notation.md").read_text().partition("## Capitals")[2].partition("\n## ")[0]
    named = re.findall(r"^\| `(\w+)` \|", capitals, flags=re.MULTILINE)
    assert sorted(named) == sorted(allowed)


def test_a_heading_becomes_an_anchor() -> None:
    """Lower case, blanks to hyphens, punctuation dropped."""
    assert anchor("(a) Oblivious machine: one token a step") == "a-oblivious-machine-one-token-a-step"
