"""Dependencies go down the tower however they are written: as imports, as relations between tables, as strings."""

import ast
import re
import subprocess
import sys

from django.apps import apps

from portal.stack.children import ROOT
from tests.architecture.house import TOWER, app_of, parsed, place, source_files, storey, told

WHY = "a lower app must stay usable, testable and changeable without those that stand on it"
# Where the tower is put together: the only places below that may name an upper app, and only in a string.
JOINTS = {"portal/settings.py", "portal/urls.py"}


def test_imports_go_down():
    # A process of its own: the linter sets up logging anew, which would silence every logger of the tests after this.
    command = [sys.executable, "-c", "from importlinter.cli import lint_imports_command as lint; lint()", "--no-cache"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    report = done.stdout.partition("Broken contracts")[2] or done.stderr
    assert done.returncode == 0, told("imports go down only, see [tool.importlinter] in pyproject.toml", WHY, [report])


def test_relations_go_down():
    breaches = []
    for model in apps.get_models(include_auto_created=True):
        here = model.__module__.split(".")[0]
        for field in model._meta.get_fields(include_hidden=True):
            target = field.related_model if field.is_relation and not field.auto_created else None
            there = target.__module__.split(".")[0] if target else ""
            if here in TOWER and there in TOWER and storey(there) > storey(here):
                breaches.append(f"{model._meta.label}.{field.name} points at {target._meta.label}")
    assert not breaches, told("a table points at its own app or one below", WHY, breaches)


def test_no_relation_is_generic():
    generic = [
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models()
        if model.__module__.split(".")[0] in TOWER
        for field in model._meta.private_fields
        if field.is_relation
    ]
    reason = (
        "the database cannot check what a generic key points at, and it may point up; use subject_kind and subject_id"
    )
    assert not generic, told("no generic foreign keys", reason, generic)


def test_strings_name_no_upper_app():
    breaches = []
    for path in source_files():
        upper = [app for app in TOWER if storey(app) > storey(app_of(path))]
        if not upper or str(path.relative_to(ROOT)) in JOINTS:
            continue
        dotted = re.compile(rf"^({'|'.join(upper)})(\.\w+)+$")
        for node in ast.walk(parsed(path)):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and dotted.match(node.value):
                breaches.append(f"{place(path, node)} names {node.value!r}")
    assert not breaches, told("no string below names a module or model above", WHY, breaches)
