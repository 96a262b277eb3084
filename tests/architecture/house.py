"""What the architecture tests look at: the source files of the four apps, parsed once, and the pages."""

import ast
import functools
from collections.abc import Iterator
from pathlib import Path

from portal.stack.children import ROOT

# From the top down: each may import those after it and none before it.
TOWER = ["cases", "transport", "hospitals", "portal"]


def source_files() -> list[Path]:
    """Every Python file of the apps, migrations apart: those are history."""
    found = (path for app in TOWER for path in (ROOT / app).rglob("*.py"))
    return sorted(path for path in found if "migrations" not in path.parts)


def pages() -> list[Path]:
    return sorted((ROOT / "templates").rglob("*.html"))


@functools.cache
def parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


def functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(parsed(path)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def app_of(path: Path) -> str:
    return path.relative_to(ROOT).parts[0]


def storey(app: str) -> int:
    """0 for the ground, counting up."""
    return len(TOWER) - 1 - TOWER.index(app)


def place(path: Path, node: ast.AST | None = None) -> str:
    line = f":{node.lineno}" if node is not None and hasattr(node, "lineno") else ""
    return f"{path.relative_to(ROOT)}{line}"


def told(rule: str, reason: str, breaches: list[str]) -> str:
    """A failing test teaches: the rule, why it stands, and where it was broken."""
    return f"\n\nThe rule: {rule}\nWhy: {reason}\nBroken in:\n  " + "\n  ".join(breaches)
