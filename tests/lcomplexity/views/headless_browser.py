"""A real browser without a screen: a page in, the page's elements after its scripts have run out."""

from __future__ import annotations

import json
import shutil
import subprocess
import tempfile
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

BROWSER = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)

needs_browser = pytest.mark.skipif(
    BROWSER is None,
    reason="no chromium, chromium-browser or google-chrome on PATH; install one to run the page's tests",
)

_OPTIONS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--hide-scrollbars",
    # The shared memory of a container is often too small for a browser.
    "--disable-dev-shm-usage",
)


def opened(page: Path, *options: str, hash: str = "") -> str:
    """Return the document after loading a page from the file system."""
    assert BROWSER is not None
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        output = [] if any("pdf" in o for o in options) else ["--dump-dom"]
        done = subprocess.run(
            [BROWSER, *_OPTIONS, f"--user-data-dir={profile}", *options, *output, page.as_uri() + hash],
            capture_output=True,
            timeout=120,
            check=False,
        )
    told = done.stderr.decode("utf-8", "replace")[-2000:]
    assert done.returncode == 0 and (done.stdout or not output), f"the browser ended with {done.returncode}: {told}"
    return done.stdout.decode("utf-8")


class Elements(HTMLParser):
    """Attributes and texts of the elements that have an id, of a dumped document; and the errors it counted."""

    VOID = frozenset(("meta", "link", "input", "br", "path", "rect"))

    def __init__(self, document: str) -> None:
        super().__init__(convert_charrefs=True)
        self.text: dict[str, str] = {}
        self.attributes: dict[str, dict[str, str | None]] = {}
        self.errors = ""
        self._open: list[tuple[str, str | None]] = []
        self.feed(document)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        if tag == "html":
            self.errors = found.get("data-errors") or ""
        name = found.get("id")
        if name:
            self.attributes[name] = found
            self.text.setdefault(name, "")
        if tag not in self.VOID:
            self._open.append((tag, name))

    def handle_endtag(self, tag: str) -> None:
        while self._open and self._open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        for _, name in self._open:
            if name:
                self.text[name] += data


def computed(folder: Path, scripts: str, data: Any, body: str) -> Any:
    """Return the JSON value of ``body``, a JavaScript function body that has ``cases`` and all of the page's functions.

    An error in a script fails the test with its message.
    """
    text = json.dumps(data).replace("<", "\\u003c")
    page = folder / "computed.html"
    page.write_text(
        '<!DOCTYPE html><meta charset="utf-8"><pre id="error"></pre><pre id="out"></pre>'
        f'<script type="application/json" id="cases">{text}</script>'
        '<script>addEventListener("error", (e) => { document.getElementById("error").textContent += e.message + "\\n"; });</script>'
        f"<script>{scripts}</script>"
        '<script>document.getElementById("out").textContent = JSON.stringify((function (cases) {'
        f'{body}}})(JSON.parse(document.getElementById("cases").textContent)));</script>',
        encoding="utf-8",
    )
    found = Elements(opened(page))
    assert found.text["error"] == "", found.text["error"]
    return json.loads(found.text["out"])
