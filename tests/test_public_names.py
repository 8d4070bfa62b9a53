"""Every public function and class is documented, and every public function has an example that runs."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
MODULES = sorted(p for package in ("turing", "lcomplexity", "proofs") for p in (ROOT / package).rglob("*.py"))


def _public(module: Path) -> Iterator[ast.FunctionDef | ast.ClassDef]:
    for node in ast.parse(module.read_text()).body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_"):
            yield node


def _name(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("module", MODULES, ids=_name)
def test_every_public_name_is_documented_with_an_example(module: Path) -> None:
    """A module has a docstring; a public function has one with a doctest (the command line's are shown in the docs);
    a public class has a docstring, and an example in it, in a method, or in its module's docstring."""
    tree = ast.parse(module.read_text())
    module_doc = ast.get_docstring(tree) or ""
    assert module_doc or module.name in {"__init__.py", "__main__.py"}, f"{_name(module)} has no docstring"
    in_cli = "cli" in module.parts
    for node in _public(module):
        doc = ast.get_docstring(node) or ""
        assert doc, f"{_name(module)}:{node.lineno} {node.name} has no docstring"
        if isinstance(node, ast.FunctionDef) and not in_cli:
            assert ">>>" in doc, f"{_name(module)}:{node.lineno} {node.name} has no example"


@pytest.mark.parametrize("module", MODULES, ids=_name)
def test_no_function_takes_a_boolean_flag(module: Path) -> None:
    """No parameter has the default True or False: a choice has a name."""
    for node in ast.walk(ast.parse(module.read_text())):
        if isinstance(node, ast.FunctionDef):
            defaults = [*node.args.defaults, *node.args.kw_defaults]
            flags = [d for d in defaults if isinstance(d, ast.Constant) and isinstance(d.value, bool)]
            assert not flags, f"{_name(module)}:{node.lineno} {node.name} takes a boolean flag"
