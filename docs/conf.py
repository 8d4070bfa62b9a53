"""The documentation site: ``python -m sphinx -W -b html docs site``. Nothing on a page comes from the network, mathematics included.

The pages read as they are on a file browser too; what a site needs beside them is made when it is built (:mod:`docs.site_pages`): a page for every
module with its source, links to those pages, and the theorems as theorems.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))

project = "lcomplexity"
author = "the lcomplexity contributors"
extensions = ["myst_parser", "sphinx_proof", "sphinx-mathjax-offline"]
html_copy_source = False
html_theme = "furo"
html_title = "lcomplexity"
html_theme_options = {"navigation_with_keys": True}
root_doc = "index"
exclude_patterns = ["_build", "site_pages.py"]
# ```math fences, as they are shown on a file browser.
myst_fence_as_directive = ["math"]
myst_heading_anchors = 4
myst_enable_extensions = ["colon_fence"]
# Our own Markdown says where numbers come from in comments; the console sessions are run by the tests, not highlighted.
highlight_language = "text"
suppress_warnings = ["misc.highlighting_failure"]


def setup(app: Any) -> None:
    """Make the pages of the modules, and rewrite links and theorems as pages are read."""
    from docs.site_pages import rewritten, write_module_pages

    write_module_pages(HERE / "api")

    def read(_: Any, name: str, source: list[str]) -> None:
        source[0] = rewritten(name, source[0])

    app.connect("source-read", read)
