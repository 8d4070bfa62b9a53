"""The command line in this process: ``cli("build", "parity")`` returns what a shell would see."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any, NamedTuple

import pytest

from lcomplexity.cli import main


class Result(NamedTuple):
    """Exit status and what was written to the two streams."""

    status: int
    out: str
    err: str

    @property
    def record(self) -> Any:
        """Return standard output as the one JSON object it must be."""
        assert self.out.count("\n") == 1 and self.out.endswith("}\n"), self.out[:300]
        return json.loads(self.out)


@pytest.fixture
def cli(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
    """Return a function that runs one command and returns its :class:`Result`."""
    # The command line replaces how warnings are shown; the tests want theirs back.
    monkeypatch.setattr("warnings.showwarning", None)

    def run(*arguments: str) -> Result:
        try:
            status = main(arguments)
        except SystemExit as end:
            # How argparse leaves; anything else is a traceback, and fails the test.
            assert isinstance(end.code, int)
            status = end.code
        out, err = capsys.readouterr()
        return Result(status, out, err)

    return run
