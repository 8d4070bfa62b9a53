"""What the documentation site is made of beside the pages of this folder.

>>> rewritten("trust", "see [the checker](../proofs/checker.py)")
'see [the checker](api/proofs.checker.md)'
>>> print(rewritten("theorems", "## Group\\n\\n### parity\\n\\nParity is short.\\n\\n- *status*: sampled\\n"))
## Group
<BLANKLINE>
### parity
<BLANKLINE>
:::{prf:theorem} parity
:nonumber:
<BLANKLINE>
Parity is short.
:::
<BLANKLINE>
- *status*: sampled
<BLANKLINE>
"""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("turing", "lcomplexity", "proofs")


@cache
def modules() -> tuple[tuple[str, Path], ...]:
    """Return the names and files of all modules, by package.

    >>> dict(modules())["turing.machine"].name
    'machine.py'
    """
    found = []
    for package in PACKAGES:
        for path in sorted((ROOT / package).rglob("*.py")):
            parts = path.relative_to(ROOT).with_suffix("").parts
            found.append((".".join(parts[:-1] if parts[-1] == "__init__" else parts), path))
    return tuple(found)


@cache
def _by_file() -> dict[str, str]:
    """Module names by file."""
    return {path.relative_to(ROOT).as_posix(): module for module, path in modules()}


def write_module_pages(folder: Path) -> None:
    """Return nothing; write a page for every module, and their index, into a folder.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as name:
    ...     write_module_pages(Path(name)); "proofs.checker.md" in {page.name for page in Path(name).iterdir()}
    True
    """
    folder.mkdir(exist_ok=True)
    for old in folder.glob("*.md"):
        old.unlink()
    lines = ["# API", "", "Every module with its words, its public names, and its source.", ""]
    for package in PACKAGES:
        lines += [f"## {package}", ""]
        for name, path in modules():
            if name.split(".")[0] == package:
                lines.append(f"- [{name}]({name}.md): {_first_line(path)}")
                (folder / f"{name}.md").write_text(module_page(name, path), encoding="utf-8")
        lines += [""]
    (folder / "index.md").write_text("\n".join(lines), encoding="utf-8")


def module_page(name: str, path: Path) -> str:
    """Return the page of a module: its docstring, its public names with the first lines of theirs, its source.

    >>> print(module_page("turing", ROOT / "turing" / "__init__.py").splitlines()[5])
    # turing
    """
    source = path.read_text(encoding="utf-8")
    tree = ast.parse(source)
    words = (ast.get_docstring(tree) or "").replace("\\|", "|")
    # In no menu: a menu of all modules on every page would take most of the site's size and time.
    lines = ["---", "orphan: true", "nosearch: true", "---", "", f"# {name}", "", "````text", words, "````", ""]
    public = [
        node
        for node in tree.body
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_")
    ]
    if public:
        lines += ["## Public names", "", "````text"]
        for node in public:
            shown = node.name
            if isinstance(node, ast.FunctionDef):
                result = f" -> {ast.unparse(node.returns)}" if node.returns else ""
                shown = f"{node.name}({ast.unparse(node.args)}){result}"
            said = (ast.get_docstring(node) or "").replace("\\|", "|").split("\n\n")[0]
            lines += [f"line {node.lineno}: {shown}", *(f"    {line}" for line in said.splitlines()), ""]
        lines += ["````", ""]
    where = path.relative_to(ROOT).as_posix()
    lines += [
        "## Source",
        "",
        f"`{where}`",
        "",
        f"````{{literalinclude}} ../../{where}",
        ":language: python",
        ":linenos:",
    ]
    return "\n".join([*lines, "````", ""])


def _first_line(path: Path) -> str:
    """The first sentence of a module, fit for a list."""
    words = (ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or "").split("\n")[0]
    return words.replace("|", "\\|").replace("<", "\\<").replace("*", "\\*").replace("_", "\\_")


def rewritten(name: str, text: str) -> str:
    """Return the text of a page (named without its suffix) as the site shows it: links to source files lead to their module's
    page, entries of the theorems page are theorems, and the first page lists all others."""
    up = "../" * name.count("/")
    known = _by_file()

    def link(match: re.Match[str]) -> str:
        module = known.get(re.sub(r"^(\.\./)+", "", match[1]))
        return match[0] if module is None else f"]({up}api/{module}.md)"

    if not name.startswith("api/"):
        text = re.sub(r"\]\(((?:\.\./)+[\w/]+\.py)\)", link, text)
        # The site begins with this page; the README is of the repository.
        text = re.sub(r"\[([^]]*)\]\(\.\./README\.md[^)]*\)", r"\1", text)
    if name == "theorems":
        text = re.sub(
            r"^### (\S+)\n\n(.*?)\n\n(?=- \*)",
            r"### \1\n\n:::{prf:theorem} \1\n:nonumber:\n\n\2\n:::\n\n",
            text,
            flags=re.M | re.S,
        )
    if name == "index":
        text += contents()
    return text


#: The pages of the site in the order of its menu.
CHAPTERS = {
    "Tutorials": ("tutorials/index",),
    "Theory": ("theorems", "statements/*", "notation", "trust", "mutation"),
    "Predictors": ("constructions", "machines", "zoo", "views", "gallery", "exports", "benchmarks"),
    "Length": ("length", "functions", "certificates", "census", "notions"),
    "Learning": ("learning", "arithmetic", "text"),
    "Reference": ("command-line", "formats", "predictor-files", "stumbling-blocks", "architecture", "api/index"),
}


def contents() -> str:
    """Return the menus of the site.

    >>> "api/index" in contents()
    True
    """
    lines = []
    for title, pages in CHAPTERS.items():
        there = [
            page for page in pages if "*" in page or (ROOT / "docs" / f"{page}.md").exists() or page == "api/index"
        ]
        lines += ["", "```{toctree}", ":hidden:", f":caption: {title}", ":glob:", "", *there, "```"]
    return "\n".join([*lines, ""])
