"""What happens to a portal on two hosts: one is cut off, a new version is rolled out, the database is lost."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

from portal.stack.children import ROOT
from portal.stack.offline import offline_environment
from tests.faults.hosts import Hosts
from tests.faults.nemesis import Fault, Harm, nothing
from tests.faults.network import cable_pulled
from tests.faults.site import Site
from tests.faults.standby import promote

NOT_TAKEN = (".git", ".venv", "node_modules", "build", "var", "tests", "bench", "docs", "*.pyc", "__pycache__", ".*")
MODEL, FATES = "portal/commitments/models/commitment.py", "portal/commitments/fates.yaml"
ANCHOR = "    fault_count = "
FATE = "Commitment.of_the_next_version: {sensitivity: internal, mask: none, keep: case, export: no}\n"
FIELD = '    of_the_next_version = models.CharField(max_length=20, blank=True, default="", db_default="")\n'


def cut_off(number: int) -> Harm:
    def harm(site: Site, seconds: float) -> None:
        assert isinstance(site, Hosts)
        with cable_pulled(number):
            time.sleep(seconds)

    return harm


def primary_lost(site: Site, seconds: float) -> None:
    """The first PostgreSQL does not come back; whoever keeps watch promotes the standby."""
    assert isinstance(site, Hosts)
    os.killpg(int((site.primary.folder / "postmaster.pid").read_text().split()[0]), signal.SIGKILL)
    time.sleep(seconds)
    promote(site.standby)


def rolled_out(site: Site, seconds: float) -> None:
    """The schema first, by the new version; then one host after the other, while the rest goes on with the old one."""
    assert isinstance(site, Hosts)
    tree = next_version(site.data_dir / "next")
    site.manage("migrate", "--noinput", tree=tree)
    for host in reversed(site.hosts):
        time.sleep(seconds / 3)
        host.stop()
        host.start(tree)
    time.sleep(seconds / 3)


def next_version(tree: Path) -> Path:
    """A copy of the portal whose promises have a further column, with the migration that Django writes for it."""
    if tree.exists():
        return tree
    shutil.copytree(ROOT, tree, ignore=shutil.ignore_patterns(*NOT_TAKEN), symlinks=True)
    model = tree / MODEL
    text = model.read_text()
    assert text.count(ANCHOR) == 1
    model.write_text(text.replace(ANCHOR, FIELD + ANCHOR))
    with (tree / FATES).open("a") as fates:
        fates.write(FATE)
    command = [sys.executable, "manage.py", "makemigrations", "commitments", "--name", "add_what_comes_next"]
    done = subprocess.run(command, cwd=tree, capture_output=True, text=True, env=os.environ | offline_environment())
    assert done.returncode == 0, done.stderr
    return tree


AMONG_HOSTS = (
    Fault("nothing at all, on two hosts", nothing),
    Fault("the host with beat is cut off", cut_off(0), outage=True),
    Fault("the host without beat is cut off", cut_off(1), outage=True),
    Fault("a new version is rolled out, host by host", rolled_out, seconds=9),
    Fault("the primary database is lost, the standby promoted", primary_lost, outage=True, long=10),
)
