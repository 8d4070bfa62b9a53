"""A table as HTML, for notebooks.

>>> table_html(["token"], [["a"]])
'<table><tr><th>token</th></tr><tr><td>a</td></tr></table>'
"""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from lcomplexity.views.svg import label_kept


def table_html(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Return a table as HTML, names as they can be shown.

    >>> table_html(["D", "score"], [["a<b", "3"]])
    '<table><tr><th>D</th><th>score</th></tr><tr><td>a&lt;b</td><td>3</td></tr></table>'
    """

    def line(tag: str, words: Sequence[str]) -> str:
        return "<tr>" + "".join(f"<{tag}>{escape(label_kept(w))}</{tag}>" for w in words) + "</tr>"

    return "<table>" + line("th", head) + "".join(line("td", row) for row in rows) + "</table>"
