"""Read the program's own source files, each once a run, for the tests that check its rules."""

import ast
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
#: The packages that are installed, and what stands beside them.
PACKAGES = ("kiosk", "ui", "devices", "printing", "sync", "resources")
BESIDE = ("tests", "benchmarks", "docs")


def files_of(*tops: str) -> list[Path]:
    """Return the modules of top-level folders."""
    return [file for top in tops for file in sorted((ROOT / top).rglob("*.py"))]


@cache
def tree_of(file: Path) -> ast.Module:
    """Return a file as a tree."""
    return ast.parse(file.read_text(encoding="utf-8"))


@cache
def nodes_of(file: Path) -> tuple[ast.AST, ...]:
    """Return every node of a file."""
    return tuple(ast.walk(tree_of(file)))
