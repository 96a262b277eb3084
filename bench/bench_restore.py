"""The drill of a restore: how long it takes to dump a city's promises and to have them elsewhere, sweeping.

By the servers' own programs, as docs/operations.md says it; the restored copy lies on the same disk.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psycopg
from django.db import connection

from bench.bench_sweep import fill, make_due
from bench.ground import make_ground, one_request
from portal.stack.children import ROOT
from portal.stack.postgres import binaries

PROMISES = 1_000_000
RESTORED = "restored"


def run() -> Iterator[dict[str, Any]]:
    operator = make_ground()
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE commitments_commitment CASCADE")  # what other benches have left
    fill(PROMISES)
    one_request(operator, number=4_000_000)
    make_due()
    source = os.environ["DATABASE_URL"]
    target = urlsplit(source)._replace(path=f"/{RESTORED}").geturl()
    with tempfile.TemporaryDirectory() as folder, _empty_database(source):
        dump = Path(folder) / "dump"
        case = f"{PROMISES:,} promises"
        yield {"case": f"dump, {case}", **_timed("pg_dump", "-Fc", "-f", str(dump), source)}
        yield {"case": "the dump", "value": dump.stat().st_size / 2**20, "unit": "MiB"}
        jobs = f"--jobs={os.cpu_count()}"
        restore = ("pg_restore", "--no-owner", "--no-privileges", jobs, f"--dbname={target}", str(dump))
        yield {"case": f"restore, {case}", **_timed(*restore)}
        yield {"case": "first sweep there", **_first_sweep(target)}


def _timed(program: str, *arguments: str) -> dict[str, Any]:
    began = time.perf_counter()
    subprocess.run([str(binaries() / program), *arguments], check=True, capture_output=True)
    return {"value": time.perf_counter() - began, "unit": "s"}


def _first_sweep(target: str) -> dict[str, Any]:
    """From the restored rows to the first escalations, the start of the program included."""
    began = time.perf_counter()
    command = [sys.executable, str(ROOT / "manage.py"), "sweep", "--json"]
    done = subprocess.run(command, env=os.environ | {"DATABASE_URL": target}, check=True, capture_output=True)
    swept = json.loads(done.stdout)
    return {"value": time.perf_counter() - began, "unit": "s", "note": f"{swept['escalations']} escalations"}


class _empty_database:
    """A second database on the same server, gone when the drill is over."""

    def __init__(self, source: str) -> None:
        self.source = source

    def __enter__(self) -> None:
        self._say(f"DROP DATABASE IF EXISTS {RESTORED} WITH (FORCE)", f"CREATE DATABASE {RESTORED}")

    def __exit__(self, *exc: object) -> None:
        self._say(f"DROP DATABASE {RESTORED} WITH (FORCE)")

    def _say(self, *statements: str) -> None:
        with psycopg.connect(self.source, autocommit=True) as server:
            for statement in statements:
                server.execute(statement)
