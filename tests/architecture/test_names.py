"""Names by which a newcomer finds things: folders of the root, files, migrations, opening sentences."""

import ast
import re
import subprocess

import pytest

from portal.stack.children import ROOT
from tests.architecture.house import TOWER, parsed, place, source_files, told

TOP = re.compile(
    r"portal|cases|transport|hospitals|templates|static|tests|bench|docs|locale|manage\.py|requirements[a-z-]*\.txt|"
    r"docker-compose\.yml|Dockerfile|Makefile|pyproject\.toml|package(-lock)?\.json|"
    r"README\.md|LICENSE|CHANGELOG\.md|CONTRIBUTING\.md|SECURITY\.md|\.[A-Za-z].*"
)
EMPTY_WORDS = {"util", "utils", "helper", "helpers", "manager", "managers", "common", "misc", "tools"}


def test_top_level_names():
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False)
    if listed.returncode:
        pytest.fail("git cannot list the files of this clone")
    strangers = {name.split("/")[0] for name in listed.stdout.splitlines()}
    strangers = {name for name in strangers if not TOP.fullmatch(name)}
    assert not strangers, told(
        "the root holds the agreed names only", "the root is the map of the house", sorted(strangers)
    )


def test_files_are_named_for_what_they_own():
    breaches = [place(path) for path in source_files() if EMPTY_WORDS & {path.stem, path.parent.name}]
    reason = "a file with such a name collects whatever fits nowhere, and nobody can guess what it holds"
    assert not breaches, told(f"no file or folder named {', '.join(sorted(EMPTY_WORDS))}", reason, breaches)


def test_modules_open_with_a_sentence():
    breaches = [place(path) for path in source_files() if parsed(path).body and not has_opening(parsed(path))]
    reason = "whoever opens a file must know after one line whether they are in the right place"
    assert not breaches, told("a module opens with one sentence on what it owns", reason, breaches)


def test_migrations_are_named_for_what_they_do():
    found = [path for app in TOWER for path in (ROOT / app).rglob("migrations/[0-9]*.py")]
    breaches = [place(path) for path in found if re.search(r"_auto_|_initial$|_alter_.*_and_more|_and_more", path.stem)]
    reason = "the list of migrations is the history of the schema, read long after"
    assert not breaches, told("makemigrations is given a name with -n", reason, breaches)


def has_opening(module: ast.Module) -> bool:
    """apps.py needs none: Django has already said what it is."""
    words = ast.get_docstring(module)
    if words:
        return words.splitlines()[0].rstrip().endswith((".", ":", "?", "!"))
    return any(isinstance(node, ast.ClassDef) and node.name.endswith("Config") for node in module.body)
