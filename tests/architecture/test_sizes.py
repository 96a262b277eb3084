"""Nothing grows past what one person reads in one go."""

import pytest

from portal.stack.children import ROOT
from tests.architecture.house import functions, pages, place, source_files, told

LONGEST_FILE, LONGEST_FUNCTION, LONGEST_PAGE, LONGEST_STYLE = 400, 60, 200, 300
WHY = "long things do several things; split by noun (files) or by step (functions)"


def lines(path):
    return len(path.read_text(encoding="utf-8").splitlines())


@pytest.mark.parametrize(
    ("kind", "files", "limit"),
    [
        ("Python files", lambda: [*source_files(), *(ROOT / "tests").rglob("*.py")], LONGEST_FILE),
        ("templates", pages, LONGEST_PAGE),
        ("style sheets", lambda: sorted((ROOT / "static").rglob("*.css")), LONGEST_STYLE),
        ("scripts", lambda: sorted((ROOT / "static").rglob("*.js")), LONGEST_FILE),
    ],
)
def test_files(kind, files, limit):
    breaches = [f"{place(path)} has {lines(path)} lines" for path in files() if lines(path) > limit]
    assert not breaches, told(f"{kind} have at most {limit} lines", WHY, breaches)


def test_functions():
    breaches = [
        f"{place(path, function)} {function.name} has {length} lines"
        for path in source_files()
        for function in functions(path)
        if (length := (function.end_lineno or 0) - function.lineno + 1) > LONGEST_FUNCTION
    ]
    assert not breaches, told(f"functions have at most {LONGEST_FUNCTION} lines, and 25 as a rule", WHY, breaches)
