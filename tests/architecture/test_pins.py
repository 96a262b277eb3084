"""Two clones of one commit install the same code, from wherever their machine gets packages."""

import json
import re

import pytest

from portal.stack.children import ROOT
from tests.architecture.house import told

PIN = re.compile(r"^[A-Za-z0-9._-]+(\[[a-z,]+\])?==[0-9][A-Za-z0-9.+!]*( ; .+)?$")


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt"])
def test_python_packages_are_pinned(name):
    lines = [line for line in (ROOT / name).read_text().splitlines() if line and not line.startswith(("#", "-r "))]
    loose = [f"{name}: {line}" for line in lines if not PIN.match(line)]
    assert not loose, told("packages are pinned with ==", "what was not tested must not run", loose)


def test_packages_of_pages_are_pinned():
    wanted = json.loads((ROOT / "package.json").read_text())["dependencies"]
    loose = [f"{name} {version}" for name, version in wanted.items() if not re.fullmatch(r"\d+\.\d+\.\d+", version)]
    assert not loose, told("package.json names exact versions", "what was not tested must not run", loose)


def test_lock_file_names_digests_and_no_addresses():
    packages = json.loads((ROOT / "package-lock.json").read_text())["packages"]
    breaches = [name for name, entry in packages.items() if name and ("resolved" in entry or "integrity" not in entry)]
    reason = "where packages come from is a matter of each machine; that they are the right ones, of their digest"
    assert not breaches, told("each package has an integrity and none an address", reason, breaches)
