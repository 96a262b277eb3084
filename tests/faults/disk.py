"""A disk of the database that can be filled without harm to the machine: a small file system in memory, by mount."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.faults.nemesis import Fault
from tests.faults.site import Site

MEGABYTES = 400


class MayNotMount(Exception):
    """Only root outside a narrow container may mount."""


@contextmanager
def small_disk(folder: Path) -> Iterator[Path]:
    folder.mkdir(parents=True)
    command = ["mount", "-t", "tmpfs", "-o", f"size={MEGABYTES}m", "tmpfs", str(folder)]
    if subprocess.run(command, capture_output=True).returncode:
        raise MayNotMount
    try:
        yield folder
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)


def full(site: Site, seconds: float) -> None:
    """Not a byte is left beside the data of the server; then there is room again."""
    ballast = site.data_dir / "postgres" / "ballast"
    try:
        with ballast.open("wb") as file:
            try:
                while True:
                    file.write(bytes(1 << 20))
                    file.flush()
            except OSError:
                time.sleep(seconds)
    finally:
        ballast.unlink()


DISK_FULL = Fault("the database's disk is full", full, outage=True, long=20)
