"""Two clones of one commit install the same code, from wherever their machine gets packages."""

import ast
import json
import re
import sys
from importlib.metadata import packages_distributions

import pytest

from portal.stack.children import ROOT
from tests.architecture.house import TOWER, parsed, place, source_files, told

WHY = "what was not tested must not run"
PIN = re.compile(r"^[A-Za-z0-9._-]+(\[[a-z,]+\])?==[0-9][A-Za-z0-9.+!]*( ; .+)?$")


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt"])
def test_python_packages_are_pinned(name):
    lines = [line for line in (ROOT / name).read_text().splitlines() if line and not line.startswith(("#", "-r "))]
    loose = [f"{name}: {line}" for line in lines if not PIN.match(line)]
    assert not loose, told("packages are pinned with ==", WHY, loose)


def test_packages_of_pages_are_pinned():
    wanted = json.loads((ROOT / "package.json").read_text())["dependencies"]
    loose = [f"{name} {version}" for name, version in wanted.items() if not re.fullmatch(r"\d+\.\d+\.\d+", version)]
    assert not loose, told("package.json names exact versions", WHY, loose)


def test_lock_file_names_digests_and_no_addresses():
    packages = json.loads((ROOT / "package-lock.json").read_text())["packages"]
    breaches = [name for name, entry in packages.items() if name and ("resolved" in entry or "integrity" not in entry)]
    reason = "where packages come from is a matter of each machine; that they are the right ones, of their digest"
    assert not breaches, told("each package has an integrity and none an address", reason, breaches)


def test_what_serves_imports_only_what_is_pinned_to_serve():
    """A package that came with the tools is there in every test and missing in `make run`."""
    head, _marker, _rest = (ROOT / "requirements.txt").read_text().partition("# Brought by the above")
    pinned = {canonical(re.split(r"[\[=]", line)[0]) for line in head.splitlines() if PIN.match(line)}
    owners = packages_distributions()
    breaches = []
    for path in source_files():
        for node, name in imports(path):
            ours = name in sys.stdlib_module_names or name in TOWER
            if not ours and not pinned & {canonical(owner) for owner in owners.get(name, [])}:
                breaches.append(f"{place(path, node)} imports {name}")
    assert not breaches, told("imported packages are pinned in the first part of requirements.txt", WHY, breaches)


def imports(path):
    for node in ast.walk(parsed(path)):
        if isinstance(node, ast.Import):
            yield from ((node, alias.name.split(".")[0]) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            yield node, node.module.split(".")[0]


def canonical(name):
    return re.sub(r"[-_.]+", "-", name).lower()
