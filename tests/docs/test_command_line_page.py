"""The command line as the pages show it: every ``$ lcomplexity ..`` example of the docs is run and compared."""

from __future__ import annotations

import doctest
import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from lcomplexity.cli import COMMANDS, main, parser

ROOT = Path(__file__).resolve().parent.parent.parent
PAGES = (*sorted((ROOT / "docs").glob("*.md")), ROOT / "README.md")
PROMPT = "$ lcomplexity "


class Example(NamedTuple):
    """A command on a page, and the output shown below it."""

    place: str
    command: str
    output: str


def examples(page: Path) -> Iterator[Example]:
    """The examples of a page, in order: inside a fenced block, a prompt and the lines up to the next one."""
    fenced = False
    place, command, output = "", "", list[str]()
    for number, line in enumerate([*page.read_text().splitlines(), "```"], start=1):
        if line.startswith("```") or (fenced and line.startswith("$ ")):
            if command:
                yield Example(place, command, "\n".join(output))
            command, output = "", []
            if line.startswith("```"):
                fenced = not fenced
        elif command:
            output.append(line)
        if fenced and line.startswith(PROMPT):
            place, command = f"{page.name}:{number}", line.removeprefix(PROMPT)


def ran(command: str, capsys: pytest.CaptureFixture[str]) -> tuple[int, str]:
    """Exit status and output, errors included, of one command."""
    try:
        status = main(shlex.split(command))
    except SystemExit as end:
        status = int(end.code or 0)
    written = capsys.readouterr()
    return status, written.out + written.err


def same(shown: str, found: str) -> bool:
    """Whether an output is the one shown; ``...`` stands for anything, and blanks at the end of a line for nothing."""
    got = "".join(line.rstrip() + "\n" for line in found.splitlines())
    want = "".join(line.rstrip() + "\n" for line in shown.splitlines())
    return doctest.OutputChecker().check_output(want, got, doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE)


PAGES_WITH_EXAMPLES = [page for page in PAGES if page.exists() and any(examples(page))]


@pytest.mark.parametrize("page", PAGES_WITH_EXAMPLES, ids=lambda page: page.name)
def test_every_command_on_a_page_prints_what_the_page_shows(
    page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The examples of a page, run one after another in an empty folder, print what is shown; a complaint has status 2."""
    monkeypatch.chdir(tmp_path)
    for example in examples(page):
        status, found = ran(example.command, capsys)
        assert same(example.output, found), f"{example.place}: {PROMPT}{example.command}\n{found}"
        complains = example.output.startswith("lcomplexity") and len(example.output.splitlines()) == 1
        assert status == (2 if complains else 0), f"{example.place}: status {status}"


def test_an_output_that_differs_is_noticed() -> None:
    """``...`` matches anything, and nothing else does."""
    assert same("T 46\n... failures", "T   46\n11,776 tokens, 0 failures\n")
    assert not same("T 46", "T 47\n")
    assert not same("T 46", "T 46\nCLAIM BROKEN\n")
    assert not same("", "lcomplexity: bad\n")


def test_every_command_has_a_section_and_an_example_on_the_page() -> None:
    """Each command has a section of its own with an example of it."""
    page = ROOT / "docs" / "command-line.md"
    sections = re.findall(r"^## (.*)$", page.read_text(), flags=re.MULTILINE)
    shown = {example.command.split()[0] for example in examples(page)}
    assert set(sections) == shown == {module.__name__.rpartition(".")[2] for module in COMMANDS}


def test_every_option_is_named_on_the_page(capsys: pytest.CaptureFixture[str]) -> None:
    """Each option that a command's help lists is named on the page."""
    page = (ROOT / "docs" / "command-line.md").read_text()
    for module in COMMANDS:
        command = module.__name__.rpartition(".")[2]
        with pytest.raises(SystemExit):
            parser().parse_args([command, "--help"])
        options = set(re.findall(r"--[a-z][a-z-]*", capsys.readouterr().out))
        assert "--json" in options
        missing = {option for option in options if option not in page}
        assert not missing, f"{command}: {missing}"
