"""The import contracts in pyproject.toml cover every module: a new one cannot slip past them."""

import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def test_every_module_below_the_command_line_stands_in_both_contracts() -> None:
    """All modules and packages of lcomplexity but the command line are sources of the contract about proofs, and all of
    these but the constructions and the views are sources of the contract about machines and weights."""
    package = ROOT / "lcomplexity"
    found = {f"lcomplexity.{p.stem}" for p in package.glob("*.py") if not p.stem.startswith("__")}
    found |= {f"lcomplexity.{p.parent.name}" for p in package.glob("*/__init__.py")} - {"lcomplexity.cli"}
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    sources = [set(c["source_modules"]) for c in contracts]
    assert sources[0] == {"turing"}
    assert sources[1] == found
    assert sources[2] == found - {"lcomplexity.constructions", "lcomplexity.views"}
