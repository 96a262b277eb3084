"""A dump of the running copy, restored into a fresh cluster, goes on where it stood: nothing missed, nothing twice."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path

from portal.stack.children import ROOT, Children
from portal.stack.postgres import Postgres, binaries
from tests.faults import checker
from tests.faults.checker import Verdict
from tests.faults.site import Site
from tests.faults.workload import at_work


def restored(site: Site, folder: Path) -> tuple[Verdict, dict[str, float]]:
    """Works, dumps while the clocks run, restores elsewhere, sweeps there. The verdict, and how long each step took."""
    took: dict[str, float] = {}
    with at_work(site) as history:
        time.sleep(2)
        begun = time.monotonic()
        dump = folder / "dump"
        _run("pg_dump", "--format=custom", f"--file={dump}", site.database_url)
        took["dump"] = time.monotonic() - begun
    fired_before = site.value("SELECT count(*) FROM commitments_escalation")
    verdict = Verdict(history=history)
    with Children(folder / "log") as children:
        begun = time.monotonic()
        fresh = Postgres(folder / "fresh")
        _take_keys(site.data_dir, folder / "fresh")
        fresh.start(children)
        _run("pg_restore", "--no-owner", "--no-privileges", f"--dbname={fresh.url}", str(dump))
        took["restore"] = time.monotonic() - begun
        begun = time.monotonic()
        swept = _swept(site, fresh.url)
        took["first sweep"] = time.monotonic() - begun
        elsewhere = _Elsewhere(fresh.url, site)
        verdict.holds("missed", elsewhere.rows(checker.MISSED, history.began_at))
        verdict.holds("doubled", elsewhere.rows(checker.DOUBLED))
        verdict.holds("fired early", elsewhere.rows(checker.EARLY))
        verdict.holds("fired after it was kept", elsewhere.rows(checker.AFTER_THE_FACT))
        verdict.fired = swept + fired_before
        verdict.lateness = elsewhere.rows(checker.LATENESS, history.began_at)[0][0]
    return verdict, took


class _Elsewhere(Site):
    """The restored database, asked as the copy's own is."""

    def __init__(self, url: str, site: Site) -> None:
        self.data_dir, self._url = site.data_dir, url

    @property
    def database_url(self) -> str:
        return self._url


def _take_keys(source: Path, target: Path) -> None:
    """The dump holds sealed values; what opens them is kept apart, and the operator of the new host brings it."""
    target.mkdir(parents=True, exist_ok=True)
    (target / "keys").symlink_to(source / "keys")


def _run(program: str, *arguments: str) -> None:
    done = subprocess.run([str(binaries() / program), *arguments], capture_output=True, text=True, env={**os.environ})
    assert done.returncode == 0, done.stderr


def _swept(site: Site, url: str) -> int:
    env = {**site.copy.env, "DATABASE_URL": url}
    command = [sys.executable, "manage.py", "sweep", "--json"]
    done = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)["escalations"]
